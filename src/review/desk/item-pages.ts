import type { Staff } from '../../actor.ts';
import { invalid, notFound, Problem } from '../../errors.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type Queue, readQueue, search } from '../workflow/queue.ts';
import type { Submission, Summary } from '../workflow/submission.ts';
import { hasComments, readTyped, type Typed } from '../workflow/typed.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';
import { createItemPage } from './item-page.ts';

type Needs = DeskNeeds & {
  firstFree: (actor: Staff, queue: Queue, from?: Summary) => Promise<Summary | undefined>;
};

/** Words beside every answer of a long form, in bytes as a form sends them: three for a character, and each as %XX. */
const longest = 512 * 1024;

/** One submission: to read, to claim, to decide. All buttons send the one form, so that nothing typed is lost by any of them. */
export function createItemPages(needs: Needs): Route[] {
  const { review, phrases, firstFree } = needs;
  const show = createItemPage(needs);
  const queueOf = (ctx: Context) => readQueue(ctx.query, review.kinds());

  async function find(ctx: Context): Promise<Submission> {
    const found = await review.read(staffOf(ctx), param(ctx, 'id'));
    // A draft that was never sent is for its institution only.
    if (found.state === 'draft' && found.submittedBy === undefined) throw notFound(fact('review.not_found'));
    return found;
  }

  async function typedIn(ctx: Context, form: Form) {
    const submission = await find(ctx);
    return { submission, typed: readTyped(review.kind(submission.kind), form) };
  }

  /** Nothing but the verbs of the workflow; a comment and an approval exclude each other. */
  async function decide(ctx: Context, action: string | undefined, id: string, typed: Typed): Promise<Submission> {
    const actor = staffOf(ctx);
    const summary = typed.summary === undefined ? '' : ctx.state.speech.say(typed.summary);
    const { reason, comments, approval, seen } = typed;
    if (action === 'approve' && hasComments(typed)) throw invalid({ reason: fact('review.comments_with_approval') });
    if (action === 'approve') return review.approve(actor, id, approval, seen);
    if (action === 'return') return review.sendBack(actor, id, reason || summary, comments, seen);
    if (action === 'reject') return review.reject(actor, id, reason, comments, seen);
    throw new Problem('bad_request', fact('review.use_buttons'));
  }

  async function decideAbout(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    const [actor, queue] = [staffOf(ctx), queueOf(ctx)];
    const decided = await decide(ctx, form.d, submission.id, typed).catch(problemOf);
    if (decided instanceof Problem) return show(ctx, await find(ctx), { typed, problem: decided });
    const next = await firstFree(actor, queue, submission);
    const path = next === undefined ? '/admin/review' : `/admin/review/${next.id}`;
    return seeOther(ctx, `${path}${search(queue, { done: submission.id })}`);
  }

  async function claim(ctx: Context, form: Form) {
    const { submission, typed } = await typedIn(ctx, form);
    const claimed = await review.claim(staffOf(ctx), submission.id).catch(problemOf);
    if (claimed instanceof Problem) return show(ctx, await find(ctx), { typed, problem: claimed });
    if (hasComments(typed)) return show(ctx, claimed, { typed });
    return seeOther(ctx, `/admin/review/${submission.id}${search(queueOf(ctx))}`);
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
    page('/admin/review/:id', may('see and claim submissions'), async (ctx) => show(ctx, await find(ctx))),
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
