import { isUnavailable } from '../errors.ts';
import { type Span, spanNow, within } from '../trace.ts';

type Waiting<Request, Answer> = {
  request: Request;
  span: Span | undefined;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

type Options<Request, Answer> = {
  /** One statement for many requests; its answers in their order. */
  run: (requests: Request[]) => Promise<Answer[]>;
  /** Statements at the same time. */
  concurrency?: number;
  /** How many requests justify another statement beside one that was just sent: small batches cost the database most. */
  minBatch?: number;
  maxBatch?: number;
  /** Statements at the same time on a database that is far away, where a statement waits for the way and not for the work of others. */
  concurrencyFar?: number;
  /** The known distance to the database, if shared with others. */
  distance?: ReturnType<typeof createDistance>;
};

// Milliseconds after which a statement counts as slow, so that others need not wait for it.
const slow = 20;
/** Milliseconds that even the fastest statement of the last minutes took, from which on a database is far away. */
const far = 4;
/**
 * Minutes, so that an overloaded database near by, where for seconds no answer comes soon, is not taken for a far one: more statements under
 * way would keep it so. After a failover to somewhere else it takes up to twice as long to be noticed.
 */
const forgetAfter = 300_000;

/**
 * Whether the database is far away: then not even the fastest answer comes soon. One for all statements of a process: those that wait for a
 * disk come late, others soon.
 */
export function createDistance() {
  let since = performance.now();
  let [fastest, fastestBefore] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  return {
    took(ms: number): void {
      const now = performance.now();
      if (now - since > forgetAfter) [since, fastestBefore, fastest] = [now, fastest, ms];
      else fastest = Math.min(fastest, ms);
    },
    isFar(): boolean {
      const known = Math.min(fastest, fastestBefore);
      return known > far && known !== Number.POSITIVE_INFINITY;
    },
  };
}

/**
 * Natural batching: requests that arrive while a statement runs share the next one. There is no timer: the first request of an idle moment is
 * sent with those of the same turn of the event loop. Far from the database (docs/adr/0069) nothing waits for a statement of others: several are
 * under way, and only beyond that they gather. An answer is given only after its statement was committed. A statement that fails is repeated for
 * each request alone, so that one bad request fails alone; only an outage fails them all.
 */
export function createBatching<Request, Answer>({
  run,
  concurrency = 2,
  minBatch = 8,
  maxBatch = 100,
  concurrencyFar = 6,
  distance = createDistance(),
}: Options<Request, Answer>) {
  const waiting: Waiting<Request, Answer>[] = [];
  let running = 0;
  let isScheduled = false;
  let lastSent = 0;

  async function send(batch: Waiting<Request, Answer>[]): Promise<void> {
    const began = performance.now();
    try {
      // A batch is traced under the first of its requests.
      const answers = await within(batch[0]?.span, () => run(batch.map(({ request }) => request)));
      distance.took(performance.now() - began);
      for (const [index, { resolve, reject }] of batch.entries()) {
        if (index in answers) resolve(answers[index] as Answer);
        else reject(new Error('a batch came back short'));
      }
    } catch (error) {
      // In an outage each alone would fail as well.
      if (batch.length === 1 || isUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await send([one]);
    }
  }

  function maySend(): boolean {
    if (waiting.length === 0) return false;
    if (running >= concurrency) return running < concurrencyFar && distance.isFar();
    if (distance.isFar()) return true;
    return running === 0 || waiting.length >= minBatch || performance.now() - lastSent > slow;
  }

  function sendAll(): void {
    isScheduled = false;
    while (maySend()) {
      running += 1;
      lastSent = performance.now();
      send(waiting.splice(0, maxBatch)).finally(() => {
        running -= 1;
        sendAll();
      });
    }
  }

  return (request: Request): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ request, span: spanNow(), resolve, reject });
      if (isScheduled || !maySend()) return;
      isScheduled = true;
      setImmediate(sendAll);
    });
}
