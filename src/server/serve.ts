import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { createApp } from '../app.ts';
import { seconds, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { longest } from '../http/slow-bodies.ts';
import type { Log } from '../log.ts';
import { createAllMetrics } from './all-metrics.ts';
import { keepHeapSmall } from './heap.ts';

/** One process that answers: listens, runs the jobs, leaves when it is told to. `listening` is called once it answers. */
export async function serve(config: Readonly<Config>, log: Log, listening: () => void): Promise<void> {
  const all = cluster.isWorker ? createAllMetrics() : undefined;
  const app = await createApp({
    config,
    clock: systemClock,
    log,
    followsDatabaseTime: true,
    everywhere: all?.everywhere,
  });
  const server = createServer(
    {
      requestTimeout: longest, // of an upload; any other body is over after 15 seconds (http/slow-bodies.ts)
      headersTimeout: seconds(10) * 1000,
      connectionsCheckingInterval: seconds(5) * 1000,
      keepAliveTimeout: seconds(65) * 1000,
    },
    app.handle,
  );
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(config.PORT, resolve));
  log.info({ port: config.PORT, publicUrl: config.PUBLIC_URL.href }, 'listening');
  await app.start();
  listening();
  all?.listen(app.metrics);
  keepHeapSmall();

  let draining: string | undefined;
  /** Says "not ready", lets what is under way finish, stops the jobs, leaves. The same signal again or 20 seconds end it at once. */
  async function drain(signal: string): Promise<void> {
    if (draining === signal) process.exit(1);
    if (draining !== undefined) return; // a terminal tells every process, and so does who supervises them
    draining = signal;
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), seconds(20) * 1000).unref();
    app.drain();
    server.close();
    server.closeIdleConnections();
    await new Promise((resolve) => server.once('close', resolve));
    await app.close();
    process.exit(0);
  }
  process.on('SIGHUP', () => void app.reload());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain(signal));
}
