import { dayNumber, systemClock } from '../../src/clock.ts';

/** WHOLE=1, as `npm run abuse:whole` sets it: everything at every place. */
export const isWhole = process.env.WHOLE === '1';

const today = dayNumber(systemClock.now());

/**
 * A sixth of a list, another sixth at the next place: over all places of a matrix every item is tried at every sixth of them, and over six days
 * at each. Of a short list one item; where there are very many places, a smaller part: the seventh, say.
 */
export function someOf<T>(all: readonly T[], place: number, part = 6): readonly T[] {
  const parts = Math.min(part, all.length);
  return isWhole ? all : all.filter((_, index) => index % parts === (place + today) % parts);
}

/** The part of a list that the `place`-th of several equal places tries: each some of it, and all of them together all of it. */
export const shareOf = <T>(all: readonly T[], place: number, places: number): readonly T[] => {
  const shares = Math.min(all.length, places);
  return all.filter((_, index) => index % shares === place % shares);
};

/**
 * Of all pairs of two lists: of each `part`-th row one pair, so that each column has its turn each day, and each pair comes within
 * `part` × columns days.
 */
export function somePairs<R, C>(rows: readonly R[], columns: readonly C[], part = 2, day = today): (readonly [R, C])[] {
  const turn = Math.floor(day / part);
  return rows.flatMap((row, place) =>
    columns
      .filter(
        (_, column) =>
          isWhole || (place % part === day % part && column === (Math.floor(place / part) + turn) % columns.length),
      )
      .map((column) => [row, column] as const),
  );
}
