import type { Clock } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Speech } from '../fact.ts';
import { permits } from '../http/access.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { ProgressLine } from '../module.ts';
import { latestOf } from '../review/progress.ts';
import type { Review } from '../review/workflow/service.ts';
import { isOpen, stateNames, tones } from '../review/workflow/transitions.ts';
import { fact } from './facts.ts';
import { type Layer, layerNames } from './layers.ts';
import { presentPlan } from './plan-view.ts';
import type { Plans } from './plans.ts';
import { may } from './policies.ts';

export type PlanPageNeeds = {
  pages: Pages;
  clock: Clock;
  plans: Plans;
  review: Review;
  progress: () => readonly ProgressLine[];
  names: (ids: readonly string[]) => Promise<Map<string, string>>;
};

const base = '/console/plan';

/** 对接计划, as the institution sees it (R06, R07). */
export function createPlanPages({ pages, clock, plans, review, progress, names }: PlanPageNeeds): Route[] {
  async function show(ctx: Context, problem?: Problem, values: Form = {}) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const [found, sent] = await Promise.all([
      plans.look(actor, institutionId),
      latestOf(review, institutionId, 'plan'),
    ]);
    const known = await names(found.letters.flatMap(({ accountId }) => accountId ?? []));
    const plan = await presentPlan(found, {
      speech: ctx.state.speech,
      names: known,
      side: 'member',
      mayWrite: permits(may('work on the plan'), actor),
      titleOf: titlesOf(progress(), ctx.state.speech),
    });
    const waiting =
      sent !== undefined && (isOpen(sent.state) || sent.state === 'draft' || sent.state === 'returned')
        ? {
            href: `/console/submissions/${sent.id}`,
            title: sent.title,
            name: stateNames[sent.state],
            tone: tones[sent.state],
          }
        : undefined;
    pages.show(
      ctx,
      'integration/plan',
      {
        ...plan,
        waiting,
        maySend: permits(may('begin a plan'), actor),
        values: { says: values.says ?? '' },
        printed: clock.now(),
      },
      { title: '对接计划', here: 'plan', problems: problem?.fields ?? {} },
    );
  }

  async function begin(ctx: Context) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const about = { institutionId, subjectId: institutionId };
    seeOther(ctx, `/console/submissions/${(await review.begin(actor, 'plan', about)).id}`);
  }

  async function write(ctx: Context, given: Form) {
    const actor = memberOf(ctx);
    try {
      await plans.write(actor, actor.institutionId, given.says ?? '');
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, error, given);
    }
    seeOther(ctx, `${base}#letters`);
  }

  async function finish(ctx: Context) {
    const actor = memberOf(ctx);
    await plans.finish(actor, actor.institutionId, param(ctx, 'id'));
    seeOther(ctx, base);
  }

  return [
    page(base, may('see plan, history and promotions'), (ctx) => show(ctx)),
    form(base, may('begin a plan'), begin),
    form(`${base}/letters`, may('work on the plan'), write),
    form(`${base}/items/:id/done`, may('work on the plan'), finish, {
      asks: fact('integration.ask_finish_item'),
    }),
  ];
}

/** The titles of layers, by their rooms. */
export function titlesOf(lines: readonly ProgressLine[], { say }: Speech): (layer: Layer) => string {
  const titles = new Map(lines.map(({ key, title }) => [key, say(title)]));
  return (layer) => titles.get(layer) ?? layerNames[layer];
}
