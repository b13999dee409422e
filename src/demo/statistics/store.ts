import type { Connection } from '../../database/open.ts';

/** The institutions of the demo that are given a platform of their own, those that were named first in front. */
export async function institutions(
  db: Connection,
  limit: number,
): Promise<{ id: string; name: string; regionCode: string }[]> {
  const rows = await db.rows<{ id: string; name: string; region_code: string }>(
    `select i.id, i.name, i.region_code from institutions i
     where i.region_code is not null and i.certified_at is not null and i.name like '%（演示）%'
       and not exists (select from applications a where a.institution_id = i.id and a.api_scope like '%stats:write%')
     order by i.created_at, i.id limit $1`,
    [limit],
  );
  return rows.map(({ id, name, region_code }) => ({ id, name, regionCode: region_code }));
}

export type Reporter = { clientId: string; institutionId: string; regionCode: string; last: string | undefined };

/** Who reports in the demo, and the last day that is reported. */
export async function reporters(db: Connection): Promise<Reporter[]> {
  const rows = await db.rows<{ client_id: string; institution_id: string; region_code: string; last: string | null }>(
    `select a.client_id, a.institution_id, i.region_code, (select to_char(max(r.day), 'YYYY-MM-DD') from daily_reports r where r.client_id = a.client_id) as last
     from applications a join institutions i on i.id = a.institution_id
     where a.api_scope like '%stats:write%' and not a.sandbox and i.region_code is not null and i.name like '%（演示）%' order by a.client_id`,
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    institutionId: row.institution_id,
    regionCode: row.region_code,
    last: row.last ?? undefined,
  }));
}

/** As if it had been there all the time. */
export async function backdate(trx: Connection, clientIds: readonly string[], at: Date): Promise<void> {
  await trx.run(`update applications set created_at = $2 where client_id = any($1::text[]) and created_at > $2`, [
    clientIds,
    at,
  ]);
}

export type Day = {
  day: string;
  /** As first reported, and as corrected where it was. */
  figures: (number | null)[];
  corrected: (number | null)[] | undefined;
  counted: (number | null)[];
  late: boolean;
  note: string | undefined;
};

/** The days of one application, with their revisions. Days that are there stay. */
export async function keep(
  trx: Connection,
  { clientId, institutionId, regionCode }: Reporter,
  days: readonly Day[],
): Promise<void> {
  const given = `json_to_recordset($1::json) as given (day date, figures bigint[], corrected bigint[], counted bigint[], late boolean, note text)`;
  const values = [JSON.stringify(days), clientId];
  await trx.run(
    `insert into daily_reports (client_id, day, institution_id, region_code, kind, figures, note, revision, late, reported_at, updated_at)
     select $2, day, $3, $4, (select kind from institutions where id = $3), coalesce(corrected, figures), note, case when corrected is null then 1 else 2 end, late,
       day + interval '1 day' + (case when late then interval '16 hours' else interval '1 hour' end) - interval '8 hours',
       day + interval '1 day' + (case when corrected is null then interval '1 hour' else interval '3 days' end) - interval '8 hours'
     from ${given} on conflict do nothing`,
    [...values, institutionId, regionCode],
  );
  await trx.run(
    `insert into report_revisions (client_id, day, revision, figures, note, actor_kind, actor_id, at)
     select $2, day, 1, figures, note, 'application', $2, day + interval '25 hours' - interval '8 hours' from ${given} on conflict do nothing`,
    values,
  );
  await trx.run(
    `insert into report_revisions (client_id, day, revision, figures, note, reason, actor_kind, actor_id, at)
     select $2, day, 2, corrected, note, '漏计手机端，按日志补计', 'application', $2, day + interval '4 days' - interval '8 hours' from ${given}
     where corrected is not null on conflict do nothing`,
    values,
  );
  await trx.run(
    `insert into daily_counts (client_id, day, region_code, kind, figures)
     select $2, day, $4, (select kind from institutions where id = $3), counted from ${given} on conflict do nothing`,
    [...values, institutionId, regionCode],
  );
}

/** Marks the totals of all these days as due, also for days without reports. */
export async function markDue(trx: Connection, from: string, until: string): Promise<void> {
  await trx.run(
    `insert into totals_due (day, region_code)
     select day::date, c.region_code from generate_series($1::date, $2::date, interval '1 day') day, (
       select distinct i.region_code from applications a join institutions i on i.id = a.institution_id
       where a.api_scope like '%stats:write%' and not a.sandbox and i.region_code is not null) c`,
    [from, until],
  );
}
