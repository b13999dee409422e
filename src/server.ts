import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { seconds, shiftProcess, systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { announce } from './demo/announce.ts';
import { createLog } from './log.ts';

const config = orExit(() => readConfig(process.env));
if (config.CLOCK_OFFSET !== 0) shiftProcess(config.CLOCK_OFFSET);
const log = createLog(config.LOG_LEVEL);

const app = await createApp({ config, clock: systemClock, log }).catch((error: unknown) =>
  orExit(() => Promise.reject(error)),
);

const server = createServer(
  {
    requestTimeout: seconds(15) * 1000,
    headersTimeout: seconds(10) * 1000,
    connectionsCheckingInterval: seconds(5) * 1000,
    keepAliveTimeout: seconds(65) * 1000,
  },
  app.handle,
);
server.once('error', (error) =>
  orExit(() => {
    throw error;
  }),
);
server.listen(config.PORT, () => void begin());

async function begin(): Promise<void> {
  log.info({ port: config.PORT, publicUrl: config.PUBLIC_URL.href }, 'listening');
  await app.start();
  process.stdout.write(announce(config));
}

process.on('SIGHUP', () => void app.reload());
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void drain(signal));

/** Says "not ready", lets what is under way finish, stops the jobs, leaves. A second signal or 20 seconds end it at once. */
async function drain(signal: string): Promise<void> {
  log.info({ signal }, 'draining');
  process.once(signal, () => process.exit(1));
  setTimeout(() => process.exit(1), seconds(20) * 1000).unref();
  app.drain();
  server.close();
  server.closeIdleConnections();
  await new Promise((resolve) => server.once('close', resolve));
  await app.close();
  process.exit(0);
}

function orExit<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
