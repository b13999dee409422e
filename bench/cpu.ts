import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../src/database/open.ts';
import { createLog } from '../src/log.ts';
import { pinLoad, pinServers } from './cores.ts';
import type { Flows, Target, Work } from './flows.ts';
import { connect } from './http.ts';
import { median, openTarget } from './load.ts';
import type { Place } from './place.ts';
import { type Running, startBaseline, startHello, startOurs } from './servers.ts';
import { backendsOf, cpuOf, threadsOf } from './usage.ts';

// npm run bench -- --cpu [--against ../another-checkout] [--work W1,W6] [--operations 1500] [--turns 4] [--connections 8] [--profile]
// [--statements] The cost of one operation: CPU µs of the server and of PostgreSQL, bytes of log. Servers and PostgreSQL on one core, the load
// on another, each target in its turn for the same number of operations, forwards and backwards, so that a machine that others use as well is
// the same to all. Beside W2, W2i and W5 stands the cost of node:http for the same requests with a fixed answer.
type Options = {
  works: readonly Work[];
  connections: number;
  operations: number;
  turns: number;
  /** Another checkout of the product, such as of the commit before. */
  against: string | undefined;
  /** Where the CPU of the main thread goes, by function. */
  profile: boolean;
  /** Where that of the database goes, by statement. */
  statements: boolean;
};

/**
 * µs an operation: of the server's main thread and its others (V8's, libuv's), of the database's backends and of its common work (the log, the
 * disk).
 */
type Turn = {
  main: number;
  threads: number;
  backends: number;
  rest: number;
  wal: number;
  perSecond: number;
  busy: number;
};
type Open = {
  target: Target;
  flows: readonly Partial<Pick<Flows, Work>>[];
  prepare: () => Promise<void>;
  close: () => Promise<unknown>;
};
type Measured = { running: Running; open: Open; db: Database | undefined };

const frequency = 4999;

export const settingsForStatements = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_planning': 'on',
};

export async function measureCpu(place: Place, options: Options): Promise<void> {
  const { works, connections, operations, turns, against, profile, statements } = options;
  pinLoad();
  const maps = ['--perf-basic-prof', '--no-logfile-per-isolate', `--logfile=${join(place.folder, 'v8.log')}`];
  const ours = (name: string, port: number, at = '.') =>
    startOurs(place, name, port, 'ES256', {}, resolve(at), profile ? maps : []);
  const running = [
    ...(profile ? [] : [await startBaseline(place, 'baseline', 4101, 'knex', 'ES256')]),
    await ours('ours', 4201),
    ...(against === undefined ? [] : [await ours('against', 4202, against)]),
  ];
  const all: Measured[] = [];
  for (const one of running) {
    const db = await openDatabase({ url: one.env.DATABASE_URL ?? '', dataDir: '', log: createLog('silent') });
    if (statements) await db.run('create extension if not exists pg_stat_statements');
    all.push({ running: one, open: await openTarget(one.target, connections), db });
  }
  const hasFloor = !profile && works.some((work) => work === 'W2' || work === 'W2i' || work === 'W5');
  if (hasFloor) {
    // W5 with the answers of the product; to anything else a fixed one.
    const hello = await startHello(place, 'node:http', 4301, running.at(-1)?.target.origin);
    all.push({ running: hello, open: openFloor(hello.target, connections), db: undefined });
  }
  pinServers(
    place,
    all.map(({ running: one }) => one),
  );

  process.stdout.write(
    '| work | target | server µs: main thread + others | database µs: backends + others | all, least–most | ÷ baseline | log bytes | per second | core busy |\n|---|---|---|---|---|---|---|---|---|\n',
  );
  for (const work of works) {
    const able = all.filter(({ open }) => open.flows[0]?.[work] !== undefined);
    const found = new Map<Measured, Turn[]>(able.map((one) => [one, []]));
    for (const one of able) {
      await one.open.prepare();
      await run(one.open, work, operations); // until its code is compiled and its caches are warm
    }
    for (let turn = 0; turn < turns; turn += 1)
      for (const one of turn % 2 === 0 ? able : able.toReversed()) {
        await run(one.open, work, Math.ceil(operations / 10)); // after the others' turns
        found.get(one)?.push(await measured(one, work, options));
      }
    const base = found.get(all[0] ?? raise()) ?? [];
    for (const [one, mine] of found) process.stdout.write(`${row(work, one, mine, base)}\n`);
  }
  for (const { open, db, running: one } of all) {
    await open.close();
    await db?.close();
    await one.stop();
    if (profile) rmSync(`/tmp/perf-${one.target.pids.server}.map`, { force: true });
  }
}

