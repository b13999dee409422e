import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Work, works } from './flows.ts';
import { load, openTarget } from './load.ts';
import { openPlace } from './place.ts';
import { asShipped, type Running, startOurs } from './servers.ts';
import { usageOf } from './usage.ts';

// npm run bench:start -- [--rounds 7] [--work W1,W3,W6] [--seconds 2]
// The product as it ships, on a database that is up and migrated, with the code kept by an earlier start and without the demo: wall and CPU
// from its spawn until /readyz answers, its memory after 3 seconds of nothing, and after the work, one kind after the other.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    work: { type: 'string', default: 'W1' },
    seconds: { type: 'string', default: '2' },
  },
});
const rounds = Math.min(Number(values.rounds), 50);
const milliseconds = Math.min(Number(values.seconds), 60) * 1000;
const asked = works.filter((work) => values.work.split(',').includes(work));
const idle = 3_000;

const { place, close } = await openPlace();
const first = await startOurs(place, 'start', 4301, 'ES256');
await first.stop();

const results = new Map<string, number[]>();
const note = (name: string, value: number) => results.set(name, [...(results.get(name) ?? []), value]);
for (let round = 0; round <= rounds; round += 1) {
  const found = await measure(first);
  if (round > 0) for (const [name, value] of found) note(name, value); // the first keeps the code that the others find
}
await close();

process.stdout.write(`${rounds} starts\n\n| | min | median | max |\n|---|---|---|---|\n`);
for (const [name, found] of results) {
  const sorted = found.toSorted((a, b) => a - b);
  const cells = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  process.stdout.write(`| ${[name, ...cells.map((value) => value?.toFixed(0))].join(' | ')} |\n`);
}

async function measure({ env, target }: Running): Promise<[string, number][]> {
  const began = performance.now();
  const child = spawn(process.execPath, asShipped(), {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const pid = child.pid ?? 0;
  process.once('exit', () => child.kill('SIGKILL')); // however the measuring ends
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await ready(Number(env.PORT), () => child.exitCode !== null);
  const found: [string, number][] = [
    ['wall until ready, ms', performance.now() - began],
    ['CPU until ready, ms', usageOf(pid).cpuMs],
  ];
  await sleep(idle);
  found.push(...memoryOf(pid, 'idle'));
  const one = await openTarget({ ...target, pids: { server: pid, database: place.postgres } }, 16);
  await one.prepare();
  for (const work of asked) {
    await load(one, work, milliseconds);
    found.push(...memoryOf(pid, `after ${work satisfies Work}`));
  }
  await one.close();
  child.kill('SIGTERM');
  await ended;
  return found;
}

/** Asked by hand and often: a client with more comfort would take some of the time that is measured. */
async function ready(port: number, isOver: () => boolean): Promise<void> {
  const request = 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n';
  for (;;) {
    const isReady = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(request));
      socket.once('data', (answer) => resolve(answer.subarray(9, 12).toString() === '200'));
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
    });
    if (isReady) return;
    if (isOver()) throw new Error('the product ended before it was ready');
    await sleep(2);
  }
}

/** Pages of its own, pages of files (programs and libraries, which other processes may share), and both. */
function memoryOf(pid: number, when: string): [string, number][] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return [
    [`${when}: memory, MB`, megabytes('VmRSS')],
    [`${when}: its own`, megabytes('RssAnon')],
    [`${when}: files`, megabytes('RssFile')],
  ];
}
