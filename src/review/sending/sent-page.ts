import type { Member, Staff } from '../../actor.ts';
import type { Speech } from '../../fact.ts';
import { type Files, mayReadUploads } from '../../files/service.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { fact } from '../facts.ts';
import { presentAnswers, presentChanges, uploadsByField, uploadsIn } from '../workflow/answers.ts';
import type { Kind } from '../workflow/kind.ts';
import type { Review } from '../workflow/service.ts';
import { ofInstitution, pathIn, type Setting } from '../workflow/setting.ts';
import type { Submission } from '../workflow/submission.ts';
import type { TimelineOf } from '../workflow/timeline-of.ts';
import { isOpen, type State, stateNames, tones } from '../workflow/transitions.ts';
import type { Conflict } from './draft-page.ts';

type Needs = {
  pages: Pages;
  review: Review;
  files: Pick<Files, 'describe'>;
  timelineOf: TimelineOf;
  setting?: Setting;
};

/** As a status tag shows it. */
export const stateTag = (state: State) => ({ name: stateNames[state], tone: tones[state] });

/** The next step, for the waiting institution. */
function nextOf({ state, reason, subjectId }: Submission, kind: Kind, setting: Setting, say: Speech['say']) {
  const href = subjectId === undefined ? undefined : setting.hrefOf(kind, subjectId);
  switch (state) {
    case 'draft':
      return { tone: '', words: say(fact('review.sent_draft')) };
    case 'submitted':
      return { tone: '', words: say(fact('review.sent_submitted')) };
    case 'claimed':
      return { tone: '', words: say(fact('review.sent_claimed')) };
    case 'checked':
      return { tone: '', words: say(fact('review.sent_checked')) };
    case 'approved':
      return { tone: 'ok', words: say(fact('review.sent_approved', { kind: kind.title })), href, label: '查看结果' };
    case 'returned':
      return { tone: 'warn', words: say(fact('review.sent_returned')), reason };
    case 'rejected':
      return { tone: 'err', words: say(fact('review.sent_rejected')), reason };
  }
}

/** Shows a submission: its state, the promised date, the answers, the history. */
export function createSentPage({ pages, review, files, timelineOf, setting = ofInstitution }: Needs) {
  const pathOf = pathIn(setting);
  return async (
    ctx: Context,
    actor: Member | Staff,
    submission: Submission,
    { conflict, status }: { conflict?: Conflict; status?: number } = {},
  ): Promise<void> => {
    const { id, title, version, state, dueAt, data, comments } = submission;
    const kind = review.kind(submission.kind);
    const { form, dueInWorkingDays: workingDays } = kind;
    const place = setting.placeOf(kind);
    const uploads = uploadsByField(form, data, await files.describe(uploadsIn(form, data), submission.institutionId));
    const changed = await review.changes(submission);
    const isAnswered = state === 'returned' || state === 'rejected';
    pages.show(
      ctx,
      'review/submission',
      {
        ...{ action: pathOf(id), title, version, conflict },
        kind: { title: kind.title },
        place,
        filesAt: actor.kind === 'staff' || mayReadUploads(actor) ? setting.filesAt : '',
        state: stateTag(state),
        papersEndedAt: submission.papersEndedAt,
        next: nextOf(submission, kind, setting, ctx.state.speech.say),
        due: isOpen(state) && dueAt !== undefined && { workingDays, at: dueAt },
        recall: state === 'submitted' && review.maySend(actor, submission),
        answers: presentAnswers(form, { data, uploads, masked: true, ...(isAnswered && { comments }) }),
        changes: changed && {
          title: changed.against === undefined ? '与上次提交相比' : `与第 ${changed.against.version} 版相比`,
          rows: presentChanges(form, changed.changes, true),
        },
        seen: await kind.seen?.(submission),
        timeline: await timelineOf(submission),
      },
      { title, here: place.key, ...(status !== undefined && { status }) },
    );
  };
}
