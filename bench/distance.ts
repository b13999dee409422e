import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withClient } from './fill.ts';
import type { Target, Work } from './flows.ts';
import { load, loadAtRate, median, openTarget, type Round } from './load.ts';

/** A proxy to a database with a given round trip time. */
export async function openDistance(target: string) {
  const child = fork(fileURLToPath(new URL('delaying-proxy.ts', import.meta.url)), [target]);
  const answer = async (): Promise<{ port: number }> => (await once(child, 'message'))[0];
  const { port } = await answer();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  url.search = '';
  return {
    url: url.href,
    /** Of the process, which can be stopped: then nothing arrives, and nothing ends. */
    pid: child.pid ?? 0,
    async set(roundTrip: number) {
      const done = answer();
      child.send({ roundTrip });
      await done;
    },
    close: () => void child.disconnect(),
  };
}

type Options = { connections: number; milliseconds: number; rounds: number };
type Distance = Awaited<ReturnType<typeof openDistance>>;

/** p50 and p99 of each work at each distance between the server and its database, in milliseconds, and p99 at half of the rate that was reached. */
export async function measureDistances(
  target: Target,
  distance: Distance,
  works: readonly Work[],
  roundTrips: readonly number[],
  { connections, milliseconds, rounds }: Options,
): Promise<void> {
  const open = await openTarget(target, connections);
  process.stdout.write(`${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s\n\n`);
  process.stdout.write(
    '| ms to the database and back | work | per second | p50 ms | p99 ms | p99 ms at half of that | of the exchange alone | errors |\n|---|---|---|---|---|---|---|---|\n',
  );
  for (const roundTrip of roundTrips) {
    await distance.set(roundTrip);
    await sleep(3_000); // until the server has noticed how far it is
    process.stdout.write(
      `| ${roundTrip} | select 1 | – | ${(await wayItself(distance.url)).toFixed(1)} | – | – | – | 0 |\n`,
    );
    await open.prepare();
    for (const work of works) {
      await load(open, work, 1_000);
      const found: { full: Round; half: Round }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const full = await load(open, work, milliseconds);
        found.push({ full, half: await loadAtRate(open, work, full.perSecond / 2, milliseconds) });
      }
      const of = (read: (one: (typeof found)[number]) => number, digits = 1) => median(found.map(read)).toFixed(digits);
      const reached = [of(({ full }) => full.perSecond, 0), of(({ full }) => full.p50), of(({ full }) => full.p99)];
      const exchange = work === 'W3' ? of(({ half }) => half.exchangeP99) : '–';
      const errors = found.reduce((sum, { full, half }) => sum + full.errors + half.errors, 0);
      const cells = [roundTrip, work, ...reached, of(({ half }) => half.p99), exchange, errors];
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
  }
  await open.close();
}

/** Milliseconds that the shortest statement takes on that way: the proxy is late by some tenths each time. */
const wayItself = (url: string): Promise<number> =>
  withClient(url, async (client) => {
    const took: number[] = [];
    for (let turn = 0; turn < 100; turn += 1) {
      const began = performance.now();
      await client.query({ name: 'way', text: 'select 1' });
      took.push(performance.now() - began);
    }
    return median(took);
  });
