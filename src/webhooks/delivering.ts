import { after, type Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import * as store from './delivery-store.ts';
import type { Endpoint } from './endpoint.ts';
import * as endpoints from './endpoint-store.ts';
import { fact } from './facts.ts';
import { deliveryPayload, deliveryQueue } from './ordering.ts';
import { createPost, endpointAfter, type Outcome, verdictOf, waits } from './posting.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
  /** Notifies the institution that its endpoint gets no deliveries any more. */
  ended: (trx: Connection, endpoint: Endpoint) => Promise<void>;
};

export const sealedAs = (endpointId: string): string => `webhook_endpoints.secret.${endpointId}`;

/** Brings events to endpoints: at least once each, under the same id each time. */
export function createDelivering({ db, clock, seal, jobs, fetch, ended }: Needs): Job {
  const busy = new Set<string>();
  const post = createPost({ clock, fetch });

  async function note(trx: Connection, id: string, attempt: number, due: store.Due, outcome: Outcome): Promise<void> {
    const at = clock.now();
    const endpoint = await endpoints.lock(trx, due.endpointId);
    if (endpoint === undefined) return; // deleted meanwhile, and the delivery with it
    const { state, nextAt } = verdictOf(outcome, waits[attempt - 1], at);
    if (!(await store.note(trx, id, attempt, { ...outcome, state, at, nextAt }))) return;
    if (nextAt !== undefined) await jobs.enqueue(trx, deliveryQueue, { delivery: id, attempt: attempt + 1 }, nextAt);
    const changed = endpointAfter(endpoint, outcome, at);
    if (changed === undefined) return;
    await endpoints.update(trx, changed);
    if (changed.disabledAt !== undefined) await ended(trx, changed);
  }

  async function handle(payload: unknown): Promise<void> {
    const { delivery, attempt } = deliveryPayload.parse(payload);
    const due = await store.findDue(db, delivery, attempt);
    if (due === undefined) return;
    if (due.isDisabled) {
      const stopped = { state: 'failed' as const, at: clock.now(), nextAt: undefined, status: undefined };
      await store.note(db, delivery, attempt, { ...stopped, problem: fact('webhooks.endpoint_disabled') });
      return;
    }
    // One at a time for each endpoint: one that hangs must not take all hands.
    if (busy.has(due.endpointId)) return jobs.enqueue(db, deliveryQueue, { delivery, attempt }, after(clock.now(), 1));
    busy.add(due.endpointId);
    try {
      const outcome = await post({ ...due, secret: seal.unseal(due.secret, sealedAs(due.endpointId)) });
      await db.transaction((trx) => note(trx, delivery, attempt, due, outcome));
    } finally {
      busy.delete(due.endpointId);
    }
  }

  return { queue: deliveryQueue, handle };
}
