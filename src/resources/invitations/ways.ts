import { regionNames } from '../../fields/regions/region.ts';
import { dial } from '../../http/pages/text.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';

/** Somewhere to go on to. `booking` is a place at the partner's: `application` is what one is signed in to on arrival. */
export type Way = { href: string; label: string; kind: 'booking' | 'out' | 'tel' | 'map'; application?: string };

export const callTo = (phone: unknown, label = '打电话'): Way | undefined => {
  const number = dial(textOf(phone) ?? '');
  return number === '' ? undefined : { href: `tel:${number}`, label, kind: 'tel' };
};

export const goTo = (url: unknown, label: string, kind: 'booking' | 'out' = 'out'): Way | undefined => {
  const href = textOf(url);
  return href === undefined ? undefined : { href, label, kind };
};

const map = 'https://uri.amap.com';

/** The way there, on a map that a telephone opens as an app and a computer as a page. Nothing is asked of it before somebody follows the link. */
export function mapOf(values: Values, { name, regionCode }: { name: string; regionCode: string }): Way | undefined {
  const position = values.position;
  const gcj02 = typeof position === 'object' && position !== null && 'gcj02' in position ? position.gcj02 : undefined;
  const [lng, lat] = Array.isArray(gcj02) ? gcj02.map(numberOf) : [];
  const way = (href: string): Way => ({ href, label: '地图导航', kind: 'map' });
  if (lng !== undefined && lat !== undefined)
    return way(
      `${map}/marker?${new URLSearchParams({ position: `${lng},${lat}`, name, coordinate: 'gaode', callnative: '1' })}`,
    );
  const address = textOf(values.address);
  if (address === undefined) return undefined;
  const { province = '', city = '', county = '' } = regionNames(regionCode) ?? {};
  return way(
    `${map}/search?${new URLSearchParams({ keyword: `${province}${city}${county}${address}`, callnative: '1' })}`,
  );
}

/** The first of them that there is. */
export const first = (...ways: (Way | undefined)[]): Way | undefined => ways.find((each) => each !== undefined);
export const known = (...ways: (Way | undefined)[]): Way[] => ways.filter((each) => each !== undefined);
