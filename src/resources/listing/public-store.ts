import type { Reader } from '../../database/open.ts';
import { isOpen } from '../../institutions/institution/institution.ts';
import { withoutGone } from '../channels/watched-addresses.ts';
import type { Hours } from './hours.ts';
import type { Listing } from './listing.ts';
import { isListed } from './listing.ts';
import { marker } from './search.ts';
import { quoted } from './units.ts';

export type Row = {
  entry_id: string;
  publication_id: string;
  channel: string;
  institution_id: string;
  institution: string;
  region_code: string;
  title: string;
  summary: string;
  cover: string | null;
  facts: Record<string, unknown>;
  starts_at: Date | null;
  ends_at: Date | null;
  published_at: Date;
  changed_at: Date;
  live: Record<string, unknown> | null;
  confirmed_at: Date | null;
  booking_gone: boolean;
};

export const columns = `l.entry_id, l.publication_id, l.channel, l.institution_id, i.name as institution, l.region_code, l.title, l.summary, l.cover,
  l.facts, l.starts_at, l.ends_at, l.published_at, l.changed_at, s.data as live, confirmed.at as confirmed_at,
  exists (select from failing_addresses f where f.entry_id = l.entry_id and f.field = 'booking_url' and f.gone_at is not null) as booking_gone`;
export const tables = `join institutions i on i.id = l.institution_id left join live_states s on s.entry_id = l.entry_id
  left join entry_confirmations confirmed on confirmed.entry_id = l.entry_id`;
/** An institution that was disabled takes its entries along. */
export const isShown = isOpen.sql('i');

export type Filter = {
  channel?: string;
  institutionId?: string;
  /** A code of two, four or six digits: its province, city or county. */
  region?: string;
  /** name=value, all of them. */
  facets?: readonly string[];
  /** name=value, any of them: free of charge with a ticket or without. */
  anyOf?: readonly string[];
};

/** A choice, day or cell of the map as the index has it, on=2026-12-05; or a word of two characters that stands anywhere. */
export type Mark = string | { text: string };
/** A filter of searches alone: of each of these groups one. */
export type SearchFilter = Filter & {
  groups?: readonly (readonly Mark[])[];
  /** The hours of the day in which it begins. */
  hours?: Hours;
  /** Only those that still take bookings. */
  isBookable?: boolean;
  /** Days were asked for: houses that are only open then come after events. */
  isTimed?: boolean;
  /** The midnight at which the first of the days begins. */
  from?: Date;
};

/**
 * `current`: the newest not over, `over`: the newest past ones. `coming`: opening next or open. Day by day, `opening` are those that begin,
 * `running` those of several days that have begun; `agenda`: all that begin between two moments, over or not. `subscribed`: as `coming`, with
 * those called off or full too: the calendar of an institution is followed by people who may have a place.
 */
export type Order = 'newest' | 'current' | 'over' | 'coming' | 'opening' | 'running' | 'agenda' | 'past' | 'subscribed';
export type ListCursor = { at: Date; entryId: string };
type PageQuery = {
  order: Order;
  after: ListCursor | undefined;
  /** The page before this place, in the same order. */
  before?: ListCursor | undefined;
  now: Date;
  limit: number;
  /** Only those that begin at this moment or later; of running ones, those still open then. */
  from?: Date | undefined;
  /** Only those that begin before: this week. Searched among those that end soonest. */
  until?: Date | undefined;
};

const zoneColumn = ({ length }: string) =>
  length === 2 ? 'left(l.zone, 2)' : length === 4 ? 'left(l.zone, 4)' : 'l.zone';

