import { tooSmall } from './file.ts';

/** The picture library comes with the first picture. */
const open = async (bytes: Buffer) => (await import('./picture.ts')).openPicture(bytes);

/** R36: the two exact sizes that one upload gives: link logo and home page recommendation. */
const pictureSizes = {
  '230x60': { width: 230, height: 60 },
  '180x50': { width: 180, height: 50 },
} as const;

export type PictureSize = keyof typeof pictureSizes;
export const isPictureSize = (text: string): text is PictureSize => Object.hasOwn(pictureSizes, text);

/** Twice the link logo: sharp on dense screens of the future too. */
export const leastPoster = { width: 460, height: 120 };

/** The part of an upload that is shown, in its pixels. */
export type Crop = { left: number; top: number; width: number; height: number };

/** 左,上,宽,高 as it stands in a form. */
export function readCrop(text: string): Crop | undefined {
  const [left, top, width, height] = (
    /^(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})$/.exec(text.normalize('NFKC'))?.slice(1) ?? []
  ).map(Number);
  return left === undefined || top === undefined || !width || !height ? undefined : { left, top, width, height };
}

/** Both pictures; without a crop the middle is taken. Nothing is ever blown up. */
export async function renderPictures(
  bytes: Buffer,
  crop?: Crop,
): Promise<Readonly<Record<PictureSize, Buffer>> | { problem: string }> {
  const { width, height } = await (await open(bytes)).metadata();
  const problem =
    tooSmall({ width, height }, leastPoster) ?? (crop && cropProblem(crop, { width, height }, pictureSizes['230x60']));
  if (problem !== undefined) return { problem };
  const render = async (size: PictureSize) => {
    const picture = await open(bytes);
    return (crop === undefined ? picture : picture.extract(crop))
      .resize({ ...pictureSizes[size], fit: 'cover' })
      .flatten({ background: '#fff' }) // partners' logos stand on white
      .png({ compressionLevel: 9 })
      .toBuffer();
  };
  return { '230x60': await render('230x60'), '180x50': await render('180x50') };
}

type Size = { width: number; height: number };

function cropProblem(crop: Crop, size: Size, least: Size): string | undefined {
  if (crop.left + crop.width > size.width || crop.top + crop.height > size.height)
    return `裁剪范围超出了图片（${size.width}×${size.height}），请重新选择`;
  return crop.width < least.width || crop.height < least.height
    ? `裁剪范围是 ${crop.width}×${crop.height}，会被放大变模糊，请选不小于 ${least.width}×${least.height} 的范围`
    : undefined;
}

/** A part of a picture as one of its own, or why it cannot be cut out. */
export async function cutOut(bytes: Buffer, crop: Crop, least: Size): Promise<Buffer | { problem: string }> {
  const picture = await open(bytes);
  const problem = cropProblem(crop, await picture.metadata(), least);
  if (problem !== undefined) return { problem };
  return picture.extract(crop).flatten({ background: '#fff' }).jpeg({ quality: 92 }).toBuffer();
}

/** Below this a cover would be blown up. */
export const leastCover = { width: 800, height: 450 };

/** Three times what a page shows. */
export const leastLogo = { width: 132, height: 132 };

/** The square that stands for an application beside its name. */
export const renderLogo = async (bytes: Buffer): Promise<Buffer> =>
  (await open(bytes))
    .resize({ ...leastLogo, fit: 'contain', background: '#fff' })
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 9 })
    .toBuffer();

/** A code to scan, small enough for a page. */
export const renderCode = async (bytes: Buffer): Promise<Buffer> =>
  (await open(bytes))
    .resize({ width: 240, height: 240, fit: 'contain', background: '#fff' })
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 9 })
    .toBuffer();

/** The widths in which a cover is shown: never blown up. */
const coverWidths = [400, 800] as const;

export type CoverWidth = (typeof coverWidths)[number];
export const coverWidthOf = (text: string): CoverWidth | undefined =>
  coverWidths.find((width) => String(width) === text);

/** A cover at 16:9; of one that is a little higher or wider the middle. */
export const renderCover = async (bytes: Buffer, width: CoverWidth): Promise<Buffer> =>
  (await open(bytes))
    .resize({ width, height: (width * 9) / 16, fit: 'cover' })
    .flatten({ background: '#fff' })
    .jpeg({ quality: 78, mozjpeg: true })
    .toBuffer();
