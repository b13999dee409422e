import Router from '@koa/router';
import type Koa from 'koa';
import type { Context, Middleware, State } from './context.ts';

/** Of an address or of a route, whose letters may be large or small. */
const firstPartOf = (path: string): string => path.split('/', 2)[1]?.toLowerCase() ?? '';

/** Routes by the first part of their path: an address is held against those that begin as it does, and not against all of several hundred. */
export function createRouting() {
  const routers = new Map<string, Router<State>>();

  return {
    /** Where a route of this path is entered. */
    at(path: string): Router<State> {
      const first = firstPartOf(path);
      if (first.includes(':')) throw new Error(`${path} begins with a name: the first part of a path is fixed`);
      const router = routers.get(first) ?? new Router<State>();
      routers.set(first, router);
      return router;
    },

    serve(koa: Koa<State>): void {
      // What a router adds to the context, it adds itself.
      const served = (router: Router<State>) => ({
        routes: router.routes() as unknown as Middleware,
        others: router.allowedMethods() as unknown as Middleware,
      });
      const byPart = new Map(Array.from(routers, ([first, router]) => [first, served(router)]));
      const none = served(new Router<State>());
      koa.use((ctx: Context, next) => {
        const { routes, others } = byPart.get(firstPartOf(ctx.path)) ?? none;
        return routes(ctx, () => others(ctx, next));
      });
    },
  };
}
