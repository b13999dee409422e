import { after, dayOf, days, startOf, timeOfDay } from '../../clock.ts';
import { shortName } from '../../fields/regions/short-names.ts';
import { fold } from './units.ts';

// The time, the place and the price in a question, read without a database: text, now and the names of regions lead to conditions and the words that
// are left. Nothing here has a side effect, and a question of any length costs no more than its first two hundred characters.

/** One condition that the question names. `typed`: its characters, which are taken out of the address to take the condition away. */
export type Condition =
  | { kind: 'time'; typed: string; first: string; last: string }
  | { kind: 'part'; typed: string; part: Part }
  | { kind: 'place'; typed: string; code: string }
  | { kind: 'fee'; typed: string }
  | { kind: 'booking'; typed: string };
export type Part = 'morning' | 'afternoon' | 'evening';
export interface Question {
  conditions: readonly Condition[];
  /** The other words, which are searched for. */
  words: string;
}

/** Codes by the names that people use; of names that two regions share, none. */
export type Places = ReadonlyMap<string, string>;

const longest = 200;
/** Signs that turn the direction of writing or join emoji say nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Emoji_Presentation}]|\u{FE0F}/gu;

/** The conditions in a question. */
export function readQuestion(typed: string, now: Date, places: Places): Question {
  let left = fold(typed.slice(0, longest).toWellFormed()).replace(unseen, ' ');
  const conditions: Condition[] = [];
  const take = (found: string, condition: Condition | undefined) => {
    if (condition === undefined) return;
    conditions.push(condition);
    left = left.replace(found, ' ');
  };
  for (const { said, read } of times) {
    const found = said.exec(left);
    if (found === null || conditions.some(({ kind }) => kind === 'time')) continue;
    const span = read(found, now);
    if (span !== undefined) take(found[0], { kind: 'time', typed: found[0].trim(), first: span[0], last: span[1] });
  }
  for (const [part, said] of parts) {
    const [found] = said.exec(left) ?? [];
    if (found === undefined || conditions.some(({ kind }) => kind === 'part')) continue;
    take(found, { kind: 'part', typed: found.trim(), part });
    // 晚上 alone is no day; 今晚 is today and the evening.
    if (found.startsWith('今'))
      conditions.push({ kind: 'time', typed: found.trim(), first: dayOf(now), last: dayOf(now) });
    if (found.startsWith('明')) {
      const day = later(now, 1);
      conditions.push({ kind: 'time', typed: found.trim(), first: day, last: day });
    }
  }
  const [fee] = free.exec(left) ?? [];
  if (fee !== undefined) take(fee, { kind: 'fee', typed: fee.trim() });
  const [booking] = bookable.exec(left) ?? [];
  if (booking !== undefined) take(booking, { kind: 'booking', typed: booking.trim() });
  const place = placeIn(left, places);
  if (place !== undefined) take(place.typed, { kind: 'place', ...place });
  return { conditions, words: conditions.length === 0 ? typed : wordsLeft(left) };
}

/** Particles that only joined the conditions: 这周末的剪纸 leaves 剪纸. */
const wordsLeft = (text: string) =>
  text
    .split(/[\s，。、,]+/u)
    .map((word) => word.replace(/^(?:[的在有去到]|还有)+(?=\p{Script=Han}|$)/u, '').replace(/的$/u, ''))
    .filter((word) => word !== '')
    .join(' ');

/** Opening hours are a need of their own (needs.ts): 周日开门的图书馆, 晚上开放. */
const notOpen = '(?!(?:也|还|都|哪个馆|哪些馆|哪里)?(?:是)?(?:开门|开放|开馆|开着|开不开|营业|不闭馆|不关门))';
const later = (now: Date, by: number) => dayOf(after(now, days(by)));
type Span = readonly [first: string, last: string];
const one = (day: string): Span => [day, day];
const pattern = (source: string) => new RegExp(source, 'u');

const names = '一二三四五六日';
const numberOf = (name = '') => names.indexOf(name === '天' ? '日' : name) + 1;
/** 1 (周一) to 7. */
const weekday = (day: string) => (startOf(day).getUTCDay() + 1) % 7 || 7;
const plus = (day: string, by: number) => dayOf(after(startOf(day), days(by)));
const monday = (now: Date) => plus(dayOf(now), 1 - weekday(dayOf(now)));
const weekendOf = (first: string, now: Date): Span => {
  const saturday = plus(first, 5);
  const today = dayOf(now);
  return [saturday < today && today <= plus(first, 6) ? today : saturday, plus(first, 6)];
};

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', {
  ...{ timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric' },
});
/** In this month ICU is a day late: the new moon is four minutes before midnight. */
const isLate = (day: string) => day >= '2027-02-06' && day < '2027-03-08';
const lunarDay = (day: string) =>
  lunar.format(after(startOf(day), days(isLate(day) ? 1.5 : 0.5))).replace(/^(\d+)\/(\d+).*$/, '$1/$2');
