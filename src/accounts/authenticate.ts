import { record } from '../audit/record.ts';
import type { Connection, Reader } from '../database/open.ts';
import { isUnavailable } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { addressPrefix, type Counter, type Rule, type Standing } from '../http/limits/throttle.ts';
import { type Account, isLive } from './account/account.ts';
import type { Devices } from './account/devices.ts';
import { hasSucceeded } from './account/login-store.ts';
import { type Logins, type Occasion, subjectOf } from './account/logins.ts';
import type { AccountNeeds } from './account/needs.ts';
import * as store from './account/store.ts';
import type { Tickets } from './account/tickets.ts';
import type { SmsCodes } from './codes/sms-codes.ts';
import { fact } from './facts.ts';
import { identify } from './identifier.ts';
import { guessesWithoutWork, limits } from './limits.ts';
import type { Work, WorkDesk, Worked } from './work.ts';

export type PasswordLogin = Occasion & {
  /** As typed: phone, user name or e-mail. */
  username: string;
  password: string;
  knownDevice?: string | undefined;
  /** The login that this belongs to: work for one opens no other. */
  binding?: string;
  worked?: Worked | undefined;
  /** From `lookUp`, where that was begun before. */
  lookedUp?: LookedUp | undefined;
  /** Prefetches data for a right password, while other things are read. */
  whenRight?: (account: Account, reader: Connection) => Promise<void>;
};
export type SmsLogin = Occasion & { phone: string; code: string; binding: string };
/** `work`: must be done before the next password is checked, or this one where there is no other answer. */
export type Authenticated =
  /** `hasSignedIn`: ever before. */
  | { account: Account; hasSignedIn: boolean }
  | { problem: Fact; triesLeft?: number; retryAfter?: number; work?: Work }
  | { work: Work };
/** `ticket` opens the registration of the phone that was just proved. */
export type AuthenticatedBySms =
  | { account: Account }
  | { unregistered: true; ticket: string }
  | { problem: Fact; resent?: true };

type Needs = AccountNeeds & {
  devices: Devices;
  tickets: Tickets;
  codes: SmsCodes;
  logins: Logins;
  work: WorkDesk;
  /** Called before an account is read; the returned function caches it, as it is read again at once. */
  keepAccount: () => (id: string, account: Account) => void;
};

/** Data needed before a password is checked, read before the account of the login was found. */
export type LookedUp = { username: string; address: string; knownDevice: string | undefined; read: Promise<Read> };
type Read = {
  /** The typed identifier, as it is counted. */
  named: string;
  ofAddress: Standing;
  found: store.Credentials | undefined;
  standings: ReadonlyMap<string, Standing>;
};

/** To the proven owner of a phone whose account is locked or deleted; a wrong password and a locked account read the same. */
export const notNow = fact('accounts.not_now');
const everywhere = 'guesses from everywhere';
/** The form of names that we give to test citizens; other accounts may have such a one, and wrong passwords are counted by name all the same. */
const isOfTest = (name: string) => /^(test|verify)-[\da-f]{8}$/.test(name);
const longest = 128; // characters, as at registration: longer ones are not worth a hash

const tooMany = ({ retryAfter }: Standing): Authenticated => ({
  problem: fact('accounts.tries_spent', { minutes: Math.ceil(retryAfter / 60) }),
  triesLeft: 0,
  retryAfter,
});

