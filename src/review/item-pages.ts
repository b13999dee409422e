import type Router from '@koa/router';
import type { Staff } from '../actor.ts';
import { invalid, notFound, Problem } from '../errors.ts';
import { staffOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import { type DeskNeeds, go, problemOf } from './desk-needs.ts';
import { createItemPage } from './item-page.ts';
import { type Queue, readQueue, search } from './queue.ts';
import type { Submission, Summary } from './submission.ts';
import { readTyped, type Typed, wroteSomething } from './typed.ts';

type Needs = DeskNeeds & {
  firstFree: (actor: Staff, queue: Queue, from?: Summary) => Promise<Summary | undefined>;
};

/** Words beside every answer of a long form, in bytes as a form sends them: three for a character, and each as %XX. */
const longest = 512 * 1024;

/** One submission: to read, to claim, to decide. All buttons send the one form, so that nothing typed is lost by any of them. */
export function addItemRoutes(router: Router<State>, needs: Needs): void {
  const { formTokens, review, phrases, guards, firstFree } = needs;
  const staff = guards.staff('reviewer', 'operator');
  const show = createItemPage(needs);
  const queueOf = (ctx: Context) => readQueue(ctx.query, review.kinds());

  async function find(ctx: Context & { params: { id?: string } }): Promise<Submission> {
    const found = await review.read(staffOf(ctx), ctx.params.id ?? '');
    // A draft that was never sent is nobody's but the institution's.
    if (found.state === 'draft' && found.submittedBy === undefined) throw notFound('没有找到这份申请，它可能已被删除');
    return found;
  }

  async function posted(ctx: Context & { params: { id?: string } }) {
    const form = await readForm(ctx, longest);
    formTokens.verify(ctx, form);
    const submission = await find(ctx);
    return { form, submission, typed: readTyped(review.kind(submission.kind), form) };
  }

  /** Nothing but the verbs of the workflow; a comment and an approval exclude each other. */
  async function decide(action: string | undefined, actor: Staff, id: string, typed: Typed): Promise<Submission> {
    const { reason, comments, approval, seen } = typed;
    if (action === 'approve' && wroteSomething(typed))
      throw invalid({ reason: '有意见时不能通过。请退回修改，或先删去意见。' });
    if (action === 'approve') return review.approve(actor, id, approval, seen);
    if (action === 'return') return review.sendBack(actor, id, reason || typed.summary, comments, seen);
    if (action === 'reject') return review.reject(actor, id, reason, comments, seen);
    throw new Problem('bad_request', '请用页面上的按钮提交');
  }

  router.get('/:id', staff, async (ctx) => show(ctx, await find(ctx)));

  router.post('/:id', staff, guards.stepUp, async (ctx) => {
    const { form, submission, typed } = await posted(ctx);
    const [actor, queue] = [staffOf(ctx), queueOf(ctx)];
    const decided = await decide(form.d, actor, submission.id, typed).catch(problemOf);
    if (decided instanceof Problem) return show(ctx, await find(ctx), { typed, problem: decided });
    const next = await firstFree(actor, queue, submission);
    const path = next === undefined ? '/admin/review' : `/admin/review/${next.id}`;
    return go(ctx, `${path}${search(queue, { done: submission.id })}`);
  });

  router.post('/:id/claim', staff, async (ctx) => {
    const { submission, typed } = await posted(ctx);
    const claimed = await review.claim(staffOf(ctx), submission.id).catch(problemOf);
    if (claimed instanceof Problem) return show(ctx, await find(ctx), { typed, problem: claimed });
    if (wroteSomething(typed)) return show(ctx, claimed, { typed });
    return go(ctx, `/admin/review/${submission.id}${search(queueOf(ctx))}`);
  });

  router.post('/:id/release', staff, async (ctx) => {
    const { submission, typed } = await posted(ctx);
    const released = await review.release(staffOf(ctx), submission.id).catch(problemOf);
    if (released instanceof Problem) return show(ctx, await find(ctx), { typed, problem: released });
    return go(ctx, `/admin/review${search(queueOf(ctx), { done: submission.id })}`);
  });

  router.post('/:id/phrase', staff, async (ctx) => {
    const { form, submission, typed } = await posted(ctx);
    if (!form.phrase) return show(ctx, submission, { typed, problem: invalid({ phrase: '请选择一条常用语' }) });
    const { text } = await phrases.get(form.phrase);
    const reason = [typed.reason, text].filter(Boolean).join('\n');
    return show(ctx, submission, { typed: { ...typed, reason } });
  });

  router.post('/:id/reveal', staff, guards.stepUp, async (ctx) => {
    const { form, submission, typed } = await posted(ctx);
    const name = form.reveal ?? '';
    const sent = { ...submission, data: await review.sent(submission) };
    const text = await review.reveal(staffOf(ctx), sent, name, typed.why[name] ?? '').catch(problemOf);
    if (typeof text === 'string') return show(ctx, submission, { typed, revealed: { name, text } });
    const problem = text.fields?.reason === undefined ? text : invalid({ [`why.${name}`]: text.fields.reason });
    return show(ctx, submission, { typed, problem });
  });
}
