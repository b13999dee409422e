import type { Log } from '../log.ts';
import type { Context, Middleware } from './context.ts';
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
      report(ctx.state.requestId, ctx.method, routeOf(ctx), ctx.status, began);
    }
  };
}

/** The route's pattern, never the path of the request: that could hold a secret, and each would be a time series of its own. */
function routeOf(ctx: Context): string {
  const matched: unknown = Reflect.get(ctx, '_matchedRoute');
  return typeof matched === 'string' ? matched : 'none';
}
