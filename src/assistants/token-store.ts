import { isPerson, mayAct, noResetSince, reset } from '../accounts/account/account.ts';
import type { Connection } from '../database/open.ts';
import type { AssistantToken } from './assistant-token.ts';
import { isNotEnded } from './token-standing.ts';

type New = Pick<AssistantToken, 'id' | 'institutionId' | 'name' | 'createdAt' | 'expiresAt'> & {
  accountId: string;
  hash: Buffer;
};

// The account may act, and its password and its sessions are those that the token was made under.
const alive = `${mayAct.sql('a')} and ${noResetSince.sql(['t.sessions_valid_from', 'a'])}`;
const from = `from assistant_tokens t join accounts a on a.id = t.account_id`;

/** Those who make one for the same account follow each other; says how many could be used at `now`. */
export async function lockAndCount(trx: Connection, accountId: string, now: Date): Promise<number> {
  await trx.run(`select 1 from accounts where id = $1 for update`, [accountId]);
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from assistant_tokens where account_id = $1 and ${isNotEnded.sql('assistant_tokens', '$2')}`,
    [accountId, now],
  );
  return row?.count ?? 0;
}

/** Says no for an account that is locked, closed or gone, or that a test citizen signs in with. */
export async function insert(trx: Connection, token: New): Promise<boolean> {
  const { id, hash, accountId, institutionId, name, createdAt, expiresAt } = token;
  const inserted = await trx.run(
    `insert into assistant_tokens (id, hash, account_id, institution_id, name, sessions_valid_from, created_at, expires_at)
     select $1, $2, a.id, $4, $5, ${reset.columns('a')}, $6, $7
       from accounts a where a.id = $3 and ${mayAct.sql('a')} and ${isPerson.sql('a')}`,
    [id, hash, accountId, institutionId ?? null, name, createdAt, expiresAt],
  );
  return inserted === 1;
}

export const findLive = (db: Connection, hash: Buffer, now: Date) =>
  db.row<{ id: string; accountId: string; institutionId: string | null; lastUsedAt: Date | null }>(
    `select t.id, t.account_id as "accountId", t.institution_id as "institutionId", t.last_used_at as "lastUsedAt" ${from}
     where t.hash = $1 and ${isNotEnded.sql('t', '$2')} and ${alive}`,
    [hash, now],
  );

export const touch = (db: Connection, id: string, at: Date, before: Date) =>
  db.run(
    `update assistant_tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)`,
    [id, at, before],
  );

/** Of one person, the newest first. */
export async function list(db: Connection, accountId: string, since: Date, limit: number): Promise<AssistantToken[]> {
  const rows = await db.rows<{
    id: string;
    institution_id: string | null;
    name: string;
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
    alive: boolean;
  }>(
    `select t.id, t.institution_id, t.name, t.created_at, t.expires_at, t.last_used_at, t.revoked_at, (${alive}) as alive ${from}
     where t.account_id = $1 and t.expires_at > $2 order by t.created_at desc, t.id limit $3`,
    [accountId, since, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    institutionId: row.institution_id ?? undefined,
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    overtaken: !row.alive,
  }));
}

/** Undefined where this person has none that is still open. */
export const revoke = (trx: Connection, id: string, accountId: string, at: Date) =>
  trx.row<{ name: string }>(
    `update assistant_tokens set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null returning name`,
    [id, accountId, at],
  );

/** Tokens that ended long ago; their uses stay in the audit. */
export const remove = (db: Connection, before: Date) =>
  db.run(`delete from assistant_tokens where expires_at < $1`, [before]);
