import type { Connection } from '../database/open.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { Announcement } from '../review/workflow/needs.ts';
import type { Endpoint } from './endpoint.ts';
import { isEventType, type NewEvent } from './event.ts';
import { letter } from './facts.ts';
import { may } from './policies.ts';

export type NoticeNeeds = { notifyManagers: NotifyManagers; publicUrl: URL };

/** Notifies the institution that an endpoint gets no deliveries any more. */
export const createDisabledLetter =
  ({ notifyManagers, publicUrl }: NoticeNeeds) =>
  async (trx: Connection, { id, institutionId, url, disabledAt, disabledReason }: Endpoint): Promise<void> => {
    const host = URL.parse(url)?.host ?? url;
    await notifyManagers(trx, {
      event: 'webhook.disabled',
      key: `webhook.disabled:${id}:${disabledAt?.toISOString()}`,
      institutionId,
      letter: letter('webhooks.disabled_letter', { url, host, isGone: disabledReason === 'gone' }),
      href: `${publicUrl.origin}/console/webhooks`,
      roles: may('see, test and end webhooks').roles,
    });
  };

const outcomes: Partial<Record<Announcement['action'], string>> = {
  approve: 'approved',
  return: 'returned',
  reject: 'rejected',
};

/** The event of a review's decision for programs; undefined if there is none, or its room sends it itself. */
export function eventOf({ kind, submission, action, at }: Announcement): NewEvent | undefined {
  const type = `${kind.name}.${outcomes[action]}`;
  if (kind.name !== 'certification' || !isEventType(type)) return undefined;
  return {
    ...{ type, at, institutionId: submission.institutionId, isShared: true },
    subject: { kind: 'submission', id: submission.id },
    data: { institution: submission.institution },
  };
}
