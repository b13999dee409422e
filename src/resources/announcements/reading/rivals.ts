import type { Fact } from '../../../fact.ts';
import type { ReadEntry, ReadValue, Span } from '../announcement.ts';
import { notEntries } from './blocks.ts';
import { besides, type Context, of, type Values } from './context.ts';
import { type DayWords, daysIn } from './days.ts';
import { moments, withDoubt } from './doubts.ts';
import { fact } from './facts.ts';
import type { Piece } from './pieces.ts';
import { besides as otherSums } from './prices.ts';
import { timesIn } from './times.ts';
import { goesOn, isOther } from './when.ts';

const places = ['place_name', 'address'];
const sums = ['price_min', 'price_max'];
const prices = ['fee_type', ...sums];

/**
 * A day, a place or a price is certain only where no other of its kind stands unread in the whole announcement: a room that no entry has, a day that none
 * has, or a line that speaks of another day.
 */
export function withRivals(context: Context, entries: readonly ReadEntry[], pieces: readonly Piece[]): ReadEntry[] {
  const unreadRoom = hasUnreadRoom(context, entries);
  const days = new Set(entries.flatMap(({ values }) => daysOf(values)));
  const unreadDays = unreadDaysIn(context, pieces, days);
  const unreadSum = hasUnreadSum(context, entries);
  const lines = linesIn(context);
  const told =
    entries.length > 1
      ? []
      : of(pieces, 'price', 'capacity').flatMap(({ label, from, to }) =>
          label === '' ? [] : [context.source.spanOf(from, to)],
        );
  return entries.map((entry) => {
    const { values } = entry;
    const ask = (fields: readonly string[], doubt: Fact): Values => withDoubt(values, fields, doubt);
    return {
      ...entry,
      values: {
        ...values,
        ...(unreadRoom && ask(places, fact('announcements.place_unclear'))),
        ...(unreadDays > 0 &&
          ask(
            entries.length > 1 ? [...moments, ...places, ...prices] : moments,
            fact('announcements.several_days', { count: unreadDays }),
          )),
        ...ask(
          [...places, ...prices].filter((field) => isOfOtherDay(lines, values, values[field])),
          fact('announcements.several_days', { count: 1 }),
        ),
        ...(unreadSum &&
          ask(/^free/.test(values.fee_type?.value ?? '') ? prices : sums, fact('announcements.several_prices'))),
        ...(isSeveralThings(context, lines, values) && ask(moments, fact('announcements.several_days', { count: 1 }))),
        ...(isOfTwo(lines, told, entries, entry) && ask(['fee_type'], fact('announcements.several_prices'))),
      },
    };
  });
}

const daysOf = (values: Readonly<Record<string, ReadValue>>): string[] =>
  [...moments, 'ends_on', 'booking_start', 'booking_end', 'enroll_start', 'enroll_end'].flatMap(
    (field) => values[field]?.value.match(/\d{4}-\d{2}-\d{2}/g) ?? [],
  );

/** A room of the institution that stands in the text, and that no entry has. */
function hasUnreadRoom({ plain, about }: Context, entries: readonly ReadEntry[]): boolean {
  const read = entries.flatMap(({ values }) =>
    [values.place_name, values.address].flatMap((each) => each?.value ?? []),
  );
  return about.places
    .slice(0, 300)
    .some(
      ({ title }) =>
        title.length > 1 && isNamed(plain, title) && !read.some((each) => each.includes(title) || title.includes(each)),
    );
}

/** 由四楼小剧场改为……: the place that was. */
function isNamed(plain: string, title: string): boolean {
  const index = plain.indexOf(title);
  return (
    index >= 0 &&
    !/^[^,。;\n]{0,4}(?:调整|变更|更改|改|移|转|搬)(?:至|到|为|在)/.test(plain.slice(index + title.length))
  );
}

/** Days to come that no entry has, outside of clauses about booking, deadlines and closing, and outside of the heading. */
function unreadDaysIn(context: Context, pieces: readonly Piece[], held: ReadonlySet<string>): number {
  const { plain, base, heading } = context;
  const sorted = [...held].toSorted();
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
  const days = besides(pieces, 'published', 'original', 'closure', 'booking').flatMap((piece) =>
    daysIn(plain, piece.from, piece.to, base, { isLoose: true, isWithoutFestivals: true }).flatMap((each) => {
      const before =
        plain
          .slice(piece.from - piece.label.length, each.from)
          .split(/[,。;\n]/)
          .at(-1) ?? '';
      const clause = before + (plain.slice(each.from, piece.to).split(/[,。;\n]/)[0] ?? '');
      // 结课日期：12月18日 begins nothing.
      const isAside = isOther(clause) || goesOn.test(clause) || notEntries.test(clause) || ending.test(clause);
      const isFrame = each.from < heading[1] || !/\d/.test(plain.slice(each.from, each.to));
      return isAside || isFrame ? [] : named(each);
    }),
  );
  return new Set(days.filter((day) => day > base.day && !held.has(day) && !(first < day && day < last))).size;
}

