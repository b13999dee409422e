import type { Connection } from '../../database/open.ts';
import { endOfRowIn } from './families.ts';
import { kinds } from './kinds.ts';
import type { RowKey } from './store.ts';

/** A code or refresh token that a client presents, and the keys of what it gets for it. */
export type Redemption = RowKey & {
  kind: 'AuthorizationCode' | 'RefreshToken';
  /** Which token of its family it is (families.ts); undefined: a code, or a refresh token with a row of its own. */
  current?: Buffer | undefined;
  clientId: string;
  /** What its payload must hold: whatever else is the library's. */
  must: Readonly<Record<string, string>>;
  accessKey: Buffer;
  /** Undefined: the client may not refresh. */
  refreshKey: Buffer | undefined;
  /** Which token of a family that is. */
  refreshCurrent?: Buffer | undefined;
};

/** What was redeemed, the scopes of the access token, and whether a refresh token was written. */
export type Redeemed = { token: Record<string, unknown>; scope: string; hasRefresh: boolean };

/** In seconds; `now` by our clock, `iat` in real time, as the library counts. */
export type Times = {
  now: Date;
  iat: number;
  accessLife: number;
  refreshLife: { eachUse: number; inAll: number };
};

// With any other field (a key that a token is bound to, claims that were asked for) a token is the library's.
const common = ['iat', 'exp', 'clientId', 'accountId', 'scope', 'sid', 'grantId', 'sessionUid', 'expiresWithSession'];
const ofLogin = ['acr', 'amr', 'authTime', 'nonce'];
const ofCode = ['codeChallenge', 'codeChallengeMethod', 'redirectUri'];
const known = {
  AuthorizationCode: [...common, ...ofLogin, ...ofCode],
  RefreshToken: [...common, ...ofLogin, 'gty', 'iiat', 'rotations'],
};

/** Stands in no JSON text. */
const separator = '\u001e';

/**
 * Consumes codes and refresh tokens, each while it is valid, and writes what is given for it, in one statement: an exchange waits for the
 * database once. The successor of a token of a family takes its place in the row. Of each either all is on disk or nothing, in the order of
 * the redemptions; undefined where it was not plainly valid, and then the library says why. No token may come twice in one call.
 */
export async function redeem(
  db: Connection,
  redemptions: readonly Redemption[],
  { now, iat, accessLife, refreshLife }: Times,
): Promise<(Redeemed | undefined)[]> {
  const rows = await db.rows<{ position: number; token: Record<string, unknown>; scope: string; has_refresh: boolean }>(
    redeeming,
    [
      redemptions.map(({ kind }) => kinds[kind]),
      redemptions.map(({ key }) => key),
      redemptions.map(({ clientId }) => clientId),
      redemptions.map(({ must }) => JSON.stringify(must)).join(separator),
      redemptions.map(({ accessKey }) => accessKey),
      redemptions.map(({ refreshKey }) => refreshKey ?? null),
      redemptions.map(({ current }) => current ?? null),
      redemptions.map(({ refreshCurrent }) => refreshCurrent ?? null),
      ...[now, iat, accessLife, refreshLife.eachUse, refreshLife.inAll],
    ],
  );
  const found = new Map(
    rows.map(({ position, token, scope, has_refresh: hasRefresh }) => [position, { token, scope, hasRefresh }]),
  );
  return redemptions.map((_, index) => found.get(index + 1));
}

const list = (names: readonly string[]) => `'{${names.join(',')}}'::text[]`;

/** The newest session of a login, if it still has this grant: what isValid (adapter.ts) asks of a session. */
const hasSession = `exists (
  select from (
    select s.payload, s.consumed_at, s.expires_at from oidc_tokens s
    where s.uid_key = sha256(convert_to(token->>'sessionUid', 'UTF8')) and s.kind = ${kinds.Session}
    order by s.consumed_at is not null, s.issued_at desc limit 1) s
  where s.consumed_at is null and s.expires_at > $9::timestamptz and (s.payload->>'exp')::float8 > $10::int
    and s.payload->>'accountId' = token->>'accountId'
    and s.payload #>> array['authorizations', t.client_id, 'grantId'] = token->>'grantId'
    and (s.payload->>'loginTs')::float8 >= ceil(extract(epoch from p.sessions_valid_from)))`;

