import type { Seal } from '../crypto/seal.ts';
import type { Connection } from '../database/open.ts';
import type { Notices } from '../notices/service.ts';
import type { Application } from './application.ts';
import * as contacts from './contact-store.ts';
import { type Occasion, wordsFor } from './letters.ts';

type Needs = { seal: Seal; notices: Pick<Notices, 'send'>; phone: string };

/** Writes to the contacts of applications. Our own applications have nobody to write to. */
export function createCorrespondence({ seal, notices, phone }: Needs) {
  return {
    /** Within the transaction that gives the occasion; false where it was written before, or there is no contact. */
    async write(trx: Connection, application: Application, occasion: Occasion): Promise<boolean> {
      const contact = application.firstParty ? undefined : await contacts.find(trx, seal, application.clientId);
      if (contact === undefined) return false;
      const { event, key, sms, ...words } = wordsFor(application, occasion, phone);
      return notices.send(trx, {
        event,
        key,
        recipient: { kind: 'contact', id: application.clientId, email: contact.email, phone: contact.phone },
        letter: {
          ...words,
          to: `${application.institution} ${contact.name}`,
          facts: [
            { label: '应用', value: application.name },
            { label: '所属机构', value: application.institution },
            { label: 'AK', value: application.clientId },
          ],
          because: '您收到它，是因为您登记为这个应用的联系人。',
        },
        ...(sms !== undefined && { sms }),
      });
    },
  };
}

export type Correspondence = ReturnType<typeof createCorrespondence>;
