import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from './recorder.ts';
import type { World } from './world.ts';

/** A generator of numbers from 0 to 1 that a seed repeats (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Where Debian's libfaketime is. */
const faketime = ['x86_64', 'aarch64']
  .map((each) => `/usr/lib/${each}-linux-gnu/faketime/libfaketime.so.1`)
  .find(existsSync);
const run = (text: string) => new Promise((resolve) => execFile('sh', ['-c', text], resolve));

/** Faults, each from its beginning to its end. `seconds` is about how long one lasts that lasts. */
function faultsOf(world: World, random: () => number, seconds: number) {
  const rest = () => sleep(seconds * 1000 * (0.5 + random()));
  const place = () => (random() < 0.5 ? 0 : 1);
  const node = () => world.nodes[place()];
  return {
    /** kill -9 of a node, which starts again. */
    kill: () => node().restart(),
    async pause() {
      const { server } = node();
      process.kill(server.pid, 'SIGSTOP');
      await rest();
      process.kill(server.pid, 'SIGCONT');
    },
    async cut() {
      const way = world.ways[place()];
      way.cut();
      await rest();
      way.mend();
    },
    async swallow() {
      const way = world.ways[place()];
      way.swallow();
      await rest();
      way.mend();
    },
    async slow() {
      const way = world.ways[place()];
      way.slow(50 + Math.round(random() * 250));
      await rest();
      way.mend();
    },
    async freeze() {
      const server = world.primary();
      await server.freeze();
      await rest();
      await server.thaw();
    },
    /** kill -9 of every process of PostgreSQL, which starts again. */
    async crash() {
      await world.primary().kill();
      await world.primary().start();
    },
    /** Commits wait for it, and readers are sent elsewhere. */
    async 'freeze the standby'() {
      const server = world.standby();
      await server.freeze();
      await rest();
      await server.thaw();
    },
    async 'cut off the standby’s readers'() {
      world.reading.cut();
      await rest();
      world.reading.mend();
    },
    'fail over': () => world.failOver(),
    async clock() {
      if (faketime === undefined) return;
      // Some seconds, or an hour.
      const wrong = Math.round((random() - 0.5) * (random() < 0.5 ? 60 : 7_200));
      const one = node();
      await one.restart({
        ...{ LD_PRELOAD: faketime, FAKETIME: `${wrong < 0 ? '' : '+'}${wrong}s`, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
      });
      await rest();
      await one.restart();
    },
    async 'fill the disk'() {
      const folder = world.disk();
      if (folder === undefined) return;
      await run(`dd if=/dev/zero of=${folder}/ballast bs=64k 2>/dev/null`);
      await rest();
      await run(`rm -f ${folder}/ballast`);
      const isThere = await world
        .primary()
        .sql('select 1')
        .then(
          () => true,
          () => false,
        );
      if (isThere) return;
      await world.primary().kill();
      await world.primary().start();
    },
  } as const;
}
export type Fault = keyof ReturnType<typeof faultsOf>;

/** Those that need the servers of the database for themselves come one at a time, the others beside them. */
const ofServers = ['freeze', 'crash', 'freeze the standby', 'fail over', 'fill the disk'] as const satisfies Fault[];
const ofNodes = ['kill', 'pause', 'clock'] as const satisfies Fault[];
const ofWays = ['cut', 'swallow', 'slow', 'cut off the standby’s readers'] as const satisfies Fault[];

export const missing = (world: World): string[] => [
  ...(faketime === undefined ? ['libfaketime is not installed (apt-get install libfaketime): no clock is wrong'] : []),
  ...(world.disk() === undefined ? ['no small file system is mounted (it takes root): no disk is full'] : []),
];

/** Faults at random until it is told to stop, up to three at once: one of the servers, of the nodes and of the ways. Ends when all are over. */
export function releaseNemesis(
  world: World,
  recorder: Recorder,
  { seed, seconds, every, only }: { seed: number; seconds: number; every: number; only?: readonly Fault[] | undefined },
) {
  const happened = new Map<Fault, number>();
  let isOver = false;
  const turns = [ofServers, ofNodes, ofWays].map(async (kind: readonly Fault[], place) => {
    const random = randomOf(seed * 3 + place);
    const faults = faultsOf(world, random, seconds);
    const chosen = kind.filter((each) => only?.includes(each) ?? true);
    let order: Fault[] = [];
    while (!isOver && chosen.length > 0) {
      await sleep(every * 1000 * (0.5 + random()));
      if (isOver) return;
      // Each of them once before any comes again.
      if (order.length === 0)
        order = chosen
          .map((each) => [random(), each] as const)
          .toSorted(([one], [other]) => one - other)
          .map(([, each]) => each);
      const what = order.pop();
      if (what === undefined) return;
      happened.set(what, (happened.get(what) ?? 0) + 1);
      let failure: unknown;
      await recorder.call(-1 - place, 'fault', { what }, async () => {
        await faults[what]().catch((error: unknown) => {
          failure = error;
        });
        return { ok: {} };
      });
      if (failure !== undefined) throw new Error(`the nemesis could not ${what}: ${failure}`, { cause: failure });
    }
  });
  const all = Promise.all(turns);
  let hasFailed = false;
  all.catch(() => {
    hasFailed = true;
  });
  return {
    happened,
    hasFailed: () => hasFailed,
    async stop() {
      isOver = true;
      await all;
    },
  };
}
