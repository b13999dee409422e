import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { ProviderAccounts } from '../account.ts';
import { interactionLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { browserField } from '../login/login-browser.ts';
import type { SignInRule } from '../rules.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import { type AuthorizationRequests, noResource } from './authorization-request.ts';

type Needs = {
  rules: readonly SignInRule[];
  requests: AuthorizationRequests;
  providerAccounts: Pick<ProviderAccounts, 'termsInForce'>;
  limits: Pick<Limits, 'mayBeginLogin' | 'giveLoginBack'>;
  packing: Packing;
  rows: Pick<Rows, 'saveNew'>;
  clock: Clock;
};

/** A login that waits for its citizen. */
type Begun = { clientId: string; sandbox: boolean; uid: string };

/** What the library asks of somebody who is not signed in, where the request asks for nothing unusual. */
const prompt = { name: 'login', reasons: ['no_session'], details: {} };

/** Whether a login waits for nothing but that somebody proves who they are. */
export const isPlainPrompt = ({ name, reasons }: { name: string; reasons: readonly string[] }): boolean =>
  name === prompt.name && reasons.length === 1 && reasons[0] === prompt.reasons[0];

/** Begins a login in a browser in which nobody is signed in: what waits for it, as the library keeps it. */
export function createBegin(needs: Needs) {
  const { rules, requests, providerAccounts, limits, packing, rows, clock } = needs;

  /** `mark` gives the browser the cookie by which it is known, and answers what is kept of it. */
  return async (query: string, address: string, mark: () => string): Promise<Begun | undefined> => {
    const asked = await requests.fromQuery(query);
    if (asked === undefined) return undefined;
    const { client, redirectUri, params } = asked;
    const facts = {
      ...{ client, redirectUri, acrValues: undefined, account: undefined },
      session: { accountId: undefined, acr: undefined },
      termsInForce: await providerAccounts.termsInForce(),
    };
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    if (!limits.mayBeginLogin(address)) return undefined;
    const uid = newToken();
    const key = keyOf(uid);
    if (key === undefined) return undefined;
    const iat = epoch(systemClock.now()); // the library counts in real time
    const payload = {
      ...{ iat, exp: iat + interactionLifetime, prompt, cid: newToken(), [browserField]: mark() },
      params: { ...params, ...noResource },
    };
    try {
      await rows.saveNew(
        'Interaction',
        key,
        packing.artefact('Interaction', uid, payload, clock.now(), interactionLifetime),
      );
    } catch (error) {
      limits.giveLoginBack(address); // the library counts it itself
      throw error;
    }
    return { clientId: client.clientId, sandbox: client.sandbox, uid };
  };
}

export type Begin = ReturnType<typeof createBegin>;
