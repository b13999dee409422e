import type { Connection } from '../../database/open.ts';
import type { Removed } from '../../module.ts';
import { isLive, managesItself } from '../account/account.ts';
import type { NewPasskey, Passkey } from './passkey.ts';

type Row = {
  id: string;
  account_id: string;
  credential_id: Buffer;
  public_key: Buffer;
  counter: string | number;
  transports: string[];
  backup_eligible: boolean;
  backed_up: boolean;
  made_with: string;
  name: string;
  made_on: string;
  created_at: Date;
  last_used_at: Date | null;
  last_used_on: string | null;
};

const columns = `id, account_id, credential_id, public_key, counter, transports, backup_eligible, backed_up, made_with, name, made_on,
  created_at, last_used_at, last_used_on`;

const present = (row: Row): Passkey => ({
  id: row.id,
  accountId: row.account_id,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  counter: Number(row.counter),
  transports: row.transports,
  backupEligible: row.backup_eligible,
  backedUp: row.backed_up,
  madeWith: row.made_with,
  name: row.name,
  madeOn: row.made_on,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? undefined,
  lastUsedOn: row.last_used_on ?? undefined,
});

/** The oldest first. */
export async function list(db: Connection, accountId: string): Promise<Passkey[]> {
  const rows = await db.rows<Row>(`select ${columns} from passkeys where account_id = $1 order by created_at, id`, [
    accountId,
  ]);
  return rows.map(present);
}

export async function findByCredential(db: Connection, credentialId: Buffer): Promise<Passkey | undefined> {
  const row = await db.row<Row>(`select ${columns} from passkeys where credential_id = $1`, [credentialId]);
  return row && present(row);
}

/** Those who add or remove keys of one account follow each other; says how many there are, or undefined for an account that may have none: locked, gone, or a child's. */
export async function lockAndCount(trx: Connection, accountId: string): Promise<number | undefined> {
  const row = await trx.row<{ id: string }>(
    `select id from accounts where id = $1 and ${isLive.sql('accounts')} and ${managesItself.sql('accounts')} for update`,
    [accountId],
  );
  if (row === undefined) return undefined;
  const counted = await trx.row<{ count: number }>(
    `select count(*)::int as count from passkeys where account_id = $1`,
    [accountId],
  );
  return counted?.count ?? 0;
}

/** 0 if that credential id exists already. */
export const insert = (trx: Connection, key: NewPasskey): Promise<number> =>
  trx.run(
    `insert into passkeys (id, account_id, credential_id, public_key, counter, transports, backup_eligible, backed_up, made_with, name, made_on, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (credential_id) do nothing`,
    [
      ...[key.id, key.accountId, key.credentialId, key.publicKey, key.counter, key.transports],
      ...[key.backupEligible, key.backedUp, key.madeWith, key.name, key.madeOn, key.createdAt],
    ],
  );

type Use = { id: string; counter: number; backedUp: boolean; at: Date; on: string };

/** 0 if the counter is not above the stored one: of two concurrent uses by a cloned authenticator one is refused. */
export const use = (db: Connection, { id, counter, backedUp, at, on }: Use): Promise<number> =>
  db.run(
    `update passkeys set counter = $2, backed_up = $3, last_used_at = $4, last_used_on = $5
      where id = $1 and (counter < $2 or (counter = 0 and $2::bigint = 0))`,
    [id, counter, backedUp, at, on],
  );

/** Proved beside it: from now on it is worth that by itself. */
export const raise = (db: Connection, id: string, accountId: string, madeWith: string): Promise<number> =>
  db.run(`update passkeys set made_with = $3 where id = $1 and account_id = $2`, [id, accountId, madeWith]);

export const rename = (trx: Connection, id: string, accountId: string, name: string): Promise<number> =>
  trx.run(`update passkeys set name = $3 where id = $1 and account_id = $2`, [id, accountId, name]);

export const removeMany = (trx: Connection, accountId: string, which: Removed) =>
  trx.rows<{ id: string; name: string }>(
    `delete from passkeys where account_id = $1 and (id::text = $2 or not id::text = any($3::text[])) returning id, name`,
    'only' in which ? [accountId, which.only, null] : [accountId, null, which.allBut],
  );

/** Undefined where this person has none of that id. */
export const remove = (trx: Connection, id: string, accountId: string) =>
  trx.row<{ name: string }>(`delete from passkeys where id = $1 and account_id = $2 returning name`, [id, accountId]);
