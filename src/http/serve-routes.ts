import type Koa from 'koa';
import type { Access } from './access.ts';
import type { Context, State } from './context.ts';
import type { KeptPages } from './kept-pages.ts';
import type { FormTokens } from './pages/csrf.ts';
import { type Form, readForm } from './requests/body.ts';
import { readUpload } from './requests/upload.ts';
import type { Route, Sharing } from './route.ts';
import { createRouting } from './routing.ts';

/**
 * Lets through whoever may use a route; else leads to what is missing and says false, or throws what is to be told. Or it says what is done
 * with the form instead: one that came too late is not lost.
 */
export type Guard = (ctx: Context, access: Access) => Promise<boolean | Instead>;
export type Instead = (ctx: Context, form: Form) => unknown;

type Needs = { guard: Guard; formTokens: FormTokens; keptPages?: KeptPages };

/** The one place where routes meet Koa: who may use it, the form and its token, the handler, in this order. */
export function serveRoutes(
  koa: Koa<State>,
  routes: readonly Route[],
  { guard, formTokens, keptPages = (_ctx, _sharing, make) => make() }: Needs,
): void {
  const routing = createRouting();

  async function handle(ctx: Context, route: Route): Promise<void> {
    if (route.kind === 'page')
      await (route.sharing === undefined ? route.handle(ctx) : share(ctx, route.sharing, route.handle));
    else if (route.kind === 'upload') {
      const { form, uploads } = await readUpload(ctx, route.limits);
      formTokens.verify(ctx, form);
      await route.handle(ctx, form, uploads);
    } else {
      const form = await readForm(ctx, route.limit);
      if (route.kind === 'form') formTokens.verify(ctx, form);
      await route.handle(ctx, form);
    }
  }

  const share = (ctx: Context, sharing: Sharing, show: (ctx: Context) => unknown): Promise<void> =>
    keptPages(ctx, sharing, async () => {
      ctx.state.isShared = true;
      try {
        await show(ctx);
      } finally {
        ctx.state.isShared = false; // what is shown of a mistake is for whoever made it
      }
    });

  async function serve(ctx: Context, route: Route): Promise<void> {
    try {
      const found = await guard(ctx, route.access);
      if (found === false) return;
      await handle(ctx, found === true || route.kind === 'page' ? route : { ...route, handle: found });
    } catch (error) {
      if (route.rescue === undefined) throw error;
      await route.rescue(ctx, error);
    }
  }

  for (const route of inOrder(routes))
    routing.enter(route.method === 'GET' ? 'get' : 'post', route.path, (ctx) => serve(ctx, route));
  routing.serve(koa);
}

/**
 * In which order routes are tried: by the shape of their paths, part for part, what is fixed before what is named, so that it does not
 * matter who wrote a route down first. Two that no address could tell apart are a mistake, and nothing starts with it.
 */
export function inOrder<R extends Pick<Route, 'method' | 'path'>>(routes: readonly R[]): R[] {
  const shaped = routes.map((route) => ({ route, shape: shapeOf(route.path) }));
  const ordered = shaped.toSorted(
    (one, other) => compare(one.shape, other.shape) || compare(one.route.method, other.route.method),
  );
  for (const [place, { route, shape }] of ordered.entries()) {
    const before = ordered[place - 1];
    if (before?.shape === shape && before.route.method === route.method)
      throw new Error(`${route.method} ${route.path} and ${before.route.path} are the same address`);
  }
  return ordered.map(({ route }) => route);
}

/** Parts that sort as they are tried: fixed (0), fixed in part (1), free (2). Names make no difference, nor does the case of a letter. */
const shapeOf = (path: string): string =>
  path
    .toLowerCase()
    .split('/')
    .map((part) =>
      part.includes(':') ? (/^:\w+$/.test(part) ? '2' : `1${part.replaceAll(/:\w+/g, ':')}`) : `0${part}`,
    )
    .join('/');

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
