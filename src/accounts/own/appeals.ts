import { type Actor, asCitizen, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after } from '../../clock.ts';
import { hashToken, newId, newToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Account } from '../account/account.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import type { SmsCodes } from '../codes/sms-codes.ts';
import { fact } from '../facts.ts';
import { phoneOf } from '../identifier.ts';
import { appealReminder, appealsCounted, appealWait, mostAppeals } from '../limits.ts';
import { may } from '../policies.ts';
import * as store from './appeal-store.ts';
import { type Changed, phoneBindingOf } from './own.ts';
import { hasPhone } from './own-store.ts';

type Needs = AccountNeeds & Cached & { codes: SmsCodes };

const batch = 50;
const system: Actor = { kind: 'system', name: 'accounts' };

/** 改绑手机号 without the old number: the new one counts after 48 hours, unless the owner stops it. */
export interface Appeals {
  /** After a fresh login, with a code to the new number (`requestNewPhoneCode`). */
  ask(accountId: string, change: { phone: string; code: string }, requestId?: string): Promise<Changed>;
  /** The open appeal, with the new number masked. */
  open(accountId: string): Promise<{ phone: string; askedAt: Date; dueAt: Date } | undefined>;
  /** The appeal that a link would stop; undefined if the link is over, or invalid. */
  openByLink(link: string): Promise<{ phone: string; dueAt: Date } | undefined>;
  /** Stops it by the link; false where it is over. */
  stopByLink(link: string, requestId?: string): Promise<boolean>;
  /** By the owner. */
  stopOwn(accountId: string, requestId?: string): Promise<boolean>;
  /** By the support. Throws `conflict` where none is under way. */
  stopBySupport(actor: Actor, accountId: string, requestId?: string): Promise<void>;
  /** A code to the old number was read: it is not lost, and the appeal is over. */
  oldPhoneProved(trx: Connection, accountId: string): Promise<boolean>;
  /** Sends the second notice half a day before, and carries out due appeals: each once, on whichever node. */
  run(): Promise<void>;
}

/**
 * 改绑手机号 without the old number: the new one counts after 48 hours, in which every contact of the owner gets two notices, each with a link
 * that stops it (docs/adr/0062).
 */
