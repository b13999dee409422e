import type { Reader } from '../../database/open.ts';
import { type Duty, nowhere } from '../reports/duty.ts';
import { dutiesOf, isExtra, ofRegionBetween } from '../reports/duty-store.ts';
import { type Figures, figuresOf } from '../reports/metric.ts';
import type { Terminals } from '../reports/report.ts';
import { attestedColumn, leastOf, seenColumn } from './totals-store.ts';

/** One place below another over some days. */
export type Below = {
  key: string;
  sum: number;
  days: number;
  reported: number;
  /** Reports that were not owed, and on how many days there were any. */
  extra: number;
  extraDays: number;
  late: number;
  revised: number;
  /** The part of its reports that is attested by the Cloud's own counts (attested.ts). */
  seen?: AttestedSum | undefined;
};
/** Their sum, and on how many days there were any. */
type AttestedSum = { sum: number; days: number };
/** Places of the figure in a row of a day, and of those that attest it: the first that is known counts. */
export type Places = { place: number; seenPlaces: readonly number[] };
export type BelowRow = Omit<Below, 'sum' | 'seen'> & {
  sum: string | number | null;
  seenSum?: string | number | null;
  seenDays?: number;
};
export const presentBelow = ({ sum, seenSum, seenDays, ...row }: BelowRow): Below => ({
  ...{ ...row, sum: Number(sum ?? 0) },
  ...(seenDays !== undefined && seenDays > 0 && { seen: { sum: Number(seenSum), days: seenDays } }),
});

type Range = { first: string; last: string };

/** Regions by their codes over some days, of one figure. Each code is a look into the primary key of daily_totals. */
export const regions = async (
  db: Reader,
  codes: readonly string[],
  { place, seenPlaces }: Places,
  { first, last }: Range,
): Promise<Below[]> =>
  (
    await db.rows<BelowRow>(
      // Each place of a row is read once.
      `select t.region as key, sum(t.value) as sum, count(t.value)::int as days, sum(t.reported)::int as reported,
         sum(t.extra)::int as extra, count(*) filter (where t.extra > 0)::int as "extraDays", sum(t.late)::int as late, sum(t.revised)::int as revised,
         sum(t.seen) as "seenSum", count(t.seen)::int as "seenDays"
       from (select t.region, t.figures[$4] as value, ${attestedColumn('t', place, seenPlaces)} as seen, t.reported, t.extra, t.late, t.revised
         from daily_totals t where t.region = any($1) and t.day between $2 and $3 offset 0) t group by t.region order by t.region`,
      [codes, first, last, place + 1],
    )
  ).map(presentBelow);

/** Institutions of a county over some days, of one figure. */
export const institutionsOf = async (
  db: Reader,
  county: string,
  { place, seenPlaces, isCloud }: Places & { isCloud: boolean },
  { first, last }: Range,
): Promise<Below[]> => {
  const reported = await db.rows<BelowRow>(
    `select r.institution_id as key, sum(r.figures[$4]) as sum, count(distinct r.day) filter (where r.figures[$4] is not null)::int as days,
       count(*)::int as reported, count(*) filter (where ${isExtra('r')})::int as extra,
       count(distinct r.day) filter (where ${isExtra('r')})::int as "extraDays", count(*) filter (where r.late)::int as late,
       count(*) filter (where r.revision > 1)::int as revised
     from ${ofRegionBetween('daily_reports', 'r', '$1::text', '$2', '$3')} group by 1`,
    [county, first, last, place + 1],
  );
  const value = isCloud ? seenColumn('c', [place]) : leastOf('r', 'c', place, seenPlaces);
  const counted = await db.rows<{ key: string; sum: string | null; days: number }>(
    `select a.institution_id as key, sum(${value}) as sum, count(distinct c.day) filter (where ${value} is not null)::int as days
     from ${ofRegionBetween('daily_counts', 'c', '$1::text', '$2', '$3')} join applications a on a.client_id = c.client_id
       left join daily_reports r on r.client_id = c.client_id and r.day = c.day group by 1`,
    [county, first, last],
  );
  if (!isCloud) {
    const seen = new Map(counted.map((each) => [each.key, { seenSum: each.sum, seenDays: each.days }]));
    return reported.map((each) => presentBelow({ ...each, ...seen.get(each.key) }));
  }
  const known = new Map(reported.map((each) => [each.key, each]));
  const keys = [...new Set([...known.keys(), ...counted.map(({ key }) => key)])];
  const nothing = { reported: 0, extra: 0, extraDays: 0, late: 0, revised: 0 };
  const byKey = new Map(counted.map((each) => [each.key, each]));
  return keys.map((key) =>
    presentBelow({ ...nothing, ...known.get(key), ...(byKey.get(key) ?? { key, sum: null, days: 0 }) }),
  );
};

