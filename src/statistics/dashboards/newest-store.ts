import type { Reader } from '../../database/open.ts';

/** The newest day up to one of which some of these applications have reported; undefined where none ever did. */
export async function newestOf(db: Reader, clientIds: readonly string[], until: string): Promise<string | undefined> {
  const row = await db.row<{ day: string | null }>(
    `select to_char(max(newest.day), 'YYYY-MM-DD') as day from unnest($1::text[]) as asked (client_id)
     cross join lateral (
       select r.day from daily_reports r where r.client_id = asked.client_id and r.day <= $2::date order by r.day desc limit 1) newest`,
    [clientIds, until],
  );
  return row?.day ?? undefined;
}

/** The same of a region, by its totals. */
export async function newestIn(db: Reader, region: string, until: string): Promise<string | undefined> {
  const row = await db.row<{ day: string | null }>(
    `select to_char(max(day), 'YYYY-MM-DD') as day from daily_totals where region = $1 and day <= $2::date and reported > 0`,
    [region, until],
  );
  return row?.day ?? undefined;
}
