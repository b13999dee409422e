import { after, type Clock, minutes } from '../clock.ts';

type Needs<Noted> = {
  clock: Clock;
  /** Notes them all in one statement, where that can be. */
  write: (times: readonly (Noted & { at: Date })[]) => Promise<void>;
};

// Real milliseconds for which they are gathered: of very many each comes once in a while, and a statement and its commit for each cost more
// than the call that it is about.
const gather = 250;
/** Seconds within which the same is not noted again. */
const precision = minutes(1);
/** Maximum of names for this period, and as many for the one before. */
const most = 100_000;

/**
 * When each of very many was last used, kept to the minute: one write a minute however busy one of them is, together with those of others.
 * Callers do not wait for it, so notes of the last quarter of a second are lost with a killed process. A failed write is repeated at the next
 * use.
 */
export function createLastTimes<Noted>({ clock, write }: Needs<Noted>) {
  /** By name, of a minute or two. */
  let [noted, before] = [new Map<string, Date>(), new Map<string, Date>()];
  let since = clock.now();
  let waiting = new Map<string, Noted & { at: Date }>();
  let writing: Promise<void> | undefined; // still gathers
  let latest: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gather));
    const times = waiting;
    waiting = new Map();
    writing = undefined;
    try {
      await write([...times.values()]);
    } catch (error) {
      for (const name of times.keys()) for (const remembered of [noted, before]) remembered.delete(name);
      throw error;
    }
  }

  function isRecent(name: string, now: Date): boolean {
    const last = noted.get(name) ?? before.get(name);
    return last !== undefined && now < after(last, precision);
  }

  return {
    /** The promise is kept when it is written. */
    note(name: string, what: Noted): Promise<void> {
      const now = clock.now();
      if (isRecent(name, now)) return Promise.resolve();
      if (now >= after(since, precision) || noted.size >= most) [since, before, noted] = [now, noted, new Map()];
      noted.set(name, now);
      waiting.set(name, { ...what, at: now });
      if (writing === undefined) {
        writing = writeAll();
        latest = writing;
      }
      return writing;
    },
    /** Waits for running writes; a failure is reported to the caller of `note`. */
    settled: async (): Promise<void> => {
      await latest?.catch(() => undefined);
    },
  };
}
