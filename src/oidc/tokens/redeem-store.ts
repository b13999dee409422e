import { isLive, issuedSinceReset, signedInSinceReset, signsInAnywhere } from '../../accounts/account/account.ts';
import { inForce, issuedSinceDisabling } from '../../applications/aksk/in-force.ts';
import type { Connection } from '../../database/open.ts';
import { bySize, parametersOf, valuesOf } from '../../database/parameters.ts';
import { endOfRowIn } from './families.ts';
import { kinds, knownFields, ofCode, ofLogin } from './kinds.ts';
import { isSession, type RowKey } from './store.ts';
import { isCurrent } from './validity.ts';

/** A code or refresh token presented by a client, and the keys of its new tokens. */
export type Redemption = RowKey & {
  kind: 'AuthorizationCode' | 'RefreshToken';
  /** Which token of its family it is (families.ts); undefined: a code, or a refresh token with a row of its own. */
  current?: Buffer | undefined;
  clientId: string;
  /** Required fields of its payload: any other goes to the library. */
  must: Readonly<Record<string, string>>;
  /** Of the row of the access token; undefined: it needs none. */
  accessKey?: Buffer;
  /** Names the exchange in the row that is used, where there is no such row. */
  exchange?: string;
  /** Undefined: the client may not refresh. */
  refreshKey: Buffer | undefined;
  /** Which token of a family that is. */
  refreshCurrent?: Buffer | undefined;
};

/** The redeemed token, the scopes of the access token, and whether a refresh token was written. */
export type Redeemed = { token: Record<string, unknown>; scope: string; hasRefresh: boolean };

/** In seconds; `now` by our clock, `iat` in real time, as the library counts. */
export type Times = {
  now: Date;
  iat: number;
  accessLife: number;
  refreshLife: { eachUse: number; inAll: number };
};

/**
 * Consumes codes and refresh tokens, each while valid, and writes their successors in one statement: an exchange is one round trip. The
 * successor within a family reuses the row. Each is committed whole or not at all, in the order of the redemptions; undefined where it was not
 * plainly valid, so the library finds the reason. All are of one kind, and a token must not come twice in one call.
 */
export async function redeem(
  db: Connection,
  redemptions: readonly Redemption[],
  { now, iat, accessLife, refreshLife }: Times,
): Promise<(Redeemed | undefined)[]> {
  const [first] = redemptions;
  if (first === undefined) return [];
  const writes = {
    access: redemptions.some(({ accessKey }) => accessKey !== undefined),
    refresh: redemptions.some(({ current }) => current === undefined),
  };
  const rows = await db.rows<Row & { position: number }>(statementFor(first.kind, writes)(redemptions.length), [
    ...[now, iat, refreshLife.eachUse, refreshLife.inAll, ...(writes.access ? [accessLife] : [])],
    ...valuesOf(
      redemptions.map(({ key, clientId, must, accessKey, refreshKey, refreshCurrent, current, exchange }) => [
        ...[key, clientId, JSON.stringify(must), accessKey, refreshKey, refreshCurrent, current, exchange],
      ]),
      asked,
    ),
  ]);
  const found = new Map(rows.map((row) => [row.position, redeemedOf(row)]));
  return redemptions.map((_, index) => found.get(index));
}

type Row = { token: Record<string, unknown>; scope: string; has_refresh: boolean };
const redeemedOf = ({ token, scope, has_refresh: hasRefresh }: Row): Redeemed => ({ token, scope, hasRefresh });

/** The results of exchanges whose answer was lost, in their order; undefined where one is not known to be committed. All are of one kind. */
export async function readBack(db: Connection, redemptions: readonly Redemption[]): Promise<(Redeemed | undefined)[]> {
  const [first] = redemptions;
  if (first === undefined) return [];
  const values = redemptions.map(({ key, accessKey, exchange, refreshKey }) => [key, accessKey, exchange, refreshKey]);
  const rows = await db.rows<Row & { position: number }>(
    readingBack[first.kind](redemptions.length),
    valuesOf(values, exchanged),
  );
  const found = new Map(rows.map((row) => [row.position, redeemedOf(row)]));
  return redemptions.map((_, index) => found.get(index));
}

