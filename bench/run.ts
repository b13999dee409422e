import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attach } from '../src/database/embedded.ts';
import { openDatabase } from '../src/database/open.ts';
import { placeOf } from '../src/database/place.ts';
import { readPostmaster } from '../src/database/postmaster.ts';
import { createLog } from '../src/log.ts';
import { createFlows, discover, type Target, type Work, works } from './flows.ts';
import { connect } from './http.ts';
import { type Place, startBaseline, startOurs } from './servers.ts';
import { usageOf } from './usage.ts';

// npm run bench -- [--work W1,W3] [--connections 16] [--seconds 4] [--rounds 5]
// Rounds are interleaved; a ratio is the median over rounds of target ÷ baseline within a round. Our server runs twice: what the
// two differ by is the noise of the machine.
const { values } = parseArgs({
  options: {
    work: { type: 'string', default: works.join(',') },
    connections: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
  },
});
const connections = Math.min(Number(values.connections), 256);
const milliseconds = Math.min(Number(values.seconds), 60) * 1000;
const rounds = Math.min(Number(values.rounds), 50);
const asked = works.filter((work) => values.work.split(',').includes(work));

const log = createLog('silent');
const folder = mkdtempSync(join(tmpdir(), 'ccc-bench-'));
const dataDir = join(folder, 'data');
const server = await attach({ dataDir, log, fsync: true });
const admin = await openDatabase({ url: server.url(), dataDir: '', log });
const place: Place = {
  folder,
  postgres: readPostmaster(placeOf(dataDir).data)?.pid ?? 0,
  async database(name) {
    const database = `bench_${name.toLowerCase().replace(/\W/g, '_')}`;
    await admin.run(`create database ${database}`);
    const url = new URL(admin.url());
    url.pathname = `/${database}`;
    return url.href;
  },
};

type Round = {
  perSecond: number;
  p50: number;
  p99: number;
  serverUs: number;
  databaseUs: number;
  rssMb: number;
  errors: number;
};

const running = [
  await startBaseline(place, 'baseline', 4101, 'knex', 'RS256'),
  await startBaseline(place, 'map', 4102, 'map', 'ES256'),
  await startOurs(place, 'ours', 4201, 'ES256'),
  await startOurs(place, 'ours again', 4202, 'ES256'),
  await startOurs(place, 'ours RS256', 4203, 'RS256'),
];
const targets = await Promise.all(
  running.map(async ({ target }) => {
    const wires = Array.from({ length: connections }, () => connect(target.origin));
    const [first] = wires;
    if (first === undefined) throw new Error('no connections');
    const endpoints = await discover(first);
    return { target, wires, flows: wires.map((wire, index) => createFlows(target, endpoints, wire, index)) };
  }),
);

async function load({ target, flows }: (typeof targets)[number], work: Work, forMs: number): Promise<Round> {
  const latencies: number[] = [];
  let errors = 0;
  const before = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
  const began = performance.now();
  await Promise.all(
    flows.map(async (flow) => {
      while (performance.now() - began < forMs) {
        const start = performance.now();
        try {
          await flow[work]();
          latencies.push(performance.now() - start);
        } catch (error) {
          errors += 1;
          if (errors === 1) process.stderr.write(`${String(error)}\n`);
          if (errors > 50) return;
        }
      }
    }),
  );
  const elapsed = performance.now() - began;
  const after = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
  const each = (what: 'server' | 'database') => ((after[what].cpuMs - before[what].cpuMs) * 1000) / latencies.length;
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(latencies.length * q)] ?? Number.NaN;
  return {
    perSecond: (latencies.length / elapsed) * 1000,
    p50: quantile(0.5),
    p99: quantile(0.99),
    serverUs: each('server'),
    databaseUs: each('database'),
    rssMb: after.server.rssMb,
    errors,
  };
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const results = new Map<string, Round[]>();
const idle = new Map(targets.map(({ target }) => [target.name, usageOf(target.pids.server).rssMb]));

for (const work of asked) {
  for (const one of targets) {
    for (const flow of one.flows) await flow.prepare();
    await load(one, work, Math.min(milliseconds, 2000));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? targets : targets.toReversed()) {
      const key = `${work} ${one.target.name}`;
      results.set(key, [...(results.get(key) ?? []), await load(one, work, milliseconds)]);
    }
  }
}

const row = (work: Work, { name }: Target) => {
  const mine = results.get(`${work} ${name}`) ?? [];
  const base = results.get(`${work} baseline`) ?? [];
  const ratio = median(mine.map(({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? Number.NaN)));
  const of = (field: keyof Round) => median(mine.map((round) => round[field]));
  const errors = mine.reduce((sum, round) => sum + round.errors, 0);
  const cells = [of('perSecond').toFixed(0), ratio.toFixed(2), of('p50').toFixed(1), of('p99').toFixed(1)];
  return `| ${[work, name, ...cells, of('serverUs').toFixed(0), of('databaseUs').toFixed(0), of('rssMb').toFixed(0), errors].join(' | ')} |`;
};
process.stdout.write(`${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s; idle memory MB: `);
process.stdout.write(`${[...idle].map(([name, mb]) => `${name} ${mb.toFixed(0)}`).join(', ')}\n\n`);
process.stdout.write(
  '| work | target | per second | ratio | p50 ms | p99 ms | server CPU µs | database CPU µs | memory MB | errors |\n',
);
process.stdout.write('|---|---|---|---|---|---|---|---|---|---|\n');
for (const work of asked) for (const { target } of targets) process.stdout.write(`${row(work, target)}\n`);

await Promise.all(targets.flatMap(({ wires }) => wires.map((wire) => wire.close())));
for (const { stop } of running) await stop();
await admin.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