/** `coming`: future ones by their beginning, open ones by their end, so that no exhibition of a year comes before this evening. */
const turn = 'case when l.starts_at >= $1 then l.starts_at else l.ends_at end';
export const isLong = `l.ends_at - l.starts_at > interval '24 hours'`; // as the index of these says it
/** R46: nothing is offered that was ended, called off or is full, from the moment at which its institution says so. */
export const isOffered = `coalesce(s.data->>'event_status', s.data->>'live_status', '') not in ('ended', 'cancelled') and coalesce(s.data->>'remaining', '') <> '0'`;
/** In a calendar: of the days before today all that was there, and from today on the events that one can still come to. */
export const isInCalendar = `(l.ends_at < date_trunc('day', $1::timestamptz at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' or (l.ends_at >= $1 and ${isOffered}))`;
const orders = {
  newest: { time: 'l.published_at', isUp: false, when: 'true', live: 'true' },
  // A course that has begun ends when it starts: it is no event that is over.
  current: {
    ...{ time: 'l.published_at', isUp: false, live: isOffered },
    when: '(l.ends_at is null or l.ends_at >= $1 or l.ends_at = l.starts_at)',
  },
  over: { time: 'l.published_at', isUp: false, when: 'l.ends_at < $1 and l.ends_at > l.starts_at', live: 'true' },
  coming: { time: turn, isUp: true, when: 'l.ends_at >= $1', live: isOffered },
  subscribed: { time: turn, isUp: true, when: 'l.ends_at >= $1', live: 'true' },
  opening: {
    ...{ time: 'l.starts_at', isUp: true, live: isOffered },
    when: `l.ends_at >= $1 and l.starts_at >= $1 - interval '24 hours' and (l.starts_at >= $1 or not (${isLong}))`,
  },
  running: {
    time: 'l.ends_at',
    isUp: true,
    when: `l.ends_at >= $1 and l.starts_at < $1 and ${isLong}`,
    live: isOffered,
  },
  agenda: { time: 'l.starts_at', isUp: true, when: 'l.starts_at is not null', live: isInCalendar },
  past: { time: 'l.ends_at', isUp: false, when: 'l.ends_at < $1', live: 'true' },
} as const;

/** Lines walked in the order of an index before the other plan is taken: fewer where that has less to read. */
const mostWalked = { channel: 2_500, place: 800 };

/**
 * A page of a list, and the first line of the next. Where filters leave a good part of the lines, a short walk along the order finds
 * them; where they leave so little that the walk does not, the index of words has the few that there are.
 */
export async function page(db: Reader, filter: Filter, asked: PageQuery): Promise<Listing[]> {
  const along = walkOf(filter, asked);
  const walked = (await db.rows<Row>(along.text, along.values)).map(present);
  const isWhole = walked.length >= asked.limit || !isNarrow(filter, asked) || (await isAtEnd(db, along));
  const found = isWhole ? walked : await pick(db, filter, asked);
  return asked.before === undefined ? found : found.toReversed();
}

/** Whether a filter stands in the way that the order of the walk does not know. */
function isNarrow({ channel, institutionId, region, facets = [], anyOf }: Filter, { order }: PageQuery): boolean {
  const given = [channel, institutionId, region, anyOf].filter((each) => each !== undefined);
  return (
    facets.length > 0 || anyOf !== undefined || given.length > 1 || (!isByPublication(order) && channel === undefined)
  );
}

const isByPublication = (order: Order) => order === 'newest' || order === 'current' || order === 'over';

/** Each text is made of the same few pieces, so each combination is prepared once. */
const place = (values: unknown[], value: unknown) => `$${values.push(value)}`;

function timesOf({ order, after, before, now, from, until, limit }: PageQuery) {
  const { time, when, live } = orders[order];
  const isUp = orders[order].isUp === (before === undefined); // backwards, the page nearest to the place comes first
  const values: unknown[] = [now, limit];
  const at = before ?? after;
  const last = at && `(${place(values, at.at)}::timestamptz, ${place(values, at.entryId)}::uuid)`;
  const late = from && `${order === 'running' ? 'l.ends_at' : 'l.starts_at'} >= ${place(values, from)}::timestamptz`;
  const early = until && `l.starts_at < ${place(values, until)}::timestamptz`;
  const way = isUp ? 'asc' : 'desc';
  /** The conditions of a walk that is ordered by this time. */
  const timesBy = (column: string) =>
    [isListed.sql('l', '$1'), when, last && `(${column}, l.entry_id) ${isUp ? '>' : '<'} ${last}`, late, early]
      .filter(Boolean)
      .join(' and ');
  const orderBy = (column: string) => `${column} ${way}, l.entry_id ${way}`;
  return { values, timesBy, orderBy, times: timesBy(time), by: orderBy(time), shown: `${isShown} and ${live}` };
}

