import { inForce } from '../../../applications/aksk/in-force.ts';
import type { Connection } from '../../../database/open.ts';
import { type Mode, type Run, type RunState, type Verdict, verdictList } from './run.ts';
import type { OfRun } from './watch.ts';

type Row = {
  id: string;
  client_id: string;
  institution_id: string;
  mode: Mode;
  framework: string;
  login_url: string;
  code: string;
  account_id: string;
  username: string;
  state: RunState;
  number: string | null;
  verdicts: unknown;
  started_by: string;
  started_at: Date;
  ends_at: Date;
  finished_at: Date | null;
  redirect_uris: string[];
  due_at: Date | null;
  checked_at: Date | null;
  broken: unknown;
};

const columns = `id, client_id, institution_id, mode, framework, login_url, code, account_id, username, state, number, verdicts, started_by,
  started_at, ends_at, finished_at, redirect_uris, due_at, checked_at, broken`;

const present = (row: Row): Run => ({
  id: row.id,
  clientId: row.client_id,
  institutionId: row.institution_id,
  mode: row.mode,
  stack: row.framework,
  loginUrl: row.login_url,
  code: row.code,
  accountId: row.account_id,
  username: row.username,
  state: row.state,
  number: row.number ?? undefined,
  verdicts: row.verdicts === null ? undefined : verdictList.parse(row.verdicts).map(asVerdict),
  startedBy: row.started_by,
  startedAt: row.started_at,
  endsAt: row.ends_at,
  finishedAt: row.finished_at ?? undefined,
  redirectUris: row.redirect_uris,
  dueAt: row.due_at ?? undefined,
  checkedAt: row.checked_at ?? undefined,
  broken: row.broken === null ? undefined : verdictList.parse(row.broken).map(asVerdict),
});

const asVerdict = ({ check, state, fault, seen, at }: ReturnType<typeof verdictList.parse>[number]): Verdict => ({
  check,
  state,
  ...(fault !== undefined && { fault }),
  ...(seen !== undefined && { seen }),
  ...(at !== undefined && { at }),
});

export type NewRun = Pick<
  Run,
  | 'id'
  | 'clientId'
  | 'institutionId'
  | 'mode'
  | 'stack'
  | 'loginUrl'
  | 'code'
  | 'accountId'
  | 'username'
  | 'startedBy'
  | 'startedAt'
  | 'endsAt'
  | 'redirectUris'
> & { password: Buffer };

/** False where one is under way for this AK. */
export const insert = async (trx: Connection, run: NewRun): Promise<boolean> =>
  (await trx.run(
    `insert into verification_runs (id, client_id, institution_id, mode, framework, login_url, code, account_id, username, password, state,
       started_by, started_at, ends_at, redirect_uris)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13, $14)
     on conflict (client_id) where state = 'open' do nothing`,
    [
      run.id,
      run.clientId,
      run.institutionId,
      run.mode,
      run.stack,
      run.loginUrl,
      run.code,
      run.accountId,
      run.username,
      run.password,
      run.startedBy,
      run.startedAt,
      run.endsAt,
      run.redirectUris,
    ],
  )) === 1;

const one = async (row: Promise<Row | undefined>): Promise<Run | undefined> => {
  const found = await row;
  return found && present(found);
};

export const find = (db: Connection, id: string) =>
  one(db.row<Row>(`select ${columns} from verification_runs where id = $1`, [id]));

export const lock = (trx: Connection, id: string) =>
  one(trx.row<Row>(`select ${columns} from verification_runs where id = $1 for update`, [id]));

export const open = (db: Connection, clientId: string) =>
  one(db.row<Row>(`select ${columns} from verification_runs where client_id = $1 and state = 'open'`, [clientId]));

export const findByCode = (db: Connection, code: string) =>
  one(db.row<Row>(`select ${columns} from verification_runs where code = $1 and state = 'open'`, [code]));

/** The open run of a request, locked; its steps are recorded one after the other. */
export const lockOpen = (trx: Connection, of: OfRun) =>
  one(
    'accountId' in of
      ? trx.row<Row>(`select ${columns} from verification_runs where account_id = $1 and state = 'open' for update`, [
          of.accountId,
        ])
      : trx.row<Row>(`select ${columns} from verification_runs where code = $1 and state = 'open' for update`, [
          of.runCode,
        ]),
  );

/** Newest first. */
export const list = async (db: Connection, clientId: string, limit: number): Promise<Run[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from verification_runs where client_id = $1 and mode = 'verification' order by started_at desc, id limit $2`,
      [clientId, limit],
    )
  ).map(present);

/** Of each AK: the run under way, the last one that came to a result, and the last pass. */
export const latest = async (db: Connection, clientIds: readonly string[]): Promise<Run[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from verification_runs r where client_id = any($1::text[]) and mode = 'verification' and (state = 'open' or id in
         (select distinct on (client_id, state) id from verification_runs
          where client_id = any($1::text[]) and mode = 'verification' and state in ('passed', 'failed')
          order by client_id, state, finished_at desc))`,
      [clientIds],
    )
  ).map(present);

export const passwordOf = async (db: Connection, id: string): Promise<Buffer | undefined> =>
  (await db.row<{ password: Buffer | null }>(`select password from verification_runs where id = $1`, [id]))?.password ??
  undefined;

export const nextNumber = async (trx: Connection): Promise<number> =>
  (await trx.row<{ next: number }>(`select nextval('verification_numbers')::int as next`))?.next ?? 0;

export async function finish(
  trx: Connection,
  id: string,
  result: { state: RunState; number: string; verdicts: readonly Verdict[]; dueAt: Date | undefined },
  at: Date,
): Promise<void> {
  await trx.run(
    `update verification_runs set state = $2, number = $3, verdicts = $4, due_at = $5, finished_at = $6, password = null where id = $1`,
    [id, result.state, result.number, JSON.stringify(result.verdicts), result.dueAt ?? null, at],
  );
  await trx.run(`update verification_steps set sealed = null where run_id = $1 and sealed is not null`, [id]);
}

export const overdue = async (db: Connection, at: Date): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select id from verification_runs where state = 'open' and ends_at <= $1 order by ends_at limit 100`,
      [at],
    )
  ).map(({ id }) => id);

/** Passes of production that count, which were not looked at since; of each AK in force its newest. */
export const toCheck = async (db: Connection, now: Date, before: Date, limit: number): Promise<Run[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from verification_runs r where state = 'passed' and mode = 'verification'
         and (checked_at is null or checked_at < $1) and (checked_at is not null or finished_at < $1)
         and not exists (select from verification_runs n where n.client_id = r.client_id and n.mode = r.mode
           and n.state in ('passed', 'failed') and n.finished_at > r.finished_at)
         and exists (select from applications a join institutions i on i.id = a.institution_id
           where a.client_id = r.client_id and not a.sandbox and ${inForce.sql(['a', 'i'], '$3')})
       order by checked_at nulls first limit $2`,
      [before, limit, now],
    )
  ).map(present);

export async function setChecked(
  trx: Connection,
  id: string,
  { broken, dueAt }: { broken: readonly Verdict[] | undefined; dueAt: Date },
  at: Date,
): Promise<void> {
  await trx.run(
    `update verification_runs set checked_at = $4, broken = $2::jsonb, due_at = $3
     where id = $1 and state = 'passed'`,
    [id, broken === undefined ? null : JSON.stringify(broken), dueAt, at],
  );
}
