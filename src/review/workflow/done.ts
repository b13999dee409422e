import type { Actor } from '../../actor.ts';
import { ifRefused } from '../../errors.ts';
import type { Review } from './service.ts';
import type { State } from './transitions.ts';

const words: Partial<Record<State, string>> = {
  approved: '已通过。',
  returned: '已退回修改。',
  rejected: '已定为不予通过。',
  checked: '已初审通过，等待另一位审核员复核。',
  submitted: '已放回待审核。',
};

/** What became of the one before, said on the page that comes after it. The address only names it; the state speaks. */
export async function doneNotice(review: Review, actor: Actor, id: unknown): Promise<string | undefined> {
  if (typeof id !== 'string') return undefined;
  const one = await review.read(actor, id).catch(ifRefused);
  const outcome = one && words[one.state];
  return outcome && `${review.kind(one.kind).title}“${one.title}”${outcome}`;
}
