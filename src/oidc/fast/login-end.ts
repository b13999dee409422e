import type { Interaction } from 'oidc-provider';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { hashToken, newToken } from '../../crypto/secrets.ts';
import type { Context } from '../../http/context.ts';
import type { LoginStep, Metrics } from '../../http/gate/metrics.ts';
import { seeOtherAsWritten } from '../../http/route.ts';
import type { ProviderAccounts } from '../account.ts';
import { grantLifetimeOf, interactionLifetime, sessionLifetimeOf } from '../lifetimes.ts';
import type { Ending, Endings } from '../login/endings.ts';
import { browserField, type LoginBrowser } from '../login/login-browser.ts';
import { mayAnswerFast, type SignInRule } from '../rules.ts';
import type { Consents } from '../tokens/consents.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { RowKey } from '../tokens/store.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import { type AuthorizationRequest, type AuthorizationRequests, newCode } from './authorization-request.ts';
import { isPlainPrompt } from './begin.ts';
import { type BrowserCookies, loginPath, timeOf } from './browser.ts';
import type { TokenReader } from './token-reader.ts';

type Needs = {
  issuer: string;
  rules: readonly SignInRule[];
  requests: AuthorizationRequests;
  providerAccounts: Pick<ProviderAccounts, 'findOpen' | 'termsInForce'>;
  consents: Pick<Consents, 'findForGrant'>;
  tokens: Pick<TokenReader, 'readSession'>;
  packing: Packing;
  browser: BrowserCookies;
  loginBrowser: LoginBrowser;
  metrics: Pick<Metrics, 'event' | 'steps'>;
  integrationLog: Pick<IntegrationLog, 'record'>;
  clock: Clock;
  takeLoginStep: NonNullable<TokenStore['takeLoginStep']>;
};

/** A session that begins or goes on, as the library keeps it. */
type Session = {
  iat?: unknown;
  accountId: string;
  uid: string;
  loginTs: number;
  acr?: unknown;
  amr?: unknown;
  transient?: true;
  authorizations?: unknown;
};
type Found = NonNullable<Awaited<ReturnType<TokenReader['readSession']>>>;
type Decision = { granted: readonly string[]; refused: readonly string[] };

/** The library's prompt if only a consent is left; `details` name its scopes. */
const consentPrompt = { name: 'consent', reason: 'op_scopes_missing', detail: 'missingOIDCScope' };

/**
 * Completes a login without the library's resume redirect. After authentication or consent it writes grant, session and code together with the
 * answer, and redirects to the partner; where a first consent is still needed, it writes session and interaction and redirects to the consent
 * page. Only where the library would do the same: an ordinary request, every rule holds, no other prompt was shown, and no other account was
 * signed in here.
 */
