import type { Server } from 'node:http';
import { flushCompileCache } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seconds } from '../clock.ts';

/**
 * Called once everything runs. From then on the heap grows by 40 % between two collections instead of fourfold. On the command line
 * this flag would cost every start 80 ms: V8 takes no code that was compiled under other flags, and Node's own was.
 * What only the start needed, a third of the memory, goes a second later; V8 itself would keep it as long as nobody comes.
 */
export async function keepHeapSmall(server: Server): Promise<void> {
  const last = new Set<unknown>();
  const keep = (...given: unknown[]) => {
    last.clear();
    for (const each of given) last.add(each);
  };
  server.on('request', keep);

  setFlagsFromString('--heap-growing-percent=40');
  await sleep(seconds(1) * 1000, undefined, { ref: false });
  flushCompileCache(); // of the last modules: require-node.mjs
  setFlagsFromString('--expose-gc');
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  // Shapes of which no object is alive are collected as well. Within a tick that of ticks is: else every later process.nextTick, of which a
  // request has seven, would cost five times as much, as V8 takes the next shape for one of many. And while a request that came is kept, so are
  // those of requests and responses: V8 decides about their room at the seventh, and would make dictionaries of them without the six before.
  // Compiled code goes after five collections in which it did not run; that of a start, which runs once, with this one.
  setFlagsFromString('--bytecode-old-age=1');
  await new Promise<void>((resolve) => process.nextTick(() => resolve(collectNow(collect))));
  setFlagsFromString('--bytecode-old-age=5');
  server.off('request', keep);
  last.clear();
}

const collectNow = (collect: NodeJS.GCFunction): void =>
  collect({ type: 'major', flavor: 'last-resort', execution: 'sync' });
