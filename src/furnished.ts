import Koa from 'koa';
import compress from 'koa-compress';
import type { FirstRooms } from './first-rooms.ts';
import { createAdminBearer } from './http/admin-bearer.ts';
import { createAssistantBearer } from './http/assistant-bearer.ts';
import { createBearer } from './http/bearer.ts';
import type { Middleware, State } from './http/context.ts';
import { createErrors, isBrokenOff } from './http/errors.ts';
import type { Metrics } from './http/gate/metrics.ts';
import { createKeptPages } from './http/kept-pages.ts';
import { createFormLimit } from './http/limits/form-limit.ts';
import { createOwnWrites } from './http/own-writes.ts';
import type { FormTokens } from './http/pages/csrf.ts';
import type { Pages } from './http/pages/page.ts';
import type { Route } from './http/route.ts';
import { serveOperations } from './http/serve-operations.ts';
import { type Guard, serveRoutes } from './http/serve-routes.ts';
import type { Doors, Module, Pause } from './module.ts';
import type { Oidc } from './oidc/index.ts';
import { completeRooms } from './services.ts';
import { audit as auditWords, explained } from './words/pages.ts';

type Needs = {
  first: FirstRooms;
  rooms: Parameters<typeof completeRooms>[1];
  oidc: Oidc;
  pages: Pages;
  formTokens: FormTokens;
  metrics: Metrics;
  /** What every Koa application here begins with. */
  outer: readonly Middleware[];
  pause: Pause;
};

/** The rest of the house: every room after the first ones, and what people and programs open of all of them. */
export async function furnish({ first, rooms, oidc, pages, formTokens, metrics, outer, pause }: Needs) {
  const services = await completeRooms(first, rooms, pause);
  const { config, clock, log, db, words, modules } = services;
  const publicUrl = config.PUBLIC_URL;
  for (const { pools } of modules) if (pools) metrics.pools(pools);
  const formLimit = createFormLimit(services.throttle);
  const menu = modules.flatMap((module) => module.menu ?? []);
  const ofLogins = await oidc.furnish(services);

  const citizens = services.citizensOf({
    formLimit,
    pages,
    login: oidc.sessions.login,
    signIn: oidc.accountCentre.signIn,
    menu,
  });
  const backOffice = await services.openBackOffice({
    formLimit,
    pages,
    oidc,
    menu,
    progress: modules.flatMap((module) => module.progress ?? []),
    routes: (): readonly Route[] => routes,
  });
  const guard: Guard = async (ctx, access) => {
    if (access.who === 'anyone') return true;
    return access.who === 'citizen' ? citizens.guard(ctx, access) : backOffice.guard(ctx, access);
  };

  const operations = await inTurn(modules, pause, (module) => module.operations?.() ?? []);
  const doors: Doors = {
    ...oidc.accountCentre,
    pages,
    browserOf: formTokens.issue,
    auditWords,
    explained,
    userLabel: citizens.userLabel,
    workFor: backOffice.workFor,
    developer: backOffice.developer,
    trialToken: oidc.trialToken,
    operations: operations.map(({ described }) => described),
  };
  const routes = [
    ...(await inTurn(modules, pause, (module) => module.pages?.(doors) ?? [])),
    ...ofLogins,
    ...backOffice.pages,
  ];

  const koa = new Koa<State>();
  koa.proxy = true; // X-Forwarded-* were checked at the gate
  for (const middleware of outer) koa.use(middleware);
  if (services.standby !== undefined) koa.use(createOwnWrites({ clock, publicUrl }));
  koa.use(compress());
  koa.use(createErrors({ pages, words, clock, log, publicUrl }));
  serveOperations(koa, operations, {
    ...services,
    replay: services.idempotency,
    adminBearer: createAdminBearer(services.adminTokens.find, services.throttle),
    assistantBearer: createAssistantBearer(services.assistantTokens.find, services.throttle),
    bearer: createBearer(oidc.tokens.bearer, (call) => services.integrationLog.record({ endpoint: 'api', ...call })),
  });
  serveRoutes(koa, routes, { guard, formTokens, keptPages: createKeptPages({ changes: db.changes, clock }) });
  koa.on('error', (error: unknown) => {
    if (!isBrokenOff(error)) log.error({ err: error }, 'unexpected error');
  });

  return { services, backOffice, operations, routes, answer: koa.callback() };
}

/** What all rooms hang into the house, with a pause before each: who waits for a few statements is answered meanwhile. */
async function inTurn<T>(
  modules: readonly Module[],
  pause: Pause,
  of: (module: Module) => readonly T[] | Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (const module of modules) {
    await pause();
    all.push(...(await of(module)));
  }
  return all;
}
