import type { NewEvent } from '../webhooks/event.ts';

/** Every program of an institution hears that one of its people is gone; once, by the number under which it knew them. */
export const subjectDeleted = (institutionId: string, sub: string, at: Date): NewEvent => ({
  ...{ type: 'subject.deleted', institutionId, isShared: true, at },
  subject: { kind: 'subject', id: sub },
  data: { sub },
  key: `subject.deleted ${institutionId} ${sub}`,
});
