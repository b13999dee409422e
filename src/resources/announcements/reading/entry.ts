import type { About, ReadValue, Span } from '../announcement.ts';
import { bookingIn, periodIn, urlsIn, type Way } from './booking.ts';
import type { Base } from './days.ts';
import { fact } from './facts.ts';
import type { Subject } from './labels.ts';
import { hostIn, namesIn } from './organizers.ts';
import { type Ages, agesIn, audienceIn, type Count, countIn } from './people.ts';
import { phonesIn, phoneValue } from './phones.ts';
import type { Piece } from './pieces.ts';
import { placeAt, placeIn, type Where } from './places.ts';
import { priceIn } from './prices.ts';
import { type At, type Moment, momentValue, type Slot, type When, whenIn } from './sessions.ts';
import type { Source } from './source.ts';
import type { Block } from './splitting.ts';
import { timesIn } from './times.ts';
import { namedIn, titleOf } from './titles.ts';

export type Context = { plain: string; source: Source; base: Base; about: About; year: number | undefined };
export type Values = Record<string, ReadValue>;

const spanOf = (context: Context, at: readonly At[]): Span[] => at.map(([from, to]) => context.source.spanOf(from, to));
const fromText = (context: Context, value: string, at: readonly At[], more: Partial<ReadValue> = {}): ReadValue => ({
  value,
  spans: spanOf(context, at),
  source: 'text',
  ...more,
});

const of = (pieces: readonly Piece[], ...subjects: (Subject | undefined)[]) =>
  pieces.filter(({ subject }) => subjects.includes(subject));
const regions = (pieces: readonly Piece[]): At[] => pieces.map(({ from, to }) => [from, to]);

/** The first value that a rule finds in some parts. */
function first<Found>(
  pieces: readonly Piece[],
  rule: (from: number, to: number) => Found | undefined,
): Found | undefined {
  for (const { from, to } of pieces) {
    const match = rule(from, to);
    if (match !== undefined) return match;
  }
  return undefined;
}

/** The title of an entry, and the words of its heading. */
export function titleValue(context: Context, block: Block, heading: At | undefined): ReadValue | undefined {
  const { plain } = context;
  const told = first(
    of(block.pieces, 'title').filter(({ label }) => label !== '' || block.heading !== undefined),
    (from, to) => titleOf(plain, from, to),
  );
  if (told !== undefined) return fromText(context, context.source.wordsAt(...told.at), [told.at]);
  const at = block.heading ?? heading;
  const read = at === undefined ? undefined : titleOf(plain, ...at);
  if (read !== undefined && read.value.length <= 60)
    return fromText(context, context.source.wordsAt(...read.at), [read.at]);
  const marked = namedIn(plain, block.from, block.to);
  if (marked !== undefined)
    return fromText(context, marked.value, [marked.at], { doubt: fact('announcements.title_unclear') });
  return read === undefined
    ? undefined
    : fromText(context, read.value, [read.at], { doubt: fact('announcements.title_unclear') });
}

const bookingWords = /报名|预约|截止|领票|购票|抢票|售票|取票|订票|开票|放票|投稿|征稿|截稿|提交作品|报送/;
const closedWords = /闭馆|休馆|停止入场|停止售票/;

/** Sentences without a label that may say when it takes place. */
function freeTimes(context: Context, pieces: readonly Piece[]): At[] {
  const { plain } = context;
  const found: At[] = [];
  for (const { from, to } of of(pieces, undefined, 'other', 'flow')) {
    let begin = from;
    for (const part of plain.slice(from, to).split(/(?<=[。;!?])/)) {
      const at: At = [begin, begin + part.length];
      begin += part.length;
      const clauses = bookingWords.test(part) ? clausesWithout(part, at[0]) : [at];
      found.push(...clauses.filter(([start, end]) => !closedWords.test(plain.slice(start, end))));
    }
  }
  return found;
}

/** Clauses before the first that speaks of booking. */
function clausesWithout(part: string, from: number): At[] {
  const stop = part.search(bookingWords);
  const end = Math.max(part.slice(0, stop).lastIndexOf(','), part.slice(0, stop).lastIndexOf(' '));
  return end > 4 ? [[from, from + end]] : [];
}

