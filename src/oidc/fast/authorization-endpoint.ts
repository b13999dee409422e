import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { isToken } from '../../crypto/secrets.ts';
import { Problem } from '../../errors.ts';
import type { Metrics } from '../../http/gate/metrics.ts';
import type { Report } from '../../http/gate/report.ts';
import { headersForBrowsers, permissions, policy } from '../../http/security-headers.ts';
import { runCookie } from '../../integration/verification/runs/watch.ts';
import type { Log } from '../../log.ts';
import { interactionLifetime } from '../lifetimes.ts';
import type { LoginBrowser } from '../login/login-browser.ts';
import type { Consents } from '../tokens/consents.ts';
import type { Authorize } from './authorization.ts';
import type { Begin } from './begin.ts';
import { authorizationPath, type BrowserCookies, inSeconds, loginPath } from './browser.ts';

type Needs = {
  issuer: URL;
  authorize: Authorize;
  begin: Begin;
  browser: BrowserCookies;
  loginBrowser: LoginBrowser;
  consents: Pick<Consents, 'touch'>;
  metrics: Pick<Metrics, 'event' | 'steps'>;
  integrationLog: Pick<IntegrationLog, 'record'>;
  report: Report;
  log: Log;
};

/** The target of a redirect and its cookies: the login's before the address, the session's after it, in the library's order. */
type Redirect = {
  clientId: string;
  location: string;
  ofLogin?: readonly string[];
  ofSession?: readonly string[];
  sent: (requestId: string) => void;
};

const setCookie = (line: string): string[] => ['Set-Cookie', line];
const acceptsPages = /^text\/html(,|$)/;

/**
 * The authorization endpoint for browsers where no page is needed: signed in with every scope decided, it redirects with a code; not signed in,
 * it redirects to the login.
 */
export function createAuthorizationEndpoint(needs: Needs) {
  const { issuer, authorize, begin, browser, loginBrowser, consents, metrics, integrationLog, report, log } = needs;
  const fixed = [
    ...Object.entries(headersForBrowsers(issuer, { signIn: true })).flat(),
    ...['Content-Security-Policy', policy, 'Permissions-Policy', permissions, 'cache-control', 'no-store'],
  ];

  async function goOn(query: string, sessionId: string, signature: string): Promise<Redirect | undefined> {
    const found = await authorize(query, sessionId);
    if (found === undefined) return undefined;
    const { clientId, sandbox, accountId, location, expires } = found;
    return {
      clientId,
      location,
      ofSession: browser.session(sessionId, expires, signature),
      sent(requestId) {
        metrics.event('authorization');
        metrics.steps({ clientId, sandbox }, 'arrived', 'identified', 'consented', 'code');
        consents
          .touch(accountId, clientId)
          .catch((error: unknown) => log.warn({ err: error }, 'last login at an application'));
        integrationLog.record({ endpoint: 'authorization', clientId, requestId });
      },
    };
  }

  async function toLogin(query: string, header: string, address: string): Promise<Redirect | undefined> {
    const expires = inSeconds(interactionLifetime);
    const own: string[] = [];
    const mark = () =>
      loginBrowser.mark({
        cookies: {
          get: (name) => browser.read(header, name),
          set: (name, value, { path }) => own.push(browser.line(name, value, { path, expires })),
        },
      });
    const found = await begin({ query, address, mark });
    if (found === undefined) return undefined;
    const { clientId, sandbox, uid } = found;
    return {
      clientId,
      location: loginPath(uid),
      ofLogin: [...own, ...browser.waiting(uid)],
      sent(requestId) {
        metrics.steps({ clientId, sandbox }, 'arrived');
        if (sandbox) integrationLog.record({ endpoint: 'shown', clientId, requestId });
      },
    };
  }

  async function answer(
    req: IncomingMessage,
    res: ServerResponse,
    redirect: (query: string, address: string) => Promise<Redirect | undefined>,
    fallback: () => void,
  ): Promise<void> {
    const began = performance.now();
    const requestId = String(req.headers['x-request-id']);
    const address = String(req.headers['x-forwarded-for']);
    const query = (req.url ?? '').slice(authorizationPath.length + 1);
    const found = await redirect(query, address).catch((error: unknown) => {
      if (!(error instanceof Problem)) log.error({ requestId, err: error }, 'a fast endpoint failed');
      return undefined;
    });
    if (found === undefined) return fallback();
    const { clientId, location, ofLogin = [], ofSession = [], sent } = found;
    const body = `Redirecting to ${location.replaceAll('&', '&amp;')}.`;
    const headers = ['X-Request-Id', requestId].concat(
      fixed,
      ofLogin.flatMap(setCookie),
      ['Location', location, 'Content-Type', 'text/html; charset=utf-8'],
      ['Content-Length', String(Buffer.byteLength(body))],
      ofSession.flatMap(setCookie),
    );
    res.writeHead(303, headers).end(body);
    req.resume();
    sent(requestId);
    report({ requestId, method: 'GET', route: authorizationPath, status: 303, began, address, ak: clientId });
  }

  /** Takes a GET of the authorization endpoint with a query. */
  return (req: IncomingMessage, res: ServerResponse, fallback: () => void): void => {
    const { cookie = '', accept = '' } = req.headers;
    const { id = '', signature = '' } = browser.ofSession(cookie) ?? {};
    const isSignedIn = isToken(id);
    const isInRun = () => browser.read(cookie, runCookie) !== undefined; // a run of a verification before any login is known by its cookie alone
    if (!acceptsPages.test(accept)) fallback();
    else if (isSignedIn) void answer(req, res, (query) => goOn(query, id, signature), fallback);
    else if (browser.hasSession(cookie) || isInRun()) fallback();
    else void answer(req, res, (query, address) => toLogin(query, cookie, address), fallback);
  };
}
