/** R36: the two exact sizes that one upload gives: link logo and home page recommendation. */
export const pictureSizes = {
  '230x60': { width: 230, height: 60 },
  '180x50': { width: 180, height: 50 },
} as const;

export type PictureSize = keyof typeof pictureSizes;
export const isPictureSize = (text: string): text is PictureSize => Object.hasOwn(pictureSizes, text);

/** Twice the link logo: sharp on dense screens of the future too. */
export const leastPoster = { width: 460, height: 120 };

/** Below this a cover would be blown up. */
export const leastCover = { width: 800, height: 450 };

/** Three times the size on a page. */
export const leastLogo = { width: 132, height: 132 };

/** A portrait is never enlarged; the one beside a name on our own pages is the small one. */
export const portraitSides = { large: 200, small: 96 } as const;

/**
 * The widths in which a cover is drawn, never enlarged, and the formats: WebP for browsers, JPEG for those without it and for other programs.
 */
const covers = { 320: 'webp', 400: 'jpeg', 512: 'webp', 768: 'webp', 800: 'jpeg' } as const;

export type CoverWidth = keyof typeof covers;
export const coverWidths = [320, 400, 512, 768, 800] as const satisfies readonly CoverWidth[];
export const coverTypeOf = (width: CoverWidth): 'webp' | 'jpeg' => covers[width];
export const coverWidthOf = (text: string): CoverWidth | undefined =>
  coverWidths.find((width) => String(width) === text);
export const webpWidths: readonly CoverWidth[] = coverWidths.filter((width) => covers[width] === 'webp');

export type Size = { width: number; height: number };

/** The part of an upload that is shown, in its pixels. */
export type Crop = { left: number; top: number; width: number; height: number };

/** 左,上,宽,高 as it stands in a form. */
export function readCrop(text: string): Crop | undefined {
  const [left, top, width, height] = (
    /^(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})$/.exec(text.normalize('NFKC'))?.slice(1) ?? []
  ).map(Number);
  return left === undefined || top === undefined || !width || !height ? undefined : { left, top, width, height };
}
