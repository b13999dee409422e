import { isCitizenScope } from '../../applications/aksk/scopes.ts';
import { epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import { codeLifetime } from '../lifetimes.ts';
import { tooLong } from '../requests/parameters.ts';
import { endsWithSession, mayAskInTheOpen, type SignInFacts } from '../rules.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Write } from '../tokens/store.ts';
import { plainForm } from './body.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { ClientMetadata } from './known.ts';
import { type MaybePromise, whenThere } from './steps.ts';
import { answered } from './support.ts';

/** An ordinary request for a code, with its client. */
export type AuthorizationRequest = {
  params: Readonly<Record<string, string>>;
  redirectUri: string;
  /** As it was written, and one by one. */
  scope: string;
  scopes: readonly string[];
  metadata: ClientMetadata;
  /** For the rules. */
  client: SignInFacts['client'];
};

/** The account of a code, and its content. */
type Whose = {
  accountId: string;
  acr: unknown;
  amr: unknown;
  loginTs: number;
  grantId: string;
  sid: string;
  sessionUid: string;
  /** The granted ones of all scopes that were ever requested. */
  granted: readonly string[];
};

type Found = NonNullable<Awaited<ReturnType<ClientAuthentication['findModel']>>>;

const allowed = new Set(answered('authorization'));
const challengeForm = /^[\w.~-]{43,128}$/;

/** Reads authorization requests for the fast endpoints: the authorization endpoint itself, and the end of a login that it began. */
export function createAuthorizationRequests({ clients }: { clients: ClientAuthentication }) {
  function read(params: Readonly<Record<string, string>> | undefined): MaybePromise<AuthorizationRequest | undefined> {
    if (params === undefined || !isPlain(params)) return undefined;
    return whenThere(clients.findModel(params.client_id ?? ''), (found) => found && requestOf(params, found));
  }

  function requestOf(
    params: Readonly<Record<string, string>>,
    { metadata, refusal, model }: Found,
  ): AuthorizationRequest | undefined {
    const { client_id: clientId = '', redirect_uri: redirectUri = '', scope = '' } = params;
    const scopes = scopesFor(metadata, scope);
    if (scopes === undefined) return undefined;
    const { sandbox, institution_id: institutionId, first_party: firstParty } = metadata;
    const redirectUriAllowed = (uri: string) => model.redirectUriAllowed(uri);
    const client = { refusal, clientId, sandbox, institutionId, firstParty: firstParty === true, redirectUriAllowed };
    return { params, redirectUri, scope, scopes, metadata, client };
  }

  return {
    fromQuery: (query: string): MaybePromise<AuthorizationRequest | undefined> => read(plainForm(query, allowed)),
    /** As the library keeps it with a login. */
    fromLogin: (params: object): MaybePromise<AuthorizationRequest | undefined> => read(textsIn(params)),
  };
}

export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;

/** How the library keeps a request that names no resource. */
export const noResource = { resource: [] };
const namesNone = (name: string, value: unknown): boolean =>
  name in noResource && Array.isArray(value) && value.length === 0;

/** The parameters, where each is answered and a text. */
function textsIn(params: object): Record<string, string> | undefined {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (namesNone(name, value)) continue;
    if (!allowed.has(name) || typeof value !== 'string' || value === '') return undefined;
    texts[name] = value;
  }
  return texts;
}

/** A request for a code, by PKCE, for a web address; any other is the library's. */
function isPlain(params: Readonly<Record<string, string>>): boolean {
  const { client_id: clientId, response_type: type, redirect_uri: redirectUri = '', scope } = params;
  const { code_challenge: codeChallenge = '', code_challenge_method: method } = params;
  if (tooLong(params) !== undefined) return false;
  if (clientId === undefined || scope === undefined || type !== 'code' || method !== 'S256') return false;
  return challengeForm.test(codeChallenge) && /^https?:\/\/[\w.~:/?&=%-]+$/.test(redirectUri);
}

/** The requested scopes, where each comes once and is registered. The library decides when offline_access is given. */
function scopesFor(client: ClientMetadata, scope: string): string[] | undefined {
  if (!mayAskInTheOpen(client) || !client.response_types.some((type) => type === 'code')) return undefined;
  const registered = client.scope.split(' ');
  const requested = scope.split(' ');
  if (!requested.includes('openid') || !endsWithSession(scope)) return undefined;
  const isUsual = (name: string, index: number) =>
    isCitizenScope(name) && registered.includes(name) && requested.indexOf(name) === index;
  return requested.every(isUsual) ? requested : undefined;
}

/** A new code and its redirect; undefined where no requested scope was granted. */
export function newCode(
  { params, redirectUri, scope: asked, scopes, metadata }: AuthorizationRequest,
  { accountId, acr, amr, loginTs, grantId, sid, sessionUid, granted }: Whose,
  { packing, issuer, now }: { packing: Packing; issuer: string; now: Date },
): { row: Write; location: string } | undefined {
  const scope = granted.filter((name) => scopes.includes(name)).join(' ');
  const code = newToken();
  const key = keyOf(code);
  if (scope === '' || key === undefined) return undefined;
  const { client_id: clientId, nonce, state, code_challenge: codeChallenge } = params;
  const iat = epoch(systemClock.now()); // the library counts in real time
  const payload = {
    ...{ iat, exp: iat + codeLifetime, accountId, acr, amr, authTime: loginTs, clientId },
    ...{ codeChallenge, codeChallengeMethod: 'S256', grantId, nonce, redirectUri, scope, sessionUid },
    ...('backchannel_logout_uri' in metadata && { sid }),
    expiresWithSession: endsWithSession(asked),
  };
  const artefact = packing.artefact('AuthorizationCode', code, payload, now, codeLifetime);
  return {
    row: { kind: 'AuthorizationCode', key, artefact },
    location: locationOf(redirectUri, code, state, issuer),
  };
}

const addresses = new Map<string, string>();
const mostAddresses = 1_000;

/** An address as a browser writes it, without a query. */
function addressOf(redirectUri: string): string {
  const known = addresses.get(redirectUri);
  if (known !== undefined) return known;
  if (addresses.size >= mostAddresses) addresses.clear();
  const { href } = new URL(redirectUri);
  addresses.set(redirectUri, href);
  return href;
}

/** Nothing of it is encoded in a form. */
const isBare = /^[\w.*-]*$/;
const encoded = (value: string) =>
  isBare.test(value) ? value : new URLSearchParams([['', value]]).toString().slice(1);

/** `iss` is an origin, which is encoded in a form as everywhere. */
function locationOf(redirectUri: string, code: string, state: string | undefined, iss: string): string {
  if (!redirectUri.includes('?')) {
    const ofState = state === undefined ? '' : `&state=${encoded(state)}`;
    return `${addressOf(redirectUri)}?code=${code}${ofState}&iss=${encodeURIComponent(iss)}`;
  }
  const location = new URL(redirectUri);
  location.searchParams.set('code', code);
  if (state !== undefined) location.searchParams.set('state', state);
  location.searchParams.set('iss', iss);
  return location.href;
}
