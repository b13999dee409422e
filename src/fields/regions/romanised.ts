import { createRequire } from 'node:module';
import type pinyinPro from 'pinyin-pro';
import { shortName } from './short-names.ts';

const require = createRequire(import.meta.url);
/** Read with the first English page: its tables are large. */
const tables = (): typeof pinyinPro => require('pinyin-pro');

/** Names that are written otherwise, by the law of the place or by custom. */
const customary: Readonly<Record<string, string>> = {
  ...{ 陕西: 'Shaanxi', 内蒙古: 'Inner Mongolia', 香港: 'Hong Kong', 澳门: 'Macao', 西藏: 'Xizang', 新疆: 'Xinjiang' },
  ...{ 哈尔滨: 'Harbin', 呼和浩特: 'Hohhot', 乌鲁木齐: 'Ürümqi', 拉萨: 'Lhasa', 日喀则: 'Xigazê', 鄂尔多斯: 'Ordos' },
};

const kept = new Map<string, string>();

/** The name of a region in Latin letters, without its kind: 浙江省 → Zhejiang, 西安市 → Xi'an. */
export function romanised(name: string): string {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const short = shortName(name);
  const made = customary[short] ?? inPinyin(short);
  kept.set(name, made);
  return made;
}

/** ISO 7098: one word, with an apostrophe before a syllable that begins with a vowel. */
function inPinyin(han: string): string {
  const syllables = tables().pinyin(han, { toneType: 'none', type: 'array' });
  const word = syllables.map((each, place) => (place > 0 && /^[aeo]/.test(each) ? `'${each}` : each)).join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}
