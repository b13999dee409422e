import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { createIdempotency, idempotencyPurge } from './idempotency.ts';
import { createQuota } from './limits/quota.ts';
import { createThrottle } from './limits/throttle.ts';
import { createOutgoing } from './outgoing.ts';
import { personal } from './personal-data.ts';
import { createCursors } from './requests/cursors.ts';
import { sealed } from './sealed.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  config: Pick<Config, 'THROTTLE' | 'OUTGOING_HOSTS' | 'DEMO' | 'DEMO_PORT' | 'PUBLIC_URL'>;
};

/** Koa plumbing: routes as data and the one place that binds them, who may use a route, admission, forms and uploads, errors, rendering, limits, metrics, the outgoing fetch. */
export function createHttpModule(needs: Needs) {
  const { db, clock, config } = needs;
  const throttle = createThrottle({ db, clock, lifted: !config.THROTTLE });
  return {
    service: {
      cursors: createCursors(needs),
      throttle,
      quota: createQuota({ clock, lifted: !config.THROTTLE }),
      idempotency: createIdempotency(needs),
      /** Opens no address that is not public. */
      fetch: createOutgoing({
        allowedHosts: [
          ...config.OUTGOING_HOSTS,
          // The partner site of the demo, beside us.
          ...(config.DEMO ? [`${config.PUBLIC_URL.hostname}:${config.DEMO_PORT}`] : []),
        ],
      }),
    },
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
