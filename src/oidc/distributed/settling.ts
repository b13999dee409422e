import { setTimeout as sleep } from 'node:timers/promises';
import { isDistributed } from '../../database/distributed.ts';
import type { Connection } from '../../database/open.ts';
import { unavailable } from '../../database/outage.ts';
import { unfinished } from './unfinished-store.ts';

/** Milliseconds for which a request waits for a server that has just come back; docs/adr/0085 wants it to be done within one second. */
const longest = 3_000;
const every = 25;

/**
 * Waits until every transaction decided so far is visible. Where a server went away between the decision of a commit and its execution, its part
 * is invisible until it is back, and appears then: a grant after its withdrawal. Usually only commits of this moment are found, which are gone
 * at the next look.
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
