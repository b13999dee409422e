import { after, type Clock, days } from '../../clock.ts';
import { createBatching } from '../../database/batching.ts';
import { createCache } from '../../database/cache.ts';
import { createInvalidation } from '../../database/invalidation.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import { type LiveWaiver, metadata } from './application.ts';
import { isOver } from './lifetime.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; log: Log };

// About 5 kB each: a process that serves so many AKs has the memory for them.
const maxClients = 120_000;

/**
 * A cache of the applications that call: for half a second, and while invalidation is live (docs/adr/0023) until one is changed. Those
 * that are requested at the same moment are read together.
 */
export function createClients({ db, clock, log }: Needs) {
  const reading = createBatching<string, store.Client | undefined>({
    // With SKs that ended lately, so that the integration log can say so; whether one works is checked at each use.
    run: (clientIds) => store.findClients(db.byKey, clientIds, after(clock.now(), -days(7))),
  });
  const invalidation = createInvalidation({
    db,
    log,
    topic: 'applications',
    onChange: (clientId) => clients.invalidate(clientId),
    onGap: () => clients.clear(),
  });
  const clients = createCache({
    maxKeys: maxClients,
    // Heartbeats of others say that changes come, and not how late.
    isLive: () => invalidation.isLive() && db.withdrawals.isLive(),
    read: async (clientId) => {
      const found = await reading(clientId);
      if (found === undefined) return undefined;
      const { application, secrets, waivers } = found;
      return { application, metadataAt: withWaivers(metadata(application, secrets), waivers) };
    },
  });
  return { clients, invalidation };
}

/** The client at a moment: with the waived addresses still valid. */
function withWaivers<Client extends { redirect_uris: string[] }>(
  client: Client,
  waivers: readonly LiveWaiver[],
): (now: Date) => Client {
  if (waivers.length === 0) return () => client;
  return (now) => {
    const waived = waivers.filter(({ until }) => !isOver.holds({ until }, now)).map(({ uri }) => uri);
    return { ...client, redirect_uris: [...new Set([...client.redirect_uris, ...waived])] };
  };
}
