import type { Connection } from '../../database/open.ts';

export type Factor = {
  secret: Buffer;
  confirmedAt: Date;
  lastStep: number;
  demo: boolean;
};

export const find = (db: Connection, accountId: string): Promise<Factor | undefined> =>
  db.row<Factor>(
    `select secret, confirmed_at as "confirmedAt", last_step as "lastStep", demo from second_factors where account_id = $1`,
    [accountId],
  );

/** In force from now on, in the place of any other; the step of the code that proved it is used up. */
export const put = (trx: Connection, accountId: string, secret: Buffer, step: number, at: Date) =>
  trx.run(
    `insert into second_factors (account_id, secret, confirmed_at, last_step) values ($1, $2, $4, $3)
     on conflict (account_id) do update
       set secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step, demo = false`,
    [accountId, secret, step, at],
  );

/** True for one of any number of callers with the same code, on whatever node: a code works once, and none that is older than it. */
export const useStep = async (trx: Connection, accountId: string, secret: Buffer, step: number): Promise<boolean> =>
  (await trx.run(`update second_factors set last_step = $3 where account_id = $1 and secret = $2 and last_step < $3`, [
    accountId,
    secret,
    step,
  ])) > 0;

export const setForDemo = (trx: Connection, accountId: string, secret: Buffer, at: Date) =>
  trx.run(
    `insert into second_factors (account_id, secret, confirmed_at, demo) values ($1, $2, $3, true)
     on conflict (account_id) do update set secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = 0, demo = true`,
    [accountId, secret, at],
  );

export const remove = (trx: Connection, accountId: string) =>
  trx.run(`delete from second_factors where account_id = $1`, [accountId]);

export async function replaceRecoveryCodes(
  trx: Connection,
  accountId: string,
  hashes: readonly Buffer[],
  at: Date,
): Promise<void> {
  await trx.run(`delete from recovery_codes where account_id = $1`, [accountId]);
  await trx.run(
    `insert into recovery_codes (account_id, hash, created_at) select $1, hash, $3 from unnest($2::bytea[]) as hash`,
    [accountId, hashes, at],
  );
}

/** For a first second factor: one an account, in the place of any other. */
export const putEnrolmentCode = (trx: Connection, accountId: string, hash: Buffer, endsAt: Date) =>
  trx.run(
    `insert into enrolment_codes (account_id, hash, ends_at) values ($1, $2, $3)
     on conflict (account_id) do update set hash = excluded.hash, ends_at = excluded.ends_at`,
    [accountId, hash, endsAt],
  );

/** True once. */
export const useEnrolmentCode = async (trx: Connection, accountId: string, hash: Buffer, at: Date): Promise<boolean> =>
  (await trx.run(`delete from enrolment_codes where account_id = $1 and hash = $2 and ends_at > $3`, [
    accountId,
    hash,
    at,
  ])) > 0;

/** True once for each code. */
export const useRecoveryCode = async (trx: Connection, accountId: string, hash: Buffer, at: Date): Promise<boolean> =>
  (await trx.run(`update recovery_codes set used_at = $3 where account_id = $1 and hash = $2 and used_at is null`, [
    accountId,
    hash,
    at,
  ])) > 0;

export async function recoveryCodesLeft(db: Connection, accountId: string): Promise<number> {
  const row = await db.row<{ count: number }>(
    `select count(*)::int as count from recovery_codes where account_id = $1 and used_at is null`,
    [accountId],
  );
  return row?.count ?? 0;
}

export const removeRecoveryCodes = (trx: Connection, accountId: string) =>
  trx.run(`delete from recovery_codes where account_id = $1`, [accountId]);
