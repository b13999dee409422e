import type { Role } from '../../actor.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Identifier } from '../identifier.ts';
import type { Account } from './account.ts';
import { isClosing, isLive, isNotDeleted } from './account.ts';

type Row = {
  id: string;
  username: string | null;
  phone_sealed: Buffer | null;
  email_sealed: Buffer | null;
  email_verified_at: Date | null;
  nickname: string;
  avatar_id: string | null;
  password_hash: string | null;
  region_code: string | null;
  over_14: boolean | null;
  terms_agreed_at: Date | null;
  terms_version: number | null;
  locked_at: Date | null;
  deleted_at: Date | null;
  test_of: string | null;
  test_at: string[] | null;
  verifies: string | null;
  closing_at: Date | null;
  new_password_since: Date | null;
  guardian_id: string | null;
  birth_year: number | null;
  handover_at: Date | null;
  realname_masked: string | null;
  realname_at: Date | null;
  allowed_at: string[] | null;
  sessions_valid_from: Date;
  created_at: Date;
  updated_at: Date;
};

/** An account with its password hash; it never leaves this room. */
export interface Credentials {
  account: Account;
  passwordHash: string | undefined;
}

export const columns = `id, username, phone_sealed, email_sealed, email_verified_at, nickname, avatar_id, password_hash, region_code, over_14,
  terms_agreed_at, terms_version, locked_at, deleted_at, test_of, verifies, closing_at, new_password_since, guardian_id, birth_year, handover_at, realname_masked,
  realname_at, sessions_valid_from,
  created_at, updated_at,
  case when test_of is not null then (select array_agg(t.client_id) from test_citizen_applications t where t.account_id = accounts.id) end as test_at,
  case when guardian_id is not null
    then (select array_agg(p.client_id) from child_platforms p where p.account_id = accounts.id and p.allowed_at is not null) end as allowed_at`;
const byId = `select ${columns} from accounts where id = $1`;
const by = {
  username: `select ${columns} from accounts where username = $1`,
  phone: `select ${columns} from accounts where phone_index = $1`,
  email: `select ${columns} from accounts where email_index = $1`,
} as const;

export async function find(db: Connection, seal: Seal, id: string): Promise<Credentials | undefined> {
  const row = await db.row<Row>(byId, [id]);
  return row && present(row, seal);
}

/** A statement of another room that names an account. */
export type Holder = { text: string; values: readonly unknown[] };

export async function findHolder(db: Connection, seal: Seal, { text, values }: Holder): Promise<Account | undefined> {
  const row = await db.row<Row>(`select ${columns} from accounts where id = (${text})`, values);
  return row && present(row, seal).account;
}

export async function findBy(
  db: Connection,
  seal: Seal,
  { kind, value }: Identifier,
): Promise<Credentials | undefined> {
  const row = await db.row<Row>(by[kind], [kind === 'username' ? value : indexOf(seal, kind, value)]);
  return row && present(row, seal);
}

export type NewAccount = Omit<Account, 'lockedAt' | 'deletedAt' | 'updatedAt' | 'emailVerified'> & {
  passwordHash: string | undefined;
};

/** Says no instead of throwing when the name, phone or e-mail is taken, also when that happens at this very moment. */
export async function insert(trx: Connection, seal: Seal, account: NewAccount): Promise<boolean> {
  const { id, username, phone, email, createdAt } = account;
  const inserted = await trx.run(
    `with made as (
       insert into accounts (id, username, phone_index, phone_sealed, email_index, email_sealed, nickname, password_hash, region_code,
         over_14, terms_agreed_at, sessions_valid_from, created_at, updated_at, test_of, terms_version, guardian_id, birth_year)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, $17)
       on conflict do nothing returning id, terms_agreed_at, terms_version),
     agreed as (
       insert into terms_acceptances (account_id, version, at)
       select id, terms_version, terms_agreed_at from made where terms_version is not null and terms_agreed_at is not null)
     select from made`,
    [
      id,
      username ?? null,
      phone === undefined ? null : indexOf(seal, 'phone', phone),
      phone === undefined ? null : seal.seal(phone, sealedAs('phone', id)),
      email === undefined ? null : indexOf(seal, 'email', email),
      email === undefined ? null : seal.seal(email, sealedAs('email', id)),
      account.nickname,
      account.passwordHash ?? null,
      account.regionCode ?? null,
      account.over14 ?? null,
      account.termsAgreedAt ?? null,
      account.sessionsValidFrom,
      createdAt,
      account.testOf ?? null,
      account.termsVersion ?? null,
      account.guardianId ?? null,
      account.birthYear ?? null,
    ],
  );
  return inserted === 1;
}

