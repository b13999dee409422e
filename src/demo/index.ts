import { createServer } from 'node:http';
import { timed } from '../database/deadline.ts';
import { outlast } from '../database/outlast.ts';
import type { Words } from '../fact.ts';
import type { Middleware } from '../http/context.ts';
import { createErrors } from '../http/errors.ts';
import { createGate } from '../http/gate/gate.ts';
import type { Assets } from '../http/pages/assets.ts';
import { createFormTokens } from '../http/pages/csrf.ts';
import { createPages } from '../http/pages/page.ts';
import type { Locales, Render } from '../http/pages/render.ts';
import type { Services } from '../services.ts';
import { demoSite } from './announce.ts';
import { seedResources } from './entries/resources.ts';
import { seedIncident } from './incidents.ts';
import { seedDemo } from './institutions/seed.ts';
import { seedLending } from './lending.ts';
import { seedLinkWatch } from './links.ts';
import { mark } from './mark-store.ts';
import { createPartnerSite } from './partner/pages.ts';
import { createRelyingParty } from './partner/relying-party.ts';
import { seedQuestions } from './statistics/questions.ts';
import { seedStatistics } from './statistics/statistics.ts';
import { beginStory, tellStory } from './story.ts';
import { seedVerification } from './verification.ts';

type Needs = Services & {
  assets: Assets;
  render: Render;
  locales: Locales;
  speak: Words;
  outer: readonly Middleware[];
};

/** `filled` is kept when all lists are as they shall be; false where they could not be. */
export type Demo = { filled: Promise<boolean>; close: () => Promise<void> };

/** Seeds the demo's data and opens the partner site beside the Cloud. Never in production (config.ts refuses it). */
export async function startDemo(needs: Needs): Promise<Demo> {
  const { config, clock, keys, log, assets, render, locales, speak, outer } = needs;
  const publicUrl = new URL(demoSite(config));
  const issuer = config.PUBLIC_URL.origin;
  await outlast(() => mark(needs.db, clock.now())); // before anything that it stands for
  const { clientId, secret, people, owner } = await outlast(() =>
    seedDemo(needs, needs.secondFactor, publicUrl.origin),
  );
  await outlast(() => beginStory(needs)); // before the first page: the rest is filled in for minutes
  const formTokens = createFormTokens({ formKey: keys.formKey, publicUrl });
  const pages = createPages({ render, locales, formTokens, config });
  const site = createPartnerSite({
    relyingParty: createRelyingParty({ issuer, clientId, secret, site: publicUrl.origin }),
    pages,
    formTokens,
    outer,
    errors: createErrors({ pages, words: speak, clock, log, publicUrl }),
    issuer,
    clientId,
    origin: publicUrl.origin,
    db: needs.db,
    clock,
    logo: assets.href('logo-qingxi.svg'),
    log,
  });
  const server = createServer(
    createGate({
      publicUrl,
      words: speak,
      trustedProxies: [],
      assets: assets.handle,
      app: site.callback(),
    }),
  );
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(config.DEMO_PORT, config.HOST, resolve),
  );
  const closing = new AbortController();
  const { signal } = closing;
  const steps = [
    () => seedVerification(needs, owner, publicUrl.origin),
    () => seedLinkWatch(needs, owner, publicUrl.origin),
    () => seedIncident(needs, people),
    () => seedResources(needs, publicUrl.origin, signal),
    () => seedLending(needs, { people, owner, site: publicUrl.origin, signal }),
    () => seedStatistics(needs, signal),
    () => tellStory(needs),
    () => seedQuestions(needs, { clientId, owner, people }),
  ];
  // On a slow machine a statement takes more than the five seconds of a request; each step can be repeated, and goes on where it stopped.
  const seed = async () => {
    for (const step of steps) await outlast(() => (signal.aborted ? undefined : step()));
  };
  const filled = timed('command', seed).then(
    () => true,
    (error: unknown) => {
      if (!closing.signal.aborted) log.error({ err: error }, 'The resources of the demo could not be seeded');
      return false;
    },
  );
  return {
    filled,
    async close() {
      closing.abort();
      server.closeAllConnections();
      await Promise.all([filled, new Promise((resolve) => server.close(resolve))]);
    },
  };
}
