import type { Connection } from '../database/open.ts';
import { columnsOf, isBelow, nowhere, type RegionDay, sums } from './totals-store.ts';

const columns = `(region, kind, day, figures, reported, due, late, revised, updated_at)`;

const forget = (trx: Connection, regions: readonly RegionDay[]) =>
  trx.run(
    `delete from daily_kind_totals k using unnest($1::text[], $2::date[]) as asked (region, day)
     where k.day = asked.day and k.region = asked.region`,
    columnsOf(regions),
  );

/** Cities by 机构类型, from the reports of all of their counties; `due` is counted by the caller. */
export async function kindsOfCities(
  trx: Connection,
  cities: readonly RegionDay[],
  due: readonly (RegionDay & { kind: string; due: number })[],
  at: Date,
): Promise<void> {
  await forget(trx, cities);
  const own = (row: string) =>
    `${row}.day = asked.day and (${row}.region_code between asked.region || '00' and asked.region || '99'
       or (${row}.region_code is null and asked.region = left('${nowhere}', 4)))`;
  await trx.run(
    `insert into daily_kind_totals ${columns}
     select region, kind, day, ${sums('figures')}, sum(reported), greatest(sum(due), sum(reported)), sum(late), sum(revised), $7
     from (
       select asked.region, asked.day, own.kind, own.figures, own.reported, 0 as due, own.late, own.revised
       from unnest($1::text[], $2::date[]) as asked (region, day) cross join lateral (
         select kind, ${sums('figures')} as figures, count(revision) as reported, count(*) filter (where late) as late,
           count(*) filter (where revision > 1) as revised
         from (select coalesce(r.kind, '') as kind, r.figures, r.late, r.revision from daily_reports r where ${own('r')}
           union all select coalesce(c.kind, ''), c.figures, false, null from daily_counts c where ${own('c')}) one group by kind) own
       union all
       select region, day, kind, null, 0, due, 0, 0 from unnest($3::text[], $4::date[], $5::text[], $6::integer[]) as due (region, day, kind, due)
     ) one group by region, kind, day`,
    [...columnsOf(cities), ...columnsOf(due), due.map(({ kind }) => kind), due.map((each) => each.due), at],
  );
}

/** Provinces or the country, by 机构类型, from the next smaller ones. */
export async function kindsAbove(trx: Connection, regions: readonly RegionDay[], at: Date): Promise<void> {
  await forget(trx, regions);
  await trx.run(
    `insert into daily_kind_totals ${columns}
     select asked.region, k.kind, asked.day, ${sums('k.figures')}, sum(k.reported), sum(k.due), sum(k.late), sum(k.revised), $4
     from unnest($1::text[], $2::date[]) as asked (region, day)
       join daily_kind_totals k on ${isBelow('k')}
     group by 1, 2, 3`,
    [...columnsOf(regions), regions[0]?.region.length ?? 0, at],
  );
}
