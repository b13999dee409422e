import type { Connection, Reader } from '../../database/open.ts';
import { figuresOf } from '../reports/metric.ts';
import type { Published } from './replay-store.ts';
import { columnsOf, isBelow, isOfCounty, type RegionDay, reportedSums } from './totals-store.ts';

/** The day of Beijing: published figures are looked up as of the end of a day. */
const dayOf = (moment: string) => `(${moment} at time zone 'Asia/Shanghai')::date`;

/** The first row that does not end before a day is how totals stood at its end; where there is none, they stand so still. */
const standing = (on: string) =>
  `left join lateral (select p.figures, p.reported, p.late, p.revised from daily_totals_past p
     where p.day = t.day and p.region = t.region and p.last_on >= ${on} order by p.last_on limit 1) past on true`;
const then = (column: string) => `case when past.reported is null then t.${column} else past.${column} end`;

const forget = (trx: Connection, regions: readonly RegionDay[]) =>
  trx.run(
    `delete from daily_totals_past p using unnest($1::text[], $2::date[]) as asked (region, day)
     where p.day = asked.day and p.region = asked.region`,
    columnsOf(regions),
  );

/** How the totals of counties stood before each day on which a report of theirs came or was corrected, from every version of their reports. */
export async function pastOfCounties(trx: Connection, counties: readonly RegionDay[]): Promise<void> {
  await forget(trx, counties);
  await trx.run(
    `with turns as (
       select region, day, day + 1 as stands_from from unnest($1::text[], $2::date[]) as asked (region, day)
       union
       select asked.region, asked.day, greatest(known.day, asked.day + 1)
       from unnest($1::text[], $2::date[]) as asked (region, day) cross join lateral (
         select distinct v.day from daily_reports r cross join lateral (
           select ${dayOf('r.reported_at')} as day
           union all
           select ${dayOf('w.at')} from report_revisions w where r.revision > 1 and w.client_id = r.client_id and w.day = r.day) v
         where ${isOfCounty('r')}) known),
     asked as (
       select region, day, stands_from, lead(stands_from) over (partition by region, day order by stands_from) - 1 as last_on from turns)
     insert into daily_totals_past (region, day, last_on, figures, reported, late, revised)
     select asked.region, asked.day, asked.last_on, own.figures, own.reported, own.late, own.revised from asked cross join lateral (
       select ${reportedSums('v.figures')} as figures, count(*) as reported, count(*) filter (where r.late) as late,
         count(*) filter (where v.revision > 1) as revised
       from daily_reports r cross join lateral (
         select r.figures, 1 as revision where r.revision = 1
         union all
         (select w.figures, w.revision from report_revisions w
          where r.revision > 1 and w.client_id = r.client_id and w.day = r.day and ${dayOf('w.at')} <= asked.last_on
          order by w.revision desc limit 1)) v
       where ${isOfCounty('r')} and ${dayOf('r.reported_at')} <= asked.last_on) own
     where asked.last_on is not null`,
    columnsOf(counties),
  );
}

/** The same for cities or provinces, all of one kind, from the next smaller ones: before every day on which one of those changed. */
export async function pastAbove(trx: Connection, regions: readonly RegionDay[]): Promise<void> {
  await forget(trx, regions);
  await trx.run(
    `insert into daily_totals_past (region, day, last_on, figures, reported, late, revised)
     select asked.region, asked.day, turns.last_on, own.figures, own.reported, own.late, own.revised
     from unnest($1::text[], $2::date[]) as asked (region, day)
       cross join lateral (select distinct b.last_on from daily_totals_past b where ${isBelow('b')}) turns
       cross join lateral (
         select ${reportedSums(`(${then('figures')})`)} as figures, sum(${then('reported')}) as reported, sum(${then('late')}) as late,
           sum(${then('revised')}) as revised
         from daily_totals t ${standing('turns.last_on')} where ${isBelow('t')}) own`,
    [...columnsOf(regions), regions[0]?.region.length ?? 0],
  );
}

/** How the totals of these regions and days stood at the end of a day after all of them: a look into two keys for each, however much came later. */
export async function stoodOn(
  db: Reader,
  regions: readonly string[],
  { first, last }: { first: string; last: string },
  on: string,
): Promise<Published[]> {
  const rows = await db.rows<Omit<Published, 'figures'> & { figures: (string | null)[] }>(
    `select t.region as key, to_char(t.day, 'YYYY-MM-DD') as day, ${then('figures')} as figures, ${then('reported')} as reported,
       ${then('late')} as late, ${then('revised')} as revised
     from daily_totals t ${standing('$4::date')} where t.region = any($1) and t.day between $2 and $3`,
    [regions, first, last, on],
  );
  return rows.map((row) => ({ ...row, figures: figuresOf(row.figures) }));
}
