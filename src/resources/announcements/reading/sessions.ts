import type { Fact } from '../../../fact.ts';
import { addDays, daysBetween, weekdayOf } from './calendar.ts';
import { type Base, type Day, type DayOptions, type DayWords, daysIn } from './days.ts';
import { fact } from './facts.ts';
import { type Time, type TimeWords, timesIn } from './times.ts';

export type At = readonly [from: number, to: number];
/** One time at which an entry takes place. */
export type Slot = { day: Day; start: Time | undefined; end: Time | undefined; spans: readonly At[] };
/** Days without a break, as of an exhibition. */
type Course = {
  first: Day;
  last: Day | undefined;
  start: Time | undefined;
  end: Time | undefined;
  spans: readonly At[];
};
export type When = { slots: readonly Slot[]; course: Course | undefined; isWeekly: boolean };

/** Sessions that an entry can have. */
const mostSlots = 50;

type Group = {
  days: { day: Day; at: At }[];
  course: Extract<DayWords, { kind: 'range' | 'now' }> | undefined;
  month: Extract<DayWords, { kind: 'month' }> | undefined;
  weekdays: readonly number[];
  isDaily: boolean;
};
const noGroup = (): Group => ({ days: [], course: undefined, month: undefined, weekdays: [], isDaily: false });

type Part = { group: Group; times: TimeWords[] };

/** Days and the times that follow them, as parts of a text: 12月5日、6日 14:00，12月7日 9:00 are two. */
function partsOf(events: readonly (DayWords | TimeWords)[]): Part[] {
  const parts: Part[] = [];
  let before: TimeWords[] = [];
  const open = (): Part => {
    const last = parts.at(-1);
    if (last !== undefined && last.times.length === 0) return last;
    const part = { group: noGroup(), times: [] };
    parts.push(part);
    return part;
  };
  for (const event of events) {
    if (!('kind' in event)) {
      const last = parts.at(-1);
      if (last === undefined) before.push(event);
      else last.times.push(event);
      continue;
    }
    const at: At = [event.from, event.to];
    const last = parts.at(-1);
    // 12月5日-26日 每周六 14:00, and also 12月5日 14:00 每周六.
    if (event.kind === 'weekly' || event.kind === 'daily' || event.kind === 'month') {
      const part = last ?? open();
      if (event.kind === 'month') part.group.month = event;
      else if (event.kind === 'daily') part.group.isDaily = true;
      else part.group.weekdays = [...part.group.weekdays, ...event.weekdays];
    } else {
      const part = last !== undefined && last.times.length === 0 && isListed(last.group) ? last : open();
      if (event.kind === 'day') part.group.days.push({ day: event.first, at });
      else part.group.course ??= event;
    }
    const part = parts.at(-1);
    if (part !== undefined && before.length > 0 && part.times.length === 0) {
      part.times.push(...before);
      before = [];
    }
  }
  return parts;
}
const isListed = (group: Group) => group.course === undefined;

const counted = (times: readonly TimeWords[]) =>
  times.filter(({ role }) => role !== 'arrive' && role !== 'until' && role !== 'end');

/** Times within a part: an end that stands apart belongs to the time before it (14:00开始，16:00结束). */
function pairsOf(times: readonly TimeWords[]): TimeWords[] {
  const found: TimeWords[] = [];
  for (const time of times) {
    const last = found.at(-1);
    if (time.role === 'end' && last !== undefined && last.end === undefined)
      found[found.length - 1] = {
        ...last,
        end:
          time.start.minutes <= last.start.minutes ? { ...time.start, minutes: time.start.minutes + 1440 } : time.start,
        to: time.to,
      };
    else if (counted([time]).length > 0) found.push(time);
  }
  const arrival = times.find(({ role }) => role === 'arrive');
  if (found.length > 0 || arrival === undefined) return found;
  // 8:00集合，16:30返程
  const end = times.find(({ role, start }) => role === 'end' && start.minutes > arrival.start.minutes)?.start;
  return [arrival.end === undefined && end !== undefined ? { ...arrival, end } : arrival];
}

function slotsOf({ group, times }: Part): Slot[] {
  const pairs = pairsOf(times);
  return group.days.flatMap(({ day, at }): Slot[] =>
    pairs.length === 0
      ? [{ day, start: undefined, end: undefined, spans: [at] }]
      : pairs.map((time) => ({ day, start: time.start, end: time.end, spans: [at, [time.from, time.to]] })),
  );
}

