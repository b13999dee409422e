import type { Connection } from '../../database/open.ts';
import { type Figures, figuresOf, rowOf } from './metric.ts';
import { sealOfCount } from './seal.ts';

const dayOf = (day: string) => `to_char(${day}, 'YYYY-MM-DD')`;

export type Counted = { clientId: string; regionCode: string | undefined; kind: string | undefined; figures: Figures };

/** Counts by the Cloud for each application between two moments: logins, the people who logged in, entries published for the first time. */
export async function count(db: Connection, day: string, from: Date, until: Date): Promise<Counted[]> {
  const rows = await db.rows<{
    client_id: string;
    region_code: string | null;
    kind: string | null;
    logins: number;
    people: number;
    published: number;
    activities: number;
    venues: number;
    views: number | null;
    visitors: number | null;
    seen_views: number;
    seen_visitors: number;
    addresses: number | null;
    calls: number | null;
    opens: number | null;
    clicks: number | null;
    booked: number | null;
    is_down: boolean | null;
  }>(
    `select a.client_id, i.region_code, i.kind, coalesce(l.logins, 0) as logins, coalesce(l.people, 0) as people, coalesce(p.published, 0) as published,
       coalesce(p.activities, 0) as activities, coalesce(p.venues, 0) as venues,
       v.views::float8 as views, v.visitors::float8 as visitors, coalesce(v.seen_views, 0)::float8 as seen_views,
       coalesce(v.seen_visitors, 0)::float8 as seen_visitors, nullif(v.addresses, 0)::float8 as addresses,
       w.calls::float8 as calls, o.opens::float8 as opens, o.clicks::float8 as clicks, b.booked::float8 as booked, s.is_down
     from applications a join institutions i on i.id = a.institution_id
     left join (select client_id, count(*) as logins, count(distinct account_id) as people from logins
       where at >= $1 and at < $2 and succeeded and client_id is not null group by client_id) l on l.client_id = a.client_id
     left join (select client_id, count(*) as published, count(*) filter (where channel = 'activity') as activities,
         count(*) filter (where channel = 'venue') as venues from entries
       where first_published_at >= $1 and first_published_at < $2 and client_id is not null group by client_id) p on p.client_id = a.client_id
     left join counter_days v on v.client_id = a.client_id and v.day = $3 and v.views > 0
     left join (select client_id, sum(calls) as calls from integration_days
       where day = $3 and client_id is not null group by client_id) w on w.client_id = a.client_id
     left join (select client_id, sum(opens) as opens, sum(clicks) as clicks from entry_opens
       where day = $3 group by client_id) o on o.client_id = a.client_id
     left join (select e.client_id, sum(greatest(t.taken, 0)) as booked from places_taken t join entries e on e.id = t.entry_id
       where t.day = $3 and e.client_id is not null group by e.client_id) b on b.client_id = a.client_id
     left join (select k.client_id, bool_and(c.state = 'down') as is_down from link_checks c join links k on k.id = c.link_id
       where c.slot >= $1 and c.slot < $2 and c.side in ('web', 'h5') and k.client_id is not null
       group by k.client_id) s on s.client_id = a.client_id
     where not a.sandbox and not a.first_party and (l.logins is not null or p.published is not null or v.views is not null
       or w.calls is not null or s.is_down is not null
       or o.opens is not null or b.booked is not null)`,
    [from, until, day],
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    regionCode: row.region_code ?? undefined,
    kind: row.kind ?? undefined,
    figures: {
      ...{ ncc_logins: row.logins, ncc_login_users: row.people },
      ...{ ncc_published: row.published, ncc_activities: row.activities, ncc_venues: row.venues },
      // Each sees a part of the same visits: the largest is a lower bound, and their sum would be none. Of counted views only
      // those that pages sent: the platform's own server may tell of any number.
      ncc_visits: Math.max(row.logins, row.seen_views, row.clicks ?? 0),
      ncc_visitors: Math.max(row.people, row.seen_visitors),
      // Of a platform without a counter, or without a link that is watched, nothing is known, and not 0.
      ...(row.views !== null && { ncc_counter_pv: row.views }),
      ...(row.visitors !== null && { ncc_counter_uv: row.visitors }),
      ...(row.addresses !== null && { ncc_counter_ip: row.addresses }),
      ncc_calls: row.calls ?? 0,
      ...(row.opens !== null && { ncc_opens: row.opens }),
      ...(row.clicks !== null && { ncc_clicks: row.clicks }),
      ...(row.booked !== null && { ncc_booked: row.booked }),
      ...(row.is_down !== null && { ncc_down: row.is_down ? 1 : 0 }),
    },
  }));
}

export async function save(
  trx: Connection,
  day: string,
  { clientId, regionCode, kind, figures }: Counted,
): Promise<void> {
  const row = { clientId, day, regionCode: regionCode ?? null, kind: kind ?? null, figures: rowOf(figures) };
  await trx.run(
    `insert into daily_counts (client_id, day, region_code, figures, kind, seal) values ($1, $2, $3, $4, $5, $6)
     on conflict (client_id, day) do update set region_code = excluded.region_code, kind = excluded.kind, figures = excluded.figures,
       seal = excluded.seal`,
    [
      ...[row.clientId, row.day, row.regionCode, row.figures, row.kind],
      trx.auditKey === undefined ? null : sealOfCount(trx.auditKey, row),
    ],
  );
}

/** The counts of an application, by day. */
export async function countedOf(
  db: Connection,
  clientId: string,
  { from, to }: { from: string; to: string },
): Promise<Map<string, Figures>> {
  const rows = await db.rows<{ day: string; figures: (string | null)[] }>(
    `select ${dayOf('c.day')} as day, c.figures from daily_counts c where c.client_id = $1 and c.day between $2 and $3`,
    [clientId, from, to],
  );
  return new Map(rows.map(({ day, figures }) => [day, figuresOf(figures)]));
}

/** Up to which day everything is counted; undefined: nothing is yet. */
export const lastCounted = async (db: Connection): Promise<string | undefined> =>
  (await db.row<{ day: string | null }>(`select ${dayOf('max(day)')} as day from counted_days`))?.day ?? undefined;

/** The first day of which there is anything to count. */
export const firstDay = async (db: Connection): Promise<string | undefined> =>
  (
    await db.row<{ day: string | null }>(
      `select ${dayOf(`least(((select least((select min(at) from logins), (select min(first_published_at) from entries))) at time zone 'Asia/Shanghai')::date, (select min(day) from counter_days), (select min(day) from entry_opens))`)} as day`,
    )
  )?.day ?? undefined;

export async function markCounted(db: Connection, day: string, at: Date): Promise<void> {
  await db.run(`insert into counted_days (day, counted_at) values ($1, $2) on conflict (day) do nothing`, [day, at]);
}
