import { type Actor, actorId, mustReach, reachOf, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, isUnavailable, Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { type Data, displayValue, fieldsOf, readForm } from '../../fields/form.ts';
import { fact as ofSandbox } from '../../sandbox/facts.ts';
import { production } from '../../space.ts';
import { fact } from '../facts.ts';
import { conflictFacts, conflictOf } from './conflict.ts';
import * as events from './event-store.ts';
import type { Check, Kind } from './kind.ts';
import type { ReviewNeeds, Transition } from './needs.ts';
import * as queue from './queue-store.ts';
import { mayReview, mustReview, noSubmission } from './rights.ts';
import type { Submission, Summary } from './submission.ts';
import { isOpen, stateNames } from './transitions.ts';
import * as writers from './writer-store.ts';

type Needs = ReviewNeeds & {
  on: (id: string, work: (trx: Connection, submission: Submission) => Promise<Submission>) => Promise<Submission>;
  locked: (trx: Connection, id: string) => Promise<Submission>;
  transition: (trx: Connection, change: Transition) => Promise<Submission>;
  kindNamed: (name: string) => Kind;
  get: (id: string) => Promise<Submission>;
};

/** A decision of a reviewer, with its input. */
export type Decision =
  | { action: 'approve'; given: Data }
  | { action: 'return' | 'reject'; reason: string; comments: Data };

const unclaimed = { claimedBy: null, claimedAt: null };

/** Ends a transaction that was only to show whether it would succeed. */
const rehearsed = new Error('rehearsed');

/** The reviewer's side of the workflow. */
export function createDecisions(needs: Needs) {
  const { db, clock, seal, tieOf, space = production, on, locked, transition, kindNamed, get } = needs;
  const decider = (actor: Actor) => actorId(actor) ?? '';

  async function mustBeFree(actor: Actor, submission: Submission, connection: Connection = db): Promise<void> {
    mustReview(actor, submission);
    const { institutionId, createdAt: since, createdBy, submittedBy, data: answers } = submission;
    const hands = [createdBy, submittedBy ?? [], await writers.of(connection, submission.id)].flat();
    const found = await conflictOf(actor, { institutionId, since, hands, answers }, tieOf, connection);
    if (found !== undefined) throw forbidden(conflictFacts[found]);
    const { state, claimedBy } = submission;
    if (actor.kind === 'staff' && state === 'claimed' && claimedBy !== actor.accountId)
      throw conflict(fact('review.claimed_by_other'));
  }

  /** Checked under the lock: a change since it was shown is a conflict. */
  function mustBeAsSeen({ revision }: Submission, seen: number | undefined): void {
    if (seen !== undefined && seen !== revision) throw conflict(fact('review.changed_while_read'));
  }

  const asSeen = (
    id: string,
    seen: number | undefined,
    work: (trx: Connection, submission: Submission) => Promise<Submission>,
  ): Promise<Submission> =>
    on(id, (trx, found) => {
      mustBeAsSeen(found, seen);
      return work(trx, found);
    });

  async function claim(trx: Connection, actor: Actor, submission: Submission): Promise<Submission> {
    await mustBeFree(actor, submission, trx);
    const moved = { claimedBy: decider(actor), claimedAt: clock.now() };
    return transition(trx, { actor, submission, action: 'claim', moved });
  }

  /**
   * Deciding about an unclaimed submission claims it. `seen` is the revision that the page showed: one that was recalled and sent again
   * meanwhile differs.
   */
  async function takeUp(trx: Connection, actor: Actor, id: string, seen: number | undefined) {
    const found = await locked(trx, id);
    mustBeAsSeen(found, seen);
    // Before any effect, so that the second of two gets the state and not an error of the effect.
    if (!isOpen(found.state)) throw conflict(fact('review.state_is', { state: stateNames[found.state] }));
    const isNew = found.state === 'submitted';
    const submission = isNew ? await claim(trx, actor, found) : found;
    await mustBeFree(actor, submission, trx);
    return { submission, isNew };
  }

  const decide = (
    actor: Actor,
    id: string,
    seen: number | undefined,
    work: (trx: Connection, submission: Submission) => Promise<Submission>,
  ): Promise<Submission> => db.transaction(async (trx) => work(trx, (await takeUp(trx, actor, id, seen)).submission));

  /** For an actor who may decide; others are refused below, with the reason. */
  async function draw(actor: Actor, id: string): Promise<void> {
    const submission = await get(id);
    const kind = kindNamed(submission.kind);
    if (kind.draw === undefined || !isOpen(submission.state) || !mayReview(actor, submission)) return;
    const read = readForm(kind.form, submission.data);
    if ('values' in read) await kind.draw(submission, read.values);
  }

  /** With its effect; of a kind that needs two, the first only notes that it agrees. */
  async function approveIn(
    trx: Connection,
    actor: Actor,
    submission: Submission,
    given: Data,
    isTogether = false,
  ): Promise<Submission> {
    const kind = kindNamed(submission.kind);
    const read = readForm(kind.form, submission.data);
    if ('problems' in read) throw invalid(read.problems);
    const more = kind.approval === undefined ? { values: {} } : readForm(kind.approval, given);
    if ('problems' in more) throw invalid(more.problems);
    const needsSecond = kind.needsSecond?.(submission, read.values) === true;
    if (needsSecond && submission.state === 'claimed')
      return transition(trx, { actor, submission, action: 'check', moved: { checkedBy: decider(actor) }, isTogether });
    if (needsSecond && submission.checkedBy === decider(actor)) throw forbidden(fact('review.second_reviewer'));
    const at = clock.now();
    const approved = { submission, values: read.values, approval: more.values, actor, at };
    const subjectId = (await kind.onApproved(trx, approved)) ?? submission.subjectId ?? null;
    const moved = { decidedBy: decider(actor), decidedAt: at, reason: null, comments: {}, subjectId };
    return transition(trx, { actor, submission, action: 'approve', moved, isTogether });
  }

  async function refuseIn(
    trx: Connection,
    actor: Actor,
    submission: Submission,
    { action, reason, comments }: Exclude<Decision, { action: 'approve' }>,
    isTogether: boolean,
  ): Promise<Submission> {
    const known = new Set(fieldsOf(kindNamed(submission.kind).form).map(({ name }) => name));
    const kept = Object.fromEntries(
      Object.entries(comments).filter(([name, text]) => known.has(name) && text.trim() !== ''),
    );
    if (reason.trim() === '')
      throw invalid({
        reason: fact(action === 'return' ? 'review.reason_of_return' : 'review.reason_of_rejection'),
      });
    if (reason.length > 2_000) throw invalid({ reason: fact('review.reason_long') });
    const moved = { decidedBy: decider(actor), decidedAt: clock.now(), reason: reason.trim(), comments: kept };
    return transition(trx, { actor, submission, action, moved, reason: reason.trim(), comments: kept, isTogether });
  }

  const carriedOut = (trx: Connection, actor: Actor, submission: Submission, decision: Decision, isTogether = false) =>
    decision.action === 'approve'
      ? approveIn(trx, actor, submission, decision.given, isTogether)
      : refuseIn(trx, actor, submission, decision, isTogether);

  /** `first` runs under the lock, in the same transaction; `isTogether`: its press tells the institution of all of them. */
  async function decided(
    actor: Actor,
    id: string,
    decision: Decision,
    seen?: number,
    first?: (trx: Connection) => Promise<void>,
    isTogether = false,
  ): Promise<Submission> {
    if (decision.action === 'approve') await draw(actor, id);
    return decide(actor, id, seen, async (trx, submission) => {
      await first?.(trx);
      return carriedOut(trx, actor, submission, decision, isTogether);
    });
  }

  const refuse =
    (action: 'return' | 'reject') =>
    (actor: Actor, id: string, reason: string, comments: Data = {}, seen?: number) =>
      decided(actor, id, { action, reason, comments }, seen);

  return {
    claim: (actor: Actor, id: string, seen?: number) =>
      asSeen(id, seen, (trx, submission) => claim(trx, actor, submission)),

    /** Back to the queue: by the reviewer who claimed it, or by an operator if that one is away. */
    release: (actor: Actor, id: string, seen?: number) =>
      asSeen(id, seen, async (trx, submission) => {
        mustReach(actor, submission, noSubmission);
        const isOwn = submission.claimedBy === decider(actor);
        const isOperator = actor.kind === 'operator' || (actor.kind === 'staff' && actor.roles.includes('operator'));
        if (!isOwn && !(isOperator && mayReview(actor, submission))) throw forbidden(fact('review.others_claim'));
        return transition(trx, { actor, submission, action: 'release', moved: unclaimed });
      }),

    /** 通过, with the effect in the same transaction; of a kind that needs two, the first only notes that it agrees. */
    approve: (actor: Actor, id: string, given: Data = {}, seen?: number): Promise<Submission> =>
      decided(actor, id, { action: 'approve', given }, seen),

    decide: decided,

    /** The whole of it, effects included, and then everything is put back. */
    async rehearse(actor: Actor, id: string, decision: Decision, seen?: number): Promise<void> {
      if (decision.action === 'approve') await draw(actor, id);
      try {
        await decide(actor, id, seen, async (trx, submission) => {
          await carriedOut(trx, actor, submission, decision);
          throw rehearsed;
        });
      } catch (error) {
        if (error !== rehearsed) throw error;
      }
    },

    takeUp,
    async putBack(trx: Connection, actor: Actor, id: string, seen: number): Promise<void> {
      const submission = await locked(trx, id);
      if (submission.revision === seen && submission.claimedBy === decider(actor))
        await transition(trx, { actor, submission, action: 'release', moved: unclaimed });
    },

    /** Without a reviewer (space.ts): a submission is approved as it stands, in its own transaction. */
    async approveSent(trx: Connection, submission: Submission): Promise<Submission> {
      const { maxSubmissions: most } = space;
      if ((await queue.countOf(trx, submission.institutionId)) > most)
        throw conflict(ofSandbox('sandbox.full', { most }));
      const actor = system('sandbox');
      const moved = { claimedBy: decider(actor), claimedAt: clock.now() };
      return approveIn(trx, actor, await transition(trx, { actor, submission, action: 'claim', moved }), {});
    },

    /** 退回修改: with a reason and words for single fields, so that it can be corrected and sent again. */
    sendBack: refuse('return'),
    /** 不予通过: final. */
    reject: refuse('reject'),

    mayReview,

    /** Why the actor may not decide about it; undefined where nothing is in the way. */
    async obstacle(actor: Actor, submission: Summary): Promise<Fact | undefined> {
      try {
        await mustBeFree(actor, await get(submission.id));
        return undefined;
      } catch (error) {
        if (error instanceof Problem && !isUnavailable(error)) return error.fact;
        throw error;
      }
    },

    /** As submitted: values typed after a return are not for the reviewer yet. */
    sent: async (submission: Submission): Promise<Data> =>
      submission.state === 'returned'
        ? ((await events.submitted(db, seal, submission.id, 0)) ?? submission.data)
        : submission.data,

    checks: async (submission: Submission): Promise<Check[]> =>
      (await kindNamed(submission.kind).checks?.(submission)) ?? [],

    /** Waiting submissions, the oldest first, of the actor's regions. */
    waiting: (actor: Actor, filter: queue.Filter, after?: queue.Cursor, limit = 50, isFolded = false) =>
      queue.waiting(db, { ...filter, reach: reachOf(actor) }, after, limit, isFolded),
    countBatches: (actor: Actor, filter: queue.Filter, ids: readonly string[]) =>
      queue.countBatches(db, { ...filter, reach: reachOf(actor) }, ids),
    /** The one that stands before this place among those that wait. */
    waitingBefore: async (actor: Actor, filter: queue.Filter, before: queue.Cursor): Promise<Summary | undefined> =>
      (await queue.waitingBefore(db, { ...filter, reach: reachOf(actor) }, before))[0],
    /** Decided submissions, the last decision first. */
    decided: (actor: Actor, filter: queue.Filter, before?: queue.Cursor, limit = 50) =>
      queue.decided(db, { ...filter, reach: reachOf(actor) }, before, limit),
    /** Everything, the newest first. */
    newest: (actor: Actor, filter: queue.Filter, before?: queue.Cursor, limit = 50) =>
      queue.newest(db, { ...filter, reach: reachOf(actor) }, before, limit),
    counts: (actor: Actor) => queue.counts(db, { reach: reachOf(actor) }, clock.now()),
    countWaiting: (actor: Actor, filter: queue.Filter) => queue.countWaiting(db, { ...filter, reach: reachOf(actor) }),

    /** A personal datum in full, for a reason that the audit keeps. */
    async reveal(actor: Actor, submission: Submission, name: string, reason: string): Promise<string> {
      mustReview(actor, submission);
      if (submission.state === 'draft') throw conflict(fact('review.recalled'));
      if (reason.trim() === '') throw invalid({ reason: fact('review.why_missing') });
      const field = fieldsOf(kindNamed(submission.kind).form).find((each) => each.name === name);
      if (field === undefined) throw invalid({ field: fact('review.no_field') });
      const details = { institution: submission.institutionId, field: name, reason: reason.trim() };
      await record(db, clock.now(), actor, 'submission.reveal', { kind: 'submission', id: submission.id }, details);
      return displayValue(field, submission.data[name]);
    },
  };
}
