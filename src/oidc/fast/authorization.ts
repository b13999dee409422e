import { type Clock, epoch, systemClock } from '../../clock.ts';
import type { ProviderAccounts } from '../account.ts';
import { sessionLifetimeOf } from '../lifetimes.ts';
import { mayAnswerFast, type SignInRule } from '../rules.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { SessionWrites } from '../tokens/session-writes.ts';
import { type AuthorizationRequests, newCode } from './authorization-request.ts';
import type { TokenReader } from './token-reader.ts';

type Needs = {
  issuer: string;
  rules: readonly SignInRule[];
  requests: AuthorizationRequests;
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

/** Answers an authorization request for which no page is shown: somebody is signed in and has decided about every scope before. */
export function createAuthorize(needs: Needs) {
  const { issuer, rules, requests, tokens, providerAccounts, packing, rows, sessionWrites, clock } = needs;

  return async (query: string, sessionId: string): Promise<Authorized | undefined> => {
    const sessionKey = keyOf(sessionId);
    const asked = sessionKey && (await requests.fromQuery(query));
    if (sessionKey === undefined || asked === undefined) return undefined;
    const { client, redirectUri, scopes } = asked;
    const { clientId, sandbox } = client;

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
      client,
      redirectUri,
      acrValues: undefined, // a request with acr_values is the library's
      session: { accountId, acr: typeof acr === 'string' ? acr : undefined },
      account: await providerAccounts.findOpen(accountId),
      termsInForce: await providerAccounts.termsInForce(),
    };
    if (!mayAnswerFast(facts.account)) return undefined;
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    const code = newCode(
      asked,
      { accountId, acr, amr, loginTs, grantId, sid, sessionUid: uid, granted: grant.granted },
      { packing, issuer, now: clock.now() },
    );
    if (code === undefined || !(await rows.saveCode(code.row.key, code.row.artefact))) return undefined;
    const end = new Date((epoch(systemClock.now()) + sessionLifetimeOf(session)) * 1000).toUTCString();
    return { clientId, sandbox, accountId, location: code.location, expires: session.transient ? undefined : end };
  };
}

export type Authorize = ReturnType<typeof createAuthorize>;