const now = '$1::timestamptz';
const list = (names: readonly string[]) => `'{${names.join(',')}}'::text[]`;

/** The newest session of a login, if it still has this grant: the condition of isValid (adapter.ts) for a session. */
const hasSession = `exists (
  select from (
    select s.payload, s.consumed_at, s.expires_at from oidc_tokens s
    where s.uid_key = sha256(convert_to(token->>'sessionUid', 'UTF8')) and ${isSession('s')}
    order by s.consumed_at is not null, s.issued_at desc limit 1) s
  where ${isCurrent.sql('s', now)} and (s.payload->>'exp')::float8 > $2::int
    and s.payload->>'accountId' = token->>'accountId'
    and s.payload #>> array['authorizations', t.client_id, 'grantId'] = token->>'grantId'
    and ${signedInSinceReset.sql([`(s.payload->>'loginTs')::float8`, 'p'])})`;

/** The conditions of isValid for a code, a refresh token and their grant, and no special case: the rest is judged by the library. */
const isPlainlyValid = (
  kind: Redemption['kind'],
) => `t.client_id is not distinct from asked.client_id and ${isCurrent.sql('t', now)}
  and (token->>'exp')::float8 > $2::int and token @> asked.must
  and ${isLive.sql('p')} and ${issuedSinceReset.sql(['t.issued_at', 'p'])} and ${signsInAnywhere.sql('p')}
  and ${inForce.sql(['a', 'i'], now)} and ${issuedSinceDisabling.sql(['t.issued_at', 'a'])}
  and ${isCurrent.sql('g', now)} and (g.payload->>'exp')::float8 > $2::int
  and g.client_id is not distinct from t.client_id and g.account_id is not distinct from t.account_id and ${issuedSinceReset.sql(['g.issued_at', 'p'])}
  and g.payload #> '{rejected,openid,claims}' is null and granted.scope is not null
  and ${outlivesSession[kind]}
  and token - ${list(knownFields[kind])} = '{}'::jsonb${isOfUsualForm[kind]}`;
const isOfSession = `token->'expiresWithSession' is not distinct from 'true'::jsonb`;
const outlivesSession = {
  AuthorizationCode: `(not ${isOfSession} or ${hasSession})`,
  // Who may refresh has asked for offline_access, and then nothing ends with the session; the library judges any other.
  RefreshToken: `not ${isOfSession}`,
};
const isOfUsualForm = {
  AuthorizationCode: '',
  RefreshToken: ` and t.current_hash is not distinct from asked.current and (asked.current is null or asked.refresh_current is not null)
    and jsonb_typeof(token->'gty') = 'string' and jsonb_typeof(token->'iiat') = 'number' and jsonb_typeof(token->'rotations') = 'number'`,
};

