import type { Actor } from '../actor.ts';
import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';
import { maskEmail } from '../fields/account.ts';
import { type Account, isLive } from './account/account.ts';
import type { AccountNeeds } from './account/needs.ts';
import * as store from './account/store.ts';
import { proofExpired, type Tickets } from './account/tickets.ts';
import { notNow } from './authenticate.ts';
import type { PasswordChanged } from './change-password.ts';
import type { EmailCodes } from './codes/email-codes.ts';
import type { CodeGuessByPhone, SmsCodes } from './codes/sms-codes.ts';
import { fact } from './facts.ts';
import { identify } from './identifier.ts';
import { passwordFault, type ReplacePassword } from './replace-password.ts';

export type RecoveryProved =
  | { ticket: string }
  | { unregistered: true; ticket: string }
  | { problem: Fact; resent?: true };
export type EmailRecoveryProved = Exclude<RecoveryProved, { unregistered: true }>;
export type CodeGuessByEmail = { email: string; binding: string; code: string; address?: string };
export type Recovery = {
  ticket: string;
  binding: string;
  password: string;
  /** Passkeys that stay: whatever is not named ends with the old password (docs/adr/0114). */
  keep?: readonly string[];
  requestId?: string;
};

type Needs = AccountNeeds & {
  tickets: Tickets;
  codes: SmsCodes;
  emailCodes: EmailCodes;
  replace: ReplacePassword;
};

const emailProofExpired = fact('accounts.email_proof_expired');

/** 找回密码: who reads a code at the phone, or at an e-mail that was confirmed before, chooses a new password. `sub` stays (docs/adr/0079). */
export function createRecovery({ db, seal, tickets, codes, emailCodes, replace }: Needs) {
  /** Identifies the current password in a ticket without revealing anything of it. */
  const fingerprint = (hash: string | undefined) => seal.index(hash ?? '', 'ticket password').toString('base64url');
  const isSame = ({ passwordHash }: store.Credentials, password: string) => fingerprint(passwordHash) === password;

  /**
   * Actions that require a phone: after 不是我, as the intruder may read the mails as well; and for accounts of staff, where a mailbox hosted by
   * a third party must not be a key.
   */
  const mustUsePhone = async (connection: Connection, { id, newPasswordSince }: Account): Promise<boolean> =>
    newPasswordSince !== undefined || (await store.rolesOf(connection, id)).length > 0;

  async function recover({
    ticket: text,
    binding,
    password,
    keep = [],
    requestId,
  }: Recovery): Promise<PasswordChanged> {
    const ticket = tickets.open('recovery', text, binding);
    const found = ticket && (await store.find(db, seal, ticket.accountId));
    const holds = async (now: store.Credentials) =>
      now.account.phone === ticket?.phone && isSame(now, ticket?.password ?? '');
    if (!found || !(await holds(found))) return { problems: { ticket: proofExpired } };
    const problem = passwordFault(password, found.account);
    if (problem !== undefined) return { problems: { password: problem } };
    const actor: Actor = { kind: 'citizen', accountId: found.account.id };
    const account = await replace(found, password, 'account.recover', {
      actor,
      requestId,
      keep,
      holds: (_trx: Connection, now: store.Credentials) => holds(now),
    });
    return account ? { account } : { problems: { ticket: proofExpired } };
  }

  async function recoverByEmail({
    ticket: text,
    binding,
    password,
    keep = [],
    requestId,
  }: Recovery): Promise<PasswordChanged> {
    const expired = { problems: { ticket: emailProofExpired } };
    const ticket = tickets.open('recovery-email', text, binding);
    if (ticket === undefined) return expired;
    const { email } = ticket;
    const found = await store.find(db, seal, ticket.accountId);
    const holds = async (connection: Connection, now: store.Credentials): Promise<boolean> =>
      now.account.email === email &&
      now.account.emailVerified &&
      isSame(now, ticket.password) &&
      !(await mustUsePhone(connection, now.account));
    if (!found || !(await holds(db, found))) return expired;
    const problem = passwordFault(password, found.account);
    if (problem !== undefined) return { problems: { password: problem } };
    const account = await replace(found, password, 'account.recover_by_email', {
      actor: { kind: 'citizen', accountId: found.account.id },
      requestId,
      keep,
      holds,
      said: fact('accounts.recovered_by_email', { email: maskEmail(email) }),
    });
    return account ? { account } : expired;
  }

  return {
    /** A right code for 找回密码 gives a ticket to a new password; of an unknown number, to its registration. */
    async prove(asked: CodeGuessByPhone): Promise<RecoveryProved> {
      const { phone, binding } = asked;
      const checked = await codes.check({ ...asked, purpose: 'recovery' });
      if ('problem' in checked) return { problem: checked.problem, ...(checked.resent && { resent: checked.resent }) };
      const identifier = identify(phone);
      const found = await store.findBy(db, seal, identifier);
      if (found === undefined)
        return {
          unregistered: true,
          ticket: tickets.issue({ purpose: 'registration', phone: identifier.value }, binding),
        };
      if (!isLive.holds(found.account)) return { problem: notNow };
      const proof = { accountId: found.account.id, phone: identifier.value, password: fingerprint(found.passwordHash) };
      return { ticket: tickets.issue({ purpose: 'recovery', ...proof }, binding) };
    },

    /** The same by e-mail, of an account that had confirmed it before; of one that had not, there is none. */
    async proveEmail(asked: CodeGuessByEmail): Promise<EmailRecoveryProved> {
      const { email: to, binding } = asked;
      const checked = await emailCodes.check({ ...asked, to, purpose: 'recovery' });
      if ('problem' in checked) return { problem: checked.problem, ...(checked.resent && { resent: checked.resent }) };
      const { value: email } = identify(to);
      const found = await store.findBy(db, seal, { kind: 'email', value: email });
      if (!found?.account.emailVerified) return { problem: fact('accounts.email_unknown') };
      if (!isLive.holds(found.account)) return { problem: notNow };
      if (await mustUsePhone(db, found.account)) return { problem: fact('accounts.recover_by_phone') };
      const proof = { accountId: found.account.id, email, password: fingerprint(found.passwordHash) };
      return { ticket: tickets.issue({ purpose: 'recovery-email', ...proof }, binding) };
    },

    /** The account whose password a ticket of either would replace. */
    recovering: (text: string, binding: string): string | undefined =>
      (tickets.open('recovery', text, binding) ?? tickets.open('recovery-email', text, binding))?.accountId,

    /** By the ticket of either, once: of two that use the same, one changes something. */
    recover,
    recoverByEmail,
  };
}
