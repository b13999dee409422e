import type { Speech } from '../../fact.ts';
import { regionNames } from '../../fields/regions/region.ts';
import { dial } from '../../http/pages/text.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import { type Button, fact } from './facts.ts';

/** A link to go on. `booking` is a page of the partner: `application` is the one that signs the visitor in there. */
export type ActionLink = { href: string; label: string; kind: 'booking' | 'out' | 'tel' | 'map'; application?: string };

/** The label of a link is a fact until the page is shown. */
export type Leading = Omit<ActionLink, 'label'> & { to: Button };

export const callTo = (phone: unknown, to: Button = 'call'): Leading | undefined => {
  const number = dial(textOf(phone) ?? '');
  return number === '' ? undefined : { href: `tel:${number}`, to, kind: 'tel' };
};

export const goTo = (url: unknown, to: Button, kind: 'booking' | 'out' = 'out'): Leading | undefined => {
  const href = textOf(url);
  return href === undefined ? undefined : { href, to, kind };
};

/** The button in words. */
export const labelled =
  (say: Speech['say']) =>
  ({ to, ...way }: Leading): ActionLink => ({ ...way, label: say(fact('invitations.button', { to })) });

const map = 'https://uri.amap.com';

/** The way there, on a map that a telephone opens as an app and a computer as a page. Nothing is requested before the link is followed. */
export function mapOf(values: Values, { name, regionCode }: { name: string; regionCode: string }): Leading | undefined {
  const position = values.position;
  const gcj02 = typeof position === 'object' && position !== null && 'gcj02' in position ? position.gcj02 : undefined;
  const [lng, lat] = Array.isArray(gcj02) ? gcj02.map(numberOf) : [];
  const way = (href: string): Leading => ({ href, to: 'map', kind: 'map' });
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
export const first = (...ways: (Leading | undefined)[]): Leading | undefined => ways.find((each) => each !== undefined);
export const definedLinks = (...ways: (Leading | undefined)[]): Leading[] => ways.filter((each) => each !== undefined);
