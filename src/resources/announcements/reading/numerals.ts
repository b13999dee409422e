const digits = '〇一二三四五六七八九';

/** A number of one or two places as written in a text: 12, 十二, 廿三, 两; undefined for other signs. */
export function numberIn(text: string): number | undefined {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const plain = text.replace(/[零○]/g, '〇').replace('两', '二').replace('廿', '二十').replace('卅', '三十');
  if (/^[〇一二三四五六七八九]{4}$/.test(plain)) return Number([...plain].map((sign) => digits.indexOf(sign)).join(''));
  const [, hundreds, rest = plain] = /^([一二三四五六七八九])百(.{0,4})$/.exec(plain) ?? [];
  const [, tens, ones = rest] = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(rest) ?? [];
  const ten = tens === undefined ? 0 : tens === '' ? 10 : digits.indexOf(tens) * 10;
  const hundred = hundreds === undefined ? 0 : digits.indexOf(hundreds) * 100;
  if (ones === '') return hundred + ten > 0 ? hundred + ten : undefined;
  if (ones.length !== 1) return undefined;
  const one = digits.indexOf(ones);
  return one < 0 ? undefined : hundred + ten + one;
}

/** A number as a part of a pattern. */
export const numeral = '(?:\\d{1,2}|[一二三四五六七八九十两廿卅]{1,3})';
