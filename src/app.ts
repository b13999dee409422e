/** The composition root: the rooms, the provider, the back office, Koa and the gate before them. */

import { fileURLToPath } from 'node:url';
import Koa from 'koa';
import compress from 'koa-compress';
import { challengeOf } from './assistants/scopes.ts';
import { createAsk } from './console/question-page.ts';
import { outlast } from './database/outlast.ts';
import { demoSite } from './demo/announce.ts';
import type { Demo } from './demo/index.ts';
import { refuseDemoData } from './demo/mark.ts';
import type { Words } from './fact.ts';
import type { GroundNeeds } from './ground.ts';
import { createAdminBearer } from './http/admin-bearer.ts';
import { createAssistantBearer } from './http/assistant-bearer.ts';
import { createBearer } from './http/bearer.ts';
import type { State } from './http/context.ts';
import { createErrors, isBrokenOff } from './http/errors.ts';
import { createAdmission } from './http/gate/admission.ts';
import { createDisplay, createFrame } from './http/gate/frame.ts';
import { createGate, type Handler } from './http/gate/gate.ts';
import { createHealth } from './http/gate/health.ts';
import { createMetrics, type MetricsNeeds } from './http/gate/metrics.ts';
import { createKeptPages } from './http/kept-pages.ts';
import { createFormLimit } from './http/limits/form-limit.ts';
import { createOutgoing } from './http/outgoing.ts';
import { createOwnWrites } from './http/own-writes.ts';
import { createAssets } from './http/pages/assets.ts';
import { createFormTokens } from './http/pages/csrf.ts';
import { createKeptParts } from './http/pages/kept-parts.ts';
import { createPages } from './http/pages/page.ts';
import { createRender } from './http/pages/render.ts';
import type { Route } from './http/route.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { serveOperations } from './http/serve-operations.ts';
import { type Guard, serveRoutes } from './http/serve-routes.ts';
import { createSpeech } from './http/speech.ts';
import type { PageServices } from './module.ts';
import { createOidc, type RuleNeeds } from './oidc/index.ts';
import { createServices } from './services.ts';
import { createLocales, createWords } from './words/index.ts';
import { audit as auditWords, explained } from './words/pages.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

/** `words`: other words than those of the house; the tests have some without a sentence in them. */
type Needs = Omit<GroundNeeds, 'words'> &
  Pick<MetricsNeeds, 'everywhere'> &
  RuleNeeds & {
    rooms?: Parameters<typeof createServices>[1];
    words?: Words;
    /** Wraps the handlers, where requests are traced (server/tracing.ts). */
    traced?: ((app: Handler) => Handler) | undefined;
  };