/** One figure of a day of each application in a region that has it, of one kind or of all; by the names of institution and application. */
export const numbersIn = (
  db: Reader,
  asked: {
    region: string;
    kind: string | undefined;
    day: string;
    metric: { place: number; source: 'partner' | 'cloud' };
  },
): Promise<{ clientId: string; name: string; value: number }[]> =>
  db.rows<{ clientId: string; name: string; value: number }>(
    `select n.client_id as "clientId", i.name || ' ' || a.name as name, n.figures[$4]::float8 as value
     from ${asked.metric.source === 'cloud' ? 'daily_counts' : 'daily_reports'} n
       join applications a on a.client_id = n.client_id join institutions i on i.id = a.institution_id
     where n.day = $1 and left(coalesce(n.region_code, '${nowhere}'), $5) = $2 and ($3::text is null or coalesce(n.kind, '') = $3)
       and n.figures[$4] is not null
     order by i.name, a.name, n.client_id`,
    [asked.day, asked.region, asked.kind ?? null, asked.metric.place + 1, asked.region.length],
  );

/** An application that may report, and when it owed it. */
export type Reporter = {
  clientId: string;
  name: string;
  institutionId: string;
  institution: string;
  region: string | undefined;
  duties: readonly Duty[];
};

type ReporterRow = {
  client_id: string;
  name: string;
  institution_id: string;
  institution: string;
  region_code: string | null;
};

async function reporters(db: Reader, where: string, value: string): Promise<Reporter[]> {
  const rows = await db.rows<ReporterRow>(
    `select a.client_id, a.name, a.institution_id, i.name as institution, i.region_code
     from applications a join institutions i on i.id = a.institution_id
     where not a.sandbox and not a.first_party and ${where} order by a.created_at, a.client_id`,
    [value],
  );
  const known = await dutiesOf(
    db,
    rows.map(({ client_id }) => client_id),
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    name: row.name,
    institutionId: row.institution_id,
    institution: row.institution,
    region: row.region_code ?? undefined,
    duties: known.get(row.client_id) ?? [],
  }));
}

export const reportersOf = (db: Reader, institutionId: string) => reporters(db, 'a.institution_id = $1', institutionId);
export const reporter = async (db: Reader, clientId: string) => (await reporters(db, 'a.client_id = $1', clientId))[0];

export async function institution(db: Reader, id: string) {
  const row = await db.row<{ id: string; name: string; region_code: string | null }>(
    `select id, name, region_code from institutions where id = $1`,
    [id],
  );
  return row && { id: row.id, name: row.name, region: row.region_code ?? undefined };
}

export async function institutionNames(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ id: string; name: string }>(`select id, name from institutions where id = any($1)`, [
    ids,
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** An application's report of a day, with the Cloud's own counts. */
export type AppDay = {
  clientId: string;
  day: string;
  figures: Figures;
  terminals: Terminals | undefined;
  isReported: boolean;
  /** Whether it is reported by now, where `isReported` says how it was on an earlier day. */
  isKnown: boolean;
  late: boolean;
  revision: number;
  updatedAt: Date | undefined;
};

type AppRow = {
  client_id: string;
  day: string;
  figures: (string | null)[];
  terminals?: Terminals | null;
  late: boolean;
  revision: number;
  updated_at: Date;
};

/** The days of these applications: one look into the primary key for each. */
export async function daysOf(db: Reader, clientIds: readonly string[], { first, last }: Range): Promise<AppDay[]> {
  const reports = await db.rows<AppRow>(
    `select r.client_id, to_char(r.day, 'YYYY-MM-DD') as day, r.figures, r.terminals, r.late, r.revision, r.updated_at
     from daily_reports r where r.client_id = any($1) and r.day between $2 and $3`,
    [clientIds, first, last],
  );
  const counts = await db.rows<Pick<AppRow, 'client_id' | 'day' | 'figures'>>(
    `select c.client_id, to_char(c.day, 'YYYY-MM-DD') as day, c.figures from daily_counts c where c.client_id = any($1) and c.day between $2 and $3`,
    [clientIds, first, last],
  );
  const counted = new Map(counts.map((row) => [`${row.client_id} ${row.day}`, row]));
  const days = reports.map((row): AppDay => {
    const key = `${row.client_id} ${row.day}`;
    const own = counted.get(key);
    counted.delete(key);
    return {
      clientId: row.client_id,
      day: row.day,
      figures: { ...figuresOf(row.figures), ...(own && figuresOf(own.figures)) },
      terminals: row.terminals ?? undefined,
      isReported: true,
      isKnown: true,
      late: row.late,
      revision: row.revision,
      updatedAt: row.updated_at,
    };
  });
  for (const row of counted.values())
    days.push({
      clientId: row.client_id,
      day: row.day,
      figures: figuresOf(row.figures),
      terminals: undefined,
      isReported: false,
      isKnown: false,
      late: false,
      revision: 0,
      updatedAt: undefined,
    });
  return days;
}