function spreadOf(part: Part): Slot[] {
  const { weekdays } = part.group;
  const course = part.group.course ?? part.group.month;
  if (course?.last === undefined) return [];
  const pairs = pairsOf(part.times);
  const slots: Slot[] = [];
  const count = Math.min(400, daysBetween(course.first.day, course.last.day));
  for (let later = 0; later <= count && slots.length < mostSlots; later += 1) {
    const day = addDays(course.first.day, later);
    if (weekdays.length > 0 && !weekdays.includes(weekdayOf(day))) continue;
    for (const time of pairs)
      slots.push({
        day: { ...course.first, day, others: undefined },
        start: time.start,
        end: time.end,
        spans: [
          [course.from, course.to],
          [time.from, time.to],
        ],
      });
  }
  return slots;
}

const isEvening = (times: readonly TimeWords[]) => times.some(({ start }) => start.minutes >= 1080);

/** When something takes place, by the parts of a text that say so. */
export function whenIn(
  text: string,
  regions: readonly At[],
  base: Base,
  options: DayOptions & { isExhibition?: boolean; ends?: readonly At[] } = {},
): When | undefined {
  const events = regions
    .flatMap(([from, to]): (DayWords | TimeWords)[] => [
      ...daysIn(text, from, to, base, options),
      ...timesIn(text, from, to).map((time) =>
        options.ends?.some(([begin, end]) => time.from >= begin && time.to <= end) === true
          ? { ...time, role: 'end' as const }
          : time,
      ),
    ])
    .toSorted((one, other) => one.from - other.from);
  const parts = partsOf(events);
  const isWeekly = parts.some(({ group }) => group.weekdays.length > 0);
  const [whole] = parts.filter(({ group }) => group.course !== undefined);
  const first = whole?.group.course;
  const course = first?.kind === 'range' ? { ...first, last: latest(first.last, events) } : first;
  if (whole !== undefined && course !== undefined) {
    const own = parts
      .filter(({ group }) => group.course === undefined && group.days.length === 0)
      .flatMap(({ group }) => group.weekdays);
    const part: Part = {
      group: { ...whole.group, course, weekdays: [...whole.group.weekdays, ...own] },
      times: whole.times.length > 0 ? whole.times : parts.flatMap(({ times }) => times),
    };
    // 7月31日8:30-8月2日17:00: the hours of the first and of the last day.
    const [opens, closes, ...more] = pairsOf(part.times);
    const isOfEnds =
      closes !== undefined &&
      more.length === 0 &&
      opens?.end === undefined &&
      closes.end === undefined &&
      (opens?.from ?? 0) < course.to &&
      closes.from >= course.to;
    const isSpread =
      !isOfEnds &&
      options.isExhibition !== true &&
      pairsOf(part.times).length > 0 &&
      course.kind === 'range' &&
      (part.group.weekdays.length > 0 ||
        part.group.isDaily ||
        isEvening(part.times) ||
        pairsOf(part.times).length > 1) &&
      daysBetween(course.first.day, course.last.day) <= 370;
    // Every evening, or each Saturday, of these days: from the first to the last of them.
    const spread = isSpread ? spreadOf(part) : [];
    const [begin, close] = [spread[0], spread.at(-1)];
    if (begin !== undefined && close !== undefined)
      return {
        slots: [],
        course: {
          first: reckoned(begin.day, course.first),
          last: reckoned(close.day, course.last),
          ...{ start: begin.start, end: close.end, spans: begin.spans },
        },
        isWeekly,
      };
    const pairs = pairsOf(part.times);
    const [time] = pairs;
    const last = pairs.at(-1);
    return {
      slots: [],
      course: {
        first: course.first,
        last: course.last,
        start: time?.start,
        end: last?.end ?? (isOfEnds ? last?.start : undefined),
        spans: [[course.from, course.to], ...(time === undefined ? [] : [[time.from, time.to] as const])],
      },
      isWeekly,
    };
  }
  const slots = withHours(parts.flatMap(slotsOf), parts);
  if (slots.length > 0) return { slots: distinct(slots), course: undefined, isWeekly };
  const [weekly] = parts.filter(({ group }) => group.weekdays.length > 0);
  if (weekly === undefined) return undefined;
  const month = parts.find(({ group }) => group.month !== undefined)?.group.month;
  if (month !== undefined && pairsOf(weekly.times).length > 0) {
    const spread = spreadOf({ ...weekly, group: { ...weekly.group, month } }).filter(
      ({ day }) => day.day >= base.day || !base.isKnown,
    );
    const doubt = fact('announcements.reckoned_days');
    const slots = spread.map((slot) => ({ ...slot, day: { ...slot.day, doubt: slot.day.doubt ?? doubt } }));
    if (slots.length > 0) return { slots, course: undefined, isWeekly: true };
  }
  return { slots: firstOfWeekly(weekly, base), course: undefined, isWeekly: true };
}