export function whenOf(context: Context, pieces: readonly Piece[], isExhibition: boolean): When | undefined {
  const { plain, base, year } = context;
  const times = of(pieces, 'time');
  const hours = of(pieces, 'hours');
  const labelled = times.filter(({ label }) => !/开幕|报名|原|抵达|签到|入场|集合/.test(label));
  const options = { isLoose: true, isExhibition, year };
  const told = whenIn(plain, regions(labelled.length > 0 ? labelled : times), base, options);
  if (told !== undefined) return withHours(context, told, hours);
  const free = freeTimes(context, pieces);
  const timed = free.filter((at) => whenIn(plain, [at], base, { ...options, isLoose: false }) !== undefined);
  const best = timed.find((at) => {
    const when = whenIn(plain, [at], base, { ...options, isLoose: false });
    return when?.slots.some(({ start }) => start !== undefined) === true || when?.course !== undefined;
  });
  // A label that gives the hour alone belongs to the day of a sentence.
  const own = whenIn(plain, [...(best === undefined ? timed.slice(0, 1) : [best]), ...regions(labelled)], base, {
    ...options,
    isLoose: labelled.length > 0,
  });
  return own === undefined ? undefined : withHours(context, own, hours);
}

/** The hours at which an exhibition is open, where its days say none. */
function withHours({ plain }: Context, when: When, hours: readonly Piece[]): When {
  const { course } = when;
  if (course === undefined || course.start !== undefined) return when;
  const daily = hours.flatMap(({ from, to }) => timesIn(plain, from, to)).filter(({ end }) => end !== undefined);
  const [open] = daily;
  const close = daily.at(-1);
  if (open === undefined || close === undefined) return when;
  return {
    ...when,
    course: { ...course, start: open.start, end: close.end, spans: [...course.spans, [open.from, close.to]] },
  };
}

export const hourMissing = { minutes: 0, doubt: fact('announcements.hour_missing') };
export const lastHourMissing = { minutes: 23 * 60 + 59, doubt: fact('announcements.last_hour_missing') };

const momentRead = (context: Context, moment: Moment, at: readonly At[]): ReadValue =>
  fromText(context, moment.value, at, {
    ...(moment.doubt && { doubt: moment.doubt }),
    ...(moment.others && { others: moment.others }),
  });

/** Beginning, end and sessions. An end that is not written is none. */
export function timeValues(context: Context, when: When, each: Count | undefined): Values {
  const { course, slots } = when;
  if (course !== undefined) {
    const { first: begin, last, start, end, spans } = course;
    return {
      start_at: momentRead(context, momentValue(begin, start, hourMissing), spans),
      ...(last !== undefined && { end_at: momentRead(context, momentValue(last, end, lastHourMissing), spans) }),
    };
  }
  const [begin] = slots;
  const last = slots.at(-1);
  if (begin === undefined || last === undefined) return {};
  const isSingleDay = slots.length === 1;
  return {
    start_at: momentRead(context, momentValue(begin.day, begin.start, hourMissing), begin.spans),
    ...(last.end !== undefined && {
      end_at: momentRead(context, momentValue(last.day, last.end, lastHourMissing), last.spans),
    }),
    ...(!isSingleDay && { sessions: sessionsRead(context, slots, each) }),
  };
}

function sessionsRead(context: Context, slots: readonly Slot[], each: Count | undefined): ReadValue {
  const rows = slots.map(({ day, start, end }) => {
    const from = momentValue(day, start, hourMissing);
    const to = end === undefined ? '' : momentValue(day, end, lastHourMissing).value;
    return { row: [from.value, to, each?.value ?? ''].join('｜').replace(/｜+$/, ''), doubt: from.doubt };
  });
  const doubt = rows.find((row) => row.doubt !== undefined)?.doubt;
  return fromText(
    context,
    rows.map(({ row }) => row).join('\n'),
    slots.flatMap(({ spans }) => spans),
    doubt === undefined ? {} : { doubt },
  );
}