/** So far ahead a festival is a time; before, it is a subject like any other. */
const announced = 75;

/** The next day on which this is so, the running festival included. */
function next(now: Date, length: number, is: (day: string) => boolean): Span | undefined {
  const today = dayOf(now);
  for (let by = 1 - length; by < announced; by += 1) {
    const first = plus(today, by);
    if (is(first)) return [by < 0 ? today : first, plus(first, length - 1)];
  }
  return undefined;
}
const isLunar = (named: string) => (day: string) => lunarDay(day) === named;
const isDay = (named: string) => (day: string) => day.slice(5) === named;
/** 4 or 5 April, as the sun has it. */
const isClearBright = (day: string) => {
  const year = Number(day.slice(0, 4)) % 100;
  return day.slice(5) === `04-0${Math.floor(year * 0.2422 + 4.81) - Math.floor(year / 4)}`;
};
/** 春节的来历 is a subject, 春节期间 a time. */
const asTime =
  '(?:假期|期间|放假|那天|那几天|当天)?(?=$|\\s|[，。？?]|有|去|到|能|可以|哪|看|什么|带|免费|活动|演出|展|的(?:活动|演出|展览|讲座|节目)|晚上|上午|下午)';
const festival = (said: string, length: number, is: (day: string) => boolean) => ({
  said: pattern(`(?<![\\p{Script=Han}])(?:今年|明年)?(?:${said})${asTime}`),
  read: (_: RegExpExecArray, now: Date) => next(now, length, is),
});

type Time = { said: RegExp; read: (found: RegExpExecArray, now: Date) => Span | undefined };
const written = (now: Date, month: number, day: number): Span | undefined => {
  const today = dayOf(now);
  const at = (year: number) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const year = Number(today.slice(0, 4));
  const found = [at(year), at(year + 1)].find((each) => each >= today && dayOf(startOf(each)) === each);
  return found === undefined ? undefined : one(found);
};
const times: readonly Time[] = [
  {
    said: /(?<!\d)(1[0-2]|0?[1-9])\s?[月/-]\s?(3[01]|[12]\d|0?[1-9])(?!\d)\s?[日号]?/u,
    read: ([, month, day], now) => written(now, Number(month), Number(day)),
  },
  {
    said: /(?<![\d第月/-])(3[01]|[12]\d|[1-9])[日号](?!线|楼|馆|厅|院)/u,
    read([, day = ''], now) {
      const today = dayOf(now);
      for (let by = 0; by < 62; by += 1)
        if (Number(plus(today, by).slice(8)) === Number(day)) return one(plus(today, by));
      return undefined;
    },
  },
  { said: pattern(`大后天${notOpen}`), read: (_, now) => one(later(now, 3)) },
  { said: pattern(`后[天日]${notOpen}`), read: (_, now) => one(later(now, 2)) },
  { said: pattern(`(?:明[天日]|明儿个?|明早)${notOpen}`), read: (_, now) => one(later(now, 1)) },
  { said: pattern(`(?:今[天日](?!晚)|今儿个?|当天)${notOpen}`), read: (_, now) => one(dayOf(now)) },
  { said: pattern(`下(?:个)?周末${notOpen}`), read: (_, now) => weekendOf(plus(monday(now), 7), now) },
  { said: pattern(`(?:这个?|本)?周末(?!讲坛|百姓)${notOpen}`), read: (_, now) => weekendOf(monday(now), now) },
  {
    said: pattern(`下(?:个)?(?:周|星期|礼拜)([${names}天])${notOpen}`),
    read: ([, day], now) => one(plus(monday(now), 6 + numberOf(day))),
  },
  {
    said: pattern(`(?:这个?|本)?(?:周|星期|礼拜)([${names}天])${notOpen}`),
    read([, day], now) {
      const found = plus(monday(now), numberOf(day) - 1);
      return one(found < dayOf(now) ? plus(found, 7) : found);
    },
  },
  {
    said: pattern(`下(?:个)?(?:周|星期|礼拜)${notOpen}`),
    read: (_, now) => [plus(monday(now), 7), plus(monday(now), 13)],
  },
  { said: pattern(`(?:这个?|本)(?:周|星期|礼拜)${notOpen}`), read: (_, now) => [dayOf(now), plus(monday(now), 6)] },
  { said: /(?:最近|这)几天|近日/u, read: (_, now) => [dayOf(now), later(now, 3)] },
  {
    said: /下个?月(?!\p{Script=Han}亮)/u,
    read: (_, now) => {
      const first = `${plus(`${dayOf(now).slice(0, 7)}-28`, 7).slice(0, 7)}-01`;
      return [first, plus(`${plus(`${first.slice(0, 7)}-28`, 7).slice(0, 7)}-01`, -1)];
    },
  },
  {
    said: /(?:这个?|本)月/u,
    read: (_, now) => [dayOf(now), plus(`${plus(`${dayOf(now).slice(0, 7)}-28`, 7).slice(0, 7)}-01`, -1)],
  },
  festival('元旦|新年第一天', 3, isDay('01-01')),
  festival('春节|过年|大年初一', 8, isLunar('1/1')),
  festival('元宵节?', 1, isLunar('1/15')),
  festival('清明节?', 3, isClearBright),
  festival('五一|劳动节', 5, isDay('05-01')),
  festival('端午节?', 3, isLunar('5/5')),
  festival('中秋节?', 3, isLunar('8/15')),
  festival('国庆节?', 7, isDay('10-01')),
];

