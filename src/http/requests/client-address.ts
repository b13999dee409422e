import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { AddressBlock } from '../../config.ts';

/**
 * The client's address, without a port. A client's own value of X-Forwarded-For or Forwarded (RFC 7239) has no effect: the headers are read from
 * the right for as long as a trusted proxy added the entry, up to an entry that is no address (`unknown`, `_hidden`). With both headers,
 * X-Forwarded-For counts.
 */
export function createClientAddress(trustedProxies: readonly AddressBlock[]) {
  const isTrusted = createTrust(trustedProxies);
  return (peer: string, headers: IncomingHttpHeaders): string => {
    let address = withoutMapping(peer);
    if (!isTrusted(address)) return address;
    for (const hop of hopsOf(headers).reverse()) {
      const before = addressIn(hop);
      if (before === undefined) break;
      address = before;
      if (!isTrusted(address)) break;
    }
    return address;
  };
}

function createTrust(blocks: readonly AddressBlock[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of blocks) list.addSubnet(address, prefix, family);
  const ask = (address: string) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const known = new Map<string, boolean>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    if (known.size > 10_000) known.clear();
    const answer = ask(address);
    known.set(address, answer);
    return answer;
  };
}

/** The entries of the proxies, the nearest last. */
function hopsOf(headers: IncomingHttpHeaders): string[] {
  const listed = headers['x-forwarded-for'];
  if (listed !== undefined) return String(listed).split(',');
  // No address contains a comma or a semicolon, so an unclosed quote in the client's part cannot swallow the proxy's.
  return headers.forwarded === undefined ? [] : headers.forwarded.split(',').map(forIn);
}

/** The `for` of one element of Forwarded (RFC 7239 section 4); empty where there is none. */
const forIn = (element: string): string =>
  element
    .split(';')
    .map((pair) => /^\s*for\s*=(.*)$/is.exec(pair)?.[1])
    .find((value) => value !== undefined) ?? '';

/** 203.0.113.7, 203.0.113.7:4711, 2001:db8::1, [2001:db8::1]:4711, quoted or not (RFC 7239 section 6); undefined for anything else. */
function addressIn(hop: string): string | undefined {
  const node = hop.trim().replace(/^"(.*)"$/s, '$1');
  const host =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(node)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(node)?.[1] ?? node;
  return isIP(host) === 0 ? undefined : ipaddr.process(host.replace(/%.*$/s, '')).toString();
}

/** An IPv4 address that came over an IPv6 socket, written as IPv4. */
const withoutMapping = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Where an address belongs, for logs that many read: enough to see one network that asks for everything, too little to name a person. */
export function maskAddress(address: string): string {
  const end = address.lastIndexOf('.');
  if (end !== -1 && !address.includes(':')) return `${address.slice(0, end)}.0/24`;
  if (!ipaddr.IPv6.isValid(address)) return 'unknown';
  const parts = ipaddr.IPv6.parse(address).parts.slice(0, 3);
  return `${parts.map((part) => part.toString(16)).join(':')}::/48`;
}
