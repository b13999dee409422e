import type { Connection } from '../../database/open.ts';
import { nowhere } from '../reports/duty.ts';
import { isExtra } from '../reports/duty-store.ts';
import {
  attestedOfReports,
  attestedSums,
  columnsOf,
  isBelow,
  type RegionDay,
  sums,
  withCounts,
} from './totals-store.ts';

const columns = `(region, kind, day, figures, attested, attested_at, reported, extra, late, revised, updated_at)`;

const forget = (trx: Connection, regions: readonly RegionDay[]) =>
  trx.run(
    `delete from daily_kind_totals k using unnest($1::text[], $2::date[]) as asked (region, day)
     where k.day = asked.day and k.region = asked.region`,
    columnsOf(regions),
  );

/** Cities by 机构类型, from the reports of all of their counties. */
export async function kindsOfCities(trx: Connection, cities: readonly RegionDay[], at: Date): Promise<void> {
  await forget(trx, cities);
  const own = (row: string) =>
    `${row}.day = asked.day and (${row}.region_code between asked.region || '00' and asked.region || '99'
       or (${row}.region_code is null and asked.region = left('${nowhere}', 4)))`;
  await trx.run(
    `insert into daily_kind_totals ${columns}
     select asked.region, own.kind, asked.day, own.figures, seen.attested, $3, own.reported, own.extra, own.late, own.revised, $3
     from unnest($1::text[], $2::date[]) as asked (region, day) cross join lateral (
       select kind, ${sums('figures')} as figures, count(revision) as reported, count(*) filter (where extra) as extra,
         count(*) filter (where late) as late, count(*) filter (where revision > 1) as revised
       from (select coalesce(r.kind, '') as kind, r.figures, ${isExtra('r')} as extra, r.late, r.revision from daily_reports r where ${own('r')}
         union all select coalesce(c.kind, ''), c.figures, false, false, null from daily_counts c where ${own('c')}) one group by kind) own
       left join lateral (
         select ${attestedOfReports} as attested from daily_reports r ${withCounts} where ${own('r')} and coalesce(r.kind, '') = own.kind) seen on true`,
    [...columnsOf(cities), at],
  );
}

/** Provinces or the country, by 机构类型, from the next smaller ones. */
export async function kindsAbove(trx: Connection, regions: readonly RegionDay[], at: Date): Promise<void> {
  await forget(trx, regions);
  await trx.run(
    `insert into daily_kind_totals ${columns}
     select asked.region, k.kind, asked.day, ${sums('k.figures')}, ${attestedSums('k')}, $4, sum(k.reported), sum(k.extra), sum(k.late), sum(k.revised), $4
     from unnest($1::text[], $2::date[]) as asked (region, day)
       join daily_kind_totals k on ${isBelow('k')}
     group by 1, 2, 3`,
    [...columnsOf(regions), regions[0]?.region.length ?? 0, at],
  );
}
