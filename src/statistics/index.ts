import type { Applications } from '../applications/service.ts';
import { type Clock, days } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Review } from '../review/service.ts';
import { createCloudCounts } from './cloud.ts';
import { correctionKind } from './correction-kind.ts';
import { createLocking, type Tell } from './events.ts';
import { createStatistics } from './service.ts';
import { createTotals } from './totals.ts';

type Needs = {
  db: Database;
  clock: Clock;
  jobs: Jobs;
  review: Review;
  applications: Applications;
  institutions: Institutions;
  activitiesOf: (clientId: string, day: string, connection?: Connection) => Promise<number>;
  tell: Tell;
};

/** The room of service data: reports of days, and their totals. */
export function furnishStatistics(needs: Needs) {
  const { jobs, review } = needs;
  const statistics = createStatistics(needs);
  const totals = createTotals(needs);
  jobs.schedule('statistics.roll', '* * * * *', async () => {
    await totals.roll();
  });
  const count = createCloudCounts(needs);
  jobs.schedule('statistics.count', '20 0 * * *', () => count(), { madeUpFor: days(1) });
  const tellLocked = createLocking(needs);
  jobs.schedule('statistics.locked', '5 18 * * *', tellLocked, { madeUpFor: days(1) });
  review.register(correctionKind({ ...needs, statistics }));
  return { statistics, totals, countCloud: count, tellLocked };
}
