import type { Interaction } from 'oidc-provider';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Context } from '../../http/context.ts';
import type { Metrics } from '../../http/gate/metrics.ts';
import { seeOther } from '../../http/route.ts';
import type { ProviderAccounts } from '../account.ts';
import { grantLifetimeOf, sessionLifetimeOf } from '../lifetimes.ts';
import type { EndLogin } from '../login/record-login.ts';
import { mayAnswerFast, type SignInRule } from '../rules.ts';
import type { Consents } from '../tokens/consents.ts';
import { endLogin } from '../tokens/login-store.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import { authorizationPath } from './authorization-endpoint.ts';
import { type AuthorizationRequests, newCode } from './authorization-request.ts';
import { isPlainPrompt } from './begin.ts';
import { type BrowserCookies, longAgo } from './browser.ts';

type Needs = {
  issuer: string;
  rules: readonly SignInRule[];
  requests: AuthorizationRequests;
  providerAccounts: Pick<ProviderAccounts, 'findOpen' | 'termsInForce'>;
  consents: Pick<Consents, 'findForGrant'>;
  packing: Packing;
  browser: BrowserCookies;
  cookieNames: { session: string; resume: string };
  metrics: Pick<Metrics, 'event' | 'steps'>;
  integrationLog: Pick<IntegrationLog, 'record'>;
  clock: Clock;
};

/**
 * Ends a login where its last question was answered: grant, session and code are written with its record, and the answer leads to the partner,
 * with no way back by the library. Only where the library would ask nothing either: nobody was signed in here, the request has nothing unusual,
 * every rule holds, and every scope was decided about before.
 */
export function createLoginEnd(needs: Needs): EndLogin {
  const { issuer, rules, requests, providerAccounts, consents, packing, browser, cookieNames, clock } = needs;
  const { metrics, integrationLog } = needs;

  return async (ctx, interaction, { account: { id: accountId }, acr, amr, ts: loginTs, remember }) => {
    const { uid } = interaction;
    const interactionKey = keyOf(uid);
    if (interactionKey === undefined || !isPlain(interaction) || hasSession(ctx)) return undefined;
    const asked = await requests.fromLogin(interaction.params);
    if (asked === undefined) return undefined;
    const { client, redirectUri, scopes } = asked;
    const { clientId, sandbox, firstParty } = client;
    const [account, termsInForce, consent] = await Promise.all([
      providerAccounts.findOpen(accountId),
      providerAccounts.termsInForce(),
      firstParty ? allOf(scopes) : consents.findForGrant(accountId, clientId),
    ]);
    const facts = { client, redirectUri, acrValues: undefined, session: { accountId, acr }, account, termsInForce };
    if (account === undefined || !mayAnswerFast(account)) return undefined;
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    if (consent === undefined) return undefined;
    const { granted, refused } = consent;
    if (!scopes.every((name) => granted.includes(name) || refused.includes(name))) return undefined;

    const now = clock.now();
    const iat = epoch(systemClock.now()); // the library counts in real time
    const [grantId, sessionId, sessionUid, sid] = [newToken(), newToken(), newToken(), newToken()];
    const [grantKey, sessionKey] = [keyOf(grantId), keyOf(sessionId)];
    const allowed = granted.filter((name) => name === 'openid' || !refused.includes(name));
    const whose = { accountId, acr, amr, loginTs, grantId, sid, sessionUid, granted: allowed };
    const code = newCode(asked, whose, { packing, issuer, now });
    if (grantKey === undefined || sessionKey === undefined || code === undefined) return undefined;

    const grantLife = grantLifetimeOf(allowed.join(' '));
    const grant = {
      ...{ iat, exp: iat + grantLife, accountId, clientId, openid: { scope: granted.join(' ') } },
      ...(refused.length > 0 && { rejected: { openid: { scope: refused.join(' ') } } }),
    };
    const life = sessionLifetimeOf({ accountId, loginTs, ...(!remember && { transient: true }) });
    const session = {
      ...{ iat, exp: iat + life, uid: sessionUid, acr, amr, accountId, loginTs, ...(!remember && { transient: true }) },
      authorizations: { [clientId]: { sid, grantId } },
    };
    const writes = [
      { kind: 'Grant', key: grantKey, artefact: packing.artefact('Grant', grantId, grant, now, grantLife) },
      code.row,
      { kind: 'Session', key: sessionKey, artefact: packing.artefact('Session', sessionId, session, now, life) },
    ] as const;

    return {
      write: (trx) => endLogin(trx, { interactionKey, accountId, clientId, granted, writes, at: now }),
      answer(answered) {
        const expires = remember ? new Date(session.exp * 1000).toUTCString() : undefined;
        answered.append('Set-Cookie', [
          ...browser.signed(cookieNames.resume, '', { path: `${authorizationPath}/${uid}`, expires: longAgo }),
          ...browser.session(cookieNames.session, sessionId, expires),
        ]);
        answered.set('Cache-Control', 'no-store');
        seeOther(answered, code.location);
        metrics.event('authorization');
        metrics.steps({ clientId, sandbox }, 'identified', 'consented', 'code');
        integrationLog.record({ endpoint: 'authorization', clientId, requestId: answered.state.requestId });
      },
    };
  };

  function hasSession(ctx: Context): boolean {
    return browser.read(ctx.get('cookie'), cookieNames.session) !== undefined;
  }
}

/** The Cloud's own applications are allowed what they ask for. */
const allOf = (scopes: readonly string[]): { granted: readonly string[]; refused: readonly string[] } => ({
  granted: scopes,
  refused: [],
});

/** Whether a login began in a browser in which nobody was signed in, and nothing was asked or answered in it before. */
const isPlain = (login: Interaction): boolean =>
  isPlainPrompt(login.prompt) &&
  ['session', 'grantId', 'parJti', 'deviceCode'].every((name) => Reflect.get(login, name) === undefined) &&
  [login.lastSubmission, login.result, login.trusted].every(isEmpty);

const isEmpty = (value: object | undefined): boolean => value === undefined || Object.keys(value).length === 0;
