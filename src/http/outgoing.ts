import { constants } from 'node:crypto';
import { type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Dispatcher } from 'undici';

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

/** Maximum size of an answer in bytes; callers set lower limits. */
const largestAnswer = 16 * 1024 * 1024;
/** Maximum milliseconds for a whole answer; callers set lower limits. */
const longestAnswer = 60_000;

type OutgoingNeeds = {
  allowedHosts: readonly string[];
  /** Milliseconds without a byte of the answer. */
  timeout?: number;
  /** Bytes of an answer. */
  most?: number;
  /** The DNS lookup. */
  resolve?: Resolve;
};

/**
 * `fetch` for whatever this server asks of others (docs/adr/0119): the only one there is. It connects to public addresses only, after each
 * redirect and each DNS answer, so that no partner makes this server call its own neighbours; `allowedHosts` (host or host:port) are let
 * through. It asks for answers as they are: one that is encoded all the same, or longer than `most`, has its status and headers, and reading
 * its content fails.
 */
export function createOutgoing({
  allowedHosts,
  timeout = 5_000,
  most = largestAnswer,
  resolve = lookup,
}: OutgoingNeeds): typeof globalThis.fetch {
  const isAllowed = (hostname: string, port: string) =>
    allowedHosts.includes(hostname) || allowedHosts.includes(`${hostname}:${port}`);
  let dispatcher: Dispatcher | undefined;

  const outgoing = async (input: string | URL, init: Record<string, unknown> = {}) => {
    const { dispatcher: _dispatcher, headers, signal, ...rest } = init;
    const asked = new Headers(headers as Record<string, string> | undefined);
    asked.set('accept-encoding', 'identity');
    const undici = await import('undici'); // with the first call: a megabyte of source
    dispatcher ??= guardedAgent(undici, isAllowed, timeout, resolve).compose(asTheyAre(undici, most));
    return undici.fetch(input, {
      ...rest,
      headers: Object.fromEntries(asked),
      signal: AbortSignal.any([AbortSignal.timeout(longestAnswer), ...(signal instanceof AbortSignal ? [signal] : [])]),
      dispatcher,
    });
  };
  return outgoing as unknown as typeof globalThis.fetch;
}

const refused = (code: 'CONTENT_ENCODING' | 'TOO_LONG', why: string) =>
  Object.assign(new Error(`the answer is ${why}`), { code });
/** Whether an answer was refused because its content was encoded, although no encoding was requested. */
export const isEncodedAnswer = (error: unknown): boolean =>
  error instanceof Error && (Reflect.get(error, 'code') === 'CONTENT_ENCODING' || isEncodedAnswer(error.cause));

/** Why `fetch` had no answer. */
export function failureOf(
  error: unknown,
): 'too late' | 'not public' | 'bad certificate' | 'host unknown' | 'unreachable' {
  const all = causesOf(error);
  if (all.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) return 'too late';
  const said = all.map((each) => `${'code' in each ? each.code : ''} ${each.message}`).join('\n');
  if (/refused: /.test(said)) return 'not public';
  if (/CERT|certificate|SSL|TLS|EPROTO/i.test(said)) return 'bad certificate';
  if (/ENOTFOUND|EAI_AGAIN/.test(said)) return 'host unknown';
  return 'unreachable';
}

const causesOf = (error: unknown): Error[] => (error instanceof Error ? [error, ...causesOf(error.cause)] : []);

/** Before `fetch` decodes anything: decoding would leave the amount of work to a stranger. */
const asTheyAre =
  ({ DecoratorHandler }: typeof import('undici'), most: number): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) => {
    const inner: Dispatcher.DispatchHandler = new DecoratorHandler(handler);
    let received = 0;
    let [isEncoded, isStopped] = [false, false];
    /** After `fetch` has returned the response: it does not report an error that comes in the same turn as the headers. */
    const stop = (controller: Dispatcher.DispatchController, error: Error) => {
      isStopped = true;
      setImmediate(() => {
        inner.onResponseError?.(controller, error);
        controller.abort(error);
      });
    };
    return dispatch(options, {
      onRequestStart: (...args) => inner.onRequestStart?.(...args),
      onRequestUpgrade: (...args) => inner.onRequestUpgrade?.(...args),
      onResponseStart(controller, status, headers, message) {
        // `fetch` makes its decoder of this header.
        const { 'content-encoding': coding = '', ...others } = headers;
        isEncoded = !/^\s*(identity\s*)?$/i.test(String(coding));
        if (Number(headers['content-length'] ?? 0) > most) received = Infinity;
        inner.onResponseStart?.(controller, status, others, message);
      },
      onResponseData(controller, chunk) {
        if (isStopped) return;
        received += chunk.length;
        if (isEncoded) stop(controller, refused('CONTENT_ENCODING', 'encoded, and nobody asked'));
        else if (received > most) stop(controller, refused('TOO_LONG', 'too long'));
        else inner.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (...args) => (isStopped ? undefined : inner.onResponseEnd?.(...args)),
      onResponseError: (...args) => (isStopped ? undefined : inner.onResponseError?.(...args)),
    });
  };

function guardedAgent(
  { Agent, buildConnector }: typeof import('undici'),
  isAllowed: (hostname: string, port: string) => boolean,
  timeout: number,
  resolve: Resolve,
): Dispatcher {
  // No renegotiation on an open connection: in TLS 1.2 the other side could ask for it as often as it likes.
  const tls = { timeout: 2500, secureOptions: constants.SSL_OP_NO_RENEGOTIATION };
  const open = buildConnector(tls);
  const guarded = buildConnector({ ...tls, lookup: publicLookup(resolve) });
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
    maxHeaderSize: 16 * 1024,
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
