import { countOf } from './times.ts';

const said = /(?<!第)(\d{1,5}|[一二两三四五六七八九十百]{1,5})(?:块|元|百块)(?!的意|素|旦|宵)/u;
const isMore = /以上|起步|至少|不低于|超过(?<!不超过)/u;

/** The most that something may cost, in yuan: 三十块以内, 50元以下, 十块钱看电影, 不超过100元. */
export function mostPriceIn(text: string): number | undefined {
  const [, typed = ''] = said.exec(text) ?? [];
  if (typed === '' || isMore.test(text)) return undefined;
  if (/^\d/.test(typed)) return Number(typed);
  const [hundreds = '', rest = ''] = typed.includes('百') ? typed.split('百') : ['', typed];
  const of = typed.includes('百') ? 100 * (hundreds === '' ? 1 : countOf(hundreds)) : 0;
  return of + (rest === '' ? 0 : countOf(rest)) || undefined;
}
