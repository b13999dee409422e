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
  keptAfter,
  limits,
  maxPasskeys,
  offerPause,
  type Passkey,
  passkeyName,
  siteName,
  transportsIn,
} from './passkey.ts';
import * as store from './passkey-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  throttle: Pick<Throttle, 'hit'>;
  accounts: Pick<Accounts, 'find' | 'isLive' | 'waysOf' | 'recordRefusal' | 'reach' | 'added'>;
  publicUrl: URL;
};

type Answered = { answer: string; binding: string };
const never = new Date('9999-01-01T00:00:00Z');

/** 通行密钥: what people sign in with instead of a password, where their devices can (docs/adr/0055). */
export function createPasskeys({ db, clock, seal, throttle, accounts, publicUrl }: Needs) {
  const challenges = createChallenges({ db, clock });
  const ceremony = createCeremony({ challenges, publicUrl });
  /** Names a person to devices, and says nothing of them to whoever reads it there. */
  const handleOf = (accountId: string) => seal.index(accountId, 'passkey user').toString('base64url');

  async function spent(kind: 'challengesOfAddress' | 'attemptsOfAddress', address: string): Promise<Fact | undefined> {
    const { allowed, retryAfter } = await throttle.hit(`passkey ${kind}`, address, limits[kind]);
    return allowed ? undefined : fact('passkeys.tries_spent', { minutes: Math.ceil(retryAfter / 60) });
  }

  const common = { rpId: ceremony.site, timeout: challengeLife * 1000, userVerification: 'required' } as const;

  return {
    list: (accountId: string) => store.list(db, accountId),

    /** What a browser needs to make a key (PublicKeyCredentialCreationOptionsJSON). */
    async beginRegistration(account: Account, asked: { binding: string; address: string; label: string }) {
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

    /** Keeps a new key, under the name of the device until it is given another. */
    async register(
      accountId: string,
      {
        answer,
        binding,
        device,
        address,
        madeWith,
        requestId,
      }: Answered & Required<Pick<Occasion, 'device' | 'address'>> & Pick<Passkey, 'madeWith'> & { requestId?: string },
    ): Promise<{ id: string } | { problem: Fact }> {
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

    /** What a browser needs to sign in (PublicKeyCredentialRequestOptionsJSON): with any key of its device, or one of `accountId`. */
    async beginSignIn({
      binding,
      address,
      accountId,
    }: {
      binding: string;
      address: string;
      accountId?: string | undefined;
    }) {
      const problem = await spent('challengesOfAddress', address);
      if (problem !== undefined) return { problem };
      const known = accountId === undefined ? [] : await store.list(db, accountId);
      const challenge = await challenges.begin('sign_in', binding);
      return { options: { ...common, challenge, allowCredentials: known.map(described) } };
    },

    /** Whose key it is, after every check. With `accountId` it must be that person's. */
    async signIn({
      answer,
      binding,
      accountId,
      ...occasion
    }: Answered & Occasion & { accountId?: string | undefined }): Promise<
      { account: Account; key: Pick<Passkey, 'id' | 'madeWith'> } | { problem: Fact }
    > {
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

    async raise(accountId: string, id: string, madeWith: string): Promise<void> {
      await store.raise(db, id, accountId, madeWith);
    },

    async rename(accountId: string, id: string, given: { name?: string }): Promise<{ problems: Problems } | undefined> {
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

    /** 至少保留一种登录方式: the last one stays where there is neither a password nor a phone. */
    async remove(accountId: string, id: string): Promise<Fact | undefined> {
      if (!isId(id)) throw notFound(fact('passkeys.not_found'));
      const ways = await accounts.waysOf(accountId);
      return db.transaction(async (trx) => {
        const count = (await store.lockAndCount(trx, accountId)) ?? 0;
        if (count === 1 && !ways.password && !ways.sms) return fact('passkeys.only_way');
        const removed = await store.remove(trx, id, accountId);
        if (removed === undefined) throw notFound(fact('passkeys.not_found'));
        await write(trx, clock.now(), accountId, 'passkey.remove', id, { person: { name: removed.name } });
        return undefined;
      });
    },

    /** Where its owner takes back what was added, or chooses a new password and keeps some. */
    async removeIn(trx: Connection, actor: Actor, accountId: string, which: Removed): Promise<number> {
      const removed = await store.removeMany(trx, accountId, which);
      for (const { id, name } of removed)
        await record(trx, clock.now(), actor, 'passkey.remove', { kind: 'passkey', id }, { name });
      return removed.length;
    },

    /** Of each key, whether it is kept where a new password is chosen, unless its owner says otherwise (docs/adr/0114). */
    async keptByDefault(accountId: string) {
      const before = after(clock.now(), -keptAfter);
      return (await store.list(db, accountId)).map((key) => ({
        ...key,
        isKept: key.madeWith === acr.two && key.createdAt < before,
      }));
    },

    /** Whether to offer a key after a login by other means: there is none yet, and nobody said no within 90 days. */
    mayOffer: (accountId: string) => offers.isDue(db, accountId, clock.now()),
    /** 以后再说, 不再问我. */
    silenceOffer: (accountId: string, forever: boolean) =>
      offers.silence(db, accountId, forever ? never : after(clock.now(), offerPause)),
  };

  function refuse(accountId: string, occasion: Occasion): Promise<void> {
    return accounts.recordRefusal(accountId, accountId, { ...occasion, method: 'passkey' });
  }
}

export type Passkeys = ReturnType<typeof createPasskeys>;

const described = ({ credentialId, transports }: { credentialId: Buffer; transports: readonly string[] }) => ({
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
