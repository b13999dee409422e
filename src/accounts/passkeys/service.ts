import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { notFound, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { readFields } from '../../fields/read.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Removed } from '../../module.ts';
import type { Account } from '../account/account.ts';
import type { Occasion } from '../account/logins.ts';
import { acr } from '../levels.ts';
import type { Accounts } from '../service.ts';
import { readAssertion, readAttestation } from './answer.ts';
import { createCeremony } from './ceremony.ts';
import { createChallenges } from './challenges.ts';
import { fact } from './facts.ts';
import * as offers from './offer-store.ts';
import {
  algorithms,
  challengeLife,
  limits,
  maxPasskeys,
  offerPause,
  type Passkey,
  passkeyName,
  siteName,
  transportsIn,
  trustedAfter,
} from './passkey.ts';
import * as store from './passkey-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  throttle: Pick<Throttle, 'hit'>;
  accounts: Pick<Accounts, 'find' | 'isLive' | 'fallbackMethods' | 'recordRefusal' | 'reach' | 'added'>;
  publicUrl: URL;
};

type Answered = { answer: string; binding: string };
const never = new Date('9999-01-01T00:00:00Z');

/** The verbs of the room. `binding`: the interaction or session that a challenge belongs to; problems are told for the page. */
export interface Passkeys {
  /** The keys of an account. */
  list(accountId: string): Promise<Passkey[]>;
  /** PublicKeyCredentialCreationOptionsJSON for a browser. */
  beginRegistration(
    account: Account,
    asked: { binding: string; address: string; label: string },
  ): Promise<Problem | { options: CreationOptions; problem?: undefined }>;
  /** Keeps a new key, named after the device; the owner is told. Refused beyond the most a person may have. */
  register(accountId: string, answer: NewKey): Promise<{ id: string } | { problem: Fact }>;
  /** PublicKeyCredentialRequestOptionsJSON: for any key of the device, or one of `accountId`. */
  beginSignIn(asked: {
    binding: string;
    address: string;
    accountId?: string | undefined;
  }): Promise<Problem | { options: RequestOptions; problem?: undefined }>;
  /** Whose key it is, after every check; with `accountId` it must be that person's. */
  signIn(answer: KeyUsed): Promise<{ account: Account; key: Pick<Passkey, 'id' | 'madeWith'> } | { problem: Fact }>;
  /** The level (`acr`) that the key was made with is this from now on. */
  raise(accountId: string, id: string, madeWith: string): Promise<void>;
  /** Throws `not_found`. */
  rename(accountId: string, id: string, given: { name?: string }): Promise<{ problems: Problems } | undefined>;
  /** 至少保留一种登录方式: answers why not. Throws `not_found`. */
  remove(accountId: string, id: string): Promise<Fact | undefined>;
  /** Within the transaction that removes an added method, or changes the password. Returns the number. */
  removeIn(trx: Connection, actor: Actor, accountId: string, which: Removed): Promise<number>;
  /** Which keys stay with a new password, unless the owner says otherwise (docs/adr/0114). */
  keptByDefault(accountId: string): Promise<(Passkey & { isKept: boolean })[]>;
  /** Whether to offer a key after a login: there is none, and the person did not refuse within 90 days. */
  mayOffer(accountId: string): Promise<boolean>;
  /** 以后再说, 不再问我. */
  silenceOffer(accountId: string, forever: boolean): Promise<unknown>;
}

type Problem = { problem: Fact; options?: undefined };
type Descriptor = { type: string; id: string; transports: readonly string[] };
type CreationOptions = {
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  challenge: string;
  pubKeyCredParams: { type: string; alg: number }[];
  timeout: number;
  excludeCredentials: Descriptor[];
  authenticatorSelection: { residentKey: string; requireResidentKey: boolean; userVerification: string };
  attestation: string;
};
type RequestOptions = {
  rpId: string;
  timeout: number;
  userVerification: string;
  challenge: string;
  allowCredentials: Descriptor[];
};
type NewKey = Answered &
  Required<Pick<Occasion, 'device' | 'address'>> &
  Pick<Passkey, 'madeWith'> & { requestId?: string };
type KeyUsed = Answered & Occasion & { accountId?: string | undefined };

