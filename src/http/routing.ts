import Router from '@koa/router';
import type Koa from 'koa';
import type { Context, Middleware, State } from './context.ts';

/** Of an address or of a route, whose letters may be large or small. */
const firstPartOf = (path: string): string => path.split('/', 2)[1]?.toLowerCase() ?? '';

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options';
type Entry = { verb: Verb; path: string; handlers: Middleware[] };

/**
 * Routes by the first part of their path: an address is held against those that begin as it does, and not against all of several hundred.
 * The router of a part is made when somebody first asks for one of its addresses: patterns for all of them were a tenth of a start.
 */
export function createRouting() {
  const entries = new Map<string, Entry[]>();

  return {
    enter(verb: Verb, path: string, ...handlers: Middleware[]): void {
      const first = firstPartOf(path);
      if (first.includes(':')) throw new Error(`${path} begins with a name: the first part of a path is fixed`);
      const own = entries.get(first) ?? [];
      entries.set(first, own);
      own.push({ verb, path, handlers });
    },

    serve(koa: Koa<State>): void {
      const made = new Map<string, Served>();
      const none = served([]);
      const partOf = (first: string): Served => {
        const own = entries.get(first);
        if (own === undefined) return none;
        const part = made.get(first) ?? served(own);
        made.set(first, part);
        return part;
      };
      koa.use((ctx: Context, next) => {
        const { routes, others } = partOf(firstPartOf(ctx.path));
        return routes(ctx, () => others(ctx, next));
      });
    },
  };
}

type Served = { routes: Middleware; others: Middleware };

function served(entries: readonly Entry[]): Served {
  const router = new Router<State>();
  for (const { verb, path, handlers } of entries) router[verb](path, ...handlers);
  // What a router adds to the context, it adds itself.
  return {
    routes: router.routes() as unknown as Middleware,
    others: router.allowedMethods() as unknown as Middleware,
  };
}
