import { isIPv6 } from 'node:net';
import { days, hours } from '../../clock.ts';
import { type Counter, plainAddress, type Rule } from '../../http/limits/throttle.ts';

/** How many kits may be taken: by an address, by its network, in all, and how many live at once. */
export const kitBounds = {
  address: { limit: 5, per: hours(1), address: true },
  network: { limit: 50, per: hours(1), address: true },
  all: { limit: 2_000, per: days(1) },
} as const satisfies Record<string, Rule>;

/** Unclaimed kits at a time. */
export const mostLiving = 8_000;

/** From so many in an hour on each costs a small proof of work. */
export const busyFrom = { limit: 120, per: hours(1) } as const satisfies Rule;

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

/** The counters of a visitor, the one in all first: where it is used up no other is read or made. */
export const countersOf = (address: string): Counter[] => [
  { kind: 'kits', key: '', rule: kitBounds.all },
  { kind: 'kits of network', key: networkOf(address), rule: kitBounds.network },
  { kind: 'kits of address', key: address, rule: kitBounds.address },
];
