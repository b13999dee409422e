import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '../clock.ts';
import type { Log } from '../log.ts';

const longestPause = seconds(30) * 1000;

/**
 * WEB_CONCURRENCY: so many processes answer on one port. One that dies is replaced; SIGUSR2 replaces all, one after the other, without
 * a request lost; SIGTERM ends all as each would end alone. One that cannot even start ends the whole, with its own words.
 */
export async function supervise(processes: number, log: Log, listening: () => void): Promise<void> {
  let stopping = false;
  let pause = 100;
  const leaving = new Set<number>();
  let rolling: Promise<void> = Promise.resolve();

  /** The promise is kept when it answers. */
  async function start(): Promise<Worker> {
    const worker = cluster.fork();
    const ended = new AbortController();
    worker.once('exit', () => ended.abort());
    await once(worker, 'message', { signal: ended.signal }); // its word that it answers
    return worker;
  }

  /** However often the machine kills them: longer pauses, never none left for good. */
  async function replace(worker: Worker): Promise<void> {
    log.error({ process: worker.process.pid, exit: worker.process.exitCode }, 'a process died');
    await sleep(pause);
    pause = Math.min(pause * 2, longestPause);
    if (stopping) return;
    await start()
      .then(() => {
        pause = 100;
      })
      .catch(() => undefined); // its end is heard of below
  }

  /** Each leaves after its successor answers: it takes no new connections and ends those it has, each behind an answer (leaving.ts). */
  async function roll(): Promise<void> {
    for (const worker of Object.values(cluster.workers ?? {})) {
      if (worker === undefined || stopping) continue;
      await start();
      leaving.add(worker.id);
      worker.send('leave');
    }
  }

  const tell = (signal: NodeJS.Signals) => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
  };
  // Before anything is started: a signal that nobody listens to would end this process.
  process.on('SIGHUP', () => tell('SIGHUP'));
  process.on('SIGUSR2', () => {
    rolling = rolling
      .then(roll)
      .catch((error: unknown) => log.error({ err: error }, 'the processes were not all replaced'));
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping = true;
      tell(signal);
    });
  }

  const first = Promise.all(Array.from({ length: processes }, start));
  rolling = first.then(
    () => undefined,
    () => undefined,
  );
  try {
    await first;
  } catch {
    if (!stopping) process.exitCode = 1;
    stopping = true;
    tell('SIGTERM');
    return;
  }
  cluster.on('exit', (worker) => {
    if (!stopping && !leaving.delete(worker.id)) void replace(worker);
  });
  listening();
}