export type NewNamed = {
  ids: string[];
  usernames: string[];
  nicknames: string[];
  passwordHash: string | undefined;
  regionCode: string | undefined;
};

/** Many accounts with user names and one password; says how many names were free. */
export const insertNamed = (
  trx: Connection,
  { ids, usernames, nicknames, passwordHash, regionCode }: NewNamed,
  validFrom: Date,
  at: Date,
) =>
  trx.run(
    `insert into accounts (id, username, nickname, password_hash, region_code, sessions_valid_from, created_at, updated_at)
     select fresh.id, fresh.username, fresh.nickname, $4, $5, $6, $7, $7
       from unnest($1::uuid[], $2::text[], $3::text[]) as fresh (id, username, nickname)
     on conflict do nothing`,
    [ids, usernames, nicknames, passwordHash ?? null, regionCode ?? null, validFrom, at],
  );

/** Which of the three is taken. */
export async function findTaken(
  trx: Connection,
  seal: Seal,
  { username, phone, email }: Pick<NewAccount, 'username' | 'phone' | 'email'>,
): Promise<{ username: boolean; phone: boolean; email: boolean }> {
  const row = await trx.row<{ username: boolean; phone: boolean; email: boolean }>(
    `select exists (select from accounts where username = $1) as username,
            exists (select from accounts where phone_index = $2) as phone,
            exists (select from accounts where email_index = $3) as email`,
    [
      username ?? null,
      phone === undefined ? null : indexOf(seal, 'phone', phone),
      email === undefined ? null : indexOf(seal, 'email', email),
    ],
  );
  return row ?? { username: false, phone: false, email: false };
}

/** Only over the hash that was checked: of two changes at once the second finds another one. */
export const replaceHash = (db: Connection, id: string, from: string, to: string) =>
  db.run(`update accounts set password_hash = $3 where id = $1 and password_hash = $2`, [id, from, to]);

/** As `replaceHash`, and every session that began before ends. */
export const changePassword = (trx: Connection, id: string, from: string | undefined, to: string, at: Date) =>
  trx.run(
    `update accounts set password_hash = $3, new_password_since = null,
       sessions_valid_from = greatest(sessions_valid_from, $4), updated_at = $4
      where id = $1 and password_hash is not distinct from $2 and ${isLive.sql('accounts')}`,
    [id, from ?? null, to, at],
  );

/** The state for an audit row, before and after; the row stays locked until the transaction ends. */
export const standing = (trx: Connection, id: string) =>
  trx.row<{ lockedAt: Date | null; sessionsValidFrom: Date }>(
    `select locked_at as "lockedAt", sessions_valid_from as "sessionsValidFrom" from accounts where id = $1 for update`,
    [id],
  );

export const lock = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set locked_at = $2, sessions_valid_from = greatest(sessions_valid_from, $2), updated_at = $2 where id = $1`,
    [id, at],
  );

export const unlock = (trx: Connection, id: string, at: Date) =>
  trx.run(`update accounts set locked_at = null, updated_at = $2 where id = $1 and locked_at is not null`, [id, at]);

export const endSessions = (trx: Connection, id: string, at: Date) =>
  trx.run(`update accounts set sessions_valid_from = greatest(sessions_valid_from, $2) where id = $1`, [id, at]);

export const beginClosing = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set closing_at = $2, sessions_valid_from = greatest(sessions_valid_from, $2), updated_at = $2
      where id = $1 and closing_at is null and ${isNotDeleted.sql('accounts')}`,
    [id, at],
  );