const parts: readonly (readonly [Part, RegExp])[] = [
  ['evening', pattern(`(?:今天|明天|今|明)?(?:晚上|晚间|夜里|夜间)${notOpen}|[今明](?:晚|夜)(?!报)${notOpen}`)],
  ['morning', pattern(`(?:上午|早上|早晨|清早)${notOpen}`)],
  ['afternoon', pattern(`(?:下午|午后)${notOpen}`)],
];
/** The part of the day in which an hour is. */
export const partOf = (at: Date): Part => {
  const hour = timeOfDay(at);
  return hour < '12' ? 'morning' : hour < '17:30' ? 'afternoon' : 'evening';
};

const free = /免费(?:的|吗|参加|入场)?(?!开放|WiFi|wifi)/u;
const bookable =
  /(?:还|现在)?(?:能|可以|可)(?:报名|预约)的?|(?:正在)?报名中|正在报名|还有(?:名额|位子|位置|票)的?|有名额的?/u;

/** A place stands at the beginning of a word, or after one that leads to it: 想在杭州学二胡. */
const leading = /[\s，。、,在去到来]/u;
const follows =
  '(?=$|[\\s，。、？?]|的|有|附近|哪|周边|这边|那边|市区|城里|适合|能|可以|免费|带|亲子|活动|展|演出|讲座|看|学|听)';

function placeIn(text: string, places: Places): { typed: string; code: string } | undefined {
  for (let at = 0; at < text.length; at += 1) {
    if (at > 0 && !leading.test(text[at - 1] ?? '')) continue;
    const [run = ''] = /^\p{Script=Han}{2,16}/u.exec(text.slice(at, at + 16)) ?? [];
    const found = atStartOf(run, places);
    if (found === undefined) continue;
    // 杭州西湖: the second name is looked for in the first.
    const below = atStartOf(run.slice(found.typed.length), places);
    const both = below?.code.startsWith(found.code.replace(/0+$/, '')) === true ? below : undefined;
    const typed = found.typed + (both?.typed ?? '');
    const code = both?.code ?? found.code;
    if (isWhole(typed, run, code)) return { typed, code };
  }
  return undefined;
}

/** A province or a city stands before anything; the short name of a county is a common word too often. */
const isWhole = (typed: string, run: string, code: string) =>
  (code.endsWith('00') && !isThing.test(run)) ||
  shortName(typed) !== typed ||
  new RegExp(`^${typed}${follows}`, 'u').test(run);
/** Names of things that begin with the name of a place. */
const isThing =
  /^(?:中山[装陵路公]|黄山毛|普洱茶|北京[人的]?烤|京剧|黄梅|上海滩|江西[老话]|四川[话方]|河南[坠梆]|湖南花鼓|陕西[话]|山东快|东北话)/u;

function atStartOf(run: string, places: Places) {
  for (let length = Math.min(12, run.length); length >= 2; length -= 1) {
    const typed = run.slice(0, length);
    const code = places.get(typed);
    if (code !== undefined) return { typed, code };
  }
  return undefined;
}

/** The number of a session in a title, as PostgreSQL reads it: 剪纸入门（第三期）. */
export const sessionNumber = '[（(，, ]*第?[0-9一二三四五六七八九十]+[期场讲课回次季][）)]?';