export function placeValues(context: Context, pieces: readonly Piece[]): { values: Values; where: Where | undefined } {
  const { plain, about } = context;
  const labelled = of(pieces, 'place').toSorted((one, other) => rank(one) - rank(other));
  const told = first(
    labelled.filter(({ label }) => !isAddressLabel(label)),
    (from, to) => placeAt(plain, from, to, about),
  );
  const addressed = first(
    labelled.filter(({ label }) => isAddressLabel(label)),
    (from, to) => placeAt(plain, from, to, about),
  );
  const free =
    told ??
    (addressed?.name === undefined
      ? first(of(pieces, undefined, 'other', 'time'), (from, to) => placeIn(plain, from, to, about))
      : undefined);
  const where = free ?? addressed;
  if (where === undefined) return { values: {}, where };
  const address =
    where.isOwnAddress || where.address === undefined ? (addressed?.address ?? where.address) : where.address;
  const addressAt = where.addressAt ?? addressed?.addressAt;
  const isOwn = where.isOwnAddress && addressed?.address === undefined;
  const { name, at } = where;
  return {
    where,
    values: {
      ...(name !== undefined &&
        at !== undefined && {
          place_name: fromText(
            context,
            asWritten(context, name, at),
            [at],
            where.doubt === undefined ? {} : { doubt: where.doubt },
          ),
        }),
      ...(address !== undefined && {
        address: isOwn
          ? { value: address, spans: [], source: 'institution' }
          : fromText(
              context,
              addressAt === undefined ? address : asWritten(context, address, addressAt),
              addressAt === undefined ? [] : [addressAt],
            ),
      }),
      ...(at !== undefined && { mode: fromText(context, where.isOnline ? 'online' : 'offline', [at]) }),
      ...(at === undefined && addressAt !== undefined && { mode: fromText(context, 'offline', [addressAt]) }),
    },
  };
}
/** A name in the signs of the text, unless words were left out of it. */
const asWritten = ({ plain, source }: Context, name: string, at: At): string =>
  plain.slice(...at) === name ? source.wordsAt(...at) : name;
const isAddressLabel = (label: string) => /地址|地 址|位置/.test(label);
const rank = ({ label }: Piece) => (/集合|报名|领票/.test(label) ? 2 : isAddressLabel(label) ? 1 : 0);

export function phoneRead(context: Context, pieces: readonly Piece[]): ReadValue | undefined {
  const { plain, about, source } = context;
  const labelled = of(pieces, 'phone').flatMap(({ from, to }) => phonesIn(plain, from, to, true));
  const others = of(
    pieces,
    'booking',
    undefined,
    'other',
    'notice',
    'place',
    'price',
    'capacity',
    'time',
    'audience',
    'organizer',
  ).flatMap(({ from, to, subject }) =>
    phonesIn(plain, from, to, subject === 'booking' && /^[ \d-]{7,}/.test(plain.slice(from, to))),
  );
  const [phone] = labelled.length > 0 ? labelled : others;
  return phone === undefined
    ? undefined
    : phoneValue(phone, about.institution.phone, source.spanOf(phone.from, phone.to));
}

export function peopleValues(
  context: Context,
  pieces: readonly Piece[],
  title: string,
): { values: Values; each: Count | undefined } {
  const { plain } = context;
  const count =
    first(of(pieces, 'capacity'), (from, to) => countIn(plain, from, to, true)) ??
    first(
      of(pieces, 'audience', 'booking', 'price', 'notice', undefined, 'other', 'time', 'place', 'flow'),
      (from, to) => countIn(plain, from, to),
    );
  const audiences = of(pieces, 'audience');
  const ages: Ages | undefined =
    first(audiences, (from, to) => agesIn(plain, from, to)) ??
    first(of(pieces, 'capacity', undefined, 'other', 'booking'), (from, to) => {
      const words = plain.slice(from, to);
      return /适合|面向|对象|招收|招募|年龄|限/.test(words) ? agesIn(plain, from, to) : undefined;
    });
  const words = audiences.map(({ from, to }) => plain.slice(from, to)).join(' ');
  const codes = audienceIn(words, ages);
  const fromTitle = codes.length > 0 ? [] : audienceIn(title.replace(/市民|群众|观众|读者/g, ''), ages);
  const chosen = codes.length > 0 ? codes : fromTitle;
  const audienceAt = codes.length > 0 ? regions(audiences) : ages === undefined ? [] : [ages.at];
  return {
    each: count?.isEach === true ? count : undefined,
    values: {
      ...(count !== undefined && {
        capacity: fromText(context, count.value, [count.at], count.doubt === undefined ? {} : { doubt: count.doubt }),
      }),
      ...(ages?.min !== undefined && { age_min: fromText(context, ages.min, [ages.at]) }),
      ...(ages?.max !== undefined && { age_max: fromText(context, ages.max, [ages.at]) }),
      ...(chosen.length > 0 && { audience: fromText(context, chosen.join('\n'), audienceAt) }),
    },
  };
}

