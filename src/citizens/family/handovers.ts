import type { Account } from '../../accounts/account/account.ts';
import { subjectOf } from '../../accounts/account/logins.ts';
import { phoneOf } from '../../accounts/identifier.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days, yearOf } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, notFound, type Problems } from '../../errors.ts';
import { readFields } from '../../fields/read.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { ScheduledJob } from '../../jobs/job.ts';
import {
  changedPassword,
  childrenCounted,
  handoverDay,
  lastYear,
  limits,
  mostChildren,
  nextPasswordProblem,
  ownPasswordProblem,
  soonDays,
  textVersion,
} from './child.ts';
import { fact, letter } from './facts.ts';
import type { HandoverNotices } from './handover-notices.ts';
import * as handovers from './handover-store.ts';
import * as store from './store.ts';

export type HandoverNeeds = {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  accounts: Accounts;
  notices: HandoverNotices;
  /** Every login and consent of an account ends; the platforms are notified. */
  forgetConsents: (trx: Connection, accountId: string) => Promise<void>;
};

type Child = { id: string; guardianId: string; nickname: string; birthYear: number };
const batch = 100;
const byDay: Actor = { kind: 'system', name: 'family' };

/** 年满 14 岁: a child's account becomes its own, by the guardian from the year of that birthday on, or by itself on the day. */
export interface Handovers {
  // By the guardian

  /** Children that were handed over and have not taken the account over yet. */
  waiting(guardianId: string): Promise<Waiting[]>;
  /** One of them. Throws `not_found`. */
  mustWait(guardianId: string, childId: string): Promise<Waiting>;
  /** Whether the guardian may still take it back. */
  mayReturn(handover: Pick<handovers.Handover, 'cause' | 'dueAt'>): boolean;
  /** Throws `conflict` before the year of the 14th birthday. */
  handOverBy(child: Child, said: { reached: boolean; requestId?: string }): Promise<{ problems: Problems } | undefined>;
  /** It was a mistake. Throws `conflict` once the day has come; platforms are allowed again. */
  takeBack(guardianId: string, childId: string, requestId?: string): Promise<void>;
  /** Another first password, for a child that forgot it before taking the account over. */
  setFirstPassword(
    guardianId: string,
    childId: string,
    form: { password?: string | undefined },
    requestId?: string,
  ): Promise<{ problems: Problems } | undefined>;

  // By the child

  /** With the proof of the first password: phone, password and consent of its own. */
  takeOver(form: TakingOver): Promise<{ account: Account } | { problems: Problems }>;
  /** The account of a login as it is today: handed over where the day has come. */
  ofAge(account: Account): Promise<Account>;
  /** The day, in the last 30 days before it, until the child was told once. */
  dayToTell(account: Pick<Account, 'id' | 'guardianId'>): Promise<Date | undefined>;
  /** The child was told. */
  childTold(id: string): Promise<boolean>;

  // By the clock

  /** Hands over where the day has come; says whether the child is its guardian's no longer. */
  settle(child: Child & { closingAt: Date | undefined }): Promise<boolean>;
  /** The hourly run: the day itself, and notices a year and 30 days before. */
  job: ScheduledJob;
}

type Waiting = Awaited<ReturnType<typeof handovers.waiting>>[number];
type TakingOver = {
  ticket: string;
  binding: string;
  phone: string;
  code: string;
  password: string;
  /** The version of the terms that was ticked; 0: none. */
  agreed: number;
  requestId?: string;
};

/**
 * A child that reaches 14 takes its account over (个人信息保护法 31: from then on its own consent counts). In the year of that birthday the
 * guardian declares it; on the first of January after it happens in any case. From that moment the account has no guardian, and sign-in is
 * blocked until the child has chosen a password that its guardian does not know. The number by which platforms know it stays.
 */
