/** A process that serves, or several of them: starting, replacing, leaving, metrics of all. */

import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { createApp } from '../app.ts';
import { seconds, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { longest } from '../http/requests/body.ts';
import type { Log } from '../log.ts';
import { release } from '../release.ts';
import { createAllMetrics } from './all-metrics.ts';
import { createLeaving } from './leaving.ts';

/** One process that answers: listens, runs the jobs, leaves on a signal. `listening` is called once it answers. */
export async function serve(
  config: Readonly<Config>,
  log: Log,
  listening: (demoFilled?: Promise<boolean>) => void,
  env: Record<string, string | undefined>,
): Promise<void> {
  const all = cluster.isWorker ? createAllMetrics() : undefined;
  const tracing = await tracingOf(config, log);
  const app = await createApp({
    traced: tracing?.around,
    config,
    clock: systemClock,
    log,
    followsDatabaseTime: true,
    everywhere: all?.everywhere,
  });
  const server = createServer(
    {
      requestTimeout: longest, // of an upload; any other body is over after 15 seconds (http/requests/body.ts)
      headersTimeout: seconds(10) * 1000,
      connectionsCheckingInterval: seconds(5) * 1000,
      keepAliveTimeout: seconds(65) * 1000,
    },
    app.handle,
  );
  const leave = createLeaving(server);
  await app.register();
  try {
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(config.PORT, config.HOST, resolve),
    );
  } catch (error) {
    await app.close(); // or it would count among those that run for some minutes more
    throw error;
  }
  log.info({ port: config.PORT, publicUrl: config.PUBLIC_URL.href, ...release }, 'listening');
  const starting = app.start();
  starting.catch(() => undefined); // thrown below

  let leaving: NodeJS.Signals | 'replaced' | undefined;
  /**
   * On SIGTERM it reports "not ready" and goes on answering until every load balancer has noticed; replaced by another process on the same port,
   * it only refuses new connections. Running requests finish, the jobs stop. The same signal again, or 20 seconds more, end it at once.
   */
  async function leaveBy(signal: NodeJS.Signals | 'replaced'): Promise<void> {
    if (leaving === signal) process.exit(1);
    if (leaving !== undefined) return; // a terminal signals every process, and so does the supervisor
    leaving = signal;
    log.info({ signal }, 'draining');
    const milliseconds = config.DRAIN_SECONDS * 1000;
    setTimeout(() => process.exit(1), milliseconds + seconds(20) * 1000).unref();
    const isReplaced = signal === 'replaced';
    app.drain({ isReplaced });
    await leave({ listens: !isReplaced, milliseconds });
    await starting;
    await app.close();
    await tracing?.close();
    process.exit(0);
  }
  process.on('SIGHUP', () => void app.reload());
  process.on('message', (message) => {
    if (message === 'leave') void leaveBy('replaced');
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leaveBy(signal));

  await starting;
  listening(app.demoFilled());
  all?.listen(app.metrics);
  // Once for a node: of several processes the first one.
  if (config.NODE_ENV === 'production' && (cluster.worker?.id ?? 1) === 1)
    void import('../operations/doctor/warn.ts')
      .then(({ warnAtStart }) => warnAtStart({ env, clock: systemClock, log, speech: app.words('zh', 'operator') }))
      .catch((error: unknown) => log.warn({ err: error }, 'the doctor could not look'));
}

/** Off unless a collector is named, and then loaded. */
async function tracingOf({ OTLP_URL: url, TRACE_SHARE: share }: Readonly<Config>, log: Log) {
  if (url === undefined) return undefined;
  const { createTracing } = await import('./tracing.ts');
  return createTracing({ url, share, log });
}
