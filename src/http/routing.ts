import Router from '@koa/router';
import type Koa from 'koa';
import type { Context, Middleware, State } from './context.ts';

/** Of an address or of a route, both case-insensitive. */
const firstPartOf = (path: string): string => path.split('/', 2)[1]?.toLowerCase() ?? '';

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options';
type Entry = { verb: Verb; path: string; handlers: Middleware[] };

/**
 * Routes by the first part of their path: an address is matched only against those with its first part, and not against all of several hundred.
 * The matcher of a part is made at the first request for one of its addresses: patterns for all of them were a tenth of a start.
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
      const parts = new Map([...entries].map(([first, own]) => [first, partOf(own)]));
      const none = partOf([]);
      koa.use((ctx: Context, next) => {
        const part = parts.get(firstPartOf(ctx.path)) ?? none;
        const isUsual = ctx.method === 'GET' || ctx.method === 'POST';
        if (isUsual && part === none) return next();
        const found = isUsual ? part.find(ctx.method, ctx.path) : undefined;
        if (found === undefined) {
          const { routes, others } = part.router();
          return routes(ctx, () => others(ctx, next));
        }
        Object.assign(ctx, { params: found.params, _matchedRoute: found.path });
        return found.handle(ctx, next);
      });
    },
  };
}

type Served = { routes: Middleware; others: Middleware };
type Found = { path: string; params: Readonly<Record<string, string>>; handle: Middleware };
type Part = { router: () => Served; find: (method: string, path: string) => Found | undefined };

function partOf(entries: readonly Entry[]): Part {
  let [router, find]: [Served?, Part['find']?] = [];
  return {
    router() {
      router ??= served(entries);
      return router;
    },
    find(method, path) {
      find ??= finder(entries);
      return find(method, path);
    },
  };
}

/** Paths that every router matches alike. */
const isPlainRoute = /^(\/(:\w+|[\w.~-]*))+$/;
const isPlainAddress = /^[\w/.~-]+$/;

type Plain = { path: string; handle: Middleware; parts: readonly { fixed?: string; name?: string }[] };

/**
 * Finds the route of a plain GET or POST as the router would; anything else, and whatever needs a router (an encoded address, a name within a
 * part), is left to the router, which matches every pattern and makes a chain each time.
 */
function finder(entries: readonly Entry[]): Part['find'] {
  const plain = new Map<string, Plain[]>();
  for (const { verb, path, handlers } of entries) {
    const [handle] = handlers;
    if (handle === undefined || handlers.length > 1 || !isPlainRoute.test(path)) return () => undefined;
    const parts = path.split('/').map((part) => (part.startsWith(':') ? { name: part.slice(1) } : { fixed: part }));
    const key = `${verb.toUpperCase()} ${parts.length}`;
    plain.set(key, [...(plain.get(key) ?? []), { path, handle, parts }]);
  }
  return (method, path) => {
    if (!isPlainAddress.test(path)) return undefined;
    const given = path.split('/');
    for (const route of plain.get(`${method} ${given.length}`) ?? []) {
      const params = match(route, given);
      if (params !== undefined) return { path: route.path, handle: route.handle, params };
    }
    return undefined;
  };
}

/** The values of a route's names in an address, if it matches. */
function match({ parts }: Plain, given: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, { fixed, name }] of parts.entries()) {
    const part = given[index] ?? '';
    if (name !== undefined && part !== '') params[name] = part;
    else if (fixed === undefined || (part !== fixed && part.toLowerCase() !== fixed.toLowerCase())) return undefined;
  }
  return params;
}

function served(entries: readonly Entry[]): Served {
  const router = new Router<State>();
  for (const { verb, path, handlers } of entries) router[verb](path, ...handlers);
  // The same additions to the context as a router's.
  return {
    routes: router.routes() as unknown as Middleware,
    others: router.allowedMethods() as unknown as Middleware,
  };
}
