import { type Actor, actorId, mustReach, reachOf } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Connection } from '../database/open.ts';
import { conflict, forbidden, invalid, isUnavailable, Problem } from '../errors.ts';
import { type Data, fieldsOf, readForm, shown } from '../fields/form.ts';
import * as events from './event-store.ts';
import type { Check, Kind } from './kind.ts';
import type { ReviewNeeds, Transition } from './needs.ts';
import * as queue from './queue-store.ts';
import { mayReview, mustDecide, noSubmission, own } from './rights.ts';
import type { Submission, Summary } from './submission.ts';
import { isOpen, stateNames } from './transitions.ts';
import * as writers from './writer-store.ts';

type Needs = ReviewNeeds & {
  on: (id: string, work: (trx: Connection, submission: Submission) => Promise<Submission>) => Promise<Submission>;
  transition: (trx: Connection, change: Transition) => Promise<Submission>;
  kindNamed: (name: string) => Kind;
};

/** The reviewer's side of the workflow. */
export function createDecisions({ db, clock, seal, isMember, on, transition, kindNamed }: Needs) {
  const decider = (actor: Actor) => actorId(actor) ?? '';

  /** R58: neither the own nor what one has written in, whoever began and sent it. */
  async function mustBeFree(actor: Actor, submission: Summary, connection: Connection = db): Promise<void> {
    await mustDecide(actor, submission, isMember, connection);
    if (actor.kind === 'staff' && (await writers.hasWritten(connection, submission.id, actor.accountId)))
      throw forbidden(own);
  }

  /** Asked under the lock: what changed since it was looked at is not changed again unseen. */
  const asSeen = (
    id: string,
    seen: number | undefined,
    work: (trx: Connection, submission: Submission) => Promise<Submission>,
  ): Promise<Submission> =>
    on(id, (trx, found) => {
      if (seen !== undefined && seen !== found.revision)
        throw conflict('这份申请在您查看期间有变动，请核对现在的内容，再作决定。');
      return work(trx, found);
    });

  async function claim(trx: Connection, actor: Actor, submission: Submission): Promise<Submission> {
    await mustBeFree(actor, submission, trx);
    const moved = { claimedBy: decider(actor), claimedAt: clock.now() };
    return transition(trx, { actor, submission, action: 'claim', moved });
  }

  /**
   * Whoever decides about what nobody has claimed yet claims it with that. `seen` is the revision that the page showed: what was
   * recalled and sent again meanwhile is not what was looked at.
   */
  const decide = (
    actor: Actor,
    id: string,
    seen: number | undefined,
    work: (trx: Connection, submission: Submission) => Promise<Submission>,
  ): Promise<Submission> =>
    asSeen(id, seen, async (trx, found) => {
      // Before anything takes effect, so that the second of two hears what happened and not where its effect hit the first.
      if (!isOpen(found.state)) throw conflict(`这份申请现在是“${stateNames[found.state]}”，请刷新页面再看`);
      const submission = found.state === 'submitted' ? await claim(trx, actor, found) : found;
      await mustBeFree(actor, submission, trx);
      return work(trx, submission);
    });

  const refuse =
    (action: 'return' | 'reject') =>
    (actor: Actor, id: string, reason: string, comments: Data = {}, seen?: number) =>
      decide(actor, id, seen, async (trx, submission) => {
        const known = new Set(fieldsOf(kindNamed(submission.kind).form).map(({ name }) => name));
        const kept = Object.fromEntries(
          Object.entries(comments).filter(([name, text]) => known.has(name) && text.trim() !== ''),
        );
        if (reason.trim() === '') throw invalid({ reason: `请填写${action === 'return' ? '退回' : '不予通过'}的原因` });
        if (reason.length > 2_000) throw invalid({ reason: '原因最多 2000 个字' });
        const moved = { decidedBy: decider(actor), decidedAt: clock.now(), reason: reason.trim(), comments: kept };
        return transition(trx, { actor, submission, action, moved, reason: reason.trim(), comments: kept });
      });

  return {
    claim: (actor: Actor, id: string, seen?: number) =>
      asSeen(id, seen, (trx, submission) => claim(trx, actor, submission)),

    /** Back to the queue: by whoever claimed it, or by an operator for somebody who is away. */
    release: (actor: Actor, id: string, seen?: number) =>
      asSeen(id, seen, async (trx, submission) => {
        mustReach(actor, submission, noSubmission);
        const isOwn = submission.claimedBy === decider(actor);
        const isOperator = actor.kind === 'operator' || (actor.kind === 'staff' && actor.roles.includes('operator'));
        if (!isOwn && !(isOperator && mayReview(actor, submission))) throw forbidden('只有认领的人或运营可以放回');
        const moved = { claimedBy: null, claimedAt: null };
        return transition(trx, { actor, submission, action: 'release', moved });
      }),

    /** 通过, with the effect in the same transaction; of a kind that needs two, the first only notes that it agrees. */
    approve: (actor: Actor, id: string, given: Data = {}, seen?: number) =>
      decide(actor, id, seen, async (trx, submission) => {
        const kind = kindNamed(submission.kind);
        const read = readForm(kind.form, submission.data);
        if ('problems' in read) throw invalid(read.problems);
        const more = kind.approval === undefined ? { values: {} } : readForm(kind.approval, given);
        if ('problems' in more) throw invalid(more.problems);
        const needsSecond = kind.needsSecond?.(submission, read.values) === true;
        if (needsSecond && submission.state === 'claimed')
          return transition(trx, { actor, submission, action: 'check', moved: { checkedBy: decider(actor) } });
        if (needsSecond && submission.checkedBy === decider(actor))
          throw forbidden('这份申请需要两个人审核：您已初审通过，请由另一位审核员复核');
        const at = clock.now();
        const approved = { submission, values: read.values, approval: more.values, actor, at };
        const subjectId = (await kind.onApproved(trx, approved)) ?? submission.subjectId ?? null;
        const moved = { decidedBy: decider(actor), decidedAt: at, reason: null, comments: {}, subjectId };
        return transition(trx, { actor, submission, action: 'approve', moved });
      }),

    /** 退回修改: with a reason and words for single fields, so that it can be corrected and sent again. */
    sendBack: refuse('return'),
    /** 不予通过: final. */
    reject: refuse('reject'),

    mayReview,

    /** Why the actor may not decide about it, in words; undefined where nothing is in the way. */
    async obstacle(actor: Actor, submission: Summary): Promise<string | undefined> {
      try {
        await mustBeFree(actor, submission);
        return undefined;
      } catch (error) {
        if (error instanceof Problem && !isUnavailable(error)) return error.message;
        throw error;
      }
    },

    /** As it was sent: what is typed after a return is not the reviewer's to read yet. */
    sent: async (submission: Submission): Promise<Data> =>
      submission.state === 'returned'
        ? ((await events.submitted(db, seal, submission.id, 0)) ?? submission.data)
        : submission.data,

    checks: async (submission: Submission): Promise<Check[]> =>
      (await kindNamed(submission.kind).checks?.(submission)) ?? [],

    /** What waits, the oldest first, of the regions that the actor looks after. */
    waiting: (actor: Actor, filter: queue.Filter, after?: queue.Cursor, limit = 50) =>
      queue.waiting(db, { ...filter, reach: reachOf(actor) }, after, limit),
    /** The one that stands before this place among those that wait. */
    waitingBefore: async (actor: Actor, filter: queue.Filter, before: queue.Cursor): Promise<Summary | undefined> =>
      (await queue.waitingBefore(db, { ...filter, reach: reachOf(actor) }, before))[0],
    /** What was decided, the last decision first. */
    decided: (actor: Actor, filter: queue.Filter, before?: queue.Cursor, limit = 50) =>
      queue.decided(db, { ...filter, reach: reachOf(actor) }, before, limit),
    /** Everything, the newest first. */
    newest: (actor: Actor, filter: queue.Filter, before?: queue.Cursor, limit = 50) =>
      queue.newest(db, { ...filter, reach: reachOf(actor) }, before, limit),
    counts: (actor: Actor) => queue.counts(db, { reach: reachOf(actor) }, clock.now()),

    /** A personal datum in full, for a reason that the audit keeps. */
    async reveal(actor: Actor, submission: Submission, name: string, reason: string): Promise<string> {
      mustReach(actor, submission, noSubmission);
      if (!mayReview(actor, submission)) throw forbidden('您的角色不能审核这份申请');
      if (submission.state === 'draft') throw conflict('机构已撤回这份申请，重新提交后才能查看');
      if (reason.trim() === '') throw invalid({ reason: '请填写查看完整内容的原因' });
      const field = fieldsOf(kindNamed(submission.kind).form).find((each) => each.name === name);
      if (field === undefined) throw invalid({ field: '没有这一项' });
      const details = { field: name, reason: reason.trim() };
      await record(db, clock.now(), actor, 'submission.reveal', { kind: 'submission', id: submission.id }, details);
      return shown(field, submission.data[name]);
    },
  };
}