/** The composition root: the rooms, the provider, the pages and the API, and the gate before all. */
export async function createApp({
  everywhere,
  rules,
  rooms,
  traced = (app) => app,
  words = createWords(),
  ...needs
}: Needs) {
  const services = await createServices({ ...needs, words }, rooms);
  const { config, clock, log, keys, db, modules, standby } = services;
  const publicUrl = config.PUBLIC_URL;
  await refuseDemoData(services);
  const workers = await services.distribution.open();
  standby?.watch();

  const disks = [config.KEYS_DIR, config.DATA_DIR];
  const metrics = services.measuring.counting(
    createMetrics({
      ...{ everywhere, disks, keysAreSound: keys.isSound, figures: services.readFigures, standby: standby?.standing },
    }),
  );
  metrics.pools(db.pools);
  for (const { pools } of modules) if (pools) metrics.pools(pools);

  const assets = createAssets({ dir: `${views}/public`, publicUrl });
  const formTokens = createFormTokens({ formKey: keys.formKey, publicUrl });
  const formLimit = createFormLimit(services.throttle);
  const locales = createLocales();
  const render = createRender({ dir: views, assets, clock, locales });
  const keptParts = createKeptParts({ changes: db.changes, clock });
  const pages = createPages({ render, locales, formTokens, config, keptParts });
  const headers = [createDisplay(publicUrl), createSecurityHeaders(publicUrl)];
  /** The first middleware of every Koa application here. */
  const outer = [createFrame({ log, metrics }), createSpeech({ words, publicUrl }), ...headers];
  const outgoing = createOutgoing({
    allowedHosts: [...config.OUTGOING_HOSTS, ...(config.DEMO ? [new URL(demoSite(config)).host] : [])],
  });
  const oidc = await createOidc({ ...services, rules, pages, formTokens, metrics, outgoing, outer });

  const menu = modules.flatMap((module) => module.menu ?? []);
  const citizens = services.citizensOf({
    ...{ formLimit, pages, menu },
    login: oidc.sessions.login,
    signIn: oidc.accountCentre.signIn,
  });
  const backOffice = await services.openBackOffice({
    ...{ formLimit, pages, oidc, menu },
    progress: services.asks.progress(),
    actions: modules.flatMap((module) => module.actions ?? []),
    finders: modules.flatMap((module) => module.finders ?? []),
    routes: (): readonly Route[] => routes,
  });
  const guard: Guard = async (ctx, access) => {
    if (access.who === 'anyone') return true;
    return access.who === 'citizen' ? citizens.guard(ctx, access) : backOffice.guard(ctx, access);
  };

  const operations = modules.flatMap((module) => module.operations ?? []);
  const pageServices: PageServices = {
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
    ...modules.flatMap((module) => module.pages?.(pageServices) ?? []),
    ...oidc.pages,
    ...backOffice.pages,
  ];

  const koa = new Koa<State>();
  koa.proxy = true; // X-Forwarded-* were checked at the gate
  for (const middleware of outer) koa.use(middleware);
  if (standby !== undefined) koa.use(createOwnWrites({ clock, publicUrl }));
  koa.use(compress());
  koa.use(createErrors({ pages, words, clock, log, publicUrl }));
  serveOperations(koa, operations, {
    ...services,
    replay: services.idempotency,
    adminBearer: createAdminBearer(services.adminTokens.find, services.throttle),
    assistantBearer: createAssistantBearer({
      publicUrl,
      // One by one: either store is asked only for values of its own form.
      find: async (value) => (await services.assistantTokens.find(value)) ?? services.assistantAccesses.find(value),
      challenge: (error) => challengeOf(publicUrl, error),
      throttle: services.throttle,
    }),
    bearer: createBearer(oidc.tokens.bearer, (call) => services.integrationLog.record({ endpoint: 'api', ...call })),
  });
  serveRoutes(koa, routes, {
    ...{ guard, formTokens, ask: createAsk(pages) },
    keptPages: createKeptPages({ changes: db.changes, clock }),
  });
  koa.on('error', (error: unknown) => {
    if (!isBrokenOff(error)) log.error({ err: error }, 'unexpected error');
  });
  const answer = koa.callback();

  let draining = false;
  const isReady = async () => !draining && (await db.isReady());
  const handle = createGate({
    publicUrl,
    words,
    trustedProxies: config.TRUSTED_PROXIES,
    documents: oidc.documents,
    assets: assets.handle,
    health: createHealth({
      ...{ isReady, isFull: db.isFull, metrics, log },
      ...{ skew: services.time.skew, city: services.time.city },
      standby: standby?.standing,
      workers: workers?.look,
      holes: services.advisories.lastOpen,
      metricsToken: config.METRICS_TOKEN,
    }),
    app: createAdmission({
      ...{ publicUrl, metrics, log, longest: config.LONGEST_WAIT * 1000, waitingKey: keys.formKey },
      app: traced(oidc.before((req, res) => void answer(req, res))),
    }),
  });

  let demo: Demo | undefined;
  return {
    ...services,
    ...{ metrics, handle, oidc, backOffice, operations, routes },
    /** All tables of personal data: one that no room declares is neither exported nor erased. */
    personal: () => [...services.personal(), ...oidc.people.personal],
    /** Registers this process before it answers: work that needs the database exclusively, or every process's state, relies on that. */
    register: () => services.nodes.start(),
    reload: () => keys.refresh(),
    async start() {
      // Receives changes and revocations of other nodes: until then every read goes to the database.
      db.changes.start();
      db.withdrawals.start();
      // The partner first: a logout notice from an earlier run may wait for it.
      if (config.DEMO) {
        const { startDemo } = await import('./demo/index.ts');
        demo = await startDemo({ ...services, assets, render, locales, speak: words, outer });
      }
      services.jobs.start();
      for (const module of modules) await outlast(() => module.start?.());
    },
    /** Undefined without the demo: whether its lists are filled, once they are. */
    demoFilled: () => demo?.filled,
    /** Ends long runs. A process replaced on the same port stays ready: another one answers. */
    drain({ isReplaced }: { isReplaced: boolean }): void {
      draining = !isReplaced;
      oidc.drain();
    },
    async close() {
      await demo?.close();
      await backOffice.close();
      await oidc.settled();
      await services.close();
    },
  };
}

export type App = Awaited<ReturnType<typeof createApp>>;
