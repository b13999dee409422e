import type { Staff } from '../../actor.ts';
import { ifRefused, invalid, notFound, Problem } from '../../errors.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import type { Decision } from '../workflow/decisions.ts';
import { type Queue, readQueue, search } from '../workflow/queue.ts';
import type { Submission, Summary } from '../workflow/submission.ts';
import { emptyInput, hasComments, readTyped, type Typed } from '../workflow/typed.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';
import { createItemPage } from './item-page.ts';
import { doubtedIn } from './looks.ts';

type Needs = DeskNeeds & {
  firstFree: (actor: Staff, queue: Queue, from?: Summary) => Promise<Summary | undefined>;
};

/** Words beside every answer of a long form, in bytes as a form sends them: three for a character, and each as %XX. */
const longest = 512 * 1024;

const undone = fact('review.undone', { count: 1 });

/** One submission: to read, to claim, to decide. All buttons send the one form, so that nothing typed is lost by any of them. */
export function createItemPages(needs: Needs): Route[] {
  const { review, phrases, firstFree, pressed, sampling } = needs;
  const show = createItemPage(needs);
  const queueOf = (ctx: Context) => readQueue(ctx.query, review.kinds());

  async function find(ctx: Context): Promise<Submission> {
    const found = await review.read(staffOf(ctx), param(ctx, 'id'));
    // A draft that was never sent is for its institution only.
    if (found.state === 'draft' && found.submittedBy === undefined) throw notFound(fact('review.not_found'));
    return found;
  }

  /** Opened out of many that are decided together, it counts as looked at. */
  async function open(ctx: Context) {
    await pressed.catchUp();
    const [submission, { bulk }] = [await find(ctx), queueOf(ctx)];
    if (bulk !== undefined) await sampling.look(staffOf(ctx), bulk, submission.id);
    return show(ctx, submission, ctx.query.undone === '1' ? { notice: undone } : {});
  }

  async function typedIn(ctx: Context, form: Form) {
    const submission = await find(ctx);
    return { submission, typed: readTyped(review.kind(submission.kind), form) };
  }

  /** The decision of the form; a comment and an approval exclude each other. */
  function decisionOf(ctx: Context, action: string | undefined, typed: Typed): Decision | Problem {
    const summary = typed.summary === undefined ? '' : ctx.state.speech.say(typed.summary);
    const { reason, comments, approval } = typed;
    if (action === 'approve' && hasComments(typed)) return invalid({ reason: fact('review.comments_with_approval') });
    if (action === 'approve') return { action, given: approval };
    if (action === 'return') return { action, reason: reason || summary, comments };
    if (action === 'reject') return { action, reason, comments };
    return new Problem('bad_request', fact('review.use_buttons'));
  }

  /** The doubts of the checks that the reviewer has not confirmed yet. */
  async function unasked(submission: Submission, despite: string): Promise<readonly string[]> {
    const doubted = submission.doubts ?? doubtedIn(review.kind(submission.kind), await review.checks(submission));
    const asked = new Set(despite.split(' '));
    return doubted.filter((name) => !asked.has(name));
  }

  async function decideAbout(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    const [actor, queue] = [staffOf(ctx), queueOf(ctx)];
    // Doubts are confirmed by a button of their own: 通过 pressed twice only asks twice.
    const confirmed = form.d === undefined ? form.despite : undefined;
    const decision = decisionOf(ctx, confirmed === undefined ? form.d : 'approve', typed);
    if (decision instanceof Problem) return show(ctx, submission, { typed, problem: decision });
    if (decision.action === 'approve' && submission.state === 'submitted') return claimFirst(ctx, submission, typed);
    if (decision.action === 'approve' && (await unasked(submission, confirmed ?? '')).length > 0)
      return show(ctx, submission, { typed, asks: true });
    const [problem] = await pressed.press(actor, [{ id: submission.id, seen: typed.seen, decision }]);
    if (problem !== undefined) return show(ctx, await find(ctx), { typed, problem });
    const next = await firstFree(actor, queue, submission);
    return seeOther(
      ctx,
      next === undefined ? await hrefOfRest(actor, queue) : `/admin/review/${next.id}${search(queue)}`,
    );
  }

  /** After the last of a queue the desk; of many that are decided together, the page of the others. */
  async function hrefOfRest(actor: Staff, { bulk, ...queue }: Queue): Promise<string> {
    if (bulk === undefined) return `/admin/review${search(queue)}`;
    const { doubt: _, ...rest } = queue;
    const opened = await sampling.read(actor, bulk).catch(ifRefused);
    const isOver = opened === undefined || opened.clear.length + opened.doubted.length === 0;
    return `/admin/review${isOver ? '' : `/bulk/${bulk}`}${search(rest)}`;
  }

  /** 通过 on an unclaimed submission only claims it. */
  async function claimFirst(ctx: Context, submission: Submission, typed: Typed) {
    const claimed = await review.claim(staffOf(ctx), submission.id, typed.seen).catch(problemOf);
    if (claimed instanceof Problem) return show(ctx, await find(ctx), { typed, problem: claimed });
    return show(ctx, claimed, { typed, notice: fact('review.claimed_first') });
  }

  /** Takes back the last press, or all pending ones; of a single one the typed values are there again. */
  async function undo(ctx: Context, form: Form) {
    const taken = await pressed.undo(staffOf(ctx), form.all === '1' ? undefined : (form.press ?? ''));
    const queue = queueOf(ctx);
    const [one] = taken;
    if (one === undefined || taken.length > 1)
      return seeOther(ctx, `/admin/review${search(queue, { undone: String(taken.length) })}`);
    const submission = await review.read(staffOf(ctx), one.submissionId);
    const { decision } = one;
    const said =
      decision.action === 'approve'
        ? { approval: decision.given }
        : { reason: decision.reason, comments: decision.comments };
    // Words that were written are on no page but this one; without any the address is that of the submission.
    if (decision.action === 'approve' && Object.values(decision.given).every((text) => text === ''))
      return seeOther(ctx, `/admin/review/${one.submissionId}${search(queue, { undone: '1' })}`);
    return show(ctx, submission, { typed: { ...emptyInput, ...said }, notice: undone });
  }

  async function claim(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    const claimed = await review.claim(staffOf(ctx), submission.id).catch(problemOf);
    if (claimed instanceof Problem) return show(ctx, await find(ctx), { typed, problem: claimed });
    if (hasComments(typed)) return show(ctx, claimed, { typed });
    return seeOther(ctx, `/admin/review/${submission.id}${search(queueOf(ctx), { done: submission.id })}`);
  }

  async function release(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    const released = await review.release(staffOf(ctx), submission.id).catch(problemOf);
    if (released instanceof Problem) return show(ctx, await find(ctx), { typed, problem: released });
    return seeOther(ctx, `/admin/review${search(queueOf(ctx), { done: submission.id })}`);
  }

  async function insertPhrase(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    if (!form.phrase)
      return show(ctx, submission, { typed, problem: invalid({ phrase: fact('review.phrase_missing') }) });
    const { text } = await phrases.get(form.phrase);
    const reason = [typed.reason, text].filter(Boolean).join('\n');
    return show(ctx, submission, { typed: { ...typed, reason } });
  }

  async function reveal(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    const name = form.reveal ?? '';
    const sent = { ...submission, data: await review.sent(submission) };
    const text = await review.reveal(staffOf(ctx), sent, name, typed.why[name] ?? '').catch(problemOf);
    if (typeof text === 'string') return show(ctx, submission, { typed, revealed: { name, text } });
    const problem = text.fields?.reason === undefined ? text : invalid({ [`why.${name}`]: text.fields.reason });
    return show(ctx, submission, { typed, problem });
  }

  return [
    form('/admin/review/undo', may('see and claim submissions'), undo),
    page('/admin/review/:id', may('see and claim submissions'), open),
    form('/admin/review/:id', may('decide about a submission, and reveal its sealed fields'), decideAbout, {
      limit: longest,
    }),
    form('/admin/review/:id/claim', may('see and claim submissions'), claim, { limit: longest }),
    form('/admin/review/:id/release', may('see and claim submissions'), release, { limit: longest }),
    form('/admin/review/:id/phrase', may('see and claim submissions'), insertPhrase, { limit: longest }),
    form('/admin/review/:id/reveal', may('decide about a submission, and reveal its sealed fields'), reveal, {
      limit: longest,
    }),
  ];
}
