import type { Log } from '../../log.ts';
import type { Context, Middleware, Theme } from '../context.ts';
import type { Metrics } from './metrics.ts';
import { createReport } from './report.ts';

/** The outermost middleware of every Koa application here: it fills the state, and reports the request afterwards. */
export function createFrame(needs: { log: Log; metrics: Metrics }): Middleware {
  const report = createReport(needs);
  return async (ctx, next) => {
    const began = performance.now();
    Object.assign(ctx.state, {
      requestId: ctx.get('x-request-id'),
      address: ctx.get('x-forwarded-for'),
    });
    ctx.set('X-Request-Id', ctx.state.requestId);
    try {
      await next();
    } finally {
      ctx.req.resume(); // drains a body that was too long: its sender gets the answer instead of a broken connection
      const { requestId, address, ak = clientOf(ctx) } = ctx.state;
      report({ requestId, method: ctx.method, route: routeOf(ctx), status: ctx.status, began, address, ak });
    }
  };
}

/** The route's pattern, never the path of the request: that could hold a secret, and each would be a time series of its own. */
function routeOf(ctx: Context): string {
  const matched: unknown = Reflect.get(ctx, '_matchedRoute');
  return typeof matched === 'string' ? matched : 'none';
}

/** The client of the login or token that the library has found, never one that a request names. */
function clientOf(ctx: object): string | undefined {
  const found: unknown = Reflect.get(Object(Reflect.get(Object(Reflect.get(ctx, 'oidc')), 'client')), 'clientId');
  return typeof found === 'string' ? found : undefined;
}

const themes: readonly Theme[] = ['light', 'dark', 'auto', 'contrast'];
const year = 365 * 86_400_000;

/** 长辈版 and the colours: each page takes ?elder=1 or ?theme=dark, shows itself so, and remembers it in a cookie of this browser. */
export function createDisplay(publicUrl: URL): Middleware {
  const secure = publicUrl.protocol === 'https:';
  return async (ctx, next) => {
    const keep = (name: string, value: string) =>
      ctx.cookies.set(name, value, { maxAge: year, sameSite: 'lax', httpOnly: true, secure, signed: false, path: '/' });
    const elder =
      ctx.method === 'GET' && (ctx.query.elder === '1' || ctx.query.elder === '0') ? ctx.query.elder : undefined;
    const theme = ctx.method === 'GET' ? themes.find((name) => name === ctx.query.theme) : undefined;
    if (elder !== undefined) keep('elder', elder);
    if (theme !== undefined) keep('theme', theme);
    ctx.state.elder = (elder ?? ctx.cookies.get('elder', { signed: false })) === '1';
    ctx.state.theme = theme ?? themes.find((name) => name === ctx.cookies.get('theme', { signed: false })) ?? 'auto';
    await next();
  };
}
