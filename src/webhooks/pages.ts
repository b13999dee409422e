import { z } from 'zod';
import { Problem, type Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { fieldsIn } from '../fields/form.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { noticeOf } from '../http/speech.ts';
import { eventTypes, isEventType } from './event.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { shownDelivery, shownEndpoint } from './presented.ts';
import type { Webhooks } from './service.ts';

type Needs = { pages: Pages; webhooks: Webhooks };
type Values = Readonly<Record<string, string>>;

const here = 'webhooks';
const pageSize = 20;

/** The form's fields; endpoint.ts validates them. */
export const endpointFields = fieldsIn({
  url: z.string().meta({
    title: '接收地址',
    control: 'url',
    hint: '以 https:// 开头，公网可达。我们向它 POST JSON，15 秒内返回 2xx 即为收到；不跟随跳转。',
  }),
  description: z.string().optional().meta({ title: '用途', max: 100 }),
  types: z.string().optional().meta({
    title: '接收哪些事件',
    control: 'checks',
    options: eventTypes,
    hint: '都不勾选时接收全部，以后新增的事件也会收到。',
  }),
});

const notices: Readonly<Record<string, Fact>> = {
  test: fact('webhooks.test_sent'),
  redeliver: fact('webhooks.delivering_again'),
  paused: fact('webhooks.paused'),
  resumed: fact('webhooks.resumed'),
};

/** 事件通知: endpoints of the institution's programs for events. */
export function createWebhookPages({ pages, webhooks }: Needs): Route[] {
  const { endpoints } = webhooks;
  const go = (ctx: Context, path = '') => seeOther(ctx, `/console/webhooks${path}`);
  const idOf = (ctx: Context) => param(ctx, 'id');

  async function list(ctx: Context) {
    const actor = memberOf(ctx);
    const list = await endpoints.list(actor);
    const data = {
      endpoints: list.map((each) => shownEndpoint(each, ctx.state.speech)),
      mayOpen: actor.applications === undefined,
    };
    pages.show(ctx, 'webhooks/list', data, { title: '事件通知', here });
  }

  function ask(ctx: Context, values: Values = {}, problems: Problems = {}): void {
    const data = { values, fields: endpointFields };
    pages.show(ctx, 'webhooks/new', data, { title: '登记接收地址', here, problems });
  }

  async function create(ctx: Context, form: Form) {
    const types = Object.keys(eventTypes).filter((type) => isEventType(type) && form[`types.${type}`] !== undefined);
    const { url = '', description = '' } = form;
    try {
      const typed = { url: url.trim(), description: description.trim(), types };
      const { endpoint, secret } = await endpoints.create(memberOf(ctx), typed);
      if (secret === undefined) return ask(ctx, { url, description }, { url: fact('webhooks.address_known') });
      const data = { secret, endpoint: shownEndpoint(endpoint, ctx.state.speech) };
      pages.show(ctx, 'webhooks/made', data, { title: '接收地址已登记', here });
    } catch (error) {
      if (!(error instanceof Problem) || (error.fields === undefined && error.code !== 'conflict')) throw error;
      ask(ctx, { url, description, types: types.join('\n') }, error.fields ?? { form: error.fact });
    }
  }

  async function show(ctx: Context, problem?: Fact): Promise<void> {
    const actor = memberOf(ctx);
    const endpoint = await endpoints.get(actor, idOf(ctx));
    const state = ctx.query.state === 'failed' ? ('failed' as const) : undefined;
    const list = await webhooks.deliveries(actor, { endpointId: endpoint.id, state }, undefined, pageSize);
    pages.show(
      ctx,
      'webhooks/detail',
      {
        endpoint: shownEndpoint(endpoint, ctx.state.speech),
        deliveries: list.map((each) => shownDelivery(each, ctx.state.speech)),
        problem: problem && ctx.state.speech.say(problem),
        said: noticeOf(ctx, notices, ctx.query.done),
        state,
      },
      { title: '接收地址', here, ...(problem !== undefined && { status: 409 }) },
    );
  }

  /** A problem is shown on the page of the endpoint. */
  async function attempt(ctx: Context, done: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      go(ctx, `/${idOf(ctx)}?done=${done}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      await show(ctx, error.fact);
    }
  }

  async function pause(ctx: Context, { disabled }: Form) {
    const change = { disabled: disabled === '1' };
    await attempt(ctx, disabled === '1' ? 'paused' : 'resumed', () =>
      endpoints.change(memberOf(ctx), idOf(ctx), change),
    );
  }

  async function askToDelete(ctx: Context) {
    const endpoint = await endpoints.get(memberOf(ctx), idOf(ctx));
    const data = { endpoint: shownEndpoint(endpoint, ctx.state.speech) };
    pages.show(ctx, 'webhooks/delete', data, { title: '删除接收地址', here });
  }

  async function remove(ctx: Context) {
    await endpoints.remove(memberOf(ctx), idOf(ctx));
    go(ctx);
  }

  return [
    page('/console/webhooks', may('see, test and end webhooks'), list),
    page('/console/webhooks/new', may('add a webhook'), (ctx) => ask(ctx)),
    form('/console/webhooks', may('add a webhook'), create),
    page('/console/webhooks/:id', may('see, test and end webhooks'), (ctx) => show(ctx)),
    form('/console/webhooks/:id/test', may('see, test and end webhooks'), (ctx) =>
      attempt(ctx, 'test', () => webhooks.test(memberOf(ctx), idOf(ctx))),
    ),
    form('/console/webhooks/:id/pause', may('see, test and end webhooks'), pause),
    form('/console/webhooks/:id/deliveries/:delivery/redeliver', may('see, test and end webhooks'), (ctx) =>
      attempt(ctx, 'redeliver', () => webhooks.redeliver(memberOf(ctx), param(ctx, 'delivery'))),
    ),
    page('/console/webhooks/:id/delete', may('see, test and end webhooks'), askToDelete),
    form('/console/webhooks/:id/delete', may('see, test and end webhooks'), remove, {
      asks: fact('webhooks.ask_remove'),
    }),
  ];
}
