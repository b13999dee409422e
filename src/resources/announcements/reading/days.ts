import type { Fact } from '../../../fact.ts';
import {
  addDays,
  dayFrom,
  daysBetween,
  festivalDay,
  festivals,
  lunarDay,
  monthIn,
  weekdayOf,
  yearIn,
} from './calendar.ts';
import {
  another,
  anotherLunar,
  anyDay,
  englishMonths,
  isClosed,
  joint,
  lunarSpanEnd,
  spanEnd,
  sticky,
  weekdayBehind,
  weekdayIn,
  weekSigns,
} from './day-forms.ts';
import { fact } from './facts.ts';
import { numberIn } from './numerals.ts';

/** From which day words such as 明天 are counted; `isKnown`: the announcement says when it was written. */
export type Base = {
  day: string;
  isKnown: boolean;
  /** The month that the heading names: 12月活动 above 5日 and 6日. */
  month?: number | undefined;
  /** The first day of the week that the heading names; weekdays of a timetable are days of it. */
  week?: string | undefined;
};

/** A day, and the question about it. */
export type Day = { day: string; doubt?: Fact | undefined; others?: readonly string[] | undefined };

type At = { from: number; to: number };
/** Days as words of a text say them. `now`: 即日起, up to a day. `weekly`: on these days of each week. */
export type DayWords = At &
  (
    | { kind: 'day'; first: Day }
    | { kind: 'range'; first: Day; last: Day }
    /** `isEndOnly`: 展期至3月8日 does not say that it begins now. */
    | { kind: 'now'; first: Day; last: Day | undefined; isEndOnly?: boolean }
    | { kind: 'weekly'; weekdays: readonly number[]; isSingle: boolean }
    | { kind: 'daily' }
    | { kind: 'month'; first: Day; last: Day }
  );

type Memory = { year?: number | undefined; month?: number | undefined; day?: string | undefined };

/** The year of a day that is written without one: by the weekday beside it, or the one in which it is next. */
function withoutYear(month: number, date: number, weekday: number | undefined, base: Base): Day | undefined {
  const days = [-1, 0, 1].flatMap((later) => dayFrom(yearIn(base.day) + later, month, date) ?? []);
  const ahead = (day: string) => daysBetween(base.day, day);
  const near = days.filter((day) => ahead(day) >= -60 && ahead(day) <= 305);
  const next = near.find((day) => ahead(day) >= 0) ?? near.at(-1) ?? days.find((day) => ahead(day) >= 0) ?? days.at(-1);
  if (next === undefined) return undefined;
  const others = near.filter((day) => day !== next);
  if (weekday !== undefined) {
    const fitting = days.filter((day) => weekdayOf(day) === weekday);
    const nearest = fitting.find((day) => near.includes(day));
    if (nearest !== undefined) return { day: nearest };
    return {
      day: next,
      doubt: fact('announcements.weekday_differs', { day: next, words: weekSigns[weekday - 1] ?? '' }),
      others: fitting,
    };
  }
  if (ahead(next) < 0)
    return {
      day: next,
      doubt: fact('announcements.day_over', { day: next }),
      others: days.filter((day) => day > next).slice(0, 1),
    };
  const isNear = ahead(next) <= (base.isKnown ? 200 : 150);
  return isNear ? { day: next } : { day: next, doubt: fact('announcements.year_missing', { day: next }), others };
}

function withYear(year: number, month: number, date: number, weekday: number | undefined): Day | undefined {
  const day = dayFrom(year, month, date);
  if (day === undefined) return undefined;
  if (weekday === undefined || weekdayOf(day) === weekday) return { day };
  const fitting = [-1, 1]
    .flatMap((later) => dayFrom(year + later, month, date) ?? [])
    .filter((each) => weekdayOf(each) === weekday);
  const sameWeek = addDays(day, weekday - weekdayOf(day));
  return {
    day,
    doubt: fact('announcements.weekday_differs', { day, words: weekSigns[weekday - 1] ?? '' }),
    others: [sameWeek, ...fitting],
  };
}

