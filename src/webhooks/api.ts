import { iso, isoOrNull } from '../http/answer.ts';
import { applicationOf } from '../http/bearer.ts';
import type { Context } from '../http/context.ts';
import { rulesOfRoom, type Served, serve } from '../http/operation.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import * as operations from './api-operations.ts';
import type { Endpoint } from './endpoint.ts';
import { presented } from './ordering.ts';
import type { Delivery, Webhooks } from './service.ts';

type Needs = { webhooks: Webhooks; cursors: Cursors };

/** How programs manage where their events go, and how they ask for them instead. */
export function createWebhooksApi({ webhooks, cursors }: Needs): Served[] {
  const { endpoints } = webhooks;
  const [places, changes] = [cursors.byTime('api deliveries'), cursors.byNumber('api changes')];

  return [
    serve(
      operations.createEndpoint,
      async (ctx, { body: { url, types = [], description = '' } }) => {
        const { endpoint, secret } = await endpoints.create(applicationOf(ctx), { url, types, description });
        ctx.status = secret === undefined ? 200 : 201;
        return { ...present(endpoint), secret: secret ?? null };
      },
      rulesOfRoom((parts) => endpoints.problems(parts)),
    ),

    serve(operations.listEndpoints, async (ctx) => ({
      items: (await endpoints.list(applicationOf(ctx))).map(present),
    })),

    serve(operations.readEndpoint, async (ctx, { params: { id = '' } }) =>
      present(await endpoints.get(applicationOf(ctx), id)),
    ),

    serve(
      operations.patchEndpoint,
      async (ctx, { params: { id = '' }, body: { url, types, description, disabled } }) =>
        present(
          await endpoints.change(applicationOf(ctx), id, {
            ...(url !== undefined && { url }),
            ...(types !== undefined && { types }),
            ...(description !== undefined && { description }),
            ...(disabled !== undefined && { disabled }),
          }),
        ),
      rulesOfRoom((parts) => endpoints.problems(parts)),
    ),

    serve(operations.deleteEndpoint, async (ctx, { params: { id = '' } }) => {
      await endpoints.remove(applicationOf(ctx), id);
      return undefined;
    }),

    serve(operations.testEndpoint, async (ctx, { params: { id = '' } }) => {
      const delivery = await webhooks.test(applicationOf(ctx), id);
      ctx.status = 202;
      return presentDelivery(ctx, delivery);
    }),

    serve(operations.listDeliveries, async (ctx, { query }) => {
      const { cursor, page_size: limit = 50, ...asked } = query;
      const whose = { ...asked, clientId: applicationOf(ctx).clientId };
      const before = places.read(whose, cursor);
      const filter = { endpointId: asked.endpoint_id, state: asked.status };
      const rows = await webhooks.deliveries(applicationOf(ctx), filter, before, limit + 1);
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return {
        items: items.map((each) => presentDelivery(ctx, each)),
        next: last === undefined ? null : places.write(whose, { at: last.createdAt, id: last.id }),
      };
    }),

    serve(operations.redeliver, async (ctx, { params: { id = '' } }) => {
      const delivery = await webhooks.redeliver(applicationOf(ctx), id);
      ctx.status = 202;
      return presentDelivery(ctx, delivery);
    }),

    serve(operations.listChanges, async (ctx, { query }) => {
      const actor = applicationOf(ctx);
      const { clientId } = actor;
      const { cursor, page_size: limit = 50 } = query;
      const known = changes.read({ clientId }, cursor) ?? 0;
      const rows = await webhooks.after(actor, known, limit + 1);
      const items = rows.slice(0, limit);
      return {
        items: items.map((event) => ({ id: event.uid, ...presented(event) })),
        next: changes.write({ clientId }, items.at(-1)?.id ?? known),
        has_more: rows.length > limit,
      };
    }),
  ];
}

const present = (endpoint: Endpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  types: [...endpoint.types],
  status: endpoint.disabledAt === undefined ? ('active' as const) : ('disabled' as const),
  disabled_reason: endpoint.disabledReason ?? null,
  failing_since: isoOrNull(endpoint.failingSince),
  created_at: iso(endpoint.createdAt),
});

const presentDelivery = ({ state }: Context, delivery: Delivery) => ({
  id: delivery.id,
  endpoint_id: delivery.endpointId,
  message_id: delivery.messageId,
  type: delivery.type,
  status: delivery.state,
  attempts: delivery.attempts,
  next_attempt_at: isoOrNull(delivery.nextAt),
  last_attempt_at: isoOrNull(delivery.lastAt),
  last_status: delivery.lastStatus ?? null,
  last_problem: delivery.lastProblem === undefined ? null : state.speech.say(delivery.lastProblem),
  created_at: iso(delivery.createdAt),
});
