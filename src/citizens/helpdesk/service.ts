import type { Account } from '../../accounts/account/account.ts';
import type { Login } from '../../accounts/account/login-store.ts';
import { subjectOf } from '../../accounts/account/logins.ts';
import { identify } from '../../accounts/identifier.ts';
import { isAvatarFault } from '../../accounts/own/avatars.ts';
import type { RealnameSeen } from '../../accounts/people/realname.ts';
import type { Accounts } from '../../accounts/service.ts';
import { mustOperate, type Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden, notFound, Problem, type Problems } from '../../errors.ts';
import { readFields } from '../../fields/read.ts';
import { permits } from '../../http/access.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import { may } from '../policies.ts';
import type { Deletions } from '../privacy/deletions.ts';
import { fact } from './facts.ts';
import { reasonForm } from './form.ts';
import { caseLife, limits } from './limits.ts';
import * as store from './store.ts';

export type HelpdeskNeeds = {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  accounts: Accounts;
  deletions: Pick<Deletions, 'standing' | 'takeBackFor'>;
};

/** The account as shown: masked by the pages, without identifiers to copy. */
type Opened = {
  case: store.Case;
  account: Account;
  closing: { lastMoment: Date } | undefined;
  /** Another phone, which counts from then on. */
  waiting: { phone: string; dueAt: Date } | undefined;
};

/** 客服台. A case shows one account to one person of the support for a while; every verb but `look` and `list` needs one (`not_found`). */
export interface Helpdesk {
  /** Opens a case: by a whole number, e-mail, id or address of a picture, with a reason; so many an hour. Throws `forbidden` for the own account. */
  look(
    actor: Staff,
    form: { who: string; reason: string },
    requestId?: string,
  ): Promise<{ problems: Problems } | { id: string }>;
  /** The case with the account as it is now. */
  mustOpen(actor: Staff, id: string): Promise<Opened>;
  /** The looks of staff at accounts, with the reasons: the own cases; all for auditor and security. */
  list(actor: Staff, page: Pick<store.Listed, 'before' | 'limit'>): Promise<store.Case[]>;
  /** The last ten logins. */
  logins(actor: Staff, id: string): Promise<Login[]>;
  /** Throws `conflict` where the account is not locked. */
  unlock(actor: Staff, id: string): Promise<void>;
  /** Ends all sessions and tokens. */
  endSessions(actor: Staff, id: string): Promise<void>;
  /** After a complaint; the owner is told why. */
  removeAvatar(actor: Staff, id: string, fault: string, requestId?: string): Promise<void>;
  /** 停止更换手机号. Throws `conflict` where none is under way. */
  stopAppeal(actor: Staff, id: string, requestId?: string): Promise<void>;
  /** 实名: the person stands at the counter with papers, of which nothing is kept. */
  confirmName(
    actor: Staff,
    id: string,
    seen: Omit<RealnameSeen, 'cause'>,
    requestId?: string,
  ): Promise<{ problems: Problems } | { done: true }>;
  /** Takes 实名 back. */
  removeName(actor: Staff, id: string, requestId?: string): Promise<void>;
  /** 撤销注销, at the owner's request. */
  keep(actor: Staff, id: string, requestId?: string): Promise<void>;
}

/**
 * O10 用户支持: one account at a time, found by the whole of a number that its owner reads out, with a reason, for half an hour. Each look
 * and each act is in the audit.
 */