/** What isValid asks of a code, a refresh token and their grant, and nothing that is unusual: the rest is judged by the library. */
const isPlainlyValid = `t.client_id = asked.client_id and t.consumed_at is null and t.current_hash is not distinct from asked.current
  and (asked.current is null or asked.refresh_current is not null)
  and t.expires_at > $9::timestamptz and (token->>'exp')::float8 > $10::int and token @> asked.must
  and p.locked_at is null and p.deleted_at is null and t.issued_at >= p.sessions_valid_from and p.verifies is null
  and a.disabled_at is null and i.disabled_at is null and t.issued_at >= a.tokens_valid_from
  and (a.expires_at is null or floor(extract(epoch from $9::timestamptz)) <= floor(extract(epoch from a.expires_at)))
  and g.consumed_at is null and g.expires_at > $9::timestamptz and (g.payload->>'exp')::float8 > $10::int
  and g.client_id = t.client_id and g.account_id = t.account_id and g.issued_at >= p.sessions_valid_from
  and g.payload #> '{rejected,openid,claims}' is null and granted.scope is not null
  and (token->'expiresWithSession' is distinct from 'true'::jsonb or ${hasSession})
  and case t.kind
    when ${kinds.AuthorizationCode} then token - ${list(known.AuthorizationCode)} = '{}'::jsonb
    else token - ${list(known.RefreshToken)} = '{}'::jsonb and jsonb_typeof(token->'gty') = 'string'
      and jsonb_typeof(token->'iiat') = 'number' and jsonb_typeof(token->'rotations') = 'number' end`;

