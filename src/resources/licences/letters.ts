import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { NoticeEvent } from '../../notices/matrix.ts';
import { letter } from './facts.ts';
import { type Licence, lastDay, numberOf } from './terms/licence.ts';

export type LetterNeeds = { notifyManagers: NotifyManagers; publicUrl: URL };

/** Notifies the 管理员 and 经办人 of the institution that a licence ends or was revoked; each once for one occasion. */
export function createLetters({ notifyManagers, publicUrl }: LetterNeeds) {
  const write = (trx: Connection, { id, institutionId, institution }: Licence, event: NoticeEvent, said: Fact) =>
    notifyManagers(trx, {
      ...{ event, institutionId, institution },
      key: `${event}:${id}`,
      letter: said,
      href: `${publicUrl.origin}/console/licences/${id}`,
    });
  const about = (licence: Licence) => ({
    number: numberOf(licence),
    platform: licence.platform,
    count: licence.count,
  });

  return {
    expiring: (trx: Connection, licence: Licence) =>
      write(
        trx,
        licence,
        'licence.expiring',
        letter('licences.expiring_letter', { ...about(licence), lastDay: lastDay(licence) }),
      ),
    revoked: (trx: Connection, licence: Licence, at: Date, reason: string) =>
      write(
        trx,
        licence,
        'licence.revoked',
        letter('licences.revoked_letter', { ...about(licence), at: at.toISOString(), reason }),
      ),
  };
}

export type Letters = ReturnType<typeof createLetters>;
