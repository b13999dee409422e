import { isIPv6 } from 'node:net';
import { days, hours } from '../../clock.ts';
import { type Counter, plainAddress, type Rule } from '../../http/limits/throttle.ts';

/** `free` are given for the asking; each of the others, up to the limit, costs a small proof of work. */
type KitRule = Rule & { free: number };

/** How many kits may be taken: by an address, by its network, and in all; a whole class behind one address is let through by its work. */
export const kitBounds = {
  address: { free: 5, limit: 50, per: hours(1), address: true },
  network: { free: 50, limit: 200, per: hours(1), address: true },
  hour: { free: 120, limit: 2_000, per: hours(1) },
  all: { free: 2_000, limit: 2_000, per: days(1) },
} as const satisfies Record<string, KitRule>;

/** Unclaimed kits at a time. */
export const mostLiving = 8_000;

/** IPv4 /24, IPv6 /48: the network of one subscriber or a small provider. */
function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0`;
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return `${groups.slice(0, 3).join(':')}::`;
}

/** The counters of a visitor, those of all first: where one is used up no other is made. */
export const countersOf = (address: string) =>
  [
    { why: 'all', kind: 'kits', key: '', rule: kitBounds.all },
    { why: 'all', kind: 'kits of hour', key: '', rule: kitBounds.hour },
    { why: 'network', kind: 'kits of network', key: networkOf(address), rule: kitBounds.network },
    { why: 'address', kind: 'kits of address', key: address, rule: kitBounds.address },
  ] as const satisfies (Counter & { why: string; rule: KitRule })[];
