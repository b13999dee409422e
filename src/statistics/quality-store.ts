import type { Connection } from '../database/open.ts';
import { type Figures, figuresOf, metrics } from './metric.ts';

/** An application of which the day says something. */
export type Found = {
  clientId: string;
  name: string;
  institutionId: string;
  institution: string;
  region: string | undefined;
};
type Row = { client_id: string; name: string; institution_id: string; institution: string; region_code: string | null };

const columns = `a.client_id, a.name, a.institution_id, i.name as institution, i.region_code`;
const present = (row: Row): Found => ({
  clientId: row.client_id,
  name: row.name,
  institutionId: row.institution_id,
  institution: row.institution,
  region: row.region_code ?? undefined,
});

/** Below this page's region; behind the application `cursor`. */
export type Asked = { region: string; day: string; end: Date; cursor: string; limit: number };
const inRegion = (column: string) => `($2 = '' or starts_with(coalesce(${column}, '000000'), $2))`;

/** Of whom a report of the day is due that is not there, by AK; how many days have passed since the last one. */
export async function missing(db: Connection, { region, day, end, cursor, limit }: Asked) {
  const rows = await db.rows<Row & { last_day: string | null }>(
    `select ${columns}, (select to_char(max(p.day), 'YYYY-MM-DD') from daily_reports p where p.client_id = a.client_id and p.day < $1) as last_day
     from applications a join institutions i on i.id = a.institution_id
     where not a.sandbox and not a.first_party and a.created_at < $3 and (a.disabled_at is null or a.disabled_at >= $3)
       and (i.disabled_at is null or i.disabled_at >= $3) and a.api_scope like '%stats:write%' and ${inRegion('i.region_code')}
       and a.client_id > $4 and not exists (select from daily_reports r where r.client_id = a.client_id and r.day = $1)
     order by a.client_id limit $5`,
    [day, region, end, cursor, limit],
  );
  return rows.map((row) => ({ ...present(row), lastDay: row.last_day ?? undefined }));
}

/** What came after noon of the next day, the latest first. */
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
 * together, so four whole days are read sooner than three others of each application.
 */
export async function doubtful(db: Connection, region: string, day: string, limit: number) {
  const rows = await db.rows<Row & { figures: (string | null)[]; note: string | null }>(
    `with d as materialized (
       select r.client_id, r.day, r.institution_id, r.figures, r.note, r.${pv} as pv, r.${uv} as uv, r.${ip} as ip from daily_reports r
       where r.day = any(array[$1::date, $1::date - 1, $1::date - 2, $1::date - 7]) and ${inRegion('r.region_code')})
     select ${columns}, r.figures, r.note
     from d r join applications a on a.client_id = r.client_id join institutions i on i.id = r.institution_id
       left join d d1 on d1.client_id = r.client_id and d1.day = $1::date - 1
       left join d d2 on d2.client_id = r.client_id and d2.day = $1::date - 2
       left join d w on w.client_id = r.client_id and w.day = $1::date - 7
     where r.day = $1::date
       and (r.note is not null or r.ip > r.uv or r.pv > 50 * r.uv or (r.pv = 0 and d1.pv > 0) or (r.pv > 0 and r.pv % 100 = 0)
         or (r.pv > 0 and r.pv = d1.pv and r.pv = d2.pv) or r.pv > 3 * w.pv or 3 * r.pv < w.pv)
     order by r.pv desc nulls last, a.client_id limit $3`,
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

/** These applications, as far as reports are due of them, in the order of their institutions. */
export async function chosen(db: Connection, clientIds: readonly string[], end: Date) {
  const rows = await db.rows<Row & { created_at: Date }>(
    `select ${columns}, a.created_at from applications a join institutions i on i.id = a.institution_id
     where a.client_id = any($1) and not a.sandbox and not a.first_party and a.created_at < $2 and a.disabled_at is null and i.disabled_at is null
     order by i.name, a.name, a.client_id`,
    [clientIds, end],
  );
  return rows.map((row) => ({ ...present(row), createdAt: row.created_at }));
}