export function createHandovers({ db, clock, throttle, accounts, notices, forgetConsents }: HandoverNeeds): Handovers {
  const write = (trx: Connection, guardianId: string, childId: string, act: store.Act) =>
    store.insert(trx, {
      ...{ id: newId(), childId, guardianId, at: clock.now(), act, clientId: undefined, given: [] },
      ...{ textVersion, adult: 'declared' as const },
    });

  /** Once: of two at the same moment, or of this and anything that the guardian does, one comes first and the other finds it done. */
  async function handOver(child: Child, by: 'guardian' | 'day', requestId?: string): Promise<boolean> {
    const { id, guardianId, nickname, birthYear } = child;
    const done = await db.transaction(async (trx) => {
      const at = clock.now();
      if (!(await accounts.handOver(trx, guardianId, id))) return false;
      await forgetConsents(trx, id);
      await store.forgetCare(trx, id);
      await handovers.expect(trx, id, guardianId, handoverDay(birthYear));
      await handovers.begin(trx, id, by, at);
      await write(trx, guardianId, id, by === 'day' ? 'due' : 'handover');
      const actor: Actor = by === 'day' ? byDay : { kind: 'citizen', accountId: guardianId };
      await record(trx, at, actor, 'account.hand_over', subjectOf(id), { by }, requestId);
      const said = letter('family.handed_letter', { nickname, byDay: by === 'day' });
      await notices.tell(trx, guardianId, { event: 'child.handover', key: `${id} ${at.toISOString()}`, said });
      return true;
    });
    accounts.forget(id);
    return done;
  }

  /**
   * On the day itself it need not wait for the job. Returns whether the child is its guardian's no longer; one that is to be deleted is left to
   * that.
   */
  async function settle(child: Child & { closingAt: Date | undefined }): Promise<boolean> {
    if (child.closingAt !== undefined || child.birthYear > lastYear(yearOf(clock.now()))) return false;
    await handOver(child, 'day');
    return true;
  }

  async function tellOfYear(child: Child): Promise<void> {
    const due = handoverDay(child.birthYear);
    const isNear = due <= after(clock.now(), days(soonDays));
    await db.transaction(async (trx) => {
      await handovers.expect(trx, child.id, child.guardianId, due);
      if (isNear || !(await handovers.noteNotice(trx, child.id, 'year', clock.now()))) return;
      const said = letter('family.year_letter', { nickname: child.nickname, due: due.toISOString() });
      await notices.tell(trx, child.guardianId, { event: 'child.year', key: child.id, said });
    });
  }

  async function tellOfDay({
    childId,
    guardianId,
    nickname,
    dueAt,
  }: Awaited<ReturnType<typeof handovers.dueSoon>>[number]) {
    await db.transaction(async (trx) => {
      if (!(await handovers.noteNotice(trx, childId, 'soon', clock.now()))) return;
      const said = letter('family.soon_letter', { nickname, due: dueAt.toISOString() });
      await notices.tell(trx, guardianId, { event: 'child.handover', key: `${childId} soon`, said });
    });
  }

  /** Reads pages of children and works on each until the list is empty; finished ones leave it. */
  async function forAll<Each>(read: () => Promise<Each[]>, work: (each: Each) => Promise<unknown>): Promise<void> {
    for (;;) {
      const found = await read();
      for (const each of found) await work(each);
      if (found.length < batch) return;
    }
  }

  const job: ScheduledJob = {
    name: 'family.handover',
    schedule: '4 * * * *',
    async run() {
      const year = yearOf(clock.now());
      await forAll(
        () => accounts.childrenBornUntil(lastYear(year), batch),
        (child) => handOver(child, 'day'),
      );
      await forAll(() => handovers.unexpected(db, lastYear(year) + 1, batch), tellOfYear);
      await forAll(() => handovers.dueSoon(db, after(clock.now(), days(soonDays)), batch), tellOfDay);
    },
  };

  async function mustWait(guardianId: string, childId: string) {
    const found = (await handovers.waiting(db, guardianId)).find((each) => each.childId === childId);
    if (found === undefined) throw notFound(fact('family.no_handover'));
    return found;
  }
  const mayReturn = ({ cause, dueAt }: Pick<handovers.Handover, 'cause' | 'dueAt'>) =>
    cause === 'guardian' && clock.now() < dueAt;

  return {
    job,
    mustWait,
    mayReturn,
    waiting: (guardianId) => handovers.waiting(db, guardianId),

    async handOverBy(child, { reached, requestId }) {
      if (yearOf(clock.now()) < child.birthYear + 14)
        throw conflict(fact('family.too_young', { year: child.birthYear + 14 }));
      if (!reached) return { problems: { reached: fact('family.not_reached') } };
      if (!(await handOver(child, 'guardian', requestId))) throw notFound(fact('family.no_child'));
      return undefined;
    },

    async takeBack(guardianId, childId, requestId) {
      await mustWait(guardianId, childId);
      await db.transaction(async (trx) => {
        await accounts.lockGuardian(trx, guardianId);
        const counted = { since: after(clock.now(), -childrenCounted), without: childId };
        if ((await store.countChildren(trx, guardianId, counted)) >= mostChildren)
          throw conflict(fact('family.most_children', { most: mostChildren }));
        const standing = await handovers.forUpdate(trx, childId);
        if (standing === undefined) throw notFound(fact('family.no_handover'));
        if (!mayReturn(standing)) throw conflict(fact('family.too_late'));
        if (!(await accounts.handBack(trx, guardianId, childId))) throw notFound(fact('family.no_handover'));
        await handovers.undo(trx, childId);
        await write(trx, guardianId, childId, 'return');
        const actor = { kind: 'citizen', accountId: guardianId } as const;
        await record(trx, clock.now(), actor, 'account.hand_back', subjectOf(childId), {}, requestId);
      });
      accounts.forget(childId);
    },

    async setFirstPassword(guardianId, childId, form, requestId) {
      const { username } = await mustWait(guardianId, childId);
      const read = readFields(changedPassword, form);
      if ('problems' in read) return read;
      const unfit = nextPasswordProblem(read.values.password, username);
      if (unfit !== undefined) return { problems: { password: unfit } };
      const hash = await accounts.hashForChild(read.values.password);
      await db.transaction(async (trx) => {
        if (!(await accounts.setFirstPassword(trx, childId, hash))) throw notFound(fact('family.no_handover'));
        await write(trx, guardianId, childId, 'password');
        const actor = { kind: 'citizen', accountId: guardianId } as const;
        await record(trx, clock.now(), actor, 'account.child_password', subjectOf(childId), {}, requestId);
      });
      accounts.forget(childId);
      return undefined;
    },

    settle,
    async ofAge(account) {
      const { id, guardianId, nickname, birthYear, closingAt } = account;
      if (guardianId === undefined || birthYear === undefined) return account;
      const isSettled = await settle({ id, guardianId, nickname, birthYear, closingAt });
      return isSettled ? ((await accounts.find(id)) ?? account) : account;
    },

    async dayToTell({ id, guardianId }) {
      if (guardianId === undefined) return undefined;
      return (await handovers.unannouncedDay(db, id, after(clock.now(), days(soonDays))))?.dueAt;
    },
    childTold: (id) => handovers.noteNotice(db, id, 'child', clock.now()),

    async takeOver({ ticket, binding, phone, code, password, agreed, requestId }) {
      const proof = await accounts.handoverOf(ticket, binding);
      if (proof === undefined) return { problems: { ticket: fact('family.proof_over') } };
      const { account, since } = proof;
      const { id } = account;
      const { allowed, retryAfter } = await throttle.hit('handover', id, limits.takenOver);
      if (!allowed) return { problems: { form: fact('family.many_tries', { minutes: Math.ceil(retryAfter / 60) }) } };
      const unfit = ownPasswordProblem(password, account.username);
      const isKnown = unfit === undefined && (await accounts.isFirstPassword(id, password));
      const problem = unfit ?? (isKnown ? fact('family.own_password') : undefined);
      const problems: Problems = {
        ...(problem && { password: problem }),
        ...(agreed === 0 && { agree: fact('family.terms_missing') }),
      };
      if (Object.keys(problems).length > 0) return { problems }; // and no code is used up
      const checked = await accounts.checkCode({ purpose: 'phone-new', phone, binding, code });
      if ('problem' in checked) return { problems: { code: checked.problem } };
      const number = phoneOf(phone);
      if (number === undefined || (await accounts.hasPhone(number)))
        return { problems: { phone: fact('family.phone_of_another') } };
      const [hash, inForce] = await Promise.all([accounts.hashForChild(password), accounts.terms.inForce()]);
      const terms = Math.min(agreed, inForce);
      const own = await db.transaction(async (trx) => {
        const standing = await handovers.forUpdate(trx, id);
        const taken = await accounts.takeOver(trx, { id, since, hash, phone: number, terms });
        if (taken === undefined) return undefined;
        const actor: Actor = { kind: 'citizen', accountId: id };
        await record(trx, clock.now(), actor, 'account.take_over', subjectOf(id), { terms }, requestId);
        if (standing === undefined) return taken;
        const { guardianId, begunAt } = standing;
        await write(trx, guardianId, id, 'own');
        const said = letter('family.own_letter', { nickname: taken.nickname });
        await notices.tell(trx, guardianId, {
          event: 'child.handover',
          key: `${id} own ${begunAt?.toISOString() ?? ''}`,
          said,
        });
        await handovers.end(trx, id);
        return taken;
      });
      accounts.forget(id);
      return own === undefined ? { problems: { ticket: fact('family.proof_over') } } : { account: own };
    },
  };
}
