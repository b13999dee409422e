import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '../clock.ts';
import type { Log } from '../log.ts';
import { gatherMetrics } from './all-metrics.ts';

const longestPause = seconds(30) * 1000;

/** `folder`: where this process was started, as given by its caller. */
type Needs = { processes: number; folder: string | undefined; log: Log };

/**
 * WEB_CONCURRENCY: that many processes answer on one port. One that dies is replaced; SIGUSR2 replaces all by the newest code, one after the
 * other, without a request lost; SIGTERM ends all as each would end alone. One that cannot even start ends the whole, with its own message.
 */
export async function supervise({ processes, folder: named, log }: Needs, listening: () => void): Promise<void> {
  gatherMetrics();
  const takeNewestCode = createNewestCode(named);
  let stopping = false;
  let pause = 100;
  const leaving = new Set<number>();
  /** Successors that do not answer yet: one that never does needs no replacement. */
  const beginning = new Set<number>();
  let rolling: Promise<void> = Promise.resolve();

  /** The promise is kept when it answers. */
  async function start(fork = () => cluster.fork()): Promise<void> {
    const worker = fork();
    const ended = new AbortController();
    worker.once('exit', () => ended.abort());
    await once(worker, 'message', { signal: ended.signal }); // its word that it answers
    beginning.delete(worker.id);
    letGo();
  }

  /** Those that stay, the oldest first. */
  const staying = () =>
    Object.values(cluster.workers ?? {}).flatMap((worker) =>
      worker === undefined || leaving.has(worker.id) || beginning.has(worker.id) ? [] : [worker],
    );

  /** Those that are too many leave, the oldest first: each takes no new connections and ends those it has, each behind an answer (leaving.ts). */
  function letGo(): void {
    if (stopping) return;
    for (const worker of staying().slice(0, -processes)) {
      leaving.add(worker.id);
      worker.send('leave');
    }
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
      .catch(() => undefined); // its end is handled below
  }

  /** Each leaves after a successor answers. Where one cannot start, those that are left stay. */
  async function roll(): Promise<void> {
    const folder = takeNewestCode();
    for (const old of staying()) {
      if (stopping) return;
      if (old.isDead()) continue; // replaced already
      await start(() => {
        const worker = cluster.fork();
        beginning.add(worker.id);
        return worker;
      }).catch((cause: unknown) => {
        throw new Error('A successor ended before it answered: see what it said', { cause });
      });
    }
    log.info({ processes: staying().length, folder }, 'the processes were replaced');
  }

  const tell = (signal: NodeJS.Signals) => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
  };
  // Before anything is started: a signal without a listener would end this process.
  process.on('SIGHUP', () => tell('SIGHUP'));
  process.on('SIGUSR2', () => {
    rolling = rolling
      .then(roll)
      .catch((error: unknown) =>
        log.error({ err: error, left: staying().length }, 'the processes were not all replaced'),
      );
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping = true;
      tell(signal);
    });
  }

  const first = Promise.all(Array.from({ length: processes }, () => start()));
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
    if (!stopping && !leaving.delete(worker.id) && !beginning.delete(worker.id)) void replace(worker);
  });
  listening();
}

/**
 * New processes run the code now under the name of the folder in which this one was started (`named`: PWD), by the Node that came with it: a
 * symbolic link may lead to another version by now (docs/operating.md). This process keeps its code. Returns the new folder.
 */
function createNewestCode(named: string | undefined): () => string {
  const folder = process.cwd();
  const name = named !== undefined && existsSync(named) && realpathSync(named) === folder ? named : folder;
  const { execPath } = process;
  const [, script = ''] = process.argv;

  return () => {
    const newest = realpathSync(name);
    const inNewest = (path: string) => {
      const within = relative(folder, path);
      return within.startsWith('..') ? path : join(newest, within);
    };
    cluster.setupPrimary({ cwd: newest, exec: inNewest(script) });
    const node = inNewest(execPath);
    if (existsSync(node)) process.execPath = node; // the program that fork runs
    return newest;
  };
}
