import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import * as deliveries from './delivery-store.ts';
import * as endpoints from './endpoint-store.ts';
import { type Event, type NewEvent, uidOf } from './event.ts';
import * as store from './event-store.ts';

type Needs = { db: Database; clock: Clock; jobs: Pick<Jobs, 'enqueue'> };

const queue = 'webhooks.order';
export const deliveryQueue = 'webhooks.deliver';
export const deliveryPayload = z.object({ delivery: z.uuid(), attempt: z.int() });

const batch = 200;

/** An event as programs get it, by webhook and by polling. */
export const presented = ({ type, at, institutionId, clientId, subject, data }: Omit<Event, 'id' | 'uid'>) => ({
  type,
  timestamp: at.toISOString(),
  data: { institution_id: institutionId, client_id: clientId ?? null, subject, ...data },
});

/**
 * Events in one order that never changes: ids of a sequence become visible in the order of commits, so a reader that asks for ids after the last
 * one seen would miss some. Here only one transaction at a time gives ids, to committed events.
 */
export function createOrdering({ db, clock, jobs }: Needs) {
  async function fanOut(trx: Connection, events: readonly Event[]): Promise<void> {
    const targets = await endpoints.subscribedEndpoints(
      trx,
      events.map(({ id }) => id),
    );
    if (targets.length === 0) return;
    const known = new Map(events.map((event) => [event.id, event]));
    const all = targets.flatMap(({ endpoint, event: id }) => {
      const event = known.get(id);
      return event === undefined
        ? []
        : [
            {
              id: newId(),
              endpointId: endpoint,
              eventId: id,
              messageId: event.uid,
              type: event.type,
              payload: JSON.stringify(presented(event)),
            },
          ];
    });
    await deliveries.insert(trx, clock.now(), all);
    for (const { id } of all) await jobs.enqueue(trx, deliveryQueue, { delivery: id, attempt: 1 });
  }

  /** Orders the arrived events, and sends them on their way. */
  async function order(): Promise<void> {
    for (;;) {
      const moved = await db.transaction(async (trx) => {
        await store.takeTurn(trx);
        const events = await store.order(trx, batch);
        await fanOut(trx, events);
        return events.length;
      });
      if (moved < batch) return;
    }
  }

  const job: Job = { queue, handle: order };

  return {
    job,

    /** Within the transaction of the event. */
    async tell(trx: Connection, told: NewEvent): Promise<void> {
      const id = told.key === undefined ? newId() : uidOf(told.key);
      if (await store.arrive(trx, id, told)) await jobs.enqueue(trx, queue, {});
    },

    /** The same of many occasions that come once. */
    async tellAll(trx: Connection, all: readonly Omit<NewEvent, 'key'>[]): Promise<void> {
      if (all.length === 0) return;
      await store.arriveAll(
        trx,
        all.map((told) => ({ ...told, id: newId() })),
      );
      await jobs.enqueue(trx, queue, {});
    },

    /** Events for an application after one that it knows; including those committed until now. */
    async after(place: { institutionId: string; clientId: string }, id: number, limit: number): Promise<Event[]> {
      if (await store.hasArrivals(db, place.institutionId)) await order();
      return store.list(db, place, id, limit);
    },
  };
}
