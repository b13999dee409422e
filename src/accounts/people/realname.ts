import { type Actor, mustOperate, type Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { yearOf } from '../../clock.ts';
import { conflict, type Problems } from '../../errors.ts';
import { maskName } from '../../fields/person-name.ts';
import { readFields } from '../../fields/read.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import * as store from '../account/store.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { papersForm } from './papers.ts';
import * as names from './realname-store.ts';

/** The form of the support, whether the person stood there, and the number of the case. */
export type RealnameSeen = { form: Readonly<Record<string, string | undefined>>; isPresent: boolean; cause: string };

/**
 * 实名: support has compared a person with their papers. Of these nothing is kept but 张*, the day, and where the person wants it the year of
 * birth: no number, no copy, no full name. There is no service yet that could be asked instead.
 */
export function createRealnames({ db, clock, seal, sms, words, forget }: AccountNeeds & Cached) {
  return {
    async confirmRealname(
      actor: Staff,
      id: string,
      { form, isPresent, cause }: RealnameSeen,
      requestId?: string,
    ): Promise<{ problems: Problems } | { done: true }> {
      mustOperate(actor, ...may('help a citizen').roles);
      const read = readFields(papersForm, form);
      const problems: Problems = 'problems' in read ? { ...read.problems } : {};
      const year = 'values' in read ? read.values.birthYear : undefined;
      // Who may still be under 14 has a guardian to decide (C12).
      if (year !== undefined && yearOf(clock.now()) - year <= 14) problems.birthYear = fact('accounts.paper_too_young');
      if (!isPresent) problems.present = fact('accounts.not_present');
      if (!('values' in read) || Object.keys(problems).length > 0) return { problems };
      const { name, paper, birthYear } = read.values;
      await db.transaction(async (trx) => {
        const at = clock.now();
        if ((await names.confirm(trx, id, { masked: maskName(name), birthYear, at })) === 0)
          throw conflict(fact('accounts.no_realname_here'));
        const details = { paper, cause, withYear: birthYear !== undefined };
        await record(trx, at, actor, 'account.realname', subjectOf(id), details, requestId);
        // Tells the owner, in case another person was there.
        const phone = (await store.find(trx, seal, id))?.account.phone;
        const said = words('zh', 'citizen').say(fact('accounts.realname_message'));
        if (phone !== undefined) await sms.send(trx, phone, said);
      });
      forget(id);
      return { done: true };
    },

    /** By the person, or by the support. Where there is nothing, nothing happens. */
    async removeRealname(actor: Actor, id: string, requestId?: string): Promise<void> {
      if (!(actor.kind === 'citizen' && actor.accountId === id)) mustOperate(actor, ...may('help a citizen').roles);
      await db.transaction(async (trx) => {
        const at = clock.now();
        if ((await names.remove(trx, id, at)) > 0)
          await record(trx, at, actor, 'account.remove_realname', subjectOf(id), {}, requestId);
      });
      forget(id);
    },
  };
}
