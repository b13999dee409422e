import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../log.ts';
import type { Server } from '../server.ts';
import { lastWords } from './cluster.ts';
import { type ClusterPaths, clusterPathsOf, openSocketFolder, socketUrl } from './cluster-paths.ts';
import { askForLease } from './lease.ts';

type Needs = {
  dataDir: string;
  log: Log;
  /** Off for throw-away data. */
  fsync?: boolean;
  /** Seconds that the server outlives its last holder. */
  linger?: number;
};

/** Milliseconds in which a server that is being restarted is waited for. */
const reconnectTimeout = 5_000;

/** The embedded server of a DATA_DIR, started unless it runs. It stays ours until we close it or exit. */
export async function attach({ dataDir, log, fsync = true, linger = 2 }: Needs): Promise<Server> {
  const paths = clusterPathsOf(dataDir);
  const options = [`--fsync=${fsync ? 'on' : 'off'}`, `--linger=${linger}`];
  const closing = new AbortController();

  let lease = await obtain(paths, options, closing.signal);
  let attached = Promise.resolve();
  watch();

  function watch() {
    lease.once('close', () => {
      if (!closing.signal.aborted) attached = attachAgain();
    });
    if (lease.closed) lease.emit('close');
  }

  /** The keeper died. The server may live on, but without anything that restarts it, or stops it after us. */
  async function attachAgain() {
    log.warn('the keeper of the embedded database is gone');
    for (let pause = 100; !closing.signal.aborted; pause = Math.min(pause * 2, 5_000)) {
      try {
        lease = await obtain(paths, options, closing.signal);
        if (closing.signal.aborted) lease.destroy();
        else watch();
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        log.error({ err: error }, 'the embedded database cannot be started again');
        await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  return {
    url: () => socketUrl(paths),
    async ready() {
      await Promise.race([attached, sleep(reconnectTimeout, undefined, { ref: false })]);
    },
    reconnectTimeout,
    async close() {
      closing.abort();
      lease.destroy();
    },
  };
}

/** Holds the lease of the cluster, with a keeper of our own where there is none. */
async function obtain(paths: ClusterPaths, options: string[], closing: AbortSignal): Promise<Socket> {
  // A first start makes the cluster: seconds, or a minute where the machine is busy.
  const tooLong = AbortSignal.timeout(120_000);
  const signal = AbortSignal.any([tooLong, closing]);
  let keeper: ChildProcess | undefined;
  let deaths = 0;
  while (!signal.aborted) {
    const answer = await askForLease(paths, signal);
    if (answer.kind === 'held') {
      openSocketFolder(paths);
      return answer.lease;
    }
    if (answer.kind === 'failed') throw new Error(answer.why);
    if (keeper === undefined || hasEnded(keeper)) {
      if (keeper?.exitCode) deaths += 1;
      if (deaths === 3) break;
      keeper = spawnKeeper(paths, options);
    }
    await sleep(20);
  }
  throw new Error(`The embedded database did not start: ${lastWords(paths)}`);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** In a session of its own: a Ctrl-C for us is not for the keeper. */
function spawnKeeper(paths: ClusterPaths, options: string[]): ChildProcess {
  const log = openSync(paths.log, 'a', 0o600);
  try {
    const program = fileURLToPath(new URL('keeper.ts', import.meta.url));
    const keeper = spawn(process.execPath, [program, paths.folder, ...options], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    keeper.on('error', () => undefined); // seen by its absence
    keeper.unref();
    return keeper;
  } finally {
    closeSync(log);
  }
}
