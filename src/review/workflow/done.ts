import { type Actor, actorId } from '../../actor.ts';
import { ifRefused } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import type { Review } from './service.ts';
import type { State } from './transitions.ts';

/** The outcome of the previous one, shown on the next page. The address only names it; the state decides. */
export async function doneNotice(review: Review, actor: Actor, id: unknown): Promise<Fact | undefined> {
  if (typeof id !== 'string') return undefined;
  const one = await review.read(actor, id).catch(ifRefused);
  if (one?.state === 'claimed' && one.claimedBy === actorId(actor)) return fact('review.claimed_first');
  return one && noticeOf(one.state, { kind: review.kind(one.kind).title, title: one.title });
}

function noticeOf(state: State, about: { kind: string; title: string }): Fact | undefined {
  switch (state) {
    case 'approved':
      return fact('review.done_approved', about);
    case 'returned':
      return fact('review.done_returned', about);
    case 'rejected':
      return fact('review.done_rejected', about);
    case 'checked':
      return fact('review.done_checked', about);
    case 'submitted':
      return fact('review.done_released', about);
    default:
      return undefined;
  }
}
