import type { Reader } from '../../database/open.ts';
import { nowhere } from '../reports/duty.ts';
import { isExtra, ofRegionBetween } from '../reports/duty-store.ts';
import { type Below, type BelowRow, type Places, presentBelow } from './figures-store.ts';
import * as totals from './totals-store.ts';

type Range = { first: string; last: string };

/** The days of the institutions of one kind (机构类型) in a city, province or the country, the first one first. */
export const days = async (db: Reader, region: string, kind: string, { first, last }: Range) =>
  (
    await db.rows<totals.TotalRow>(
      `select ${totals.columns} from daily_kind_totals t where t.region = $1 and t.kind = $2 and t.day between $3 and $4 order by t.day`,
      [region, kind, first, last],
    )
  ).map(totals.present);

const added = `sum(t.value) as sum, count(t.value)::int as days, sum(t.reported)::int as reported, sum(t.extra)::int as extra,
  count(*) filter (where t.extra > 0)::int as "extraDays", sum(t.late)::int as late, sum(t.revised)::int as revised,
  sum(t.seen) as "seenSum", count(t.seen)::int as "seenDays"`;
/** Each place of a row is read once. */
const rowsOf = ({ place, seenPlaces }: Places, where: string) => `(
  select t.region, t.kind, t.figures[$4] as value, ${totals.attestedColumn('t', place, seenPlaces)} as seen, t.reported, t.extra, t.late, t.revised
  from daily_kind_totals t where ${where} offset 0) t`;

/** Cities or provinces over some days, of one kind and figure. */
export const regions = async (
  db: Reader,
  codes: readonly string[],
  kind: string,
  places: Places,
  { first, last }: Range,
): Promise<Below[]> =>
  (
    await db.rows<BelowRow>(
      `select t.region as key, ${added}
       from ${rowsOf(places, 't.region = any($1) and t.day between $2 and $3 and t.kind = $5')} group by t.region order by t.region`,
      [codes, first, last, places.place + 1, kind],
    )
  ).map(presentBelow);

/** The kinds of a city, a province or the country over some days, of one figure. */
export const kinds = async (db: Reader, region: string, places: Places, { first, last }: Range): Promise<Below[]> =>
  (
    await db.rows<BelowRow>(
      `select t.kind as key, ${added}
       from ${rowsOf(places, 't.region = $1 and t.day between $2 and $3')} group by t.kind order by t.kind`,
      [region, first, last, places.place + 1],
    )
  ).map(presentBelow);

/** The counties of a city, or of a province without cities, over some days, of one kind and figure, from their few reports. */
export const counties = async (
  db: Reader,
  code: string,
  kind: string,
  { place, seenPlaces, isCloud }: Places & { isCloud: boolean },
  { first, last }: Range,
): Promise<Below[]> => {
  const ofKind = (table: string, row: string) =>
    `${ofRegionBetween(table, row, '$1::text', '$2', '$3')} and ${kind === '' ? `(${row}.kind is null or ${row}.kind = $5)` : `${row}.kind = $5`}`;
  // The Cloud's own counts: as the requested figure, or as its attested part.
  const [value, seen] = isCloud
    ? ['c.figures[$4]', 'null::bigint']
    : ['null', totals.leastOf('s', 'c', place, seenPlaces)];
  return (
    await db.rows<BelowRow>(
      `select coalesce(region_code, '${nowhere}') as key, sum(value) as sum, count(distinct day) filter (where value is not null)::int as days,
         count(revision)::int as reported, count(*) filter (where extra)::int as extra, count(distinct day) filter (where extra)::int as "extraDays",
         count(*) filter (where late)::int as late, count(*) filter (where revision > 1)::int as revised,
         sum(seen) as "seenSum", count(distinct day) filter (where seen is not null)::int as "seenDays"
       from (select r.region_code, r.day, r.figures[$4] as value, r.revision, r.late, ${isExtra('r')} as extra, null::bigint as seen
           from ${ofKind('daily_reports', 'r')}
         union all select c.region_code, c.day, ${value}, null, false, false, ${seen} from ${ofKind('daily_counts', 'c')}
           left join daily_reports s on s.client_id = c.client_id and s.day = c.day) one group by 1 order by 1`,
      [code, first, last, place + 1, kind],
    )
  ).map(presentBelow);
};
