import type { Reader } from '../../database/open.ts';
import { isHeldReport } from '../questions/held-store.ts';
import { isExtra } from '../reports/duty-store.ts';

type Range = { first: string; last: string };
export type RankRow = { place: number; ranked: number; excluded: number; held: number };

/**
 * Where an institution stands among those of its province: by the sum of a figure, or the mean of the known days for one that cannot be summed,
 * among institutions that have reported four fifths of their due days, and of which no such figure is in question (`inQuestion`). Undefined where it
 * is not among them.
 */
export async function rankOf(
  db: Reader,
  institutionId: string,
  province: string,
  { place, additive, inQuestion }: { place: number; additive: boolean; inQuestion: readonly string[] },
  { first, last }: Range,
): Promise<RankRow | undefined> {
  return db.row<RankRow>(
    `with owed as (
       select u.institution_id, sum(least($2::date + 1, u.end_day) - greatest($1::date, u.first_day)) as due
       from reporting_duties u where u.first_day <= $2 and (u.end_day is null or u.end_day > $1) and u.region_code between $3 || '0000' and $3 || '9999'
       group by 1),
     own as (
       select r.institution_id, sum(r.figures[$4]::float8) as sum, count(distinct r.day) filter (where r.figures[$4] is not null) as days,
         count(*) as reported, count(*) filter (where ${isExtra('r')}) as extra,
         bool_or(${isHeldReport('r', '$7')}) as is_held
       from daily_reports r where r.day between $1 and $2 and r.region_code between $3 || '0000' and $3 || '9999' group by 1),
     known as (
       select institution_id, case when $5::boolean then own.sum else round(own.sum / nullif(own.days, 0)) end as value,
         coalesce(own.reported, 0) >= 0.8 * (coalesce(owed.due, 0) + coalesce(own.extra, 0)) as is_enough, coalesce(own.is_held, false) as is_held
       from own full join owed using (institution_id)),
     ranked as (
       select institution_id, rank() over (order by value desc)::int as place, count(*) over ()::int as ranked
       from known where is_enough and not is_held and value is not null)
     select place, ranked, (select count(*) from known where not is_held)::int - ranked as excluded,
       (select count(*) from known where is_held)::int as held from ranked where institution_id = $6`,
    [first, last, province, place + 1, additive, institutionId, inQuestion],
  );
}
