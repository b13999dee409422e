import { after, type Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { ScheduledJob } from '../../jobs/job.ts';
import type { PersonalTable } from '../../personal.ts';
import { removeBefore } from './kept-store.ts';

type Needs = { db: Database; clock: Clock; tables: () => readonly PersonalTable[] };

const batch = 1_000;

/** Purges the tables whose retention gives a period and a column, and that have no job of their own. */
export const createPurge = ({ db, clock, tables }: Needs): ScheduledJob => ({
  name: 'privacy.purge',
  schedule: '55 3 * * *',
  async run() {
    for (const { table, kept } of tables()) {
      if (kept.term.until !== 'time' || kept.term.column === undefined) continue;
      const { column, seconds } = kept.term;
      const before = after(clock.now(), -seconds);
      while ((await removeBefore(db, table, column, before, batch)) === batch);
    }
  },
});
