import type { Clock } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import type { Log } from '../../log.ts';
import { examine } from './examine.ts';

type Needs = { env: Record<string, string | undefined>; clock: Clock; log: Log; speech: Speech };

/**
 * After a start: a line in the log for each finding that needs no other machine. Fatal ones have been refused before; the rest must not keep a
 * node from answering, which would turn a risk into an outage.
 */
export async function warnAtStart({ env, clock, log, speech }: Needs): Promise<void> {
  const { findings, skipped } = await examine({ env, clock, quick: true });
  for (const { id, level, fact } of findings) {
    const { reason, advice } = speech.mend(fact);
    log[level === 'harm' ? 'error' : 'warn']({ check: id, cure: advice }, reason);
  }
  for (const each of skipped) log.warn(each, 'the doctor could not look at one thing');
}
