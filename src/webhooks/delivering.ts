import { after, type Clock, days, hours, minutes, seconds } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import * as store from './delivery-store.ts';
import { type Endpoint, signed } from './endpoint.ts';
import * as endpoints from './endpoint-store.ts';
import { deliveryPayload, deliveryQueue } from './ordering.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
  /** Somebody of the institution should hear that its endpoint gets nothing any more. */
  ended: (trx: Connection, endpoint: Endpoint) => Promise<void>;
};

/** Standard Webhooks: after these waits it is tried again, over 27 hours. */
export const waits = [seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(10)] as const;
/** Who has not taken anything for so long gets nothing more. */
const patience = days(5);
const timeout = 15_000;
/** More of an answer is not read. */
const mostRead = 64 * 1024;

export const sealedAs = (endpointId: string): string => `webhook_endpoints.secret.${endpointId}`;

type Outcome = { status: number | undefined; problem: string | undefined };

/** Brings events to endpoints: at least once each, under the same id each time. */
export function createDelivering({ db, clock, seal, jobs, fetch, ended }: Needs): Job {
  const busy = new Set<string>();

  async function post({ url, secret, endpointId, messageId, payload }: store.Due): Promise<Outcome> {
    const headers = signed(seal.unseal(secret, sealedAs(endpointId)), {
      id: messageId,
      at: clock.now(),
      body: payload,
    });
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'culture-cloud-webhooks/1' },
        body: payload,
        signal: AbortSignal.timeout(timeout),
      });
      const { status } = answer;
      await readSome(answer);
      if (answer.ok) return { status, problem: undefined };
      return {
        status,
        problem: status >= 300 && status < 400 ? '接收地址要求跳转，请登记最后的地址' : `接收地址返回 ${status}`,
      };
    } catch (error) {
      return { status: undefined, problem: reasonOf(error) };
    }
  }

  async function note(trx: Connection, id: string, attempt: number, due: store.Due, outcome: Outcome): Promise<void> {
    const at = clock.now();
    const isGood = outcome.problem === undefined;
    const wait = waits[attempt - 1];
    const endpoint = await endpoints.lock(trx, due.endpointId);
    if (endpoint === undefined) return; // deleted meanwhile, and the delivery with it
    const isGone = outcome.status === 410;
    const nextAt = isGood || isGone || wait === undefined ? undefined : after(at, wait);
    const state = isGood ? 'delivered' : nextAt === undefined ? 'failed' : 'pending';
    if (!(await store.note(trx, id, attempt, { ...outcome, state, at, nextAt }))) return;
    if (nextAt !== undefined) await jobs.enqueue(trx, deliveryQueue, { delivery: id, attempt: attempt + 1 }, nextAt);
    const failingSince = isGood ? undefined : (endpoint.failingSince ?? at);
    const isOver = failingSince !== undefined && (isGone || after(failingSince, patience) <= at);
    if (endpoint.disabledAt !== undefined || (!isOver && failingSince?.getTime() === endpoint.failingSince?.getTime()))
      return;
    const changed: Endpoint = {
      ...endpoint,
      failingSince,
      ...(isOver && { disabledAt: at, disabledReason: isGone ? ('gone' as const) : ('failing' as const) }),
    };
    await endpoints.update(trx, changed);
    if (isOver) await ended(trx, changed);
  }

  async function handle(payload: unknown): Promise<void> {
    const { delivery, attempt } = deliveryPayload.parse(payload);
    const due = await store.findDue(db, delivery, attempt);
    if (due === undefined) return;
    if (due.isDisabled) {
      const stopped = { state: 'failed' as const, at: clock.now(), nextAt: undefined, status: undefined };
      await store.note(db, delivery, attempt, { ...stopped, problem: '接收地址已停用' });
      return;
    }
    // One at a time for each endpoint: one that hangs must not take all hands.
    if (busy.has(due.endpointId)) return jobs.enqueue(db, deliveryQueue, { delivery, attempt }, after(clock.now(), 1));
    busy.add(due.endpointId);
    try {
      const outcome = await post(due);
      await db.transaction((trx) => note(trx, delivery, attempt, due, outcome));
    } finally {
      busy.delete(due.endpointId);
    }
  }

  return { queue: deliveryQueue, handle };
}

async function readSome(answer: Response): Promise<void> {
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > mostRead) break; // which ends the connection
  }
}

/** For people who run the endpoint; addresses inside are nobody's business. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && /refused: .* public address/.test(cause.message))
    return '接收地址不是公网地址，没有投递';
  if (error instanceof Error && error.name === 'TimeoutError') return '15 秒内没有回答';
  return '接收地址打不开，请核对它能从公网访问';
}
