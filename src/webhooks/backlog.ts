import type { Clock } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Backlog, BacklogState, Stuck } from '../jobs/backlog.ts';
import type { Jobs } from '../jobs/service.ts';
import * as store from './delivery-store.ts';
import { deliveryQueue } from './ordering.ts';

type Needs = {
  db: Database;
  clock: Clock;
  webhookJobs: Pick<Jobs, 'hurry' | 'isUnderWay'>;
  send: (trx: Connection, id: string) => Promise<void>;
};

/** Deliveries that did not get to their endpoints, whosever they are. */
export function createWebhookBacklog({ db, clock, webhookJobs, send }: Needs): Backlog {
  const stuck = (delivery: store.DeliveryWithHost): Stuck & { state: BacklogState } => ({
    id: delivery.id,
    what: delivery.type,
    state: delivery.state === 'failed' ? 'dead' : 'waiting',
    createdAt: delivery.createdAt,
    attempts: delivery.attempts,
    dueAt: delivery.nextAt,
    problem: delivery.lastProblem,
    receiver: delivery.host,
  });
  const isUnderWay = (trx: Connection, id: string) => webhookJobs.isUnderWay(trx, deliveryQueue, 'delivery', id);

  return {
    async counts() {
      const found = await store.counts(db);
      return { waiting: found?.waiting ?? 0, dead: found?.dead ?? 0, oldestAt: found?.oldest ?? undefined };
    },
    list: async (page) =>
      (page.state === 'dead' ? await store.dead(db, page) : await store.waiting(db, page)).map(stuck),
    async find(connection, id) {
      const found = isId(id) ? await store.findHeld(connection, id) : undefined;
      return found && stuck(found);
    },
    async again(trx, id) {
      if (!isId(id) || (await isUnderWay(trx, id))) return false;
      if (await store.restart(trx, id, clock.now())) {
        await send(trx, id);
        return true;
      }
      return webhookJobs.hurry(trx, deliveryQueue, 'delivery', id);
    },
    drop: async (trx, id) => isId(id) && !(await isUnderWay(trx, id)) && (await store.drop(trx, id)),
  };
}
