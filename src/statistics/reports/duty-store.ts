import type { Reader } from '../../database/open.ts';
import { type Duties, type Duty, nowhere, placed, unsteady } from './duty.ts';

type Range = { first: string; last: string };

/**
 * The rows of a county, city or province on each day of a range: one look a day into the index by day, region and kind, however many rows the
 * other regions have. Those without a region are of `nowhere`.
 */
export const ofRegionBetween = (table: string, row: string, code: string, first: string, last: string) =>
  `(select generate_series(${first}::date, ${last}::date, interval '1 day')::date as day) ${row}_days
     join ${table} ${row} on ${row}.day = ${row}_days.day and (${row}.region_code between rpad(${code}, 6, '0') and rpad(${code}, 6, '9')
       or (${row}.region_code is null and starts_with('${nowhere}', ${code})))`;

/** Whether a duty `u` covers a day. This table alone decides which reports are due (docs/adr/0020). */
export const covers = (duty: string, day: string) =>
  `${duty}.first_day <= ${day} and (${duty}.end_day is null or ${duty}.end_day > ${day})`;

/** Whether a report came of which none was owed. */
export const isExtra = (report: string) =>
  `not exists (select from reporting_duties u where u.client_id = ${report}.client_id and ${covers('u', `${report}.day`)})`;

type DutyFilter = { place: string; length: number; kind?: string; by?: 'kind' | 'institution' };

const keys = { kind: `coalesce(u.kind, '')`, institution: 'u.institution_id::text' } as const;

/** Due reports in a range, summed by the first digits of the day's region, and by kind or institution; of one kind or of all. */
export async function duties(
  db: Reader,
  { place, length, kind, by }: DutyFilter,
  { first, last }: Range,
): Promise<Duties[]> {
  const rows = await db.rows<Duties>(
    // First by the rows alone, without the names of their regions: fifteen thousand of them have few regions and days.
    `select region, key, to_char(first, 'YYYY-MM-DD') as first, to_char("end", 'YYYY-MM-DD') as "end", sum(count)::int as count
     from (
       select case when region_code = any($4) then region_code else left(coalesce(region_code, '${nowhere}'), $5) end as region, key, first, "end", count
       from (
         select ${length === 0 ? `''` : 'u.region_code'} as region_code, ${by === undefined ? `''` : keys[by]} as key, greatest(u.first_day, $1::date) as first,
           least(u.end_day, $2::date + 1) as "end", count(*) as count
         from reporting_duties u
         where u.first_day <= $2 and (u.end_day is null or u.end_day > $1) and ($6::text is null or coalesce(u.kind, '') = $6)
           and ($3 = '' or left(coalesce(u.region_code, '${nowhere}'), length($3)) = $3 or u.region_code = any($4))
         group by 1, 2, 3, 4) raw) own
     group by 1, 2, 3, 4`,
    [first, last, place, unsteady(), length, kind ?? null],
  );
  return placed(rows)
    .filter(({ region }) => region.startsWith(place))
    .map((one) => ({ ...one, region: one.region.slice(0, length) }));
}

type Row = { client_id: string; first: string; end: string | null; region_code: string | null };
const columns = `u.client_id, to_char(u.first_day, 'YYYY-MM-DD') as first, to_char(u.end_day, 'YYYY-MM-DD') as "end", u.region_code`;

/** The duties of these applications, the first ones first; with the region as it was certified. */
export async function dutiesOf(db: Reader, clientIds: readonly string[]) {
  const rows = await db.rows<Row>(
    `select ${columns} from reporting_duties u where u.client_id = any($1) order by u.client_id, u.first_day`,
    [clientIds],
  );
  return Map.groupBy(
    rows.map((row): Duty & { clientId: string; region: string } => ({
      clientId: row.client_id,
      first: row.first,
      end: row.end ?? undefined,
      region: row.region_code ?? nowhere,
    })),
    ({ clientId }) => clientId,
  );
}

/** The region and kind of an application's institution on a day; undefined without a duty. */
export async function dutyOn(
  db: Reader,
  clientId: string,
  day: string,
): Promise<{ regionCode: string | undefined; kind: string | undefined } | undefined> {
  const row = await db.row<{ region_code: string | null; kind: string | null }>(
    `select u.region_code, u.kind from reporting_duties u where u.client_id = $1 and ${covers('u', '$2::date')}`,
    [clientId, day],
  );
  return row && { regionCode: row.region_code ?? undefined, kind: row.kind ?? undefined };
}