export function createAppeals({ db, clock, seal, sms, mail, words, origin, codes, find, forget }: Needs): Appeals {
  async function tell(trx: Connection, { phone, email, emailVerified }: Account, said: Fact, subject: Fact) {
    const speech = words('zh', 'citizen');
    const text = speech.say(said);
    if (phone !== undefined) await sms.send(trx, phone, text);
    if (email !== undefined && emailVerified) await mail.send(trx, { to: email, subject: speech.say(subject), text });
  }

  const noticeOf = ({ to, dueAt }: Pick<store.Appeal, 'to' | 'dueAt'>, stop: string) =>
    fact('accounts.appeal_notice', {
      ...{ phone: maskMobile(to), at: dueAt.toISOString(), url: `${origin}/account/stop/${stop}` },
    });
  const subject = fact('accounts.appeal_subject');

  /** Ends an open appeal, with its audit row, in the transaction of the reason. False where there was none. */
  async function stopIn(trx: Connection, actor: Actor, accountId: string, by: store.Stopped, requestId?: string) {
    const at = clock.now();
    if ((await store.stop(trx, accountId, by, at)) === 0) return false;
    await record(trx, at, actor, 'account.stop_phone_appeal', subjectOf(accountId), { by }, requestId);
    return true;
  }

  async function whyNot(accountId: string, to: string): Promise<Problems> {
    if (await hasPhone(db, seal, to)) return { phone: fact('accounts.phone_has_account') }; // who has proved the number may know
    if ((await store.openOf(db, seal, accountId)) !== undefined) return { form: fact('accounts.appeal_open') };
    const asked = await store.countSince(db, accountId, after(clock.now(), -appealsCounted));
    return { form: asked >= mostAppeals ? fact('accounts.appeals_spent') : fact('accounts.changed_meanwhile') };
  }

  async function remind(id: string, accountId: string): Promise<void> {
    const account = await find(accountId);
    await db.transaction(async (trx) => {
      const appeal = await store.markReminded(trx, seal, id, clock.now());
      if (appeal !== undefined && account !== undefined)
        await tell(trx, account, noticeOf(appeal, appeal.stop), subject);
    });
  }

  async function complete(id: string, accountId: string): Promise<void> {
    const account = await find(accountId);
    await db.transaction(async (trx) => {
      const at = clock.now();
      const appeal = await store.end(trx, seal, id, at);
      if (appeal === undefined) return;
      if ((await store.exchange(trx, seal, appeal, at)) === 0) {
        await store.overtaken(trx, id);
        await record(trx, at, system, 'account.stop_phone_appeal', subjectOf(accountId), { by: 'overtaken' });
        return;
      }
      await record(trx, at, system, 'account.change_phone_by_appeal', subjectOf(accountId), {});
      const said = fact('accounts.phone_changed', { phone: maskMobile(appeal.to) });
      await sms.send(trx, appeal.to, words('zh', 'citizen').say(said));
      if (account !== undefined) await tell(trx, account, said, subject);
    });
    forget(accountId);
  }

  return {
    async ask(accountId, { phone: typed, code }, requestId) {
      const account = await find(accountId);
      const from = account?.phone;
      if (account === undefined || from === undefined)
        return { problems: { form: fact('accounts.changed_meanwhile') } };
      const to = phoneOf(typed);
      if (to === from) return { problems: { phone: fact('accounts.same_phone') } };
      const about = { purpose: 'phone-new', phone: typed, binding: phoneBindingOf(accountId) } as const;
      const checked = await codes.check({ ...about, code });
      if ('problem' in checked) return { problems: { [to === undefined ? 'phone' : 'code']: checked.problem } };
      if (to === undefined) return { problems: { phone: fact('accounts.mobile_missing') } };
      const [at, stop] = [clock.now(), newToken(18)];
      const asked = { id: newId(), accountId, from, to, askedAt: at, dueAt: after(at, appealWait) };
      const limit = { since: after(at, -appealsCounted), most: mostAppeals };
      const begun = await db.transaction(async (trx) => {
        if ((await store.insert(trx, seal, { ...asked, stop, stopHash: hashToken(stop) }, limit)) === 0) return false;
        const details = { due: asked.dueAt.toISOString() };
        await record(trx, at, asCitizen(accountId), 'account.appeal_phone', subjectOf(accountId), details, requestId);
        await tell(trx, account, noticeOf(asked, stop), subject);
        return true;
      });
      return begun ? { done: true } : { problems: await whyNot(accountId, to) };
    },

    async open(accountId) {
      const appeal = await store.openOf(db, seal, accountId);
      return appeal && { phone: maskMobile(appeal.to), askedAt: appeal.askedAt, dueAt: appeal.dueAt };
    },

    async openByLink(link) {
      const appeal = await store.openByLink(db, seal, hashToken(link));
      return appeal && { phone: maskMobile(appeal.to), dueAt: appeal.dueAt };
    },

    async stopByLink(link, requestId) {
      const appeal = await store.openByLink(db, seal, hashToken(link));
      if (appeal === undefined) return false;
      return db.transaction((trx) => stopIn(trx, { kind: 'anonymous' }, appeal.accountId, 'by_link', requestId));
    },

    stopOwn: (accountId, requestId) =>
      db.transaction((trx) => stopIn(trx, asCitizen(accountId), accountId, 'by_owner', requestId)),

    async stopBySupport(actor, accountId, requestId) {
      mustOperate(actor, ...may('help a citizen').roles);
      if (!(await db.transaction((trx) => stopIn(trx, actor, accountId, 'by_support', requestId))))
        throw conflict(fact('accounts.no_appeal'));
    },

    oldPhoneProved: (trx, accountId) => stopIn(trx, asCitizen(accountId), accountId, 'by_old_phone'),

    async run() {
      for (;;) {
        const at = clock.now();
        const soon = await store.toRemind(db, after(at, appealReminder), at, batch);
        for (const { id, accountId } of soon) await remind(id, accountId);
        const ended = await store.due(db, at, batch);
        for (const { id, accountId } of ended) await complete(id, accountId);
        if (soon.length < batch && ended.length < batch) return;
      }
    },
  };
}
