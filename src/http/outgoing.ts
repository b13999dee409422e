import { type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Agent } from 'undici';

/** Addresses on the public internet, as opposed to loopback, private, link-local, carrier or documentation ranges. */
const isPublic = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  // Of IPv6 only 2000::/3 is given out; ::127.0.0.1 passes for unicast as well.
  return (
    plain.range() === 'unicast' && (plain instanceof ipaddr.IPv4 || plain.match(ipaddr.IPv6.parseCIDR('2000::/3')))
  );
};

/** Whether a URL is recognisably not one for https on the public internet; `allowedHosts` pass. */
export function isRefusedTarget({ protocol, hostname, host }: URL, allowedHosts: readonly string[]): boolean {
  if (allowedHosts.includes(hostname) || allowedHosts.includes(host)) return false;
  const plain = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:') return true;
  return isIP(plain) === 0
    ? !plain.includes('.') || /(^|\.)(localhost|local|internal)\.?$/i.test(plain)
    : !isPublic(plain);
}

/**
 * `fetch` for addresses that partners give us (key sets, logout notices). It connects to public addresses only, after each redirect and
 * each DNS answer, so that no partner makes this server call its own neighbours; `allowedHosts` (host or host:port) are let through.
 */
export function createOutgoing({
  allowedHosts,
  timeout = 5_000,
  resolve = lookup,
}: {
  allowedHosts: readonly string[];
  /** Milliseconds without a byte of the answer. */
  timeout?: number;
  /** The DNS lookup. */
  resolve?: Resolve;
}): typeof globalThis.fetch {
  const isAllowed = (hostname: string, port: string) =>
    allowedHosts.includes(hostname) || allowedHosts.includes(`${hostname}:${port}`);
  let agent: Agent | undefined;

  const outgoing = async (input: string | URL, init: Record<string, unknown> = {}) => {
    const { dispatcher: _dispatcher, headers, ...rest } = init;
    const plain = headers instanceof Headers ? Object.fromEntries(headers) : headers;
    const undici = await import('undici'); // with the first call: a megabyte of source
    agent ??= guardedAgent(undici, isAllowed, timeout, resolve);
    return undici.fetch(input, {
      ...rest,
      ...(plain === undefined ? {} : { headers: plain as Record<string, string> }),
      dispatcher: agent,
    });
  };
  return outgoing as unknown as typeof globalThis.fetch;
}

function guardedAgent(
  { Agent, buildConnector }: typeof import('undici'),
  isAllowed: (hostname: string, port: string) => boolean,
  timeout: number,
  resolve: Resolve,
): Agent {
  const open = buildConnector({ timeout: 2500 });
  const guarded = buildConnector({ timeout: 2500, lookup: publicLookup(resolve) });
  return new Agent({
    connect(options, done) {
      const hostname = options.hostname.replace(/^\[|\]$/g, '');
      const port = options.port || (options.protocol === 'https:' ? '443' : '80');
      if (isAllowed(options.hostname, port)) open(options, done);
      else if (isIP(hostname) !== 0 && !isPublic(hostname))
        done(new Error(`refused: ${hostname} is not a public address`), null);
      else guarded(options, done);
    },
    bodyTimeout: timeout,
    headersTimeout: timeout,
  });
}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | { address: string; family: number }[],
  family?: number,
) => void;

type Resolve = (
  hostname: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** Checks the very addresses that the socket then connects to, so that a later DNS answer does not matter. One private address refuses the name. */
const publicLookup = (resolve: Resolve) => (hostname: string, options: LookupOptions, done: LookupDone) =>
  resolve(hostname, { all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null) done(error, '');
    else if (first === undefined || !addresses.every(({ address }) => isPublic(address)))
      done(new Error(`refused: ${hostname} is not at a public address`), '');
    else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
