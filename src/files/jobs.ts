import { after, type Clock, days } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Jobs } from '../jobs/service.ts';
import { removeUnused } from './store.ts';

const batch = 200;
const unusedKept = days(7);

/** Uploads that nothing came to name, because the page was left without saving, go after a week. */
export function fileJobs({ jobs, db, clock }: { jobs: Pick<Jobs, 'schedule'>; db: Database; clock: Clock }): void {
  jobs.schedule('files.purge', '40 3 * * *', () => purgeFiles({ db, clock }));
}

export async function purgeFiles({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  while ((await removeUnused(db, after(clock.now(), -unusedKept), batch)) >= batch);
}
