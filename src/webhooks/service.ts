import type { Actor } from '../actor.ts';
import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { ifRefused } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import { createWebhookBacklog } from './backlog.ts';
import { createDelivering } from './delivering.ts';
import * as deliveries from './delivery-store.ts';
import type { Endpoint } from './endpoint.ts';
import { createEndpoints } from './endpoints.ts';
import { testEvent } from './event.ts';
import { createOrdering, deliveryQueue } from './ordering.ts';
import { mustBeOn, noDelivery } from './rights.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  /** Workers of their own: a slow partner's server must not delay mails. */
  webhookJobs: Pick<Jobs, 'enqueue' | 'hurry' | 'isUnderWay'>;
  fetch: typeof globalThis.fetch;
  /** Addresses that no delivery may go to, as far as one can see. */
  isRefused: (url: URL) => boolean;
  /** Notifies the institution that its endpoint gets no deliveries any more. */
  ended: (trx: Connection, endpoint: Endpoint) => Promise<void>;
};

/** How long a delivery is kept. */
export const deliveryRetention = days(30);
const batch = 1_000;

/** Events for programs of institutions: by webhooks, or by polling for new ones. */
export function createWebhooks({ webhookJobs, ...needs }: Needs) {
  const { db, clock } = needs;
  const endpoints = createEndpoints(needs);
  const ordering = createOrdering({ db, clock, jobs: webhookJobs });
  const delivering = createDelivering({ ...needs, jobs: webhookJobs });

  const purge: Job = {
    name: 'webhooks.purge',
    schedule: '37 4 * * *',
    async run() {
      while ((await deliveries.removeOld(db, after(clock.now(), -deliveryRetention), batch)) === batch);
    },
  };

  const send = (trx: Connection, id: string) => webhookJobs.enqueue(trx, deliveryQueue, { delivery: id, attempt: 1 });

  async function found(actor: Actor, id: string) {
    const delivery = isId(id) ? await deliveries.find(db, id) : undefined;
    if (delivery === undefined) throw noDelivery();
    const endpoint = await endpoints.get(actor, delivery.endpointId).catch(ifRefused);
    if (endpoint === undefined) throw noDelivery();
    return { delivery, endpoint };
  }

  /** The delivery as it was sent on its way, by whichever worker. */
  async function begun(trx: Connection, id: string) {
    const delivery = await deliveries.find(trx, id);
    if (delivery === undefined) throw noDelivery();
    return delivery;
  }

  return {
    backlog: createWebhookBacklog({ db, clock, webhookJobs, send }),
    jobs: [purge],
    deliveryJobs: [ordering.job, delivering],
    tell: ordering.tell,
    tellAll: ordering.tellAll,
    after: ordering.after,
    endpoints,

    /** An event that means nothing, to try the way. */
    async test(actor: Actor, endpointId: string) {
      const endpoint = await endpoints.get(actor, endpointId);
      mustBeOn(endpoint);
      const at = clock.now();
      const [id, messageId] = [newId(), newId()];
      return db.transaction(async (trx) => {
        const made = { id, endpointId, eventId: undefined, messageId, ...testEvent(endpoint.institutionId, at) };
        await deliveries.insert(trx, at, [made]);
        await send(trx, id);
        return begun(trx, id);
      });
    },

    /** Delivers again from the beginning, under the same id; a delivery under way continues. */
    async redeliver(actor: Actor, id: string) {
      const { endpoint } = await found(actor, id);
      mustBeOn(endpoint);
      return db.transaction(async (trx) => {
        if (await deliveries.restart(trx, id, clock.now())) await send(trx, id);
        return begun(trx, id);
      });
    },

    /** Newest first, of all endpoints that the actor sees or of one of them. */
    async deliveries(
      actor: Actor,
      { endpointId, state }: { endpointId?: string | undefined; state?: deliveries.DeliveryState | undefined },
      before?: deliveries.DeliveryCursor,
      limit = 50,
    ) {
      const own = endpointId === undefined ? await endpoints.list(actor) : [await endpoints.get(actor, endpointId)];
      const filter = { endpointIds: own.map(({ id }) => id), ...(state !== undefined && { state }) };
      return deliveries.list(db, filter, before, limit);
    },
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
export type { Delivery } from './delivery-store.ts';
