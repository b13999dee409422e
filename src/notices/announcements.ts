import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';
import { fieldsOf } from '../fields/form.ts';
import type { Announcement } from '../review/workflow/needs.ts';
import type { Action } from '../review/workflow/transitions.ts';
import { fact, letter } from './facts.ts';
import type { NotifyManagers } from './managers.ts';
import { isNoticeEvent, type NoticeEvent } from './matrix.ts';
import type { Notices } from './service.ts';

type Needs = {
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
  notifyManagers: NotifyManagers;
};

type Outcome = 'approved' | 'returned' | 'rejected' | 'checked';
const outcomes: Partial<Record<Action, Outcome>> = {
  approve: 'approved',
  return: 'returned',
  reject: 'rejected',
  check: 'checked',
};

/** Notifies the institution of a decision about its submission: its 管理员 and 经办人, and the contact in the form. */
export function createAnnouncements({ notices, publicUrl, notifyManagers }: Needs) {
  return async (trx: Connection, announcement: Announcement): Promise<void> => {
    const outcome = outcomes[announcement.action];
    const { kind, submission } = announcement;
    if (outcome === undefined || kind.silent?.includes(announcement.action) || hasLetterOfItsAk(announcement)) return;
    const { institutionId } = submission;
    const event = eventOf(kind.name, outcome);
    const written = letterFor(announcement, outcome);
    const href = `${publicUrl.origin}/console/submissions/${submission.id}`;
    const key = `${event}:${submission.id}:${submission.revision}`;
    const people = await notifyManagers(trx, {
      ...{ event, key, institutionId, href, letter: written },
      institution: submission.institution,
    });

    const email = contactOf(announcement);
    if (email === undefined || people.some((person) => person.email?.toLowerCase() === email.toLowerCase())) return;
    await notices.send(trx, {
      ...{ event, href, letter: written },
      key: `${key}:contact`,
      recipient: { kind: 'contact', id: submission.id, email, phone: undefined, institutionId },
      to: submission.institution,
      because: fact('notices.because_form_contact'),
    });
  };
}

const eventOf = (kind: string, outcome: Outcome): NoticeEvent => {
  const own = `${kind}.${outcome}`;
  return isNoticeEvent(own) ? own : `submission.${outcome}`;
};

/** R24: of a new application its AK says that it was approved, to the managers and to the contact. */
const hasLetterOfItsAk = ({ kind, submission, action }: Announcement): boolean =>
  action === 'approve' && kind.name === 'application' && submission.version === 1;

function contactOf({ kind, submission }: Announcement): string | undefined {
  const field = fieldsOf(kind.form).find(({ control }) => control === 'email');
  return field && (submission.data[field.name]?.trim() || undefined);
}

function letterFor({ kind, submission, reason = '', at }: Announcement, outcome: Outcome): Fact {
  const { title, institution, comments } = submission;
  const decided = { kind: kind.title, title, institution, at: at.toISOString() };
  switch (outcome) {
    case 'returned':
      return letter('notices.returned_letter', { ...decided, reason, noted: Object.keys(comments).length });
    case 'rejected':
      return letter('notices.rejected_letter', { ...decided, reason });
    case 'approved':
      return letter('notices.approved_letter', decided);
    case 'checked':
      return letter('notices.checked_letter', decided);
  }
}
