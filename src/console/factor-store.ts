import type { Connection } from '../database/open.ts';

export type Factor = {
  secret: Buffer | undefined;
  confirmedAt: Date | undefined;
  pending: Buffer | undefined;
  pendingAt: Date | undefined;
  lastStep: number;
  demo: boolean;
};
type Row = {
  secret: Buffer | null;
  confirmed_at: Date | null;
  pending: Buffer | null;
  pending_at: Date | null;
  last_step: number;
  demo: boolean;
};

export async function find(db: Connection, accountId: string): Promise<Factor | undefined> {
  const row = await db.row<Row>(
    `select secret, confirmed_at, pending, pending_at, last_step, demo from second_factors where account_id = $1`,
    [accountId],
  );
  return (
    row && {
      secret: row.secret ?? undefined,
      confirmedAt: row.confirmed_at ?? undefined,
      pending: row.pending ?? undefined,
      pendingAt: row.pending_at ?? undefined,
      lastStep: Number(row.last_step),
      demo: row.demo,
    }
  );
}

export const propose = (trx: Connection, accountId: string, pending: Buffer, at: Date) =>
  trx.run(
    `insert into second_factors (account_id, pending, pending_at) values ($1, $2, $3)
     on conflict (account_id) do update set pending = excluded.pending, pending_at = excluded.pending_at`,
    [accountId, pending, at],
  );

/** The pending secret comes into force, if it is still this one, with the step of the code that proved it. */
export const confirm = (trx: Connection, accountId: string, pending: Buffer, step: number, at: Date) =>
  trx.run(
    `update second_factors set secret = pending, confirmed_at = $4, last_step = $3, pending = null, pending_at = null, demo = false
     where account_id = $1 and pending = $2`,
    [accountId, pending, step, at],
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
