import { after, type Clock, dayStart, days, epoch, hours } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Log } from '../../log.ts';
import type { Application } from '../aksk/application.ts';
import { daysLeft } from '../aksk/lifetime.ts';
import { find, lock } from '../aksk/store.ts';
import type { Correspondence } from './correspondence.ts';
import * as store from './reminder-store.ts';

type Needs = { db: Database; clock: Clock; jobs: Pick<Jobs, 'enqueue'>; correspondence: Correspondence; log: Log };

/** R32 */
const stages = [7, 3, 1, 0, -1] as const;
const catchUp = 'applications.reminders.catch-up';
const batch = 200;

/** R32 到期提醒. */
export interface Reminders {
  /** At the start of a node: where no node was there at nine today, the letters go out now. */
  catchUp(): Promise<void>;
  /** Daily at nine for AKs, hourly for SKs. */
  jobs: readonly Job[];
}

/**
 * R32: every contact is reminded 7, 3, 1 and 0 days before and one day after an AK ends, and a day before a replaced SK ends that is
 * still used. The notice of an occasion is one row, written with its messages, so a run may be repeated at any time and on any node.
 */
export function createReminders({ db, clock, jobs, correspondence, log }: Needs): Reminders {
  async function remindOfExpiry(): Promise<void> {
    const now = clock.now();
    for (const stage of stages) {
      const from = dayStart(now, stage);
      await each(
        (cursor) => store.expiringBetween(db, from, after(from, days(1)), cursor, batch),
        (clientId) => clientId,
        (clientId) =>
          withApplication(clientId, async (trx, application) => {
            const { expiresAt } = application;
            if (expiresAt === undefined || daysLeft(expiresAt, now) !== stage) return; // renewed in this very moment
            await correspondence.write(trx, application, { kind: 'expires', daysLeft: stage, expiresAt, now });
          }),
      );
    }
  }

  async function remindOfSks(): Promise<void> {
    const now = clock.now();
    const window = { now, until: after(now, days(1)), usedSince: after(now, -days(1)) };
    await each(
      (cursor) => store.endingSecrets(db, window, cursor || '00000000-0000-0000-0000-000000000000', batch),
      ({ secret }) => secret.id,
      ({ clientId, ...secret }) =>
        withApplication(clientId, async (trx, application) => {
          await correspondence.write(trx, application, { kind: 'sk_ends', ...secret });
        }),
    );
  }

  /** The row is locked, so that a renewal comes either before (and no letter is sent) or after. */
  const withApplication = (clientId: string, work: (trx: Connection, application: Application) => Promise<void>) =>
    db.transaction(async (trx) => {
      if (!(await lock(trx, clientId))) return;
      const application = await find(trx, clientId);
      if (application !== undefined && application.disabledAt === undefined) await work(trx, application);
    });

  /** Page by page. One that cannot be written to does not keep the others from their letter; the job is tried again for it. */
  async function each<Item>(
    page: (cursor: string) => Promise<Item[]>,
    keyOf: (item: Item) => string,
    work: (item: Item) => Promise<void>,
  ): Promise<void> {
    let missed = 0;
    let cursor = '';
    let items: Item[];
    do {
      items = await page(cursor);
      for (const item of items) {
        cursor = keyOf(item);
        await work(item).catch((error: unknown) => {
          missed += 1;
          log.error({ err: error, subject: cursor }, 'A reminder could not be written');
        });
      }
    } while (items.length === batch);
    if (missed > 0) throw new Error(`${missed} reminders could not be written`);
  }

  const background: Job[] = [
    { name: 'applications.reminders', schedule: '0 9 * * *', run: remindOfExpiry },
    { name: 'applications.sk-reminders', schedule: '7 * * * *', run: remindOfSks },
    { queue: catchUp, handle: remindOfExpiry },
  ];

  return {
    jobs: background,

    async catchUp() {
      const now = clock.now();
      if (epoch(now) - epoch(dayStart(now)) >= hours(9)) await jobs.enqueue(db, catchUp, {});
    },
  };
}
