import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { awaitsHandover, isLive, isManaged, isNotDeleted, managesItself, mayAct } from '../account/account.ts';
import { indexOf, sealedAs } from '../account/store.ts';

export type Child = {
  id: string;
  nickname: string;
  username: string;
  birthYear: number;
  createdAt: Date;
  /** 注销 was asked for then. */
  closingAt: Date | undefined;
  /** The terms that its guardian agreed to for it. */
  termsAgreedAt: Date;
  termsVersion: number;
};
export type ChildPlatform = {
  accountId: string;
  clientId: string;
  askedAt: Date | undefined;
  allowedAt: Date | undefined;
};

const columns = `id, nickname, username, birth_year as "birthYear", created_at as "createdAt", closing_at as "closingAt",
  terms_agreed_at as "termsAgreedAt", coalesce(terms_version, 1) as "termsVersion"`;

/** The first added first. */
export async function childrenOf(db: Connection, guardianId: string): Promise<Child[]> {
  const rows = await db.rows<Omit<Child, 'closingAt'> & { closingAt: Date | null }>(
    `select ${columns} from accounts where guardian_id = $1 and ${isNotDeleted.sql('accounts')} order by created_at, id`,
    [guardianId],
  );
  return rows.map((row) => ({ ...row, closingAt: row.closingAt ?? undefined }));
}

/** Those of one guardian follow each other. */
export const lockGuardian = (trx: Connection, guardianId: string) =>
  trx.row<{ id: string }>(
    `select id from accounts a where id = $1 and ${managesItself.sql('a')} and ${mayAct.sql('a')} for update`,
    [guardianId],
  );

/** Only for a child of this guardian; earlier sessions end. */
export const setPassword = (trx: Connection, guardianId: string, id: string, hash: string, at: Date) =>
  trx.run(
    `update accounts set password_hash = $3, sessions_valid_from = greatest(sessions_valid_from, $4), updated_at = $4
      where id = $1 and guardian_id = $2 and ${isNotDeleted.sql('accounts')}`,
    [id, guardianId, hash, at],
  );

/** The oldest first, by the time of the permission, else of the request. */
export async function platformsOf(db: Connection, ids: readonly string[]): Promise<ChildPlatform[]> {
  const rows = await db.rows<{ accountId: string; clientId: string; askedAt: Date | null; allowedAt: Date | null }>(
    `select account_id as "accountId", client_id as "clientId", asked_at as "askedAt", allowed_at as "allowedAt"
       from child_platforms where account_id = any($1::uuid[]) order by coalesce(allowed_at, asked_at), client_id`,
    [ids],
  );
  return rows.map(({ accountId, clientId, askedAt, allowedAt }) => ({
    ...{ accountId, clientId },
    ...{ askedAt: askedAt ?? undefined, allowedAt: allowedAt ?? undefined },
  }));
}

/** Once for each platform, and at most `most` that wait for an answer. */
export const ask = (db: Connection, id: string, clientId: string, at: Date, most: number) =>
  db.run(
    `insert into child_platforms (account_id, client_id, asked_at)
     select $1, $2, $3 where (select count(*) from child_platforms where account_id = $1 and allowed_at is null) < $4
     on conflict (account_id, client_id) do nothing`,
    [id, clientId, at, most],
  );

export const allow = (trx: Connection, id: string, clientIds: readonly string[], at: Date) =>
  trx.run(
    `insert into child_platforms (account_id, client_id, allowed_at) select $1, unnest($2::text[]), $3
     on conflict (account_id, client_id) do update set allowed_at = excluded.allowed_at
       where child_platforms.allowed_at is null`,
    [id, clientIds, at],
  );

export const disallow = (trx: Connection, id: string, clientId: string) =>
  trx.run(`delete from child_platforms where account_id = $1 and client_id = $2`, [id, clientId]);

export const disallowAll = (trx: Connection, id: string) =>
  trx.run(`delete from child_platforms where account_id = $1`, [id]);

/** Only of this guardian; decisions about the child in this transaction come before or after its handover, never at the same time. */
export const lockChild = (trx: Connection, guardianId: string, id: string) =>
  trx.row<{ isClosing: boolean }>(
    `select closing_at is not null as "isClosing" from accounts where id = $1 and guardian_id = $2 and ${isNotDeleted.sql('accounts')} for update`,
    [id, guardianId],
  );

/** From here on it has no guardian. One that is to be deleted stays so. */
export const handOver = (trx: Connection, guardianId: string, id: string, at: Date) =>
  trx.run(
    `update accounts set guardian_id = null, handover_at = $3, sessions_valid_from = greatest(sessions_valid_from, $3), updated_at = $3
      where id = $1 and guardian_id = $2 and ${isManaged.sql('accounts')}`,
    [id, guardianId, at],
  );

/** Back to its guardian, as long as it has not taken it over itself. */
export const handBack = (trx: Connection, guardianId: string, id: string, at: Date) =>
  trx.run(
    `update accounts set guardian_id = $2, handover_at = null, updated_at = $3
      where id = $1 and ${awaitsHandover.sql('accounts')}`,
    [id, guardianId, at],
  );

/** While it waits: another first password. Proofs by the earlier one are void. */
export const setFirstPassword = (trx: Connection, id: string, hash: string, at: Date) =>
  trx.run(
    `update accounts set password_hash = $2, handover_at = $3, updated_at = $3
      where id = $1 and ${awaitsHandover.sql('accounts')}`,
    [id, hash, at],
  );

export type TakeOver = { id: string; since: Date; hash: string; phone: string; terms: number; at: Date };

/** Once: a second call finds nothing that waits. `since` is the handover that the ticket is for; the number must be free. */
export const takeOver = (trx: Connection, seal: Seal, { id, since, hash, phone, terms, at }: TakeOver) =>
  trx.run(
    `with own as (
       update accounts set handover_at = null, over_14 = true, password_hash = $3, terms_agreed_at = $5, terms_version = $4,
           phone_index = $6, phone_sealed = $7, sessions_valid_from = greatest(sessions_valid_from, $5), updated_at = $5
        where id = $1 and handover_at = $2 and ${isLive.sql('accounts')}
          and not exists (select from accounts where phone_index = $6)
        returning id)
     insert into terms_acceptances (account_id, version, at) select id, $4, $5 from own
     on conflict (account_id, version) do update set at = excluded.at`,
    [id, since, hash, terms, at, indexOf(seal, 'phone', phone), seal.seal(phone, sealedAs('phone', id))],
  );

export type ChildBorn = { id: string; guardianId: string; nickname: string; birthYear: number };

/** Children born in that year or before, for the room above. */
export const bornUntil = (db: Connection, year: number, limit: number) =>
  db.rows<ChildBorn>(
    `select id, guardian_id as "guardianId", nickname, birth_year as "birthYear" from accounts
      where birth_year <= $1 and ${isManaged.sql('accounts')}
      order by birth_year, id limit $2`,
    [year, limit],
  );
