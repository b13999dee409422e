import { ifRefused, Problem, type Problems } from '../../errors.ts';
import { fieldsOf } from '../../fields/form.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { type Queue, readQueue, search } from '../workflow/queue.ts';
import type { Submission } from '../workflow/submission.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';
import { whyOf } from './pressed.ts';
import type { Outcome } from './sampling.ts';
import { createUndoBar } from './undo.ts';

type Needs = DeskNeeds & { showDesk: (ctx: Context, problems: Problems) => Promise<void> };

/** 成批处理: three are drawn, the rest is approved or all is sent back together. */
export function createSamplingPages(needs: Needs): Route[] {
  const { pages, review, phrases, sampling, showDesk } = needs;
  const undoBar = createUndoBar(needs);
  const queueOf = (ctx: Context) => readQueue(ctx.query, review.kinds());

  async function open(ctx: Context, fields: Form) {
    const picked = Object.entries(fields).flatMap(([name, revision]) =>
      name.startsWith('pick.') ? [{ id: name.slice('pick.'.length), seen: Number(revision) }] : [],
    );
    const opened = await sampling.open(staffOf(ctx), picked).catch(problemOf);
    if (opened instanceof Problem) {
      if (opened.code !== 'bad_request') throw opened;
      return showDesk(ctx, { form: opened.fact });
    }
    return seeOther(ctx, `/admin/review/bulk/${opened}${search(queueOf(ctx))}`);
  }

  async function show(ctx: Context, typed: { why?: string; reason?: string } = {}, problem?: Problem) {
    const id = param(ctx, 'id');
    const { kind, clear, doubted, samples } = await sampling.read(staffOf(ctx), id);
    const { bulk: _, ...from } = queueOf(ctx);
    const queue = search(from);
    const line = (one: Submission, of: Partial<Queue> = {}) => ({
      href: `/admin/review/${one.id}${search({ tab: 'waiting', ...of, bulk: id })}`,
      title: one.title,
      institution: one.institution === one.title ? undefined : one.institution,
    });
    const titles = new Map(fieldsOf(kind.form).map(({ name, title }) => [name, title]));
    const doubtsOf = ({ doubts = [] }: Submission) => doubts.flatMap((name) => titles.get(name) ?? []).join('、');
    const shown = samples.map(({ one, isLooked }) => ({ ...line(one), isLooked }));
    const data = {
      kind: kind.title,
      path: `/admin/review/bulk/${id}`,
      query: queue,
      back: `/admin/review${queue}`,
      clear: clear.length,
      doubted: doubted.map((one) => ({ ...line(one, { doubt: 'yes' }), doubts: doubtsOf(one) })),
      samples: shown,
      looked: shown.filter(({ isLooked }) => isLooked).length,
      next: shown.find(({ isLooked }) => !isLooked),
      phrases: await phrases.list(kind.name),
      typed,
      undo: await undoBar(ctx, queue),
    };
    const problems = problem === undefined ? {} : (problem.fields ?? { form: problem.fact });
    const status = problem === undefined ? {} : { status: problem.status };
    pages.show(ctx, 'review/bulk', data, { title: '成批处理', here: 'review', problems, ...status });
  }

  async function end(ctx: Context, outcomes: readonly Outcome[], kind: string) {
    const queue = search(queueOf(ctx));
    const failed = outcomes.flatMap(({ one, problem }) => (problem === undefined ? [] : [{ one, problem }]));
    const left = await sampling.read(staffOf(ctx), param(ctx, 'id')).catch(ifRefused);
    const { bulk: _, ...from } = queueOf(ctx);
    if (failed.length === 0)
      return seeOther(ctx, `/admin/review${left === undefined ? '' : `/bulk/${left.bulk.id}`}${search(from)}`);
    const data = {
      kind,
      back: `/admin/review${queue}`,
      done: outcomes.length - failed.length,
      failed: failed.map(({ one, problem }) => ({
        id: one.id,
        title: one.title,
        institution: one.institution,
        why: ctx.state.speech.say(whyOf(problem)),
      })),
      undo: await undoBar(ctx, queue),
    };
    return pages.show(ctx, 'review/batch', data, { title: '成批处理', here: 'review' });
  }

  async function decide(ctx: Context, { d, why = '', phrase = '', ...fields }: Form) {
    const [actor, id] = [staffOf(ctx), param(ctx, 'id')];
    const chosen = phrase === '' ? '' : (await phrases.get(phrase)).text;
    const reason = [chosen, fields.reason?.trim()].filter(Boolean).join('\n');
    const { kind } = await sampling.read(actor, id);
    const work = d === 'return' ? sampling.sendBack(actor, id, reason) : sampling.approve(actor, id, why);
    const outcomes = await work.catch(problemOf);
    if (outcomes instanceof Problem) return show(ctx, { why, reason }, outcomes);
    return end(ctx, outcomes, kind.title);
  }

  const deciding = may('decide about a submission, and reveal its sealed fields');
  return [
    form('/admin/review/batch', deciding, open),
    page('/admin/review/bulk/:id', may('see and claim submissions'), (ctx) => show(ctx)),
    form('/admin/review/bulk/:id', deciding, decide),
  ];
}
