import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterPathsOf } from '../src/database/embedded/cluster-paths.ts';
import { attach } from '../src/database/embedded/index.ts';
import { readPostmaster } from '../src/database/embedded/postmaster.ts';
import { openDatabase } from '../src/database/open.ts';
import { createLog } from '../src/log.ts';

export type Place = { folder: string; database: (name: string) => Promise<string>; postgres: number };

/** A throw-away PostgreSQL in the system's temporary folder; as durable as a real one, since durability is the cost. */
export async function openPlace(settings: Record<string, string> = {}) {
  const log = createLog('silent');
  const folder = mkdtempSync(join(tmpdir(), 'ccc-bench-'));
  const dataDir = join(folder, 'data');
  // However the measuring ends, gigabytes do not stay; the logs do. The server leaves two seconds after us.
  const remove = () =>
    spawn('sh', ['-c', 'sleep 15; rm -rf "$0"', dataDir], { detached: true, stdio: 'ignore' }).unref();
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const server = await attach({ dataDir, log, fsync: true });
  const admin = await openDatabase({ url: server.url(), dataDir: '', log });
  const running = () => {
    const found = readPostmaster(clusterPathsOf(dataDir).data);
    return found?.status === 'ready' ? found.pid : 0;
  };
  if (Object.keys(settings).length > 0) {
    for (const [name, value] of Object.entries(settings)) await admin.run(`alter system set ${name} = '${value}'`);
    const before = running();
    process.kill(before, 'SIGINT'); // its supervisor starts it again
    while (running() === before || running() === 0) await sleep(50);
  }
  const place: Place = {
    folder,
    postgres: running(),
    async database(name) {
      const database = `bench_${name.toLowerCase().replace(/\W/g, '_')}`;
      await admin.run(`create database ${database}`);
      const url = new URL(admin.url());
      url.pathname = `/${database}`;
      return url.href;
    },
  };
  return {
    place,
    async close() {
      await admin.close();
      await server.close();
      // It leaves two seconds after us, and would write into a folder that was removed before.
      for (let tries = 0; tries < 200 && readPostmaster(clusterPathsOf(dataDir).data) !== undefined; tries += 1)
        await sleep(50);
      process.off('exit', remove);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