export function createHelpdesk({ db, clock, throttle, accounts, deletions }: HelpdeskNeeds): Helpdesk {
  /** A name, a user name or a part of a number finds no account: no one can be looked up out of curiosity. */
  async function exactly(who: string): Promise<Account | undefined> {
    const typed = who.trim();
    const shown = await accounts.avatarOwner(typed); // an institution reads it out, which knows no number
    if (shown !== undefined) return accounts.find(shown);
    if (isId(typed.toLowerCase())) return accounts.find(typed.toLowerCase());
    return identify(typed).kind === 'username' ? undefined : accounts.findByIdentifier(typed);
  }

  async function budgetProblem(actor: Staff): Promise<Problems | undefined> {
    for (const [kind, rule] of Object.entries(limits)) {
      const { allowed, retryAfter } = await throttle.hit(`helpdesk ${kind}`, actor.accountId, rule);
      if (!allowed) return { form: fact('helpdesk.looks_spent', { minutes: Math.ceil(retryAfter / 60) }) };
    }
    return undefined;
  }

  /** The case, for the actor who opened it, with the account as it is now. Throws 404 where it has ended or is another's. */
  async function mustOpen(actor: Staff, id: string): Promise<Opened> {
    mustOperate(actor, ...may('see a case of the helpdesk').roles);
    const found = isId(id) ? await store.open(db, id, actor.accountId, clock.now()) : undefined;
    const account = found && (await accounts.find(found.accountId));
    if (found === undefined || account === undefined || account.deletedAt !== undefined)
      throw notFound(fact('helpdesk.case_over'));
    const closing = await deletions.standing(account.id);
    const waiting = await accounts.appeals.open(account.id);
    return { case: found, account, waiting, closing: closing && { lastMoment: after(closing.dueAt, -60) } };
  }

  return {
    mustOpen,

    async look(actor, form, requestId) {
      mustOperate(actor, ...may('see a case of the helpdesk').roles);
      const read = readFields(reasonForm, { reason: form.reason });
      const who = form.who.trim();
      const whoProblem =
        who === ''
          ? fact('helpdesk.who_missing')
          : identify(who).kind === 'username' && !isId(who.toLowerCase()) && !/\/avatars\/[\w-]{43}/.test(who)
            ? fact('helpdesk.not_whole')
            : undefined;
      if ('problems' in read || whoProblem !== undefined)
        return { problems: { ...(whoProblem && { who: whoProblem }), ...('problems' in read && read.problems) } };
      const spent = await budgetProblem(actor);
      if (spent !== undefined) return { problems: spent };
      const account = await exactly(who);
      if (account === undefined || account.deletedAt !== undefined)
        return { problems: { who: fact('helpdesk.nobody') } };
      if (account.id === actor.accountId) throw forbidden(fact('helpdesk.own_account'));
      const id = newId();
      await db.transaction(async (trx) => {
        const at = clock.now();
        const opened = { id, staffId: actor.accountId, accountId: account.id, reason: read.values.reason };
        await store.insert(trx, { ...opened, openedAt: at, closesAt: after(at, caseLife) });
        // The reason stays with the case: it may name people, and the audit is kept for ever.
        await record(trx, at, actor, 'account.support_look', subjectOf(account.id), { case: id }, requestId);
      });
      return { id };
    },

    async logins(actor, id) {
      const { account } = await mustOpen(actor, id);
      return accounts.loginsOf(account.id, { limit: 10 });
    },

    async unlock(actor, id) {
      const { account } = await mustOpen(actor, id);
      if (account.lockedAt === undefined) throw conflict(fact('helpdesk.not_locked'));
      await accounts.unlock(actor, account.id, `case ${id}`);
    },

    async endSessions(actor, id) {
      const { account } = await mustOpen(actor, id);
      await accounts.endSessions(actor, account.id);
    },

    async removeAvatar(actor, id, fault, requestId) {
      const { account } = await mustOpen(actor, id);
      if (!isAvatarFault(fault)) throw conflict(fact('helpdesk.fault_missing'));
      await accounts.removeAvatarOf(actor, account.id, { fault, caseId: id, ...(requestId && { requestId }) });
    },

    async stopAppeal(actor, id, requestId) {
      const { account } = await mustOpen(actor, id);
      await accounts.appeals.stopBySupport(actor, account.id, requestId);
    },

    async confirmName(actor, id, { form, isPresent }, requestId) {
      const { account } = await mustOpen(actor, id);
      return accounts.confirmRealname(actor, account.id, { form, isPresent, cause: `case ${id}` }, requestId);
    },

    async removeName(actor, id, requestId) {
      const { account } = await mustOpen(actor, id);
      await accounts.removeRealname(actor, account.id, requestId);
    },

    async keep(actor, id, requestId) {
      const { account } = await mustOpen(actor, id);
      await deletions.takeBackFor(actor, account.id, requestId);
    },

    async list(actor, { before, limit }) {
      mustOperate(actor, ...may('see the cases of the helpdesk').roles);
      const seesAll = permits(may('see the cases of all at the helpdesk'), actor);
      return store.list(db, { of: seesAll ? undefined : actor.accountId, before, limit });
    },
  };
}

/** Problems that belong on the form; others are for the page of errors. */
export const isFormProblem = (error: unknown): error is Problem =>
  error instanceof Problem && (error.code === 'conflict' || error.code === 'forbidden');
