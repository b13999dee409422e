import type { NewEvent } from '../../webhooks/event.ts';

/** What an institution hears when somebody is gone whom it knew under this number: to erase on its side what is of them. */
export const eventOfDeletion = (institutionId: string, sub: string, at: Date): NewEvent => ({
  type: 'subject.deleted',
  institutionId,
  isShared: true,
  subject: { kind: 'subject', id: sub },
  data: { sub },
  at,
  key: `subject.deleted ${institutionId} ${sub}`,
});
