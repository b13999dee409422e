import type { Fact } from '../fact.ts';
import { day } from '../http/pages/text.ts';
import { fact } from './facts.ts';
import type { Review } from './workflow/service.ts';
import type { Summary } from './workflow/submission.ts';
import { openStates } from './workflow/transitions.ts';

/** How far an institution is with one thing. */
export type Progress = 'done' | 'reviewing' | 'active' | 'returned' | 'open' | 'blocked';

const progress: Readonly<Record<Summary['state'], Progress>> = {
  draft: 'active',
  submitted: 'reviewing',
  claimed: 'reviewing',
  checked: 'reviewing',
  approved: 'done',
  returned: 'returned',
  rejected: 'open',
};

const notes: Readonly<Record<Exclude<Summary['state'], 'submitted'>, Fact>> = {
  draft: fact('review.standing_draft'),
  claimed: fact('review.standing_claimed'),
  checked: fact('review.standing_checked'),
  approved: fact('review.standing_approved'),
  returned: fact('review.standing_returned'),
  rejected: fact('review.standing_rejected'),
};

/** The standing of an institution's submissions, for 首页. */
export const reviewStanding = ({ state, dueAt }: Pick<Summary, 'state'> & Partial<Pick<Summary, 'dueAt'>>) => ({
  progress: progress[state],
  note: state === 'submitted' ? fact('review.standing_submitted', { until: dueAt && day(dueAt) }) : notes[state],
});

/** The last of a kind that an institution has sent or begun. */
export const latestOf = async (review: Pick<Review, 'list'>, institutionId: string, kind: string) =>
  (await review.list({ institutionId, kinds: [kind] }, undefined, 20))[0];

export const isUnderWay = (sent: Summary | undefined): sent is Summary =>
  sent !== undefined && openStates.some((state) => state === sent.state);
