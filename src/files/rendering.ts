import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
import { tooSmall } from './file.ts';
import { openPicture } from './picture.ts';
import {
  type CoverWidth,
  type Crop,
  coverTypeOf,
  leastLogo,
  leastPoster,
  type PictureSize,
  pictureSizes,
  portraitSides,
  type Size,
} from './sizes.ts';

// The work itself, for the process of pictures. Nothing is ever blown up.

export type LinkPictures = Readonly<Record<PictureSize, Buffer>>;

/** Both pictures; without a crop the middle is taken. */
export async function linkPictures(bytes: Buffer, crop?: Crop): Promise<LinkPictures | { problem: Fact }> {
  const { width, height } = await openPicture(bytes).metadata();
  const problem =
    tooSmall({ width, height }, leastPoster) ?? (crop && cropProblem(crop, { width, height }, pictureSizes['230x60']));
  if (problem !== undefined) return { problem };
  const render = (size: PictureSize) =>
    (crop === undefined ? openPicture(bytes) : openPicture(bytes).extract(crop))
      .resize({ ...pictureSizes[size], fit: 'cover' })
      .flatten({ background: '#fff' }) // partners' logos stand on white
      .png({ compressionLevel: 9 })
      .toBuffer();
  return { '230x60': await render('230x60'), '180x50': await render('180x50') };
}

function cropProblem(crop: Crop, size: Size, least: Size): Fact | undefined {
  if (crop.left + crop.width > size.width || crop.top + crop.height > size.height)
    return fact('files.crop_outside', { width: size.width, height: size.height });
  return crop.width < least.width || crop.height < least.height
    ? fact('files.crop_small', {
        width: crop.width,
        height: crop.height,
        least_width: least.width,
        least_height: least.height,
      })
    : undefined;
}

export async function part(bytes: Buffer, crop: Crop, least: Size): Promise<Buffer | { problem: Fact }> {
  const picture = openPicture(bytes);
  const problem = cropProblem(crop, await picture.metadata(), least);
  if (problem !== undefined) return { problem };
  return picture.extract(crop).flatten({ background: '#fff' }).jpeg({ quality: 92 }).toBuffer();
}

export const logo = (bytes: Buffer): Promise<Buffer> =>
  openPicture(bytes)
    .resize({ ...leastLogo, fit: 'contain', background: '#fff' })
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 9 })
    .toBuffer();

export type Portrait = Readonly<Record<keyof typeof portraitSides, Buffer>>;

/** A square of the most salient part, which for people is the face. As JPEG, which every page of every partner can show. */
export async function portrait(bytes: Buffer): Promise<Portrait> {
  const square = (side: number) =>
    openPicture(bytes)
      .resize({ width: side, height: side, fit: 'cover', position: 'attention' })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 82, mozjpeg: true })
      .toBuffer();
  return { large: await square(portraitSides.large), small: await square(portraitSides.small) };
}

export const code = (bytes: Buffer): Promise<Buffer> =>
  openPicture(bytes)
    .resize({ width: 240, height: 240, fit: 'contain', background: '#fff' })
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 9 })
    .toBuffer();

export function cover(bytes: Buffer, width: CoverWidth): Promise<Buffer> {
  const drawn = openPicture(bytes)
    .resize({ width, height: (width * 9) / 16, fit: 'cover' })
    .flatten({ background: '#fff' });
  const written =
    coverTypeOf(width) === 'webp' ? drawn.webp({ quality: 78 }) : drawn.jpeg({ quality: 78, mozjpeg: true });
  return written.toBuffer();
}

/** A picture found on a partner's page, no larger than evidence has to be. */
export const evidencePicture = (bytes: Buffer): Promise<Buffer> =>
  openPicture(bytes)
    .resize({ width: 480, height: 240, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 9 })
    .toBuffer();

/** A drawing of our own at this width. */
export async function drawnAt(svg: Buffer, width: number): Promise<Buffer> {
  const own = await openPicture(svg).metadata();
  return openPicture(svg, Math.min(72 * (width / own.width), 2400))
    .resize({ width })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
