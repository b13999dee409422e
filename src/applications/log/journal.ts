import { Problem } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Count, type Failure, ok } from './call.ts';

export interface Batch {
  failures: readonly Failure[];
  counts: readonly Count[];
}

interface Needs {
  write: (batch: Batch) => Promise<void>;
  log: Log;
  /** Least time between two writes. */
  everyMs?: number;
  /** Most counts of one write, refusals aside: those of a hundred thousand AKs at once would keep the process and the database busy. */
  perWrite?: number;
  /** Most entries in memory: counts and failures together. */
  most?: number;
  /** Most failures among them. */
  mostFailures?: number;
  /** Most failures of one application; more would not be given a row anyway. */
  mostOfOne?: number;
}

/**
 * The calls since the last write, in memory, so that no request waits for the log. Equal calls of a minute are one entry. Where more AKs call
 * than are written at once, the oldest entries go first, and the others gather calls meanwhile: the more there are, the fewer writes each costs.
 * When it is full, which only happens while the database is away, successes are dropped before failures, and dropped ones are counted.
 */
export function createJournal({
  write,
  log,
  everyMs = 500,
  perWrite = 1_000,
  most = 200_000,
  mostFailures = 10_000,
  mostOfOne = 1_000,
}: Needs) {
  const successes = new Map<string, Count>();
  const refusals = new Map<string, Count>();
  const perApplication = new Map<string, number>();
  let failures: Failure[] = [];
  let dropped = { successes: 0, failures: 0 };
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  const size = () => successes.size + refusals.size + failures.length;

  function count(entry: Count): void {
    const isSuccess = entry.outcome === ok;
    const counts = isSuccess ? successes : refusals;
    const key = `${entry.clientId ?? ''} ${entry.endpoint} ${entry.outcome} ${entry.minute.getTime()}`;
    const same = counts.get(key);
    if (same !== undefined) same.calls += entry.calls;
    else if (hasRoom(!isSuccess)) counts.set(key, { ...entry });
    else dropped[isSuccess ? 'successes' : 'failures'] += entry.calls;
  }

  /** Its call has been counted: without room it only has no row. */
  function keep(failure: Failure): void {
    const own = perApplication.get(failure.clientId) ?? 0;
    if (own >= mostOfOne || failures.length >= mostFailures || !hasRoom(true)) return;
    perApplication.set(failure.clientId, own + 1);
    failures.push(failure);
  }

  function hasRoom(mayEvict: boolean): boolean {
    if (size() < most) return true;
    const oldest = mayEvict ? successes.entries().next().value : undefined;
    if (oldest === undefined) return false;
    successes.delete(oldest[0]);
    dropped.successes += oldest[1].calls;
    return true;
  }

  function plan(): void {
    if (timer === undefined && writing === undefined && size() > 0)
      timer = setTimeout(() => void begin(writeSome), everyMs).unref();
  }

  function begin(work: () => Promise<unknown>): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = work().then(() => {
      writing = undefined;
      plan();
    });
    return writing;
  }

  /** Writes everything now; never throws. */
  async function flush(): Promise<void> {
    await writing;
    await (writing ?? begin(writeAll));
  }

  async function writeAll(): Promise<void> {
    while (size() > 0) if (!(await writeSome())) return;
  }

  /** Whether the database took it, or will never. */
  async function writeSome(): Promise<boolean> {
    const batch = { failures, counts: [...refusals.values(), ...oldest(perWrite)] };
    failures = [];
    for (const emptied of [refusals, perApplication]) emptied.clear();
    if (dropped.successes + dropped.failures > 0) log.warn(dropped, 'The integration log was full and dropped calls');
    dropped = { successes: 0, failures: 0 };
    try {
      await write(batch);
      return true;
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'maintenance')) {
        log.error({ err: error, entries: batch.counts.length }, 'The integration log could not be written');
        return true;
      }
      batch.counts.forEach(count);
      batch.failures.forEach(keep);
      return false;
    }
  }

  function oldest(limit: number): Count[] {
    const taken: Count[] = [];
    for (const [key, entry] of successes) {
      if (taken.length === limit) break;
      taken.push(entry);
      successes.delete(key);
    }
    return taken;
  }

  return {
    /** One call; a failure that is to be looked into comes with it. */
    add(entry: Count, failure?: Failure): void {
      count(entry);
      if (failure !== undefined) keep(failure);
      plan();
    },
    flush,
    /** Writes the remaining batch. If the database does not accept it now, it is lost, and logged. */
    async close(): Promise<void> {
      await flush();
      clearTimeout(timer);
      if (size() > 0) log.warn({ entries: size() }, 'The integration log loses what it could not write');
    },
  };
}
