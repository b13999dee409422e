import type { Accounts } from '../../accounts/service.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import type { Notices } from '../../notices/service.ts';
import type { NewEvent } from '../../webhooks/event.ts';
import type { Application } from '../aksk/application.ts';
import type { Contact } from '../aksk/contact.ts';
import * as contacts from '../aksk/contact-store.ts';
import { openerOf } from '../aksk/opener-store.ts';
import { letterFor, type Occasion } from './letters.ts';

type Needs = {
  seal: Seal;
  notices: Pick<Notices, 'send'>;
  phone: string;
  publicUrl: URL;
  /** The institution's 管理员 and 经办人, who get notices in the back office; `also` too, while a member. */
  managersOf: (institutionId: string, trx: Connection, also?: string) => Promise<readonly string[]>;
  accounts: Pick<Accounts, 'reach'>;
  /** Sends the event to programs, too. */
  tell: (trx: Connection, told: NewEvent) => Promise<void>;
};

/** Letters about applications, to the contact and to the managers; our own applications have no recipient. */
export interface Correspondence {
  /** Within the transaction that gives the occasion; false where it was written before, or there is no contact. */
  write(trx: Connection, application: Application, occasion: Occasion): Promise<boolean>;
  /** R30: a renewal only sends an event to programs. */
  renewed(trx: Connection, application: Application, expiresAt: Date, at: Date): Promise<void>;
}

/** Letters to the contacts of applications. Our own applications have no contacts. */
export function createCorrespondence(needs: Needs): Correspondence {
  const { seal, notices, phone, publicUrl, managersOf, accounts, tell } = needs;

  /** R24: the issue is also written to managers; to one who is the contact as well, it is not written twice. */
  async function waysTo(trx: Connection, ids: readonly string[], { kind }: Occasion, contact: Contact | undefined) {
    const people = kind === 'issued' ? await accounts.reach(trx, ids) : [];
    return new Map(
      people.map(({ id, email, phone: mobile }) => [
        id,
        {
          email: email?.toLowerCase() === contact?.email.toLowerCase() ? undefined : email,
          phone: mobile === contact?.phone ? undefined : mobile,
        },
      ]),
    );
  }

  return {
    async renewed(trx, application, expiresAt, at) {
      await tell(trx, renewalOf(application, expiresAt, at));
    },

    async write(trx, application, occasion) {
      if (application.firstParty) return false;
      const told = eventOf(application, occasion);
      if (told !== undefined) await tell(trx, told);
      const { clientId, institutionId, institution } = application;
      const { key, ...written } = letterFor(application, occasion, { phone, origin: publicUrl.origin });
      // A sandbox has no contact: its opener is notified instead.
      const opener = application.sandbox ? await openerOf(trx, clientId) : undefined;
      const contact = await contacts.find(trx, seal, clientId);
      const managers = await managersOf(institutionId, trx, opener);
      const ways = await waysTo(trx, managers, occasion, contact);
      for (const id of managers)
        await notices.send(trx, {
          ...{ ...written, because: noticeFact('notices.because_manager') },
          key: `${key}:${id}`,
          recipient: { kind: 'account', id, institutionId, ...ways.get(id) },
          to: institution,
        });
      if (contact === undefined) return false;
      return notices.send(trx, {
        ...{ ...written, key, because: noticeFact('notices.because_application_contact') },
        recipient: { kind: 'contact', id: clientId, email: contact.email, phone: contact.phone, institutionId },
        to: `${institution} ${contact.name}`,
      });
    },
  };
}

const about = ({ clientId, institutionId, name }: Application) => ({
  ...{ clientId, institutionId },
  subject: { kind: 'application', id: clientId },
  data: { application: name },
});

/** The event for programs beside a letter to people; undefined if there is none. */
function eventOf(application: Application, occasion: Occasion): NewEvent | undefined {
  const { data, ...whose } = about(application);
  switch (occasion.kind) {
    case 'expires': {
      const { daysLeft, expiresAt, now: at } = occasion;
      const type = daysLeft < 0 ? 'credential.expired' : 'credential.expiring';
      return {
        ...whose,
        ...{ type, at, key: `${type}:${application.clientId}:${expiresAt.toISOString()}:${daysLeft}` },
        data: { ...data, expires_at: expiresAt.toISOString(), days_left: Math.max(0, daysLeft) },
      };
    }
    case 'disabled':
      return { ...whose, type: 'credential.disabled', at: occasion.at, data: { ...data, reason: occasion.reason } };
    default:
      return undefined;
  }
}

function renewalOf(application: Application, expiresAt: Date, at: Date): NewEvent {
  const { data, ...whose } = about(application);
  return { ...whose, type: 'credential.renewed', at, data: { ...data, expires_at: expiresAt.toISOString() } };
}
