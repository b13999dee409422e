import { hashToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { StoredRefresh } from '../tokens/families-store.ts';
import { grantIdAt, kinds, revokedToken } from '../tokens/kinds.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Related, RelatedKey } from '../tokens/related-store.ts';
import { rowOf, type SelfContainedToken } from '../tokens/self-contained-store.ts';
import { ofOwner, present, type Row, type RowKey, type Stored } from '../tokens/store.ts';

/** Where a session is found by its uid: a row of this kind under the key of the uid names the session that goes on. */
export const sessionOfUid = 10;

/** Only of the row itself: whatever decides about it lies elsewhere. */
type Own = Pick<Row, 'payload' | 'issued_at' | 'consumed_at' | 'expires_at' | 'client_id'> & {
  account_id: string | null;
  grant_key: Buffer | null;
  uid_key: Buffer | null;
};
type Owner = Omit<Row, keyof Own | 'has_grant'>;

// One key in each statement, and nothing joined: so Citus sends it to the one server that has the row, with one plan for all keys.
const byKey = `select payload, issued_at, consumed_at, expires_at, client_id, account_id, grant_key, uid_key
  from oidc_tokens where kind = $1 and key = $2`;
const read = (db: Connection, kind: number, key: Buffer) => db.row<Own>(byKey, [kind, key]);

// These tables stay whole, beside.
const owner = `select ${ofOwner}
  from (select $1::text as client_id, $2::uuid as account_id) asked
  left join applications a on a.client_id = asked.client_id
  left join institutions i on i.id = a.institution_id
  left join accounts p on p.id = asked.account_id`;
const nobody: Owner = {
  expiresAt: null,
  disabledAt: null,
  tokensValidFrom: null,
  sandbox: null,
  institution_id: null,
  isOpen: null,
  sessionsValidFrom: null,
};

/** The account: read after the row itself, so a revocation before the request is seen. */
async function ownerOf(db: Connection, { client_id, account_id }: Own): Promise<Owner> {
  if (client_id === null && account_id === null) return nobody;
  return (await db.row<Owner>(owner, [client_id, account_id])) ?? nobody;
}

async function complete(db: Connection, own: Own): Promise<Stored> {
  const { grant_key: key } = own;
  const [grant, of] = await Promise.all([key === null ? undefined : db.row(granting, [key]), ownerOf(db, own)]);
  return present({ ...own, ...of, has_grant: key === null || grant !== undefined });
}
const granting = `select 1 from oidc_tokens where kind = ${kinds.Grant} and key = $1`;

async function findOne(db: Connection, kind: number, key: Buffer): Promise<Stored | undefined> {
  const own = await read(db, kind, key);
  return own && complete(db, own);
}

export const find = (db: Connection, rowKeys: readonly RowKey[]): Promise<(Stored | undefined)[]> =>
  Promise.all(rowKeys.map(({ kind, key }) => findOne(db, kinds[kind], key)));

type Refresh = Own & { current_hash: Buffer | null; rotated_at: Date | null };
const refreshByKey = `select payload, issued_at, consumed_at, expires_at, client_id, account_id, grant_key, uid_key, current_hash, rotated_at
  from oidc_tokens where kind = ${kinds.RefreshToken} and key = $1`;

export const findRefresh = (db: Connection, keys: readonly Buffer[]): Promise<(StoredRefresh | undefined)[]> =>
  Promise.all(
    keys.map(async (key) => {
      const row = await db.row<Refresh>(refreshByKey, [key]);
      if (row === undefined) return undefined;
      const { current_hash: current, rotated_at: rotatedAt } = row;
      const family = current === null ? undefined : { current, rotatedAt: rotatedAt ?? undefined };
      return { ...(await complete(db, row)), family };
    }),
  );

const sessionKey = `select payload->>'session' as session from oidc_tokens where kind = ${sessionOfUid} and key = $1`;

/** The row of the session that goes on under a uid. */
async function keyOfUid(db: Connection, uidKey: Buffer): Promise<Buffer | undefined> {
  const row = await db.row<{ session: string }>(sessionKey, [uidKey]);
  return row && Buffer.from(row.session, 'hex');
}

export const findByUid = (db: Connection, uidKeys: readonly Buffer[]): Promise<(Stored | undefined)[]> =>
  Promise.all(
    uidKeys.map(async (uidKey) => {
      const key = await keyOfUid(db, uidKey);
      return key && findOne(db, kinds.Session, key);
    }),
  );

export const findRelated = (db: Connection, asked: readonly RelatedKey[]): Promise<(Related | undefined)[]> =>
  Promise.all(asked.map((one) => findOneRelated(db, one)));

async function findOneRelated(db: Connection, { kind, key, clientId }: RelatedKey): Promise<Related | undefined> {
  const own = await read(db, kinds[kind], key);
  return own && relate(db, own, kind, clientId);
}

/** The content of a self-contained token, unless it was revoked. */
async function said(db: Connection, { key, artefact }: SelfContainedToken): Promise<Own | undefined> {
  if ((await db.row(revocation, [key])) !== undefined) return undefined;
  const { accountId = null, grantKey = null } = artefact;
  return { ...rowOf(artefact), account_id: accountId, grant_key: grantKey, uid_key: null };
}
const revocation = `select 1 from oidc_tokens where kind = ${revokedToken} and key = $1`;

export const findSelfContained = (db: Connection, tokens: readonly SelfContainedToken[]) =>
  Promise.all(
    tokens.map(async (token) => {
      const own = await said(db, token);
      return own && complete(db, own);
    }),
  );

export const findSelfContainedRelated = (db: Connection, tokens: readonly SelfContainedToken[]) =>
  Promise.all(
    tokens.map(async (token) => {
      const own = await said(db, token);
      return own && relate(db, own, token.kind, undefined);
    }),
  );

async function relate(
  db: Connection,
  own: Own,
  kind: RelatedKey['kind'],
  clientId: string | undefined,
): Promise<Related> {
  const { payload } = own;
  const grantKey = kind === 'Session' ? keyOf(grantIdAt(payload.authorizations, clientId)) : own.grant_key;
  const hasSession =
    kind !== 'Session' && payload.expiresWithSession === true && typeof payload.sessionUid === 'string';
  const uidKey = hasSession ? hashToken(String(payload.sessionUid)) : undefined;
  const [of, grant, session] = await Promise.all([
    ownerOf(db, own),
    grantKey && read(db, kinds.Grant, grantKey),
    uidKey && readSession(db, uidKey),
  ]);
  const stored = present({ ...own, ...of, has_grant: own.grant_key === null || grant !== undefined });
  const isOwn = (other: Own) => own.account_id !== null && other.account_id === own.account_id;
  const { grantId } = payload;
  return {
    stored,
    grant: grantKey && grant && isOwn(grant) ? { key: grantKey, stored: beside(grant, stored) } : undefined,
    session:
      uidKey && session && isOwn(session) && typeof grantId === 'string'
        ? { uidKey, grantId, stored: beside(session, stored) }
        : undefined,
  };
}

async function readSession(db: Connection, uidKey: Buffer): Promise<Own | undefined> {
  const key = await keyOfUid(db, uidKey);
  return key && read(db, kinds.Session, key);
}

/** A grant or a session of the same person. */
const beside = ({ payload, issued_at, expires_at, consumed_at }: Own, { account }: Stored): Stored => ({
  payload,
  issuedAt: issued_at,
  expiresAt: expires_at,
  consumedAt: consumed_at ?? undefined,
  clientId: undefined,
  hasGrant: true,
  client: undefined,
  account,
});
