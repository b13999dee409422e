import { signInStanding } from '../../accounts/account/account.ts';
import { disabling, standing } from '../../applications/aksk/in-force.ts';
import type { Connection, Reader } from '../../database/open.ts';
import { bySize, parametersOf, valuesOf } from '../../database/parameters.ts';
import { type Kind, kinds } from './kinds.ts';

/** A stored artefact with the rows that decide about its validity: its grant, its application and its account, read in one statement. */
export interface Stored {
  payload: Record<string, unknown>;
  issuedAt: Date;
  consumedAt: Date | undefined;
  expiresAt: Date;
  clientId: string | undefined;
  hasGrant: boolean;
  client:
    | {
        expiresAt: Date | undefined;
        disabledAt: Date | undefined;
        tokensValidFrom: Date;
        sandbox: boolean;
        institutionId: string;
      }
    | undefined;
  account: { isOpen: boolean; sessionsValidFrom: Date } | undefined;
}

export interface Artefact {
  payload: object;
  clientId: string | undefined;
  accountId: string | undefined;
  grantKey: Buffer | undefined;
  uidKey: Buffer | undefined;
  /** Of the first refresh token of a family (families.ts). */
  currentHash?: Buffer | undefined;
  issuedAt: Date;
  expiresAt: Date;
}

export type Row = {
  payload: Record<string, unknown>;
  issued_at: Date;
  consumed_at: Date | null;
  expires_at: Date;
  client_id: string | null;
  has_grant: boolean;
  expiresAt: Date | null;
  disabledAt: Date | null;
  tokensValidFrom: Date | null;
  sandbox: boolean | null;
  institution_id: string | null;
  isOpen: boolean | null;
  sessionsValidFrom: Date | null;
};

/** Of the application `a` of the institution `i`, and of the person `p`. */
export const ofOwner = `${standing.columns(['a', 'i'])}, ${disabling.columns('a')}, a.sandbox, a.institution_id, ${signInStanding.columns('p')}`;
/** Conditions of a token beside its own content. */
export const deciding = `(t.grant_key is null or exists (select from oidc_tokens g where g.kind = ${kinds.Grant} and g.key = t.grant_key)) as has_grant,
  ${ofOwner}`;
export const columns = `t.payload, t.issued_at, t.consumed_at, t.expires_at, t.client_id, ${deciding}`;
export const joins = `left join applications a on a.client_id = t.client_id
  left join institutions i on i.id = a.institution_id
  left join accounts p on p.id = t.account_id`;

export type RowKey = { kind: Kind; key: Buffer };

// Each requested row is looked up by its index: joined as one set, a plan made while the tables were empty would read them whole.
const requested = (from: string, more = '') =>
  `cross join lateral (select ${columns} from oidc_tokens t ${joins} where ${from} ${more} limit 1) found`;

export async function findOne(db: Reader, { kind, key }: RowKey): Promise<Stored | undefined> {
  const row = await db.row<Row>(ofOne, [kinds[kind], key]);
  return row && present(row);
}
const ofOne = `select ${columns} from oidc_tokens t ${joins} where t.kind = $1::smallint and t.key = $2::bytea`;

/** The rows of the keys, in their order. */
export async function find(db: Connection, rowKeys: readonly RowKey[]): Promise<(Stored | undefined)[]> {
  const [first] = rowKeys;
  if (first !== undefined && rowKeys.length === 1) return [await findOne(db, first)];
  const rows = await db.rows<Row & { position: number }>(byKey, [
    rowKeys.map(({ kind }) => kinds[kind]),
    rowKeys.map(({ key }) => key),
  ]);
  return inOrder(rowKeys.length, rows);
}
// Behind `offset 0` the planner cannot count the arrays. It would hold a plan made for one key to be cheaper than the one that it keeps, and
// plan at each call, for six times the work of the statement, where no setting forbids it (by-key.ts; PgBouncer lets none through).
const byKey = `select requested.position::int, found.* from (select $1::smallint[] as kinds, $2::bytea[] as keys offset 0) given
  cross join lateral unnest(given.kinds, given.keys) with ordinality as requested (kind, key, position)
  ${requested('t.kind = requested.kind and t.key = requested.key')}`;

/**
 * For rows that are found by a uid: compared in a way that no index knows. Where no statistics say that a uid is rare, as after a restore, the planner
 * would read the entries of all sessions beside it.
 */
export const isSession = (row: string): string => `${row}.kind is not distinct from ${kinds.Session}`;

/** The newest session of each uid that has not ended, in their order: a uid is not unique while two requests of one browser save the same session. */
export async function findByUid(db: Connection, uidKeys: readonly Buffer[]): Promise<(Stored | undefined)[]> {
  return inOrder(uidKeys.length, await db.rows<Row & { position: number }>(byUid, [uidKeys]));
}
const byUid = `select requested.position::int, found.* from (select $1::bytea[] as keys offset 0) given
  cross join lateral unnest(given.keys) with ordinality as requested (uid_key, position)
  ${requested(`t.uid_key = requested.uid_key and ${isSession('t')}`, 'order by t.consumed_at is not null, t.issued_at desc')}`;

