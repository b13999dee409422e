import { z } from 'zod';
import type { Staff } from '../actor.ts';
import { dayOf } from '../clock.ts';
import { invalid, notFound, Problem, type Problems } from '../errors.ts';
import { select } from '../fields/choice.ts';
import { fieldsIn } from '../fields/form.ts';
import { day } from '../fields/moment.ts';
import { readFields } from '../fields/read.ts';
import { text } from '../fields/text.ts';
import { permits } from '../http/access.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { shortDay } from '../http/pages/text.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { fact } from './facts.ts';
import { layerNames } from './layers.ts';
import { daysFrom } from './plan.ts';
import { type PlanPageNeeds, titlesOf } from './plan-pages.ts';
import { presentPlan } from './plan-view.ts';
import { may } from './policies.ts';

const home = '/admin/plans';
const here = 'plans';

const groupFields = z.object({
  cloudOwner: text('国家云负责人', { max: 50 }),
  partnerOwner: text('机构负责人', { max: 50 }),
  groupName: text('群名称', { max: 50 }).optional(),
  groupAddress: text('群号或二维码地址', { max: 255 }).meta({ hint: '写网址时，机构看到可以扫的二维码。' }).optional(),
  groupNote: text('备注', { max: 200, lines: true }).optional(),
});
const itemFields = z.object({
  layer: select('哪一层', layerNames),
  title: text('事项', { max: 50 }),
  itemCloudOwner: text('国家云负责人', { max: 50 }),
  itemPartnerOwner: text('机构负责人', { max: 50 }),
  startsOn: day('开始日期').optional(),
  agreedOn: day('约定日期'),
});
const dayFields = z.object({ agreedOn: day('约定日期') });

