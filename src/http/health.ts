import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import type { Metrics } from './metrics.ts';

type Needs = { isReady: () => Promise<boolean>; metrics: Metrics; log: Log };

/**
 * `/healthz`: the process lives. `/readyz`: it can serve (database reached, not draining).
 * `/metrics`: only to whoever connects from this machine or a private network and did not come through the proxy.
 */
export function createHealth({ isReady, metrics, log }: Needs) {
  const answers: Record<string, (req: IncomingMessage, res: ServerResponse) => Promise<void>> = {
    '/healthz': async (_req, res) => reply(res, 200, 'ok\n'),
    '/readyz': async (_req, res) => ((await isReady()) ? reply(res, 200, 'ready\n') : reply(res, 503, 'not ready\n')),
    '/metrics': async (req, res) => {
      const direct = isPrivate(req.socket.remoteAddress ?? '') && req.headers.via === undefined;
      if (!direct || req.headers['x-forwarded-for'] !== plain(req.socket.remoteAddress ?? ''))
        reply(res, 404, 'not found\n');
      else reply(res, 200, await metrics.text(), metrics.contentType);
    },
  };

  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const answer = answers[req.url?.split('?')[0] ?? ''];
    if (answer === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return false;
    answer(req, res).catch((error: unknown) => {
      log.error({ err: error }, 'health check');
      if (!res.headersSent) reply(res, 503, 'not ready\n');
    });
    return true;
  };
}

const plain = (address: string) => address.replace(/^::ffff:/i, '');
const isPrivate = (address: string) =>
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(plain(address));

function reply(res: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8') {
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
