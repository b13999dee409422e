import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type Router from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import { isLive, label } from './accounts/account.ts';
import { createAccountPages } from './accounts/pages.ts';
import { createApplicationsApi } from './applications/api.ts';
import { isUp } from './database/probe.ts';
import { demoSite } from './demo/announce.ts';
import { startDemo } from './demo/index.ts';
import { createAssets } from './http/assets.ts';
import { createBearer } from './http/bearer.ts';
import type { Context, State } from './http/context.ts';
import { createFormTokens } from './http/csrf.ts';
import { createDisplay } from './http/display.ts';
import { createErrors } from './http/errors.ts';
import { createFrame } from './http/frame.ts';
import { createGate } from './http/gate.ts';
import { createHealth } from './http/health.ts';
import { createMetrics } from './http/metrics.ts';
import { createOutgoing } from './http/outgoing.ts';
import { createPages } from './http/page.ts';
import { createRender } from './http/render.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { createOidc } from './oidc/index.ts';
import { createServices, type ServiceNeeds } from './services.ts';
import { createOutboxPages } from './site/outbox.ts';
import { createSitePages } from './site/pages.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

/** The composition root: every room furnished, every door hung. `handle` is for node:http; `start` begins the jobs. */
export async function createApp(needs: ServiceNeeds) {
  const services = await createServices(needs);
  const { config, clock, log, keys, db, accounts } = services;
  const publicUrl = config.PUBLIC_URL;

  const metrics = createMetrics();
  const assets = createAssets({ dir: `${views}/public` });
  const formTokens = createFormTokens({ formKey: keys.formKey, publicUrl });
  const render = createRender({ dir: views, assets, clock });
  const pages = createPages({ render, formTokens, config });
  const outer = [createFrame({ log, metrics }), createDisplay(publicUrl), createSecurityHeaders(publicUrl)];
  const outgoing = createOutgoing({
    allowedHosts: [...config.OUTGOING_HOSTS, ...(config.DEMO ? [new URL(demoSite(config)).host] : [])],
  });

  const oidc = await createOidc({ ...services, pages, formTokens, metrics, outgoing, outer });

  const signedIn = async (ctx: Context) => {
    const id = await oidc.sessions.accountId(ctx);
    const account = id === undefined ? undefined : await accounts.find(id);
    return account !== undefined && isLive(account) ? account : undefined;
  };
  const userLabel = async (ctx: Context) => {
    const account = await signedIn(ctx);
    return account && label(account);
  };

  const routers: Router<State>[] = [
    createSitePages({ pages, config, userLabel }),
    createAccountPages({ pages, formTokens, accounts, signedIn, ...oidc.accountCentre }),
    createApplicationsApi({
      applications: services.applications,
      bearer: createBearer(oidc.tokens.bearer, (call) => services.integrationLog.record({ endpoint: 'api', ...call })),
    }),
    ...oidc.pages,
    ...(config.NODE_ENV === 'production' ? [] : [createOutboxPages({ pages, ...services })]),
  ];

  const koa = new Koa<State>();
  koa.proxy = true; // X-Forwarded-* were checked at the gate
  for (const middleware of outer) koa.use(middleware);
  koa.use(compress());
  koa.use(createErrors({ pages, clock, log, publicUrl }));
  for (const router of routers) koa.use(router.routes()).use(router.allowedMethods());
  koa.on('error', (error: unknown) => log.error({ err: error }, 'unexpected error'));
  const answerPages = koa.callback();

  let draining = false;
  let demo: Awaited<ReturnType<typeof startDemo>> | undefined;
  const isReady = async () => !draining && (await isUp(db));
  const handle = createGate({
    publicUrl,
    trustedProxies: config.TRUSTED_PROXIES,
    assets: assets.handle,
    health: createHealth({ isReady, metrics, log }),
    app: (req: IncomingMessage, res: ServerResponse) =>
      oidc.owns(req) ? oidc.handle(req, res) : answerPages(req, res),
  });

  return {
    ...services,
    handle,
    oidc,
    routers,
    async start() {
      // The partner first: a logout notice from an earlier run may wait for it.
      if (config.DEMO) demo = await startDemo({ ...services, assets, render, outer });
      services.jobs.start();
      services.audit.start();
      await services.reminders.catchUp();
    },
    async close() {
      await demo?.close();
      await services.close();
    },
    reload: () => keys.refresh(),
    drain() {
      draining = true;
    },
  };
}

export type App = Awaited<ReturnType<typeof createApp>>;
