import { isCitizenScope } from '../../applications/aksk/scopes.ts';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { ProviderAccounts } from '../account.ts';
import { codeLifetime, sessionLifetimeOf } from '../lifetimes.ts';
import { tooLong } from '../requests/parameters.ts';
import { endsWithSession, mayAnswerFast, mayAskInTheOpen, type SignInRule } from '../rules.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { SessionWrites } from '../tokens/session-writes.ts';
import { plainForm } from './body.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { ClientMetadata } from './known.ts';
import { answered } from './support.ts';
import type { TokenReader } from './token-reader.ts';

type Needs = {
  issuer: string;
  rules: readonly SignInRule[];
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'readGrant' | 'readSession'>;
  providerAccounts: Pick<ProviderAccounts, 'findOpen' | 'termsInForce'>;
  packing: Packing;
  rows: Pick<Rows, 'saveCode'>;
  sessionWrites: SessionWrites;
  clock: Clock;
};

/** Where the browser is sent, and until when it keeps the session; undefined: until it is closed. */
type Authorized = {
  clientId: string;
  sandbox: boolean;
  accountId: string;
  location: string;
  expires: string | undefined;
};

const allowed = new Set(answered('authorization'));
const challengeForm = /^[\w.~-]{43,128}$/;

/** Answers an authorization request for which no page is shown: somebody is signed in and has decided about every scope before. */
export function createAuthorize(needs: Needs) {
  const { issuer, rules, clients, tokens, providerAccounts, packing, rows, sessionWrites, clock } = needs;

  return async (query: string, sessionId: string): Promise<Authorized | undefined> => {
    const form = plainForm(query, allowed);
    const request = form && readRequest(form);
    const sessionKey = keyOf(sessionId);
    if (request === undefined || sessionKey === undefined) return undefined;
    const { redirectUri, state, nonce, codeChallenge } = request;
    const found = await clients.find(request.clientId);
    const client = found && (await clients.model(found.metadata));
    if (found === undefined || client === undefined) return undefined;
    const { client_id: clientId, sandbox, institution_id: institutionId, first_party: firstParty } = found.metadata;
    const scopes = scopesFor(found.metadata, request.scope);
    if (scopes === undefined) return undefined;

    const session = await tokens.readSession(sessionKey, clientId);
    if (session === undefined) return undefined;
    sessionWrites.read(sessionKey, session.payload);
    if (!sessionWrites.isIdle(sessionKey, session.payload)) return undefined; // once a minute the library writes it
    const { accountId, uid, loginTs } = session;
    const { acr, amr } = session.payload;
    const { grantId, sid } = session.at(clientId);
    if (grantId === undefined || sid === undefined) return undefined;
    const grant = await tokens.readGrant(grantId, clientId, accountId);
    if (grant === undefined || !scopes.every((name) => grant.granted.includes(name) || grant.refused.includes(name)))
      return undefined;
    const facts = {
      client: {
        refusal: found.refusal,
        clientId,
        sandbox,
        institutionId,
        firstParty: firstParty === true,
        redirectUriAllowed: (uri: string) => client.redirectUriAllowed(uri),
      },
      redirectUri,
      acrValues: undefined, // a request with acr_values is the library's
      session: { accountId, acr: typeof acr === 'string' ? acr : undefined },
      account: await providerAccounts.findOpen(accountId),
      termsInForce: await providerAccounts.termsInForce(),
    };
    if (!mayAnswerFast(facts.account)) return undefined;
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    const scope = grant.granted.filter((name) => scopes.includes(name)).join(' ');
    if (scope === '') return undefined;

    const code = newToken();
    const codeKey = keyOf(code);
    const iat = epoch(systemClock.now()); // the library counts in real time
    const payload = {
      ...{ iat, exp: iat + codeLifetime, accountId, acr, amr, authTime: loginTs, clientId },
      ...{ codeChallenge, codeChallengeMethod: 'S256', grantId, nonce, redirectUri, scope, sessionUid: uid },
      ...('backchannel_logout_uri' in found.metadata && { sid }),
      expiresWithSession: endsWithSession(request.scope),
    };
    if (codeKey === undefined) return undefined;
    const artefact = packing.artefact('AuthorizationCode', code, payload, clock.now(), codeLifetime);
    if (!(await rows.saveCode(codeKey, artefact))) return undefined;

    const location = new URL(redirectUri);
    location.searchParams.set('code', code);
    if (state !== undefined) location.searchParams.set('state', state);
    location.searchParams.set('iss', issuer);
    const end = new Date((iat + sessionLifetimeOf(session)) * 1000).toUTCString();
    return { clientId, sandbox, accountId, location: location.href, expires: session.transient ? undefined : end };
  };
}

/** A request for a code, by PKCE, for a web address; any other is the library's. */
function readRequest(form: Record<string, string>) {
  const { client_id: clientId, response_type: type, redirect_uri: redirectUri = '', scope, state, nonce } = form;
  const { code_challenge: codeChallenge = '', code_challenge_method: method } = form;
  if (tooLong(form) !== undefined) return undefined;
  if (clientId === undefined || scope === undefined || type !== 'code' || method !== 'S256') return undefined;
  if (!challengeForm.test(codeChallenge) || !/^https?:\/\/[\w.~:/?&=%-]+$/.test(redirectUri)) return undefined;
  return { clientId, redirectUri, scope, state, nonce, codeChallenge };
}

/** The requested scopes, where each comes once and is registered. The library decides when offline_access is given. */
function scopesFor(client: ClientMetadata, scope: string): string[] | undefined {
  if (!mayAskInTheOpen(client) || !client.response_types.some((type) => type === 'code')) return undefined;
  const registered = client.scope.split(' ');
  const requested = scope.split(' ');
  if (!requested.includes('openid') || !endsWithSession(scope)) return undefined;
  const isPlain = (name: string, index: number) =>
    isCitizenScope(name) && registered.includes(name) && requested.indexOf(name) === index;
  return requested.every(isPlain) ? requested : undefined;
}

export type Authorize = ReturnType<typeof createAuthorize>;
