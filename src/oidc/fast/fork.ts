import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { isUnavailable, Problem } from '../../errors.ts';
import type { Metrics } from '../../http/metrics.ts';
import type { Report } from '../../http/report.ts';
import type { Log } from '../../log.ts';
import { basicUser } from '../calls.ts';
import { retryAfter, unavailable } from '../unavailable.ts';
import { formLength, readWhole } from './body.ts';
import type { Way } from './way.ts';

type Needs = {
  issuer: URL;
  /** By path. */
  ways: ReadonlyMap<string, Way>;
  securityHeaders: Readonly<Record<string, string>>;
  metrics: Pick<Metrics, 'event'>;
  integrationLog: Pick<IntegrationLog, 'record' | 'recordNamed'>;
  report: Report;
  log: Log;
};

type Road = { path: string; way: Way; fixed: readonly string[] };

// Whoever sends one of these wants more than the plain answer.
const unusual = ['dpop', 'origin', 'oauth-client-attestation', 'oauth-client-attestation-pop'] as const;

/**
 * Where the short way leaves the library's: it gives the same answer, byte for byte, to what is plainly in order. Whatever it does not
 * know or like goes to the library (`slow`) as if nobody had touched it.
 */
export function createFork({ issuer, ways, securityHeaders, metrics, integrationLog, report, log }: Needs) {
  const outageBody = Buffer.from(
    JSON.stringify({ ...unavailable, error_uri: `${issuer.origin}/docs/errors#${unavailable.error}` }),
  );
  const roads = new Map<string, Road>();
  for (const [path, way] of ways) {
    const fixed = [
      ...Object.entries(securityHeaders).flat(),
      ...['Vary', 'Origin', 'Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', way.exposed],
      ...['cache-control', 'no-store', 'Content-Type', 'application/json; charset=utf-8'],
    ];
    roads.set(path, { path, way, fixed });
  }
  const addressOf = (req: IncomingMessage) => String(req.headers['x-forwarded-for'] ?? '');
  const idOf = (req: IncomingMessage) => String(req.headers['x-request-id']);

  async function go(
    { path, way, fixed }: Road,
    req: IncomingMessage,
    res: ServerResponse,
    body: Buffer | undefined,
    slow: () => void,
  ): Promise<void> {
    const began = performance.now();
    const reply = await way
      .answer({ authorization: req.headers.authorization, address: addressOf(req), body })
      .catch((error: unknown) => {
        // The library would only try again what cannot work, piece by piece.
        if (isUnavailable(error)) return 'outage' as const;
        // Anything else is our mistake, and the library still answers.
        if (!(error instanceof Problem)) log.error({ requestId: idOf(req), err: error }, 'the short way failed');
        return undefined;
      });
    if (reply === undefined) {
      if (body !== undefined) req.unshift(body);
      slow();
      return;
    }
    const requestId = idOf(req);
    if (reply === 'outage') {
      const headers = ['X-Request-Id', requestId, ...fixed, 'Retry-After', retryAfter];
      res.writeHead(503, [...headers, 'Content-Length', String(outageBody.length)]).end(outageBody);
      req.resume();
      report(requestId, req.method ?? '', path, 503, began);
      return;
    }
    const length = String(Buffer.byteLength(reply.body));
    res.writeHead(200, ['X-Request-Id', requestId, ...fixed, 'Content-Length', length]).end(reply.body);
    req.resume();
    if (way.endpoint === 'token') metrics.event('token');
    integrationLog.record({ endpoint: way.endpoint, clientId: reply.clientId, requestId });
    report(requestId, req.method ?? '', path, 200, began);
  }

  /** Nobody waits for the answer any more; what the library would have noted of it is noted. */
  function brokenOff({ path, way: { endpoint } }: Road, req: IncomingMessage, began: number): void {
    const call = { endpoint, requestId: idOf(req), refusal: { error: 'invalid_request', description: brokenBody } };
    const named = basicUser(req.headers.authorization ?? '');
    if (named === undefined) integrationLog.record({ ...call, clientId: undefined });
    else integrationLog.recordNamed(call, named);
    metrics.event(endpoint === 'token' ? 'grant.error' : `${endpoint}.error`);
    report(call.requestId, req.method ?? '', path, 400, began);
  }

  return (req: IncomingMessage, res: ServerResponse, slow: () => void): void => {
    const road = unusual.some((name) => req.headers[name] !== undefined) ? undefined : roads.get(req.url ?? '');
    const length = road?.way.takes === 'form' && req.method === 'POST' ? formLength(req) : undefined;
    if (road?.way.takes === 'bearer' && isBare(req)) void go(road, req, res, undefined, slow);
    else if (road === undefined || length === undefined) slow();
    else {
      const began = performance.now();
      readWhole(req, length, {
        done: (body) => void go(road, req, res, body, slow),
        broken: () => brokenOff(road, req, began),
      });
    }
  };
}

const brokenBody = 'failed to parse the request body';

const isBare = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'POST') &&
  (headers['content-length'] ?? '0') === '0' &&
  headers['content-type'] === undefined &&
  headers['transfer-encoding'] === undefined;
