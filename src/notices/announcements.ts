import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';
import { fieldsOf } from '../fields/form.ts';
import type { Announcement, AnnounceTogether } from '../review/workflow/needs.ts';
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

/**
 * Notifies the institution of a decision about its submission: its 管理员 and 经办人, and the contact in the form. Several decisions of one press
 * are one message for each of them, which opens the list of them.
 */
export function createAnnouncements({ notices, publicUrl, notifyManagers }: Needs) {
  const messageOf = (told: readonly Announced[], pressId: string | undefined) => {
    const [first] = told;
    if (first === undefined) return undefined;
    const { submission } = first;
    if (told.length === 1)
      return {
        event: eventOf(first.kind.name, first.outcome),
        letter: letterFor(first, first.outcome),
        href: `${publicUrl.origin}/console/submissions/${submission.id}`,
        key: `${submission.id}:${submission.revision}`,
      };
    const main = outcomesByNeed.find((outcome) => told.some((each) => each.outcome === outcome)) ?? first.outcome;
    return {
      event: eventOf(first.kind.name, main),
      letter: letterOfMany(told),
      href: `${publicUrl.origin}/console/submissions?${new URLSearchParams({ press: pressId ?? '' })}`,
      key: `${pressId}:${submission.institutionId}`,
    };
  };

  async function tell(trx: Connection, announcements: readonly Announcement[], pressId?: string): Promise<void> {
    const told = announcements.flatMap((each) => {
      const outcome = outcomes[each.action];
      const isSilent = outcome === undefined || each.kind.silent?.includes(each.action) || hasLetterOfItsAk(each);
      return isSilent ? [] : [{ ...each, outcome }];
    });
    const [first] = told;
    const message = messageOf(told, pressId);
    if (first === undefined || message === undefined) return;
    const { institutionId, institution } = first.submission;
    const { event, href, letter: written } = message;
    const key = `${event}:${message.key}`;
    const people = await notifyManagers(trx, { event, key, institutionId, href, letter: written, institution });

    const known = new Set(people.map(({ email }) => email?.toLowerCase()));
    for (const [email, theirs] of Map.groupBy(told, (each) => contactOf(each)?.toLowerCase())) {
      const about = messageOf(theirs, pressId);
      const address = theirs.flatMap((each) => contactOf(each) ?? [])[0];
      if (email === undefined || address === undefined || about === undefined || known.has(email)) continue;
      const { id = '' } = theirs[0]?.submission ?? {};
      await notices.send(trx, {
        ...{ event: about.event, href: about.href, letter: about.letter },
        key: `${about.event}:${about.key}:contact${theirs.length > 1 ? `:${id}` : ''}`,
        recipient: { kind: 'contact', id, email: address, phone: undefined, institutionId },
        to: institution,
        because: fact('notices.because_form_contact'),
      });
    }
  }

  return {
    announced: async (trx: Connection, announcement: Announcement): Promise<void> => {
      if (announcement.isTogether !== true) await tell(trx, [announcement]);
    },
    announcedTogether: tell satisfies AnnounceTogether,
  };
}

type Announced = Announcement & { outcome: Outcome };
/** Of several, that which asks most of its reader names the event. */
const outcomesByNeed: readonly Outcome[] = ['returned', 'rejected', 'approved', 'checked'];

function letterOfMany(told: readonly Announced[]): Fact {
  const [first] = told;
  const count = (outcome: Outcome) => told.filter((each) => each.outcome === outcome).length;
  return letter('notices.together_letter', {
    kind: first?.kind.title ?? '',
    institution: first?.submission.institution ?? '',
    at: (told.at(-1)?.at ?? first?.at)?.toISOString() ?? '',
    ...{ approved: count('approved'), checked: count('checked'), returned: count('returned') },
    rejected: count('rejected'),
    titles: told.map(({ submission }) => submission.title),
    reasons: [...new Set(told.flatMap(({ reason }) => reason ?? []))].slice(0, 5),
  });
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
