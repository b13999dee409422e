/** The process of `npm start`. */

import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { moveProcess } from './clock.ts';
import { readConfig } from './config.ts';
import { announce, demoIsFilled } from './demo/announce.ts';
import { createLog } from './log.ts';

try {
  const config = readConfig(process.env);
  moveProcess(config.CLOCK_OFFSET * 1000);
  const log = createLog(config.LOG_LEVEL);
  /** Where to click, at once; and, where lists of the demo are still being filled, when they are. */
  const ready = async (filled?: Promise<boolean>) => {
    const isFilled = await Promise.race([filled ?? true, sleep(300, false)]);
    process.stdout.write(announce(config, isFilled));
    if (!isFilled && (await filled)) process.stdout.write(demoIsFilled);
  };
  // A supervising process needs none of the modules that answer requests.
  if (config.WEB_CONCURRENCY > 1 && !cluster.isWorker) {
    const { supervise } = await import('./server/supervise.ts');
    await supervise({ processes: config.WEB_CONCURRENCY, folder: process.env.PWD, log }, ready);
  } else {
    const { serve } = await import('./server/serve.ts');
    await serve(config, log, cluster.isWorker ? () => process.send?.('ready') : ready, process.env);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
