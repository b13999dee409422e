import { normalPhone } from '../../../fields/china/phone.ts';
import type { ReadValue } from '../announcement.ts';
import { fact } from './facts.ts';

export type PhoneWords = { from: number; to: number; value: string; isLocal: boolean };

const area = '(?:\\(?0(?:10|2\\d|[3-9]\\d{2})\\)?)';
const form = new RegExp(
  `(?<![\\d.])(?:(?<mobile>(?:\\+?86[- ]?)?1[3-9]\\d(?:[- ]?\\d{4}){2})|(?<service>[48]00(?:[- ]?\\d){7})|(?<whole>${area}[- ]?[1-9]\\d{2,3}[- ]?\\d{4}(?:(?:-\\d|转|转| 转)\\d{1,6})?)|(?<local>\\d{3,4}[- ]?\\d{4}(?:(?:-|转| 转)\\d{1,4})?))(?!\\d|[.]\\d|[-/]\\d{2}(?!\\d))`,
  'g',
);
const about =
  /(?:电话|热线|详询|垂询|问询|问讯|客服|咨询|联系|拨打?|致电|电联|先打|打|找|预约|报名|留座|TEL|Tel|tel|手机|座机|总机|服务台|[0-9]{7,8} ?[、/,;或和]) ?[:]?[^\n:。;]{0,12}$/;
const others =
  /(?:QQ|qq|Q群|群号?|微信号?|邮编|编号|文号|身份证|证号|账号|号码:|ISBN|备案|邮政编码) ?(?:号码?|为|是)?[: ]{0,2}[^\n,;。、]{0,3}$/;

/** The telephones between two places of a text. `isTold`: it is the text behind a label that says so. */
export function phonesIn(text: string, from: number, to: number, isTold = false): PhoneWords[] {
  const found: PhoneWords[] = [];
  const part = text.slice(0, to);
  form.lastIndex = from;
  for (let match = form.exec(part); match !== null && found.length < 50; match = form.exec(part)) {
    const [words] = match;
    const before = part.slice(Math.max(0, match.index - 24), match.index);
    const { local } = match.groups ?? {};
    if (others.test(before) && !/(?:电话|手机)[^,。;\n]{0,8}$/.test(before)) continue;
    const isNamed =
      about.test(before) ||
      /^ ?(?:报名|预约|登记|咨询|联系|订[票座]|留[座位]|约(?=$|[,。; ]))/.test(
        text.slice(match.index + words.length, to + 6),
      );
    if (local !== undefined && !isTold && !isNamed && !isAlone(part, match.index, words)) continue;
    const plain = words.replace('转', '-').replaceAll(' ', '').replace(/-+/g, '-');
    found.push({
      from: match.index,
      to: match.index + words.length,
      value: local === undefined ? (normalPhone(plain) ?? plain) : plain.replace(/^(\d{3,4})-(\d{4})/, '$1$2'),
      isLocal: local !== undefined,
    });
  }
  return found.filter(({ isLocal, value }) => isLocal || normalPhone(value) !== undefined);
}

/** 跟小罗讲，55500300，不收钱: eight digits that are a clause by themselves. */
const isAlone = (part: string, index: number, words: string): boolean =>
  /^\d{8}$/.test(words) &&
  /(?:^|[,。;\s]) ?$/.test(part.slice(Math.max(0, index - 2), index)) &&
  /^ ?(?:[,。;(\n]|$)/.test(part.slice(index + words.length));

/** The area code and how many digits a number has behind it, by the telephone of the institution. */
function areaOf(phone: string | undefined): { code: string; digits: number } | undefined {
  const [, code, number] = /^(0\d{2,3})-(\d{7,8})/.exec(normalPhone(phone ?? '') ?? '') ?? [];
  return code === undefined || number === undefined ? undefined : { code, digits: number.length };
}

/** A telephone as a value; the area code of the institution before one that has none. */
export function phoneValue(
  words: PhoneWords,
  institutionPhone: string | undefined,
  span: readonly [number, number],
): ReadValue {
  if (!words.isLocal) return { value: words.value, spans: [span], source: 'text' };
  const own = areaOf(institutionPhone);
  const digits = /^\d+/.exec(words.value)?.[0].length;
  const doubt = fact('announcements.area_code_missing', { number: words.value });
  if (own === undefined) return { value: words.value, spans: [span], source: 'text', doubt };
  return {
    value: `${own.code}-${words.value}`,
    spans: [span],
    source: 'institution',
    ...(own.digits !== digits && { doubt }),
  };
}
