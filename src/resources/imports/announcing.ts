import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { fact } from '../../notices/facts.ts';
import type { Notices } from '../../notices/service.ts';
import { letter } from './facts.ts';
import type { Import } from './import.ts';

type Needs = {
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
  accounts: {
    reach: (trx: Connection, ids: readonly string[]) => Promise<readonly { id: string; nickname: string }[]>;
  };
};

/** The starter of an import may have left the page: its end is announced in the back office. */
export function createAnnouncing({ notices, publicUrl, accounts }: Needs) {
  return async (trx: Connection, done: Import): Promise<void> => {
    const { id, institutionId, clientId, createdBy, number, name, bad, counts } = done;
    if (clientId !== undefined || !isId(createdBy)) return; // programs get a webhook
    const [person] = await accounts.reach(trx, [createdBy]);
    if (person === undefined) return;
    const { created = 0, updated = 0, revision = 0, unchanged = 0, in_review = 0, skipped = 0 } = counts;
    await notices.send(trx, {
      event: 'import.done',
      key: `import.done:${id}`,
      recipient: { kind: 'account', id: person.id, email: undefined, phone: undefined, institutionId },
      letter: letter('imports.done_letter', {
        ...{ name, number, created, updated, revision, bad },
        left: unchanged + in_review + skipped,
      }),
      to: person.nickname,
      because: fact('notices.because_uploaded'),
      href: `${publicUrl.origin}/console/resources/imports/${id}`,
    });
  };
}
