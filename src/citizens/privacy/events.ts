import type { NewEvent } from '../../webhooks/event.ts';

/** The event for an institution when a person known to it under this `sub` is deleted: it has to erase its own data. */
export const eventOfDeletion = (institutionId: string, sub: string, at: Date): NewEvent => ({
  type: 'subject.deleted',
  institutionId,
  isShared: true,
  subject: { kind: 'subject', id: sub },
  data: { sub },
  at,
  key: `subject.deleted ${institutionId} ${sub}`,
});
