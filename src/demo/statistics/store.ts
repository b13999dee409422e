import { after, hours, startOf } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { sealOfCount, sealOfRevision } from '../../statistics/reports/seal.ts';

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

export type Reporter = {
  clientId: string;
  institutionId: string;
  regionCode: string;
  kind: string | null;
  last: string | undefined;
};

/** Who reports in the demo, and the last day that is reported. */
export async function reporters(db: Connection): Promise<Reporter[]> {
  const rows = await db.rows<{
    client_id: string;
    institution_id: string;
    region_code: string;
    kind: string | null;
    last: string | null;
  }>(
    `select a.client_id, a.institution_id, i.region_code, i.kind, (select to_char(max(r.day), 'YYYY-MM-DD') from daily_reports r where r.client_id = a.client_id) as last
     from applications a join institutions i on i.id = a.institution_id
     where a.api_scope like '%stats:write%' and not a.sandbox and i.region_code is not null and i.name like '%（演示）%' order by a.client_id`,
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    institutionId: row.institution_id,
    regionCode: row.region_code,
    kind: row.kind,
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

/** The days of one application, with their revisions and seals. Days that are there stay. */
export async function keep(
  trx: Connection,
  { clientId, institutionId, regionCode, kind }: Reporter,
  days: readonly Day[],
): Promise<void> {
  const by = { actorKind: 'application', actorId: clientId, terminals: null };
  const sealed = (seal: (key: Buffer) => Buffer) =>
    trx.auditKey === undefined ? null : seal(trx.auditKey).toString('hex');
  const reports = days.map(({ day, figures, corrected, late, note = null }) => {
    const reportedAt = after(startOf(day), hours(late ? 40 : 25));
    const correctedAt = after(startOf(day), hours(96));
    const about = { clientId, day, note, ...by };
    const first = { ...about, revision: 1, figures, reason: null, at: reportedAt };
    const second = corrected && {
      ...about,
      revision: 2,
      figures: corrected,
      reason: '漏计手机端，按日志补计',
      at: correctedAt,
    };
    return {
      ...{ day, late, note, figures: corrected ?? figures, revision: second ? 2 : 1, reported_at: reportedAt },
      updated_at: second ? correctedAt : reportedAt,
      versions: [
        { ...first, seal: sealed((key) => sealOfRevision(key, first, { institutionId, regionCode, kind, late })) },
        ...(second ? [{ ...second, seal: sealed((key) => sealOfRevision(key, second, undefined)) }] : []),
      ],
    };
  });
  await trx.run(
    `insert into daily_reports (client_id, day, institution_id, region_code, kind, figures, note, revision, late, reported_at, updated_at)
     select $2, day, $3, $4, $5, figures, note, revision, late, reported_at, updated_at
     from json_to_recordset($1::json) as given (day date, figures bigint[], note text, revision int, late boolean, reported_at timestamptz, updated_at timestamptz)
     on conflict do nothing`,
    [JSON.stringify(reports), clientId, institutionId, regionCode, kind],
  );
  await trx.run(
    `insert into report_revisions (client_id, day, revision, figures, note, reason, actor_kind, actor_id, at, seal)
     select $2, day, revision, figures, note, reason, 'application', $2, at, decode(seal, 'hex')
     from json_to_recordset($1::json) as given (day date, revision int, figures bigint[], note text, reason text, at timestamptz, seal text)
     on conflict do nothing`,
    [JSON.stringify(reports.flatMap(({ versions }) => versions)), clientId],
  );
  const counts = days.map(({ day, counted }) => ({
    ...{ day, counted },
    seal: sealed((key) => sealOfCount(key, { clientId, day, regionCode, kind, figures: counted })),
  }));
  await trx.run(
    `insert into daily_counts (client_id, day, region_code, kind, figures, seal)
     select $2, day, $3, $4, counted, decode(seal, 'hex')
     from json_to_recordset($1::json) as given (day date, counted bigint[], seal text) on conflict do nothing`,
    [JSON.stringify(counts), clientId, regionCode, kind],
  );
}

/** The Cloud's own counts wait for their leaves, day by day; those of demos that were filled before they did, too. */
export const awaitCounts = (trx: Connection) =>
  trx.run(
    `insert into figures_due (kind, key, day) select 'count', c.client_id, c.day from daily_counts c
     where not exists (select from figure_leaves l where l.kind = 'count' and l.key = c.client_id and l.day = c.day)
       and not exists (select from figures_due d where d.kind = 'count' and d.key = c.client_id and d.day = c.day)
     order by c.day, c.client_id`,
  );

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
