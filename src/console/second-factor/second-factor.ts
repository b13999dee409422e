import { type Account, label } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import { type Actor, asCitizen, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days, hours, minutes } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newTotpSecret, stepAt, stepOf, totpCode, totpPeriod } from '../../crypto/totp.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, notFound } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import type { Notice, Notices } from '../../notices/service.ts';
import { fact, letter } from '../facts.ts';
import { isFresh } from '../sessions/session.ts';
import * as sessions from '../sessions/store.ts';
import { newPaperCode, newRecoveryCodes, readCode, readPaperCode } from './recovery-codes.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  throttle: Throttle;
  notices: Pick<Notices, 'send'>;
  accounts: Pick<Accounts, 'reach' | 'find'>;
  config: Pick<Config, 'DEMO'>;
};

type Proved = { proved: true; recoveryCodesLeft?: number } | { problem: Fact };
export type Standing = { confirmedAt: Date | undefined; recoveryCodesLeft: number };

const rule = { limit: 5, per: minutes(15) };
const pendingLife = hours(1);
const enrolmentCodeLife = days(3);
export const sealedAs = (accountId: string) => `second_factors.secret.${accountId}`;
/** Bound to a session: a proposal of one session cannot be confirmed in another. */
export const pendingAs = (session: string) => `console_sessions.pending_factor.${session}`;
const subjectOf = (accountId: string) => ({ kind: 'account', id: accountId });

/** The second factor of the back office: an app with codes by time (TOTP), and recovery codes. Tries are limited by account. */
export interface SecondFactor {
  // Standing

  /** Since when it is confirmed, and how many recovery codes are left. */
  standing(accountId: string): Promise<Standing>;
  /** Whether the account has one. */
  isEnrolled(accountId: string): Promise<boolean>;
  /** Whether the login of this session proves enough to enrol. */
  mayEnrol(accountId: string, session: string): Promise<boolean>;

  // Enrolling

  /** For an account without a phone that proves more than the password: handed over by an operator who knows the person; used once. */
  newEnrolmentCode(actor: Actor, accountId: string): Promise<{ code: string; endsAt: Date }>;
  /** Such a code, instead of a login by the phone. */
  proveEnrolment(accountId: string, session: string, typed: string): Promise<Proved>;
  /** The secret for an app: the same in this session for an hour, until it is confirmed. */
  propose(session: string): Promise<string>;
  /** A code of the proposed secret puts it in force; answers the recovery codes, once. */
  confirm(accountId: string, session: string, typed: string): Promise<{ codes: string[] } | { problem: Fact }>;

  // Using

  /** A code of the app, or a recovery code; each works once. */
  prove(accountId: string, session: string, typed: string): Promise<Proved>;
  /** Ten new recovery codes; the old ones are void. */
  renewRecoveryCodes(accountId: string): Promise<string[]>;
  /** For a person who has lost both, by those who guard the system; enrolled again at the next sign-in. */
  reset(actor: Actor, accountId: string, reason: string): Promise<void>;

  // The demo

  /** A known secret for invented people. */
  setForDemo(accountId: string, secret: string): Promise<void>;
  /** A code that works now for one of them; undefined for everyone else. */
  demoCode(accountId: string): Promise<string | undefined>;
}

