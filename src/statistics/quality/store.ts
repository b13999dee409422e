import { isEnabled } from '../../applications/aksk/in-force.ts';
import type { Connection } from '../../database/open.ts';
import { nowhere, strayCodes } from '../reports/duty.ts';
import { covers } from '../reports/duty-store.ts';
import { type Figures, figuresOf, metrics } from '../reports/metric.ts';

/** An application of which the day says something. */
export type ReportingApplication = {
  clientId: string;
  name: string;
  institutionId: string;
  institution: string;
  region: string | undefined;
};
type Row = { client_id: string; name: string; institution_id: string; institution: string; region_code: string | null };

const columns = `a.client_id, a.name, a.institution_id, i.name as institution, i.region_code`;
const present = (row: Row): ReportingApplication => ({
  clientId: row.client_id,
  name: row.name,
  institutionId: row.institution_id,
  institution: row.institution,
  region: row.region_code ?? undefined,
});

/** Below this page's region; behind the application `cursor`. */
export type GapFilter = { region: string; day: string; cursor: string; limit: number };
const inRegion = (column: string) => `coalesce(${column}, '${nowhere}') between rpad($2, 6, '0') and rpad($2, 6, '9')`;

/** Who owes a report of the day that is not there, by AK; how many days have passed since the last one. All that came is read at once. */
export async function missing(db: Connection, { region, day, cursor, limit }: GapFilter) {
  const { others, not } = strayCodes(region, day);
  const rows = await db.rows<Row & { last_day: string | null }>(
    `with reported as materialized (select r.client_id from daily_reports r where r.day = $1)
     select ${columns}, (select to_char(max(p.day), 'YYYY-MM-DD') from daily_reports p where p.client_id = a.client_id and p.day < $1) as last_day
     from reporting_duties u join applications a on a.client_id = u.client_id join institutions i on i.id = u.institution_id
     where ${covers('u', '$1::date')} and (${inRegion('u.region_code')} and coalesce(u.region_code, '') <> all($3) or u.region_code = any($4))
       and a.client_id > $5 and a.client_id not in (select client_id from reported)
     order by a.client_id limit $6`,
    [day, region, not, others, cursor, limit],
  );
  return rows.map((row) => ({ ...present(row), lastDay: row.last_day ?? undefined }));
}

/** Reports after noon of the next day, the latest first. */
export async function late(db: Connection, region: string, day: string, limit: number) {
  const rows = await db.rows<Row & { reported_at: Date }>(
    `select ${columns}, r.reported_at from daily_reports r join applications a on a.client_id = r.client_id join institutions i on i.id = r.institution_id
     where r.day = $1 and ${inRegion('r.region_code')} and r.late order by r.reported_at desc, a.client_id limit $3`,
    [day, region, limit],
  );
  return rows.map((row) => ({ ...present(row), reportedAt: row.reported_at }));
}

const [pv, uv, ip] = [metrics.pv, metrics.uv, metrics.ip].map(({ place }) => `figures[${place + 1}]`);

/**
 * Reports that may be unusual: with a sentence about them, with figures that do not fit each other, the same as the days before, or
 * three times as many as a week ago or a third. The rules of reports decide about these few (report.ts). Reports of one day lie
 * together, so four whole days are read once and laid side by side by application.
 */
export async function doubtful(db: Connection, region: string, day: string, limit: number) {
  const on = (back: number) => `max(r.${pv}) filter (where r.day = $1::date - ${back})`;
  const rows = await db.rows<Row & { figures: (string | null)[]; note: string | null }>(
    `with days as materialized (
       select r.client_id, ${on(0)} as pv, ${on(1)} as pv1, ${on(2)} as pv2, ${on(7)} as pv7,
         bool_or(r.day = $1 and (r.note is not null or r.${ip} > r.${uv} or r.${pv} > 50 * r.${uv} or (r.${pv} > 0 and r.${pv} % 100 = 0))) as is_odd
       from daily_reports r
       where r.day = any(array[$1::date, $1::date - 1, $1::date - 2, $1::date - 7]) and ${inRegion('r.region_code')} group by r.client_id),
     found as materialized (
       select client_id, pv from days
       where pv is not null and (is_odd or (pv = 0 and pv1 > 0) or (pv > 0 and pv = pv1 and pv = pv2) or pv > 3 * pv7 or 3 * pv < pv7)
       order by pv desc, client_id limit $3)
     select ${columns}, r.figures, r.note
     from found join daily_reports r on r.client_id = found.client_id and r.day = $1
       join applications a on a.client_id = r.client_id join institutions i on i.id = r.institution_id
     order by found.pv desc, found.client_id`,
    [day, region, limit],
  );
  return rows.map((row) => ({ ...present(row), figures: figuresOf(row.figures), note: row.note ?? undefined }));
}

/** The reports of these applications from one day to another, the latest first. */
export async function before(db: Connection, clientIds: readonly string[], first: string, last: string) {
  const rows = await db.rows<{ client_id: string; day: string; figures: (string | null)[] }>(
    `select r.client_id, to_char(r.day, 'YYYY-MM-DD') as day, r.figures from daily_reports r
     where r.client_id = any($1) and r.day between $2 and $3 order by r.client_id, r.day desc`,
    [clientIds, first, last],
  );
  return Map.groupBy(
    rows.map((row): { clientId: string; day: string; figures: Figures } => ({
      clientId: row.client_id,
      day: row.day,
      figures: figuresOf(row.figures),
    })),
    ({ clientId }) => clientId,
  );
}

/** These applications, without those that can no longer report, in the order of their institutions. */
export async function chosen(db: Connection, clientIds: readonly string[]): Promise<ReportingApplication[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from applications a join institutions i on i.id = a.institution_id
     where a.client_id = any($1) and not a.sandbox and not a.first_party and ${isEnabled.sql(['a', 'i'])}
     order by i.name, a.name, a.client_id`,
    [clientIds],
  );
  return rows.map(present);
}

/** Applications that owed reports of any of these days and can still be reminded, by AK. */
export async function reporting(
  db: Connection,
  { first, last }: { first: string; last: string },
  cursor: string,
  limit: number,
): Promise<ReportingApplication[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from applications a join institutions i on i.id = a.institution_id
     where ${isEnabled.sql(['a', 'i'])} and a.client_id > $3
       and exists (select from reporting_duties u where u.client_id = a.client_id and u.first_day <= $2 and (u.end_day is null or u.end_day > $1))
     order by a.client_id limit $4`,
    [first, last, cursor, limit],
  );
  return rows.map(present);
}
