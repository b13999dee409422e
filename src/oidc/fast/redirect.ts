import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { Problem } from '../../errors.ts';
import type { Metrics } from '../../http/metrics.ts';
import type { Report } from '../../http/report.ts';
import { headersForBrowsers, newNonce, permissions, policy } from '../../http/security-headers.ts';
import type { Log } from '../../log.ts';
import type { Consents } from '../consents.ts';
import type { CookieSignatures } from '../cookie-signatures.ts';
import type { Authorize } from './authorization.ts';

type Needs = {
  issuer: URL;
  authorize: Authorize;
  cookies: CookieSignatures;
  sessionCookie: string;
  consents: Pick<Consents, 'touch'>;
  metrics: Pick<Metrics, 'event'>;
  integrationLog: Pick<IntegrationLog, 'record'>;
  report: Report;
  log: Log;
};

export const authorizationPath = '/oidc/auth';
const acceptsPages = /^text\/html(,|$)/;

/** Where the short way of a browser leaves the library's: the redirect with a code, for whoever is signed in and has decided. */
export function createRedirect(needs: Needs) {
  const { issuer, authorize, cookies, sessionCookie, consents, metrics, integrationLog, report, log } = needs;
  const isSecure = issuer.protocol === 'https:';
  const attributes = `; path=/; samesite=lax${isSecure ? '; secure' : ''}; httponly`;
  const fixed = Object.entries(headersForBrowsers(issuer, { signIn: true })).flat();
  // As the library's own reader of cookies finds them.
  const pattern = (name: string) => new RegExp(`(?:^|;) *${name}=([^;]*)`);
  const [value, signature] = [pattern(sessionCookie), pattern(`${sessionCookie}\\.sig`)];

  /** The session of the cookie, where it is signed by the newest key: an older one is signed anew. */
  function sessionOf(header: string): string | undefined {
    const id = value.exec(header)?.[1] ?? '';
    if (!/^[\w-]{43}$/.test(id)) return undefined;
    return cookies.index(`${sessionCookie}=${id}`, signature.exec(header)?.[1] ?? '') === 0 ? id : undefined;
  }

  async function go(req: IncomingMessage, res: ServerResponse, sessionId: string, slow: () => void): Promise<void> {
    const began = performance.now();
    const requestId = String(req.headers['x-request-id']);
    const query = (req.url ?? '').slice(authorizationPath.length + 1);
    const found = await authorize(query, sessionId).catch((error: unknown) => {
      if (!(error instanceof Problem)) log.error({ requestId, err: error }, 'the short way failed');
      return undefined;
    });
    if (found === undefined) return slow();
    const { clientId, accountId, location, expires } = found;
    const body = `Redirecting to ${location.replaceAll('&', '&amp;')}.`;
    const lifetime = expires === undefined ? '' : `; expires=${expires}`;
    const cookie = `${sessionCookie}=${sessionId}`;
    const headers = [
      ...['X-Request-Id', requestId, ...fixed, 'Content-Security-Policy', policy(newNonce())],
      ...['Permissions-Policy', permissions, 'cache-control', 'no-store', 'Location', location],
      ...['Content-Type', 'text/html; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body))],
      ...['Set-Cookie', `${cookie}${attributes}${lifetime}`],
      ...['Set-Cookie', `${sessionCookie}.sig=${cookies.sign(cookie)}${attributes}${lifetime}`],
    ];
    res.writeHead(303, headers).end(body);
    req.resume();
    metrics.event('authorization');
    consents
      .touch(accountId, clientId)
      .catch((error: unknown) => log.warn({ err: error }, 'last login at an application'));
    integrationLog.record({ endpoint: 'authorization', clientId, requestId });
    report(requestId, 'GET', authorizationPath, 303, began);
  }

  /** Takes a GET of the authorization endpoint with a query. */
  return (req: IncomingMessage, res: ServerResponse, slow: () => void): void => {
    const { cookie = '', accept = '' } = req.headers;
    const sessionId = acceptsPages.test(accept) ? sessionOf(cookie) : undefined;
    if (sessionId === undefined) slow();
    else void go(req, res, sessionId, slow);
  };
}
