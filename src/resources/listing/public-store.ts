import type { Connection } from '../../database/open.ts';
import type { Listing } from './listing.ts';
import { marker } from './search.ts';

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
};

export const columns = `l.entry_id, l.publication_id, l.channel, l.institution_id, i.name as institution, l.region_code, l.title, l.summary, l.cover,
  l.facts, l.starts_at, l.ends_at, l.published_at, l.changed_at, s.data as live`;
export const tables = `join institutions i on i.id = l.institution_id left join live_states s on s.entry_id = l.entry_id`;
/** An institution that was disabled takes its entries along. */
export const isShown = 'i.disabled_at is null';

export type Filter = {
  channel?: string;
  institutionId?: string;
  /** A code of two, four or six digits: its province, city or county. */
  region?: string;
  /** name=value, all of them. */
  facets?: readonly string[];
};

export type Order = 'newest' | 'coming' | 'past';
export type ListCursor = { at: Date; entryId: string };
type PageQuery = {
  order: Order;
  after: ListCursor | undefined;
  now: Date;
  limit: number;
  /** Only what begins before: this week. Looked for among what is over soonest. */
  until?: Date | undefined;
};

const zoneColumn = ({ length }: string) =>
  length === 2 ? 'left(l.zone, 2)' : length === 4 ? 'left(l.zone, 4)' : 'l.zone';

/** `coming`: what opens next by when it opens, what is open by when it ends, so that no exhibition of a year stands before this evening. */
const turn = 'case when l.starts_at >= $1 then l.starts_at else l.ends_at end';
const orders = {
  newest: { time: 'l.published_at', way: 'desc', sign: '<', when: 'true' },
  coming: { time: turn, way: 'asc', sign: '>', when: 'l.ends_at >= $1' },
  past: { time: 'l.ends_at', way: 'desc', sign: '<', when: 'l.ends_at < $1' },
} as const;

/** So many lines are looked through in the order of an index before the other way is taken: fewer where that has less to go through. */
const mostWalked = { channel: 2_500, place: 800 };

/**
 * A page of a list, and the first line of the next. Where filters leave a good part of the lines, a short walk along the order finds
 * them; where they leave so little that the walk does not, the index of words has the few that there are.
 */
export async function page(db: Connection, filter: Filter, asked: PageQuery): Promise<Listing[]> {
  const walked = await walk(db, filter, asked);
  if (walked.length >= asked.limit || !isNarrow(filter, asked)) return walked;
  return pick(db, filter, asked);
}

/** Whether a filter stands in the way that the order of the walk does not know. */
function isNarrow({ channel, institutionId, region, facets = [] }: Filter, { order }: PageQuery): boolean {
  const given = [channel, institutionId, region].filter((each) => each !== undefined);
  return facets.length > 0 || given.length > 1 || (order !== 'newest' && channel === undefined);
}

/** Each text is made of the same few pieces, so each combination is prepared once. */
const place = (values: unknown[], value: unknown) => `$${values.push(value)}`;

function timesOf({ order, after, now, until, limit }: PageQuery) {
  const { time, way, sign, when } = orders[order];
  const values: unknown[] = [now, limit];
  const last = after && `(${place(values, after.at)}::timestamptz, ${place(values, after.entryId)}::uuid)`;
  const early = until && `l.starts_at < ${place(values, until)}::timestamptz`;
  /** The conditions of a walk that is ordered by this time. */
  const timesBy = (column: string) =>
    ['l.expires_at > $1', when, last && `(${column}, l.entry_id) ${sign} ${last}`, early].filter(Boolean).join(' and ');
  return { values, timesBy, times: timesBy(time), by: `${time} ${way}, l.entry_id ${way}` };
}

async function walk(db: Connection, filter: Filter, asked: PageQuery): Promise<Listing[]> {
  const { channel, institutionId, region, facets = [] } = filter;
  const { values, times, timesBy, by } = timesOf(asked);
  const conditions = {
    institution: institutionId !== undefined && `l.institution_id = ${place(values, institutionId)}`,
    region: region !== undefined && `${zoneColumn(region)} = ${place(values, region)}`,
    channel: channel !== undefined && `l.channel = ${place(values, channel)}`,
    facets: facets.length > 0 && `l.facets @> ${place(values, facets)}::text[]`,
  };
  const drives =
    asked.order === 'newest' ? conditions.institution || conditions.region || conditions.channel : conditions.channel;
  const left = Object.values(conditions).filter((each) => each !== false && each !== drives);
  const most = drives === conditions.channel ? mostWalked.channel : mostWalked.place;
  const along = (times: string, by: string) =>
    `select l.* from listings l where ${[times, drives].filter(Boolean).join(' and ')} order by ${by} limit ${most}`;
  // Two orders have an index each, and what is next in either is next in both: the later ones of the shorter walk come with the next page.
  const lines =
    asked.order !== 'coming'
      ? along(times, by)
      : `(${along(`${timesBy('l.starts_at')} and l.starts_at >= $1`, 'l.starts_at, l.entry_id')}) union all
       (select * from (${along(timesBy('l.ends_at'), 'l.ends_at, l.entry_id')}) l where l.starts_at < $1 or l.starts_at is null)`;
  const rows = await db.rows<Row>(
    `select ${columns} from (${lines}) l ${tables}
     where ${[isShown, ...left].join(' and ')} order by ${by} limit $2`,
    values,
  );
  return rows.map(present);
}

async function pick(db: Connection, filter: Filter, asked: PageQuery): Promise<Listing[]> {
  const { values, times, by } = timesOf(asked);
  const words = place(values, queryOf(filter));
  const rows = await db.rows<Row>(
    `with fitting as materialized (select l.entry_id from listings l where l.terms @@ ${words}::tsquery)
     select ${columns} from fitting join listings l using (entry_id) ${tables} where ${times} and ${isShown} order by ${by} limit $2`,
    values,
  );
  return rows.map(present);
}

/** The same filter as a query of the index of words. */
export const wordsOf = ({ channel, institutionId, region, facets = [] }: Filter): string[] =>
  [channel, institutionId, region, ...facets].flatMap((name) =>
    name === undefined ? [] : [`'${marker(name).replaceAll("'", "''").replaceAll('\\', '\\\\')}'`],
  );
const queryOf = (filter: Filter) => wordsOf(filter).join(' & ');

/** What an entry says, whole. */
export type Opened = Listing & {
  values: Record<string, unknown>;
  pictures: Readonly<Record<string, string>>;
  version: number;
};

export async function open(db: Connection, entryId: string, now: Date): Promise<Opened | undefined> {
  const row = await db.row<Row & { data: string; pictures: Record<string, string>; version: number }>(
    `select ${columns}, p.data, p.pictures, p.version from listings l ${tables} join publications p on p.id = l.publication_id
     where l.entry_id = $1 and l.expires_at > $2 and ${isShown}`,
    [entryId, now],
  );
  return row && { ...present(row), values: JSON.parse(row.data), pictures: row.pictures, version: row.version };
}

export async function cover(
  db: Connection,
  entryId: string,
  now: Date,
): Promise<{ institutionId: string; file: string | undefined } | undefined> {
  const row = await db.row<{ institution_id: string; cover: string | null }>(
    `select l.institution_id, l.cover from listings l join institutions i on i.id = l.institution_id
     where l.entry_id = $1 and l.expires_at > $2 and ${isShown}`,
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
});
