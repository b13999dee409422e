import { z } from 'zod';
import { asCitizen } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { Problem, type Problems } from '../../errors.ts';
import { nickname } from '../../fields/account.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { readFields } from '../../fields/read.ts';
import type { Account } from '../account/account.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { proofExpired, type Tickets } from '../account/tickets.ts';
import type { SmsCodes } from '../codes/sms-codes.ts';
import { fact } from '../facts.ts';
import { phoneOf } from '../identifier.ts';
import type { Worked } from '../work.ts';
import type { AddedWays } from './added-ways.ts';
import * as store from './own-store.ts';

type Needs = AccountNeeds &
  Cached & {
    codes: SmsCodes;
    tickets: Tickets;
    added: Pick<AddedWays, 'tell'>;
  };

/** Who asks for a code to a phone of the own account. */
export type CodeAsker = { address: string; worked?: Worked | undefined };
export type PhoneChange = { ticket: string; phone: string; code: string; device?: string };
export type Changed = { done: true } | { problems: Problems };

const profile = z.object({ nickname: nickname() });
/** Codes for a change of the number count for this account alone, whatever the browser. */
export const phoneBindingOf = (accountId: string) => `phone of ${accountId}`;

/** Changes of one's own account: every verb is about the account of the actor. */
export function createOwn({ db, clock, seal, sms, words, codes, tickets, added, find, forget }: Needs) {
  async function mustFind(id: string): Promise<Account> {
    const account = await find(id);
    if (account === undefined) throw new Problem('start_again', fact('accounts.changed_meanwhile'));
    return account;
  }

  return {
    async rename(accountId: string, input: unknown, requestId?: string): Promise<Changed> {
      const read = readFields(profile, input);
      if ('problems' in read) return read;
      await db.transaction(async (trx) => {
        const at = clock.now();
        const changed = await store.rename(trx, accountId, read.values.nickname, at);
        if (changed > 0)
          await record(trx, at, asCitizen(accountId), 'account.rename', subjectOf(accountId), {}, requestId);
      });
      forget(accountId);
      return { done: true };
    },

    /**
     * 不是我, of an account with a phone: all that is signed in ends, and the next sign-in begins with a code and a new password. Refused
     * without a phone: the account would be lost.
     */
    async disown(accountId: string, requestId?: string): Promise<boolean> {
      const done = await db.transaction(async (trx) => {
        const at = clock.now();
        if ((await store.disown(trx, accountId, at)) === 0) return false;
        await record(trx, at, asCitizen(accountId), 'account.disown', subjectOf(accountId), {}, requestId);
        return true;
      });
      forget(accountId);
      return done;
    },

    /** A code to the number that the account has now. */
    async requestOldPhoneCode(accountId: string, asked: CodeAsker) {
      const { phone = '' } = await mustFind(accountId);
      return codes.request({ ...asked, purpose: 'phone-old', phone, binding: phoneBindingOf(accountId) });
    },

    /** Who has read that code gets a ticket for the second step. */
    async proveOldPhone(accountId: string, code: string): Promise<{ ticket: string } | { problems: Problems }> {
      const { phone = '' } = await mustFind(accountId);
      const checked = await codes.check({ purpose: 'phone-old', phone, binding: phoneBindingOf(accountId), code });
      if ('problem' in checked) return { problems: { code: checked.problem } };
      return { ticket: tickets.issue({ purpose: 'phone', phone, accountId }, phoneBindingOf(accountId)) };
    },

    /** A code to the future number, whether or not it is taken. */
    requestNewPhoneCode: (accountId: string, asked: CodeAsker & { phone: string }) =>
      codes.request({ ...asked, purpose: 'phone-new', binding: phoneBindingOf(accountId) }),

    /**
     * `ticket` proves the earlier number; an account without one needs none. Announced to the old number and by mail, with a link that undoes
     * it.
     */
    async changePhone(
      accountId: string,
      { ticket, phone: typed, code, device = '' }: PhoneChange,
      requestId?: string,
    ): Promise<Changed> {
      const account = await mustFind(accountId);
      const { phone: current } = account;
      const proof = tickets.open('phone', ticket, phoneBindingOf(accountId));
      if (current !== undefined && proof?.phone !== current) return { problems: { ticket: proofExpired } };
      const to = phoneOf(typed);
      if (to !== undefined && to === current) return { problems: { phone: fact('accounts.same_phone') } };
      const checked = await codes.check({
        purpose: 'phone-new',
        phone: typed,
        binding: phoneBindingOf(accountId),
        code,
      });
      if ('problem' in checked) return { problems: { [to === undefined ? 'phone' : 'code']: checked.problem } };
      if (to === undefined) return { problems: { phone: fact('accounts.mobile_missing') } };
      const changed = await db.transaction(async (trx) => {
        const at = clock.now();
        if ((await store.changePhone(trx, seal, { id: accountId, from: current, to, at })) === 0) return false;
        await record(trx, at, asCitizen(accountId), 'account.change_phone', subjectOf(accountId), {}, requestId);
        const said = words('zh', 'citizen').say(fact('accounts.phone_changed', { phone: maskMobile(to) }));
        await sms.send(trx, to, said);
        await added.tell(trx, account, { kind: 'phone', before: current, device });
        return true;
      });
      forget(accountId);
      if (changed) return { done: true };
      // The number is proved, so its owner may learn that it has an account already.
      const isTaken = await store.hasPhone(db, seal, to);
      return { problems: isTaken ? { phone: fact('accounts.phone_has_account') } : { ticket: proofExpired } };
    },
  };
}
