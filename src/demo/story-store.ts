import type { Connection } from '../database/open.ts';

const ofDemo = `(select id from institutions where name like '%（演示）' and certified_at is not null)`;

/** Dates back the rows that a start of the demo made; older ones stay as they are. */
export async function backdate(
  trx: Connection,
  { registered, certified, applied, linked }: Record<'registered' | 'certified' | 'applied' | 'linked', Date>,
): Promise<void> {
  await trx.run(
    `update institutions set created_at = least(created_at, $1), certified_at = least(certified_at, $2) where id in ${ofDemo}`,
    [registered, certified],
  );
  await trx.run(
    `update applications a set created_at = $1 where a.created_at > $1 and not a.sandbox and a.institution_id in ${ofDemo}
       and a.api_scope like '%stats:write%'`,
    [applied],
  );
  await trx.run(`update links l set created_at = $1 where l.created_at > $1 and l.institution_id in ${ofDemo}`, [
    linked,
  ]);
}

/** Whether an earlier start dated the submissions. */
export const isDated = async (trx: Connection): Promise<boolean> =>
  (await trx.row(`select 1 from audit_events where verb = 'demo.seed' and subject_id = 'story' limit 1`)) !== undefined;

/** Only the owner of the table can date it: for every other role it is append-only. */
export const ownsHistory = async (trx: Connection): Promise<boolean> =>
  (await trx.row(
    `select 1 from pg_class c where c.oid = 'submission_events'::regclass and c.relowner = current_user::regrole`,
  )) !== undefined;

export type DemoSubmission = {
  id: string;
  institution: string;
  kind: string;
  state: string;
  /** Of a licence: its first day. */
  licensedFrom: Date | undefined;
};

export async function submissions(trx: Connection): Promise<DemoSubmission[]> {
  const rows = await trx.rows<Omit<DemoSubmission, 'licensedFrom'> & { starts_at: Date | null }>(
    `select s.id, i.name as institution, s.kind, s.state, l.starts_at from submissions s join institutions i on i.id = s.institution_id
       left join licences l on l.id = s.id
     where i.name like '%（演示）' or s.kind = 'sharing' order by s.created_at, s.id`,
  );
  return rows.map(({ starts_at, ...row }) => ({ ...row, licensedFrom: starts_at ?? undefined }));
}

type Dates = { begun: Date; submitted: Date; due: Date; claimed: Date; decided: Date | undefined };

/** A submission, its timeline, and the effects of its decision. */
export async function dateSubmission(trx: Connection, id: string, dates: Dates): Promise<void> {
  const { begun, submitted, due, claimed, decided } = dates;
  const given = [id, begun, submitted, due, claimed, decided ?? null];
  await trx.run(
    `update submissions set created_at = $2::timestamptz,
       updated_at = coalesce($6::timestamptz, case when claimed_at is null then $3::timestamptz else $5::timestamptz end),
       submitted_at = case when submitted_at is not null then $3::timestamptz end, due_at = case when due_at is not null then $4::timestamptz end,
       claimed_at = case when claimed_at is not null then $5::timestamptz end, decided_at = case when decided_at is not null then $6::timestamptz end
     where id = $1`,
    given,
  );
  await trx.run(
    `update institutions i set created_at = least(i.created_at, $2::timestamptz), certified_at = case when i.certified_at is not null then $3::timestamptz end
     from submissions s where s.id = $1 and s.kind = 'certification' and i.id = s.institution_id`,
    [id, begun, decided ?? null],
  );
  await trx.run(
    'update links set created_at = $2 where id::text = (select subject_id from submissions where id = $1 and kind = $3)',
    [...[id, decided ?? null], 'link'],
  );
  for (const table of ['licences', 'institution_pages'] as const) {
    const key = table === 'licences' ? 'id' : 'submission_id';
    await trx.run(`update ${table} set approved_at = $2 where ${key} = $1 and $2::timestamptz is not null`, [
      ...[id, decided ?? null],
    ]);
  }
  await trx.run(`select set_config('cloud.reseal', 'on', true)`);
  await trx.run(
    `update submission_events set at = case verb when 'submit' then $2::timestamptz when 'claim' then $3::timestamptz
       when 'check' then $3::timestamptz else coalesce($4::timestamptz, $3::timestamptz) end where submission_id = $1`,
    [id, submitted, claimed, decided ?? null],
  );
  await trx.run(`select set_config('cloud.reseal', 'off', true)`);
}
