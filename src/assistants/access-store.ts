import { isPerson, mayAct, noResetSince, reset } from '../accounts/account/account.ts';
import type { Connection } from '../database/open.ts';
import type { AssistantAccess } from './access.ts';
import { isNotEnded } from './token-standing.ts';

type New = Pick<
  AssistantAccess,
  'id' | 'institutionId' | 'clientId' | 'name' | 'scopes' | 'createdAt' | 'expiresAt'
> & {
  accountId: string;
  grantHash: Buffer;
};

// The account may act, and its password and its sessions are those that the access was given under.
const alive = `${mayAct.sql('a')} and ${noResetSince.sql(['t.sessions_valid_from', 'a'])}`;
const from = `from assistant_accesses t join accounts a on a.id = t.account_id`;

/** In a statement about rows that hang on a grant: its access has not ended. `$n` is the moment. */
export const hasAccess = (grantHash: string, now: string): string =>
  `exists (select ${from} where t.grant_hash = ${grantHash} and ${isNotEnded.sql('t', now)} and ${alive})`;

/** Accesses given by the same account follow each other; says how many could be used at `now`. */
export async function lockAndCount(trx: Connection, accountId: string, now: Date): Promise<number> {
  await trx.run(`select 1 from accounts where id = $1 for update`, [accountId]);
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from assistant_accesses t where account_id = $1 and ${isNotEnded.sql('t', '$2')}`,
    [accountId, now],
  );
  return row?.count ?? 0;
}

/** Says no for an account that is locked, closed or gone, or that a test citizen signs in with. */
export async function insert(trx: Connection, access: New): Promise<boolean> {
  const { id, grantHash, accountId, institutionId, clientId, name, scopes, createdAt, expiresAt } = access;
  const inserted = await trx.run(
    `insert into assistant_accesses
       (id, grant_hash, account_id, institution_id, client_id, name, scopes, sessions_valid_from, created_at, expires_at)
     select $1, $2, a.id, $4, $5, $6, $7, ${reset.columns('a')}, $8, $9
       from accounts a where a.id = $3 and ${mayAct.sql('a')} and ${isPerson.sql('a')}`,
    [id, grantHash, accountId, institutionId ?? null, clientId, name, scopes, createdAt, expiresAt],
  );
  return inserted === 1;
}

/** By the access token that a call presents: it was made for `audience`, lives, and hangs on an access that has not ended. */
export const findLive = (db: Connection, tokenHash: Buffer, audience: string, now: Date) =>
  db.row<{
    id: string;
    accountId: string;
    institutionId: string | null;
    scope: string | null;
    lastUsedAt: Date | null;
  }>(
    `select t.id, t.account_id as "accountId", t.institution_id as "institutionId", token.payload->>'scope' as scope,
            t.last_used_at as "lastUsedAt"
       from assistant_artefacts token
       join assistant_accesses t on t.grant_hash = token.grant_hash
       join accounts a on a.id = t.account_id
      where token.kind = 'AccessToken' and token.hash = $1 and token.payload->>'aud' = $2 and token.expires_at > $3
        and ${isNotEnded.sql('t', '$3')} and ${alive}`,
    [tokenHash, audience, now],
  );

export const touch = (db: Connection, id: string, at: Date, before: Date) =>
  db.run(
    `update assistant_accesses set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)`,
    [id, at, before],
  );

/** Of one person, the newest first. */
export async function list(db: Connection, accountId: string, since: Date, limit: number): Promise<AssistantAccess[]> {
  const rows = await db.rows<{
    id: string;
    institution_id: string | null;
    client_id: string;
    name: string;
    scopes: string[];
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
    alive: boolean;
  }>(
    `select t.id, t.institution_id, t.client_id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
            (${alive}) as alive ${from}
      where t.account_id = $1 and t.expires_at > $2 order by t.created_at desc, t.id limit $3`,
    [accountId, since, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    institutionId: row.institution_id ?? undefined,
    clientId: row.client_id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    overtaken: !row.alive,
  }));
}

type Ended = { id: string; name: string; accountId: string };
const ended = `returning id, name, account_id as "accountId"`;

/** Undefined where this person has none that is still open. */
export const revoke = (trx: Connection, id: string, accountId: string, at: Date) =>
  trx.row<Ended>(
    `update assistant_accesses set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null ${ended}`,
    [id, accountId, at],
  );

/** The same by its grant: a code or a refresh token came a second time, or the assistant gave it back. */
export const revokeGrant = (trx: Connection, grantHash: Buffer, at: Date) =>
  trx.row<Ended>(
    `update assistant_accesses set revoked_at = $2 where grant_hash = $1 and revoked_at is null ${ended}`,
    [grantHash, at],
  );

/** Accesses that ended long ago; their uses stay in the audit. */
export const remove = (db: Connection, before: Date) =>
  db.run(`delete from assistant_accesses where expires_at < $1`, [before]);
