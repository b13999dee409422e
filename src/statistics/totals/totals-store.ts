import type { Connection, Reader } from '../../database/open.ts';
import type { Attesting } from '../reports/attested.ts';
import { nowhere } from '../reports/duty.ts';
import { isExtra } from '../reports/duty-store.ts';
import { type Figures, figuresOf, metrics, rowOf } from '../reports/metric.ts';

export type Total = {
  region: string;
  day: string;
  figures: Figures;
  /** Of each reported figure, the attested part of the reports; undefined: of days that were added up before there was this. */
  attested?: Figures;
  reported: number;
  /** Reports without a duty: they count as due, too. */
  extra: number;
  late: number;
  revised: number;
  updatedAt: Date;
};

/** Days of regions. */
export type RegionDay = { region: string; day: string };

/** Waiting marks of counties and days, the newest days first; removed with this transaction. Other nodes take others. */
export async function takeDue(trx: Connection, limit: number): Promise<RegionDay[]> {
  const rows = await trx.rows<{ day: string; region_code: string }>(
    `delete from totals_due where id = any(array(
       select id from totals_due order by day desc, region_code desc limit $1 for update skip locked))
     returning to_char(day, 'YYYY-MM-DD') as day, region_code`,
    [limit],
  );
  return rows.map(({ day, region_code }) => ({ day, region: region_code === '' ? nowhere : region_code }));
}

/** The same of one day. */
export async function takeDueOf(trx: Connection, day: string): Promise<RegionDay[]> {
  const rows = await trx.rows<{ region_code: string }>(`delete from totals_due where day = $1 returning region_code`, [
    day,
  ]);
  return rows.map(({ region_code }) => ({ day, region: region_code === '' ? nowhere : region_code }));
}

/** Locks a day for the transaction that makes its totals again. */
export async function lockDay(trx: Connection, day: string): Promise<void> {
  await trx.run(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`daily_totals ${day}`]);
}

const cells = rowOf({}).map((_, place) => place);
const cloudPlaces = new Set<number>(
  Object.values(metrics).flatMap(({ source, place }) => (source === 'cloud' ? [place] : [])),
);
// Sums stay below the exact range of a double, and numeric, in which PostgreSQL adds up bigint, takes several times as long.
const sumOf = (figures: string, place: number) => `sum(${figures}[${place + 1}]::float8)::bigint`;

/** Every row of figures, place by place. */
export const sums = (figures: string) => `array[${cells.map((place) => sumOf(figures, place)).join(', ')}]`;
/** The same for platforms' figures only, without the Cloud's counts. */
export const reportedSums = (figures: string) =>
  `array[${cells.map((place) => (cloudPlaces.has(place) ? 'null' : sumOf(figures, place))).join(', ')}]`;

/** Whether a row is of the county `asked`. */
export const isOfCounty = (row: string) =>
  `${row}.day = asked.day and (${row}.region_code = asked.region or (${row}.region_code is null and asked.region = '${nowhere}'))`;

/** Whether a row is of a region right below `asked`, whose code is $3 long: a range of the index of its day. */
export const isBelow = (row: string) =>
  `${row}.day = asked.day and ${row}.region between asked.region || '00' and asked.region || '99' and length(${row}.region) = $3 + 2`;

const seenPlaces = new Map<number, readonly number[]>(
  Object.values(metrics).flatMap((metric): [number, number[]][] => {
    if (!('attested' in metric)) return [];
    const { by, before }: Attesting = metric.attested;
    return [[metric.place, [by, ...(before === undefined ? [] : [before])].map((code) => metrics[code].place)]];
  }),
);
/** The attesting count in a row, the first that is known: an expression. */
export const seenColumn = (row: string, places: readonly number[]): string =>
  `coalesce(${['null::bigint', ...places.map((place) => `${row}.figures[${place + 1}]`)].join(', ')})`;
/** The attested part of a figure in one row by the count in another: null where either is not known. */
export const leastOf = (reported: string, counted: string, place: number, places: readonly number[]): string =>
  `case when ${reported}.figures[${place + 1}] is not null and ${seenColumn(counted, places)} is not null
     then least(${reported}.figures[${place + 1}], ${seenColumn(counted, places)}) end`;
/** Whether a row of totals says it: neither those of before do, nor those that an earlier version changed since. */
export const saysAttested = (row: string): string =>
  `(${row}.attested is not null and ${row}.attested_at is not distinct from ${row}.updated_at)`;
