import type { Reader } from '../../database/open.ts';
import { isListed } from './listing.ts';
import { conditionsOf, type Filter, isInCalendar, isShown } from './public-store.ts';

type Begins = { entryId: string; title: string; startsAt: Date };
export type DayOfMonth = { count: number; first: Begins[] };

/** Maximum of a day that is read and counted. */
const mostOfDay = 300;
export const mostCounted = 100;

/** Events that begin on each of these days, given by their midnights: the number, and the first two of them. */
export async function days(
  db: Reader,
  filter: Filter & { channel: string },
  midnights: readonly Date[],
  now: Date,
): Promise<DayOfMonth[]> {
  const { channel, ...others } = filter;
  const values: unknown[] = [now, midnights, channel];
  const rows = await db.rows<{ count: number; first: { entryId: string; title: string; startsAt: string }[] | null }>(
    `select c.count, c.first from unnest($2::timestamptz[]) with ordinality as d (midnight, place) cross join lateral (
       select count(*)::int as count, json_agg(json_build_object('entryId', entry_id, 'title', title, 'startsAt', starts_at) order by nth)
         filter (where nth <= 2) as first
       from (select l.entry_id, l.title, l.starts_at, row_number() over (order by l.starts_at, l.entry_id) as nth
         from (select l.* from listings l where l.channel = $3 and l.starts_at >= d.midnight and l.starts_at < d.midnight + interval '24 hours'
           and ${isListed.sql('l', '$1')} order by l.starts_at, l.entry_id limit ${mostOfDay}) l
         join institutions i on i.id = l.institution_id left join live_states s on s.entry_id = l.entry_id
         where ${[isShown, isInCalendar, ...conditionsOf(others, values)].join(' and ')} order by l.starts_at, l.entry_id limit ${mostCounted}) counted) c
     order by d.place`,
    values,
  );
  return rows.map(({ count, first }) => ({
    count,
    first: (first ?? []).map(({ startsAt, ...rest }) => ({ ...rest, startsAt: new Date(startsAt) })),
  }));
}
