import { maskMobile } from './mobile.ts';

/** A digit of a text, and the gap before it: '' if it is invisible, undefined between two numbers. */
type Digit = { value: number; from: number; until: number; gap: string | undefined };

const chinese = ['〇零○', '一壹幺', '二贰貳', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'];
/** Where the digits of other scripts of the country, and those in circles, begin in Unicode. */
const zeros = [0x06_60, 0x06_f0, 0x0f_20, 0x18_10];
const ones = [0x27_76, 0x27_80, 0x27_8a, 0x24_f5];
const rowFrom = (point: number, first: number) =>
  Array.from({ length: 10 - first }, (_, n) => [String.fromCodePoint(point + n), n + first] as const);
const values: ReadonlyMap<string, number> = new Map([
  ...chinese.flatMap((signs, value) => [...signs].map((sign) => [sign, value] as const)),
  ...Array.from({ length: 10 }, (_, n) => [String(n), n] as const),
  ...zeros.flatMap((zero) => rowFrom(zero, 0)),
  ...ones.flatMap((one) => rowFrom(one, 1)),
  ['\u24ff', 0],
]);

const names: ReadonlyMap<string, string> = new Map([
  ...['nbsp', 'ensp', 'emsp', 'thinsp', 'hairsp', 'numsp', 'tab', 'newline'].map((name) => [name, ' '] as const),
  ...['shy', 'zwj', 'zwnj', 'zerowidthspace', 'lrm', 'rlm'].map((name) => [name, ''] as const),
  ...['ndash', 'mdash', 'hyphen', 'dash', 'minus', 'horbar'].map((name) => [name, '-'] as const),
  ...Object.entries({
    middot: '·',
    bull: '•',
    lpar: '(',
    rpar: ')',
    period: '.',
    comma: ',',
    colon: ':',
    sol: '/',
    lowbar: '_',
  }),
]);

const tag = String.raw`<!--[^<>]{0,2000}-->|<\/?[a-z][^<>]{0,2000}>`;
/** A tag; an address of a page up to its query, which stays whole: a number there is one of an article; words; a character as HTML or an address escapes it; a character. */
const pieces = new RegExp(
  String.raw`(?<tag>${tag})|(?<apart>https?:\/\/[^\s"'<>?#\u0080-\u{10ffff}]+|(?:(?![${chinese.join('')}])[\u4e00-\u9fff])+|[a-z]+)|&(?:amp;)*(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<name>[a-z]{2,16}));?|%3(?<escaped>\d)|[\s\S]`,
  'giu',
);
const tags = new RegExp(tag, 'giu');
/** Within a line. Other tags begin another thing: a cell, a paragraph. */
const inline = /^<(?:!--|\/?(?:a|abbr|b|code|del|em|font|i|ins|mark|s|small|span|strong|sub|sup|u|wbr)\b)/i;
const unseen = /[\p{Cf}\p{M}]/u;

/** The digits of a piece of a text; undefined where it separates two numbers. */
function saidBy(piece: string, { tag, apart, decimal, hex, name, escaped }: Record<string, string | undefined>) {
  if (tag !== undefined) return inline.test(tag) ? '' : /^<br\b/i.test(tag) ? ' ' : undefined;
  if (apart !== undefined) return undefined;
  if (name !== undefined) return names.get(name.toLowerCase());
  if (escaped !== undefined) return escaped;
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  if (Number.isNaN(point)) return piece.normalize('NFKC').replace(/^\((\d+)\)$|^(\d+)\.$/, '$1$2'); // ⑴, ⒈
  return point <= 0x10_ff_ff ? String.fromCodePoint(point).normalize('NFKC') : undefined;
}

/** The digits of a text in any notation, with their gaps: of HTML as people see it. */
function digitsOf(text: string): Digit[] {
  const found: Digit[] = [];
  let gap: string | undefined;
  for (const { 0: piece, index, groups = {} } of text.matchAll(pieces))
    for (const sign of saidBy(piece, groups) ?? [undefined]) {
      const value = sign === undefined ? undefined : values.get(sign);
      if (value !== undefined) {
        found.push({
          value,
          from: index,
          until: index + piece.length,
          gap: gap === undefined ? undefined : between(gap),
        });
        gap = '';
      } else if (sign === undefined || /[\p{L}\p{N}\p{Sc}%&<>]/u.test(sign)) gap = undefined;
      else if (gap !== undefined && !unseen.test(sign)) gap = gap.length < 8 ? gap + sign : undefined;
    }
  return found;
}

/** Two signs at most, and spaces around them; dashes are all the same. */
function between(gap: string): string | undefined {
  const signs = gap.replace(/\s+/g, '').replace(/[\p{Pd}−]/gu, '-');
  if (signs.length > 2) return undefined;
  return signs === '' && gap !== '' ? ' ' : signs;
}

/** As address books write it. */
const usual: ReadonlySet<string> = new Set(['3-4-4', '3-8', '4-4-3', '4-3-4', '5-6']);
/** Separators within a telephone number; others are separators of lists as well. */
const small = /^[ \-.·•()]*$/;

/** Whether eleven digits are one number by their groups, and not several: a list, a price, a date. `around`: the texts before and after. */
function isOne(digits: readonly Digit[], around: readonly (string | undefined)[]): boolean {
  const gaps = digits.slice(1).flatMap(({ gap = '' }) => (gap === '' ? [] : [gap]));
  if (gaps.length === 0) return true;
  const groups = digits
    .map(({ value, gap }, place) => `${place === 0 || gap === '' ? '' : ' '}${value}`)
    .join('')
    .split(' ');
  const form = groups.map((group) => group.length).join('-');
  if (usual.has(form) && gaps.every((gap) => small.test(gap))) return true;
  // A list goes on.
  if (around.some((gap) => gap !== undefined && gaps.includes(gap))) return false;
  const isUniform = new Set(gaps).size === 1;
  if (form === '3-4-4' || (isUniform && groups.length === 11)) return true;
  const isAscending = groups.every((group, place) => place === 0 || Number(group) > Number(groups[place - 1]));
  const isThousands = groups.slice(1).every((group) => group.length === 3);
  return isUniform && gaps[0] === ' ' && groups.length <= 5 && !isAscending && !isThousands;
}

const countries = ['0086', '86', ''];

/** How many digits from here on are a mobile number, with those of the country. */
function lengthAt(digits: readonly Digit[], start: number): number | undefined {
  if (digits[start]?.gap === '') return undefined;
  for (const country of countries) {
    const until = start + country.length + 11;
    const [all, behind] = [digits.slice(start, until), digits[until]?.gap];
    const own = all.slice(country.length);
    const isWhole = own.length === 11 && behind !== '' && all.slice(1).every(({ gap }) => gap !== undefined);
    if (
      !isWhole ||
      !all
        .map(({ value }) => value)
        .join('')
        .startsWith(country)
    )
      continue;
    if (own[0]?.value !== 1 || (own[1]?.value ?? 0) < 3) continue;
    if (isOne(own, [all[0]?.gap, behind])) return all.length;
  }
  return undefined;
}

function masked(text: string): string {
  const digits = digitsOf(text);
  let [shown, done] = ['', 0];
  for (let place = 0; place < digits.length; place += 1) {
    const length = lengthAt(digits, place);
    if (length === undefined) continue;
    const all = digits.slice(place, place + length);
    const [first, last] = [all[0]?.from ?? 0, all.at(-1)?.until ?? 0];
    const before = text.slice(done, first).replace(length > 11 ? /[+\uff0b]$/ : /$/, '');
    const found = text.slice(first, last);
    const isOpened = /[)）]/.test(found) && !/[(（]/.test(found);
    const number = all
      .slice(-11)
      .map(({ value }) => value)
      .join('');
    shown += before.replace(isOpened ? /[(（]$/ : /$/, '') + maskMobile(number) + (found.match(tags) ?? []).join('');
    done = last;
    place += length - 1;
  }
  return done === 0 ? text : shown + text.slice(done);
}

/** A text with each mobile number in it masked: 张老师 138****8000. Lookalikes are masked as well. */
export const maskMobiles = (text: string): string =>
  masked(text.replace(tags, (each) => `<${masked(each.slice(1, -1))}>`));
