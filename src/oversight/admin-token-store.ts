import { mayAct, noResetSince, reset } from '../accounts/account/account.ts';
import { isNotEnded } from '../assistants/token-standing.ts';
import type { Connection } from '../database/open.ts';
import type { AdminToken } from './admin-token.ts';

type New = Pick<AdminToken, 'id' | 'accountId' | 'name' | 'scopes' | 'createdAt' | 'expiresAt'> & { hash: Buffer };

// The account may act, and its password, its sessions and its second factor are those that the token was made under.
const alive = `${mayAct.sql('a')} and ${noResetSince.sql(['t.sessions_valid_from', 'a'])}
  and f.confirmed_at = t.second_factor_at`;
const from = `from admin_tokens t join accounts a on a.id = t.account_id left join second_factors f on f.account_id = t.account_id`;

/** False for an account without a second factor, or locked or being closed at this moment. */
export async function insert(trx: Connection, token: New): Promise<boolean> {
  const { id, hash, accountId, name, scopes, createdAt, expiresAt } = token;
  const inserted = await trx.run(
    `insert into admin_tokens (id, hash, account_id, name, scopes, sessions_valid_from, second_factor_at, created_at, expires_at)
     select $1, $2, a.id, $4, $5, ${reset.columns('a')}, f.confirmed_at, $6, $7
       from accounts a join second_factors f on f.account_id = a.id
      where a.id = $3 and ${mayAct.sql('a')} and f.confirmed_at is not null`,
    [id, hash, accountId, name, scopes, createdAt, expiresAt],
  );
  return inserted === 1;
}

export const findLive = (db: Connection, hash: Buffer, now: Date) =>
  db.row<{ id: string; accountId: string; scopes: string[]; lastUsedAt: Date | null }>(
    `select t.id, t.account_id as "accountId", t.scopes, t.last_used_at as "lastUsedAt" ${from}
     where t.hash = $1 and ${isNotEnded.sql('t', '$2')} and ${alive}`,
    [hash, now],
  );

export const touch = (db: Connection, id: string, at: Date, before: Date) =>
  db.run(`update admin_tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)`, [
    id,
    at,
    before,
  ]);

/** Of one person, or of all; the newest first, from below `before` on. */
export async function list(
  db: Connection,
  accountId: string | undefined,
  since: Date,
  before: { at: Date; id: string } | undefined,
  limit: number,
): Promise<AdminToken[]> {
  const rows = await db.rows<{
    id: string;
    account_id: string;
    name: string;
    scopes: string[];
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
    alive: boolean | null;
  }>(
    `select t.id, t.account_id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at, (${alive}) as alive ${from}
     where ($1::uuid is null or t.account_id = $1) and t.expires_at > $2
       and ($4::timestamptz is null or (t.created_at, t.id) < ($4, $5))
     order by t.created_at desc, t.id desc limit $3`,
    [accountId ?? null, since, limit, before?.at ?? null, before?.id ?? null],
  );
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    overtaken: row.alive !== true,
  }));
}

/** The number of the account's tokens valid at `now`. */
export async function countLive(trx: Connection, accountId: string, now: Date): Promise<number> {
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from admin_tokens where account_id = $1 and ${isNotEnded.sql('admin_tokens', '$2')}`,
    [accountId, now],
  );
  return row?.count ?? 0;
}

/** Of this person, or of whomever; undefined where there is none that is still open. */
export const revoke = (trx: Connection, id: string, accountId: string | undefined, at: Date) =>
  trx.row<{ name: string; accountId: string }>(
    `update admin_tokens set revoked_at = $3 where id = $1 and ($2::uuid is null or account_id = $2) and revoked_at is null
     returning name, account_id as "accountId"`,
    [id, accountId ?? null, at],
  );

/** Tokens that ended long ago; their uses stay in the audit. */
export const remove = (db: Connection, before: Date) =>
  db.run(`delete from admin_tokens where expires_at < $1`, [before]);