/** 对接计划, for the operators: the late institutions, and the plan of each. */
export function createPlanDeskPages({ pages, clock, plans, progress, names }: PlanPageNeeds): Route[] {
  async function list(ctx: Context) {
    const { say } = ctx.state.speech;
    const today = dayOf(clock.now());
    const found = await plans.list(staffOf(ctx));
    const rows = found.map(({ institutionId, lateSince, next, overdue, done, all, ...row }) => ({
      ...{ ...row, done, all },
      href: `${home}/${institutionId}`,
      next: next === null ? '' : shortDay(next),
      mark:
        lateSince !== null
          ? {
              tone: 'tag bad-t',
              words: say(fact('integration.late_since', { count: overdue, days: daysFrom(lateSince, today) })),
            }
          : all > 0 && done === all
            ? { tone: 'done', words: '全部完成' }
            : { tone: 'tag wait', words: '按期' },
    }));
    const late = found.filter(({ overdue }) => overdue > 0).length;
    pages.show(ctx, 'integration/plans', { rows, late }, { title: '对接计划', here });
  }

  async function lookAt(ctx: Context) {
    const actor = staffOf(ctx);
    const found = await plans.look(actor, param(ctx, 'id'));
    const known = await names(found.letters.flatMap(({ accountId }) => accountId ?? []));
    const shown = await presentPlan(found, {
      ...{
        speech: ctx.state.speech,
        names: known,
        side: 'staff',
        mayWrite: true,
        titleOf: titlesOf(progress(), ctx.state.speech),
      },
    });
    return { found, shown, mayDirect: directs(actor) };
  }

  async function show(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const { found, shown, mayDirect } = await lookAt(ctx);
    const { plan } = found;
    const { cloudOwner = '', partnerOwner = '', group } = plan ?? {};
    const known = {
      ...{ cloudOwner, partnerOwner, itemCloudOwner: cloudOwner, itemPartnerOwner: partnerOwner, says: '' },
      ...{ groupName: group?.name ?? '', groupAddress: group?.address ?? '', groupNote: group?.note ?? '' },
    };
    const fields = { fields: fieldsIn(itemFields.shape), groupFields: fieldsIn(groupFields.shape) };
    pages.show(
      ctx,
      'integration/plan-desk',
      { ...shown, ...fields, mayDirect, values: { ...known, ...values }, printed: clock.now() },
      { title: `${shown.institution}的对接计划`, here, problems },
    );
  }

  /** Invalid input comes back with the typed values. */
  const taking = (work: (ctx: Context, given: Form) => Promise<unknown>) => async (ctx: Context, given: Form) => {
    try {
      await work(ctx, given);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, given, error.fields);
    }
    seeOther(ctx, `${home}/${param(ctx, 'id')}`);
  };

  const direct = taking(async (ctx, given) => {
    const { cloudOwner, partnerOwner, groupName, groupAddress, groupNote } = read(groupFields, given);
    const group = { name: groupName, address: groupAddress, note: groupNote };
    await plans.direct(staffOf(ctx), param(ctx, 'id'), { cloudOwner, partnerOwner, group });
  });

  const add = taking(async (ctx, given) => {
    const { itemCloudOwner, itemPartnerOwner, ...item } = read(itemFields, given);
    const owners = { cloudOwner: itemCloudOwner, partnerOwner: itemPartnerOwner };
    await plans.addItem(staffOf(ctx), param(ctx, 'id'), { ...item, ...owners });
  });

  const write = taking((ctx, { says = '' }) => plans.write(staffOf(ctx), param(ctx, 'id'), says));

  async function showItem(ctx: Context, values?: Form, problems: Problems = {}) {
    const { shown } = await lookAt(ctx);
    const layer = shown.layers.find(({ items }) => items.some(({ id }) => id === param(ctx, 'item')));
    const item = layer?.items.find(({ id }) => id === param(ctx, 'item'));
    if (layer === undefined || item === undefined) throw notFound(fact('integration.no_item'));
    const { institution, institutionId } = shown;
    pages.show(
      ctx,
      'integration/plan-item',
      {
        ...{ institution, institutionId, item: { ...item, layer: layer.title } },
        ...{ fields: fieldsIn(dayFields.shape), values: values ?? { agreedOn: item.agreedOn } },
      },
      { title: item.title, here, problems },
    );
  }

  async function setDay(ctx: Context, given: Form) {
    const result = readFields(dayFields, given);
    if ('problems' in result) return showItem(ctx, given, result.problems);
    await plans.setDay(staffOf(ctx), param(ctx, 'id'), param(ctx, 'item'), result.values.agreedOn);
    seeOther(ctx, `${home}/${param(ctx, 'id')}`);
  }

  const doing = (work: 'finish' | 'reopen' | 'removeItem') => async (ctx: Context) => {
    await plans[work](staffOf(ctx), param(ctx, 'id'), param(ctx, 'item'));
    seeOther(ctx, `${home}/${param(ctx, 'id')}`);
  };

  return [
    page(home, may('see every plan, and write to the institution'), list),
    page(`${home}/:id`, may('see every plan, and write to the institution'), (ctx) => show(ctx)),
    form(`${home}/:id`, may('direct a plan'), direct),
    form(`${home}/:id/items`, may('direct a plan'), add),
    form(`${home}/:id/letters`, may('see every plan, and write to the institution'), write),
    page(`${home}/:id/items/:item`, may('direct a plan'), (ctx) => showItem(ctx)),
    form(`${home}/:id/items/:item`, may('direct a plan'), setDay),
    form(`${home}/:id/items/:item/done`, may('direct a plan'), doing('finish')),
    form(`${home}/:id/items/:item/reopen`, may('direct a plan'), doing('reopen')),
    form(`${home}/:id/items/:item/remove`, may('direct a plan'), doing('removeItem'), {
      asks: fact('integration.ask_remove_item'),
    }),
  ];
}

const directs = (staff: Staff) => permits(may('direct a plan'), staff);

function read<Shape extends z.ZodRawShape>(fields: z.ZodObject<Shape>, given: Form) {
  const result = readFields(fields, given);
  if ('problems' in result) throw invalid(result.problems);
  return result.values;
}