/** The conditions of a filter, each under its subject; false where it is not set. */
const conditionsBy = ({ channel, institutionId, region, facets = [], anyOf }: Filter, values: unknown[]) => ({
  institution: institutionId !== undefined && `l.institution_id = ${place(values, institutionId)}`,
  region: region !== undefined && `${zoneColumn(region)} = ${place(values, region)}`,
  channel: channel !== undefined && `l.channel = ${place(values, channel)}`,
  facets: facets.length > 0 && `l.facets @> ${place(values, facets)}::text[]`,
  anyOf: anyOf !== undefined && `l.facets && ${place(values, anyOf)}::text[]`,
});
export const conditionsOf = (filter: Filter, values: unknown[]): string[] =>
  Object.values(conditionsBy(filter, values)).filter((each) => each !== false);

function walkOf(filter: Filter, asked: PageQuery) {
  const { values, times, timesBy, orderBy, by, shown } = timesOf(asked);
  const conditions = conditionsBy(filter, values);
  const drives = isByPublication(asked.order)
    ? conditions.institution || conditions.region || conditions.channel
    : conditions.channel;
  const left = Object.values(conditions).filter((each) => each !== false && each !== drives);
  const most = drives === conditions.channel ? mostWalked.channel : mostWalked.place;
  const along = (times: string, by: string) =>
    `select l.* from listings l where ${[times, drives].filter(Boolean).join(' and ')} order by ${by} limit ${most}`;
  // Two indexes have the order, and the next of either is next in both: the later ones of the shorter walk come with the next page.
  const lines =
    orders[asked.order].time !== turn
      ? along(times, by)
      : `(${along(`${timesBy('l.starts_at')} and l.starts_at >= $1`, orderBy('l.starts_at'))}) union all
       (select * from (${along(timesBy('l.ends_at'), orderBy('l.ends_at'))}) l where l.starts_at < $1 or l.starts_at is null)`;
  const text = `select ${columns} from (${lines}) l ${tables}
     where ${[shown, ...left].join(' and ')} order by ${by} limit $2`;
  const fitting = left.length === 0 ? '' : `, count(*) filter (where ${left.join(' and ')})`; // the same values serve both
  const end = `select count(*)::int as gone${fitting} from (${lines}) l limit $2`;
  return { text, end, values, most };
}

/** Whether the order ended before the walk had to: then there are no further matches either. Running ones are few, and free ones frequent. */
async function isAtEnd(db: Reader, { end, values, most }: ReturnType<typeof walkOf>): Promise<boolean> {
  const row = await db.row<{ gone: number }>(end, values);
  return (row?.gone ?? 0) < most;
}

async function pick(db: Reader, filter: Filter, asked: PageQuery): Promise<Listing[]> {
  const { values, times, by, shown } = timesOf(asked);
  const words = place(values, queryOf(filter));
  const rows = await db.rows<Row>(
    `with fitting as materialized (select l.entry_id from listings l where l.terms @@ ${words}::tsquery)
     select ${columns} from fitting join listings l using (entry_id) ${tables} where ${times} and ${shown} order by ${by} limit $2`,
    values,
  );
  return rows.map(present);
}

