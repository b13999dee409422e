import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Actor } from '../src/actor.ts';
import { systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import { clusterPathsOf } from '../src/database/embedded/cluster-paths.ts';
import { attach } from '../src/database/embedded/index.ts';
import { readPostmaster } from '../src/database/embedded/postmaster.ts';
import { openDatabase } from '../src/database/open.ts';
import type { Cell } from '../src/fields/workbooks/table.ts';
import { writeWorkbook } from '../src/fields/workbooks/write.ts';
import { createLog } from '../src/log.ts';
import { channels } from '../src/resources/channels/channels.ts';
import { columnsOf } from '../src/resources/imports/workbook/columns.ts';
import { examplesOf } from '../src/resources/imports/workbook/examples.ts';
import { createServices } from '../src/services.ts';
import { createWords } from '../src/words/index.ts';
import { startOurs } from './servers.ts';
import { usageOf } from './usage.ts';

// npm run bench:imports -- [--rows 10000] [--bad 1]
// A workbook of 享活动 with all of its columns: how long the product, as it ships, takes to look at it and to import it, how much memory
// that needs, and how long a page takes meanwhile. `bad` of a hundred rows have something wrong.
const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '10000' }, bad: { type: 'string', default: '1' } },
});
const [count, bad] = [Number(options.rows), Number(options.bad)];

const channel = channels.activity;
const fields = columnsOf(channel);
const [example = {}] = examplesOf(channel);
const different = ['title', 'summary', 'pc_url', 'h5_url', 'notice', 'address', 'booking_url'];
const rowAt = (place: number): Cell[] =>
  fields.map(({ name }) => {
    if (name === 'external_id') return `bench-${place}`;
    if (name === 'start_at' && place % 100 < bad) return '12月5日';
    const value = example[name] ?? '';
    return different.includes(name) ? `${value}${place}` : value || null;
  });
const file = await writeWorkbook([
  { name: '数据', rows: [fields.map(({ title }) => title), ...Array.from({ length: count }, (_each, n) => rowAt(n))] },
]);

const log = createLog('silent');
const folder = mkdtempSync(join(tmpdir(), 'ccc-bench-imports-'));
const dataDir = join(folder, 'data');
const server = await attach({ dataDir, log, fsync: true });
const admin = await openDatabase({ url: server.url(), dataDir: '', log });
const place = {
  folder,
  postgres: readPostmaster(clusterPathsOf(dataDir).data)?.pid ?? 0,
  async database(name: string) {
    await admin.run(`create database bench_${name}`);
    const url = new URL(admin.url());
    url.pathname = `/bench_${name}`;
    return url.href;
  },
};
const { target, stop, env } = await startOurs(place, 'imports', 4401, 'ES256');
const services = await createServices({ config: readConfig(env), clock: systemClock, log, words: createWords() });
const actor: Actor = { kind: 'operator', name: 'bench' };
const { id: institutionId } = await services.institutions.create(actor, { name: '基准文化馆', certified: true });

let peak = 0;
let isOver = false;
const waits: number[] = [];
/** A visitor who opens a page five times a second all the while. */
const visitor = (async () => {
  while (!isOver) {
    const began = performance.now();
    await (await fetch(`${target.origin}/partners`)).text();
    waits.push(performance.now() - began);
    peak = Math.max(peak, usageOf(target.pids.server).rssMb);
    await sleep(200);
  }
})();

const percentile = (share: number) =>
  Math.round(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * share)] ?? 0);

async function until(id: string, state: string): Promise<{ seconds: number; words: string }> {
  const [began, before] = [performance.now(), usageOf(target.pids.server).cpuMs];
  waits.length = 0;
  peak = 0;
  for (;;) {
    const one = await services.imports.get(actor, id);
    if (one.state === 'failed') throw new Error(one.why?.code);
    if (one.state === state) {
      const seconds = (performance.now() - began) / 1000;
      const cpu = (usageOf(target.pids.server).cpuMs - before) / 1000;
      const words = `${seconds.toFixed(1)} s (${cpu.toFixed(1)} s of CPU), at most ${Math.round(peak)} MB, a page meanwhile p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, longest ${percentile(0.9999)} ms`;
      return { seconds, words: `${words}; ${one.good} good, ${one.bad} bad, ${JSON.stringify(one.counts)}` };
    }
    await sleep(50);
  }
}

await sleep(3_000); // caches of pages are filled
const idle = usageOf(target.pids.server).rssMb;
console.log(
  `${cpus().length} cores, ${count} rows, ${(file.length / 1e6).toFixed(1)} MB; the server at rest ${Math.round(idle)} MB`,
);
const about = { channel: channel.code, institutionId, clientId: undefined, name: '基准.xlsx', type: 'xlsx' as const };
const { id } = await services.imports.begin(actor, { ...about, bytes: file, isStraight: false });
console.log('looked at:', (await until(id, 'checked')).words);
await services.imports.start(actor, id);
console.log('imported:', (await until(id, 'done')).words);
const again = await services.imports.begin(actor, { ...about, bytes: file, isStraight: true });
console.log('the same again:', (await until(again.id, 'done')).words);

isOver = true;
await visitor;
await services.close();
await stop();
await admin.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
process.exit();
