import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { createFilePages } from './pages.ts';
import { createFiles } from './service.ts';
import { removeUnused } from './store.ts';

type Needs = { db: Database; clock: Clock; seal: Seal };

const batch = 200;
const unusedKept = days(7);

/** Uploads. */
export function createFilesModule(needs: Needs) {
  const files = createFiles(needs);
  return {
    service: { files },
    pages: () => createFilePages({ files }),
    jobs: [{ name: 'files.purge', schedule: '40 3 * * *', run: () => purgeFiles(needs) }],
  };
}

/** Uploads that nothing came to name, because the page was left without saving, go after a week. */
export async function purgeFiles({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<void> {
  while ((await removeUnused(db, after(clock.now(), -unusedKept), batch)) >= batch);
}
