import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { works } from './flows.ts';
import { load, openTarget } from './load.ts';
import { openPlace } from './place.ts';
import { asShipped, startOurs } from './servers.ts';
import { usageOf } from './usage.ts';

// npm run bench:start -- [--starts 15] [--rounds 3] [--work W1,W3,W6] [--seconds 2] [--against ../base]
// The product as it ships, on a database that is up and migrated, with the code kept by an earlier start and without the demo: wall and CPU
// from its spawn until /readyz answers, and until a page does, of starts right after each other, so that the system still holds the files in
// memory; `--against`: in turns with another folder of sources, on the same database. Then, in fewer rounds,
// its memory after 3 seconds of nothing, and after the work, one kind after the other.
const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
    work: { type: 'string', default: 'W1' },
    seconds: { type: 'string', default: '2' },
    against: { type: 'string' },
  },
});
const starts = Math.min(Number(values.starts), 100);
const rounds = Math.min(Number(values.rounds), 50);
const milliseconds = Math.min(Number(values.seconds), 60) * 1000;
const asked = works.filter((work) => values.work.split(',').includes(work));
const idle = 3_000;
const own = fileURLToPath(new URL('..', import.meta.url));
const folders = values.against === undefined ? [own] : [resolve(values.against), own];

const { place, close } = await openPlace();
const { env, target, stop } = await startOurs(place, 'start', 4301, 'ES256');
await stop();
let running: ChildProcess | undefined;
process.once('exit', () => running?.kill('SIGKILL')); // however the measuring ends

const results = new Map<string, number[]>();
const note = (name: string, value: number): void => {
  results.set(name, [...(results.get(name) ?? []), value]);
};
for (const folder of folders) await measureStart(folder, () => undefined); // keeps the code that the others find
for (let start = 0; start < starts; start += 1)
  for (const folder of folders)
    await measureStart(folder, (name, value) => note(folder === own ? name : `before: ${name}`, value));
for (let round = 0; round < rounds; round += 1) await measureMemory();
await close();

process.stdout.write(`${starts} starts, ${rounds} rounds of work\n\n| | min | median | max |\n|---|---|---|---|\n`);
for (const [name, found] of results) {
  const sorted = found.toSorted((a, b) => a - b);
  const cells = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  process.stdout.write(`| ${[name, ...cells.map((value) => value?.toFixed(0))].join(' | ')} |\n`);
}

/** Runs the product until `work` is done. */
async function during(work: (pid: number, spawned: number) => Promise<void>, folder = own): Promise<void> {
  const spawned = performance.now();
  const child = spawn(process.execPath, asShipped(folder), {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running = child;
  const ended = once(child, 'exit');
  await answered('/readyz', 200, () => child.exitCode !== null);
  await work(child.pid ?? 0, spawned);
  child.kill('SIGTERM');
  await ended;
}

function measureStart(folder: string, tell: typeof note) {
  return during(async (pid, spawned) => {
    tell('wall until ready, ms', performance.now() - spawned);
    tell('CPU until ready, ms', usageOf(pid).cpuMs);
    await answered('/open', 301, () => false);
    tell('wall until a page, ms', performance.now() - spawned);
    tell('CPU until a page, ms', usageOf(pid).cpuMs);
  }, folder);
}

function measureMemory() {
  return during(async (pid) => {
    await sleep(idle);
    noteMemory(pid, 'idle');
    const one = await openTarget({ ...target, pids: { server: pid, database: place.postgres } }, 16);
    await one.prepare();
    for (const work of asked) {
      await load(one, work, milliseconds);
      noteMemory(pid, `after ${work}`);
    }
    await one.close();
  });
}

/** Asked by hand and often: a client with more comfort would take some of the time that is measured. */
async function answered(path: string, status: number, isOver: () => boolean): Promise<void> {
  const port = Number(env.PORT);
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
  for (;;) {
    const isReady = await new Promise<boolean>((tell) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(request));
      socket.once('data', (answer) => tell(answer.subarray(9, 12).toString() === String(status)));
      socket.once('error', () => tell(false));
      socket.once('close', () => tell(false));
    });
    if (isReady) return;
    if (isOver()) throw new Error('the product ended before it was ready');
    await sleep(2);
  }
}

/** Pages of its own, pages of files (programs and libraries, which other processes may share), and both. */
function noteMemory(pid: number, when: string): void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  note(`${when}: memory, MB`, megabytes('VmRSS'));
  note(`${when}: its own`, megabytes('RssAnon'));
  note(`${when}: files`, megabytes('RssFile'));
}
