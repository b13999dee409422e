import { z } from 'zod';
import { asCitizen } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after } from '../../clock.ts';
import type { Problems } from '../../errors.ts';
import { email } from '../../fields/account.ts';
import { readFields } from '../../fields/read.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { emailLinkLife, limits } from '../limits.ts';
import type { AddedWays } from './added-ways.ts';
import type { Changed } from './own.ts';
import * as store from './own-store.ts';

type Needs = AccountNeeds & Cached & { added: Pick<AddedWays, 'tell'> };

const context = 'email link';
const form = z.object({ email: email() });
/** The sealed content of a link: the account, the e-mail it replaces, and its end. */
type Sealed = { accountId: string; from: string; to: string; until: number };

/**
 * Binding an e-mail by a link that is sent there. Asking answers the same for every address and looks none up: only the reader of the mail
 * learns whether it is taken. The link gives no session: it counts for the requesting account, and once.
 */
export function createEmails({ db, clock, seal, mail, words, throttle, added, origin, find, forget }: Needs) {
  const speech = () => words('zh', 'citizen');

  function read(token: string): Sealed | undefined {
    if (token.length > 2_000) return undefined;
    try {
      return JSON.parse(seal.unseal(Buffer.from(token, 'base64url'), context)) as Sealed; // only we can have sealed it
    } catch {
      return undefined; // an address is untrusted
    }
  }

  async function budget(accountId: string, to: string, address: string): Promise<Problems | undefined> {
    for (const [kind, key, rule] of [
      ['mails of account', accountId, limits.mailsOfAccount],
      ['mails to address', seal.index(to, 'throttle').toString('hex'), limits.mailsTo],
      ['mails of address', address, limits.mailsOfAddress],
    ] as const) {
      const { allowed, retryAfter } = await throttle.hit(kind, key, rule);
      if (!allowed) return { email: fact('accounts.mails_often', { hours: Math.ceil(retryAfter / 3600) }) };
    }
    return undefined;
  }

  /** The address of a link that still counts for this account, to show it before it is confirmed. */
  async function emailOf(accountId: string, token: string): Promise<string | undefined> {
    const ticket = read(token);
    const account = await find(accountId);
    const holds = ticket?.accountId === accountId && ticket.until > clock.now().getTime();
    return holds && (account?.email ?? '') === ticket.from ? ticket.to : undefined;
  }

  return {
    async requestEmail(
      accountId: string,
      input: unknown,
      address: string,
    ): Promise<{ sentTo: string } | { problems: Problems }> {
      const typed = readFields(form, input);
      if ('problems' in typed) return typed;
      const to = typed.values.email;
      const account = await find(accountId);
      if (account?.email === to && account.emailVerified) return { problems: { email: fact('accounts.same_email') } };
      const refused = await budget(accountId, to, address);
      if (refused !== undefined) return { problems: refused };
      const until = after(clock.now(), emailLinkLife).getTime();
      const ticket: Sealed = { accountId, from: account?.email ?? '', to, until };
      const token = seal.seal(JSON.stringify(ticket), context).toString('base64url');
      const text = speech().say(fact('accounts.email_link', { url: `${origin}/account/security/email/${token}` }));
      const subject = speech().say(fact('accounts.email_subject'));
      await db.transaction((trx) => mail.send(trx, { to, subject, text }));
      return { sentTo: to };
    },

    emailOf,

    async confirmEmail(
      accountId: string,
      token: string,
      { device = '', requestId }: { device?: string; requestId?: string } = {},
    ): Promise<Changed> {
      const account = await find(accountId);
      const to = await emailOf(accountId, token);
      const from = read(token)?.from ?? '';
      if (to === undefined) return { problems: { form: fact('accounts.email_link_over') } };
      const changed = await db.transaction(async (trx) => {
        const at = clock.now();
        const count = await store.changeEmail(trx, seal, { id: accountId, from: from || undefined, to, at });
        if (count === 0) return false;
        await record(trx, at, asCitizen(accountId), 'account.change_email', subjectOf(accountId), {}, requestId);
        // An unconfirmed one is not worth restoring.
        const before = account?.emailVerified ? account.email : undefined;
        if (account !== undefined && before !== to) await added.tell(trx, account, { kind: 'email', before, device });
        return true;
      });
      forget(accountId);
      if (changed) return { done: true };
      const isTaken = await store.hasEmail(db, seal, to);
      return { problems: { form: isTaken ? fact('accounts.email_has_account') : fact('accounts.email_link_over') } };
    },

    /** Not where the account could not be found by anything else: at least one way of signing in remains. */
    async removeEmail(accountId: string, requestId?: string): Promise<Changed> {
      const removed = await db.transaction(async (trx) => {
        const at = clock.now();
        if ((await store.removeEmail(trx, accountId, at)) === 0) return false;
        await record(trx, at, asCitizen(accountId), 'account.remove_email', subjectOf(accountId), {}, requestId);
        return true;
      });
      forget(accountId);
      return removed ? { done: true } : { problems: { form: fact('accounts.last_way') } };
    },
  };
}
