import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Target } from './flows.ts';
import { load, loadAtRate, median, openTarget, type Round } from './load.ts';

type Options = { connections: number; milliseconds: number; rounds: number };

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The 99th percentile at half of the rate reached just before. */
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

type Mixed = { alone: Round; beside: Round; flood: Round };

/** Whose tokens are measured, and who is flooded meanwhile: the same process, or one of the same installation. */
export type Mix = { tokens: Target; flooded: Target };

/**
 * Tokens at a steady rate, alone and while as many browsers as there are connections log in by password one after the other. The flood is a
 * process of its own, so that the clock of the tokens does not wait for it. Several are measured in turns, at one rate: a tenth of the
 * slower one’s rate, if none is given.
 */
export async function measureMix(
  mixes: readonly Mix[],
  { connections, milliseconds, rounds }: Options,
  perSecond?: number,
) {
  const each = await Promise.all(
    mixes.map(async (mix) => {
      const open = await openTarget(mix.tokens, connections);
      const found: Mixed[] = [];
      return { ...mix, open, found };
    }),
  );
  const reached: number[] = [];
  for (const { open } of each) reached.push((await load(open, 'W1', Math.min(milliseconds, 2000))).perSecond);
  const rate = perSecond ?? Math.min(...reached) / 10;
  let isFirst = true;
  for (let round = 0; round < rounds; round += 1)
    for (const { open, flooded, found } of round % 2 === 0 ? each : each.toReversed()) {
      const tokens = async () => {
        const restore = goFirst();
        isFirst &&= restore !== undefined;
        const measured = await loadAtRate(open, 'W1', rate, milliseconds);
        restore?.();
        return measured;
      };
      const alone = await tokens();
      const flood = startFlood(flooded, connections, milliseconds + 1000);
      await flood.begun;
      found.push({ alone, beside: await tokens(), flood: await flood.over });
    }
  say(`W1 at ${rate.toFixed(0)} a second; W4 on ${connections} connections beside it`);
  if (!isFirst) say('No right to a higher priority: what the client of the tokens waits for a core is in all of it.');
  say('\n| product | W1 alone p50, p99 ms | while logins flood | p99 ratio | logins a second | p50 ms | errors |');
  say('|---|---|---|---|---|---|---|');
  for (const { tokens, open, found } of each) {
    const of = (read: (one: Mixed) => number, digits = 1) => median(found.map(read)).toFixed(digits);
    const cells = [
      tokens.name,
      `${of(({ alone }) => alone.p50)}, ${of(({ alone }) => alone.p99)}`,
      `${of(({ beside }) => beside.p50)}, ${of(({ beside }) => beside.p99)}`,
      of(({ alone, beside }) => beside.p99 / alone.p99, 2),
      of(({ flood }) => flood.perSecond, 0),
      of(({ flood }) => flood.p50, 0),
      found.reduce((sum, { alone, beside, flood }) => sum + alone.errors + beside.errors + flood.errors, 0),
    ];
    say(`| ${cells.join(' | ')} |`);
    await open.close();
  }
  say('');
}

/**
 * Lets this thread go before others, on Linux and where that is allowed; returns the function that ends it. Real clients run on other machines:
 * the product cannot change this one's wait for a core beside the flood. Processes started meanwhile would have priority too.
 */
function goFirst(): (() => void) | undefined {
  const usual = getPriority(process.pid);
  try {
    setPriority(process.pid, -10);
    return () => setPriority(process.pid, usual);
  } catch {
    return undefined;
  }
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
