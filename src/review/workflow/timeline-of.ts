import { fieldsOf } from '../../fields/form.ts';
import type { Review } from './service.ts';
import type { Submission } from './submission.ts';
import { presentTimeline } from './timeline.ts';

/** Masked names of accounts. */
export type Names = (accountIds: string[]) => Promise<Map<string, string>>;

/** The history of a submission, in words. */
export function createTimelineOf({ review, names }: { review: Review; names: Names }) {
  return async ({ id, kind }: Submission) => {
    const entries = await review.timeline(id);
    const titles = new Map(fieldsOf(review.kind(kind).form).map(({ name, title }) => [name, title]));
    const people = entries.flatMap(({ actorKind, actorId }) =>
      actorId !== undefined && (actorKind === 'member' || actorKind === 'staff') ? [actorId] : [],
    );
    return presentTimeline(entries, await names([...new Set(people)]), titles);
  };
}

export type TimelineOf = ReturnType<typeof createTimelineOf>;
