import { availableParallelism } from 'node:os';

/** As many at a time as there are places, in the order in which they came. */
export function createTurns(places: number) {
  let free = places;
  const waiting: (() => void)[] = [];
  return {
    /** Calls back when it is one's turn, at once where there is a place. */
    take(go: () => void): void {
      if (free === 0) waiting.push(go);
      else {
        free -= 1;
        go();
      }
    },
    give(): void {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;

/**
 * Pictures that strangers upload and workbooks in all threads and processes of ours: together they leave one core to those who sign in,
 * however many come at a time and of whatever kind.
 */
export const heavy = createTurns(Math.max(1, availableParallelism() - 1));