const scopes = (of: string) => `string_to_array(${of}, ' ')`;
/** The token's scopes that the grant allows, in the token's order: usually all, and then nothing is parsed. */
const granted = `case when g.payload #>> '{openid,scope}' = token->>'scope' and g.payload #> '{rejected,openid,scope}' is null
    then nullif(token->>'scope', '')
    else (select string_agg(one.name, ' ' order by one.place) from unnest(${scopes(`g.payload #>> '{openid,scope}'`)}) with ordinality as one (name, place)
      where one.name = any (${scopes(`token->>'scope'`)})
        and (one.name = 'openid' or one.name <> all (${scopes(`coalesce(g.payload #>> '{rejected,openid,scope}', '')`)}))) end`;

/** A successor copies the token's fields except these: it has only known fields. */
const without = (names: readonly string[]) => `live.token - ${list(names)}`;
const gty = {
  AuthorizationCode: `'authorization_code'`,
  RefreshToken: `case when token->>'gty' like '%refresh_token' then token->>'gty' else (token->>'gty') || ' refresh_token' end`,
};
/** Of the refresh token that is given: since when there have been such, how often one was exchanged, and whether there is to be one. */
const successor = {
  AuthorizationCode: {
    iiat: '$2::int',
    rotations: '0',
    isGiven: `asked.refresh_key is not null and 'offline_access' = any (${scopes(`token->>'scope'`)})`,
  },
  RefreshToken: {
    iiat: `(token->>'iiat')::bigint`,
    rotations: `(token->>'rotations')::int + 1`,
    isGiven: 'asked.refresh_key is not null',
  },
};

const accessPayload = (kind: Redemption['kind']) => `${without([...ofLogin, ...ofCode, 'iiat', 'rotations'])}
         || jsonb_build_object('iat', $2::int, 'exp', $2::int + $5::int, 'gty', ${gty[kind]}, 'scope', live.scope)`;
const refreshLife = 'greatest(1, least($3::int, live.iiat + $4::int - $2::int))::int';
const refreshExpires = `$1::timestamptz + make_interval(secs => ${refreshLife})`;
/** Of a refresh token that is exchanged for the next one nothing is taken away: it never had anything of a code, and has its `iiat`. */
const keptOf = {
  AuthorizationCode: `${without(ofCode)} || jsonb_build_object('iiat', live.iiat)`,
  RefreshToken: 'live.token',
};
const refreshPayload = (kind: Redemption['kind']) => `${keptOf[kind]}
         || jsonb_build_object('iat', $2::int, 'exp', $2::int + ${refreshLife}, 'gty', ${gty[kind]}, 'rotations', live.rotations)`;

/** The new value of a column of a refresh token: it is consumed, or it is the row of a family, in which its successor follows. */
const usedOr = (used: string, column: string, followed: string) =>
  `${column} = case when live.current is null then ${used} else ${followed} end`;
const changes = {
  AuthorizationCode: 'consumed_at = $1::timestamptz, exchange = live.exchange',
  RefreshToken: `exchange = live.exchange, ${usedOr('$1::timestamptz', 'consumed_at', 'null')}, ${usedOr('null', 'current_hash', 'live.refresh_current')},
       ${usedOr('null', 'rotated_at', '$1::timestamptz')}, ${usedOr('t.expires_at', 'expires_at', endOfRowIn(refreshExpires))},
       ${usedOr('t.payload', 'payload', `(${refreshPayload('RefreshToken')})::json`)}`,
};

const asked = ['bytea', 'text', 'jsonb', 'bytea', 'bytea', 'bytea', 'bytea', 'uuid'] as const;
const names = 'position, key, client_id, must, access_key, refresh_key, refresh_current, current, exchange';

/** The rows written beside the used one: an access token, a refresh token without a family or the first of one. */
type Writes = { access: boolean; refresh: boolean };
const issuedAs = (kind: Redemption['kind']) => ({
  access: `select ${kinds.AccessToken}, live.access_key, null::bytea, $1::timestamptz + make_interval(secs => $5::int), ${accessPayload(kind)}`,
  refresh: `select ${kinds.RefreshToken}, live.refresh_key, live.refresh_current,
         case when live.refresh_current is null then ${refreshExpires} else ${endOfRowIn(refreshExpires)} end, ${refreshPayload(kind)}
       where live.has_refresh and live.current is null`,
});
function writing(kind: Redemption['kind'], { access, refresh }: Writes): string {
  const issued = issuedAs(kind);
  const rows = [...(access ? [issued.access] : []), ...(refresh ? [issued.refresh] : [])];
  if (rows.length === 0) return '';
  return `, written as (
     insert into oidc_tokens (kind, key, payload, client_id, account_id, grant_key, issued_at, expires_at, current_hash)
     select issued.kind, issued.key, jsonb_strip_nulls(issued.payload)::json, live.client_id, live.account_id, live.grant_key,
       $1::timestamptz, issued.expires_at, issued.current_hash
     from used live
     cross join lateral (${rows.join(' union all ')}) issued (kind, key, current_hash, expires_at, payload)
   )`;
}

// Each row is looked up by its key, whatever the tables held when the plan was made (test/oidc/tokens/rows.test.ts): conditions on other columns
// cannot use an index, and the row that is consumed is found by its place, which was read just before. Whether it still counts is asked of its
// newest version; for its place newer releases of PostgreSQL ask that one as well (18.4 and 15.18 do), earlier ones do not. The grant stands
// behind `offset 0`: its kind alone is a beginning of the index, and on an empty table all grants are as cheap as one. One statement for each
// kind: a shared one would need its columns described at each call.
const statementOf = (kind: Redemption['kind'], writes: Writes, count: number) => `with live as materialized (
     select asked.position, asked.access_key, asked.refresh_key, asked.refresh_current, asked.current, asked.exchange, found.*
     from (values ${parametersOf(count, asked, writes.access ? 6 : 5)}) as asked (${names})
       cross join lateral (
         select token, t.payload, t.ctid as place, t.client_id, t.account_id, t.grant_key, granted.scope, ${successor[kind].iiat} as iiat,
           ${successor[kind].rotations} as rotations, ${successor[kind].isGiven} as has_refresh
         from oidc_tokens t
           cross join lateral (select t.payload::jsonb as token offset 0) read
           join applications a on a.client_id = t.client_id
           join institutions i on i.id = a.institution_id
           join accounts p on p.id = t.account_id
           cross join lateral (
             select payload::jsonb as payload, client_id, account_id, issued_at, consumed_at, expires_at from oidc_tokens
             where kind = ${kinds.Grant} and key = t.grant_key offset 0) g
           cross join lateral (select ${granted} as scope offset 0) granted
         where t.kind = ${kinds[kind]} and t.key = asked.key and ${isPlainlyValid(kind)} limit 1) found
   ), used as (
     update oidc_tokens t set ${changes[kind]}
     from live where t.ctid = live.place and t.consumed_at is null and t.current_hash is not distinct from live.current returning live.*
   )${writing(kind, writes)} select position, payload as token, scope, has_refresh from used`;

/** Each as it is first asked for. */
const statements = new Map<string, (count: number) => string>();
function statementFor(kind: Redemption['kind'], writes: Writes): (count: number) => string {
  const name = `${kind} ${writes.access} ${writes.refresh}`;
  const known = statements.get(name) ?? bySize((count) => statementOf(kind, writes, count));
  statements.set(name, known);
  return known;
}

const exchanged = ['bytea', 'bytea', 'uuid', 'bytea'] as const;
const exchangedOf = (kind: Redemption['kind']) =>
  bySize(
    (size) => `select asked.position, found.*
     from (values ${parametersOf(size, exchanged, 1)}) as asked (position, key, access_key, exchange, refresh_key)
       cross join lateral (
         select token, granted.scope, exists (
             select from oidc_tokens r where r.kind = ${kinds.RefreshToken} and r.key = asked.refresh_key) as has_refresh
         from oidc_tokens t
           cross join lateral (select t.payload::jsonb as token offset 0) read
           cross join lateral (
             select payload::jsonb as payload from oidc_tokens where kind = ${kinds.Grant} and key = t.grant_key offset 0) g
           cross join lateral (select ${granted} as scope offset 0) granted
         where t.kind = ${kinds[kind]} and t.key = asked.key and granted.scope is not null and (t.exchange = asked.exchange
           or exists (select from oidc_tokens a where a.kind = ${kinds.AccessToken} and a.key = asked.access_key))
         limit 1) found`,
  );
const readingBack = { AuthorizationCode: exchangedOf('AuthorizationCode'), RefreshToken: exchangedOf('RefreshToken') };