const inOrder = (count: number, rows: (Row & { position: number })[]) => {
  const found = new Map(rows.map((row) => [row.position, present(row)]));
  return Array.from({ length: count }, (_, index) => found.get(index + 1));
};

export type Write = RowKey & { artefact: Artefact };
/** The consumed rows and the writes of a request, in this order. */
export type PendingWrites = { consumed: RowKey[]; grants: Write[]; writes: Write[] };

// Stands in no JSON text: quoting each payload as an element of an array costs more than the rest of its row.
export const separator = '\u001e';

export const columnsOf = (writes: readonly Write[]) => [
  writes.map(({ kind }) => kinds[kind]),
  writes.map(({ key }) => key),
  writes.map(({ artefact }) => JSON.stringify(artefact.payload)).join(separator),
  writes.map(({ artefact }) => artefact.clientId ?? null),
  writes.map(({ artefact }) => artefact.accountId ?? null),
  writes.map(({ artefact }) => artefact.grantKey ?? null),
  writes.map(({ artefact }) => artefact.uidKey ?? null),
  writes.map(({ artefact }) => artefact.issuedAt.getTime() / 1000),
  writes.map(({ artefact }) => artefact.expiresAt.getTime() / 1000),
];
/** The writes of a call as rows, from the parameters that columnsOf makes, of which the first is $`first`. */
export const writtenRows = (first: number, more: Readonly<Record<string, string>> = {}) => {
  const own = ['smallint', 'bytea', 'json', 'text', 'uuid', 'bytea', 'bytea', 'float8', 'float8'];
  const types = [...own, ...Object.values(more)];
  const names = 'kind, key, payload, client_id, account_id, grant_key, uid_key, issued, expires';
  const parameters = types.map((type, index) =>
    type === 'json' ? `string_to_array($${first + index}, chr(30))::json[]` : `$${first + index}::${type}[]`,
  );
  return `unnest(${parameters.join(', ')})
     as given (${[names, ...Object.keys(more)].join(', ')})`;
};
/** `family`: with the column of the first refresh token of a family; other kinds have none. */
export const intoTokens = (family = false) => `insert into oidc_tokens
     (kind, key, payload, client_id, account_id, grant_key, uid_key, issued_at, expires_at${family ? ', current_hash' : ''})
   select given.kind, given.key, given.payload, given.client_id, given.account_id, given.grant_key, given.uid_key,
     to_timestamp(given.issued), to_timestamp(given.expires)${family ? ', given.current_hash' : ''}`;
const insert = (more: string) => `${intoTokens()} from ${writtenRows(1)} ${more}`;
const firstOfFamilies = (writes: readonly Write[]) => writes.map(({ artefact }) => artefact.currentHash ?? null);

/** New, or merged into the row of the same key. No key may come twice in one call. */
export async function upsert(db: Connection, writes: readonly Write[]): Promise<void> {
  await db.run(upserting, columnsOf(writes));
}
const upserting = `${insert('')} on conflict (kind, key) do update set payload = excluded.payload, client_id = excluded.client_id,
   account_id = excluded.account_id, grant_key = excluded.grant_key, uid_key = excluded.uid_key, expires_at = excluded.expires_at`;

/** New, or nothing at all: the answer holds the keys (in hex) that were new. No key may come twice in one call. */
export async function insertOnce(db: Connection, writes: readonly Write[]): Promise<Set<string>> {
  return inHex(await db.rows<{ key: Buffer }>(insertingOnce, [...columnsOf(writes), firstOfFamilies(writes)]));
}
const insertingOnce = `${intoTokens(true)} from ${writtenRows(1, { current_hash: 'bytea' })}
   on conflict (kind, key) do nothing returning key`;
const inHex = (rows: readonly { key: Buffer }[]) => new Set(rows.map(({ key }) => key.toString('hex')));

// The same with a parameter per column (database/parameters.ts), for the most frequent writes.
const written = ['smallint', 'bytea', 'json', 'text', 'uuid', 'bytea', 'bytea', 'float8', 'float8'] as const;
const valuesOfWrite = ({ kind, key, artefact }: Write): unknown[] => {
  const { payload, clientId, accountId, grantKey, uidKey, issuedAt, expiresAt } = artefact;
  const times = [issuedAt.getTime() / 1000, expiresAt.getTime() / 1000] as const;
  return [kinds[kind], key, JSON.stringify(payload), clientId, accountId, grantKey, uidKey, times[0], times[1]];
};
export const valuesOfWrites = (writes: readonly Write[]) => valuesOf(writes.map(valuesOfWrite), written);
/** For so many rows; `first` is the number of the first parameter. */
export const insertOf = (
  size: number,
  where: string,
  first = 1,
) => `${intoTokens()} from (values ${parametersOf(size, written, first)})
     as given (${names}) where given.key is not null ${where}`;