export function createLoginEnd(needs: Needs): Endings {
  const { issuer, rules, requests, providerAccounts, consents, tokens, packing, browser, loginBrowser, clock } = needs;
  const { metrics, integrationLog, takeLoginStep } = needs;

  /** Whether every rule holds for the account that has signed in. */
  async function mayEnd({ client, redirectUri }: AuthorizationRequest, { accountId, acr }: Session): Promise<boolean> {
    const [account, termsInForce] = await Promise.all([
      providerAccounts.findOpen(accountId),
      providerAccounts.termsInForce(),
    ]);
    if (account === undefined || !mayAnswerFast(account)) return false;
    const session = { accountId, acr: typeof acr === 'string' ? acr : undefined };
    const now = clock.now();
    const facts = { client, redirectUri, acrValues: undefined, session, account, termsInForce, now };
    return rules.every(({ holds }) => holds(facts));
  }

  /** The continued session: its row under a new id, and the cookies by which it is found. */
  function newSession(session: Session, now: Date) {
    const { transient, ...kept } = session;
    const iat = epoch(systemClock.now()); // the library counts in real time
    const id = newToken();
    const life = sessionLifetimeOf(session, clock);
    const payload = { iat, ...kept, exp: iat + life, ...(transient && { transient }) };
    const expires = transient ? undefined : timeOf(payload.exp);
    return { ...rowOf('Session', id, payload, now, life), cookies: browser.session(id, expires) };
  }

  const rowOf = (kind: RowKey['kind'], id: string, payload: object, now: Date, life: number) => ({
    write: { kind, key: hashToken(id), artefact: packing.artefact(kind, id, payload, now, life) },
  });

  /** To the partner. */
  function end(
    asked: AuthorizationRequest,
    session: Session,
    { granted, refused }: Decision,
    { login, oldSession, counted }: { login: Interaction; oldSession?: Buffer; counted: readonly LoginStep[] },
  ): Ending | undefined {
    const { clientId, sandbox } = asked.client;
    const { accountId, acr, amr, loginTs, uid: sessionUid } = session;
    const now = clock.now();
    const [grantId, sid] = [newToken(), newToken()];
    const allowed = granted.filter((name) => name === 'openid' || !refused.includes(name));
    const whose = { accountId, acr, amr, loginTs, grantId, sid, sessionUid, granted: allowed };
    const code = newCode(asked, whose, { packing, issuer, now });
    if (code === undefined) return undefined;
    const iat = epoch(systemClock.now());
    const life = grantLifetimeOf(allowed.join(' '));
    const grant = {
      ...{ iat, exp: iat + life, accountId, clientId, openid: { scope: granted.join(' ') } },
      ...(refused.length > 0 && { rejected: { openid: { scope: refused.join(' ') } } }),
    };
    const authorizations = { ...Object(session.authorizations), [clientId]: { sid, grantId } };
    const { write, cookies } = newSession({ ...session, authorizations }, now);
    const writes = [rowOf('Grant', grantId, grant, now, life).write, code.row, write];
    const consent = { accountId, clientId, granted };

    return {
      write: (trx) =>
        takeLoginStep(trx, {
          ...{ interaction: hashToken(login.uid), writes, at: now, consent },
          ...(oldSession && { session: oldSession }),
        }),
      answer(ctx) {
        redirect(ctx, code.location, [...browser.noWayBack(login.uid), ...cookies]);
        metrics.event('authorization');
        metrics.steps({ clientId, sandbox }, ...counted, 'consented', 'code');
        integrationLog.record({ endpoint: 'authorization', clientId, requestId: ctx.state.requestId });
      },
    };
  }

  /** To the consent, by an interaction of its own, as the library asks it. */
  function ask(ctx: Context, login: Interaction, asked: AuthorizationRequest, session: Session): Ending {
    const { clientId, sandbox } = asked.client;
    const { accountId, uid: sessionUid, acr, amr, loginTs: ts, transient } = session;
    const { name, reason, detail } = consentPrompt;
    const now = clock.now();
    const iat = epoch(systemClock.now());
    const uid = newToken();
    const interaction = {
      ...{ iat, exp: iat + interactionLifetime, params: login.params, trusted: [], cid: Reflect.get(login, 'cid') },
      prompt: { name, reasons: [reason], details: { [detail]: asked.scopes } },
      lastSubmission: { login: { accountId, ts, remember: transient !== true, acr, amr } },
      session: { accountId, uid: sessionUid, acr, amr },
      [browserField]: loginBrowser.mark(ctx),
    };
    const { write, cookies } = newSession(session, now);
    const writes = [rowOf('Interaction', uid, interaction, now, interactionLifetime).write, write];

    return {
      write: (trx) => takeLoginStep(trx, { interaction: hashToken(login.uid), writes, at: now }),
      answer(answered) {
        const own = [...browser.noWayBack(login.uid), ...browser.waiting(uid), ...cookies];
        redirect(answered, `${loginPath(uid)}/consent`, own);
        metrics.steps({ clientId, sandbox }, 'identified');
        if (sandbox) integrationLog.record({ endpoint: 'shown', clientId, requestId: answered.state.requestId });
      },
    };
  }

  return {
    async afterProof(ctx, login, { account: { id: accountId }, acr, amr, ts: loginTs, remember }) {
      if (!isPlain(login) || login.session !== undefined || !isPlainPrompt(login.prompt)) return undefined;
      if (!isEmpty(login.lastSubmission) || browser.hasSession(ctx.get('cookie'))) return undefined;
      const asked = await requests.fromLogin(login.params);
      if (asked === undefined) return undefined;
      const { scopes, client } = asked;
      const common = { accountId, loginTs, acr, amr };
      const session: Session = { uid: newToken(), ...common, ...(!remember && { transient: true }) };
      const [isAllowed, consent] = await Promise.all([
        mayEnd(asked, session),
        client.firstParty ? allOf(scopes) : consents.findForGrant(accountId, client.clientId),
      ]);
      if (!isAllowed) return undefined;
      if (consent === undefined) return ask(ctx, login, asked, session);
      const { granted, refused } = consent;
      if (!scopes.every((name) => granted.includes(name) || refused.includes(name))) return undefined;
      return end(asked, session, consent, { login, counted: ['identified'] });
    },

    async afterConsent(ctx, login) {
      const key = keyOf(browser.ofSession(ctx.get('cookie'))?.id);
      if (key === undefined || !isPlain(login) || !asksForConsent(login)) return undefined;
      const asked = await requests.fromLogin(login.params);
      if (asked === undefined) return undefined;
      const { clientId } = asked.client;
      const found = await tokens.readSession(key, clientId);
      if (found === undefined || !isOf(login, found)) return undefined;
      if (found.at(clientId).grantId !== undefined) return undefined; // the library revokes the earlier grant
      const { accountId, uid, loginTs, transient, payload } = found;
      const { iat, acr, amr, authorizations } = payload;
      const common = { iat, accountId, loginTs, acr, amr, ...(transient && { transient }) };
      const session: Session = { uid, ...common, ...(authorizations !== undefined && { authorizations }) };
      if (!(await mayEnd(asked, session))) return undefined;
      return (decision) =>
        decision.accountId === accountId
          ? end(asked, session, decision, { login, oldSession: key, counted: [] })
          : undefined;
    },
  };
}