/** The same filter as a query of the index of words. */
export const wordsOf = ({
  channel,
  institutionId,
  region,
  facets = [],
  anyOf = [],
  groups = [],
}: SearchFilter): string[] => [
  ...[channel, institutionId, region, ...facets].flatMap((name) => (name === undefined ? [] : [wordOf(name)])),
  ...[anyOf, ...groups].flatMap((any) => (any.length === 0 ? [] : [`(${any.map(wordOf).join(' | ')})`])),
];
const wordOf = (name: Mark) => (typeof name === 'string' ? quotedName(name) : quoted(name.text));
const quotedName = (name: string) => `'${marker(name).replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
const queryOf = (filter: Filter) => wordsOf(filter).join(' & ');

/** All data of an entry. */
export type Opened = Listing & {
  values: Record<string, unknown>;
  pictures: Readonly<Record<string, string>>;
  version: number;
  /** Fields whose address is gone (channels/watched-addresses.ts). */
  gone?: readonly string[];
};

const gone = `array(select f.field from failing_addresses f where f.entry_id = l.entry_id and f.gone_at is not null order by f.field) as gone`;

export async function open(db: Reader, entryId: string, now: Date): Promise<Opened | undefined> {
  const row = await db.row<Row & { data: string; pictures: Record<string, string>; version: number; gone: string[] }>(
    `select ${columns}, p.data, p.pictures, p.version, ${gone} from listings l ${tables} join publications p on p.id = l.publication_id
     where l.entry_id = $1 and ${isListed.sql('l', '$2')} and ${isShown}`,
    [entryId, now],
  );
  return (
    row && {
      ...present(row),
      values: JSON.parse(row.data),
      pictures: row.pictures,
      version: row.version,
      gone: row.gone,
    }
  );
}

/** An entry of an institution by its own number for it. */
export async function idOf(
  db: Reader,
  { institutionId, channel, externalId }: { institutionId: string; channel: string; externalId: string },
): Promise<string | undefined> {
  const row = await db.row<{ id: string }>(
    `select id from entries where institution_id = $1 and channel = $2 and external_id = $3`,
    [institutionId, channel, externalId],
  );
  return row?.id;
}

/** The venue of an institution that is no room of another one; that of its own name before the first one. */
export async function house(db: Reader, institutionId: string, now: Date): Promise<string | undefined> {
  const row = await db.row<{ entry_id: string }>(
    `select l.entry_id
     from (select entry_id, publication_id, title, published_at from listings
       where institution_id = $1 and channel = 'venue' and ${isListed.sql('listings', '$2')}) l
     join publications p on p.id = l.publication_id join institutions i on i.id = $1
     where p.data::jsonb ->> 'parent_external_id' is null order by l.title = i.name desc, l.published_at, l.entry_id limit 1`,
    [institutionId, now],
  );
  return row?.entry_id;
}

/** The entries of a channel and an institution that name another one by its number, as rooms name their house; at most `limit`, by title. */
export async function naming(
  db: Reader,
  {
    institutionId,
    channel,
    field,
    externalId,
  }: { institutionId: string; channel: string; field: string; externalId: string },
  now: Date,
  limit: number,
): Promise<{ entryId: string; title: string; values: Record<string, unknown> }[]> {
  const rows = await db.rows<{ entry_id: string; title: string; data: string; gone: string[] }>(
    `select l.entry_id, l.title, p.data, ${gone}
     from (select entry_id, publication_id, title from listings
       where institution_id = $1 and channel = $2 and ${isListed.sql('listings', '$5')}) l
     join publications p on p.id = l.publication_id
     where p.data::jsonb ->> $3 = $4 order by l.title, l.entry_id limit $6`,
    [institutionId, channel, field, externalId, now, limit],
  );
  return rows.map(({ entry_id, title, data, ...found }) => ({
    ...{ entryId: entry_id, title },
    values: { ...withoutGone({ values: JSON.parse(data), live: {}, gone: found.gone }).values },
  }));
}

export async function cover(
  db: Reader,
  entryId: string,
  now: Date,
): Promise<{ institutionId: string; file: string | undefined } | undefined> {
  const row = await db.row<{ institution_id: string; cover: string | null }>(
    `select l.institution_id, l.cover from listings l join institutions i on i.id = l.institution_id
     where l.entry_id = $1 and ${isListed.sql('l', '$2')} and ${isShown}`,
    [entryId, now],
  );
  return row && { institutionId: row.institution_id, file: row.cover ?? undefined };
}

export const present = (row: Row): Listing => ({
  entryId: row.entry_id,
  publicationId: row.publication_id,
  channel: row.channel,
  institutionId: row.institution_id,
  institution: row.institution,
  regionCode: row.region_code,
  title: row.title,
  summary: row.summary,
  cover: row.cover ?? undefined,
  facts: row.facts,
  startsAt: row.starts_at ?? undefined,
  endsAt: row.ends_at ?? undefined,
  publishedAt: row.published_at,
  changedAt: row.changed_at,
  live: row.live ?? {},
  confirmedAt: row.confirmed_at ?? undefined,
  isBookingGone: row.booking_gone,
});
