import type { Connection } from '../database/open.ts';
import { hasAccess } from './access-store.ts';

/** A row of the library: its key and its grant by their hashes, its account apart. */
export type Artefact = {
  kind: string;
  hash: Buffer;
  grantHash: Buffer | undefined;
  accountId: string | undefined;
  payload: object;
  expiresAt: Date;
};

/** Written again while a sign-in goes on; one that was used stays used. */
export const save = (db: Connection, { kind, hash, grantHash, accountId, payload, expiresAt }: Artefact) =>
  db.run(
    `insert into assistant_artefacts (kind, hash, grant_hash, account_id, payload, expires_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (kind, hash) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
    [kind, hash, grantHash ?? null, accountId ?? null, JSON.stringify(payload), expiresAt],
  );

/** Undefined once it is over, and once the access that it hangs on has ended. */
export const find = (db: Connection, kind: string, hash: Buffer, now: Date) =>
  db.row<{ payload: Record<string, unknown>; accountId: string | null; consumedAt: Date | null }>(
    `select f.payload, f.account_id as "accountId", f.consumed_at as "consumedAt" from assistant_artefacts f
      where f.kind = $1 and f.hash = $2 and f.expires_at > $3 and (f.grant_hash is null or ${hasAccess('f.grant_hash', '$3')})`,
    [kind, hash, now],
  );

/** Whether this was the first time. */
export const consume = async (db: Connection, kind: string, hash: Buffer, at: Date): Promise<boolean> =>
  (await db.run(
    `update assistant_artefacts set consumed_at = $3 where kind = $1 and hash = $2 and consumed_at is null`,
    [kind, hash, at],
  )) === 1;

export const destroy = (db: Connection, kind: string, hash: Buffer) =>
  db.run(`delete from assistant_artefacts where kind = $1 and hash = $2`, [kind, hash]);

export const destroyOfGrant = (db: Connection, grantHash: Buffer) =>
  db.run(`delete from assistant_artefacts where grant_hash = $1`, [grantHash]);

/** Those that are over. */
export const remove = (db: Connection, before: Date) =>
  db.run(`delete from assistant_artefacts where expires_at < $1`, [before]);
