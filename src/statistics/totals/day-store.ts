import type { Connection } from '../../database/open.ts';
import { covers, isExtra } from '../reports/duty-store.ts';
import type { FiguresText } from './derived.ts';
import { saysAttested } from './totals-store.ts';

// One day of every table that a dashboard reads, as texts of PostgreSQL's own: no number is rounded.

export type RevisionRow = {
  revision: number;
  figures: (number | null)[];
  terminals: unknown;
  note: string | null;
  reason: string | null;
  actor_kind: string;
  actor_id: string | null;
  at: string;
  /** In hexadecimal. */
  seal: string | null;
};
type ExplanationRow = Pick<RevisionRow, 'revision' | 'actor_kind' | 'actor_id' | 'at' | 'seal'> & {
  note: string;
};
type ReportRow = {
  client_id: string;
  day: string;
  institution_id: string;
  region_code: string | null;
  kind: string | null;
  figures: (number | null)[];
  terminals: unknown;
  note: string | null;
  revision: number;
  late: boolean;
  reported_at: string;
  updated_at: string;
};
/** A report with all that it is made of. */
export type WholeReport = {
  report: ReportRow;
  revisions: RevisionRow[];
  /** The newest one of its newest revision. */
  explanation: ExplanationRow | null;
};

const versions = (report: string) => `(select json_agg(to_jsonb(v) - 'client_id' - 'day' order by v.revision)
  from report_revisions v where v.client_id = ${report}.client_id and v.day = ${report}.day)`;
const sentence = (report: string) => `(select to_jsonb(e) from report_explanations e
  where e.client_id = ${report}.client_id and e.day = ${report}.day and e.revision = ${report}.revision order by e.id desc limit 1)`;

/** The parts of a whole report, for a row `report` of daily_reports: an expression. */
export const wholeReport = (report: string) => `json_build_object('report', to_jsonb(${report}),
  'revisions', coalesce(${versions(report)}, '[]'), 'explanation', ${sentence(report)})`;

export type DayReport = WholeReport & {
  extra: boolean;
  /** The duty that covers its day. */
  duty: { region_code: string | null; kind: string | null; institution_id: string; is_early: boolean } | null;
  /** Whether the application ever owed reports for the institution of the report. */
  owed: boolean;
};

/** The tables from which a day is made again. */
const sources = [
  ...['daily_reports', 'report_revisions', 'report_explanations', 'reporting_duties', 'applications'],
  ...['daily_counts', 'daily_totals', 'daily_kind_totals', 'daily_totals_past'],
];

/** PostgreSQL's own mark of the version of a row: each statement that writes it makes another one, and none can choose it. */
const mark = (row: string) => `concat(${row}.xmin, ' ', ${row}.ctid)`;
const marks = (table: string, where: string) =>
  `(select string_agg(${mark('x')}, ',' order by x.ctid) from ${table} x where ${where})`;
const ofReport = 'x.client_id = r.client_id and x.day = r.day';

/** By application, the versions of all rows that its report of that day is judged by. */
export async function reportMarksOf(trx: Connection, day: string): Promise<Map<string, string>> {
  const rows = await trx.rows<{ id: string; mark: string }>(
    `select r.client_id as id, concat_ws('/', ${mark('r')}, ${marks('report_revisions', ofReport)}, ${marks('report_explanations', ofReport)},
       ${marks('reporting_duties', 'x.client_id = r.client_id')}, ${marks('applications', 'x.client_id = r.client_id')}) as mark
     from daily_reports r where r.day = $1`,
    [day],
  );
  return new Map(rows.map((row) => [row.id, row.mark]));
}

/** The versions of its counts and totals, and of the columns of all tables: one that is dropped and added again changes no row. */
export async function restMarkOf(trx: Connection, day: string): Promise<string> {
  const tables = ['daily_counts', 'daily_totals', 'daily_kind_totals', 'daily_totals_past'];
  const row = await trx.row<{ mark: string | null }>(
    `select md5(concat_ws('/', ${tables.map((table) => marks(table, 'x.day = $1')).join(', ')},
       ${marks('pg_attribute', `x.attrelid = any(array[${sources.map((table) => `'${table}'::regclass`).join(', ')}]::oid[])`)})) as mark`,
    [day],
  );
  return row?.mark ?? '';
}

/** The reports of a day, of all applications or of some. */
export async function reportsOf(trx: Connection, day: string, clientIds?: readonly string[]): Promise<DayReport[]> {
  const rows = await trx.rows<{ whole: WholeReport; extra: boolean; duty: DayReport['duty']; owed: boolean }>(
    `select ${wholeReport('r')} as whole, ${isExtra('r')} as extra,
       (select to_jsonb(u) || jsonb_build_object('is_early', u.first_day < beijing_day(a.created_at))
         from reporting_duties u join applications a on a.client_id = u.client_id where u.client_id = r.client_id and ${covers('u', 'r.day')} limit 1) as duty,
       exists (select from reporting_duties u where u.client_id = r.client_id and u.institution_id = r.institution_id) as owed
     from daily_reports r where r.day = $1 and ($2::text[] is null or r.client_id = any($2))`,
    [day, clientIds ?? null],
  );
  return rows.map(({ whole, ...row }) => ({ ...whole, ...row }));
}

