import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { unavailable } from '../errors.ts';
import { fact } from '../http/facts.ts';
import { type Metrics, type Snapshot, snapshotShape } from '../http/gate/metrics.ts';

// Prometheus asks one port and gets one process at random: that one asks the process above, which asks all.

const question = z.object({ metrics: z.literal('asked'), id: z.number() });
const part = z.object({ metrics: z.literal('part'), id: z.number(), snapshot: snapshotShape });
const whole = z.object({ metrics: z.literal('all'), id: z.number(), snapshots: z.array(snapshotShape).nullable() });

/** Milliseconds for which the processes are waited for. Without all of them there is no answer: counts that go back would be taken for a restart. */
const timeout = 5_000;

type Gathering = { waiting: Set<number>; snapshots: Snapshot[]; done: () => void };

/** Above the processes: collects their counters for the one that asks. */
export function gatherMetrics(): void {
  const open = new Map<number, Gathering>();
  /** Those that gave a sign of life: a successor that only begins has counted nothing yet, and may take its time. */
  const awake = new Set<number>();
  let last = 0;

  function cross(gathering: Gathering, id: number): void {
    if (gathering.waiting.delete(id) && gathering.waiting.size === 0) gathering.done();
  }

  function gather(asking: Worker, asked: number): void {
    const workers = Object.values(cluster.workers ?? {}).flatMap((worker) =>
      worker?.isConnected() === true && awake.has(worker.id) ? [worker] : [],
    );
    last += 1;
    const id = last;
    const waiting = new Set(workers.map((worker) => worker.id));
    const snapshots: Snapshot[] = [];
    const done = () => {
      if (!open.delete(id)) return;
      clearTimeout(timer);
      const isWhole = waiting.size === 0;
      if (asking.isConnected()) asking.send({ metrics: 'all', id: asked, snapshots: isWhole ? snapshots : null });
    };
    const timer = setTimeout(done, timeout);
    open.set(id, { waiting, snapshots, done });
    for (const worker of workers) worker.send({ metrics: 'asked', id });
  }

  cluster.on('exit', ({ id }) => {
    awake.delete(id);
    for (const gathering of open.values()) cross(gathering, id); // its counts went with it
  });
  cluster.on('message', (worker, message: unknown) => {
    awake.add(worker.id);
    const asked = question.safeParse(message).data;
    if (asked !== undefined) {
      gather(worker, asked.id);
      return;
    }
    const told = part.safeParse(message).data;
    const gathering = told && open.get(told.id);
    if (told === undefined || gathering === undefined) return;
    if (gathering.waiting.has(worker.id)) gathering.snapshots.push(told.snapshot);
    cross(gathering, worker.id);
  });
}

/** In one of the processes: answers for itself, and asks for all. `listen` begins once it is ready. */
export function createAllMetrics() {
  const open = new Map<number, (snapshots: Snapshot[] | null) => void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<true>();
  let last = 0;

  return {
    everywhere: async (): Promise<Snapshot[]> => {
      // Its port is open before it is ready, and its first word to the process above says that it is: until then the one who asks waits.
      if (!(await Promise.race([begun, sleep(timeout, false, { ref: false })]))) throw notAll();
      const { promise, resolve } = Promise.withResolvers<Snapshot[] | null>();
      last += 1;
      const id = last;
      open.set(id, resolve);
      const timer = setTimeout(() => resolve(null), timeout * 2);
      process.send?.({ metrics: 'asked', id });
      try {
        const snapshots = await promise;
        if (snapshots === null) throw notAll();
        return snapshots;
      } finally {
        clearTimeout(timer);
        open.delete(id);
      }
    },
    listen(metrics: Pick<Metrics, 'snapshot'>): void {
      begin(true);
      process.on('message', (message: unknown) => {
        const asked = question.safeParse(message).data;
        if (asked !== undefined)
          void metrics.snapshot().then((snapshot) => process.send?.({ metrics: 'part', id: asked.id, snapshot }));
        const all = whole.safeParse(message).data;
        if (all !== undefined) open.get(all.id)?.(all.snapshots);
      });
    },
  };
}

const notAll = () => unavailable(fact('http.not_all_answered'), 5);
