import { type Log, unredacted } from '../log.ts';
import type { Metrics } from './metrics.ts';

/** What is told of every answered request, whoever answered it: a count, a time and a line. `began` is of performance.now(). */
export function createReport({ log, metrics }: { log: Log; metrics: Metrics }) {
  const lines = unredacted(log);
  return (requestId: string, method: string, route: string, status: number, began: number): void => {
    const ms = performance.now() - began;
    metrics.request(method, route, status, ms);
    lines.info({ requestId, method, route, status, ms: Math.round(ms) }, 'request');
  };
}

export type Report = ReturnType<typeof createReport>;
