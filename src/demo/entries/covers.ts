import { readFileSync } from 'node:fs';

/**
 * Covers of our own. A picture shows the very thing that a title names; where none does there is no cover, and the page sets the title itself
 * (leafOf): a picture that stands for nothing would be decoration.
 */
const alts = {
  papercut: '一张红色团花剪纸和一把剪刀',
  stage: '拉开的大幕之间，台上一桌二椅',
  hall: '七开间的馆舍正面，灰瓦，门前三级台阶',
  books: '竹席上摊开晾晒的线装书',
} as const;

export type Picture = keyof typeof alts;
export const pictureNames: readonly Picture[] = ['papercut', 'stage', 'hall', 'books'];
export const altOf = (picture: Picture | undefined): string => (picture === undefined ? '尚无画面' : alts[picture]);

/** A word of a title → its picture, the first that fits. */
const topics: readonly (readonly [word: string, picture: Picture])[] = [
  ['剪纸', 'papercut'],
  ...(['折子戏', '戏曲', '越剧', '大鼓', '鼓书', '戏台', '装台', '五女拜寿'] as const).map(
    (word) => [word, 'stage'] as const,
  ),
  ...(['古籍', '线装', '府志', '县志', '琴谱', '家谱'] as const).map((word) => [word, 'books'] as const),
];

export const pictureOf = (channel: string, kind: string, title: string): Picture | undefined =>
  channel === 'venue' && kind === 'culture_hall' ? 'hall' : topics.find(([word]) => title.includes(word))?.[1];

export const drawingOf = (picture: Picture): Buffer =>
  readFileSync(new URL(`pictures/${picture}.svg`, import.meta.url));