const ending = /(?:结课|结业|结营|闭营|闭幕|截止)(?:时间|日期)?[: ]/;

type Dated = { at: Span; span: Span; days: () => readonly string[] };

/** The lines of the text, as written as well, with the days that each names. */
function linesIn({ plain, source, base }: Context): readonly Dated[] {
  let next = 0;
  return plain.split('\n').map((line): Dated => {
    const at: Span = [next, next + line.length];
    next += line.length + 1;
    let days: readonly string[] | undefined;
    return {
      at,
      span: source.spanOf(...at),
      days: () => {
        days ??= daysIn(plain, ...at, base, { isLoose: true, isWithoutFestivals: true }).flatMap(named);
        return days;
      },
    };
  });
}
const named = (each: DayWords): string[] =>
  each.kind === 'day' ? [each.first.day] : each.kind === 'range' ? [each.first.day, each.last.day] : [];
const around = (lines: readonly Dated[], { spans }: ReadValue): Dated[] =>
  lines.filter(({ span }) => spans.some((at) => isWithin(at, span)));

/** Its line speaks of days, and of none that the entry has. */
function isOfOtherDay(lines: readonly Dated[], values: Values, value: ReadValue | undefined): boolean {
  const own = daysOf(values);
  if (value === undefined || value.source !== 'text' || own.length === 0) return false;
  const [first = '', last = ''] = [values.start_at?.value.slice(0, 10), values.end_at?.value.slice(0, 10)];
  const isOwn = (day: string) => own.includes(day) || (first <= day && day <= last);
  return around(lines, value).some(({ days }) => days().length > 0 && !days().some(isOwn));
}

/** A sum of the text that no entry has as its price. */
function hasUnreadSum({ plain }: Context, entries: readonly ReadEntry[]): boolean {
  const read = new Set(
    entries.flatMap(({ values }) =>
      ['price_min', 'price_max', 'price'].flatMap((field) => Number(values[field]?.value ?? NaN)),
    ),
  );
  return [
    ...plain
      .slice(0, 20_000)
      .matchAll(
        /(?<![\d.])([1-9]\d{0,5}(?:\.\d{1,2})?) ?(?:元|块(?![\p{Script=Han}]))|[¥￥] ?([1-9]\d{0,5}(?:\.\d{1,2})?)/gu,
      ),
  ].some(
    ({ 1: sum, 2: other, index }) =>
      !otherSums.test(plain.slice(Math.max(0, index - 14), index)) && !read.has(Number(sum ?? other)),
  );
}

/** 7月10日《渔光》, 7月17日《归航》: lines of sessions that name different things may be entries of their own. */
function isSeveralThings({ plain, base }: Context, lines: readonly Dated[], { sessions, title }: Values): boolean {
  if (sessions === undefined) return false;
  const names = around(lines, sessions).map(({ at: [from, to] }) => {
    if (title !== undefined && plain.slice(from, to).includes(title.value)) return '';
    const marks = [...daysIn(plain, from, to, base, { isLoose: true }), ...timesIn(plain, from, to)];
    return Array.from(plain.slice(from, to))
      .filter(
        (sign, index) =>
          /\p{Script=Han}/u.test(sign) && !marks.some((mark) => from + index >= mark.from && from + index < mark.to),
      )
      .join('')
      .replace(/第?[一二三四五六七八九十]+[场期讲次]?|[早晚上下中]午?|[周星期日天]/gu, '');
  });
  return new Set(names.filter((name) => name.length > 1)).size > 1;
}

/** 免费 of one entry, and booking of all: whether it is booked at all one looks; where there is one entry, unless a label says that it costs nothing. */
function isOfTwo(
  lines: readonly Dated[],
  told: readonly Span[],
  entries: readonly ReadEntry[],
  { values: { fee_type: fee, booking } }: ReadEntry,
): boolean {
  if (fee?.value !== 'free_booking' || booking === undefined) return false;
  const booked = around(lines, booking);
  if (around(lines, fee).some((line) => booked.includes(line))) return false;
  if (entries.length === 1) return !told.some((at) => fee.spans.some((span) => isWithin(span, at)));
  const isOfAll = (field: string, { spans: [at] }: ReadValue) =>
    entries.filter(({ values }) => at !== undefined && values[field]?.spans.some((span) => isWithin(span, at))).length >
    1;
  return isOfAll('fee_type', fee) !== isOfAll('booking', booking);
}
const isWithin = ([from, to]: Span, [begin, end]: Span): boolean => from < end && to > begin;
