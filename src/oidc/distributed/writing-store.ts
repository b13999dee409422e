import { after, minutes } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { LastLogin } from '../tokens/consents-store.ts';
import type { Rotation, Unconfirmed } from '../tokens/families-store.ts';
import { kinds } from '../tokens/kinds.ts';
import { noting, type SelfContainedToken, valuesOfRevocation } from '../tokens/self-contained-store.ts';
import {
  type Artefact,
  type Exchange,
  type Exchanged,
  expiredRows,
  type Over,
  type PendingWrites,
  type RowKey,
  type Write,
} from '../tokens/store.ts';
import { contest } from './contest.ts';
import { sessionOfUid } from './reading-store.ts';
import { settled } from './settling.ts';

type ByKey = Database['byKey'];

const hex = (key: Buffer) => key.toString('hex');
/** The keys of those that an answer was given for, in hex. */
async function keysOf<T extends { key: Buffer }>(
  all: readonly T[],
  was: (one: T) => Promise<boolean>,
): Promise<Set<string>> {
  const answers = await Promise.all(all.map(was));
  return new Set(all.flatMap(({ key }, index) => (answers[index] === true ? [hex(key)] : [])));
}

const into = `insert into oidc_tokens as t (kind, key, payload, client_id, account_id, grant_key, uid_key, issued_at, expires_at, current_hash)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const valuesOf = ({ kind, key, artefact }: Write) => [
  ...[kinds[kind], key, JSON.stringify(artefact.payload), artefact.clientId ?? null, artefact.accountId ?? null],
  ...[artefact.grantKey ?? null, artefact.uidKey ?? null, artefact.issuedAt, artefact.expiresAt],
  artefact.currentHash ?? null,
];
const inserting = `${into} on conflict (kind, key) do nothing`;
const upserting = `${into} on conflict (kind, key) do update set payload = excluded.payload, client_id = excluded.client_id,
   account_id = excluded.account_id, grant_key = excluded.grant_key, uid_key = excluded.uid_key, expires_at = excluded.expires_at`;
const upsertingSession = `${upserting} returning issued_at`;

const isSession = ({ kind, artefact }: Write) => kind === 'Session' && artefact.uidKey !== undefined;

export async function upsert(db: ByKey, writes: readonly Write[]): Promise<void> {
  await Promise.all(
    writes.map((write) =>
      isSession(write) ? db.transaction((trx) => writeSession(trx, write)) : db.run(upserting, valuesOf(write)),
    ),
  );
}

/** With the row that leads to it from its uid: there the session that was begun last counts, so that none that has ended comes back. */
async function writeSession(trx: Connection, write: Write): Promise<void> {
  const row = await trx.row<{ issued_at: Date }>(upsertingSession, valuesOf(write));
  if (row === undefined) return;
  const { uidKey, accountId, expiresAt } = write.artefact;
  const payload = JSON.stringify({ session: hex(write.key) });
  await trx.run(leading, [uidKey, payload, accountId ?? null, row.issued_at, expiresAt]);
}
const leading = `insert into oidc_tokens as t (kind, key, payload, account_id, issued_at, expires_at) values (${sessionOfUid}, $1, $2, $3, $4, $5)
  on conflict (kind, key) do update set payload = excluded.payload, account_id = excluded.account_id, issued_at = excluded.issued_at,
    expires_at = excluded.expires_at where t.issued_at <= excluded.issued_at`;

const insert = async (db: Connection, write: Write) => (await db.run(inserting, valuesOf(write))) > 0;

export async function insertNew(db: Connection, writes: readonly Write[]): Promise<void> {
  await Promise.all(writes.map((write) => db.run(into, valuesOf(write))));
}

export const insertOnce = (db: Connection, writes: readonly Write[]) => keysOf(writes, (write) => insert(db, write));

const granting = `select 1 from oidc_tokens where kind = ${kinds.Grant} and key = $1`;

/** A grant that ends between the two leaves a code that is worth nothing: every look at it asks for the grant. */
export const insertGranted = (db: Connection, writes: readonly Write[]) =>
  keysOf(writes, async (write) => {
    const { grantKey } = write.artefact;
    return grantKey !== undefined && (await db.row(granting, [grantKey])) !== undefined && insert(db, write);
  });

export const upsertGrant = (db: ByKey, key: Buffer, artefact: Artefact): Promise<boolean> =>
  db.transaction((trx) => writeGrant(trx, key, artefact));

/**
 * The consent is locked for the moment, as in tokens/store.ts. But servers commit one after the other, so a waiter may get that lock before the
 * grant can be seen; the second lock is let go only when all have committed (destroyGrantsOf asks for it).
 */
async function writeGrant(trx: Connection, key: Buffer, artefact: Artefact): Promise<boolean> {
  const { accountId, clientId } = artefact;
  if (accountId === undefined || clientId === undefined) return false;
  const isAllowed =
    (await trx.row(consented, [accountId, clientId, scopesOf(artefact.payload)])) ??
    (await trx.row(ownClient, [clientId]));
  if (isAllowed === undefined) return false;
  await trx.row(sharing, [pairOf(accountId, clientId)]);
  return (await trx.run(upsertingGrant, valuesOf({ kind: 'Grant', key, artefact }))) > 0;
}
const consented = `select 1 from consents where account_id = $1 and client_id = $2 and $3::text[] <@ granted for share`;
const ownClient = `select 1 from applications where client_id = $1 and first_party`;
const upsertingGrant = `${into} on conflict (kind, key) do update set payload = excluded.payload, expires_at = excluded.expires_at`;
const sharing = `select pg_advisory_xact_lock_shared(hashtextextended($1, 0))`;
const pairOf = (accountId: string, clientId: string) => `grants ${accountId} ${clientId}`;

function scopesOf(payload: object): string[] {
  const openid: unknown = Reflect.get(payload, 'openid');
  const scope: unknown = typeof openid === 'object' && openid !== null ? Reflect.get(openid, 'scope') : undefined;
  return typeof scope === 'string' ? scope.split(' ') : [];
}

/**
 * In place of the foreign keys of consents, which were dropped when the tables were distributed: a delete of an account or an application locks
 * its row first, and then looks for consents.
 */
export async function holdPair(trx: Connection, accountId: string, clientId: string): Promise<void> {
  if ((await trx.row(holding, [accountId, clientId])) === undefined)
    throw new Error('a consent of nobody, or to no application');
}
const holding = `select 1 from accounts p, applications a where p.id = $1 and a.client_id = $2 for key share`;

/** The consent's row is locked, so no other transaction adds to its day meanwhile. */
export const touchConsent = (db: Database, { accountId, clientId, at }: LastLogin): Promise<void> =>
  db.transaction(async (trx) => {
    const consent = await trx.row<{ granted: string[] }>(touching, [accountId, clientId, at]);
    if (consent === undefined) return;
    const used = await trx.row<{ granted: string[] }>(usedOn, [accountId, clientId, at]);
    const granted = [...new Set([...(used?.granted ?? []), ...consent.granted])];
    if (used?.granted.length !== granted.length) await trx.run(using, [accountId, clientId, at, granted]);
  });
const touching = `update consents set last_at = $3 where account_id = $1 and client_id = $2 and last_at <= $3 returning granted`;
const today = `($3::timestamptz at time zone 'Asia/Shanghai')::date`;
const usedOn = `select granted from consent_uses where account_id = $1 and client_id = $2 and day = ${today}`;
const using = `insert into consent_uses (account_id, client_id, day, granted) values ($1, $2, ${today}, $4)
  on conflict (account_id, client_id, day) do update set granted = excluded.granted`;

/**
 * After the row of the consent, in that order everywhere. The last holder of the second lock has committed, but with its process that lock is
 * gone also where a server has not carried the commit out.
 */
export async function destroyGrantsOf(trx: Connection, accountId: string, clientId: string): Promise<number> {
  await trx.row(alone, [pairOf(accountId, clientId)]);
  await settled(trx);
  return trx.run(`delete from oidc_tokens where kind = ${kinds.Grant} and account_id = $1 and client_id = $2`, [
    accountId,
    clientId,
  ]);
}
const alone = `select pg_advisory_xact_lock(hashtextextended($1, 0))`;

// Without least(): in an update of one row it has crashed a coordinator (docs/adr/0085).
const consuming = `update oidc_tokens set consumed_at = $3::timestamptz, exchange = $5::uuid,
    expires_at = case when kind = ${kinds.Session} and expires_at > $4::timestamptz then $4::timestamptz else expires_at end
  where kind = $1 and key = $2 and consumed_at is null`;
const consumeOne = async (db: Connection, { kind, key, exchange }: RowKey & Pick<Exchange, 'exchange'>, at: Date) =>
  (await db.run(consuming, [kinds[kind], key, at, after(at, minutes(10)), exchange ?? null])) > 0;

export const consume = (db: Connection, rowKeys: readonly RowKey[], at: Date) =>
  keysOf(rowKeys, (rowKey) => consumeOne(db, rowKey, at));

export const exchange = (db: ByKey, exchanges: readonly Exchange[], at: Date) =>
  keysOf(exchanges, (one) => contest(`${one.kind} ${hex(one.key)}`, () => exchangeOne(db, one, at)));

/** As a request at another process does it. */
export const exchangeOne = (db: ByKey, { writes, ...source }: Exchange, at: Date): Promise<boolean> =>
  db.transaction(async (trx) => {
    if (!(await consumeOne(trx, source, at))) return false;
    await Promise.all(writes.map((write) => trx.run(into, valuesOf(write))));
    return true;
  });

export const areExchanged = (db: Connection, asked: readonly Exchanged[]): Promise<boolean[]> =>
  Promise.all(
    asked.map(async ({ kind, key, exchange: id }) => (await db.row(exchanged, [kinds[kind], key, id])) !== undefined),
  );
const exchanged = `select 1 from oidc_tokens where kind = $1 and key = $2 and exchange = $3`;

/** Revokes a self-contained token for good. No notification: where tokens are distributed, no process caches one. */
export async function revoke(db: Connection, token: SelfContainedToken): Promise<void> {
  await db.run(noting, valuesOfRevocation(token));
}

/** Without a grant or a session among them, which depend on answers of others, all writes are sent together. */
export async function writeHeld(
  trx: Connection,
  { consumed, grants, writes }: PendingWrites,
  at: Date,
): Promise<boolean[]> {
  const plain = [
    ...consumed.map((rowKey) => consumeOne(trx, rowKey, at)),
    ...writes.filter((write) => !isSession(write)).map((write) => trx.run(upserting, valuesOf(write))),
  ];
  const granted = (async () => {
    const answers: boolean[] = [];
    for (const { key, artefact } of grants) answers.push(await writeGrant(trx, key, artefact));
    for (const write of writes.filter(isSession)) await writeSession(trx, write);
    return answers;
  })();
  await Promise.all([...plain, granted]);
  return granted;
}

export const commitHeld = (db: ByKey, held: PendingWrites, at: Date): Promise<boolean[]> =>
  db.transaction((trx) => writeHeld(trx, held, at));

/** Where its token is the current one, a family goes a step on. */
const rotating = `update oidc_tokens set current_hash = $3, rotated_at = $4, payload = coalesce($5::json, payload),
    expires_at = coalesce($6::timestamptz, expires_at), exchange = $7::uuid where kind = ${kinds.RefreshToken} and key = $1 and current_hash = $2`;

export const rotate = (db: ByKey, rotations: readonly Rotation[], at: Date): Promise<Set<string>> =>
  keysOf(
    rotations.map((rotation) => ({ rotation, key: rotation.next })),
    ({ rotation }) => contest(`${hex(rotation.key)} ${hex(rotation.current)}`, () => rotateOne(db, rotation, at)),
  );

const rotateOne = (db: ByKey, { key, current, next, writes, exchange: id }: Rotation, at: Date): Promise<boolean> =>
  db.transaction(async (trx) => {
    const isOwn = (write: Write) => write.key.equals(key);
    const successor = writes.find(isOwn)?.artefact;
    const payload = successor === undefined ? null : JSON.stringify(successor.payload);
    const values = [key, current, next, at, payload, successor?.expiresAt ?? null, id ?? null];
    if ((await trx.run(rotating, values)) === 0) return false;
    const others = writes.filter((write) => !isOwn(write));
    await Promise.all(others.map((write) => trx.run(into, valuesOf(write))));
    return true;
  });

export const forgive = (db: Connection, used: readonly Unconfirmed[], now: Date) =>
  keysOf(used, async ({ key, next }) => {
    const changed = next === undefined ? db.run(forgiving, [key, now]) : db.run(forgivingFamily, [key, now, next]);
    return (await changed) > 0;
  });
const refreshToken = `kind = ${kinds.RefreshToken} and key = $1`;
const forgiving = `update oidc_tokens set consumed_at = $2 where ${refreshToken} and current_hash is null and consumed_at is not null`;
const forgivingFamily = `update oidc_tokens set rotated_at = $2 where ${refreshToken} and current_hash = $3`;

/** There is no limit for all servers together, so the time of the last one is looked for first. */
export async function purge(db: Connection, { before, pagesBefore, since }: Over, limit: number): Promise<number> {
  const last = await db.row<{ at: Date }>(
    `select expires_at as at from oidc_tokens where (${expiredRows.old}) or (${expiredRows.recent}) order by expires_at offset $4 limit 1`,
    [before, pagesBefore, since, limit - 1],
  );
  return db.run(
    `delete from oidc_tokens where expires_at <= $4 and ((${expiredRows.old}) or (${expiredRows.recent}))`,
    [...[before, pagesBefore, since, last?.at ?? before]],
  );
}