export function createAuthentication(needs: Needs) {
  const { db, clock, passwords, seal, throttle, devices, tickets, codes, logins, work, keepAccount } = needs;
  const standing = async (budgets: Counter[], reader: Connection): Promise<Standing> =>
    least(await throttle.peekAll(budgets, reader));

  /**
   * Per typed identifier, whether or not it exists. A browser that the owner has used before has a budget of its own: strangers who use up the
   * others do not lock the owner out.
   */
  function budgetsFor(named: string, address: string, device: string | undefined): Counter[] {
    if (device !== undefined) return [ofDevice(device)];
    return [
      { kind: 'guesses', key: `${named} ${addressPrefix(address)}`, rule: limits.guesses },
      { kind: everywhere, key: named, rule: limits.guessesFromEverywhere },
    ];
  }

  const ofDevice = (key: string): Counter => ({
    kind: 'guesses on known device',
    key,
    rule: limits.guessesOnKnownDevice,
  });
  const nameOf = ({ kind, key }: Counter) => `${kind} ${key}`;
  const namedBy = (username: string) => {
    const identifier = identify(username);
    return { identifier, named: seal.index(`${identifier.kind} ${identifier.value}`, 'throttle').toString('hex') };
  };

  const attemptOf = (name: string, address: string): [kind: string, key: string, rule: Rule] =>
    isOfTest(name)
      ? ['password attempts of tests', address, limits.attemptsOfTestCitizens]
      : ['password attempts', address, limits.attemptsOfAddress];
  const uncount = (username: string, address: string) =>
    throttle.giveBack(...attemptOf(identify(username).value, address));

  /** All at once: the account decides which budget counts, so those of every device in the cookie are read. */
  async function readAll(
    username: string,
    address: string,
    knownDevice: string | undefined,
    beside?: (reader: Reader) => Promise<void>,
  ): Promise<Read> {
    const { identifier, named } = namedBy(username);
    const counters = [...budgetsFor(named, address, undefined), ...devices.idsOn(knownDevice).map(ofDevice)];
    const keep = keepAccount();
    const hit = throttle.hit(...attemptOf(identifier.value, address));
    const [ofAddress, [found, counted]] = await Promise.all([
      hit,
      db.byKey.together((reader) =>
        Promise.all([store.findBy(reader, seal, identifier), throttle.peekAll(counters, reader), beside?.(reader)]),
      ),
    ]).catch(async (error: unknown) => {
      if (isUnavailable(error)) await hit.then(() => uncount(username, address)).catch(() => undefined);
      throw error;
    });
    if (found !== undefined) keep(found.account.id, found.account);
    const standings = new Map(counters.map((counter, index) => [nameOf(counter), counted[index] ?? unknown]));
    return { named, ofAddress, found, standings };
  }

  /** `beside`: data read at the same time. */
  function lookUp(
    username: string,
    address: string,
    knownDevice: string | undefined,
    beside?: (reader: Reader) => Promise<void>,
  ): LookedUp {
    const read = readAll(username, address, knownDevice, beside);
    read.catch(() => undefined); // the failure is reported by whichever caller continues with it
    return { username, address, knownDevice, read };
  }

  /** After a few wrong passwords, from any address: guessing becomes expensive, without locking out the owner on a new device. */
  const mustWork = (budgets: readonly Counter[], standings: readonly Standing[]): boolean =>
    budgets.some(
      ({ kind, rule }, index) =>
        kind === everywhere && rule.limit - (standings[index]?.left ?? rule.limit) >= guessesWithoutWork,
    );

  async function rehash(account: Account, password: string, old: string): Promise<void> {
    const fresh = await passwords.hash(password);
    await db.transaction(async (trx) => {
      if ((await store.replaceHash(trx, account.id, old, fresh)) === 0) return; // changed meanwhile: the change wins
      await record(
        trx,
        clock.now(),
        { kind: 'citizen', accountId: account.id },
        'account.rehash',
        subjectOf(account.id),
      );
    });
  }

  async function refuse(
    budgets: Counter[],
    accountId: string | undefined,
    named: string,
    occasion: Occasion,
    bound: readonly string[],
  ): Promise<Authenticated> {
    const counted: Standing[] = [];
    for (const { kind, key, rule } of budgets) {
      counted.push(await throttle.hit(kind, key, rule));
      if (counted.at(-1)?.allowed === false) break; // a burst from one address uses up no more of the common budget than its own
    }
    await logins.recordRefusal(accountId, named, { ...occasion, method: 'password' });
    const { left, ...rest } = least(counted);
    if (left === 0) return tooMany({ left, ...rest });
    const next = mustWork(budgets, counted) ? await work.begin(bound) : undefined;
    return { problem: fact('accounts.wrong_password', { left }), triesLeft: left, ...(next && { work: next }) };
  }

  async function decide(asked: PasswordLogin, { named, ofAddress, found, standings }: Read): Promise<Authenticated> {
    const { password, knownDevice, binding = '', worked, whenRight, ...occasion } = asked;
    const { address } = occasion;
    if (!ofAddress.allowed) return tooMany(ofAddress);

    const budgets = budgetsFor(named, address, devices.idFor(found?.account, knownDevice));
    const before = budgets.map((counter) => standings.get(nameOf(counter)) ?? unknown);
    const tightest = least(before);
    if (!tightest.allowed) return tooMany(tightest);
    const bound = ['password', named, binding];
    if (mustWork(budgets, before)) {
      const left = await work.ask({ bound, address, worked });
      if (left !== undefined) return { work: left };
    }

    const hash = password.length <= longest * 2 ? found?.passwordHash : undefined;
    const isRight = await passwords.verify(hash, password.slice(0, longest * 2));
    if (found && hash !== undefined && isRight && isLive.holds(found.account)) {
      // Of many guesses sent at once, those that were checked after the budget was used up do not count, right ones neither.
      const { account } = found;
      const [now, hasSignedIn] = await db.byKey.together((reader) =>
        Promise.all([standing(budgets, reader), hasSucceeded(reader, account.id), whenRight?.(account, reader)]),
      );
      if (!now.allowed) return tooMany(now);
      const [nearest] = budgets;
      if (nearest && now.left < nearest.rule.limit) await throttle.clear(nearest.kind, nearest.key);
      if (passwords.needsRehash(hash)) await rehash(found.account, password, hash);
      return { account: found.account, hasSignedIn };
    }

    return refuse(budgets, found?.account.id, named, occasion, bound);
  }

  return {
    lookUp,

    /**
     * One message and one timing for a wrong name, a wrong password and an account that is locked or deleted. An attempt that ends in an
     * outage is not counted for its address, as all people there try again.
     */
    async byPassword(asked: PasswordLogin): Promise<Authenticated> {
      const { username, knownDevice, lookedUp, address } = asked;
      const isSame =
        lookedUp?.username === username && lookedUp.address === address && lookedUp.knownDevice === knownDevice;
      const read = await (isSame ? lookedUp : lookUp(username, address, knownDevice)).read;
      try {
        return await decide(asked, read);
      } catch (error) {
        if (isUnavailable(error)) uncount(username, address);
        throw error;
      }
    },
    /** After an outage in which a right password became no login. */
    uncount,

    async bySms({ phone, code, binding, ...occasion }: SmsLogin): Promise<AuthenticatedBySms> {
      const checked = await codes.check({ purpose: 'login', phone, binding, code, address: occasion.address });
      const identifier = identify(phone);
      const found = await store.findBy(db, seal, identifier);
      if ('problem' in checked) {
        const named = seal.index(`${identifier.kind} ${identifier.value}`, 'throttle').toString('hex');
        if (checked.wrong) await logins.recordRefusal(found?.account.id, named, { ...occasion, method: 'sms' });
        return { problem: checked.problem, ...(checked.resent && { resent: checked.resent }) };
      }
      if (found === undefined) {
        return {
          unregistered: true,
          ticket: tickets.issue({ purpose: 'registration', phone: identifier.value }, binding),
        };
      }
      return isLive.holds(found.account) ? { account: found.account } : { problem: notNow };
    },
  };
}

/** Of a budget that was not read: nothing is allowed by mistake. */
const unknown: Standing = { allowed: false, left: 0, retryAfter: 60 };

/** The standing with the fewest left; of two with nothing left, the one with the longer wait. */
const least = (all: Standing[]): Standing =>
  all.reduce((a, b) => (b.left < a.left || (b.left === a.left && b.retryAfter > a.retryAfter) ? b : a));