function redirect(ctx: Context, location: string, cookies: readonly string[]): void {
  ctx.append('Set-Cookie', [...cookies]);
  ctx.set('Cache-Control', 'no-store');
  seeOtherAsWritten(ctx, location);
}

/** The Cloud's own applications get every requested scope. */
const allOf = (scopes: readonly string[]): Decision => ({ granted: scopes, refused: [] });

/** Whether no other prompt was shown or answered in a login, and it was begun by the request itself. */
const isPlain = (login: Interaction): boolean =>
  ['grantId', 'parJti', 'deviceCode'].every((name) => Reflect.get(login, name) === undefined) &&
  [login.result, login.trusted].every(isEmpty);

const isEmpty = (value: object | undefined): boolean => value === undefined || Object.keys(value).length === 0;

/** Whether the interaction waits for a consent only, of a citizen signed in before or by this login. */
function asksForConsent({ prompt, lastSubmission = {} }: Interaction): boolean {
  const { name, reason, detail } = consentPrompt;
  const isAlone = (names: readonly string[], only: string) => names.length === 1 && names[0] === only;
  const answered = Object.keys(lastSubmission);
  return (
    prompt.name === name &&
    isAlone(prompt.reasons, reason) &&
    isAlone(Object.keys(prompt.details), detail) &&
    (answered.length === 0 || isAlone(answered, 'login'))
  );
}

/** Whether a session is the one of a login, unchanged: the library applies the login's result to it once more. */
function isOf({ session, lastSubmission }: Interaction, found: Found): boolean {
  const { login } = lastSubmission ?? {};
  const { accountId, loginTs, payload } = found;
  const isSame =
    login === undefined || (login.accountId === accountId && login.ts === loginTs && login.acr === payload.acr);
  return isSame && session?.uid === found.uid && session.accountId === accountId;
}
