import { inForce } from '../../applications/aksk/in-force.ts';
import type { Connection } from '../../database/open.ts';

const dayText = (day: string) => `to_char(${day}, 'YYYY-MM-DD')`;

export type Counter = { clientId: string; id: string; onSince: Date | undefined };
type CounterRow = { client_id: string; id: string; on_since: Date | null };

/** Of an application; undefined: it never had one. */
export async function counterOf(db: Connection, clientId: string): Promise<Counter | undefined> {
  const row = await db.row<CounterRow>(`select client_id, id, on_since from counters where client_id = $1`, [clientId]);
  return row && { clientId: row.client_id, id: row.id, onSince: row.on_since ?? undefined };
}

/** Its id stays the same: it stands in the pages of the platform. */
export const turn = (
  trx: Connection,
  { clientId, id, isOn, at }: { clientId: string; id: string; isOn: boolean; at: Date },
) =>
  trx.run(
    `insert into counters (client_id, id, on_since, changed_at) values ($1, $2, case when $3 then $4::timestamptz end, $4)
     on conflict (client_id) do update set changed_at = excluded.changed_at,
       on_since = case when $3 then coalesce(counters.on_since, excluded.on_since) end`,
    [clientId, id, isOn, at],
  );

export type Counted = { clientId: string; id: string; addresses: readonly string[] };

/** Those that count now, with the addresses of their applications. */
export async function counting(db: Connection, now: Date): Promise<Counted[]> {
  const rows = await db.rows<{ client_id: string; id: string; redirect_uris: string[]; home_url: string | null }>(
    `select c.client_id, c.id, a.redirect_uris, a.home_url from counters c
       join applications a on a.client_id = c.client_id join institutions i on i.id = a.institution_id
     where c.on_since is not null and ${inForce.sql(['a', 'i'], '$1')}`,
    [now],
  );
  return rows.map(({ client_id, id, redirect_uris, home_url }) => ({
    ...{ clientId: client_id, id },
    addresses: home_url === null ? redirect_uris : [...redirect_uris, home_url],
  }));
}

/** The sealed salt of a day: the given one, or that of the node that came first. Undefined: the day is closed. */
export async function saltOf(db: Connection, day: string, fresh: Buffer): Promise<Buffer | undefined> {
  const row = await db.row<{ salt: Buffer | null }>(
    `insert into counter_salts as s (day, salt) values ($1, $2) on conflict (day) do update set day = excluded.day returning s.salt`,
    [day, fresh],
  );
  return row?.salt ?? undefined;
}

export type PartRow = {
  clientId: string;
  views: number;
  sketch: Buffer;
  /** Views that the platform's own server told of, and their visitors. */
  sent: number;
  sentSketch: Buffer | null;
  addresses: Buffer;
  elsewhere: number;
  flooded: number;
  /** Cells of ranges and their new visitors, in pairs. */
  ranges: readonly number[];
};

/** The counts of a process so far: the same however often they are written. False: the day is closed, and nothing is added any more. */
export async function write(db: Connection, day: string, process: string, parts: readonly PartRow[]): Promise<boolean> {
  const row = await db.row<{ isOpen: boolean }>(
    `with open as (select day from counter_salts where day = $1 and salt is not null for share),
     written as (
       insert into counter_parts (client_id, day, process, views, sketch, addresses, elsewhere, flooded, ranges, sent, sent_sketch)
       select p.client_id, open.day, $2, p.views, p.sketch, p.addresses, p.elsewhere, p.flooded, p.ranges::integer[], p.sent, p.sent_sketch
       from open, unnest($3::text[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::bytea[])
         as p (client_id, views, sketch, addresses, elsewhere, flooded, ranges, sent, sent_sketch)
       where exists (select from applications a where a.client_id = p.client_id)
       on conflict (client_id, day, process) do update set
         views = excluded.views, sketch = excluded.sketch, addresses = excluded.addresses, elsewhere = excluded.elsewhere, flooded = excluded.flooded,
         ranges = excluded.ranges, sent = excluded.sent, sent_sketch = excluded.sent_sketch)
     select exists (select from open) as "isOpen"`,
    [
      ...[day, process],
      parts.map(({ clientId }) => clientId),
      parts.map(({ views }) => views),
      parts.map(({ sketch }) => sketch),
      parts.map(({ addresses }) => addresses),
      parts.map(({ elsewhere }) => elsewhere),
      parts.map(({ flooded }) => flooded),
      parts.map(({ ranges }) => `{${ranges.join()}}`),
      parts.map(({ sent }) => sent),
      parts.map(({ sentSketch }) => sentSketch),
    ],
  );
  return row?.isOpen === true;
}

