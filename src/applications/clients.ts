import { after, type Clock, days } from '../clock.ts';
import { createBatching } from '../database/batching.ts';
import { createHearing } from '../database/hearing.ts';
import type { Database } from '../database/open.ts';
import { createRecent } from '../database/recent.ts';
import type { Log } from '../log.ts';
import { metadata } from './application.ts';
import * as store from './store.ts';
import { withWaivers } from './waivers.ts';

type Needs = { db: Database; clock: Clock; log: Log };

// About 3 kB each: a process that serves so many AKs at once has the memory for them.
const most = 120_000;

/**
 * The applications that call, remembered for half a second; where the node hears what all others change (docs/adr/0023), until one is
 * changed. Those that are asked for at the same moment are read together.
 */
export function createClients({ db, clock, log }: Needs) {
  const reading = createBatching<string, store.Client | undefined>({
    // Those SKs that ended lately come too, so that the integration log can say so; whether one works is asked at each use.
    run: (clientIds) => store.findClients(db.byKey, clientIds, after(clock.now(), -days(7))),
  });
  const hearing = createHearing({
    db,
    log,
    topic: 'applications',
    heard: (clientId) => clients.forget(clientId),
    missed: () => clients.clear(),
  });
  const clients = createRecent({
    most,
    isHeard: hearing.isHeard,
    read: async (clientId) => {
      const found = await reading(clientId);
      if (found === undefined) return undefined;
      const { application, secrets, waivers } = found;
      return { application, metadataAt: withWaivers(metadata(application, secrets), waivers) };
    },
  });
  return { clients, hearing };
}
