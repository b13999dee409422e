import { type Clock, epoch, systemClock } from '../../clock.ts';
import { hashToken } from '../../crypto/secrets.ts';
import type { ProviderAccounts } from '../account.ts';
import { sessionLifetimeOf } from '../lifetimes.ts';
import { mayAnswerFast, type SignInRule } from '../rules.ts';
import type { Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { SessionWrites } from '../tokens/session-writes.ts';
import { type AuthorizationRequest, type AuthorizationRequests, newCode } from './authorization-request.ts';
import { timeOf } from './browser.ts';
import type { TokenReader, Visit } from './token-reader.ts';

type Needs = {
  issuer: string;
  rules: readonly SignInRule[];
  requests: AuthorizationRequests;
  tokens: Pick<TokenReader, 'forgetVisit' | 'readVisit'>;
  providerAccounts: Pick<ProviderAccounts, 'termsInForce'>;
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

  function isIdle(sessionId: string, { session: { payload }, seen }: Visit): boolean {
    if (seen !== undefined) return sessionWrites.wasWritten(seen.key);
    const key = hashToken(sessionId);
    sessionWrites.read(key, payload);
    return sessionWrites.isIdle(key, payload);
  }

  async function answer(asked: AuthorizationRequest, visit: Visit): Promise<Authorized | undefined> {
    const { client, redirectUri, scopes } = asked;
    const { clientId, sandbox } = client;
    const { session, grantId, sid, decision, account, seen } = visit;
    const { accountId, uid, loginTs } = session;
    const { acr, amr } = session.payload;
    if (!scopes.every((name) => decision.granted.includes(name) || decision.refused.includes(name))) return undefined;
    const facts = {
      client,
      redirectUri,
      acrValues: undefined, // a request with acr_values is the library's
      session: { accountId, acr: typeof acr === 'string' ? acr : undefined },
      account,
      termsInForce: await providerAccounts.termsInForce(),
    };
    if (!mayAnswerFast(facts.account)) return undefined;
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    const code = newCode(
      asked,
      { accountId, acr, amr, loginTs, grantId, sid, sessionUid: uid, granted: decision.granted },
      { packing, issuer, now: clock.now() },
    );
    if (code === undefined || !(await rows.saveCode(code.row.key, code.row.artefact, seen))) return undefined;
    const end = timeOf(epoch(systemClock.now()) + sessionLifetimeOf(session));
    return { clientId, sandbox, accountId, location: code.location, expires: session.transient ? undefined : end };
  }

  return async (query: string, sessionId: string): Promise<Authorized | undefined> => {
    const asked = await requests.fromQuery(query);
    if (asked === undefined) return undefined;
    const { clientId } = asked.client;
    for (let tries = 0; tries < 2; tries += 1) {
      const visit = await tokens.readVisit(sessionId, clientId);
      if (visit === undefined) return undefined;
      const authorized = isIdle(sessionId, visit) ? await answer(asked, visit) : undefined; // once a minute the library writes it
      if (authorized !== undefined) return authorized;
      // What would be refused by what is remembered is asked for; and what the library may change, the next time.
      tokens.forgetVisit(sessionId, clientId);
      if (visit.seen === undefined) return undefined;
    }
    return undefined;
  };
}

export type Authorize = ReturnType<typeof createAuthorize>;