/** 第一期7月12日-16日，第二期7月26日-30日: from the first to the last of them. */
function latest(last: Day, events: readonly (DayWords | TimeWords)[]): Day {
  const ends = events.flatMap((each) => ('kind' in each && each.kind === 'range' ? [each.last.day] : []));
  const day = [last.day, ...ends].toSorted().at(-1) ?? last.day;
  return day === last.day ? last : { day, doubt: fact('announcements.several_days', { count: ends.length }) };
}

/** The first or last weekday of a span, where it is not the day that was written. */
const reckoned = (day: Day, written: Day | undefined): Day =>
  day.day === written?.day ? day : { ...day, doubt: day.doubt ?? fact('announcements.reckoned_days') };

/** 每周日下午3点，6日、13日、20日: the hour stands beside other words than the days. */
function withHours(slots: readonly Slot[], parts: readonly Part[]): readonly Slot[] {
  if (slots.some(({ start }) => start !== undefined)) return slots;
  const times = pairsOf(parts.flatMap((part) => part.times));
  if (times.length === 0) return slots;
  return slots.flatMap((slot) =>
    times.map(({ start, end, from, to }): Slot => ({ ...slot, start, end, spans: [...slot.spans, [from, to]] })),
  );
}

/** 每周六 14:00 without a first day: the next one, as a question. */
function firstOfWeekly({ group, times }: Part, base: Base): Slot[] {
  const later = [0, 1, 2, 3, 4, 5, 6].find((each) => group.weekdays.includes(weekdayOf(addDays(base.day, each))));
  if (later === undefined) return [];
  const day = addDays(base.day, later);
  const doubt = fact('announcements.first_of_weekly', { words: day });
  const [time] = pairsOf(times);
  return [
    {
      day: { day, doubt, others: [addDays(day, 7)] },
      start: time?.start,
      end: time?.end,
      spans: time === undefined ? [] : [[time.from, time.to]],
    },
  ];
}

/** In the order of time, each once; a day without a time gives way to the same day with one. */
function distinct(slots: readonly Slot[]): Slot[] {
  const byKey = new Map<string, Slot>();
  for (const slot of slots) {
    const key = `${slot.day.day} ${String(slot.start?.minutes ?? 9999).padStart(4, '0')}`;
    const same = byKey.get(key);
    if (same === undefined || (same.end === undefined && slot.end !== undefined)) byKey.set(key, slot);
  }
  const timed = new Set([...byKey.values()].flatMap(({ day, start }) => (start === undefined ? [] : [day.day])));
  return [...byKey.entries()]
    .filter(([, { day, start }]) => start !== undefined || !timed.has(day.day))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, slot]) => slot)
    .slice(0, mostSlots);
}

const two = (value: number) => String(value).padStart(2, '0');
/** The form of a moment field; 24:00 is the midnight with which the next day begins. */
export function momentOf(day: string, minutes: number): string {
  const on = minutes >= 1440 ? addDays(day, 1) : day;
  const left = minutes % 1440;
  return `${on}T${two(Math.floor(left / 60))}:${two(left % 60)}:00+08:00`;
}

export type Moment = { value: string; doubt?: Fact | undefined; others?: readonly string[] };

/** A day and a time as one value: doubtful where one of them is, or where no hour was written. */
export function momentValue(day: Day, time: Time | undefined, missing: { minutes: number; doubt?: Fact }): Moment {
  const minutes = time?.minutes ?? missing.minutes;
  const others = [
    ...(day.others ?? []).map((other) => momentOf(other, minutes)),
    ...(time?.others ?? []).map((other) => momentOf(day.day, other)),
  ];
  const doubt = day.doubt ?? time?.doubt ?? (time === undefined ? missing.doubt : undefined);
  return { value: momentOf(day.day, minutes), doubt, ...(others.length > 0 && { others }) };
}
