import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type TestApp } from '../support/app.ts';
import { type Client, post, type TokenAnswer } from '../support/citizen.ts';
import { emptyDatabase, type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/ports.ts';
import { type Send, type ServerProcess, startServer } from '../support/server.ts';

/** Server processes on one database, under one name, and the services on the same database inside the test process. */
export interface Cluster {
  origin: string;
  one: ServerProcess;
  other: ServerProcess;
  /** Settings under which a command, or one more node, belongs to it. */
  env: Record<string, string>;
  here: TestApp;
  database: TestDatabase;
  keysDir: string;
  /** One more node, perhaps with settings of its own. */
  more(env?: Record<string, string>): Promise<ServerProcess>;
  /** Ends both nodes and starts them again where they were, perhaps in another time (`CLOCK_OFFSET`). */
  restart(env: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

type Options = {
  /** A database without any table, so that both have to make it. */
  empty?: boolean;
  /** Settings of the first and of the second. */
  nodes?: [Record<string, string>, Record<string, string>];
};

/** Two nodes. */
export async function startCluster(file: string, { empty = false, nodes = [{}, {}] }: Options = {}): Promise<Cluster> {
  const database = empty ? await emptyDatabase() : await testDatabase();
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const shared = { file, url: database.url, keysDir, publicUrl: origin };
  const start = (env: Record<string, string> = {}) =>
    Promise.all([
      startServer({ ...shared, port, env: { ...nodes[0], ...env } }),
      startServer({ ...shared, env: { ...nodes[1], ...env } }),
    ]);
  const [one, other] = await start();
  const added: ServerProcess[] = [];
  const here = await startApp(file, { database, keysDir, publicUrl: origin });
  const cluster: Cluster = {
    origin,
    one,
    other,
    here,
    database,
    keysDir,
    env: { DATABASE_URL: database.url, KEYS_DIR: keysDir, PUBLIC_URL: origin, DEMO: 'off' },
    async more(env = {}) {
      const node = await startServer({ ...shared, env });
      added.push(node);
      return node;
    },
    async restart(env) {
      await Promise.all([cluster.one, cluster.other].map((node) => node.kill()));
      [cluster.one, cluster.other] = await start(env);
    },
    async close() {
      await Promise.all([cluster.one, cluster.other, ...added].map((node) => node.kill()));
      await here.close();
      await database.drop();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
  return cluster;
}

let sharers = 0;
let pair: Promise<Cluster> | undefined;

/**
 * Two nodes that have made the tables of an empty database together, for all files that neither end one nor set one up otherwise: two starts
 * cost more CPU than most such files. Each has people and partners of its own there. Called as a file is read, so that the last who closes
 * ends them.
 */
export function sharedCluster() {
  sharers += 1;
  return {
    async open(): Promise<Cluster> {
      if (pair !== undefined && !(await isWell(await pair))) await endPair();
      // All of them share one address, which may begin a login only so often in a while; the limits of a person stay.
      const lifted = { THROTTLE: 'off' };
      pair ??= startCluster('test/cluster/shared.test.ts', { empty: true, nodes: [lifted, lifted] });
      return pair;
    },
    async close(): Promise<void> {
      sharers -= 1;
      if (sharers === 0) await endPair();
    },
  };
}

async function endPair(): Promise<void> {
  const ending = pair;
  pair = undefined;
  await (await ending)?.close();
}

/** Whether both are ready yet: a failed file must not affect others. */
async function isWell({ origin, one, other }: Cluster): Promise<boolean> {
  const ready = async (node: ServerProcess) => {
    const answer = await node.fetch(`${origin}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.status === 200;
  };
  return (await Promise.all([one, other].map(ready))).every(Boolean);
}

/** Now one, now the other. */
export function alternating(...nodes: readonly ServerProcess[]): Send {
  let turn = 0;
  return (input, init) => {
    const node = nodes[turn % nodes.length];
    turn += 1;
    if (node === undefined) throw new Error('no node');
    return node.fetch(input, init);
  };
}

/** The same request many times at once, half of them to each node. */
export const atOnce = (
  cluster: Pick<Cluster, 'origin' | 'one' | 'other'>,
  times: number,
  path: string,
  client: Client,
  fields: Record<string, string>,
): Promise<TokenAnswer[]> =>
  Promise.all(
    Array.from({ length: times }, (_, place) =>
      post(cluster.origin, path, client, fields, {}, (place % 2 === 0 ? cluster.one : cluster.other).fetch),
    ),
  );
