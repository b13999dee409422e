import { after, type Clock, days } from '../clock.ts';
import type { Database, OpenedDatabase, Reader } from '../database/open.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import { type Space, sandbox } from '../space.ts';
import { sandboxQueues } from './jobs.ts';
import { purges } from './store.ts';

/** A room made once more, for sandboxes: the same verbs on other tables, by other policies. */
export interface InSandbox {
  /** Its policies: no review, a limit of entries, and data for 30 days. */
  space: Space;
  /** Its tables, in a schema of their own. */
  db: Database;
  /** The same tables: sandboxes are never read from a standby. */
  reads: Reader;
  /** Queues of other names for the same workers. */
  jobs: Pick<Jobs, 'enqueue' | 'hurry' | 'isUnderWay'>;
}

type Needs = { db: OpenedDatabase; clock: Clock; jobs: Jobs };

type Service = {
  /** The needs that a room gives to its verbs a second time, for sandboxes. */
  inSandbox: InSandbox;
  /** Deletes sandbox data older than 30 days; run by a job each night. */
  purgeSandboxes: () => Promise<void>;
};

const batch = 1_000;

/** Sandboxes (R27): the needs of rooms to work on their data, and its deletion after 30 days. */
export function createSandboxModule({ db, clock, jobs }: Needs) {
  const inSandbox: InSandbox = { space: sandbox, db: db.sandbox, reads: db.sandbox, jobs: sandboxQueues(jobs) };

  async function purge(): Promise<void> {
    const before = after(clock.now(), -(sandbox.keptFor ?? 0));
    for (const remove of purges) while ((await remove(db.sandbox, before, batch)) === batch);
  }
  const purging: Job = { name: 'sandbox.purge', schedule: '25 4 * * *', run: purge, madeUpFor: days(1) };
  const service: Service = { inSandbox, purgeSandboxes: purge };
  return { service, jobs: [purging] };
}
