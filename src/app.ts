import { fileURLToPath } from 'node:url';
import type Router from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import { isLive, label } from './accounts/account.ts';
import { createAccountPages } from './accounts/pages.ts';
import { createStaffPages } from './accounts/staff-pages.ts';
import { createAdminApplicationPages } from './applications/admin-pages.ts';
import { createLogoPages } from './applications/logo-pages.ts';
import { createMailedPages } from './applications/mailed-pages.ts';
import { createApplicationPages } from './applications/pages.ts';
import { createSandboxPages } from './applications/sandbox-pages.ts';
import { createTesterPages } from './applications/tester-pages.ts';
import { createConsole } from './console/index.ts';
import { demoSite } from './demo/announce.ts';
import { refuseDemoData } from './demo/mark.ts';
import { createFilePages } from './files/pages.ts';
import type { GroundNeeds } from './ground.ts';
import { createAdminBearer } from './http/admin-bearer.ts';
import { createAdmission } from './http/admission.ts';
import { createAssets } from './http/assets.ts';
import { createBearer } from './http/bearer.ts';
import type { Context, State } from './http/context.ts';
import { createFormTokens } from './http/csrf.ts';
import { createDisplay } from './http/display.ts';
import { createErrors } from './http/errors.ts';
import { createFormLimit } from './http/form-limit.ts';
import { createFrame } from './http/frame.ts';
import { createGate } from './http/gate.ts';
import { createHealth } from './http/health.ts';
import { createMetrics, type MetricsNeeds } from './http/metrics.ts';
import { createOutgoing } from './http/outgoing.ts';
import { createPages } from './http/page.ts';
import { createRender } from './http/render.ts';
import { routesOf } from './http/routes.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { serveOperations } from './http/serve-operations.ts';
import { createInstitutionPages } from './institutions/pages.ts';
import { createLicenceDoors } from './licences/index.ts';
import { createLinkDoors } from './links/index.ts';
import { createOidc, type RuleNeeds } from './oidc/index.ts';
import { createAuditPages } from './oversight/audit-pages.ts';
import { createTokenPages } from './oversight/token-pages.ts';
import { createImportPages } from './resources/imports/pages.ts';
import { createResourcePages } from './resources/pages.ts';
import { createPreviewPages } from './resources/preview-pages.ts';
import { createShowcase } from './resources/public-home.ts';
import { createPublicDoors } from './resources/public-index.ts';
import { createDeskPages } from './review/desk-pages.ts';
import { createSubmissionPages } from './review/pages.ts';
import { createPhrasePages } from './review/phrase-pages.ts';
import { createWordPages } from './review/word-pages.ts';
import { createServices } from './services.ts';
import { createApiPages } from './site/api-pages.ts';
import { createDocsPages } from './site/docs-pages.ts';
import { createOutboxPages } from './site/outbox.ts';
import { createSitePages } from './site/pages.ts';
import { createRegionPages } from './site/region-pages.ts';
import { createDashboardDoors } from './statistics/index.ts';
import { createCorrectionPages } from './statistics/operator-pages.ts';
import { createStatisticsPages } from './statistics/pages.ts';
import { createWebhookPages } from './webhooks/pages.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