/** 动态验证码: the second factor of the back office (TOTP), and ten recovery codes for the day when the phone is lost. */
export function createSecondFactor({ db, clock, seal, throttle, notices, accounts, config }: Needs): SecondFactor {
  const open = (accountId: string, sealed: Buffer) => seal.unseal(sealed, sealedAs(accountId));
  const keyed = (accountId: string, code: string) => seal.index(code, `recovery_codes ${accountId}`);
  const keyedEnrolment = (accountId: string, code: string) => seal.index(code, `enrolment_codes ${accountId}`);

  const hasFactor = async (accountId: string, connection: Connection = db): Promise<boolean> =>
    (await store.find(connection, accountId))?.confirmedAt !== undefined;

  /** Of a first one: the password alone is not enough, it may be stolen (docs/adr/0124). A later one needs the one before. */
  const mayEnrol = async (accountId: string, session: string): Promise<boolean> =>
    (await hasFactor(accountId)) || isFresh(await sessions.enrolmentProvedAt(db, session), clock.now());

  async function tell(trx: Connection, accountId: string, said: Pick<Notice, 'event' | 'letter'>, at: Date) {
    for (const account of await accounts.reach(trx, [accountId])) await notices.send(trx, noticeTo(account, said, at));
  }

  async function newCodes(trx: Connection, accountId: string, at: Date): Promise<string[]> {
    const codes = newRecoveryCodes();
    const hashes = codes.map((code) => keyed(accountId, code));
    await store.replaceRecoveryCodes(trx, accountId, hashes, at);
    return codes;
  }

  async function useRecovery(accountId: string, session: string, code: string): Promise<Proved | undefined> {
    const at = clock.now();
    return db.transaction(async (trx) => {
      if (!(await store.useRecoveryCode(trx, accountId, keyed(accountId, code), at))) return undefined;
      const left = await store.recoveryCodesLeft(trx, accountId);
      await sessions.proveSecondFactor(trx, session, at);
      await record(trx, at, asCitizen(accountId), 'second_factor.use_recovery', subjectOf(accountId), { left });
      const recovered = letter('console.recovery_letter', { at: at.toISOString(), left });
      await tell(trx, accountId, { event: 'account.recovery_code_used', letter: recovered }, at);
      return { proved: true, recoveryCodesLeft: left };
    });
  }

  /** A publicly known factor counts in the demo only; elsewhere no code of it passes. */
  const isKnownToAll = (factor: store.Factor | undefined) => factor?.demo === true && !config.DEMO;

  /** Too many wrong ones in a row: nothing is tried any more, right or wrong. */
  async function bounded(accountId: string, work: () => Promise<Proved | undefined>, wrong: Fact): Promise<Proved> {
    const standing = await throttle.hit('second factor', accountId, rule);
    if (!standing.allowed)
      return { problem: fact('console.tries_spent', { minutes: Math.ceil(standing.retryAfter / 60) }) };
    const proved = await work();
    if (proved !== undefined) {
      await throttle.clear('second factor', accountId);
      return proved;
    }
    const at = clock.now();
    await record(db, at, asCitizen(accountId), 'second_factor.refused', subjectOf(accountId), { left: standing.left });
    return { problem: wrong };
  }

  return {
    async standing(accountId) {
      const [factor, recoveryCodesLeft] = await Promise.all([
        store.find(db, accountId),
        store.recoveryCodesLeft(db, accountId),
      ]);
      return { confirmedAt: factor?.confirmedAt, recoveryCodesLeft };
    },

    isEnrolled: (accountId) => hasFactor(accountId),
    mayEnrol,

    async newEnrolmentCode(actor, accountId) {
      mustOperate(actor);
      const [code, at] = [newPaperCode(), clock.now()];
      const endsAt = after(at, enrolmentCodeLife);
      await db.transaction(async (trx) => {
        if (await hasFactor(accountId, trx)) throw conflict(fact('console.has_second_factor'));
        await store.putEnrolmentCode(trx, accountId, keyedEnrolment(accountId, code), endsAt);
        await record(trx, at, actor, 'second_factor.enrolment_code', subjectOf(accountId));
      });
      return { code, endsAt };
    },

    proveEnrolment: (accountId, session, typed) =>
      bounded(
        accountId,
        async () => {
          const [code, at] = [readPaperCode(typed), clock.now()];
          if (code === undefined) return undefined;
          return db.transaction(async (trx) => {
            if (!(await store.useEnrolmentCode(trx, accountId, keyedEnrolment(accountId, code), at))) return undefined;
            await sessions.proveEnrolment(trx, session, at);
            await record(trx, at, asCitizen(accountId), 'second_factor.use_enrolment_code', subjectOf(accountId));
            return { proved: true };
          });
        },
        fact('console.enrolment_code_wrong'),
      ),

    async propose(session) {
      const at = clock.now();
      const shown = await sessions.pendingFactor(db, session, after(at, -pendingLife));
      if (shown !== undefined) return seal.unseal(shown, pendingAs(session));
      const secret = newTotpSecret();
      await sessions.showFactor(db, session, seal.seal(secret, pendingAs(session)), at);
      return secret;
    },

    async confirm(accountId, session, typed) {
      const at = clock.now();
      const standing = await throttle.hit('second factor', accountId, rule);
      if (!standing.allowed)
        return { problem: fact('console.tries_spent', { minutes: Math.ceil(standing.retryAfter / 60) }) };
      if (!(await mayEnrol(accountId, session))) return { problem: fact('console.enrolment_unproved') };
      const pending = await sessions.pendingFactor(db, session, after(at, -pendingLife));
      if (pending === undefined) return { problem: fact('console.qr_expired') };
      const secret = seal.unseal(pending, pendingAs(session));
      const step = stepOf(secret, readCode(typed), at);
      if (step === undefined) return { problem: fact('console.code_wrong') };
      const codes = await db.transaction(async (trx) => {
        if (!(await sessions.takeFactor(trx, session, pending))) return undefined;
        await store.put(trx, accountId, seal.seal(secret, sealedAs(accountId)), step, at);
        await sessions.forgetSecondFactor(trx, accountId); // of other browsers, which proved another one or were shown one
        await sessions.proveSecondFactor(trx, session, at);
        await record(trx, at, asCitizen(accountId), 'second_factor.enrol', subjectOf(accountId));
        const enrolled = letter('console.enrolled_letter', { at: at.toISOString() });
        await tell(trx, accountId, { event: 'account.second_factor_set', letter: enrolled }, at);
        return newCodes(trx, accountId, at);
      });
      await throttle.clear('second factor', accountId);
      return codes === undefined ? { problem: fact('console.already_set') } : { codes };
    },

    prove: (accountId, session, typed) =>
      bounded(
        accountId,
        async () => {
          const at = clock.now();
          const factor = await store.find(db, accountId);
          if (isKnownToAll(factor)) return undefined;
          const code = readCode(typed);
          if (!/^\d{6}$/.test(code)) {
            const recovery = readPaperCode(typed);
            return recovery === undefined ? undefined : useRecovery(accountId, session, recovery);
          }
          const secret = factor?.secret;
          const step = secret && stepOf(open(accountId, secret), code, at);
          if (secret === undefined || step === undefined) return undefined;
          return db.transaction(async (trx) => {
            if (!(await store.useStep(trx, accountId, secret, step))) return undefined;
            await sessions.proveSecondFactor(trx, session, at);
            return { proved: true };
          });
        },
        fact('console.code_wrong_or_used'),
      ),

    renewRecoveryCodes: (accountId) =>
      db.transaction(async (trx) => {
        const at = clock.now();
        await record(trx, at, asCitizen(accountId), 'second_factor.renew_recovery', subjectOf(accountId));
        return newCodes(trx, accountId, at);
      }),

    async reset(actor, accountId, reason) {
      mustOperate(actor);
      await db.transaction(async (trx) => {
        if ((await store.remove(trx, accountId)) === 0) throw notFound(fact('console.no_second_factor'));
        await store.removeRecoveryCodes(trx, accountId);
        await sessions.forgetSecondFactor(trx, accountId);
        const at = clock.now();
        await record(trx, at, actor, 'second_factor.reset', subjectOf(accountId), { reason });
        const reset = letter('console.reset_letter', { at: at.toISOString() });
        await tell(trx, accountId, { event: 'account.second_factor_reset', letter: reset }, at);
      });
    },

    async setForDemo(accountId, secret) {
      await store.setForDemo(db, accountId, seal.seal(secret, sealedAs(accountId)), clock.now());
    },

    async demoCode(accountId) {
      const factor = await store.find(db, accountId);
      if (!factor?.demo) return undefined;
      const now = clock.now();
      const isUsed = factor.lastStep >= stepAt(now);
      return totpCode(open(accountId, factor.secret), isUsed ? after(now, totpPeriod) : now);
    },
  };
}

/** It may have been the owner, or a thief of the codes or the password: the owner is notified. */
const noticeTo = (account: Account, said: Pick<Notice, 'event' | 'letter'>, at: Date): Notice => ({
  ...said,
  key: `${said.event} ${account.id} ${at.toISOString()}`,
  recipient: { kind: 'account', id: account.id, email: account.email, phone: account.phone },
  to: label(account),
  because: noticeFact('notices.because_second_factor'),
});
