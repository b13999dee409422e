import { type Log, unredacted } from '../../log.ts';
import type { Metrics } from './metrics.ts';

/** Counts, measures and logs every answered request, whoever answered it. `began` is of performance.now(). */
export function createReport({ log, metrics }: { log: Log; metrics: Metrics }) {
  const lines = unredacted(log);
  return (requestId: string, method: string, route: string, status: number, began: number): void => {
    const ms = performance.now() - began;
    metrics.request(method, route, status, ms);
    lines.info({ requestId, method, route, status, ms: Math.round(ms) }, 'request');
  };
}

export type Report = ReturnType<typeof createReport>;
