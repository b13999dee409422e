import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Target } from './flows.ts';
import { load, loadAtRate, median, openTarget, type Round } from './load.ts';

type Options = { connections: number; milliseconds: number; rounds: number };

const say = (line: string) => process.stdout.write(`${line}\n`);

/** What the slowest in a hundred wait at half of the rate that was reached just before. */
export async function measureHalf(target: Target, { connections, milliseconds, rounds }: Options): Promise<void> {
  const open = await openTarget(target, connections);
  await open.prepare();
  say('| work | peak per second | half | p50 ms | p99 ms | errors |');
  say('|---|---|---|---|---|---|');
  for (const work of ['W1', 'W3'] as const) {
    await load(open, work, Math.min(milliseconds, 2000));
    const found: { peak: Round; half: Round }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const peak = await load(open, work, milliseconds);
      found.push({ peak, half: await loadAtRate(open, work, peak.perSecond / 2, milliseconds) });
    }
    const of = (read: (one: (typeof found)[number]) => number, digits: number) =>
      median(found.map(read)).toFixed(digits);
    const cells = [
      of(({ peak }) => peak.perSecond, 0),
      of(({ half }) => half.perSecond, 0),
      of(({ half }) => half.p50, 1),
      of(({ half }) => half.p99, 1),
      found.reduce((sum, { peak, half }) => sum + peak.errors + half.errors, 0),
    ];
    say(`| ${[work, ...cells].join(' | ')} |`);
  }
  await open.close();
}

/**
 * Tokens at a steady rate, alone and while as many browsers as there are connections log in by password one after the other. Whoever
 * floods is a process of its own, so that the clock of the tokens does not wait for it.
 */
export async function measureMix(target: Target, flooded: Target, { connections, milliseconds, rounds }: Options) {
  const tokens = await openTarget(target, connections);
  const { perSecond } = await load(tokens, 'W1', Math.min(milliseconds, 2000));
  const rate = perSecond / 10;
  const found: { alone: Round; beside: Round; flood: Round; ratio: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const alone = await loadAtRate(tokens, 'W1', rate, milliseconds);
    const flood = startFlood(flooded, connections, milliseconds + 1000);
    await flood.begun;
    const beside = await loadAtRate(tokens, 'W1', rate, milliseconds);
    found.push({ alone, beside, flood: await flood.over, ratio: beside.p99 / alone.p99 });
  }
  const of = (read: (one: (typeof found)[number]) => number, digits = 1) => median(found.map(read)).toFixed(digits);
  say(`W1 at ${rate.toFixed(0)} a second, a tenth of what it reaches; W4 on ${connections} connections beside it\n`);
  say('| W1 | p50 ms | p99 ms | logins a second |');
  say('|---|---|---|---|');
  say(`| alone | ${of(({ alone }) => alone.p50)} | ${of(({ alone }) => alone.p99)} | – |`);
  const flooding = [of(({ beside }) => beside.p50), of(({ beside }) => beside.p99)];
  say(`| while logins flood | ${flooding.join(' | ')} | ${of(({ flood }) => flood.perSecond, 0)} |`);
  const errors = found.reduce((sum, { alone, beside, flood }) => sum + alone.errors + beside.errors + flood.errors, 0);
  say(`\np99 ratio ${of(({ ratio }) => ratio, 2)}, errors ${errors}\n`);
  await tokens.close();
}

/** W4 for so long; `begun` once every browser has logged in. */
function startFlood(target: Target, connections: number, forMs: number) {
  const child = fork(fileURLToPath(new URL('flood.ts', import.meta.url)), [
    JSON.stringify({ ...target, connections, forMs }),
  ]);
  const heard = async <T>(): Promise<T> => (await once(child, 'message'))[0];
  const begun = heard<void>();
  return { begun, over: begun.then(() => heard<Round>()) };
}
