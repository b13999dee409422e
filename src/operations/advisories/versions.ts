/** From this version on, and before that one. */
export type Range = { from: string; below: string };

/** The numbers at its beginning: 18.4 (Debian 18.4-1) is 18, 4. */
const numbersIn = (version: string): number[] => (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);

/** Below, at, or above zero, as for sorting. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersIn(one), numbersIn(other)];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const isWithin = (version: string, { from, below }: Range): boolean =>
  compareVersions(version, from) >= 0 && compareVersions(version, below) < 0;

/**
 * The version that it should be at least, where it is older; `least` has one for each line that is still mended: 18.7, 17.12. A line without
 * one counts as over, unless it is newer than all of them.
 */
export function floorAbove(version: string, least: readonly string[], numbersOfLine: number): string | undefined {
  const lineOf = (each: string) => numbersIn(each).slice(0, numbersOfLine).join('.');
  const own = least.find((each) => lineOf(each) === lineOf(version));
  const newest = least.toSorted(compareVersions).at(-1);
  const floor = own ?? newest;
  return floor !== undefined && compareVersions(version, floor) < 0 ? floor : undefined;
}
