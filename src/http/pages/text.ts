import { firstCharacter } from '../../fields/text.ts';

/** Words that the views build from plain values. All pure; where an answer depends on the time of day, that time is an argument. */

const zone = 'Asia/Shanghai';
let calendar: Intl.DateTimeFormat | undefined; // the first costs ten milliseconds, which a start need not pay
const openCalendar = () =>
  new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

type Parts = { year: number; month: number; day: number; hour: string; minute: string };

function inShanghai(date: Date): Parts {
  calendar ??= openCalendar();
  const found = new Map(calendar.formatToParts(date).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(found.get(type));
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: found.get('hour') ?? '',
    minute: found.get('minute') ?? '',
  };
}

/** 2026年11月24日 */
export function day(date: Date): string {
  const { year, month, day: dayOfMonth } = inShanghai(date);
  return `${year}年${month}月${dayOfMonth}日`;
}

/** 11月23日, of a day as it is written on the wire. */
export const shortDay = (written: string): string =>
  `${Number(written.slice(5, 7))}月${Number(written.slice(8, 10))}日`;

/** 2026年11月 */
export const monthName = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;

/** 18:30 */
export function hour(date: Date): string {
  const { hour: hours, minute } = inShanghai(date);
  return `${hours}:${minute}`;
}

/** 2026年11月24日 18:30 */
export const dateTime = (date: Date): string => `${day(date)} ${hour(date)}`;

/** As near as people say it: 今天 18:32, 昨天 09:14, 11月2日 09:14, 2025年10月6日 09:14. */
export function moment(date: Date, now: Date): string {
  const at = day(date);
  if (at === day(now)) return `今天 ${hour(date)}`;
  if (at === day(new Date(now.getTime() - 86_400_000))) return `昨天 ${hour(date)}`;
  const { year, month, day: dayOfMonth } = inShanghai(date);
  return year === inShanghai(now).year ? `${month}月${dayOfMonth}日 ${hour(date)}` : dateTime(date);
}

/** How long ago something was, as people say it: 刚刚, 3 分钟前, 5 小时前, 12 天前. */
export function ago(date: Date, now: Date): string {
  const inSeconds = Math.floor((now.getTime() - date.getTime()) / 1000);
  const [unit, size] = units.find(([, length]) => inSeconds >= length) ?? [];
  return unit === undefined || size === undefined ? '刚刚' : `${Math.floor(inSeconds / size)} ${unit}前`;
}

/** 12,345 */
export const count = (number: number): string => number.toLocaleString('en');

/** 0.4%, 12%: with a decimal where it is small. */
export function percent(part: number, whole: number): string {
  const hundredths = whole === 0 ? 0 : (part / whole) * 100;
  return `${hundredths.toFixed(hundredths > 0 && hundredths < 10 ? 1 : 0)}%`;
}

/** For `<time datetime>`. */
export const machineTime = (date: Date): string => date.toISOString();

/** 58 秒, 5 分钟, 3 小时, 12 天: the largest unit that fits, rounded up, so that no retry comes too early. */
export function span(inSeconds: number): string {
  const [unit, size] = units.find(([, length]) => inSeconds >= length) ?? ['秒', 1];
  return `${Math.max(1, Math.ceil(inSeconds / size))} ${unit}`;
}

const units: readonly (readonly [string, number])[] = [
  ['天', 86_400],
  ['小时', 3_600],
  ['分钟', 60],
];

/** The first character as people see it: on the square that stands for a platform without a logo. */
export const initial = firstCharacter;

/** m.qx.example.cn, with its port if there is one; empty for anything but a web address. */
export function host(url: string): string {
  const parsed = URL.parse(url);
  return parsed !== null && isWeb(parsed) ? parsed.host : '';
}

/** An address that may stand in a link: http(s), a path of ours, or a place on this page. Everything else (javascript:, data:, //host) becomes the home page. */
export function link(url: string | undefined): string {
  if (url === undefined) return '/';
  if (/^(\/(?![/\\])|#)[^\s\\]*$/.test(url)) return url;
  const parsed = URL.parse(url);
  return parsed !== null && isWeb(parsed) ? url : '/';
}

/** Where the logo of a platform lies: the name of a public file of ours, or an address. */
export const picture = (logo: string): string => (/^[\w.-]+$/.test(logo) ? `/public/${logo}` : link(logo));

const isWeb = ({ protocol }: URL) => protocol === 'https:' || protocol === 'http:';

/** The digits that a telephone dials, from 400-0596-087（24 小时）. */
export const dial = (phone: string): string => /^[+\d][\d -]*/.exec(phone.trim())?.[0].replace(/[ -]/g, '') ?? '';

/** An address that dials, as it may stand in a link; everything else becomes the home page. */
export const telephone = (href: string): string => (/^tel:\+?\d{3,20}$/.test(href) ? href : '/');

/** The same page with one more parameter: /a?b=1 → /a?b=1&elder=1. */
export function withParameter(path: string, name: string, value: string): string {
  const [bare = '', query = ''] = path.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  parameters.set(name, value);
  return link(`${bare}?${parameters}`);
}

/** Whether a name is one that programs write, and no Chinese. */
export const isCode = (name: string): boolean => /^[ -~]+$/.test(name);

/** The parts of a heading that stay together: the name of a platform, its brackets, and the rest. */
export function phrases(words: string, name?: string): string[] {
  const at = name && words.includes(name) ? words.indexOf(name) + name.length : words.length;
  return [words.slice(0, at), words.slice(at)].flatMap((half) => half.split(/(?=（)/)).filter(Boolean);
}

/** A list that a view writes down itself: to the type checker its rows keep their length, and their texts. */
export const rows = <const Rows extends readonly unknown[]>(list: Rows): Rows => list;

/** The ids that describe a control, for aria-describedby; undefined when there is nothing to say. */
export function describedBy(id: string, about: { hint: true; problem?: unknown }): string;
export function describedBy(id: string, about: { hint?: unknown; problem?: unknown }): string | undefined;
export function describedBy(id: string, { hint, problem }: { hint?: unknown; problem?: unknown }): string | undefined {
  const ids = [problem ? `${id}-msg` : '', hint ? `${id}-hint` : ''].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

const methods: Readonly<Record<string, string>> = {
  password: '密码',
  sms: '短信验证码',
  registration: '注册',
  passkey: '通行密钥',
  recovery: '找回密码',
  'recovery-email': '用邮箱找回密码',
  scan: '扫码登录',
};

/** The method of a login, in words. */
export const loginMethod = (method: string): string =>
  Object.hasOwn(methods, method) ? (methods[method] ?? method) : method;

/** A device as the login history has it: iPhone · 微信. */
export const device = (name: string): string => name;

/** 380 KB, 1.2 MB: as people know it from their own computer. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  const unit = bytes < 1024 ** 3 ? 2 : bytes < 1024 ** 4 ? 3 : 4;
  return `${Number((bytes / 1024 ** unit).toFixed(1))} ${['MB', 'GB', 'TB'][unit - 2]}`;
}

/** 一, 二 … 十二: the parts of a form. */
export function numeral(place: number): string {
  const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
  const [tens, ones] = [Math.floor(place / 10), place % 10];
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${digits[ones]}`;
}

/** JSON inside a script element: nothing in it can end the element or begin another. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
