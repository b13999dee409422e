import { regionOf, regionOn, regionsChanged } from '../../fields/regions/region-table.ts';
import { dayAfter, daysBetween } from './closing.ts';

/** Days from `first` up to `end`, which is not among them; undefined: it goes on. */
export type Duty = { first: string; end: string | undefined };

/** The number of applications that owe reports on each of these days; `key` is their group within a region. */
export type Duties = { region: string; key: string; first: string; end: string; count: number };

type Range = { first: string; last: string };

/** Where the region of an institution is not known. */
export const nowhere = '000000';

export const isOwedOn = ({ first, end }: Duty, day: string): boolean =>
  first <= day && (end === undefined || day < end);

/** A code that changes on some days, before or after the region was renamed or merged. */
const isSteady = (code: string): boolean => {
  const region = regionOf(code);
  return region?.validFrom === undefined && region?.validTo === undefined;
};
export const unsteady = (): string[] => regionsChanged('0').map(({ code }) => code);

/** The same by the codes that were in use on each day (the region is that of the day). */
export const placed = (all: readonly Duties[]): Duties[] =>
  all.flatMap((one) => {
    if (isSteady(one.region)) return one;
    return daysBetween(one.first, dayAfter(one.end, -1)).map((day) => ({
      ...one,
      region: regionOn(one.region, day),
      first: day,
      end: dayAfter(day),
    }));
  });

/** Which codes of institutions stand for a place on a day beside those that begin with its own, and which of those do not. */
export function strayCodes(place: string, day: string): { others: string[]; not: string[] } {
  const moved = unsteady().map((code) => ({ code, isIn: regionOn(code, day).startsWith(place) }));
  return {
    others: moved.flatMap(({ code, isIn }) => (isIn && !code.startsWith(place) ? [code] : [])),
    not: moved.flatMap(({ code, isIn }) => (!isIn && code.startsWith(place) ? [code] : [])),
  };
}

/** How many reports were owed on each day of a range; days on which none was are not there. */
export function owedByDay(all: readonly Duties[], { first, last }: Range): Map<string, number> {
  const turns = new Map<string, number>();
  const turn = (day: string, by: number) => turns.set(day, (turns.get(day) ?? 0) + by);
  for (const { first: from, end, count } of all) {
    if (from > last || end <= first) continue;
    turn(from < first ? first : from, count);
    turn(end, -count);
  }
  const owed = new Map<string, number>();
  let now = 0;
  for (const day of daysBetween(first, last)) {
    now += turns.get(day) ?? 0;
    if (now > 0) owed.set(day, now);
  }
  return owed;
}

/** Reports that were owed over some days, and on how many of those any was. */
export type Owed = { reports: number; days: number };

export function owedBy(
  keyOf: (one: Duties) => string,
  all: readonly Duties[],
  range: Range,
): ReadonlyMap<string, Owed> {
  const groups = Map.groupBy(all, keyOf);
  return new Map(
    [...groups].flatMap(([key, own]): [string, Owed][] => {
      const byDay = owedByDay(own, range);
      if (byDay.size === 0) return [];
      return [[key, { reports: [...byDay.values()].reduce((sum, each) => sum + each, 0), days: byDay.size }]];
    }),
  );
}
