import { isUnavailable } from '../errors.ts';

type Waiting<Request, Answer> = {
  request: Request;
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
};

// Milliseconds after which a statement counts as slow, so that others need not wait for it.
const slow = 20;

/**
 * Natural batching: what is requested while a statement is running goes together into the next one. There is no timer: the first request
 * of an idle moment is sent with those of the same turn of the event loop. An answer is given only after its statement was committed. A
 * statement that fails is repeated for each request alone, so that one bad request fails alone; only an outage fails them all.
 */
export function createBatching<Request, Answer>({
  run,
  concurrency = 2,
  minBatch = 8,
  maxBatch = 100,
}: Options<Request, Answer>) {
  const waiting: Waiting<Request, Answer>[] = [];
  let running = 0;
  let isScheduled = false;
  let lastSent = 0;

  async function send(batch: Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await run(batch.map(({ request }) => request));
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
    if (waiting.length === 0 || running >= concurrency) return false;
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
      waiting.push({ request, resolve, reject });
      if (isScheduled || !maySend()) return;
      isScheduled = true;
      setImmediate(sendAll);
    });
}