/** 通行密钥: passkeys, for signing in without a password (docs/adr/0055). */
export function createPasskeys({ db, clock, seal, throttle, accounts, publicUrl }: Needs): Passkeys {
  const challenges = createChallenges({ db, clock });
  const ceremony = createCeremony({ challenges, publicUrl });
  /** The user handle for devices; it reveals nothing about the account. */
  const handleOf = (accountId: string) => seal.index(accountId, 'passkey user').toString('base64url');

  async function spent(kind: 'challengesOfAddress' | 'attemptsOfAddress', address: string): Promise<Fact | undefined> {
    const { allowed, retryAfter } = await throttle.hit(`passkey ${kind}`, address, limits[kind]);
    return allowed ? undefined : fact('passkeys.tries_spent', { minutes: Math.ceil(retryAfter / 60) });
  }

  const common = { rpId: ceremony.site, timeout: challengeLife * 1000, userVerification: 'required' } as const;

  return {
    list: (accountId) => store.list(db, accountId),

    async beginRegistration(account, asked) {
      const problem = await spent('challengesOfAddress', asked.address);
      if (problem !== undefined) return { problem };
      const known = await store.list(db, account.id);
      return {
        options: {
          rp: { id: ceremony.site, name: siteName },
          user: { id: handleOf(account.id), name: asked.label, displayName: account.nickname },
          challenge: await challenges.begin('registration', asked.binding),
          pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
          timeout: common.timeout,
          excludeCredentials: known.map(described),
          authenticatorSelection: {
            residentKey: 'required',
            requireResidentKey: true,
            userVerification: common.userVerification,
          },
          attestation: 'none',
        },
      };
    },

    async register(accountId, { answer, binding, device, address, madeWith, requestId }) {
      const problem = await spent('attemptsOfAddress', address);
      if (problem !== undefined) return { problem };
      const given = readAttestation(answer);
      if (given === undefined) return { problem: fact('passkeys.unreadable') };
      const checked = await ceremony.made(given, binding);
      if ('problem' in checked) return checked;
      const at = clock.now();
      const key = {
        ...checked.made,
        ...{ id: newId(), accountId, madeWith, name: device.slice(0, 30), madeOn: device, createdAt: at },
        transports: transportsIn(given.response.transports),
      };
      return db.transaction(async (trx) => {
        const count = await store.lockAndCount(trx, accountId);
        if (count === undefined) throw notFound(fact('passkeys.not_found'));
        if (count >= maxPasskeys) return { problem: fact('passkeys.max_reached', { max: maxPasskeys }) };
        if ((await store.insert(trx, key)) === 0) return { problem: fact('passkeys.known_already') };
        await write(trx, at, accountId, 'passkey.add', key.id, { person: { device } }, requestId);
        const [owner] = await accounts.reach(trx, [accountId]);
        if (owner !== undefined) await accounts.added.tell(trx, owner, { kind: 'passkey', passkeyId: key.id, device });
        return { id: key.id };
      });
    },

    async beginSignIn({ binding, address, accountId }) {
      const problem = await spent('challengesOfAddress', address);
      if (problem !== undefined) return { problem };
      const known = accountId === undefined ? [] : await store.list(db, accountId);
      const challenge = await challenges.begin('sign_in', binding);
      return { options: { ...common, challenge, allowCredentials: known.map(described) } };
    },

    async signIn({ answer, binding, accountId, ...occasion }) {
      const problem = await spent('attemptsOfAddress', occasion.address);
      if (problem !== undefined) return { problem };
      const given = readAssertion(answer);
      if (given === undefined) return { problem: fact('passkeys.unreadable') };
      const checked = await ceremony.used(given, binding, (credentialId) => store.findByCredential(db, credentialId));
      if ('problem' in checked) {
        if (checked.key !== undefined) await refuse(checked.key.accountId, occasion);
        return { problem: checked.problem };
      }
      const { key, used } = checked;
      const { userHandle } = given.response;
      const isOwn = userHandle === undefined || userHandle === null || userHandle === handleOf(key.accountId);
      if (!isOwn || (accountId !== undefined && accountId !== key.accountId)) {
        await refuse(key.accountId, occasion);
        return { problem: fact('passkeys.other_account') };
      }
      const account = await accounts.find(key.accountId);
      if (account === undefined || !accounts.isLive(account)) return { problem: fact('passkeys.unknown') };
      const taken = await store.use(db, { ...used, id: key.id, at: clock.now(), on: occasion.device });
      if (taken === 0) {
        await refuse(key.accountId, occasion);
        return { problem: fact('passkeys.counter_back') };
      }
      return { account, key: { id: key.id, madeWith: key.madeWith } };
    },

    async raise(accountId, id, madeWith) {
      await store.raise(db, id, accountId, madeWith);
    },

    async rename(accountId, id, given) {
      const read = readFields(passkeyName, given);
      if ('problems' in read) return read;
      if (!isId(id)) throw notFound(fact('passkeys.not_found'));
      await db.transaction(async (trx) => {
        const { name } = read.values;
        if ((await store.rename(trx, id, accountId, name)) === 0) throw notFound(fact('passkeys.not_found'));
        await write(trx, clock.now(), accountId, 'passkey.rename', id, { person: { name } });
      });
      return undefined;
    },

    async remove(accountId, id) {
      if (!isId(id)) throw notFound(fact('passkeys.not_found'));
      const ways = await accounts.fallbackMethods(accountId);
      return db.transaction(async (trx) => {
        const count = (await store.lockAndCount(trx, accountId)) ?? 0;
        if (count === 1 && !ways.password && !ways.sms) return fact('passkeys.only_way');
        const removed = await store.remove(trx, id, accountId);
        if (removed === undefined) throw notFound(fact('passkeys.not_found'));
        await write(trx, clock.now(), accountId, 'passkey.remove', id, { person: { name: removed.name } });
        return undefined;
      });
    },

    async removeIn(trx, actor, accountId, which) {
      const removed = await store.removeMany(trx, accountId, which);
      for (const { id, name } of removed)
        await record(trx, clock.now(), actor, 'passkey.remove', { kind: 'passkey', id }, { name });
      return removed.length;
    },

    async keptByDefault(accountId) {
      const before = after(clock.now(), -trustedAfter);
      return (await store.list(db, accountId)).map((key) => ({
        ...key,
        isKept: key.madeWith === acr.two && key.createdAt < before,
      }));
    },

    mayOffer: (accountId) => offers.isDue(db, accountId, clock.now()),
    silenceOffer: (accountId, forever) =>
      offers.silence(db, accountId, forever ? never : after(clock.now(), offerPause)),
  };

  function refuse(accountId: string, occasion: Occasion): Promise<void> {
    return accounts.recordRefusal(accountId, accountId, { ...occasion, method: 'passkey' });
  }
}

const described = ({
  credentialId,
  transports,
}: {
  credentialId: Buffer;
  transports: readonly string[];
}): Descriptor => ({
  type: 'public-key',
  id: credentialId.toString('base64url'),
  transports,
});

function write(
  trx: Connection,
  at: Date,
  accountId: string,
  verb: string,
  id: string,
  details: object,
  requestId?: string,
) {
  const actor: Actor = { kind: 'citizen', accountId };
  return record(trx, at, actor, verb, { kind: 'passkey', id }, details, requestId);
}
