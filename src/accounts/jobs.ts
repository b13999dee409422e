import { after, type Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Throttle } from '../http/throttle.ts';
import type { Jobs } from '../jobs/service.ts';
import * as codes from './code-store.ts';
import { codesKeptAfterExpiry, loginsKept } from './limits.ts';
import * as logins from './login-store.ts';

const batch = 5_000;

type Needs = { jobs: Pick<Jobs, 'schedule'>; db: Database; clock: Clock; throttle: Throttle };

/** What is not kept: 登录记录 after 180 days, codes a day after they expired, counters whose window is over. */
export function accountJobs({ jobs, db, clock, throttle }: Needs): void {
  jobs.schedule('accounts.purge', '20 3 * * *', () => purgeAccounts({ db, clock }));
  jobs.schedule('throttle.purge', '*/15 * * * *', async () => {
    await throttle.purge();
  });
}

export async function purgeAccounts({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<void> {
  await inBatches(() => logins.removeBefore(db, after(clock.now(), -loginsKept), batch));
  await inBatches(() => codes.removeOver(db, after(clock.now(), -codesKeptAfterExpiry), batch));
}

async function inBatches(remove: () => Promise<number>): Promise<void> {
  while ((await remove()) >= batch);
}