export const takeBackClosing = (trx: Connection, id: string, at: Date) =>
  trx.run(`update accounts set closing_at = null, updated_at = $2 where id = $1 and ${isClosing.sql('accounts')}`, [
    id,
    at,
  ]);

export const endClosing = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set deleted_at = $2, sessions_valid_from = greatest(sessions_valid_from, $2), updated_at = $2
      where id = $1 and ${isClosing.sql('accounts')}`,
    [id, at],
  );

/** Undoes `endClosing`: nothing of the account has been deleted yet. */
export const giveBack = (trx: Connection, id: string, at: Date) =>
  trx.run(`update accounts set closing_at = null, deleted_at = null, updated_at = $2 where id = $1`, [id, at]);

export const grantRole = (trx: Connection, ids: readonly string[], role: Role, at: Date) =>
  trx.run(
    `insert into account_roles (account_id, role, granted_at) select unnest($1::uuid[]), $2, $3 on conflict do nothing`,
    [ids, role, at],
  );

export async function rolesOf(db: Connection, id: string): Promise<Role[]> {
  const rows = await db.rows<{ role: Role }>(`select role from account_roles where account_id = $1 order by role`, [
    id,
  ]);
  return rows.map(({ role }) => role);
}

/** Accounts that are neither locked nor deleted. */
export async function findLive(db: Connection, seal: Seal, ids: readonly string[]): Promise<Account[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from accounts where id = any($1::uuid[]) and ${isLive.sql('accounts')} order by created_at, id`,
    [ids],
  );
  return rows.map((row) => present(row, seal).account);
}

export async function findNotDeleted(db: Connection, seal: Seal, ids: readonly string[]): Promise<Account[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from accounts where id = any($1::uuid[]) and ${isNotDeleted.sql('accounts')} order by created_at, id`,
    [ids],
  );
  return rows.map((row) => present(row, seal).account);
}

/** Phones and e-mails lie sealed for their row, and beside it a keyed hash to find them by. */
export const sealedAs = (column: 'phone' | 'email', id: string) => `accounts ${id} ${column}`;
export const indexOf = (seal: Seal, column: 'phone' | 'email', value: string) =>
  seal.index(value, `accounts ${column}`);

const present = (row: Row, seal: Seal): Credentials => ({
  account: {
    id: row.id,
    username: row.username ?? undefined,
    phone: row.phone_sealed === null ? undefined : seal.unseal(row.phone_sealed, sealedAs('phone', row.id)),
    email: row.email_sealed === null ? undefined : seal.unseal(row.email_sealed, sealedAs('email', row.id)),
    emailVerified: row.email_verified_at !== null,
    nickname: row.nickname,
    ...(row.avatar_id !== null && { avatarId: row.avatar_id }),
    regionCode: row.region_code ?? undefined,
    over14: row.over_14 ?? undefined,
    termsAgreedAt: row.terms_agreed_at ?? undefined,
    ...(row.terms_version !== null && { termsVersion: row.terms_version }),
    lockedAt: row.locked_at ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
    testOf: row.test_of ?? undefined,
    ...(row.test_at !== null && { testAt: row.test_at }),
    ...(row.verifies !== null && { verifies: row.verifies }),
    ...(row.closing_at !== null && { closingAt: row.closing_at }),
    ...(row.new_password_since !== null && { newPasswordSince: row.new_password_since }),
    ...(row.guardian_id !== null && { guardianId: row.guardian_id, allowedAt: row.allowed_at ?? [] }),
    ...(row.birth_year !== null && { birthYear: row.birth_year }),
    ...(row.handover_at !== null && { handoverAt: row.handover_at }),
    ...(row.realname_masked !== null &&
      row.realname_at !== null && { realname: { masked: row.realname_masked, at: row.realname_at } }),
    sessionsValidFrom: row.sessions_valid_from,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  },
  passwordHash: row.password_hash ?? undefined,
});
