import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { withReservedConnections } from '../../database/share.ts';
import { isUnavailable, Problem } from '../../errors.ts';
import type { Metrics } from '../../http/gate/metrics.ts';
import type { Report } from '../../http/gate/report.ts';
import type { Log } from '../../log.ts';
import { spanNow, within } from '../../trace.ts';
import { basicUser } from '../requests/calls.ts';
import { retryAfter, unavailable } from '../requests/unavailable.ts';
import { formLength, readWhole } from './body.ts';
import { authorizationPath } from './browser.ts';
import type { FastEndpoint, Reply } from './fast-endpoint.ts';
import type { MaybePromise } from './steps.ts';
import { unusualHeaders } from './support.ts';

type Needs = {
  issuer: URL;
  /** The authorization endpoint, for a GET with a query. */
  forBrowsers: (req: IncomingMessage, res: ServerResponse, fallback: () => void) => void;
  /** For programs, by path. */
  endpoints: ReadonlyMap<string, FastEndpoint>;
  securityHeaders: Readonly<Record<string, string>>;
  metrics: Pick<Metrics, 'event' | 'steps'>;
  integrationLog: Pick<IntegrationLog, 'record' | 'recordNamed'>;
  report: Report;
  log: Log;
};

type Request = {
  route: Route;
  req: IncomingMessage;
  res: ServerResponse;
  body: Buffer | undefined;
  fallback: () => void;
};
type Route = { path: string; endpoint: FastEndpoint; fixed: readonly string[] };

/**
 * Sends the requests of programs to the fast endpoints, which give the same answer as the library, byte for byte, to plain requests that are in
 * order. All others go to the library (`fallback`) untouched.
 */
export function createDispatch(needs: Needs) {
  const { issuer, forBrowsers, endpoints, securityHeaders, metrics, integrationLog, report, log } = needs;
  const outageBody = Buffer.from(
    JSON.stringify({ ...unavailable, error_uri: `${issuer.origin}/docs/errors#${unavailable.error}` }),
  );
  const routes = new Map<string, Route>();
  for (const [path, endpoint] of endpoints) {
    const fixed = [
      ...Object.entries(securityHeaders).flat(),
      ...['Vary', 'Origin', 'Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', endpoint.exposed],
      ...['cache-control', 'no-store', 'Content-Type', 'application/json; charset=utf-8'],
    ];
    routes.set(path, { path, endpoint, fixed });
  }
  const addressOf = (req: IncomingMessage) => String(req.headers['x-forwarded-for'] ?? '');
  const idOf = (req: IncomingMessage) => String(req.headers['x-request-id']);
  const tell = (req: IncomingMessage, route: string, status: number, began: number, ak?: string) =>
    report({ requestId: idOf(req), method: req.method ?? '', route, status, began, address: addressOf(req), ak });

  /** Answers synchronously from memory; `waits` is called where that is impossible. */
  function answer({ route, req, res, body, fallback }: Request, waits: () => void): void {
    const began = performance.now();
    const finish = (reply: Reply | 'outage' | undefined) => {
      if (reply !== undefined) return end(route, req, res, began, reply);
      fallback();
    };
    const failed = (error: unknown): 'outage' | undefined => {
      // The library would only repeat the failing statements one by one.
      if (isUnavailable(error)) return 'outage';
      // Anything else is our mistake, and the library still answers.
      if (!(error instanceof Problem)) log.error({ requestId: idOf(req), err: error }, 'a fast endpoint failed');
      return undefined;
    };
    let reply: MaybePromise<Reply | 'outage' | undefined>;
    try {
      reply = route.endpoint.answer({ authorization: req.headers.authorization, address: addressOf(req), body });
    } catch (error) {
      reply = failed(error);
    }
    if (reply === undefined || reply instanceof Promise) waits();
    if (reply instanceof Promise) void reply.catch(failed).then(finish);
    else finish(reply);
  }

  function end(
    { path, endpoint, fixed }: Route,
    req: IncomingMessage,
    res: ServerResponse,
    began: number,
    reply: Reply | 'outage',
  ): void {
    const requestId = idOf(req);
    if (reply === 'outage') {
      const headers = ['X-Request-Id', requestId, ...fixed, 'Retry-After', retryAfter];
      res.writeHead(503, [...headers, 'Content-Length', String(outageBody.length)]).end(outageBody);
      req.resume();
      tell(req, path, 503, began);
      return;
    }
    const length = String(Buffer.byteLength(reply.body));
    res.writeHead(200, ['X-Request-Id', requestId, ...fixed, 'Content-Length', length]).end(reply.body);
    req.resume();
    if (endpoint.endpoint === 'token') metrics.event('token');
    if (reply.ended !== undefined) metrics.steps(reply.ended, 'redeemed');
    integrationLog.record({ endpoint: endpoint.endpoint, clientId: reply.clientId, requestId });
    tell(req, path, 200, began, reply.clientId);
  }

  /** The client disconnected before its body was complete: logged as the library logs it, without an answer. */
  function reportBrokenBody({ path, endpoint: { endpoint } }: Route, req: IncomingMessage, began: number): void {
    const call = { endpoint, requestId: idOf(req), refusal: { error: 'invalid_request', description: brokenBody } };
    const named = basicUser(req.headers.authorization ?? '');
    if (named === undefined) integrationLog.record({ ...call, clientId: undefined });
    else integrationLog.recordNamed(call, named);
    metrics.event(endpoint === 'token' ? 'grant.error' : `${endpoint}.error`);
    tell(req, path, 400, began);
  }

  function forPrograms(req: IncomingMessage, res: ServerResponse, fallback: () => void): void {
    const { headers, method, url = '' } = req;
    const isUnusual = unusualHeaders.some((name) => headers[name] !== undefined);
    const route = isUnusual ? undefined : routes.get(url);
    const length = route?.endpoint.takes === 'form' && method === 'POST' ? formLength(req) : undefined;
    if (route?.endpoint.takes === 'bearer' && hasNoBody(req))
      answer({ route, req, res, body: undefined, fallback }, () => undefined);
    else if (route === undefined || length === undefined) {
      if (!req.destroyed) fallback(); // no answer to a client that has gone
    } else {
      const began = performance.now();
      const span = spanNow();
      readWhole(req, length, {
        // A body that arrives later comes by an event, which has lost the request's context. (AsyncLocalStorage.bind would keep it too, and make
        // a token a fifth more expensive.)
        done: (body, waits) =>
          withReservedConnections(() => within(span, () => answer({ route, req, res, body, fallback }, waits))),
        broken: () => reportBrokenBody(route, req, began),
      });
    }
  }

  return (req: IncomingMessage, res: ServerResponse, fallback: () => void): void =>
    req.method === 'GET' && req.url?.startsWith(`${authorizationPath}?`) === true
      ? forBrowsers(req, res, fallback)
      : forPrograms(req, res, fallback);
}

const brokenBody = 'failed to parse the request body';

const hasNoBody = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'POST') &&
  (headers['content-length'] ?? '0') === '0' &&
  headers['content-type'] === undefined &&
  headers['transfer-encoding'] === undefined;
