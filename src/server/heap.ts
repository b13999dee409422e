import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seconds } from '../clock.ts';

/**
 * Called once everything runs. From then on the heap grows by 40 % between two collections instead of fourfold. On the command line
 * this flag would cost every start 80 ms: V8 takes no code that was compiled under other flags, and Node's own was.
 * What only the start needed, a third of the memory, goes a second later; V8 itself would keep it as long as nobody comes.
 */
export async function keepHeapSmall(): Promise<void> {
  setFlagsFromString('--heap-growing-percent=40');
  await sleep(seconds(1) * 1000, undefined, { ref: false });
  setFlagsFromString('--expose-gc');
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  // Within a tick: the shape of ticks would be collected with what the start left, and every later process.nextTick, of which a request has
  // seven, would cost five times as much as V8 takes its new shape for one of many.
  await new Promise<void>((resolve) => process.nextTick(() => resolve(collectNow(collect))));
}

const collectNow = (collect: NodeJS.GCFunction): void =>
  collect({ type: 'major', flavor: 'last-resort', execution: 'sync' });
