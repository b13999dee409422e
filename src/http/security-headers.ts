import { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Context, Middleware } from './context.ts';
import { isForPrograms } from './path.ts';

/**
 * The CSP and the fixed headers. `form-action` starts with our own origin; a page whose form ends in a redirect to a partner adds that
 * origin by `allowFormTarget`, or browsers stop the redirect after the form.
 */
export function createSecurityHeaders(publicUrl: URL): Middleware {
  const toBrowsers = headersForBrowsers(publicUrl);
  const toPopups = headersForBrowsers(publicUrl, { signIn: true });
  const toMachines = headersForMachines(publicUrl);
  return async (ctx, next) => {
    if (isForPrograms(ctx.path)) {
      ctx.set(toMachines);
      return next();
    }
    ctx.set(signIn.test(ctx.path) ? toPopups : toBrowsers);
    ctx.set('Content-Security-Policy', policy);
    ctx.set('Permissions-Policy', permissions);
    return next();
  };
}

export const permissions = 'camera=(), microphone=(), geolocation=()';

/** Lets this page ask for the position, on a tap. */
export const allowPosition = (ctx: Context): void =>
  ctx.set('Permissions-Policy', permissions.replace('geolocation=()', 'geolocation=(self)'));

/** From the authorization request to its answer: a partner may open these in a popup, and waits for it to come back. */
const signIn = /^\/(oidc\/auth|interaction)(\/|$)/i;

/**
 * helmet's headers of every page, computed once; beside them are the CSP and the permissions. Under COOP `same-origin` a popup is cut off from
 * the partner's page that opened it, which takes it for closed: signing in says nothing of that kind.
 */
export function headersForBrowsers(publicUrl: URL, { signIn = false } = {}): Record<string, string> {
  const fixed = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: publicUrl.protocol === 'https:' ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    // Under no-referrer, helmet's default, browsers send Origin: null with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: signIn ? 'unsafe-none' : 'same-origin' },
  });
  const said: Record<string, string> = {};
  // Made without their constructors: V8 measures objects by the first seven that come from one, and every later request and response
  // would be a dictionary, which made each answer twice as dear.
  const req: IncomingMessage = Object.create(IncomingMessage.prototype);
  const res: ServerResponse = Object.create(ServerResponse.prototype, {
    setHeader: {
      value(name: string, value: unknown) {
        said[name] = String(value);
      },
    },
    removeHeader: { value: () => undefined },
  });
  fixed(req, res, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  return said;
}

/** Behind https every later visit stays there, whatever the first request was: sent also with answers that come before any page. */
export const transportSecurity = (publicUrl: URL): Record<string, string> =>
  publicUrl.protocol === 'https:' ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {};

export const headersForMachines = (publicUrl: URL): Record<string, string> => ({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  ...transportSecurity(publicUrl),
});

/**
 * The CSP of a page: its sources and the targets of its forms. Every script is a file of ours, so there is no nonce: the same page has the same
 * policy for every visitor, and caches may share both.
 */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Films and recordings of partners, from wherever their addresses lead on to. */
export const media = "media-src 'self' https:";

/** Lets this page play films and recordings of partners; `src` is named where it is not behind https, as on a developer's machine. */
export function allowMedia(ctx: Context, src = ''): void {
  const csp = ctx.response.get('content-security-policy');
  const address = URL.parse(src);
  const here = address?.protocol === 'http:' ? ` ${address.origin}` : '';
  ctx.set('Content-Security-Policy', `${csp}; ${media}${here}`);
}

/** Lets the forms of this page end at `target` (an absolute URL that has been checked against the registered ones). */
export function allowFormTarget(ctx: Context, target: string | undefined): void {
  const origin = target === undefined ? undefined : URL.parse(target)?.origin;
  if (origin === undefined || origin === 'null') return;
  const csp = ctx.response.get('content-security-policy');
  ctx.set('Content-Security-Policy', csp.replace("form-action 'self'", `form-action 'self' ${origin}`));
}