/** The same in a row of totals; where it is not said, its sums stand for it. */
export const attestedColumn = (row: string, place: number, places: readonly number[]): string =>
  `case when ${saysAttested(row)} then ${row}.attested[${place + 1}] else ${leastOf(row, row, place, places)} end`;

const attested = (each: (place: number, places: readonly number[]) => string) =>
  `array[${cells
    .map((place) => {
      const places = seenPlaces.get(place);
      return places === undefined ? 'null' : `sum((${each(place, places)})::float8)::bigint`;
    })
    .join(', ')}]::bigint[]`;
/** The attested parts of the reports `r`, by the counts `c` of the same applications and days. */
export const attestedOfReports = attested((place, places) => leastOf('r', 'c', place, places));
export const withCounts = 'left join daily_counts c on c.client_id = r.client_id and c.day = r.day';
/** The same of sums; nothing where one of them was made before there was that. */
export const attestedSums = (row: string) =>
  `case when bool_and(${saysAttested(row)}) then ${attested((place) => `${row}.attested[${place + 1}]`)} end`;

export const columnsOf = (all: readonly RegionDay[]): [string[], string[]] => [
  all.map(({ region }) => region),
  all.map(({ day }) => day),
];

const replaced = `on conflict (region, day) do update set figures = excluded.figures, attested = excluded.attested, attested_at = excluded.attested_at, reported = excluded.reported, extra = excluded.extra, late = excluded.late,
       revised = excluded.revised, updated_at = excluded.updated_at`;

/** Counties from their reports. With them everything above changes, in the same transaction. */
export async function totalCounties(trx: Connection, counties: readonly RegionDay[], at: Date): Promise<void> {
  await trx.changed('totals');
  await trx.run(
    `insert into daily_totals (region, day, figures, attested, attested_at, reported, extra, late, revised, updated_at)
     select asked.region, asked.day, own.figures, seen.attested, $3, own.reported, own.extra, own.late, own.revised, $3
     from unnest($1::text[], $2::date[]) as asked (region, day) cross join lateral (
       select ${sums('figures')} as figures, count(revision) as reported, count(*) filter (where extra) as extra,
         count(*) filter (where late) as late, count(*) filter (where revision > 1) as revised
       from (select r.figures, ${isExtra('r')} as extra, r.late, r.revision from daily_reports r where ${isOfCounty('r')}
         union all select c.figures, false, false, null from daily_counts c where ${isOfCounty('c')}) one) own cross join lateral (
       select ${attestedOfReports} as attested from daily_reports r ${withCounts} where ${isOfCounty('r')}) seen
     ${replaced}`,
    [...columnsOf(counties), at],
  );
}

/** Cities (3301), provinces (33) or the country (''), all of one kind, from the next smaller ones. */
export async function totalAbove(trx: Connection, regions: readonly RegionDay[], at: Date): Promise<void> {
  await trx.run(
    `insert into daily_totals (region, day, figures, attested, attested_at, reported, extra, late, revised, updated_at)
     select asked.region, asked.day, ${sums('t.figures')}, ${attestedSums('t')}, $4, sum(t.reported), sum(t.extra), sum(t.late), sum(t.revised), $4
     from unnest($1::text[], $2::date[]) as asked (region, day)
       join daily_totals t on ${isBelow('t')}
     group by 1, 2 ${replaced}`,
    [...columnsOf(regions), regions[0]?.region.length ?? 0, at],
  );
}

export type TotalRow = {
  region: string;
  day: string;
  figures: (string | null)[];
  attested: (string | null)[] | null;
  reported: number;
  extra: number;
  late: number;
  revised: number;
  updated_at: Date;
};
export const columns = `t.region, to_char(t.day, 'YYYY-MM-DD') as day, t.figures, case when ${saysAttested('t')} then t.attested end as attested, t.reported, t.extra, t.late, t.revised, t.updated_at`;
export const present = ({ figures, attested: parts, updated_at, ...row }: TotalRow): Total => ({
  ...row,
  figures: figuresOf(figures),
  ...(parts !== null && { attested: figuresOf(parts) }),
  updatedAt: updated_at,
});

/** The days of one region, the first one first. */
export const days = async (db: Reader, region: string, from: string, to: string): Promise<Total[]> =>
  (
    await db.rows<TotalRow>(
      `select ${columns} from daily_totals t where t.region = $1 and t.day between $2 and $3 order by t.day`,
      [region, from, to],
    )
  ).map(present);
