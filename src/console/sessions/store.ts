import { isLive, signedInSinceReset } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';
import type { ConsoleSession } from './session.ts';

type Row = {
  id: string;
  account_id: string;
  institution_id: string | null;
  auth_time: Date;
  second_factor_at: Date | null;
  enrolment_proved_at: Date | null;
  address: string;
  device: string;
  created_at: Date;
  seen_at: Date;
  ends_at: Date;
};

const columns = `s.id, s.account_id, s.institution_id, s.auth_time, s.second_factor_at, s.enrolment_proved_at, host(s.address) as address, s.device, s.created_at, s.seen_at, s.ends_at`;

/** A lock, a deletion and a change of the password end it at once: they are read with it. As the Cloud's own, it counts by whole seconds. */
const living = `from console_sessions s join accounts a on a.id = s.account_id
  where ${isLive.sql('a')} and ${signedInSinceReset.sql(['extract(epoch from s.auth_time)', 'a'])}`;

export async function insert(trx: Connection, hash: Buffer, session: ConsoleSession): Promise<void> {
  await trx.run(
    `insert into console_sessions (hash, id, account_id, institution_id, auth_time, second_factor_at, address, device, created_at, seen_at, ends_at, enrolment_proved_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      hash,
      session.id,
      session.accountId,
      session.institutionId ?? null,
      session.authTime,
      session.secondFactorAt ?? null,
      session.address,
      session.device,
      session.createdAt,
      session.seenAt,
      session.endsAt,
      session.enrolmentProvedAt ?? null,
    ],
  );
}

/** The session under this hash, if it still lives at `now` and was seen since `idleSince`. */
export async function find(
  db: Connection,
  hash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<ConsoleSession | undefined> {
  const row = await db.row<Row>(`select ${columns} ${living} and s.hash = $1 and s.ends_at > $2 and s.seen_at > $3`, [
    hash,
    now,
    idleSince,
  ]);
  return row && present(row);
}

export const list = async (db: Connection, accountId: string, now: Date, idleSince: Date): Promise<ConsoleSession[]> =>
  (
    await db.rows<Row>(
      `select ${columns} ${living} and s.account_id = $1 and s.ends_at > $2 and s.seen_at > $3 order by s.seen_at desc`,
      [accountId, now, idleSince],
    )
  ).map(present);

export const see = (db: Connection, id: string, at: Date) =>
  db.run(`update console_sessions set seen_at = greatest(seen_at, $2) where id = $1`, [id, at]);

export const workFor = (db: Connection, id: string, institutionId: string) =>
  db.run(`update console_sessions set institution_id = $2 where id = $1`, [id, institutionId]);

export const proveSecondFactor = (trx: Connection, id: string, at: Date) =>
  trx.run(`update console_sessions set second_factor_at = $2 where id = $1`, [id, at]);

export const proveEnrolment = (trx: Connection, id: string, at: Date) =>
  trx.run(`update console_sessions set enrolment_proved_at = $2 where id = $1`, [id, at]);

export const enrolmentProvedAt = async (db: Connection, id: string): Promise<Date | undefined> =>
  (await db.row<{ at: Date | null }>(`select s.enrolment_proved_at as at ${living} and s.id = $1`, [id]))?.at ??
  undefined;

/** Clears the proofs of its sessions, and pending proposals. */
export const forgetSecondFactor = (trx: Connection, accountId: string) =>
  trx.run(
    `update console_sessions set second_factor_at = null, pending_factor = null, pending_factor_at = null where account_id = $1`,
    [accountId],
  );

/** The new second factor that was shown to this session since then, and to no other; sealed. */
export async function pendingFactor(db: Connection, id: string, since: Date): Promise<Buffer | undefined> {
  const row = await db.row<{ pending_factor: Buffer | null }>(
    `select pending_factor ${living} and s.id = $1 and s.pending_factor_at > $2`,
    [id, since],
  );
  return row?.pending_factor ?? undefined;
}

export const showFactor = (db: Connection, id: string, sealed: Buffer, at: Date) =>
  db.run(`update console_sessions set pending_factor = $2, pending_factor_at = $3 where id = $1`, [id, sealed, at]);

/** True for one of any number of callers: it is confirmed once, and by a session that still lives. */
export const takeFactor = async (trx: Connection, id: string, sealed: Buffer): Promise<boolean> =>
  (await trx.run(
    `update console_sessions set pending_factor = null, pending_factor_at = null
     where pending_factor = $2 and id in (select s.id ${living} and s.id = $1)`,
    [id, sealed],
  )) > 0;

export const remove = (trx: Connection, hash: Buffer) =>
  trx.row<{ id: string; accountId: string; institutionId: string | null }>(
    `delete from console_sessions where hash = $1 returning id, account_id as "accountId", institution_id as "institutionId"`,
    [hash],
  );

export const removeOne = (trx: Connection, accountId: string, id: string) =>
  trx.run(`delete from console_sessions where account_id = $1 and id = $2`, [accountId, id]);

export const removeOthers = (trx: Connection, accountId: string, kept: string) =>
  trx.run(`delete from console_sessions where account_id = $1 and id <> $2`, [accountId, kept]);

export const removeOver = (db: Connection, now: Date, limit: number) =>
  db.run(
    `delete from console_sessions where hash in (select hash from console_sessions where ends_at <= $1 limit $2)`,
    [now, limit],
  );

const present = (row: Row): ConsoleSession => ({
  id: row.id,
  accountId: row.account_id,
  institutionId: row.institution_id ?? undefined,
  authTime: row.auth_time,
  secondFactorAt: row.second_factor_at ?? undefined,
  enrolmentProvedAt: row.enrolment_proved_at ?? undefined,
  address: row.address,
  device: row.device,
  createdAt: row.created_at,
  seenAt: row.seen_at,
  endsAt: row.ends_at,
});