const names = 'position, kind, key, payload, client_id, account_id, grant_key, uid_key, issued, expires';

/** Under keys that were made for it just now, and that nothing can have. */
export async function insertNew(db: Connection, writes: readonly Write[]): Promise<void> {
  await db.run(insertingNew(writes.length), valuesOfWrites(writes));
}
const insertingNew = bySize((size) => insertOf(size, ''));

/** A row as it was read; each change gives it another version. */
export type RowVersion = { key: Buffer; version: string };
/** A row that depends on a grant, and on a session read before, if one is named. */
export type GrantedWrite = Write & { session?: RowVersion | undefined };

/**
 * Rows that depend on a grant, while it stands, and while a named session is unchanged: the answer contains the keys (in hex) that were written.
 * No key may come twice in one call.
 */
export async function insertGranted(db: Connection, writes: readonly GrantedWrite[]): Promise<Set<string>> {
  const values = valuesOf(
    writes.map((write) => [...valuesOfWrite(write), write.session?.key, write.session?.version]),
    grantedWrite,
  );
  return inHex(await db.rows<{ key: Buffer }>(insertingGranted(writes.length), values));
}
const grantedWrite = [...written, 'bytea', 'xid'] as const;
// The session is a subquery for a value: of one that is asked for by `exists` the planner may read all sessions at once.
const insertingGranted = bySize(
  (size) => `${intoTokens()} from (values ${parametersOf(size, grantedWrite, 1)})
     as given (${names}, session_key, session_version) where given.key is not null
       and exists (select from oidc_tokens g where g.kind = ${kinds.Grant} and g.key = given.grant_key)
       and (given.session_key is null or given.session_version = (
         select s.xmin from oidc_tokens s where s.kind = ${kinds.Session} and s.key = given.session_key and s.consumed_at is null))
     returning key`,
);

/**
 * A grant, while its consent stands and allows as much. The consent row is locked for the moment, so that a withdrawal either comes first (no grant is
 * made) or waits and then finds the grant.
 */