export type CountRow = {
  clientId: string;
  regionCode: string | null;
  kind: string | null;
  figures: (number | null)[];
  /** As a leaf says it. */
  text: string;
  seal: Buffer | null;
};

export const countsOf = async (trx: Connection, day: string): Promise<CountRow[]> =>
  (
    await trx.rows<Omit<CountRow, 'figures'> & { values: (number | null)[] }>(
      `select c.client_id as "clientId", c.region_code as "regionCode", c.kind, to_json(c.figures) as values, c.figures::text as text, c.seal
       from daily_counts c where c.day = $1`,
      [day],
    )
  ).map(({ values, ...row }) => ({ ...row, figures: values }));

/** The rows of a figure as they are kept: `rows` as they can be derived, `full` with the instants too. */
export type StoredRows = { region: string; rows: FiguresText[]; full: FiguresText[] };

const instant = (column: string) => `extract(epoch from ${column})::text`;
export const totalText = `t.figures::text, t.reported::text, t.extra::text, t.late::text, t.revised::text`;
export const kindText = `k.kind, k.figures::text, k.reported::text, k.extra::text, k.late::text, k.revised::text`;
export const pastText = `to_char(p.last_on, 'YYYY-MM-DD'), p.figures::text, p.reported::text, p.late::text, p.revised::text`;
export const totalAt = instant('t.updated_at');
export const kindAt = instant('k.updated_at');

export async function keptOf(trx: Connection, day: string): Promise<Map<string, StoredRows>> {
  const rows = await trx.rows<{ name: string; region: string; row: FiguresText; at: string | null }>(
    `select name, region, row, at from (
       select 'total' as name, t.region, array[${totalText}] as row, ${totalAt} as at, '' as place from daily_totals t where t.day = $1
       union all select 'kinds', k.region, array[${kindText}], ${kindAt}, k.kind from daily_kind_totals k where k.day = $1
       union all select 'past', p.region, array[${pastText}], null, p.last_on::text from daily_totals_past p where p.day = $1) one
     order by name, region, place collate "C"`,
    [day],
  );
  const kept = new Map<string, StoredRows>();
  for (const { name, region, row, at } of rows) {
    const key = `${name} ${region}`;
    const one = kept.get(key) ?? { region, rows: [], full: [] };
    one.rows.push(row);
    one.full.push(at === null ? row : [...row, at]);
    kept.set(key, one);
  }
  return kept;
}

/** One that an earlier version changed since says nothing; none has a moment that is still to come. */
const isJudged = (row: string) =>
  `${row}.attested is not null and coalesce(${row}.attested_at, 'infinity') >= ${row}.updated_at`;
/** The attested parts of the sums of a day, by figure and region; of kinds with the kind. Sums of before have none. */
export const attestedOf = (trx: Connection, day: string) =>
  trx.rows<{
    kind: 'total' | 'kinds';
    region: string;
    of: string | null;
    attested: (number | null)[];
    isSaid: boolean;
  }>(
    `select 'total' as kind, t.region, null as of, to_json(t.attested) as attested, ${saysAttested('t')} as "isSaid" from daily_totals t where t.day = $1 and ${isJudged('t')}
     union all select 'kinds', k.region, k.kind, to_json(k.attested), ${saysAttested('k')} from daily_kind_totals k where k.day = $1 and ${isJudged('k')}`,
    [day],
  );

/** Whether totals of that day wait to be made again. */
export const isWaiting = async (trx: Connection, day: string): Promise<boolean> =>
  (await trx.row(`select 1 from totals_due where day = $1 limit 1`, [day])) !== undefined;

const dayText = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`;

/** The first day of which there is anything. */
export const firstDay = async (trx: Connection): Promise<string | undefined> =>
  (await trx.row<{ day: string | null }>(`select ${dayText(ends('min', 'true'))} as day`))?.day ?? undefined;

/** The next days of which there is anything, before one; the latest first. */
export const daysBefore = async (trx: Connection, before: string, limit: number): Promise<string[]> =>
  (
    await trx.rows<{ day: string }>(
      `with recursive found (day) as (
         select ${newestBefore('$1::date')}
         union all select ${newestBefore('found.day')} from found where found.day is not null)
       select ${dayText('day')} as day from found where day is not null limit $2`,
      [before, limit],
    )
  ).map(({ day }) => day);

const newestBefore = (day: string) => ends('max', `x.day < ${day}`);

function ends(end: 'min' | 'max', where: string): string {
  const tables = ['daily_reports', 'daily_counts', 'daily_totals', 'daily_kind_totals', 'daily_totals_past'];
  return `${end === 'min' ? 'least' : 'greatest'}(${tables.map((table) => `(select ${end}(x.day) from ${table} x where ${where})`).join(', ')})`;
}