/** The composition root: every room furnished, every door hung. `handle` is for node:http; `start` begins the jobs. */
export async function createApp({ everywhere, rules, ...needs }: GroundNeeds & MetricsNeeds & RuleNeeds) {
  const services = await createServices(needs);
  const { config, clock, log, keys, db, accounts } = services;
  await refuseDemoData(services);
  const publicUrl = config.PUBLIC_URL;

  const metrics = createMetrics({ everywhere });
  const assets = createAssets({ dir: `${views}/public`, publicUrl });
  const formTokens = createFormTokens({ formKey: keys.formKey, publicUrl });
  const formLimit = createFormLimit(services.throttle);
  const render = createRender({ dir: views, assets, clock });
  const pages = createPages({ render, formTokens, config });
  const outer = [createFrame({ log, metrics }), createDisplay(publicUrl), createSecurityHeaders(publicUrl)];
  const outgoing = createOutgoing({
    allowedHosts: [...config.OUTGOING_HOSTS, ...(config.DEMO ? [new URL(demoSite(config)).host] : [])],
  });

  const oidc = await createOidc({ ...services, rules, pages, formTokens, metrics, outgoing, outer });

  const signedIn = async (ctx: Context) => {
    const id = await oidc.sessions.accountId(ctx);
    const account = id === undefined ? undefined : await accounts.find(id);
    return account !== undefined && isLive(account) ? account : undefined;
  };
  const userLabel = async (ctx: Context) => {
    const account = await signedIn(ctx);
    return account && label(account);
  };

  const backOffice = await createConsole({
    ...services,
    formLimit,
    pages,
    formTokens,
    oidc,
    routes: () => routesOf(routers),
  });

  const operations = services.modules.flatMap((module) => module.operations ?? []);
  const routers: Router<State>[] = [
    createSitePages({
      ...services,
      pages,
      userLabel,
      partners: services.links.shown,
      showcase: createShowcase(services),
    }),
    ...createPublicDoors({ ...services, pages, publicUrl }),
    createAccountPages({ ...services, pages, formTokens, formLimit, signedIn, ...oidc.accountCentre }),
    serveOperations(operations, {
      ...services,
      replay: services.idempotency,
      adminBearer: createAdminBearer(services.adminTokens.find, services.throttle),
      bearer: createBearer(oidc.tokens.bearer, (call) => services.integrationLog.record({ endpoint: 'api', ...call })),
    }),
    createAuditPages({ ...services, pages, formTokens, guards: backOffice.guards, names: accounts.names }),
    createTokenPages({ ...services, pages, formTokens, guards: backOffice.guards, names: accounts.names, publicUrl }),
    createApiPages({
      pages,
      publicUrl,
      operations: operations.map(({ described }) => described),
      channels: services.resources.channels(),
    }),
    createDocsPages({ pages, publicUrl, channels: services.resources.channels() }),
    ...oidc.pages,
    ...backOffice.pages,
    ...createInstitutionPages({ ...services, ...backOffice, pages, formTokens }),
    createStaffPages({ pages, formTokens, guards: backOffice.guards, accounts }),
    createDeskPages({ ...services, pages, formTokens, guards: backOffice.guards, names: accounts.names }),
    createPhrasePages({ ...services, pages, formTokens, guards: backOffice.guards }),
    createWordPages({ ...services, pages, formTokens, guards: backOffice.guards }),
    createLogoPages(services),
    createTesterPages({ pages, formTokens, guards: backOffice.guards }),
    createSandboxPages({ ...services, pages, formTokens, guards: backOffice.guards, publicUrl }),
    createMailedPages({ ...services, pages, formTokens, guards: backOffice.guards }),
    createSubmissionPages({
      pages,
      formTokens,
      ...services,
      guards: backOffice.guards,
      names: services.accounts.names,
    }),
    createFilePages({ files: services.files, guards: backOffice.guards }),
    ...createLinkDoors({ ...services, pages, formTokens, guards: backOffice.guards, publicUrl }),
    createImportPages({ ...services, pages, formTokens, guards: backOffice.guards }), // before the ids of entries
    createPreviewPages({
      ...services,
      pages,
      guards: backOffice.guards,
      pictures: services.resources.pictures,
      channels: Object.fromEntries(services.resources.channels().map((channel) => [channel.code, channel])),
    }),
    createResourcePages({ ...services, pages, formTokens, guards: backOffice.guards, names: accounts.names }),
    ...createLicenceDoors({ ...services, pages, formTokens, guards: backOffice.guards, names: accounts.names }),
    // Before the reports: the last part of its paths would be taken for an AK.
    ...createDashboardDoors({ ...services, pages, formTokens, guards: backOffice.guards }),
    createStatisticsPages({ ...services, pages, formTokens, guards: backOffice.guards }),
    createCorrectionPages({ ...services, pages, formTokens, guards: backOffice.guards }),
    createRegionPages({ pages }),
    createWebhookPages({ ...services, pages, formTokens, guards: backOffice.guards }),
    // Behind whatever else stands under /applications: their last part would be taken for an AK.
    createApplicationPages({
      ...services,
      pages,
      formTokens,
      guards: backOffice.guards,
      names: accounts.names,
      membersOf: services.institutions.membersOf,
    }),
    createAdminApplicationPages({ ...services, pages, formTokens, guards: backOffice.guards, names: accounts.names }),
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
  let demo: { close(): Promise<void> } | undefined;
  const isReady = async () => !draining && (await db.isReady());
  const handle = createGate({
    publicUrl,
    trustedProxies: config.TRUSTED_PROXIES,
    documents: oidc.documents,
    assets: assets.handle,
    health: createHealth({ isReady, skew: services.time.skew, metrics, metricsToken: config.METRICS_TOKEN, log }),
    app: createAdmission({
      ...{ publicUrl, metrics, log, longest: config.LONGEST_WAIT * 1000 },
      app: (req, res) => (oidc.owns(req) ? oidc.handle(req, res) : answerPages(req, res)),
    }),
  });

  return {
    ...services,
    metrics,
    handle,
    oidc,
    backOffice,
    routers,
    operations,
    async start() {
      // The partner first: a logout notice from an earlier run may wait for it.
      if (config.DEMO) {
        const { startDemo } = await import('./demo/index.ts');
        demo = await startDemo({ ...services, assets, render, outer });
      }
      services.jobs.start();
      for (const module of services.modules) await module.start?.();
    },
    async close() {
      await demo?.close();
      await backOffice.close();
      await services.close();
    },
    reload: () => keys.refresh(),
    /** Long runs end. Whoever is replaced on the same port stays ready: another process answers. */
    drain({ isReplaced }: { isReplaced: boolean }) {
      draining = !isReplaced;
      oidc.drain();
    },
  };
}

export type App = Awaited<ReturnType<typeof createApp>>;
