import type { Connection } from '../../database/open.ts';
import { kinds } from './kinds.ts';
import { columns, isSession, joins, present, type Row, type RowKey, type Stored } from './store.ts';

/** A token, or a session together with the client that a browser goes to. */
export type RelatedKey = RowKey & { clientId: string | undefined };

/** A row with the grant and the session that decide about it, where they are of the same person. */
export type Related = {
  stored: Stored;
  /** The version of the row itself: each change gives it another. */
  version?: string;
  grant: { key: Buffer; stored: Stored } | undefined;
  session: { uidKey: Buffer; grantId: string; stored: Stored } | undefined;
};

/** Selects the account of a token or session, for a statement on accounts. */
export const holderOf = ({ kind, key }: RowKey) => ({ text: holder, values: [kinds[kind], key] });
const holder = 'select account_id from oidc_tokens where kind = $1 and key = $2';

/** The same for a known account. */
export const personOf = (accountId: string) => ({ text: 'select $1::uuid', values: [accountId] });

/** Who goes on with a login, and at which application, for statements on accounts and consents. */
export const loginOf = (key: Buffer) => {
  const accountId = `coalesce(payload #>> '{result,login,accountId}', payload #>> '{session,accountId}')::uuid`;
  const from = `from oidc_tokens where kind = ${kinds.Interaction} and key = $1`;
  return {
    holder: { text: `select ${accountId} ${from}`, values: [key] },
    pair: { text: `select ${accountId}, payload #>> '{params,client_id}' ${from}`, values: [key] },
  };
};

type Other = { payload: Record<string, unknown>; issued_at: string; expires_at: string; consumed_at: string | null };
export type RelatedRow = Row & {
  position: number;
  version?: string;
  grant_row_key: Buffer | null;
  grant_row: Other | null;
  uid_key: Buffer | null;
  session_row: Other | null;
};

/** In their order. The answer of `find`, and the rows needed next, so that no further query is needed. */
export async function findRelated(db: Connection, asked: readonly RelatedKey[]): Promise<(Related | undefined)[]> {
  const rows = await db.rows<RelatedRow>(relating, [
    asked.map(({ kind }) => kinds[kind]),
    asked.map(({ key }) => key),
    asked.map(({ clientId }) => clientId ?? null),
  ]);
  const found = new Map(rows.map((row) => [row.position, related(row)]));
  return asked.map((_, index) => found.get(index + 1));
}

export function related(row: RelatedRow): Related {
  const stored = present(row);
  const { grant_row_key: key, grant_row: grant, uid_key: uidKey, session_row: session } = row;
  const { grantId } = stored.payload;
  const hasSession = uidKey !== null && session !== null && typeof grantId === 'string';
  return {
    stored,
    ...(row.version !== undefined && { version: row.version }),
    grant: key === null || grant === null ? undefined : { key, stored: other(grant, stored) },
    session: hasSession ? { uidKey, grantId, stored: other(session, stored) } : undefined,
  };
}

/** The row of a grant or a session, which belongs to the same account. */
const other = ({ payload, issued_at, expires_at, consumed_at }: Other, { account }: Stored): Stored => ({
  payload,
  issuedAt: new Date(issued_at),
  expiresAt: new Date(expires_at),
  consumedAt: consumed_at === null ? undefined : new Date(consumed_at),
  clientId: undefined,
  hasGrant: true,
  client: undefined,
  account,
});

const row = (
  of: string,
) => `json_build_object('payload', ${of}.payload, 'issued_at', ${of}.issued_at, 'expires_at', ${of}.expires_at,
  'consumed_at', ${of}.consumed_at)`;
const keyOf = (text: string) => `sha256(convert_to(${text}, 'UTF8'))`;

/** By `keys`, beside a token `t`. Behind `offset 0` a grant is looked up by its key, and not among all of its person. */
export const grantAndSession = `left join lateral (
      select g.key, ${row('g')} as row from (
        select g.* from oidc_tokens g where g.kind = ${kinds.Grant} and g.key = keys.grant_key offset 0) g
      where g.account_id = t.account_id) g on true
    left join lateral (
      select s.uid_key, ${row('s')} as row from (
        select s.* from oidc_tokens s where s.uid_key = keys.uid_key and ${isSession('s')}
        order by s.consumed_at is not null, s.issued_at desc limit 1) s
      where s.account_id = t.account_id) s on true`;

// As in store.ts: behind `offset 0` no plan is made for the very arrays, and each row is looked up by its index.
const relating = `select asked.position::int, found.*
  from (select $1::smallint[] as kinds, $2::bytea[] as keys, $3::text[] as clients offset 0) given
  cross join lateral unnest(given.kinds, given.keys, given.clients) with ordinality as asked (kind, key, client_id, position)
  cross join lateral (
    select ${columns}, t.xmin::text as version, g.key as grant_row_key, g.row as grant_row, s.uid_key, s.row as session_row
    from oidc_tokens t ${joins}
    cross join lateral (select case t.kind
      when ${kinds.Session} then ${keyOf(`t.payload #>> array['authorizations', asked.client_id, 'grantId']`)}
      else t.grant_key end as grant_key,
      case when t.kind <> ${kinds.Session} and t.payload->>'expiresWithSession' = 'true' then ${keyOf(`t.payload->>'sessionUid'`)} end as uid_key
      offset 0) keys
    ${grantAndSession}
    where t.kind = asked.kind and t.key = asked.key limit 1) found`;
