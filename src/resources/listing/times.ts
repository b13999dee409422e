import { after, dayOf, days, startOf } from '../../clock.ts';

// The words for days in a question, each with the days that it means from now on.

type Span = readonly [first: string, last: string];
/** `names`: a festival by its words, whose entries are about it on other days too: 冬至 is a lantern made two weeks before. */
export type Time = {
  said: RegExp;
  read: (found: RegExpExecArray, now: Date) => Span | undefined;
  names?: readonly string[];
};

/** Opening hours are a need of their own (needs.ts): 周日开门的图书馆, 晚上开放. */
export const notOpen =
  '(?!(?:也|还|都|哪个馆|哪些馆|哪里)?(?:是)?(?:开门|开放|开馆|开着|开不开|开(?=[吗么嘛]|$)|营业|不闭馆|不关门|能借书|借书|能去的?\\p{Script=Han}{0,4}馆|可以去的?\\p{Script=Han}{0,4}馆))';
export const pattern = (source: string) => new RegExp(source, 'u');

const later = (now: Date, by: number) => dayOf(after(now, days(by)));
const one = (day: string): Span => [day, day];
const plus = (day: string, by: number) => dayOf(after(startOf(day), days(by)));

const digits = '一二三四五六七八九';
/** 二十, 十二 or 12; 两 is two. */
export const number = '(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})';
export function countOf(said = ''): number {
  if (/^\d/.test(said)) return Number(said);
  const digit = (name: string) => (name === '' ? 0 : digits.indexOf(name === '两' ? '二' : name) + 1);
  const [tens = '', units = ''] = said.split('十');
  return said.includes('十') ? (tens === '' ? 1 : digit(tens)) * 10 + digit(units) : digit(said);
}

const week = '(?:周|星期|礼拜)';
const names = '一二三四五六日';
const numberOf = (name = '') => names.indexOf(name === '天' ? '日' : name) + 1;
/** 1 (周一) to 7. */
const weekday = (day: string) => (startOf(day).getUTCDay() + 1) % 7 || 7;
const monday = (now: Date, weeks = 0) => plus(dayOf(now), 1 - weekday(dayOf(now)) + 7 * weeks);
/** Without the days of it that are over. */
const left = ([first, last]: Span, now: Date): Span => {
  const today = dayOf(now);
  return [first < today && today <= last ? today : first, last];
};
const weekendIn = (weeks: number, now: Date) => left([plus(monday(now, weeks), 5), plus(monday(now, weeks), 6)], now);
/** 下下周: two weeks ahead. */
const weeksOf = (said = '') => (said.startsWith('上') ? -1 : (said.match(/下/gu) ?? []).length);