const scopes = (of: string) => `string_to_array(${of}, ' ')`;
const granted = `select string_agg(one.name, ' ' order by one.place) as scope
  from unnest(${scopes(`g.payload #>> '{openid,scope}'`)}) with ordinality as one (name, place)
  where one.name = any (${scopes(`token->>'scope'`)})
    and (one.name = 'openid' or one.name <> all (${scopes(`coalesce(g.payload #>> '{rejected,openid,scope}', '')`)}))`;

/** What is given for a token has its fields but for these: it has no others than those that are known. */
const without = (names: readonly string[]) => `live.token - ${list(names)}`;
const gty = `case when live.kind = ${kinds.AuthorizationCode} then 'authorization_code'
  when token->>'gty' like '%refresh_token' then token->>'gty' else (token->>'gty') || ' refresh_token' end`;

const accessPayload = `${without([...ofLogin, ...ofCode, 'iiat', 'rotations'])}
         || jsonb_build_object('iat', $10::int, 'exp', $10::int + $11::int, 'gty', ${gty}, 'scope', live.scope)`;
const refreshLife = 'greatest(1, least($12::int, live.iiat + $13::int - $10::int))::int';
const refreshExpires = `$9::timestamptz + make_interval(secs => ${refreshLife})`;
const refreshPayload = `${without(ofCode)} || jsonb_build_object('iat', $10::int, 'exp', $10::int + ${refreshLife}, 'gty', ${gty},
         'iiat', live.iiat, 'rotations', live.rotations)`;

/** What a column of what is presented becomes: it is used up, or it is the row of a family, in which its successor follows. */
const usedOr = (used: string, column: string, followed: string) =>
  `${column} = case when live.current is null then ${used} else ${followed} end`;

/** Only what is asked: every statement describes each column of a row to itself anew, and an account has some forty. */
const columnsOf = {
  token: 'kind, key, payload, client_id, account_id, grant_key, issued_at, consumed_at, expires_at, current_hash',
  application: 'institution_id, disabled_at, tokens_valid_from, expires_at',
  account: 'locked_at, deleted_at, sessions_valid_from, verifies',
  grant: 'payload, client_id, account_id, issued_at, consumed_at, expires_at',
};

// As in store.ts: behind `offset 0` no plan is made for the very arrays, and each row is looked up by its key: without it a plan made while
// the tables were small reads all accounts, and all tokens of a person to find one grant.
const redeeming = `with live as materialized (
     select asked.*, found.* from (select $1::smallint[] as kinds, $2::bytea[] as keys, $3::text[] as clients,
         string_to_array($4, chr(30))::jsonb[] as musts, $5::bytea[] as access_keys, $6::bytea[] as refresh_keys,
         $7::bytea[] as currents, $8::bytea[] as refresh_currents offset 0) given
       cross join lateral unnest(given.kinds, given.keys, given.clients, given.musts, given.access_keys, given.refresh_keys, given.currents,
         given.refresh_currents) with ordinality as asked (kind, key, client_id, must, access_key, refresh_key, current, refresh_current, position)
       cross join lateral (
         select token, t.account_id, t.grant_key, granted.scope,
           case t.kind when ${kinds.RefreshToken} then (token->>'iiat')::bigint else $10::int end as iiat,
           case t.kind when ${kinds.RefreshToken} then (token->>'rotations')::int + 1 else 0 end as rotations,
           asked.refresh_key is not null
             and (t.kind = ${kinds.RefreshToken} or 'offline_access' = any (${scopes(`token->>'scope'`)})) as has_refresh
         from (select ${columnsOf.token} from oidc_tokens where kind = asked.kind and key = asked.key offset 0) t
           cross join lateral (select t.payload::jsonb as token offset 0) read
           cross join lateral (select ${columnsOf.application} from applications where client_id = t.client_id offset 0) a
           cross join lateral (select disabled_at from institutions where id = a.institution_id offset 0) i
           cross join lateral (select ${columnsOf.account} from accounts where id = t.account_id offset 0) p
           cross join lateral (select ${columnsOf.grant} from oidc_tokens where kind = ${kinds.Grant} and key = t.grant_key offset 0) g
           cross join lateral (${granted}) granted
         where ${isPlainlyValid} limit 1) found
   ), used as (
     update oidc_tokens t set ${usedOr('$9::timestamptz', 'consumed_at', 'null')}, ${usedOr('null', 'current_hash', 'live.refresh_current')},
       ${usedOr('null', 'rotated_at', '$9::timestamptz')}, ${usedOr('t.expires_at', 'expires_at', endOfRowIn(refreshExpires))},
       ${usedOr('t.payload', 'payload', `jsonb_strip_nulls(${refreshPayload})::json`)}
     from live where t.kind = live.kind and t.key = live.key and t.consumed_at is null and t.current_hash is not distinct from live.current
     returning live.position
   ), written as (
     insert into oidc_tokens (kind, key, payload, client_id, account_id, grant_key, issued_at, expires_at, current_hash)
     select issued.kind, issued.key, jsonb_strip_nulls(issued.payload)::json, live.client_id, live.account_id, live.grant_key,
       $9::timestamptz, issued.expires_at, issued.current_hash
     from used join live on live.position = used.position
     cross join lateral (
       select ${kinds.AccessToken}, live.access_key, null::bytea, $9::timestamptz + make_interval(secs => $11::int), ${accessPayload}
       union all
       select ${kinds.RefreshToken}, live.refresh_key, live.refresh_current,
         case when live.refresh_current is null then ${refreshExpires} else ${endOfRowIn(refreshExpires)} end, ${refreshPayload}
       where live.has_refresh and live.current is null) issued (kind, key, current_hash, expires_at, payload)
   ) select live.position::int, live.token, live.scope, live.has_refresh from live join used on used.position = live.position`;