function resolve(
  parts: { year?: number | undefined; month: number; date: number; weekday?: number | undefined },
  base: Base,
  memory: Memory,
): Day | undefined {
  const { year, month, date, weekday } = parts;
  const remembered =
    memory.year === undefined
      ? undefined
      : memory.year + (memory.month !== undefined && memory.month - month >= 6 ? 1 : 0);
  const explicit = year ?? remembered;
  const read =
    explicit === undefined ? withoutYear(month, date, weekday, base) : withYear(explicit, month, date, weekday);
  if (read !== undefined) {
    if (explicit !== undefined) memory.year = explicit;
    memory.month = month;
    memory.day = read.day;
  }
  return read;
}

const relatives: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  今: 0,
  明天: 1,
  明日: 1,
  明: 1,
  后天: 2,
  后: 2,
  大后天: 3,
};
const unknownBase = (base: Base, day: string, words: string): Day =>
  base.isKnown ? { day } : { day, doubt: fact('announcements.written_when', { words }) };

function lunarRead(words: Record<string, string | undefined>, base: Base, memory: Memory): Day | undefined {
  const { ly, lm = '正月', ld = words.ld2 ?? '' } = words;
  const months: Readonly<Record<string, number>> = { 正月: 1, 冬月: 11, 腊月: 12 };
  const month = months[lm] ?? numberIn(lm.replace('月', ''));
  const isLunar =
    months[lm] !== undefined ||
    /^[初廿]/.test(ld) ||
    /农历|阴历|旧历/.test(words.whole ?? '') ||
    words.ld2 !== undefined ||
    // 八月十五, in these words and without 日, is that of the moon.
    (lm === '八月' && ld === '十五');
  const isLast = words.ld2 === '三十';
  const date = numberIn(ld.replace('初', ''));
  if (month === undefined || date === undefined) return undefined;
  if (!isLunar) return resolve({ month, date }, base, memory);
  const year = ly === undefined ? undefined : numberIn(ly);
  const of = (each: number) => (isLast ? festivalDay('除夕', each) : lunarDay(each, month, date));
  const fitting = (year === undefined ? [-1, 0, 1].map((later) => yearIn(base.day) + later) : [year]).flatMap(
    (each) => of(each) ?? [],
  );
  const day = year === undefined ? (fitting.find((each) => each >= base.day) ?? fitting.at(-1)) : fitting[0];
  if (day === undefined) return undefined;
  memory.day = day;
  if (year !== undefined || daysBetween(base.day, day) <= 200) return { day };
  return { day, doubt: fact('announcements.year_missing', { day }) };
}

function weekdaysIn(first: string, rest: string): number[] {
  if (first === '末') return [6, 7];
  const found = [weekdayIn(first)];
  for (const [, sign = '', day = ''] of rest.matchAll(/([、,和及与至到-]) ?(?:周|星期|礼拜)?([一二三四五六日天末])/g)) {
    const last = weekdayIn(day);
    if (/[至到-]/.test(sign)) for (let each = (found.at(-1) ?? 0) + 1; each <= last; each += 1) found.push(each);
    else found.push(last);
  }
  return found;
}

/** 二四 as 、二、四. */
const together = (days = ''): string => [...days].map((day) => `、${day}`).join('');

export type DayOptions = {
  /** 12.5 and 12/5 are days there, as behind 时间：. */
  isLoose?: boolean;
  /** 除夕 and 冬至 are days as well where others are written. */
  hasFestivals?: boolean;
  /** Nor are they where a name only mentions one: 中秋做月饼. */
  isWithoutFestivals?: boolean;
  /** The year that a heading names: 2027年元旦音乐会. */
  year?: number | undefined;
};

/** Days of one reading by the part of the text: several rules look at the same line. They go with the base of the reading. */
const known = new WeakMap<Base, Map<string, Map<string, DayWords[]>>>();

/** The days that a text names between two places, in its order. */
export function daysIn(text: string, from: number, to: number, base: Base, options: DayOptions = {}): DayWords[] {
  const { isLoose = false, hasFestivals = false, isWithoutFestivals = false, year = 0 } = options;
  const key = `${from} ${to} ${isLoose} ${hasFestivals} ${isWithoutFestivals} ${year}`;
  const texts = known.get(base) ?? new Map<string, Map<string, DayWords[]>>();
  known.set(base, texts);
  const parts = texts.get(text) ?? new Map<string, DayWords[]>();
  texts.set(text, parts);
  const days = parts.get(key) ?? daysOfPart(text, from, to, base, options);
  parts.set(key, days);
  return days;
}