type Raw = Omit<PartRow, 'clientId'> & { client_id: string };
const columns = `client_id, views::float8 as views, sketch, addresses, elsewhere::float8 as elsewhere, flooded::float8 as flooded, ranges,
  sent::float8 as sent, sent_sketch as "sentSketch"`;
const present = ({ client_id, ...rest }: Raw): PartRow => ({ clientId: client_id, ...rest });

/** Of an application on a day that is not closed, by all processes. */
export const partsOf = async (db: Connection, clientId: string, day: string): Promise<PartRow[]> =>
  (await db.rows<Raw>(`select ${columns} from counter_parts where client_id = $1 and day = $2`, [clientId, day])).map(
    present,
  );

/** Days up to one that are not closed, the first one first. */
export const openDays = async (db: Connection, last: string): Promise<string[]> =>
  (
    await db.rows<{ day: string }>(
      `select ${dayText('day')} as day from counter_salts where day <= $1 and salt is not null order by day`,
      [last],
    )
  ).map(({ day }) => day);

/** Throws the salt away, once; from then on no process adds to the day. False: it was closed before. */
export const throwAway = async (trx: Connection, day: string, at: Date): Promise<boolean> =>
  (await trx.run(`update counter_salts set salt = null, closed_at = $2 where day = $1 and salt is not null`, [
    day,
    at,
  ])) > 0;

/** All parts of a day, by application, a few at a time. */
export const partsAfter = async (trx: Connection, day: string, clientId: string, limit: number): Promise<PartRow[]> =>
  (
    await trx.rows<Raw>(
      `select ${columns} from counter_parts where day = $1 and client_id in (
         select distinct client_id from counter_parts where day = $1 and client_id > $2 order by client_id limit $3)
       order by client_id`,
      [day, clientId, limit],
    )
  ).map(present);

export const removeParts = (trx: Connection, day: string) => trx.run(`delete from counter_parts where day = $1`, [day]);

export type DayCount = {
  views: number;
  visitors: number;
  /** Of these, the ones sent by pages themselves: the rest a platform's own server told of, which attests nothing. */
  seenViews: number;
  seenVisitors: number;
  addresses: number;
  elsewhere: number;
  flooded: number;
  /** Of the visitors, those from the one range of addresses with most of them. */
  rangeVisitors: number;
};

export const saveDays = (trx: Connection, day: string, all: readonly (DayCount & { clientId: string })[]) =>
  trx.run(
    `insert into counter_days (client_id, day, views, visitors, addresses, elsewhere, flooded, range_visitors, seen_views, seen_visitors)
     select client_id, $1, views, visitors, addresses, elsewhere, flooded, range_visitors, seen_views, seen_visitors
     from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
       as c (client_id, views, visitors, addresses, elsewhere, flooded, range_visitors, seen_views, seen_visitors)`,
    [
      day,
      all.map(({ clientId }) => clientId),
      all.map(({ views }) => views),
      all.map(({ visitors }) => visitors),
      all.map(({ addresses }) => addresses),
      all.map(({ elsewhere }) => elsewhere),
      all.map(({ flooded }) => flooded),
      all.map(({ rangeVisitors }) => rangeVisitors),
      all.map(({ seenViews }) => seenViews),
      all.map(({ seenVisitors }) => seenVisitors),
    ],
  );

/** Days of an application that are over, by day. */
export async function daysOf(
  db: Connection,
  clientId: string,
  { from, to }: { from: string; to: string },
): Promise<Map<string, DayCount>> {
  const rows = await db.rows<DayCount & { day: string }>(
    `select ${dayText('day')} as day, views::float8 as views, visitors::float8 as visitors, addresses::float8 as addresses, elsewhere::float8 as elsewhere,
       flooded::float8 as flooded, range_visitors::float8 as "rangeVisitors", seen_views::float8 as "seenViews",
       seen_visitors::float8 as "seenVisitors" from counter_days where client_id = $1 and day between $2 and $3 order by day desc`,
    [clientId, from, to],
  );
  return new Map(rows.map(({ day, ...count }) => [day, count]));
}
