import type { Actor } from '../actor.ts';
import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { ifRefused } from '../errors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Backlog } from '../jobs/backlog.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import { createWebhookBacklog } from './backlog.ts';
import { createDelivering } from './delivering.ts';
import type { Delivery } from './delivery-store.ts';
import * as deliveries from './delivery-store.ts';
import type { Endpoint } from './endpoint.ts';
import { createEndpoints, type Endpoints } from './endpoints.ts';
import { type Event, type NewEvent, testEvent } from './event.ts';
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
  /** Unclaimed sandbox keys have no endpoints. */
  isKit: Institutions['isKit'];
  /** Notifies the institution that its endpoint gets no deliveries any more. */
  ended: (trx: Connection, endpoint: Endpoint) => Promise<void>;
};

/** How long a delivery is kept. */
export const deliveryRetention = days(30);
const batch = 1_000;

/** Events for programs of institutions: by webhooks, or by polling for new ones. */
export interface Webhooks {
  // Events, from the rooms in which they happen

  /** Within the transaction of the event: programs get it exactly if that is committed. One event per `key`, however often it comes. */
  tell(trx: Connection, event: NewEvent): Promise<void>;
  /** The same of many occasions that come once. */
  tellAll(trx: Connection, all: readonly Omit<NewEvent, 'key'>[]): Promise<void>;
  /** For polling: events for an application behind the one with this id, the first one first, and all committed until now. */
  after(place: { institutionId: string; clientId: string }, id: number, limit: number): Promise<Event[]>;

  // Endpoints and deliveries, of institutions and their programs

  /** The addresses that events are sent to. */
  endpoints: Endpoints;
  /** Sends an event that means nothing, to try an endpoint. Throws `not_found`, and `conflict` where that is disabled. */
  test(actor: Actor, endpointId: string): Promise<Delivery>;
  /** Delivers again from the first attempt on, under the same id; one under way continues. Throws `not_found`, and `conflict` as `test` does. */
  redeliver(actor: Actor, id: string): Promise<Delivery>;
  /** Newest first, of all endpoints that the actor sees or of one of them; kept for 30 days. Throws `not_found`. */
  deliveries(
    actor: Actor,
    filter: { endpointId?: string | undefined; state?: deliveries.DeliveryState | undefined },
    before?: deliveries.DeliveryCursor,
    limit?: number,
  ): Promise<Delivery[]>;

  // For operators, and the module itself

  /** Deliveries under way and failed ones, of all institutions. */
  backlog: Backlog;
  /** Deletes old deliveries. */
  jobs: readonly Job[];
  /** For the workers of webhooks: one gives events their order, the other delivers. */
  deliveryJobs: readonly Job[];
}

export function createWebhooks({ webhookJobs, ...needs }: Needs): Webhooks {
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

    async test(actor, endpointId) {
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

    async redeliver(actor, id) {
      const { endpoint } = await found(actor, id);
      mustBeOn(endpoint);
      return db.transaction(async (trx) => {
        if (await deliveries.restart(trx, id, clock.now())) await send(trx, id);
        return begun(trx, id);
      });
    },

    async deliveries(actor, { endpointId, state }, before, limit = 50) {
      const own = endpointId === undefined ? await endpoints.list(actor) : [await endpoints.get(actor, endpointId)];
      const filter = { endpointIds: own.map(({ id }) => id), ...(state !== undefined && { state }) };
      return deliveries.list(db, filter, before, limit);
    },
  };
}

export type { Delivery } from './delivery-store.ts';
