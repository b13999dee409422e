import { type Clock, minutes } from '../../clock.ts';
import { isBehindAllowed } from '../../database/behind.ts';
import type { Changes, Subject } from '../../database/subjects.ts';
import { createKept } from './kept.ts';

/** A part of a page that is the same for all who ask for it by the same key. */
export type CachedPart = {
  /** Everything it depends on beside its subjects: the query, the reader's rights, the day. */
  key: string;
  tells: readonly Subject[];
};

type Needs = {
  changes: Pick<Changes, 'standOf'>;
  clock: Clock;
  /** How much may be kept. */
  maxBytes?: number;
};

/** Cache of expensive and seldom changing parts of pages in this process, until one of their subjects changes. */
export function createKeptParts({ changes, clock, maxBytes = 4_000_000 }: Needs) {
  const kept = createKept<string>({ changes, clock, maxBytes, lasts: minutes(10) });

  return async ({ key, tells }: CachedPart, make: () => Promise<string>): Promise<string> => {
    const [whole, stand] = [`${isBehindAllowed()} ${key}`, kept.standOf(tells)];
    const found = kept.find(whole, stand);
    if (found !== undefined) return found;
    const part = await make();
    // The state before the work: a change meanwhile may have come too late for it. A character is two bytes where one of them is Chinese.
    if (stand !== undefined) kept.keep(whole, stand, part, 2 * part.length);
    return part;
  };
}

export type KeptParts = ReturnType<typeof createKeptParts>;
