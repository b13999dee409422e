import type { Database } from '../../src/database/open.ts';
import { until } from './until.ts';

/**
 * Lets several things run into each other: `hold` locks rows that all of them want, all of them begin and wait, and then the rows are
 * let go. Whatever was read before the wait is old then.
 */
export async function together<T>(
  db: Database,
  hold: { text: string; values: readonly unknown[] },
  begin: () => readonly Promise<T>[],
): Promise<PromiseSettledResult<T>[]> {
  let works: readonly Promise<T>[] = [];
  await db.transaction(async (trx) => {
    await trx.rows(hold.text, hold.values);
    works = begin();
    void Promise.allSettled(works);
    await until(async () => {
      const row = await db.row<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row?.count === works.length;
    }, 'all of them wait');
  });
  return Promise.allSettled(works);
}
