import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { fact } from '../facts.ts';
import { ticketLife } from '../limits.ts';

const context = 'phone ticket';

/** Proof, for a quarter of an hour and within one interaction, that the code sent to a phone was read, or a password known. */
export type Ticket =
  | { purpose: 'registration'; phone: string }
  /** `password` is a fingerprint of the old one: the ticket dies with it, so it changes a password once. */
  | { purpose: 'recovery'; phone: string; accountId: string; password: string }
  /** The same by e-mail: ends with another e-mail, and with 不是我. */
  | { purpose: 'recovery-email'; email: string; accountId: string; password: string }
  /** The number that the account has now: a change of it ends the ticket. */
  | { purpose: 'phone'; phone: string; accountId: string }
  /** A child that reached 14 proved its first password; another one, or its own, ends the ticket (`since`). */
  | { purpose: 'handover'; accountId: string; since: number }
  /** A child proved its password, and waits for its guardian; another password ends it (`since`). */
  | { purpose: 'child'; accountId: string; since: number }
  /** A new password typed into a form that comes again: it is in no page, and need not be typed twice. */
  | { purpose: 'typed'; password: string }
  /** Everything but the agreement was given: it alone is asked for, and neither password nor code again (`since`: a new password ends it). */
  | ({ purpose: 'agreement'; accountId: string; since: number } & Unagreed);

/** The completed proof of a citizen who has not agreed yet. */
export type Unagreed = { method: 'password' | 'sms'; remember: boolean; isAble: boolean };

type Sealed = Ticket & { binding: string; until: number };

export const proofExpired = fact('accounts.proof_expired');

export function createTickets({ seal, clock }: { seal: Seal; clock: Clock }) {
  return {
    issue(ticket: Ticket, binding: string): string {
      const sealed: Sealed = { ...ticket, binding, until: after(clock.now(), ticketLife).getTime() };
      return seal.seal(JSON.stringify(sealed), context).toString('base64url');
    },

    open<Purpose extends Ticket['purpose']>(
      purpose: Purpose,
      text: string,
      binding: string,
    ): Extract<Ticket, { purpose: Purpose }> | undefined {
      const ticket = read(seal, text);
      if (ticket?.binding !== binding || ticket.until <= clock.now().getTime()) return undefined;
      return hasPurpose(ticket, purpose) ? ticket : undefined;
    },
  };
}

export type Tickets = ReturnType<typeof createTickets>;

const hasPurpose = <Purpose extends Ticket['purpose']>(
  ticket: Ticket,
  purpose: Purpose,
): ticket is Extract<Ticket, { purpose: Purpose }> => ticket.purpose === purpose;

function read(seal: Seal, text: string): Sealed | undefined {
  if (text.length > 2048) return undefined;
  try {
    return JSON.parse(seal.unseal(Buffer.from(text, 'base64url'), context)) as Sealed; // only we can have sealed it
  } catch {
    return undefined; // a form field is untrusted
  }
}
