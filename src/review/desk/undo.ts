import { timeOfDay } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { fact } from '../facts.ts';
import type { Titled } from './decision-store.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { undoFor } from './pressed.ts';

/** The bar at the bottom: the decision, the time at which it leaves, and the button that takes it back. */
type UndoBar = {
  /** The decision of the last press, in words. */
  done: string;
  /** Until when it can be taken back. */
  until: string;
  seconds: number;
  of: number;
  press: string;
  /** How many wait in all, where the last press was not the only one. */
  all: number | undefined;
  query: string;
};
export type Undo = {
  bar: UndoBar | undefined;
  failed: readonly { id: string; title: string; kind: string; why: string }[];
};

/** Pending and failed decisions, for each page of the desk. */
export const createUndoBar =
  ({ pressed, review, clock }: Pick<DeskNeeds, 'pressed' | 'review' | 'clock'>) =>
  async (ctx: Context, query: string): Promise<Undo> => {
    const { say } = ctx.state.speech;
    const { open, failed } = await pressed.mine(staffOf(ctx));
    const [last] = open;
    const press = open.filter(({ pressId }) => pressId === last?.pressId);
    return {
      bar: last && {
        done: say(doneBy(press, (kind) => review.kind(kind).title)),
        until: timeOfDay(last.leavesAt),
        seconds: Math.max(1, Math.ceil((last.leavesAt.getTime() - clock.now().getTime()) / 1000)),
        of: undoFor,
        press: last.pressId,
        all: open.length > press.length ? open.length : undefined,
        query,
      },
      failed: failed.map(({ submissionId, title, kind, problem }) => ({
        ...{ id: submissionId, title, kind: review.kind(kind).title },
        why: problem === undefined ? '' : say(problem),
      })),
    };
  };

function doneBy(press: readonly Titled[], titleOf: (kind: string) => string): Fact {
  const [one] = press;
  const { kind = '', title = '', decision } = one ?? {};
  const action = decision?.action ?? 'approve';
  const about = { kind: titleOf(kind), title, count: press.length };
  if (action === 'approve') return fact('review.pressed_approve', about);
  return action === 'return' ? fact('review.pressed_return', about) : fact('review.pressed_reject', about);
}
