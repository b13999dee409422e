import { beginningOf } from '../../actor.ts';
import { partsOfCountry, provinceName, provinceTiles } from '../../fields/regions/province-tiles.ts';
import { regionName } from '../../fields/regions/region.ts';
import { regionsNamed, wholeCity } from '../../fields/regions/region-table.ts';
import { zoneHref } from '../invitations/shown.ts';
import type { Share } from '../listing/counts-store.ts';

/** Maximum of listed places of one name. */
const mostNamed = 30;

export const numberIn = (shares: readonly Share[], within: string): number =>
  shares.reduce((sum, { code, count }) => (code.startsWith(within) ? sum + count : sum), 0);

/** 34 tiles in rough position, and the same as a list by parts of the country, with how much there is in each. */
export function countryOf(shares: readonly Share[], here: string | undefined) {
  const place = (code: string) => ({
    ...{ code, name: provinceName(code) ?? code, href: zoneHref(`${code}0000`), count: numberIn(shares, code) },
    isHere: here?.startsWith(code) === true,
  });
  return {
    tiles: provinceTiles.map(({ code, character, x, y }) => ({ ...place(code), character, x: x + 1, y: y + 1 })),
    parts: partsOfCountry.map(({ name, codes }) => ({ name, provinces: codes.map(place) })),
  };
}

/** Regions whose name contains the typed text, with their full names: 常山县 is 浙江省衢州市常山县. */
export const placesNamed = (typed: string): { href: string; name: string; full: string }[] =>
  typed === ''
    ? []
    : regionsNamed(typed, mostNamed).map(({ code, name }) => ({ href: zoneHref(code), name, full: regionName(code) }));

/** The places right below one: with how much there is in each, and those without anything; all districts of a city together only where that has something itself. */
export function placesBelow(below: readonly { code: string; name: string }[], shares: readonly Share[]) {
  const places = below.map(({ code, name }) => ({
    ...{ name, href: zoneHref(code), count: numberIn(shares, beginningOf(code)) },
  }));
  return {
    some: places.filter(({ count }) => count > 0),
    none: places.filter(({ name, count }) => count === 0 && name !== wholeCity),
  };
}
export type Places = ReturnType<typeof placesBelow>;
