import { fileURLToPath } from 'node:url';
import type Router from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import { isLive, label } from './accounts/account.ts';
import { createCitizenGuard } from './accounts/citizen-guard.ts';
import { createAccountPages } from './accounts/pages.ts';
import { createStaffPages } from './accounts/staff-pages.ts';
import { createApplicationsAdminApi } from './applications/admin-api.ts';
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
import { createAdminBearer } from './http/admin-bearer.ts';
import { createAdmission } from './http/admission.ts';
import { createAssets } from './http/assets.ts';
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
import type { Route } from './http/route.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { type Guard, serveRoutes } from './http/serve-routes.ts';
import { createInstitutionPages } from './institutions/pages.ts';
import { createLicenceDoors } from './licences/index.ts';
import { createLinkDoors } from './links/index.ts';
import { createOidc, type RuleNeeds } from './oidc/index.ts';
import { createOversightApi } from './oversight/api.ts';
import { createAuditPages } from './oversight/audit-pages.ts';
import { createTokenPages } from './oversight/token-pages.ts';
import { createImportPages } from './resources/imports/pages.ts';
import { createResourcePages } from './resources/pages.ts';
import { createPreviewPages } from './resources/preview-pages.ts';
import { createShowcase } from './resources/public-home.ts';
import { createPublicDoors } from './resources/public-index.ts';
import { createReviewApi } from './review/api.ts';
import { createDeskPages } from './review/desk-pages.ts';
import { createSubmissionPages } from './review/pages.ts';
import { createPhrasePages } from './review/phrase-pages.ts';
import { createWordPages } from './review/word-pages.ts';
import { createServices, type ServiceNeeds } from './services.ts';
import { createApiPages } from './site/api-pages.ts';
import { createDocsPages } from './site/docs-pages.ts';
import { apiOperations } from './site/operations.ts';
import { createOutboxPages } from './site/outbox.ts';
import { createSitePages } from './site/pages.ts';
import { createPartnerApi } from './site/partner-api.ts';
import { createRegionPages } from './site/region-pages.ts';
import { createDashboardDoors } from './statistics/dashboard-index.ts';
import { createCorrectionPages } from './statistics/operator-pages.ts';
import { createStatisticsPages } from './statistics/pages.ts';
import { createWebhookPages } from './webhooks/pages.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

/** The composition root: every room furnished, every door hung. `handle` is for node:http; `start` begins the jobs. */
export async function createApp({ everywhere, rules, ...needs }: ServiceNeeds & MetricsNeeds & RuleNeeds) {
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
    oidc,
    routes: () => routes,
  });
  const citizenGuard = createCitizenGuard({ formLimit, signedIn, signIn: oidc.accountCentre.signIn });
  const guard: Guard = async (ctx, access) => {
    if (access.who === 'anyone') return true;
    return access.who === 'citizen' ? citizenGuard(ctx) : backOffice.guard(ctx, access);
  };

  const adminBearer = createAdminBearer(services.adminTokens.find, services.throttle);
  const apis: Router<State>[] = [
    ...createPartnerApi({ ...services, find: oidc.tokens.bearer, publicUrl }),
    createReviewApi({ ...services, names: accounts.names, adminBearer }),
    createApplicationsAdminApi({ ...services, adminBearer }),
    createOversightApi({ ...services, adminBearer }),
  ];
  const common = { ...services, pages, publicUrl, names: accounts.names };
  const routes: Route[] = [
    ...createSitePages({ ...common, userLabel, partners: services.links.shown, showcase: createShowcase(services) }),
    ...createPublicDoors(common),
    ...createAccountPages({ ...common, ...oidc.accountCentre }),
    ...createAuditPages(common),
    ...createTokenPages(common),
    ...createApiPages({ ...common, operations: apiOperations, channels: services.resources.channels() }),
    ...createDocsPages({ ...common, channels: services.resources.channels() }),
    ...oidc.pages,
    ...backOffice.pages,
    ...createInstitutionPages({ ...common, workFor: backOffice.workFor }),
    ...createStaffPages(common),
    ...createDeskPages(common),
    ...createPhrasePages(common),
    ...createWordPages(common),
    ...createLogoPages(common),
    ...createTesterPages(common),
    ...createSandboxPages(common),
    ...createMailedPages(common),
    ...createSubmissionPages(common),
    ...createFilePages(common),
    ...createLinkDoors(common),
    ...createImportPages(common),
    ...createPreviewPages({
      ...common,
      pictures: services.resources.pictures,
      channels: Object.fromEntries(services.resources.channels().map((channel) => [channel.code, channel])),
    }),
    ...createResourcePages(common),
    ...createLicenceDoors(common),
    ...createDashboardDoors(common),
    ...createStatisticsPages(common),
    ...createCorrectionPages(common),
    ...createRegionPages(common),
    ...createWebhookPages(common),
    ...createApplicationPages({ ...common, membersOf: services.institutions.membersOf }),
    ...createAdminApplicationPages(common),
    ...(config.NODE_ENV === 'production' ? [] : createOutboxPages(common)),
  ];

  const koa = new Koa<State>();
  koa.proxy = true; // X-Forwarded-* were checked at the gate
  for (const middleware of outer) koa.use(middleware);
  koa.use(compress());
  koa.use(createErrors({ pages, clock, log, publicUrl }));
  for (const router of apis) koa.use(router.routes()).use(router.allowedMethods());
  serveRoutes(koa, routes, { guard, formTokens });
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
    apis,
    routes,
    async start() {
      // The partner first: a logout notice from an earlier run may wait for it.
      if (config.DEMO) {
        const { startDemo } = await import('./demo/index.ts');
        demo = await startDemo({ ...services, secondFactor: backOffice.secondFactor, assets, render, outer });
      }
      services.applications.start();
      services.jobs.start();
      services.couriers.start();
      services.audit.start();
      await services.reminders.catchUp();
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