function daysOfPart(text: string, from: number, to: number, base: Base, options: DayOptions): DayWords[] {
  const found: DayWords[] = [];
  const memory: Memory = { month: base.month };
  const part = text.slice(0, to);
  anyDay.lastIndex = from;
  for (let match = anyDay.exec(part); match !== null && found.length < 400; match = anyDay.exec(part)) {
    const words = readAt(part, match, base, memory, options);
    if (words !== undefined) {
      found.push(...words);
      anyDay.lastIndex = Math.max(match.index + 1, words.at(-1)?.to ?? 0);
    }
  }
  const hasWritten = found.some((each) => each.kind === 'day' || each.kind === 'range' || each.kind === 'now');
  return hasWritten || options.isWithoutFestivals === true
    ? joined(part, found, base)
    : [...found, ...festivalsIn(part, from, base)];
}

/** 展期至3月8日, 延长至12月31日: it lasts up to that day, and began before. */
const endsOnly =
  /(?:展期|展出|展览|展|持续|延续|延长|延展)(?:时间|日期|期限)?(?:将?(?:持续|延续|延长|展出))?(?:至|到)(?:明年|今年|来年)? ?$|(?:学期|课程|培训|放映|演出季|一直)[^,。;\n]{0,4}(?:至|到) ?$/;

/** 1月5日起，每周二晚19:00，共10次，3月23日结束: from its first day to its last. */
function isTerm(
  part: string,
  begun: Extract<DayWords, { kind: 'day' }>,
  end: Extract<DayWords, { kind: 'day' }>,
): boolean {
  const gap = part.slice(begun.to, end.from);
  return (
    end.first.day > begun.first.day &&
    gap.length <= 80 &&
    !/[。;\n]/.test(gap) &&
    /^ ?(?:正式)?(?:开始|开课|开班|开营|启动|起)/.test(gap) &&
    /^ ?(?:\([^()]{1,6}\))? ?(?:结束|结课|结业|闭幕|结营|收官)/.test(part.slice(end.to, end.to + 12))
  );
}