export async function upsertGrant(db: Connection, key: Buffer, artefact: Artefact): Promise<boolean> {
  const changed = await db.run(
    `with consent as (
       select 1 from consents where account_id = ($5::uuid[])[1] and client_id = ($4::text[])[1]
         and coalesce(string_to_array(($3::text)::json #>> '{openid,scope}', ' '), '{}') <@ granted for share)
     ${intoTokens()} from ${writtenRows(1)}
       where exists (select from consent) or exists (select from applications where client_id = ($4::text[])[1] and first_party)
     on conflict (kind, key) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
    columnsOf([{ kind: 'Grant', key, artefact }]),
  );
  return changed > 0;
}

/**
 * An ended session stays for ten minutes, longer than any request that could write it back. Single use: the answer holds the keys (in hex)
 * that were not consumed before. No key may come twice in one call.
 */
export async function consume(db: Connection, rowKeys: readonly RowKey[], at: Date): Promise<Set<string>> {
  const rows = await db.rows<{ key: Buffer }>(
    `update oidc_tokens t set consumed_at = $3::timestamptz,
       expires_at = case when t.kind = ${kinds.Session} then least(t.expires_at, $3::timestamptz + interval '10 minutes') else t.expires_at end
     from unnest($1::smallint[], $2::bytea[]) as requested (kind, key)
     where t.kind = requested.kind and t.key = requested.key and t.consumed_at is null returning t.key`,
    [rowKeys.map(({ kind }) => kinds[kind]), rowKeys.map(({ key }) => key), at],
  );
  return inHex(rows);
}

/**
 * A consumed code or refresh token and its successors; a family is rotated instead (families-store.ts). `exchange`: id stored in the used row,
 * where no written row proves the commit.
 */
export type Exchange = RowKey & { writes: readonly Write[]; exchange?: string | undefined };

/**
 * Consumes and writes in one commit: of each source either both happened or neither. The answer holds the keys (in hex) of the sources
 * that were not consumed before. No key may come twice in one call.
 */
export async function exchange(db: Connection, exchanges: readonly Exchange[], at: Date): Promise<Set<string>> {
  const issued = exchanges.flatMap(({ writes }) => writes);
  const sources = exchanges.flatMap(({ key, writes }) => writes.map(() => key));
  const consumed = [exchanges.map(({ kind }) => kinds[kind]), exchanges.map(({ key }) => key), at];
  const values = [...consumed, ...columnsOf(issued), sources, firstOfFamilies(issued)];
  values.push(exchanges.map(({ exchange: id }) => id ?? null));
  return inHex(await db.rows<{ key: Buffer }>(exchanging, values));
}
const exchanging = `with used as (
     update oidc_tokens t set consumed_at = $3::timestamptz, exchange = requested.exchange
     from unnest($1::smallint[], $2::bytea[], $15::uuid[]) as requested (kind, key, exchange)
     where t.kind = requested.kind and t.key = requested.key and t.consumed_at is null returning t.key
   ), written as (
     ${intoTokens(true)} from ${writtenRows(4, { source: 'bytea', current_hash: 'bytea' })} join used on used.key = given.source
   ) select key from used`;

/** The pending writes of a request; its statements are sent before the first is answered. */
export async function writeHeld(
  trx: Connection,
  { consumed, grants, writes }: PendingWrites,
  at: Date,
): Promise<boolean[]> {
  const [, granted] = await Promise.all([
    consumed.length > 0 ? consume(trx, consumed, at) : undefined,
    Promise.all(grants.map(({ key, artefact }) => upsertGrant(trx, key, artefact))),
    writes.length > 0 ? upsert(trx, writes) : undefined,
  ]);
  return granted;
}

/** A row, and which exchange may have used it. */
export type Exchanged = RowKey & { exchange: string };

/** Whether those exchanges used the rows, in their order. */
export async function areExchanged(db: Connection, asked: readonly Exchanged[]): Promise<boolean[]> {
  const values = asked.map(({ kind, key, exchange: id }) => [kinds[kind], key, id]);
  const rows = await db.rows<{ position: number }>(
    `select asked.position::int from unnest($1::smallint[], $2::bytea[], $3::uuid[]) with ordinality as asked (kind, key, exchange, position)
     where asked.exchange = (select t.exchange from oidc_tokens t where t.kind = asked.kind and t.key = asked.key)`,
    [0, 1, 2].map((column) => values.map((row) => row[column])),
  );
  const found = new Set(rows.map(({ position }) => position));
  return asked.map((_, index) => found.has(index + 1));
}

export async function destroy(db: Connection, kind: Kind, key: Buffer): Promise<void> {
  await db.run(`delete from oidc_tokens where kind = $1 and key = $2`, [kinds[kind], key]);
}

export async function destroyGrantsOf(trx: Connection, accountId: string, clientId: string): Promise<number> {
  return trx.run(`delete from oidc_tokens where kind = ${kinds.Grant} and account_id = $1 and client_id = $2`, [
    accountId,
    clientId,
  ]);
}

export const destroyAllGrantsOf = (trx: Connection, accountId: string): Promise<number> =>
  trx.run(`delete from oidc_tokens where kind = ${kinds.Grant} and account_id = $1`, [accountId]);

/** Bounds of expired rows: `before` for all, `pagesBefore` for unanswered login pages, `since` for the oldest to look for. */
export type Over = { before: Date; pagesBefore: Date; since: Date };

/**
 * Rows that cannot be asked for again. An unanswered login page stays a day longer, so that it can start again; it lies at the start of the
 * index, and is not scanned again on the way to later rows.
 */
export const expiredRows = {
  old: 'expires_at < $2',
  recent: `expires_at >= $3 and expires_at < $1 and (kind <> ${kinds.Interaction} or consumed_at is not null)`,
};

/**
 * At most `limit` rows of either. No process needs a notification (migrations/0024_oidc): the setting is that of this statement alone, and made
 * before the first row is read.
 */
export async function purge(db: Connection, { before, pagesBefore, since }: Over, limit: number): Promise<number> {
  return db.run(
    `delete from oidc_tokens where ctid = any (array(
       (select ctid from oidc_tokens where (select set_config('cloud.purging', 'on', true)) = 'on' and ${expiredRows.old} order by expires_at limit $4)
       union all
       (select ctid from oidc_tokens where (select set_config('cloud.purging', 'on', true)) = 'on' and ${expiredRows.recent} order by expires_at limit $4)))`,
    [before, pagesBefore, since, limit],
  );
}

export const present = (row: Row): Stored => ({
  payload: row.payload,
  issuedAt: row.issued_at,
  consumedAt: row.consumed_at ?? undefined,
  expiresAt: row.expires_at,
  clientId: row.client_id ?? undefined,
  hasGrant: row.has_grant,
  client:
    row.tokensValidFrom === null
      ? undefined
      : {
          expiresAt: row.expiresAt ?? undefined,
          disabledAt: row.disabledAt ?? undefined,
          tokensValidFrom: row.tokensValidFrom,
          sandbox: row.sandbox === true,
          institutionId: row.institution_id ?? '',
        },
  account:
    row.sessionsValidFrom === null
      ? undefined
      : { isOpen: row.isOpen === true, sessionsValidFrom: row.sessionsValidFrom },
});
