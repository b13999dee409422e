import cluster from 'node:cluster';
import { moveProcess } from './clock.ts';
import { readConfig } from './config.ts';
import { announce } from './demo/announce.ts';
import { createLog } from './log.ts';
import { serve } from './server/serve.ts';
import { supervise } from './server/supervise.ts';

try {
  const config = readConfig(process.env);
  moveProcess(config.CLOCK_OFFSET * 1000);
  const log = createLog(config.LOG_LEVEL);
  const ready = () => {
    process.stdout.write(announce(config));
  };
  if (cluster.isWorker) await serve(config, log, () => process.send?.('ready'), process.env);
  else if (config.WEB_CONCURRENCY > 1) await supervise(config.WEB_CONCURRENCY, log, ready);
  else await serve(config, log, ready, process.env);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
