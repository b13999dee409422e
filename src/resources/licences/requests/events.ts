import type { Connection } from '../../../database/open.ts';
import type { NewEvent } from '../../../webhooks/event.ts';
import { type Licence, numberOf } from '../terms/licence.ts';

/** Sends an event to programs, by webhook and pull feed; within its transaction. */
export type SendEvent = (trx: Connection, told: NewEvent) => Promise<void>;

/** Events for institutions: thin, details are fetched. Each happens to a licence once. */
export const eventOf = (
  type: 'licence.approved' | 'licence.expiring' | 'licence.revoked',
  licence: Licence,
  at: Date,
  reason?: string,
): NewEvent => ({
  type,
  institutionId: licence.institutionId,
  clientId: licence.clientId,
  subject: { kind: 'licence', id: licence.id },
  data: {
    number: numberOf(licence),
    starts_at: licence.startsAt.toISOString(),
    ends_at: licence.endsAt.toISOString(),
    ...(reason !== undefined && { reason }),
  },
  at,
  key: `${type}:${licence.id}`,
});