async function measured(one: Measured, work: Work, { operations, profile, statements }: Options): Promise<Turn> {
  const { db, open, running } = one;
  const { target, env } = running;
  const name = db === undefined ? undefined : new URL(env.DATABASE_URL ?? '').pathname.slice(1);
  const backends = () => (name === undefined ? [] : backendsOf(target.pids.database, name));
  const inAll = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  const used = () => ({
    main: threadsOf(target.pids.server).get(String(target.pids.server))?.ms ?? 0,
    server: cpuOf(target.pids.server),
    rest: name === undefined ? 0 : inAll(backendsOf(target.pids.database, 'none')),
    database: inAll(backends()),
  });
  const wal = async () =>
    Number((await db?.row<{ at: string }>(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as at`))?.at ?? 0);
  if (statements) await db?.run('select pg_stat_statements_reset()');
  const walBefore = await wal();
  const before = used();
  const began = performance.now();
  const file = join(tmpdir(), `bench-${process.pid}.perf`);
  const runs = () => run(open, work, operations);
  if (profile) await sampled([target.pids.server, ...backends()], file, runs);
  else await runs();
  const elapsed = performance.now() - began;
  const after = used();
  const of = (field: keyof typeof before) => ((after[field] - before[field]) * 1000) / operations;
  if (profile) {
    tellProfile(`${work} ${target.name}`, file, operations);
    rmSync(file);
  }
  if (statements && db !== undefined) await tellStatements(`${work} ${target.name}`, db, operations);
  return {
    main: of('main'),
    threads: of('server') - of('main'),
    backends: of('database') - of('rest'),
    rest: of('rest'),
    wal: ((await wal()) - walBefore) / operations,
    perSecond: (operations / elapsed) * 1000,
    busy: ((of('server') + of('database')) * operations) / 1000 / elapsed,
  };
}

/** The requests of W2, W2i and W5, to a server that looks at none of them. */
function openFloor(target: Target, connections: number): Open {
  const wires = Array.from({ length: connections }, () => connect(target.origin));
  const token = 'a'.repeat(43);
  const basic = Buffer.from(`ncc_${'a'.repeat(20)}:ncc_sk_${token}`).toString('base64');
  return {
    target,
    flows: wires.map((wire) => ({
      W2: async () => void (await wire.get('/oidc/userinfo', { authorization: `Bearer ${token}` })),
      W2i: async () => void (await wire.post('/oidc/introspection', { token }, { authorization: `Basic ${basic}` })),
      W5: async () => {
        await wire.get('/.well-known/openid-configuration');
        await wire.get('/oidc/jwks');
      },
    })),
    prepare: async () => undefined,
    close: () => Promise.all(wires.map((wire) => wire.close())),
  };
}

/** Each connection one after the other, so many in all. */
async function run({ flows, target }: Open, work: Work, operations: number): Promise<void> {
  let left = operations;
  await Promise.all(
    flows.map(async (flow) => {
      while (left > 0) {
        left -= 1;
        await flow[work]?.().catch((error: unknown) => {
          throw new Error(`${target.name} ${work}`, { cause: error });
        });
      }
    }),
  );
}

function row(work: Work, { running }: Measured, mine: Turn[], base: Turn[]): string {
  const of = (field: keyof Turn) => median(mine.map((turn) => turn[field]));
  const both = mine.map(sum);
  const ratio = median(mine.map((turn, index) => sum(base[index]) / sum(turn)));
  const range = `${median(both).toFixed(0)}, ${Math.min(...both).toFixed(0)}–${Math.max(...both).toFixed(0)}`;
  const two = (one: keyof Turn, other: keyof Turn) => `${of(one).toFixed(0)} + ${of(other).toFixed(0)}`;
  const cells = [two('main', 'threads'), two('backends', 'rest'), range, ratio.toFixed(2), of('wal').toFixed(0)];
  return `| ${[work, running.target.name, ...cells, of('perSecond').toFixed(0), `${(of('busy') * 100).toFixed(0)} %`].join(' | ')} |`;
}
const sum = (turn: Turn | undefined) =>
  turn === undefined ? Number.NaN : turn.main + turn.threads + turn.backends + turn.rest;
const raise = () => {
  throw new Error('nothing to measure');
};

/** Samples of the running code, five thousand times a second of CPU: in the server, in PostgreSQL and in the system on their behalf. */
async function sampled(pids: number[], file: string, work: () => Promise<void>): Promise<void> {
  const args = ['record', '-e', 'cpu-clock', '-F', String(frequency), '-g', '-o', file, '-p', pids.join(',')];
  const perf = spawn('perf', args, { stdio: 'ignore' });
  const ended = once(perf, 'exit');
  await sleep(500);
  await work();
  perf.kill('SIGINT');
  await ended;
}

/**
 * µs an operation, by function: in the server by the function of ours, of a package or of Node that caused it, with the work of V8 and the
 * system.
 */
function tellProfile(title: string, file: string, operations: number): void {
  const text = execFileSync('perf', ['script', '-i', file, '-F', 'comm,ip,sym,dso'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e9,
  });
  const byPlace = new Map<string, number>();
  const byFunction = new Map<string, number>();
  const add = (of: Map<string, number>, name: string) =>
    of.set(name, (of.get(name) ?? 0) + 1e6 / frequency / operations);
  for (const sample of text.split('\n\n')) {
    const [command = '', ...lines] = sample.trim().split('\n');
    const frames = lines
      .map((line) => /^\s*[\da-f]+ (.*) \(([^()]*)\)$/.exec(line))
      .map((found) => ({ symbol: found?.[1] ?? '', object: found?.[2] ?? '' }));
    const [first] = frames;
    if (first === undefined) continue;
    if (
      command.includes('postgres') ||
      command.startsWith('node-') ||
      command.startsWith('V8') ||
      command.includes('libuv')
    ) {
      const collects = frames.some(({ symbol }) => isCollecting.test(symbol));
      add(
        byPlace,
        `${command.includes('postgres') ? 'postgres' : command} ${collects ? '(collecting)' : first.object.replace(/^.*\//, '')}`,
      );
      add(byFunction, `${command.includes('postgres') ? 'postgres' : command} ${first.symbol}`);
      continue;
    }
    const js = frames.find(({ symbol }) => /^JS:/.test(symbol))?.symbol.replace(/^JS:[~^+*]?'?/, '');
    const name = js?.replace(/file:\/\/\S*\/(node_modules|src)\//, '$1/').replace(/\/\S*\/(node_modules|src)\//, '$1/');
    const kind = /kernel|vmlinux/.test(first.object) ? ' (system)' : '';
    if (frames.some(({ symbol }) => isCollecting.test(symbol))) add(byPlace, 'server (collecting)');
    else add(byPlace, `server ${name === undefined ? `${first.object.replace(/^.*\//, '')}` : placeOf(name)}${kind}`);
    add(byFunction, `server ${name ?? first.symbol}${kind}`);
  }
  const table = (of: Map<string, number>, most: number) =>
    [...of]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([name, us]) => `${us.toFixed(1).padStart(7)}  ${name.slice(0, 150)}\n`)
      .join('');
  process.stdout.write(`\n${title}: µs an operation\n${table(byPlace, 60)}\n${table(byFunction, 200)}\n`);
}

/** V8 collecting garbage. */
const isCollecting = /v8::internal::.*(CollectGarbage|Scaveng|Marking|MarkCompact|Sweep|Evacuat)/;

/** Whose function it is: a package, Node itself, a folder of ours. */
function placeOf(name: string): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1];
  const inNode = /\b(node:[\w/]+)/.exec(name)?.[1];
  const ours = /\b(src\/[\w/]+)\/[\w-]+\.ts/.exec(name)?.[1];
  return inPackage ?? inNode ?? ours ?? 'other code';
}

async function tellStatements(title: string, db: Database, operations: number): Promise<void> {
  const rows = await db.rows<{ calls: number; us: number; rows: number; wal: number; query: string }>(
    `select calls::int, (total_exec_time * 1000)::float8 as us, rows::int, wal_bytes::float8 as wal, regexp_replace(left(query, 400), '\\s+', ' ', 'g') as query
     from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) order by total_exec_time desc limit 25`,
  );
  process.stdout.write(`\n${title}: calls, µs a call, µs, rows and log bytes an operation\n`);
  for (const { calls, us, rows: count, wal, query } of rows)
    process.stdout.write(
      `${String(calls).padStart(6)} ${(us / calls).toFixed(0).padStart(6)} ${(us / operations).toFixed(1).padStart(7)} ${(count / operations).toFixed(2).padStart(6)} ${(wal / operations).toFixed(0).padStart(6)}  ${query.slice(0, 150)}\n`,
    );
}
