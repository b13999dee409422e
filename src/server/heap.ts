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
export async function keepHeapSmall(): Promise<void> {
  setFlagsFromString('--heap-growing-percent=40');
  await sleep(seconds(1) * 1000, undefined, { ref: false });
  flushCompileCache(); // of the last modules: require-node.mjs
  setFlagsFromString('--expose-gc');
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  // Compiled code goes after five collections in which it did not run; that of a start, which runs once, with this one.
  setFlagsFromString('--bytecode-old-age=1');
  collect({ type: 'major', flavor: 'last-resort', execution: 'sync' }); // shapes are kept by shapes.ts
  setFlagsFromString('--bytecode-old-age=5');
}
