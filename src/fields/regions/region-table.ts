import { readFileSync } from 'node:fs';
import { beginningOf } from '../../actor.ts';

/** A province, city or county, as long as it is or was one (GB/T 2260). Days are those of Beijing: 2021-04-09. */
export interface Region {
  code: string;
  name: string;
  /** Its first day as a region; undefined: as far back as needed. */
  validFrom?: string | undefined;
  /** The first day on which it was none any more. */
  validTo?: string | undefined;
  replacedBy?: string | undefined;
}

let shipped: ReadonlyMap<string, Region> | undefined;
let changed: ReadonlyMap<string, Region> = new Map();
let sorted: readonly Region[] | undefined;

/** Changes by operators since the table was shipped; they override it (fields/regions/regions.ts). */
export function overrideRegions(changes: readonly Region[]): void {
  changed = new Map(changes.map((region) => [region.code, region]));
  sorted = undefined;
}

/** All of them as they stand, by code. */
const all = (): readonly Region[] =>
  (sorted ??= [...new Map([...table(), ...changed]).values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)));

/** A region by its code, in use or not. */
export const regionOf = (code: string): Region | undefined => changed.get(code) ?? table().get(code);

/** Read when the first one is asked for: a start does not need them. */
function table(): ReadonlyMap<string, Region> {
  shipped ??= new Map(
    [
      ...lines('regions.txt').map(([code = '', name = '']) => ({ code, name })),
      ...lines('retired-regions.txt').map(([code = '', name = '', validTo, replacedBy]) => ({
        code,
        name,
        validTo,
        replacedBy,
      })),
    ].map((region) => [region.code, region]),
  );
  return shipped;
}

const lines = (file: string) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(' '));

/** Whether it was one on that day; without a day, whether it is one as far as the table knows. */
export const isInUse = ({ validFrom, validTo }: Region, day?: string): boolean =>
  day === undefined
    ? validTo === undefined
    : (validFrom === undefined || validFrom <= day) && (validTo === undefined || day < validTo);

/** By which code this region went on a day: of one that was renamed since, its old one; of one that was retired by then, its successor. */
export function regionOn(code: string, day: string): string {
  const seen = new Set<string>();
  for (let at = code; !seen.has(at); ) {
    seen.add(at);
    const region = regionOf(at);
    if (region === undefined || isInUse(region, day)) return at;
    const isOver = region.validTo !== undefined && region.validTo <= day;
    at = (isOver ? region.replacedBy : predecessorOf(at, day)) ?? code;
  }
  return code;
}

const predecessorOf = (code: string, day: string): string | undefined =>
  [...table().values(), ...changed.values()].find((region) => region.replacedBy === code && isInUse(region, day))?.code;

/** The regions in use right below one, by code; the provinces below none. Of a municipality the counties. */
export function regionsBelow(parent?: string): Region[] {
  const below = all().filter((region) => isBelow(region.code, parent) && isInUse(region));
  if (below.length > 0 || parent === undefined || !parent.endsWith('0000')) return below;
  const province = parent.slice(0, 2);
  return all().filter((region) => region.code !== parent && region.code.startsWith(province) && isInUse(region));
}

/** The regions in use whose name contains the typed text, those that begin with it first, and of those the larger. */
export function regionsNamed(typed: string, limit: number): Region[] {
  const rank = ({ name }: Region) => (name.startsWith(typed) ? 0 : 1);
  const size = ({ code }: Region) => (code.endsWith('0000') ? 0 : code.endsWith('00') ? 1 : 2);
  return all()
    .filter((region) => region.name.includes(typed) && region.name !== wholeCity && isInUse(region))
    .toSorted((a, b) => rank(a) - rank(b) || size(a) - size(b) || (a.code < b.code ? -1 : 1))
    .slice(0, limit);
}

/** All districts of a city together, a name without use in daily life. */
export const wholeCity = '市辖区';

/** Those that came or went since a day, below one or everywhere, in use or not. */
export const regionsChanged = (since: string, parent?: string): Region[] =>
  all()
    .filter(({ validFrom = '', validTo = '' }) => validFrom >= since || validTo >= since)
    .filter(({ code }) => parent === undefined || code.startsWith(beginningOf(parent)));

function isBelow(code: string, parent: string | undefined): boolean {
  if (parent === undefined) return code.endsWith('0000');
  if (code === parent) return false;
  if (parent.endsWith('0000')) return code.startsWith(parent.slice(0, 2)) && code.endsWith('00');
  return parent.endsWith('00') && code.startsWith(parent.slice(0, 4));
}
