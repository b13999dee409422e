import type Koa from 'koa';
import type { Fact } from '../fact.ts';
import type { Access } from './access.ts';
import type { Context, State } from './context.ts';
import { fact } from './facts.ts';
import type { KeptPages } from './kept-pages.ts';
import type { FormTokens } from './pages/csrf.ts';
import { type Form, readForm } from './requests/body.ts';
import { readJsonForm } from './requests/json.ts';
import { readUpload, type Upload } from './requests/upload.ts';
import { askedField, type Route, type Sharing } from './route.ts';
import { createRouting } from './routing.ts';

/**
 * Lets permitted requests through; else redirects to the missing step and returns false, or throws the problem. Or it returns its own handler
 * for the form, so that typed values are not lost.
 */
export type Guard = (ctx: Context, access: Access) => Promise<boolean | Instead>;
/** Answers a form itself; or returns the fields with which the route goes on. */
export type Instead = (ctx: Context, form: Form) => Promise<Form | undefined> | undefined;

/** Shows the question of a form, which sends the same fields with the answer; `back`: the page of the thing. */
export type Ask = (ctx: Context, question: Fact, form: Form, back: string) => unknown;

type Needs = { guard: Guard; formTokens: FormTokens; keptPages?: KeptPages; ask?: Ask };

/** A request of a route, with the results of its steps so far. */
type Visit = { ctx: Context; route: Route; form: Form; uploads: readonly Upload[]; instead?: Instead };
/** `false` where it has answered itself, and no more is done. */
type Step = (visit: Visit) => unknown;

/** The one place where routes meet Koa. */
export function serveRoutes(
  koa: Koa<State>,
  routes: readonly Route[],
  { guard, formTokens, keptPages = (_ctx, _sharing, make) => make(), ask }: Needs,
): void {
  const routing = createRouting();

  /** Admits permitted visitors (`access`), and leads others to the missing step. */
  async function admit(visit: Visit): Promise<boolean> {
    const found = await guard(visit.ctx, visit.route.access);
    if (typeof found === 'function') visit.instead = found;
    return found !== false;
  }

  /** Reads the fields of a form, up to its limit. */
  async function takeForm(visit: Visit): Promise<void> {
    const { ctx, route } = visit;
    const limit = 'limit' in route ? route.limit : undefined;
    const members = 'json' in route ? route.json : undefined;
    if (members !== undefined && ctx.is('application/json')) visit.form = await readJsonForm(ctx, members, limit);
    else
      visit.form = await readForm(ctx, limit, members !== undefined ? fact('http.form_or_json_expected') : undefined);
  }

  /** Reads the fields and the files of a form. */
  async function takeUploads(visit: Visit): Promise<void> {
    const { form, uploads } = await readUpload(visit.ctx, 'limits' in visit.route ? visit.route.limits : undefined);
    Object.assign(visit, { form, uploads });
  }

  /** Asks for the token that our own forms have. */
  const proveOurs = ({ ctx, form }: Visit) => formTokens.verify(ctx, form);

  /** Lets the guard answer the form itself. */
  async function passInstead(visit: Visit): Promise<boolean> {
    if (visit.instead === undefined) return true;
    const form = await visit.instead(visit.ctx, visit.form);
    if (form !== undefined) visit.form = form;
    return form !== undefined;
  }

  const shown = new Set(routes.flatMap(({ kind, path }) => (kind === 'page' ? [path] : [])));
  /** The nearest page whose address begins that of a form. */
  function pageAbove(pattern: string, path: string): string {
    const [parts, named] = [path.split('/'), pattern.split('/')];
    const isPage = (length: number) => shown.has(named.slice(0, length).join('/'));
    const length = [...named.keys()].findLast((each) => each > 0 && isPage(each)) ?? 2;
    return parts.slice(0, length).join('/');
  }

  /** Asks before an act that nothing takes back. */
  async function askFirst({ ctx, route, form }: Visit): Promise<unknown> {
    if (!('asks' in route) || route.asks === undefined) return true;
    const question = typeof route.asks === 'function' ? route.asks(form) : route.asks;
    if (question === undefined || form[askedField] === '1' || ask === undefined) return true;
    await ask(ctx, question, form, pageAbove(route.path, ctx.path));
    return false;
  }

  /** Runs the form's action. */
  const act = ({ ctx, route, form, uploads }: Visit) => route.handle(ctx, form, uploads);

  /** Shows the page; a shared one from the cache. */
  const show = ({ ctx, route }: Visit) =>
    route.kind === 'page' &&
    (route.sharing === undefined ? route.handle(ctx) : share(ctx, route.sharing, route.handle));

  const share = (ctx: Context, sharing: Sharing, make: (ctx: Context) => unknown): Promise<void> =>
    keptPages(ctx, sharing, async () => {
      ctx.state.isShared = true;
      try {
        await make(ctx);
      } finally {
        ctx.state.isShared = false; // the problems shown are for the sender only
      }
    });

  /** The steps of a request, from top to bottom. */
  const steps: Readonly<Record<Route['kind'], readonly Step[]>> = {
    page: [admit, show],
    form: [admit, takeForm, proveOurs, passInstead, askFirst, act],
    upload: [admit, takeUploads, proveOurs, passInstead, act],
    'post of others': [admit, takeForm, passInstead, act],
  };

  async function serve(ctx: Context, route: Route): Promise<void> {
    const visit: Visit = { ctx, route, form: {}, uploads: [] };
    try {
      for (const step of steps[route.kind]) if ((await step(visit)) === false) return;
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
 * The order in which routes are tried: by the shape of their paths, part for part, fixed parts before named ones, so that the order of
 * declaration does not matter. Two that match the same addresses are an error at start.
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
