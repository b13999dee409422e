import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { ProviderAccounts } from '../account.ts';
import { interactionLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { browserField } from '../login/login-browser.ts';
import type { SignInRule } from '../rules.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import { type AuthorizationRequest, type AuthorizationRequests, noResource } from './authorization-request.ts';
import { steps, whenThere } from './steps.ts';

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

/** The library's login prompt for an ordinary request without a session. */
const prompt = { name: 'login', reasons: ['no_session'], details: {} };

/** Whether a login waits for the proof of identity only. */
export const isPlainPrompt = ({ name, reasons }: { name: string; reasons: readonly string[] }): boolean =>
  name === prompt.name && reasons.length === 1 && reasons[0] === prompt.reasons[0];

/** `mark` sets the login-binding cookie and returns its hash. */
type Arrival = { query: string; address: string; mark: () => string };
type Requested = Arrival & { asked: AuthorizationRequest };

/** Begins a login in a browser without a session; the interaction is stored as the library stores it. */
export function createBegin({ rules, requests, providerAccounts, limits, packing, rows, clock }: Needs) {
  /** The request, where it has nothing unusual. */
  const readRequest = (arrival: Arrival) =>
    whenThere(requests.fromQuery(arrival.query), (asked) => asked && { ...arrival, asked });

  /** Every rule holds without a login (rules.ts). */
  async function rulesHold(arrived: Requested): Promise<Requested | undefined> {
    const { client, redirectUri } = arrived.asked;
    const facts = {
      ...{ client, redirectUri, acrValues: undefined, account: undefined },
      session: { accountId: undefined, acr: undefined },
      termsInForce: await providerAccounts.termsInForce(),
      now: clock.now(),
    };
    for (const { holds } of rules) if (!holds(facts)) return undefined;
    return arrived;
  }

  /** Among the logins that may begin at an address in this minute. */
  function count(arrived: Requested): Requested | undefined {
    const { address } = arrived;
    if (!limits.mayBeginLogin(address)) return undefined;
    return arrived;
  }

  /** The interaction is written, and bound to the browser. */
  async function writeLogin({ asked: { client, params }, address, mark }: Requested): Promise<Begun | undefined> {
    const uid = newToken();
    const key = keyOf(uid);
    if (key === undefined) return undefined;
    const iat = epoch(systemClock.now()); // the library counts in real time
    const payload = {
      ...{ iat, exp: iat + interactionLifetime, prompt, cid: newToken(), [browserField]: mark() },
      params: { ...params, ...noResource },
    };
    const login = packing.artefact('Interaction', uid, payload, clock.now(), interactionLifetime);
    try {
      await rows.saveNew('Interaction', key, login);
    } catch (error) {
      limits.giveLoginBack(address); // the library counts it itself
      throw error;
    }
    return { clientId: client.clientId, sandbox: client.sandbox, uid };
  }

  return steps(readRequest, rulesHold, count, writeLogin);
}

export type Begin = ReturnType<typeof createBegin>;