const firstOf = (day: string) => `${day.slice(0, 7)}-01`;
const nextMonth = (day: string, by = 1): string => (by <= 0 ? firstOf(day) : nextMonth(plus(firstOf(day), 31), by - 1));
/** The days of its month from one to another; the last one has none. */
const inMonth = (day: string, from: number, to?: number): Span => [
  plus(firstOf(day), from - 1),
  to === undefined ? plus(nextMonth(day), -1) : plus(firstOf(day), to - 1),
];
const thirds: Readonly<Record<string, readonly [from: number, to?: number]>> = {
  初: [1, 10],
  上旬: [1, 10],
  中旬: [11, 20],
  下旬: [21],
  底: [21],
  末: [21],
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
const isLunar =
  (named: string, by = 0) =>
  (day: string) =>
    lunarDay(plus(day, by)) === named;
const isDay = (named: string) => (day: string) => day.slice(5) === named;
/** A day of the sun's year: 4 or 5 April is 清明, 21 or 22 December 冬至. */
const isSolar = (month: string, first: number, sun: number) => (day: string) => {
  const year = Number(day.slice(0, 4)) % 100;
  const date = Math.floor(year * 0.2422 + sun) - Math.floor(year / 4);
  return day.slice(5) === `${month}-${String(Math.max(first, date)).padStart(2, '0')}`;
};
/** 春节的来历 is a subject, 春节期间 a time. */
const asTime =
  '(?:假期|期间|放假|那天|那几天|当天|前后|里)?(?=$|\\s|[，。？?]|有|想|去|到|能|可以|哪|看|什么|啥|带|免费|活动|演出|展|的(?:活动|演出|展览|讲座|节目)|孩子|小孩|娃|少儿|儿童|班|课|营|亲子|老人|学|上午|下午|晚上)';
const festival = (names: string, said: string, length: number, is: (day: string) => boolean): Time => ({
  said: pattern(`(?<![\\p{Script=Han}])(?:今年|明年)?(?:${said})${asTime}`),
  read: (_: RegExpExecArray, now: Date) => next(now, length, is),
  names: names.split(' '),
});

const written = (now: Date, month: number, day: number, named?: string): Span | undefined => {
  const today = dayOf(now);
  const at = (year: number) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const isReal = (each: string) =>
    /-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(each) && dayOf(startOf(each)) === each;
  const year = Number(today.slice(0, 4));
  const years = named === undefined ? [year, year + 1] : [Number(named)];
  const found = years.map(at).find((each) => (named !== undefined || each >= today) && isReal(each));
  return found === undefined ? undefined : one(found);
};
const fromToday = (now: Date, length: number): Span => [dayOf(now), later(now, length - 1)];

/** The first that is found is taken: longer words stand before those that they hold. */
export const times: readonly Time[] = [
  {
    said: /(?<!\d)(?:(20\d\d)\s?[年/.-]\s?)?(1[0-2]|0?[1-9])\s?[月/-]\s?(3[01]|[12]\d|0?[1-9])(?!\d)\s?[日号]?/u,
    read: ([, year, month, day], now) => written(now, Number(month), Number(day), year),
  },
  {
    said: /^(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])(?=$|\s|(?!元|块|折)\p{Script=Han})/u,
    read: ([, month, day], now) => written(now, Number(month), Number(day)),
  },
  {
    said: pattern(`(${number})月(${number})[日号]`),
    read: ([, month, day], now) => written(now, countOf(month), countOf(day)),
  },
  {
    said: pattern(`(?<![\\d个几]|[一二三四五六七八九])(${number})月份?(初|上旬|中旬|下旬|底|末)?(?:以?前)?${asTime}`),
    read([, said, third = ''], now) {
      const span = written(now, countOf(said), 1) ?? undefined;
      const isNow = countOf(said) === Number(dayOf(now).slice(5, 7));
      const first = isNow ? firstOf(dayOf(now)) : span?.[0];
      if (first === undefined || first > later(now, announced)) return undefined;
      const [from, to] = thirds[third] ?? [1];
      return left(inMonth(first, from, to), now);
    },
  },
  {
    said: /(?<![\d第月/-]|[路街巷弄道]\s?)(3[01]|[12]\d|[1-9])[日号](?!线|楼|馆|厅|院)/u,
    read([, day = ''], now) {
      const today = dayOf(now);
      for (let by = 0; by < 62; by += 1)
        if (Number(plus(today, by).slice(8)) === Number(day)) return one(plus(today, by));
      return undefined;
    },
  },
  { said: pattern(`大后天${notOpen}`), read: (_, now) => one(later(now, 3)) },
  { said: pattern(`后[天日]${notOpen}`), read: (_, now) => one(later(now, 2)) },
  { said: pattern(`(?:明[天日]|明儿个?|明(?=早))${notOpen}`), read: (_, now) => one(later(now, 1)) },
  { said: pattern(`(?:今[天日](?!晚)|今儿个?|当天|今(?=早))${notOpen}`), read: (_, now) => one(dayOf(now)) },
  { said: /昨[天日晚]/u, read: (_, now) => one(later(now, -1)) },
  {
    said: pattern(`(上|下下|下)?(?:个)?${week}([${names}天])(?:[到至~—-]${week}?)([${names}天])`),
    read([, which, from, to], now) {
      const first = monday(now, weeksOf(which));
      const span: Span = [plus(first, numberOf(from) - 1), plus(first, numberOf(to) - 1)];
      return left(span[1] < dayOf(now) && which === undefined ? [plus(span[0], 7), plus(span[1], 7)] : span, now);
    },
  },
  {
    said: pattern(`(上|下下|下)?(?:个)?(?:这个?|本)?(?:${week}六(?:和|、|或)?${week}?[日天]|双休日?)${notOpen}`),
    read: ([, which], now) => weekendIn(weeksOf(which), now),
  },
  {
    said: pattern(`(上|下下|下)(?:个)?(?:周|星期|礼拜)末${notOpen}`),
    read: ([, which], now) => weekendIn(weeksOf(which), now),
  },
  {
    said: pattern(`(?:这个?|本)?(?:周|星期|礼拜)末(?:两天)?(?!讲坛|百姓)${notOpen}`),
    read: (_, now) => weekendIn(0, now),
  },
  {
    said: pattern(`(上|下下|下)(?:个)?${week}([${names}天])${notOpen}`),
    read: ([, which, day], now) => one(plus(monday(now, weeksOf(which)), numberOf(day) - 1)),
  },
  {
    said: pattern(`(?:这个?|本)?${week}([${names}天])${notOpen}`),
    read([, day], now) {
      const found = plus(monday(now), numberOf(day) - 1);
      return one(found < dayOf(now) ? plus(found, 7) : found);
    },
  },
  {
    said: pattern(`(?:工作日|平日|平时|平常日子?|周中|礼拜中间)${notOpen}`),
    read: (_, now) => {
      const first = monday(now, weekday(dayOf(now)) > 5 ? 1 : 0);
      return left([first, plus(first, 4)], now);
    },
  },
  {
    said: pattern(`(?:未来|今后|接下来|最近|近)?(?:一|1)个?${week}(?:内|之内|以内)?`),
    read: (_, now) => fromToday(now, 7),
  },
  {
    said: pattern(`(上|下下|下)(?:个)?${week}${notOpen}`),
    read: ([, which], now) => [monday(now, weeksOf(which)), plus(monday(now, weeksOf(which)), 6)],
  },
  { said: pattern(`(?:这个?|本)${week}${notOpen}`), read: (_, now) => left([monday(now), plus(monday(now), 6)], now) },
  { said: /这两天|(?:最近|近)两天/u, read: (_, now) => fromToday(now, 2) },
  {
    said: pattern(`(?:未来|今后|接下来|最近|近)(${number})天|(${number})天(?:之|以)?内`),
    read: ([, ahead, within], now) => fromToday(now, Math.min(60, countOf(ahead ?? within))),
  },
  { said: /(?:最近|这)几天|近日|这阵子/u, read: (_, now) => fromToday(now, 4) },
  {
    said: /(?:未来|今后|接下来|最近|近)?一个月(?:之|以)?内|(?:未来|今后|接下来|最近|近)一个月/u,
    read: (_, now) => fromToday(now, 30),
  },
  {
    said: /(上|下下|下)个?月(?!\p{Script=Han}亮)/u,
    read: ([, which], now) =>
      which === '上' ? inMonth(plus(firstOf(dayOf(now)), -1), 1) : inMonth(nextMonth(dayOf(now), weeksOf(which)), 1),
  },
  { said: pattern(`(?:这个?|本)?月(?:底|末)(?:之?前|以前)?`), read: (_, now) => left(inMonth(dayOf(now), 21), now) },
  { said: pattern(`(?:这个?|本)?月中旬?(?!国|学|心)`), read: (_, now) => left(inMonth(dayOf(now), 11, 20), now) },
  {
    said: /(?:未来|今后|接下来|最近|近)?半个月(?:之|以)?内?|(?:未来|今后|接下来|最近|近)?(?:两|二|2)(?:周|个?星期|个?礼拜)(?:之|以)?内/u,
    read: (_, now) => fromToday(now, 15),
  },
  {
    said: pattern(`(?<!\\p{Script=Han})月初`),
    read: (_, now) => left(inMonth(dayOf(now).slice(8) > '10' ? nextMonth(dayOf(now)) : dayOf(now), 1, 10), now),
  },
  { said: /(?:这个?|本)月/u, read: (_, now) => left(inMonth(dayOf(now), 1), now) },
  {
    said: /(?:年底|年末|岁末)(?:之?前|以前)?/u,
    read(_, now) {
      const first = `${dayOf(now).slice(0, 4)}-12-01`;
      return first > later(now, announced) ? undefined : left(inMonth(first, 1), now);
    },
  },
  {
    said: /(?<!\p{Script=Han})(?:春节|过|大?年)(?:之)?前(?!\p{Script=Han}?街)/u,
    read(_, now) {
      const spring = next(now, 1, isLunar('1/1'));
      return spring === undefined ? undefined : [dayOf(now), plus(spring[0], -1)];
    },
  },
  {
    said: /(?:农历)?(?:正月|大年)?初([一二三四五六七八九十])(?!\p{Script=Han})|(?:大年|正月)初([一二三四五六七八九十])/u,
    read: ([, day, named], now) => next(now, 1, isLunar(`1/${countOf(day ?? named)}`)),
  },
  festival('元宵', '正月十五|元宵节?|元宵灯会', 1, isLunar('1/15')),
  festival('正月', '正月', 29, isLunar('1/1')),
  festival('腊八', '腊八节?', 1, isLunar('12/8')),
  festival('小年', '小年', 2, isLunar('12/23')),
  festival('除夕', '除夕夜?|大年三十|年三十|大年夜|年夜', 1, isLunar('1/1', 1)),
  festival('腊月', '腊月', 29, isLunar('12/1')),
  festival('冬至', '冬至节?', 1, isSolar('12', 21, 21.94)),
  festival('平安', '平安夜', 1, isDay('12-24')),
  festival('圣诞', '圣诞节?', 2, isDay('12-24')),
  festival('跨年 新年', '跨年夜?', 1, isDay('12-31')),
  festival('元旦 跨年 新年', '元旦节?|新年第一天', 3, isDay('01-01')),
  festival('春节 新春', '春节|过年|大年|新春', 8, isLunar('1/1')),
  festival('清明', '清明节?', 3, isSolar('04', 4, 4.81)),
  festival('劳动', '五一|劳动节', 5, isDay('05-01')),
  festival('儿童', '六一(?:儿童节)?|儿童节', 1, isDay('06-01')),
  festival('端午', '端午节?', 3, isLunar('5/5')),
  festival('七夕', '七夕节?', 1, isLunar('7/7')),
  festival('中秋', '中秋节?', 3, isLunar('8/15')),
  festival('国庆', '国庆节?|十一长假', 7, isDay('10-01')),
  festival('重阳', '重阳节?', 1, isLunar('9/9')),
  festival('寒假', '寒假', 31, isLunar('1/1', 15)),
  festival('暑假', '暑假|暑期', 62, isDay('07-01')),
  {
    said: pattern(
      `(?:(?:这会儿?|现在|正在|眼下|此刻|目前)+(?:有|进行|展出|展览|举办|举行|上演|开展|在展)|(?:这会儿?|现在|正在|眼下|此刻|目前)+在?(?=播|直播))(?:着|中)?(?:的)?`,
    ),
    read: (_, now) => one(dayOf(now)),
  },
];

/** Festivals on the same day of every year: who names that day means them as well. */
const onDays: Readonly<Record<string, readonly string[]>> = {
  '01-01': ['元旦', '新年'],
  '05-01': ['劳动'],
  '06-01': ['儿童'],
  '10-01': ['国庆'],
  '12-24': ['平安'],
  '12-25': ['圣诞'],
  '12-31': ['跨年'],
};
export const festivalsOn = ([first, last]: Span): readonly string[] | undefined =>
  first === last ? onDays[first.slice(5)] : undefined;
