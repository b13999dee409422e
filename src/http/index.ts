import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { createIdempotency, idempotencyPurge } from './idempotency.ts';
import { createQuota, type Quota } from './limits/quota.ts';
import { createThrottle, type Throttle } from './limits/throttle.ts';
import type { CallWrapper } from './operation.ts';
import { createOutgoing } from './outgoing.ts';
import { personal } from './personal-data.ts';
import { type Cursors, createCursors } from './requests/cursors.ts';
import { sealed } from './sealed.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  config: Pick<Config, 'THROTTLE' | 'OUTGOING_HOSTS' | 'DEMO' | 'DEMO_PORT' | 'PUBLIC_URL'>;
};

type Service = {
  /** Where the next page of a list begins, as requests bring it back. */
  cursors: Cursors;
  /** Attempts, counted by all nodes together. */
  throttle: Throttle;
  /** Calls of the API, counted by each process. */
  quota: Quota;
  /** Idempotency-Key: a repeated call is answered as it was the first time. */
  idempotency: CallWrapper;
  /** Opens no address that is not public. */
  fetch: typeof globalThis.fetch;
};

/** Koa plumbing: routes as data and the one place that binds them, who may use a route, admission, forms and uploads, errors, rendering, limits, metrics, the outgoing fetch. */
export function createHttpModule(needs: Needs) {
  const { db, clock, config } = needs;
  const throttle = createThrottle({ db, clock, lifted: !config.THROTTLE });
  const service: Service = {
    cursors: createCursors(needs),
    throttle,
    quota: createQuota({ clock, lifted: !config.THROTTLE }),
    idempotency: createIdempotency(needs),
    fetch: createOutgoing({
      allowedHosts: [
        ...config.OUTGOING_HOSTS,
        // The partner site of the demo, beside us.
        ...(config.DEMO ? [`${config.PUBLIC_URL.hostname}:${config.DEMO_PORT}`] : []),
      ],
    }),
  };
  return {
    service,
    personal,
    sealed,
    jobs: [
      idempotencyPurge(needs),
      {
        name: 'throttle.purge',
        schedule: '*/15 * * * *',
        async run() {
          await throttle.purge();
        },
      },
    ],
  };
}