/** 正月初二开展，展至二月初二: two days with 至 between them are a span. */
function joined(part: string, found: readonly DayWords[], base: Base): DayWords[] {
  const days: DayWords[] = [];
  for (const each of found) {
    const last = days.at(-1);
    const gap = last === undefined ? '' : part.slice(last.to, each.from);
    if (
      last?.kind === 'day' &&
      each.kind === 'day' &&
      daysBetween(last.first.day, each.first.day) === 1 &&
      /^ ?[,(]?(?:两|二|2)(?:天|晚)/.test(part.slice(each.to))
    ) {
      days[days.length - 1] = { kind: 'range', from: last.from, to: each.to, first: last.first, last: each.first };
      continue;
    }
    const opens = days.findLastIndex(({ kind }) => kind !== 'weekly' && kind !== 'daily');
    const begun = days[opens];
    if (each.kind === 'day' && begun?.kind === 'day' && isTerm(part, begun, each)) {
      days[opens] = { kind: 'range', from: begun.from, to: begun.to, first: begun.first, last: each.first };
      continue;
    }
    const isSpan =
      last?.kind === 'day' &&
      each.kind === 'day' &&
      each.first.day > last.first.day &&
      ((/^ ?(?:正式)?(?:起|开始|开课|开幕|开展|开班|启动|开营)?,? ?(?:至|到)?$/.test(gap) &&
        /^ ?(?:结束|结课|闭幕|结营|收官)/.test(part.slice(each.to, each.to + 6))) ||
        /^ ?(?:[上下]午|晚上?)? ?\d{1,2}(?::\d{2}|[点时]半?)? ?(?:\([^()]{1,6}\))? ?起? ?(?:至|到|-) ?$|^ ?\)? ?起?(?:至|到|-) ?$/.test(
          gap,
        ) ||
        /^[^\n。;\d]{0,8}(?:起至|起到|起到年底\(|起至年底\(|(?:结束|闭幕)(?:时间|日期)?(?:仍)?(?:为|于|是)?)$|^[^\n。;]{0,60}(?:展至|展期(?:将)?(?:顺延|延长|延续|延)?至|展出至|持续至|持续到|延续至|延续到|展到)$/.test(
          gap.replace(/^ ?\d{1,2}:\d{2} ?/, ''),
        ));
    // 本周日（12月6日）: the written day is the one that counts.
    if (
      last?.kind === 'day' &&
      (each.kind === 'day' || each.kind === 'range') &&
      /^ ?\((?:公历|阳历|新历)?$/.test(gap) &&
      !/\d/.test(part.slice(last.from, last.to))
    )
      days[days.length - 1] = { ...each, from: last.from };
    else if (last?.kind === 'weekly' && last.isSingle && each.kind === 'day' && /^ ?\($/.test(gap))
      days[days.length - 1] = each;
    else if (
      days.every(({ kind }) => kind === 'weekly' || kind === 'daily') &&
      each.kind === 'day' &&
      endsOnly.test(part.slice(Math.max(0, each.from - 16), each.from))
    )
      days.push({
        kind: 'now',
        from: each.from,
        to: each.to,
        first: { day: base.day, doubt: fact('announcements.from_now') },
        last: each.first,
        isEndOnly: true,
      });
    else if (isSpan && last?.kind === 'day' && each.kind === 'day')
      days[days.length - 1] = { kind: 'range', from: last.from, to: each.to, first: last.first, last: each.first };
    else days.push(each);
  }
  return days;
}

function festivalsIn(part: string, from: number, base: Base): DayWords[] {
  const form = new RegExp(
    `(${festivals.join('|')})(节)?(?!期间|假期|前|后|系列|长假|主题|特别|专场|音乐|晚会|活动|联欢|档)`,
    'g',
  );
  form.lastIndex = from;
  const match = form.exec(part);
  if (match === null) return [];
  const [words, name = ''] = match;
  const days = [-1, 0, 1].flatMap((later) => festivalDay(name, yearIn(base.day) + later) ?? []);
  const day = days.find((each) => each >= base.day);
  if (day === undefined) return [];
  const first = {
    day,
    doubt: fact('announcements.festival_day', { name, day }),
    others: days.filter((each) => each !== day && Math.abs(daysBetween(base.day, each)) < 400),
  };
  return [{ kind: 'day', from: match.index, to: match.index + words.length, first }];
}

function readAt(
  part: string,
  match: RegExpExecArray,
  base: Base,
  memory: Memory,
  options: DayOptions,
): DayWords[] | undefined {
  const { groups = {} } = match;
  const from = match.index;
  const to = from + match[0].length;
  if (groups.fest !== undefined)
    // 展览将持续到明年元宵节
    return (options.hasFestivals === true && /^(?:除夕|元旦|大年初一)$/.test(groups.fest)) ||
      /(?:持续|延续|展出|展期|展)(?:到|至)(?:明年|今年|来年)?$/.test(part.slice(Math.max(0, from - 8), from))
      ? festivalsIn(part, from, base).slice(0, 1)
      : undefined;
  if (groups.yy !== undefined) {
    memory.year = Number(groups.yy);
    return undefined;
  }
  if (groups.mm !== undefined) {
    if (groups.my !== undefined) memory.year = Number(groups.my);
    memory.month = numberIn(groups.mm);
    return monthAt(from, to, memory, base);
  }
  if (groups.daily !== undefined) return [{ kind: 'daily', from, to }];
  if (groups.now !== undefined) return [nowAt(part, from, to, base, memory)];
  if (groups.every !== undefined)
    return [
      {
        kind: 'weekly',
        from,
        to,
        weekdays: weekdaysIn(groups.ew ?? '', together(groups.ewj) + (groups.ews ?? '')),
        isSingle: false,
      },
    ];
  // 周一闭馆, and 每月第二个周六: no day, nor each week.
  if (
    groups.ww !== undefined &&
    (sticky(isClosed, part, to) !== null || /第[一二三四]个?$|最后一?个$/.test(part.slice(Math.max(0, from - 4), from)))
  )
    return undefined;
  if (groups.ww !== undefined) return weekAt(groups, from, to, base);
  if (groups.rel !== undefined) {
    const day = addDays(base.day, relatives[groups.rel] ?? 0);
    memory.day = day;
    return [{ kind: 'day', from, to: weekdayEnd(part, to).to, first: unknownBase(base, day, groups.rel) }];
  }
  if (groups.lm !== undefined || groups.ld2 !== undefined) {
    const first = lunarRead({ ...groups, whole: match[0] }, base, memory);
    if (first === undefined) return undefined;
    const until = lunarEnd(part, to, groups, base, memory);
    if (until !== undefined && until.last.day > first.day)
      return [{ kind: 'range', from, to: until.to, first, last: until.last }];
    const lunar = furtherLunar(part, to, groups, base, memory);
    if (lunar.length > 0) return [{ kind: 'day', from, to, first }, ...lunar];
    // 九月廿五 周六: where the weekday is another, the month may be none of the moon.
    const beside = weekdayEnd(part, to);
    if (beside.weekday !== undefined && beside.weekday !== weekdayOf(first.day)) {
      const doubt = fact('announcements.weekday_differs', { day: first.day, words: part.slice(to, beside.to).trim() });
      return [{ kind: 'day', from, to: beside.to, first: { ...first, doubt } }];
    }
    // 六月二十九、三十 is of the calendar of every day.
    const rest = memory.month === undefined ? [] : furtherDays(part, to, memory.month, base, memory);
    return [{ kind: 'day', from, to, first }, ...rest];
  }
  if (groups.cm !== undefined && options.isLoose !== true) return undefined;
  if (groups.dm !== undefined && options.isLoose !== true) {
    const behind = part.slice(to, to + 8);
    // 周三(12.2) says the weekday before it.
    const isNamed = /(?:周|星期|礼拜)[一二三四五六日天] ?[(,]? ?$/.test(part.slice(Math.max(0, from - 5), from));
    // 12.20 青年脱口秀: a line that begins with it.
    const isFirst =
      (groups.dd ?? '').length === 2 &&
      /(?:^|\n)[ \p{So}·•①-⑩]*$/u.test(part.slice(Math.max(0, from - 4), from)) &&
      /^ +[\p{Script=Han}“《]/u.test(behind);
    // 11/15 15:00
    const isTimed = /^ +(?:[上下]午|晚上?)? ?\d{1,2}(?::\d{2}|[点时])/.test(behind);
    if (
      !isNamed &&
      !isFirst &&
      !isTimed &&
      !/^ ?[(/|·-]? ?(?:周|星期|礼拜|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)|[一二三四五六日][ )]|\d{1,2}[./]\d{1,2}(?!\d))/.test(
        behind,
      )
    )
      return undefined;
  }
  // 周一（21号）
  if (
    groups.dc !== undefined &&
    memory.month === undefined &&
    /[周期拜][一二三四五六日天] ?\($/.test(part.slice(Math.max(0, from - 4), from))
  )
    memory.month = nextMonth(base.day, Number(groups.dc));
  return datesAt(part, from, to, groups, base, memory, options);
}

/** 12月每周三: the days of a month that is not over. */
function monthAt(from: number, to: number, { year, month }: Memory, base: Base): DayWords[] | undefined {
  if (month === undefined || month < 1 || month > 12) return undefined;
  const own = year ?? yearIn(base.day) + (monthIn(base.day) - month >= 6 ? 1 : 0);
  const [first, next] = [dayFrom(own, month, 1), month === 12 ? dayFrom(own + 1, 1, 1) : dayFrom(own, month + 1, 1)];
  if (first === undefined || next === undefined) return undefined;
  return [{ kind: 'month', from, to, first: { day: first }, last: { day: addDays(next, -1) } }];
}

function weekAt(groups: Record<string, string | undefined>, from: number, to: number, base: Base): DayWords[] {
  const weekdays = weekdaysIn((groups.ww ?? '').slice(0, 1), together(groups.wwj) + (groups.wws ?? ''));
  const { wrel } = groups;
  if (wrel === undefined && base.week !== undefined)
    return weekdays.map((weekday) => ({
      kind: 'day',
      from,
      to,
      first: { day: addDays(base.week ?? base.day, (weekday - weekdayOf(base.week ?? base.day) + 7) % 7) },
    }));
  if (wrel === undefined) return [{ kind: 'weekly', from, to, weekdays, isSingle: true }];
  const weeks = wrel.startsWith('下下') ? 2 : wrel.startsWith('下') ? 1 : wrel.startsWith('上') ? -1 : 0;
  const monday = addDays(base.day, 1 - weekdayOf(base.day) + weeks * 7);
  return weekdays.map((weekday) => ({
    kind: 'day',
    from,
    to,
    first: unknownBase(base, addDays(monday, weekday - 1), `${wrel}周`),
  }));
}

function nowAt(part: string, from: number, until: number, base: Base, memory: Memory): DayWords {
  const first: Day = base.isKnown ? { day: base.day } : { day: base.day, doubt: fact('announcements.from_now') };
  const gap = sticky(joint, part, until);
  const match = gap === null ? null : sticky(endOfNow, part, until + gap[0].length);
  if (match === null || gap === null) return { kind: 'now', from, to: until, first, last: undefined };
  const begins = until + gap[0].length;
  const [last] = daysIn(part, begins, Math.min(part.length, begins + 24), base, { isLoose: true });
  if (last === undefined || last.from !== begins || (last.kind !== 'day' && last.kind !== 'range'))
    return { kind: 'now', from, to: until, first, last: undefined };
  memory.day = last.first.day;
  return {
    kind: 'now',
    from,
    to: last.to,
    first,
    last: 'last' in last && last.last !== undefined ? last.last : last.first,
  };
}
const endOfNow = /[\d一二三四五六七八九十本下明后正腊农元春除国]/y;

type Behind = { weekday: number | undefined; to: number };
function weekdayEnd(part: string, to: number): Behind {
  const match = sticky(weekdayBehind, part, to);
  if (match === null) return { weekday: undefined, to };
  const { ws, wt, w = ws ?? wt } = match.groups ?? {};
  return { weekday: w === undefined ? undefined : weekdayIn(w), to: to + match[0].length };
}

function datesAt(
  part: string,
  from: number,
  until: number,
  groups: Record<string, string | undefined>,
  base: Base,
  memory: Memory,
  options: DayOptions,
): DayWords[] | undefined {
  const written = dateIn(groups, base, memory);
  if (written === undefined) return undefined;
  const { weekday, to } = weekdayEnd(part, until);
  const read = resolve({ ...written, weekday }, base, memory);
  if (read === undefined) return undefined;
  // The heading names the year: nothing is open.
  const first =
    read.doubt?.code === 'announcements.year_missing' && yearIn(read.day) === options.year ? { day: read.day } : read;
  const gap = sticky(joint, part, to);
  const range = gap === null ? undefined : rangeAt(part, to + gap[0].length, base, memory, written.isLoose);
  if (range !== undefined && range.last.day > first.day)
    return [{ kind: 'range', from, to: range.to, first, last: range.last }];
  return [{ kind: 'day', from, to, first }, ...furtherDays(part, to, memory.month ?? written.month, base, memory)];
}

/** The days behind the first of a list: 、6日和13日. */
function furtherDays(part: string, from: number, month: number, base: Base, memory: Memory): DayWords[] {
  const days: DayWords[] = [];
  let place = from;
  for (
    let more = sticky(another, part, place);
    more !== null && days.length < 30;
    more = sticky(another, part, place)
  ) {
    const end = weekdayEnd(part, place + more[0].length);
    const date = numberIn(more.groups?.d ?? more.groups?.c ?? '') ?? 0;
    const next = resolve({ month, date, weekday: end.weekday }, base, memory);
    if (next === undefined) break;
    days.push({ kind: 'day', from: place, to: end.to, first: next });
    place = end.to;
  }
  return days;
}

/** 正月初三至初六 */
function lunarEnd(
  part: string,
  from: number,
  groups: Record<string, string | undefined>,
  base: Base,
  memory: Memory,
): { last: Day; to: number } | undefined {
  if (!/^(?:正月|冬月|腊月)$/.test(groups.lm ?? '')) return undefined;
  const match = sticky(lunarSpanEnd, part, from);
  if (match === null) return undefined;
  const last = lunarRead({ ...groups, ld: match[1], ld2: undefined }, base, memory);
  return last === undefined ? undefined : { last, to: from + match[0].length };
}

/** 正月十四、十五、十六 */
function furtherLunar(
  part: string,
  from: number,
  groups: Record<string, string | undefined>,
  base: Base,
  memory: Memory,
): DayWords[] {
  const days: DayWords[] = [];
  if (!/^(?:正月|冬月|腊月)$/.test(groups.lm ?? '')) return days;
  let place = from;
  for (let more = sticky(anotherLunar, part, place); more !== null; more = sticky(anotherLunar, part, place)) {
    const next = lunarRead({ ...groups, ld: more[1], ld2: undefined }, base, memory);
    if (next === undefined) break;
    days.push({ kind: 'day', from: place, to: place + more[0].length, first: next });
    place += more[0].length;
  }
  return days;
}

type Written = { year?: number | undefined; month: number; date: number; isLoose: boolean };

function dateIn(groups: Record<string, string | undefined>, base: Base, memory: Memory): Written | undefined {
  const { ny = groups.iy, nm = groups.im, nd = groups.id, y, m, d, u, dm, dd } = groups;
  const { ed = groups.fd, em = groups.fm, ey } = groups;
  if (em !== undefined)
    return possible({
      ...{ year: ey === undefined ? undefined : Number(ey), month: englishMonths.indexOf(em) + 1, date: Number(ed) },
      isLoose: true,
    });
  if (ny !== undefined) return { year: Number(ny), month: Number(nm), date: Number(nd), isLoose: true };
  if (groups.cm !== undefined) return possible({ month: Number(groups.cm), date: Number(groups.cd), isLoose: true });
  if (dm !== undefined) return possible({ month: Number(dm), date: Number(dd), isLoose: true });
  if (m !== undefined) {
    const spelled = y === undefined ? undefined : numberIn(y);
    const years: Readonly<Record<string, number>> = { 今: 0, 本: 0, 明: 1, 去: -1 };
    const year = spelled ?? (y === undefined ? undefined : yearIn(base.day) + (years[y] ?? 0));
    if (m === '本' || m === '当' || m === '下') {
      const month = monthIn(base.day) + (m === '下' ? 1 : 0);
      const over = month > 12 ? 1 : 0;
      return { year: yearIn(base.day) + over, month: month - over * 12, date: numberIn(d ?? '') ?? 0, isLoose: false };
    }
    return possible({ year, month: numberIn(m) ?? 0, date: numberIn(d ?? '') ?? 0, isLoose: u === undefined });
  }
  const date = groups.co === undefined ? Number(groups.do ?? groups.dc) : (numberIn(groups.co) ?? 0);
  const month =
    memory.month ??
    (groups.co === undefined ? undefined : nextMonth(base.day, date)) ??
    (memory.day === undefined ? undefined : monthIn(memory.day));
  return month === undefined ? undefined : possible({ month, date, isLoose: false });
}

/** The month in which a day of that number is next. */
function nextMonth(day: string, date: number): number {
  const month = monthIn(day) + (date < Number(day.slice(8)) ? 1 : 0);
  return month > 12 ? 1 : month;
}

const possible = (written: Written): Written | undefined =>
  written.month >= 1 && written.month <= 12 && written.date >= 1 && written.date <= 31 ? written : undefined;

/** The last day behind 至. */
function rangeAt(
  part: string,
  at: number,
  base: Base,
  memory: Memory,
  isLoose: boolean,
): { last: Day; to: number } | undefined {
  const match = sticky(spanEnd, part, at);
  if (match === null) {
    const rel = sticky(/(?:本|下)周[一二三四五六日天]/y, part, at);
    const [read] = rel === null ? [] : daysIn(part, at, at + rel[0].length, base);
    return read?.kind === 'day' ? { last: read.first, to: read.to } : undefined;
  }
  const { y, m, d = '', u } = match.groups ?? {};
  if (u === undefined && m === undefined && !isLoose) return undefined;
  const month = m === undefined ? memory.month : numberIn(m);
  const date = numberIn(d);
  if (month === undefined || date === undefined || month > 12 || date > 31) return undefined;
  const { weekday, to } = weekdayEnd(part, at + match[0].length);
  const last = lastDay(y === undefined ? undefined : Number(y), month, date, weekday, base, memory);
  return last === undefined ? undefined : { last, to };
}

/** The end of a span is behind its beginning, by less than a year. */
function lastDay(
  year: number | undefined,
  month: number,
  date: number,
  weekday: number | undefined,
  base: Base,
  memory: Memory,
): Day | undefined {
  if (year !== undefined || memory.day === undefined) return resolve({ year, month, date, weekday }, base, memory);
  const first = memory.day;
  const same = dayFrom(yearIn(first), month, date);
  const next = same !== undefined && same >= first ? yearIn(first) : yearIn(first) + 1;
  const read = withYear(next, month, date, weekday);
  if (read !== undefined)
    Object.assign(memory, { month, day: read.day, ...(memory.year !== undefined && { year: next }) });
  return read;
}
