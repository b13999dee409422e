import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { removeWithReferences } from '../../database/references.ts';
import { isNotDeleted } from '../account/account.ts';
import { sealedAs } from '../account/store.ts';

export type TestCitizen = {
  id: string;
  username: string;
  nickname: string;
  /** Of a number that no operator of telephones gives out. */
  phone: string | undefined;
  createdAt: Date;
};

/** Those of one institution follow each other; says how many there are. */
export async function lockAndCount(trx: Connection, institutionId: string): Promise<number> {
  await trx.run(`select 1 from institutions where id = $1 for update`, [institutionId]);
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from accounts where test_of = $1 and ${isNotDeleted.sql('accounts')}`,
    [institutionId],
  );
  return row?.count ?? 0;
}

/** Whether a test citizen was made for one of these AKs; null: for any. */
const isFor = (parameter: string) => `(${parameter}::text[] is null or exists (select from test_citizen_applications t
  where t.account_id = accounts.id and t.client_id = any(${parameter})))`;

type Only = readonly string[] | undefined;

/** The first made first. */
export async function list(db: Connection, seal: Seal, institutionId: string, only?: Only): Promise<TestCitizen[]> {
  const rows = await db.rows<Omit<TestCitizen, 'phone'> & { phone_sealed: Buffer | null }>(
    `select id, username, nickname, phone_sealed, created_at as "createdAt" from accounts
     where test_of = $1 and ${isNotDeleted.sql('accounts')} and ${isFor('$2')} order by created_at, nickname, id`,
    [institutionId, only ?? null],
  );
  return rows.map(({ phone_sealed: phone, ...row }) => ({
    ...row,
    phone: phone === null ? undefined : seal.unseal(phone, sealedAs('phone', row.id)),
  }));
}

/** How many of these applications are sandboxes of the institution, for which the test citizen is from now on. */
export const bind = (trx: Connection, institutionId: string, id: string, only: readonly string[]) =>
  trx.run(
    `insert into test_citizen_applications (account_id, client_id)
     select $1, client_id from applications where institution_id = $2 and sandbox and client_id = any($3::text[])`,
    [id, institutionId, only],
  );

/** The citizen, and the actor's limits. */
type OwnCitizen = { institutionId: string; id: string; only: Only };

/** Only for a test citizen of this institution; earlier sessions end. */
export const setPassword = (trx: Connection, { institutionId, id, only }: OwnCitizen, hash: string, at: Date) =>
  trx.row<{ username: string }>(
    `update accounts set password_hash = $3, sessions_valid_from = greatest(sessions_valid_from, $4), updated_at = $4
     where id = $1 and test_of = $2 and ${isNotDeleted.sql('accounts')} and ${isFor('$5')} returning username`,
    [id, institutionId, hash, at, only ?? null],
  );

/** As `setPassword`. The account can never sign in again; the user name stays taken. */
export const remove = (trx: Connection, { institutionId, id, only }: OwnCitizen, at: Date) =>
  trx.row<{ username: string }>(
    `update accounts set deleted_at = $3, password_hash = null, sessions_valid_from = greatest(sessions_valid_from, $3), updated_at = $3
     where id = $1 and test_of = $2 and ${isNotDeleted.sql('accounts')} and ${isFor('$4')} returning username`,
    [id, institutionId, at, only ?? null],
  );

/** The others can never sign in again. */
export async function move(
  trx: Connection,
  { from, to, room }: { from: string; to: string; room: number },
  at: Date,
): Promise<string[]> {
  const rows = await trx.rows<{ id: string }>(
    `update accounts a set updated_at = $4, sessions_valid_from = greatest(a.sessions_valid_from, $4),
       test_of = case when o.place <= $3 then $2::uuid else a.test_of end
     from (select id, row_number() over (order by created_at, id) as place from accounts
       where test_of = $1 and ${isNotDeleted.sql('accounts')}) o
     where a.id = o.id returning a.id`,
    [from, to, room, at],
  );
  return rows.map(({ id }) => id);
}

/** Its citizens that are invented for it or for a verification of its AKs, with all rows that refer to them. */
export async function removeAll(trx: Connection, institutionId: string): Promise<string[]> {
  const rows = await trx.rows<{ id: string }>(
    `select id from accounts where test_of = $1
       or verifies in (select client_id from applications where institution_id = $1) for update`,
    [institutionId],
  );
  const ids = rows.map(({ id }) => id);
  await removeWithReferences(trx, 'accounts', ids);
  return ids;
}
