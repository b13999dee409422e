import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { Problem } from '../../errors.ts';
import type { Metrics } from '../../http/gate/metrics.ts';
import type { Report } from '../../http/gate/report.ts';
import { headersForBrowsers, permissions, policy } from '../../http/security-headers.ts';
import type { Log } from '../../log.ts';
import type { CookieSignatures } from '../requests/cookie-signatures.ts';
import type { Consents } from '../tokens/consents.ts';
import type { Authorize } from './authorization.ts';

type Needs = {
  issuer: URL;
  authorize: Authorize;
  cookies: CookieSignatures;
  sessionCookie: string;
  consents: Pick<Consents, 'touch'>;
  metrics: Pick<Metrics, 'event' | 'steps'>;
  integrationLog: Pick<IntegrationLog, 'record'>;
  report: Report;
  log: Log;
};

export const authorizationPath = '/oidc/auth';
const acceptsPages = /^text\/html(,|$)/;

/** The authorization endpoint for browsers in which somebody is signed in and has decided: a redirect with a code, and no page. */
export function createAuthorizationEndpoint(needs: Needs) {
  const { issuer, authorize, cookies, sessionCookie, consents, metrics, integrationLog, report, log } = needs;
  const isSecure = issuer.protocol === 'https:';
  const attributes = `; path=/; samesite=lax${isSecure ? '; secure' : ''}; httponly`;
  const fixed = Object.entries(headersForBrowsers(issuer, { signIn: true })).flat();
  // As the library's own reader of cookies matches them.
  const pattern = (name: string) => new RegExp(`(?:^|;) *${name}=([^;]*)`);
  const [value, signature] = [pattern(sessionCookie), pattern(`${sessionCookie}\\.sig`)];

  /** The session of the cookie, where it is signed by the newest key: an older one is signed anew. */
  function sessionOf(header: string): string | undefined {
    const id = value.exec(header)?.[1] ?? '';
    if (!/^[\w-]{43}$/.test(id)) return undefined;
    return cookies.index(`${sessionCookie}=${id}`, signature.exec(header)?.[1] ?? '') === 0 ? id : undefined;
  }

  async function answer(
    req: IncomingMessage,
    res: ServerResponse,
    sessionId: string,
    fallback: () => void,
  ): Promise<void> {
    const began = performance.now();
    const requestId = String(req.headers['x-request-id']);
    const query = (req.url ?? '').slice(authorizationPath.length + 1);
    const found = await authorize(query, sessionId).catch((error: unknown) => {
      if (!(error instanceof Problem)) log.error({ requestId, err: error }, 'a fast endpoint failed');
      return undefined;
    });
    if (found === undefined) return fallback();
    const { clientId, sandbox, accountId, location, expires } = found;
    const body = `Redirecting to ${location.replaceAll('&', '&amp;')}.`;
    const lifetime = expires === undefined ? '' : `; expires=${expires}`;
    const cookie = `${sessionCookie}=${sessionId}`;
    const headers = [
      ...['X-Request-Id', requestId, ...fixed, 'Content-Security-Policy', policy],
      ...['Permissions-Policy', permissions, 'cache-control', 'no-store', 'Location', location],
      ...['Content-Type', 'text/html; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body))],
      ...['Set-Cookie', `${cookie}${attributes}${lifetime}`],
      ...['Set-Cookie', `${sessionCookie}.sig=${cookies.sign(cookie)}${attributes}${lifetime}`],
    ];
    res.writeHead(303, headers).end(body);
    req.resume();
    metrics.event('authorization');
    metrics.steps({ clientId, sandbox }, 'arrived', 'identified', 'consented', 'code');
    consents
      .touch(accountId, clientId)
      .catch((error: unknown) => log.warn({ err: error }, 'last login at an application'));
    integrationLog.record({ endpoint: 'authorization', clientId, requestId });
    const address = String(req.headers['x-forwarded-for']);
    report({ requestId, method: 'GET', route: authorizationPath, status: 303, began, address, ak: clientId });
  }

  /** Takes a GET of the authorization endpoint with a query. */
  return (req: IncomingMessage, res: ServerResponse, fallback: () => void): void => {
    const { cookie = '', accept = '' } = req.headers;
    const sessionId = acceptsPages.test(accept) ? sessionOf(cookie) : undefined;
    if (sessionId === undefined) fallback();
    else void answer(req, res, sessionId, fallback);
  };
}
