import sharp, { type Sharp } from 'sharp';
import { fact } from './facts.ts';
import { type Accept, type Inspected, tooSmall } from './file.ts';
import { svgProblem } from './svg.ts';

sharp.concurrency(1); // a core of its own at most: the others are for those who sign in

/** Pixels that a picture may unfold to: a small file can claim to be huge. */
const mostPixels = 40_000_000;
const longestSide = 2600;
const drawnWidth = 1840; // twice a link logo at twice its size
/** Each half-transparent part of a drawing is painted on a sheet of the whole size. */
const mostDrawnPixels = 12_000_000;

// Only formats of uploads: no other reader of the library ever sees a stranger's bytes.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadSvgBuffer',
  ],
});

/** Opens a picture under limits; a broken or cut one fails. By the clock, as long as the process that draws it may take (picture-process.ts). */
export const openPicture = (bytes: Buffer, density?: number) =>
  sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', ...(density !== undefined && { density }) }).timeout({
    seconds: 40,
  });

/** The picture rendered again: upright, without metadata (place, time, owner), at most 2600 pixels wide or high. */
export async function cleanPicture(bytes: Buffer, type: string, { least }: Accept): Promise<Inspected> {
  try {
    const { width, height, pages = 1, hasAlpha, autoOrient } = await openPicture(bytes).metadata();
    const problem =
      tooMany(width, height) ?? (pages > 1 ? fact('files.picture_moves') : undefined) ?? tooSmall(autoOrient, least);
    if (problem !== undefined) return { problem };
    const upright = openPicture(bytes)
      .autoOrient()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true });
    const isPng = type === 'image/png' || (type === 'image/webp' && hasAlpha);
    const written = isPng ? upright.png({ compressionLevel: 9 }) : upright.jpeg({ quality: 82 });
    return await finish(written, isPng ? 'image/png' : 'image/jpeg');
  } catch {
    return { problem: fact('files.picture_broken') };
  }
}

/** An SVG as a PNG that is large enough for all that is made of it. */
export async function drawn(bytes: Buffer, { least }: Accept): Promise<Inspected> {
  const problem = svgProblem(bytes);
  if (problem !== undefined) return { problem };
  try {
    const { width, height } = await openPicture(bytes).metadata();
    const scale = Math.max(drawnWidth / width, (least?.height ?? 1) / height);
    const density = Math.min(72 * scale, 7200);
    const { width: w, height: h } = await openPicture(bytes, density).metadata();
    const stillWrong = tooLong(w, h) ?? tooSmall({ width: w, height: h }, least);
    if (stillWrong !== undefined) return { problem: stillWrong };
    return await finish(openPicture(bytes, density).png({ compressionLevel: 9 }), 'image/png');
  } catch {
    return { problem: fact('files.svg_broken') };
  }
}

async function finish(picture: Sharp, type: string): Promise<Inspected> {
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return { type, bytes: data, width: info.width, height: info.height };
}

const tooLong = (width: number, height: number) =>
  width * height > mostDrawnPixels ? fact('files.svg_long', { width, height }) : undefined;

const tooMany = (width: number, height: number) =>
  width * height > mostPixels ? fact('files.picture_large', { width, height }) : undefined;
