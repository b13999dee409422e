import type { LetterText } from '../../../http/pages/render.ts';
import { plural } from '../parts.ts';

const timeZone = 'Asia/Shanghai';
const inBeijing = (form: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...form });
const days = inBeijing({ day: 'numeric', month: 'long', year: 'numeric' });
const daysOfYear = inBeijing({ day: 'numeric', month: 'long' });
const hours = inBeijing({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** Of a day, or a month, as it is written on the wire. */
const written = (form: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...form });
const shortDays = written({ day: 'numeric', month: 'short' });
const months = written({ month: 'long', year: 'numeric' });
const ages = new Intl.RelativeTimeFormat('en');

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

const day = (date: Date) => days.format(date);
const hour = (date: Date) => hours.format(date);

const methods: Readonly<Record<string, string>> = {
  password: 'Password',
  sms: 'Code by text message',
  registration: 'Registration',
  passkey: 'Passkey',
  recovery: 'Password reset',
  'recovery-email': 'Password reset by e-mail',
  scan: 'Scan with a phone',
};

/** The names of devices in device.ts. */
const devices: readonly (readonly [RegExp, string])[] = [
  [/鸿蒙/, 'HarmonyOS'],
  [/安卓/, 'Android'],
  [/ 电脑/, ' computer'],
  [/微信/, 'WeChat'],
  [/钉钉/, 'DingTalk'],
  [/支付宝/, 'Alipay'],
  [/ 浏览器/, ' Browser'],
  [/未知设备/, 'Unknown device'],
];

/** Dates, counts and sizes as English writes them; times are those of Beijing. */
export const text = {
  day,
  hour,
  shortDay: (date) => shortDays.format(new Date(date.slice(0, 10))),
  monthName: (month) => months.format(new Date(`${month}-01`)),
  dateTime: (date) => `${day(date)}, ${hour(date)}`,
  moment(date, now) {
    if (day(date) === day(now)) return `Today, ${hour(date)}`;
    if (day(date) === day(new Date(now.getTime() - 86_400_000))) return `Yesterday, ${hour(date)}`;
    const isThisYear = day(date).slice(-4) === day(now).slice(-4);
    return `${isThisYear ? daysOfYear.format(date) : day(date)}, ${hour(date)}`;
  },
  ago(date, now) {
    const inSeconds = Math.floor((now.getTime() - date.getTime()) / 1000);
    const [unit, size] = units.find(([, length]) => inSeconds >= length) ?? [];
    return unit === undefined ? 'just now' : ages.format(-Math.floor(inSeconds / size), unit);
  },
  span(inSeconds) {
    const [unit, size] = units.find(([, length]) => inSeconds >= length) ?? (['second', 1] as const);
    return plural(Math.max(1, Math.ceil(inSeconds / size)), unit);
  },
  loginMethod: (method) => (Object.hasOwn(methods, method) ? (methods[method] ?? method) : method),
  device: (name) => devices.reduce((said, [chinese, english]) => said.replace(chinese, english), name),
  fileSize(bytes) {
    if (bytes < 1024) return plural(bytes, 'byte');
    if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
    const unit = bytes < 1024 ** 3 ? 2 : bytes < 1024 ** 4 ? 3 : 4;
    return `${Number((bytes / 1024 ** unit).toFixed(1))} ${['MB', 'GB', 'TB'][unit - 2]}`;
  },
  numeral: (place) => String(place),
} satisfies Partial<LetterText>;
