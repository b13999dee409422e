import { type Actor, actorId, mustOperate } from '../actor.ts';
import { conflict, Problem } from '../errors.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { fact as httpFact } from '../http/facts.ts';
import { named, type Served, serve } from '../http/operation.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { preconditionOf, setRevision } from '../http/requests/etag.ts';
import { createAnswers, type Names } from './api-answers.ts';
import * as operations from './api-operations.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { noSubmission } from './workflow/rights.ts';
import type { Review } from './workflow/service.ts';
import type { Submission } from './workflow/submission.ts';
import type { State as SubmissionState } from './workflow/transitions.ts';

const sent: readonly SubmissionState[] = ['submitted', 'claimed', 'checked', 'approved', 'returned', 'rejected'];

type Needs = { review: Review; names: Names; cursors: Cursors };

/** R59: the review of submissions for programs of operators. Each acts as the owner of its token. */
export function createReviewApi({ review, names, cursors }: Needs): Served[] {
  const places = cursors.byTime('api submissions');
  const answers = createAnswers({ review, names });

  async function answer(ctx: Context, submission: Submission) {
    setRevision(ctx, submission.revision);
    return answers.full(submission, ctx.state.speech);
  }

  /** One that was taken back is the institution's again. */
  async function read(actor: Actor, id: string): Promise<Submission> {
    const submission = await review.read(actor, id);
    if (submission.state === 'draft') throw noSubmission();
    return submission;
  }

  /** A repeated request, whose answer was lost, gets the same answer again. */
  async function change(
    ctx: Context,
    id: string,
    isDone: (submission: Submission, by: string) => boolean,
    work: (actor: Actor, seen: number | undefined) => Promise<Submission>,
  ) {
    const actor = staffOf(ctx);
    const by = actorId(actor) ?? '';
    const before = await review.read(actor, id);
    if (before.state === 'draft') throw conflict(fact('review.recalled_meanwhile'));
    if (isDone(before, by)) return answer(ctx, before);
    const holds = preconditionOf(ctx);
    if (holds?.(before.revision) === false) throw changedSince();
    const seen = holds === undefined ? undefined : before.revision;
    try {
      return await answer(ctx, await work(actor, seen));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      const now = await read(actor, id);
      if (isDone(now, by)) return answer(ctx, now);
      if (seen !== undefined && seen !== now.revision) throw changedSince();
      throw error;
    }
  }

  const decide =
    (verb: Review['sendBack'], end: SubmissionState) =>
    (
      ctx: Context,
      { params: { id = '' }, body }: { params: Readonly<Record<string, string>>; body: operations.Refusal },
    ) =>
      change(
        ctx,
        id,
        ({ state, decidedBy, reason }, by) => state === end && decidedBy === by && reason === body.reason.trim(),
        (actor, seen) => verb(actor, id, body.reason, body.comments, seen),
      );

  return [
    serve(operations.listSubmissions, async (ctx, { query }) => {
      const actor = staffOf(ctx);
      mustOperate(actor, ...may('read submissions by a program').roles);
      const { cursor, limit = 50, ...asked } = query;
      const { kind, state, institution_id: institutionId, text } = asked;
      const kinds = review.kinds().map(({ name }) => name);
      if (kind !== undefined && !kinds.includes(kind))
        throw named({ kind: httpFact('http.value_one_of', { name: 'kind', values: kinds }) });
      const filter = {
        ...(kind !== undefined && { kinds: [kind] }),
        states: sent.filter((each) => state === undefined || each === state),
        ...(institutionId !== undefined && { institutionId }),
        ...(text !== undefined && { text }),
      };
      const before = places.read(asked, cursor);
      const found = await review.newest(actor, filter, before, limit + 1);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return {
        items: await answers.summaries(items),
        next: last === undefined ? null : places.write(asked, { at: last.createdAt, id: last.id }),
      };
    }),

    serve(operations.readSubmission, async (ctx, { params: { id = '' } }) => answer(ctx, await read(staffOf(ctx), id))),

    serve(operations.claimSubmission, (ctx, { params: { id = '' } }) =>
      change(
        ctx,
        id,
        ({ state, claimedBy }, by) => state === 'claimed' && claimedBy === by,
        (actor, seen) => review.claim(actor, id, seen),
      ),
    ),

    serve(operations.releaseSubmission, (ctx, { params: { id = '' } }) =>
      change(
        ctx,
        id,
        ({ state }) => state === 'submitted',
        (actor, seen) => review.release(actor, id, seen),
      ),
    ),

    serve(operations.approveSubmission, (ctx, { params: { id = '' }, body }) =>
      change(
        ctx,
        id,
        ({ state, checkedBy, decidedBy }, by) =>
          (state === 'approved' && decidedBy === by) || (state === 'checked' && checkedBy === by),
        (actor, seen) => review.approve(actor, id, body.approval, seen),
      ),
    ),

    serve(operations.returnSubmission, decide(review.sendBack, 'returned')),
    serve(operations.rejectSubmission, decide(review.reject, 'rejected')),
  ];
}

const changedSince = () => new Problem('etag_mismatch', fact('review.changed_since_read'));
