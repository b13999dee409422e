import { type Log, unredacted } from '../../log.ts';
import { spanNow } from '../../trace.ts';
import { maskAddress } from '../requests/client-address.ts';
import type { Metrics } from './metrics.ts';

type Answered = {
  requestId: string;
  method: string;
  /** The pattern, never the path: that could hold a secret. */
  route: string;
  status: number;
  /** Of performance.now(). */
  began: number;
  address: string;
  /** The client of the request, if known. */
  ak: string | undefined;
};

/** Counts, measures and logs every answered request, by whichever part it was answered. Its fields are listed in docs/operating.md, "Logs". */
export function createReport({ log, metrics }: { log: Log; metrics: Pick<Metrics, 'request'> }) {
  const lines = unredacted(log);
  return ({ requestId, method, route, status, began, address, ak }: Answered): void => {
    const ms = performance.now() - began;
    metrics.request(method, route, status, ms);
    spanNow()?.set({ 'http.route': route, 'cloud.ak': ak, 'cloud.request_id': requestId });
    if (!lines.isLevelEnabled('info')) return;
    const known = ak === undefined ? {} : { ak };
    lines.info(
      { requestId, method, route, status, ms: Math.round(ms), ...known, address: maskAddress(address) },
      'request',
    );
  };
}

export type Report = ReturnType<typeof createReport>;
