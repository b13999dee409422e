import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/database/open.ts';
import { type Postgres, smallDisk, startPostgres, startStandby } from '../drills/postgres.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { silent } from '../support/database.ts';
import { freePort } from '../support/ports.ts';
import { type Send, type ServerProcess, startServer } from '../support/server.ts';
import { surely } from './asking.ts';
import { openWire } from './wire.ts';

const conf = [
  ...[`listen_addresses = '127.0.0.1'`, 'fsync = off', 'max_connections = 150', 'max_wal_size = 96MB'],
  `wal_keep_size = '64MB'`,
];

export const metricsToken = 'figures-of-a-history-under-faults';

/** How many people and applications there are: each person has a chain of tokens at one of them. */
export type Size = { people: number; clients: number };

/** Two nodes of the product as processes, an operator beside them, a primary and a standby that confirms each commit, and ways between all of them. */
export async function openWorld(...asked: [file: string, size: Size, withDisk?: boolean]) {
  const endings: (() => unknown)[] = [];
  /** In reverse order; a part that cannot end keeps none of the others. */
  async function close(): Promise<void> {
    for (const end of endings.splice(0).toReversed())
      try {
        await end();
      } catch {
        // it is gone
      }
  }
  try {
    return { ...(await build(endings, ...asked)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(endings: (() => unknown)[], file: string, { people, clients }: Size, withDisk = false) {
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-history-keys-'));
  endings.push(() => rmSync(keysDir, { recursive: true, force: true }));
  const disk = withDisk ? await smallDisk(900) : undefined;
  endings.push(async () => disk?.remove());
  const onDisk = await startPostgres({ conf, ...(disk && { folder: disk.folder }) });
  endings.push(() => onDisk.remove());
  let primary = onDisk;
  let standby = await follow(primary);

  async function follow(server: Postgres): Promise<Postgres> {
    const made = await startStandby(server, { conf });
    endings.push(() => made.remove());
    return made;
  }
  /** From now on a commit is acknowledged when the standby has it. */
  async function wait(): Promise<void> {
    await primary.sql(`alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()');
    const until = performance.now() + 30_000;
    while (performance.now() < until) {
      const rows = await primary.sql(`select 1 from pg_stat_replication where sync_state = 'sync'`).catch(() => []);
      if (rows.length > 0) return;
      await sleep(50);
    }
    throw new Error('no standby follows');
  }

  const ways = await Promise.all([primary, primary, primary].map(({ url }) => openWire(url)));
  const [first, second, own] = ways;
  const reading = await openWire(standby.url);
  for (const way of [...ways, reading]) endings.push(() => way.close());
  if (!first || !second || !own) throw new Error('three ways');
  const db = await openDatabase({ url: own.url, dataDir: '', log: silent });
  endings.push(() => db.close());
  const here: TestApp = await startApp(file, {
    ...{
      keysDir,
      database: { db, url: own.url, drop: async () => undefined },
      publicUrl: `http://localhost:${await freePort()}`,
    },
    env: { THROTTLE: 'off' },
  });
  endings.push(() => here.close());
  await wait();
  const { origin } = here;
  type Node = { server: ServerProcess; isUp: boolean; restart(env?: Record<string, string>): Promise<void> };
  const nodeOn = async (way: typeof first): Promise<Node> => {
    const port = await freePort();
    const start = (env: Record<string, string> = {}) =>
      startServer({
        ...{ file, keysDir, port, url: way.url, publicUrl: origin, patienceMs: 120_000 },
        env: {
          READ_DATABASE_URL: reading.url,
          THROTTLE: 'off',
          LOG_LEVEL: 'warn',
          METRICS_TOKEN: metricsToken,
          ...env,
        },
      });
    const node: Node = {
      server: await start(),
      isUp: true,
      async restart(env) {
        node.isUp = false;
        await node.server.kill('SIGKILL');
        // A process that finds no database when it starts ends; whatever supervises it starts it again.
        node.server = await surely(() => start(env));
        node.isUp = true;
      },
    };
    endings.push(() => node.server.kill('SIGKILL'));
    return node;
  };
  const nodes = [await nodeOn(first), await nodeOn(second)] as const;

  const newPartner = () =>
    createClient(here, { scope: 'openid profile offline_access stats:read stats:write resource:read resource:write' });
  const partners = await Promise.all(Array.from({ length: clients }, newPartner));
  await db.run(`update applications set created_at = created_at - interval '100 days'`);
  const persons = await Promise.all(
    Array.from({ length: people }, async (_, place) => {
      const username = `citizen${place}`;
      return { username, accountId: (await createCitizen(here, username)).id };
    }),
  );

  let turn = 0;
  const to =
    (node: ServerProcess): Send =>
    (input, init) =>
      node.fetch(input, { signal: AbortSignal.timeout(15_000), ...init });
  return {
    ...{ origin, here, db, keysDir, nodes, partners, persons, reading, operator, newPartner },
    ways: [first, second, own] as const,
    /** Requests go now to one node, now to the other, and to none that is being started: a balancer sees that. */
    any: ((input, init) => {
      turn += 1;
      const [one, other] = turn % 2 === 0 ? nodes : [nodes[1], nodes[0]];
      return to((one.isUp ? one : other).server)(input, init);
    }) satisfies Send,
    /** The same, at one of them. */
    at:
      (place: 0 | 1): Send =>
      (input, init) =>
        to(nodes[place].server)(input, init),
    primary: () => primary,
    standby: () => standby,
    /** Undefined where no small file system can be mounted, or the primary is not on it any more. */
    disk: () => (disk !== undefined && primary === onDisk ? disk.folder : undefined),
    /** The primary dies, the standby takes its place, and a new one follows. */
    async failOver(): Promise<void> {
      await primary.kill();
      await standby.sql('select pg_promote()');
      const old = primary;
      primary = standby;
      await primary.sql(`alter system set synchronous_standby_names = ''`, 'select pg_reload_conf()');
      for (const way of ways) way.leadTo(primary.url);
      await old.remove();
      await sleep(1_500);
      standby = await follow(primary);
      reading.leadTo(standby.url);
      await wait();
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
