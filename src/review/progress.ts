import { day } from '../http/pages/text.ts';
import type { Review } from './workflow/service.ts';
import type { Summary } from './workflow/submission.ts';

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

const words: Readonly<Record<Summary['state'], string>> = {
  draft: '填写了一部分，可以继续',
  submitted: '已提交，等待审核',
  claimed: '正在审核',
  checked: '已初审，等待复核',
  approved: '已通过',
  returned: '审核员请您修改后再提交',
  rejected: '没有通过，可以重新申请',
};

/** How what an institution has sent stands, for 首页. */
export const reviewStanding = ({ state, dueAt }: Pick<Summary, 'state'> & Partial<Pick<Summary, 'dueAt'>>) => ({
  progress: progress[state],
  note: state === 'submitted' && dueAt !== undefined ? `${words[state]}，最晚 ${day(dueAt)} 答复` : words[state],
});

/** The last of a kind that an institution has sent or begun. */
export const latestOf = async (review: Pick<Review, 'list'>, institutionId: string, kind: string) =>
  (await review.list({ institutionId, kinds: [kind] }, undefined, 20))[0];

export const isUnderWay = (sent: Summary | undefined): sent is Summary =>
  sent !== undefined && sent.state !== 'approved' && sent.state !== 'rejected';
