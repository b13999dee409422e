import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../src/database/open.ts';

/** Milliseconds: far more than a statement may take (src/database/deadline.ts). */
const longest = 30_000;

/**
 * A fixed number of rounds, however long they take together on a busy machine: a failure is a round without an end, and it reports which waited
 * for which. On distributed tables, which take longer, it reports its progress now and then.
 */
export async function rounds(db: Connection, count: number, round: () => Promise<void>): Promise<void> {
  const took: number[] = [];
  for (let turn = 1; turn <= count; turn += 1) {
    const began = performance.now();
    const over = new AbortController();
    const stall = async () => {
      await sleep(longest, undefined, { signal: over.signal });
      throw new Error(`round ${turn} of ${count} stands still:\n${await waiting(db)}`);
    };
    const isOver = stall();
    isOver.catch(() => undefined);
    await Promise.race([round(), isOver]).finally(() => over.abort());
    took.push((performance.now() - began) / 1000);
    if (process.env.CITUS_URLS && turn % 20 === 0) {
      const last = took.slice(-20);
      const sum = last.reduce((all, one) => all + one, 0);
      process.stdout.write(
        `      ${turn} of ${count} rounds: ${(sum / 20).toFixed(2)} s each, ${Math.max(...last).toFixed(2)} s the longest\n`,
      );
    }
  }
}

async function waiting(db: Connection): Promise<string> {
  const rows = await db.rows<{ said: string }>(
    `select concat_ws(' ', pid, pg_blocking_pids(pid), state, wait_event_type, wait_event, clock_timestamp() - query_start, left(query, 100)) as said
       from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid() order by query_start`,
  );
  const locks = process.env.CITUS_URLS ? await db.rows('select * from citus_lock_waits') : [];
  return [...rows.map(({ said }) => said), ...locks.map((lock) => JSON.stringify(lock))].join('\n');
}
