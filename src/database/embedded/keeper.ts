import { copyFileSync, rmdirSync, statSync, truncateSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../../clock.ts';
import { openCluster } from './cluster.ts';
import { clusterPathsOf, openSocketFolder } from './cluster-paths.ts';
import { failed, ready, takeLease } from './lease.ts';

// The process that owns the embedded server of one DATA_DIR: `node keeper.ts DATA_DIR`, spawned by the first process that needs it. It serves
// while any process holds a connection to it. Killed, it leaves the server running, and the next keeper adopts it.

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    fsync: { type: 'string', default: 'on' },
    linger: { type: 'string', default: '2' }, // seconds that the server outlives its last holder
  },
});
const [dataDir] = positionals;
if (dataDir === undefined) throw new Error('Say which DATA_DIR to keep');
const paths = clusterPathsOf(dataDir);

const say = (what: string) =>
  process.stdout.write(`${systemClock.now().toISOString()} keeper ${process.pid}: ${what}\n`);
process.stdout.on('error', () => undefined); // a full disk must not end the keeper

openSocketFolder(paths);
const door = await takeLease(paths);
process.exit(door ? await keep(door, Number(values.linger), { fsync: values.fsync !== 'off' }) : 0);

/** Serves until the last holder has gone; returns the exit code. */
async function keep(door: Server, linger: number, wishes: { fsync: boolean }): Promise<number> {
  const holders = new Set<Socket>();
  let serving = false;
  let deserted = false;
  let wake = () => {};
  let leaving: NodeJS.Timeout | undefined;

  const leaveIn = (seconds: number) => {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      deserted = true;
      wake();
    }, seconds * 1000);
  };
  const tell = (line: string) => {
    for (const holder of holders) holder.write(line);
  };

  door.on('connection', (holder) => {
    clearTimeout(leaving);
    deserted = false;
    holders.add(holder);
    holder.on('error', () => undefined); // 'close' follows
    holder.on('close', () => {
      holders.delete(holder);
      if (holders.size === 0) leaveIn(linger);
    });
    holder.resume();
    if (serving) holder.write(ready);
  });
  leaveIn(Math.max(linger, 10)); // the spawning process may have died
  // When the machine stops, holders still have work to finish: asked to end, the keeper ends right after the last of them.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      linger = 0;
      if (holders.size === 0) leaveIn(0);
    });
  }

  shortenLog();
  for (let failures = 0; ; ) {
    try {
      const cluster = await openCluster(paths, wishes);
      say(`PostgreSQL ${cluster.pid} is ready`);
      failures = 0;
      serving = true;
      tell(ready);
      const nobody = new Promise<void>((resolve) => {
        wake = resolve;
        if (deserted) resolve();
      });
      await Promise.race([cluster.ended, nobody]);
      serving = false;
      if (!deserted) {
        say(`PostgreSQL ${cluster.pid} has ended: starting it again`);
        await sleep(50);
        continue;
      }
      // The socket stays open until the server has stopped, so that no second one is started meanwhile.
      await cluster.stop();
      if (holders.size > 0) continue; // came in the last moment
      say('nobody needs PostgreSQL any more');
      removeSocketFolder();
      return 0;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(why);
      failures += 1;
      if (failures === 3) {
        tell(failed(why));
        await sleep(100); // lets the answer leave
        removeSocketFolder();
        return 1;
      }
      await sleep(200 * failures);
    }
  }
}

/** The log of years must not fill the disk. Copied, not moved: others hold it open. */
function shortenLog() {
  if ((statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0) < 4_000_000) return;
  copyFileSync(paths.log, `${paths.log}.1`);
  truncateSync(paths.log);
}

function removeSocketFolder() {
  try {
    rmdirSync(paths.sockets);
  } catch {
    // Not empty where the lease is a file.
  }
}
