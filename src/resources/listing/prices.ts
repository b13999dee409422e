import { countOf } from './times.ts';

const said = /(?<!第)(\d{1,5}|[一二两三四五六七八九十百几]{1,5})(多)?(?:块|元|百块)(?!的意|素|旦|宵)/u;
const isMore = /以上|起步|至少|不低于|超过(?<!不超过)/u;
/** 几十块, 几百块: up to so many of them. */
const mostOfSome = 99;

/** The most that something may cost, in yuan: 三十块以内, 50元以下, 十块钱看电影, 几十块, 一百多块, 不超过100元. */
export function mostPriceIn(text: string): number | undefined {
  const [, typed = '', more] = said.exec(text) ?? [];
  if (typed === '' || isMore.test(text)) return undefined;
  if (typed.startsWith('几')) return mostOfSome * (typed.includes('百') ? 10 : 1);
  const price = /^\d/.test(typed) ? Number(typed) : priceOf(typed);
  // 一百多块 is less than two hundred, and 三十多块 less than forty.
  const unit = 10 ** (/0*$/.exec(String(price))?.[0].length ?? 0);
  return price === 0 ? undefined : price + (more === undefined ? 0 : unit - 1);
}

function priceOf(typed: string): number {
  const [hundreds = '', rest = ''] = typed.includes('百') ? typed.split('百') : ['', typed];
  const of = typed.includes('百') ? 100 * (hundreds === '' ? 1 : countOf(hundreds)) : 0;
  return of + (rest === '' ? 0 : countOf(rest));
}
