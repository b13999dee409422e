import { fileURLToPath } from 'node:url';
import { outlast } from './database/outlast.ts';
import { demoSite } from './demo/announce.ts';
import type { Demo } from './demo/index.ts';
import { refuseDemoData } from './demo/mark.ts';
import type { Words } from './fact.ts';
import { openFirstRooms } from './first-rooms.ts';
import type { GroundNeeds } from './ground.ts';
import { createAdmission } from './http/gate/admission.ts';
import { createDisplay, createFrame } from './http/gate/frame.ts';
import { createGate, type Handler } from './http/gate/gate.ts';
import { createHealth } from './http/gate/health.ts';
import { createMetrics, type MetricsNeeds } from './http/gate/metrics.ts';
import { createOutgoing } from './http/outgoing.ts';
import { createAssets } from './http/pages/assets.ts';
import { createFormTokens } from './http/pages/csrf.ts';
import { createKeptParts } from './http/pages/kept-parts.ts';
import { createPages } from './http/pages/page.ts';
import { createRender } from './http/pages/render.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { createSpeech } from './http/speech.ts';
import type { Pause } from './module.ts';
import { createOidc, type RuleNeeds } from './oidc/index.ts';
import { noPause } from './roster.ts';
import type { completeRooms, Services } from './services.ts';
import { createTongues, createWords } from './words/index.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

/** `words`: other words than those of the house; the tests have some without a sentence in them. */
type Needs = Omit<GroundNeeds, 'words'> &
  Pick<MetricsNeeds, 'everywhere'> &
  RuleNeeds & {
    rooms?: Parameters<typeof completeRooms>[1];
    words?: Words;
    /** Stands around what answers, where requests are traced (server/tracing.ts). */
    traced?: ((app: Handler) => Handler) | undefined;
  };

/**
 * The composition root: the first rooms and the provider, which answer tokens, logins and health checks at once. The other rooms, and what
 * people and programs open of all of them, come with `furnish`; whoever asks for them before waits for that (docs/adr/0096).
 */
export async function openApp({
  everywhere,
  rules,
  rooms,
  traced = (app) => app,
  words = createWords(),
  ...needs
}: Needs) {
  const first = await openFirstRooms({ ...needs, words });
  const { services } = first;
  const { config, clock, log, keys, db } = services;
  await refuseDemoData({ ...services, close: first.close });
  const workers = await services.distribution.open();
  const publicUrl = config.PUBLIC_URL;
  services.standby?.watch();

  const all = Promise.withResolvers<Services>();
  all.promise.catch(() => undefined); // said by who furnishes

  const disks = [config.KEYS_DIR, config.DATA_DIR];
  const metrics = services.measuring.counting(
    createMetrics({
      ...{ everywhere, disks, keysAreSound: keys.isSound },
      figures: async () => (await all.promise).readFigures(),
      standby: services.standby?.standing,
    }),
  );
  metrics.pools(db.pools);
  const assets = createAssets({ dir: `${views}/public`, publicUrl });
  const formTokens = createFormTokens({ formKey: keys.formKey, publicUrl });
  const tongues = createTongues();
  const render = createRender({ dir: views, assets, clock, tongues });
  const keptParts = createKeptParts({ changes: db.changes, clock });
  const pages = createPages({ render, tongues, formTokens, config, keptParts });
  const headers = [createDisplay(publicUrl), createSecurityHeaders(publicUrl)];
  const outer = [createFrame({ log, metrics }), createSpeech({ words, publicUrl }), ...headers];
  const outgoing = createOutgoing({
    allowedHosts: [...config.OUTGOING_HOSTS, ...(config.DEMO ? [new URL(demoSite(config)).host] : [])],
  });

  const oidc = await createOidc({
    ...{ ...services, rules, pages, formTokens, metrics, outgoing, outer },
    watch: async (step) => (await all.promise).verification.watch(step),
  });

  /** Pages and calls of the API. */
  let answer: Handler = (req, res) =>
    void all.promise.then(
      () => answer(req, res),
      () => res.destroy(), // and the process ends
    );

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
      skew: services.time.skew,
      standby: services.standby?.standing,
      workers: workers?.look,
      metricsToken: config.METRICS_TOKEN,
    }),
    app: createAdmission({
      ...{ publicUrl, metrics, log, longest: config.LONGEST_WAIT * 1000, waitingKey: keys.formKey },
      app: traced((req, res) => (oidc.owns(req) ? oidc.handle(req, res) : answer(req, res))),
    }),
  });
  /** Hears what other nodes change and withdraw: until then everything is asked of the database. */
  function hear(): void {
    db.changes.start();
    db.withdrawals.start();
  }
  /** Tells that this process runs, before it answers: whoever has to be alone on the database, or must know what every process knows, counts on that. */
  const register = () => services.nodes.start();
  const reload = () => keys.refresh();
  /** Long runs end. Whoever is replaced on the same port stays ready: another process answers. */
  function drain({ isReplaced }: { isReplaced: boolean }): void {
    draining = !isReplaced;
    oidc.drain();
  }

  async function makeHouse(pause: Pause) {
    await pause(); // whoever was waiting for the listener comes first
    const { furnish } = await import('./furnished.ts');
    const made = await furnish({ first, rooms, oidc, pages, formTokens, metrics, outer, pause });
    const { services, backOffice, operations, routes } = made;
    let demo: Demo | undefined;
    answer = made.answer;
    all.resolve(services);
    return {
      ...services,
      ...{ metrics, handle, oidc, backOffice, operations, routes, drain, reload },
      /** All that is kept of people: what no room names here is neither exported nor erased. */
      personal: async () => [...(await services.personal()), ...(await oidc.people.personal())],
      async start() {
        // The partner first: a logout notice from an earlier run may wait for it.
        if (config.DEMO) {
          const { startDemo } = await import('./demo/index.ts');
          demo = await startDemo({ ...services, assets, render, tongues, speak: words, outer });
        }
        hear();
        services.jobs.start();
        for (const module of services.modules) await outlast(() => module.start?.());
      },
      /** Undefined without the demo: whether its lists are filled, once they are. */
      demoFilled: () => demo?.filled,
      async close() {
        await demo?.close();
        await backOffice.close();
        await oidc.settled();
        await services.close();
      },
    };
  }

  return {
    ...{ handle, register, hear, drain, reload, close: first.close },
    /** The whole house. What goes wrong with it is thrown here, and whoever waits for a page is cut off. */
    async furnish(pause = noPause) {
      try {
        return await makeHouse(pause);
      } catch (error) {
        all.reject(error);
        throw error;
      }
    },
  };
}

/** The whole house at once. */
export const createApp = async (needs: Needs) => (await openApp(needs)).furnish();

export type App = Awaited<ReturnType<typeof createApp>>;
