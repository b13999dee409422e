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
import { steps } from './steps.ts';
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

/** The request, and the session that makes it. */
type Attempt = { asked: AuthorizationRequest; visit: Visit };

/** Where the browser is sent, and until when it keeps the session; undefined: until it is closed. */
type Authorized = {
  clientId: string;
  sandbox: boolean;
  accountId: string;
  location: string;
  expires: string | undefined;
};

/** Answers an authorization request that needs no page: the citizen is signed in and has decided about every scope. */
export function createAuthorize(needs: Needs) {
  const { issuer, rules, requests, tokens, providerAccounts, packing, rows, sessionWrites, clock } = needs;

  function isIdle(sessionId: string, { session: { payload }, seen }: Visit): boolean {
    if (seen !== undefined) return sessionWrites.wasWritten(seen.key);
    const key = hashToken(sessionId);
    sessionWrites.read(key, payload);
    return sessionWrites.isIdle(key, payload);
  }

  /** Every scope that is asked for was decided about: given or refused. */
  function decidedBefore(attempt: Attempt): Attempt | undefined {
    const { granted, refused } = attempt.visit.decision;
    return attempt.asked.scopes.every((name) => granted.includes(name) || refused.includes(name)) ? attempt : undefined;
  }

  /** No rule wants anything else first (rules.ts). */
  async function rulesHold(attempt: Attempt): Promise<Attempt | undefined> {
    const { asked, visit } = attempt;
    const { accountId, payload } = visit.session;
    const facts = {
      client: asked.client,
      redirectUri: asked.redirectUri,
      acrValues: undefined, // a request with acr_values is the library's
      session: { accountId, acr: typeof payload.acr === 'string' ? payload.acr : undefined },
      account: visit.account,
      termsInForce: await providerAccounts.termsInForce(),
      now: clock.now(),
    };
    if (!mayAnswerFast(facts.account)) return undefined;
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    return attempt;
  }

  /** The code is written, while the session is unchanged since it was read. */
  async function writeCode(attempt: Attempt): Promise<(Attempt & { location: string }) | undefined> {
    const { session, grantId, sid, decision, seen } = attempt.visit;
    const { accountId, uid, loginTs, payload } = session;
    const code = newCode(
      attempt.asked,
      {
        ...{ accountId, acr: payload.acr, amr: payload.amr, loginTs, grantId, sid },
        sessionUid: uid,
        granted: decision.granted,
      },
      { packing, issuer, now: clock.now() },
    );
    if (code === undefined || !(await rows.saveCode(code.row.key, code.row.artefact, seen))) return undefined;
    return { ...attempt, location: code.location };
  }

  /** The way back to the partner; the cookie of the session lives as long as the session, which this use of it prolongs. */
  function redirect({ asked, visit: { session }, location }: Attempt & { location: string }): Authorized {
    const { clientId, sandbox } = asked.client;
    const end = timeOf(epoch(systemClock.now()) + sessionLifetimeOf(session, clock));
    return { clientId, sandbox, accountId: session.accountId, location, expires: session.transient ? undefined : end };
  }

  const answer = steps(decidedBefore, rulesHold, writeCode, redirect);

  return async (query: string, sessionId: string): Promise<Authorized | undefined> => {
    const asked = await requests.fromQuery(query);
    if (asked === undefined) return undefined;
    const { clientId } = asked.client;
    for (let tries = 0; tries < 2; tries += 1) {
      const visit = await tokens.readVisit(sessionId, clientId);
      if (visit === undefined) return undefined;
      const authorized = isIdle(sessionId, visit) ? await answer({ asked, visit }) : undefined; // once a minute the library writes it
      if (authorized !== undefined) return authorized;
      // Cached data never refuses: it is read again, once. The library may change it too, so its cache entry goes either way.
      tokens.forgetVisit(sessionId, clientId);
      if (visit.seen === undefined) return undefined;
    }
    return undefined;
  };
}

export type Authorize = ReturnType<typeof createAuthorize>;
