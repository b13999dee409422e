import { setTimeout as sleep } from 'node:timers/promises';
import { isDistributed } from '../../database/distributed.ts';
import type { Connection } from '../../database/open.ts';
import { unavailable } from '../../database/outage.ts';

/** Milliseconds for which a request waits for a server that has just come back; docs/adr/0085 wants it to be done within one second. */
const longest = 3_000;
const every = 25;

/** Commits over several servers that a server has prepared and not carried out, by their names. */
const prepared = `select coalesce(string_agg(gid, ' '), '') from pg_prepared_xacts where database = current_database() and gid like 'citus\\_%'`;
const asking = 'select success, result from run_command_on_all_nodes($1, parallel => true)';

async function unfinished(db: Connection): Promise<Set<string>> {
  const answers = await db.rows<{ success: boolean; result: string }>(asking, [prepared]);
  const silent = answers.find(({ success }) => !success);
  if (silent !== undefined) throw unavailable(new Error(silent.result));
  return new Set(answers.flatMap(({ result }) => result.split(' ')).filter((name) => name !== ''));
}

/**
 * Waits until everything that was decided before is there for whoever looks. Where a server went away between the decision of a commit and
 * its carrying out, the part that it has is seen by nobody until it is back, and then it comes: a grant behind its withdrawal. What is
 * usually found are commits of this moment, which are gone at the next look.
 */
export async function settled(db: Connection): Promise<void> {
  if (!(await isDistributed(db, 'oidc_tokens'))) return;
  const began = performance.now();
  for (let left = [...(await unfinished(db))]; left.length > 0; ) {
    if (performance.now() - began > longest)
      throw unavailable(new Error('a server has not carried out what is decided'));
    await sleep(every);
    const still = await unfinished(db);
    left = left.filter((name) => still.has(name));
  }
}