export function bookingValues(context: Context, pieces: readonly Piece[]): Values {
  const { plain, base } = context;
  const told = of(pieces, 'booking');
  const way =
    first(told, (from, to) => bookingIn(plain, from, to, true)) ??
    first(of(pieces, 'phone'), (from, to) => labelWay(context, pieces, from, to)) ??
    first(of(pieces, undefined, 'other', 'notice', 'price', 'audience', 'capacity'), (from, to) =>
      bookingIn(plain, from, to, false),
    );
  const sentences = of(pieces, undefined, 'other', 'notice', 'capacity', 'price').flatMap(({ from, to }) =>
    bookingSentences(plain, from, to),
  );
  const { start, end } = periodIn(plain, [...regions(told), ...sentences], base);
  const urls = [...told, ...of(pieces, undefined, 'other', 'phone')].flatMap(({ from, to }) => urlsIn(plain, from, to));
  const [url] = urls;
  return {
    ...(way !== undefined && {
      booking: fromText(context, way.way, [way.at], way.others.length > 0 ? { others: way.others } : {}),
    }),
    ...(url !== undefined && way?.way === 'online' && { booking_url: fromText(context, url.value, [url.at]) }),
    ...(start !== undefined && { booking_start: momentRead(context, start, [start.at]) }),
    ...(end !== undefined && { booking_end: momentRead(context, end, [end.at]) }),
  };
}

/** 报名电话：the label alone says how. */
function labelWay(
  { plain }: Context,
  pieces: readonly Piece[],
  from: number,
  to: number,
): { way: Way; at: At; others: readonly Way[] } | undefined {
  const piece = pieces.find((each) => each.from === from);
  return piece !== undefined &&
    /报名|预约|订票|预订|领票/.test(piece.label) &&
    phonesIn(plain, from, to, true).length > 0
    ? { way: 'phone', at: [from - piece.label.length, from], others: [] }
    : undefined;
}

function bookingSentences(plain: string, from: number, to: number): At[] {
  let begin = from;
  return plain
    .slice(from, to)
    .split(/(?<=[。;!,])/)
    .flatMap((part): At[] => {
      const at: At = [begin, begin + part.length];
      begin += part.length;
      return bookingWords.test(part) ? [at] : [];
    });
}

export function priceValues(context: Context, pieces: readonly Piece[], booking: string | undefined): Values {
  const { plain } = context;
  const told = first(of(pieces, 'price'), (from, to) => priceIn(plain, from, to, true));
  const price =
    told ??
    first(
      of(pieces, undefined, 'booking', 'notice', 'other', 'audience', 'capacity', 'title', 'place', 'time'),
      (from, to) => priceIn(plain, from, to),
    );
  if (price === undefined) return {};
  const isBooked = booking === 'online' || booking === 'phone' || booking === 'onsite';
  const fee = price.fee === 'free' && isBooked ? 'free_booking' : price.fee;
  const more = price.doubt === undefined ? {} : { doubt: price.doubt };
  return {
    fee_type: fromText(context, fee, price.spans, more),
    ...(price.min !== undefined && { price_min: fromText(context, price.min, price.spans, more) }),
    ...(price.max !== undefined && { price_max: fromText(context, price.max, price.spans, more) }),
  };
}

export function organizerValues(context: Context, pieces: readonly Piece[]): Values {
  const { plain } = context;
  const host =
    first(of(pieces, 'organizer'), (from, to) => namesIn(plain, from, to, 50)) ??
    first(of(pieces, undefined, 'other'), (from, to) => hostIn(plain, from, to));
  const others = of(pieces, 'co_organizer').flatMap(({ from, to }) => namesIn(plain, from, to, 100) ?? []);
  const names = others.map(({ value }) => value).join('、');
  return {
    ...(host !== undefined && { organizer: fromText(context, host.value, [host.at]) }),
    ...(names !== '' &&
      names.length <= 100 && {
        co_organizer: fromText(
          context,
          names,
          others.map(({ at }) => at),
        ),
      }),
  };
}
