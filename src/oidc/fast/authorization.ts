import type { Accounts } from '../../accounts/service.ts';
import { isCitizenScope } from '../../applications/scopes.ts';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import { admits } from '../admission.ts';
import { codeLife, sessionLifeOf } from '../lives.ts';
import { keyOf, type Packing } from '../packing.ts';
import { tooLong } from '../parameters.ts';
import type { Rows } from '../rows.ts';
import type { SessionWrites } from '../session-writes.ts';
import { plainForm } from './body.ts';
import type { Callers, Client } from './callers.ts';
import type { OfBrowser } from './shown.ts';

type Needs = {
  issuer: string;
  callers: Callers;
  shown: OfBrowser;
  accounts: Pick<Accounts, 'find' | 'isLive'>;
  packing: Packing;
  rows: Pick<Rows, 'saveCode'>;
  sessionWrites: SessionWrites;
  clock: Clock;
};

/** Where the browser goes, and until when it keeps the session; undefined: until it is closed. */
type Authorized = { clientId: string; accountId: string; location: string; expires: string | undefined };

const known = new Set([
  ...['client_id', 'response_type', 'redirect_uri', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method'],
]);
const challengeForm = /^[\w.~-]{43,128}$/;

/** An authorization request that shows no page: somebody is signed in and has decided before about all that is asked for. */
export function createAuthorization({ issuer, callers, shown, accounts, packing, rows, sessionWrites, clock }: Needs) {
  return async (query: string, sessionId: string): Promise<Authorized | undefined> => {
    const asked = plainForm(query, known);
    const request = asked && readRequest(asked);
    const key = keyOf(sessionId);
    if (request === undefined || key === undefined) return undefined;
    const { redirectUri, state, nonce, codeChallenge } = request;
    const client = await callers.find(request.clientId);
    const model = client && (await callers.model(client));
    if (client === undefined || !model?.redirectUriAllowed(redirectUri)) return undefined;
    const scopes = scopesFor(client, request.scope);
    if (scopes === undefined) return undefined;

    const session = await shown.signedIn(key);
    if (session === undefined) return undefined;
    sessionWrites.read(key, session.payload);
    if (!sessionWrites.isIdle(key, session.payload)) return undefined; // once a minute the library writes it
    const { client_id: clientId } = client;
    const { accountId, uid, loginTs } = session;
    const { grantId, sid } = session.at(clientId);
    if (grantId === undefined || sid === undefined) return undefined;
    const grant = await shown.decided(grantId, clientId, accountId);
    if (grant === undefined || !scopes.every((name) => [...grant.granted, ...grant.refused].includes(name)))
      return undefined;
    const account = await accounts.find(accountId);
    const door = { sandbox: client.sandbox, institutionId: client.institution_id };
    if (account === undefined || !accounts.isLive(account) || !admits(door, account)) return undefined;
    const scope = grant.granted.filter((name) => scopes.includes(name)).join(' ');
    if (scope === '') return undefined;

    const code = newToken();
    const place = keyOf(code);
    const iat = epoch(systemClock.now()); // the library counts in real time
    const { acr, amr } = session.payload;
    const payload = {
      ...{ iat, exp: iat + codeLife, accountId, acr, amr, authTime: loginTs, clientId },
      ...{ codeChallenge, codeChallengeMethod: 'S256', grantId, nonce, redirectUri, scope, sessionUid: uid },
      ...('backchannel_logout_uri' in client && { sid }),
      expiresWithSession: true,
    };
    if (place === undefined) return undefined;
    const artefact = packing.artefact('AuthorizationCode', code, payload, clock.now(), codeLife);
    if (!(await rows.saveCode(place, artefact))) return undefined;

    const location = new URL(redirectUri);
    location.searchParams.set('code', code);
    if (state !== undefined) location.searchParams.set('state', state);
    location.searchParams.set('iss', issuer);
    const end = new Date((iat + sessionLifeOf(session)) * 1000).toUTCString();
    return { clientId, accountId, location: location.href, expires: session.transient ? undefined : end };
  };
}

/** What every request of this kind has; anything else than a code by PKCE to a web address is the library's. */
function readRequest(asked: Record<string, string>) {
  const { client_id: clientId, response_type: type, redirect_uri: redirectUri = '', scope, state, nonce } = asked;
  const { code_challenge: codeChallenge = '', code_challenge_method: method } = asked;
  if (tooLong(asked) !== undefined) return undefined;
  if (clientId === undefined || scope === undefined || type !== 'code' || method !== 'S256') return undefined;
  if (!challengeForm.test(codeChallenge) || !/^https?:\/\/[\w.~:/?&=%-]+$/.test(redirectUri)) return undefined;
  return { clientId, redirectUri, scope, state, nonce, codeChallenge };
}

/** Those that are asked for, each once and registered for signing in. What outlives the session needs a page. */
function scopesFor(client: Client, scope: string): string[] | undefined {
  if (client.require_pushed_authorization_requests || !client.response_types.some((type) => type === 'code'))
    return undefined;
  const registered = client.scope.split(' ');
  const asked = scope.split(' ');
  if (!asked.includes('openid') || asked.includes('offline_access')) return undefined;
  const isPlain = (name: string, place: number) =>
    isCitizenScope(name) && registered.includes(name) && asked.indexOf(name) === place;
  return asked.every(isPlain) ? asked : undefined;
}

export type Authorize = ReturnType<typeof createAuthorization>;
