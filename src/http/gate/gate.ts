import { randomFillSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressBlock } from '../../config.ts';
import { Problem } from '../../errors.ts';
import type { Fact, Words } from '../../fact.ts';
import { fact } from '../facts.ts';
import { pathOf } from '../path.ts';
import { hasBody, watchBody } from '../requests/body.ts';
import { createClientAddress } from '../requests/client-address.ts';
import { createGateRefusal } from './gate-refusal.ts';

export type Handler = (req: IncomingMessage, res: ServerResponse) => void;

type Needs = {
  publicUrl: URL;
  words: Words;
  trustedProxies: readonly AddressBlock[];
  /** Answers public documents that contain only our own name, before any other processing; false for the rest. */
  documents?: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** Answers requests that need neither host nor session (static files); false when the path is not its own. */
  assets: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** `/healthz`, `/readyz`, `/metrics`: asked by machines that do not know our public name. */
  health?: ReadonlyMap<string, Handler>;
  app: Handler;
};

/**
 * The first code that sees a request: it finds the client's address, checks Host and gives a request id.
 * Behind it, X-Forwarded-For holds one trusted address, X-Forwarded-Proto is set by us, and Host is our own.
 */
export function createGate({ publicUrl, words, trustedProxies, documents, assets, health, app }: Needs): Handler {
  const clientAddress = createClientAddress(trustedProxies);
  const scheme = publicUrl.protocol.slice(0, -1);
  const { host } = publicUrl;
  const refuse = createGateRefusal(publicUrl, words);

  return (req, res) => {
    const { headers } = req;
    const twice = sentTwice(req);
    const isOurs = headers.host === host || headers.host?.toLowerCase() === host;
    if (isOurs && twice === undefined && documents?.(req, res) === true) return;
    headers['x-request-id'] = newRequestId();
    headers['x-forwarded-for'] = clientAddress(req.socket.remoteAddress ?? '', headers);
    headers['x-forwarded-proto'] = scheme;
    // Only where it is present: deleting from an object makes later reads of it slow.
    if ('x-forwarded-host' in headers) delete headers['x-forwarded-host'];
    if ('forwarded' in headers) delete headers.forwarded;

    if (twice !== undefined) {
      refuse(req, res, new Problem('bad_request', twice));
      return;
    }
    const check = req.method === 'GET' || req.method === 'HEAD' ? health?.get(pathOf(req.url)) : undefined;
    if (check !== undefined) return check(req, res);
    if (!isOurs) {
      refuse(req, res, new Problem('misdirected', fact('http.misdirected', { origin: publicUrl.origin })));
      return;
    }
    if (!isSound(req.url ?? '/')) {
      refuse(req, res, new Problem('bad_request', fact('http.unreadable_address')));
      return;
    }
    if (hasBody(req)) {
      const problem = problemOfBody(req);
      if (problem !== undefined) return refuse(req, res, problem);
    }
    watchBody(req, res);
    if (!assets(req, res)) app(req, res);
  };
}

/** Addresses as browsers write them: an encoded part is a visible character of ASCII, or a space. */
const isUsual = /^\/(?:[\w/.?=&+~*:,;@!$'()-]|%[2-7][\dA-Fa-f])*$/;
/**
 * A path or query that decodes to NUL or is not UTF-8, or an absolute address (as for a proxy, which may name another host than Host does)
 * is an attack or a mistake. It is refused here, so that no code behind the gate has to consider it.
 */
function isSound(url: string): boolean {
  if (/^\/[\w/.-]*$/.test(url) || isUsual.test(url)) return true;
  try {
    return url.startsWith('/') && !decodeURIComponent(url.replaceAll('+', ' ')).includes('\0');
  } catch {
    return false;
  }
}

/** A header sent twice, of which a proxy and this server might each believe another one (RFC 9112, 3.2; RFC 6750, 2). Node takes the first. */
function sentTwice({ rawHeaders }: IncomingMessage): Fact | undefined {
  let [hosts, credentials] = [0, 0];
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    else if (name?.length === 13 && name.toLowerCase() === 'authorization') credentials += 1;
  }
  if (hosts > 1) return fact('http.host_twice');
  return credentials > 1 ? fact('http.authorization_twice') : undefined;
}

/** A reading request has no body, and no foreign encoding is decoded: both are refused unread (docs/adr/0118). */
function problemOfBody({ method, headers }: IncomingMessage): Problem | undefined {
  if (method === 'GET' || method === 'HEAD') return new Problem('bad_request', fact('http.body_on_read'));
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return undefined;
  return new Problem('unsupported_media_type', fact('http.encoded_body'));
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U to misread on the telephone
const pool = new Uint8Array(4096);
let next = pool.length;

/** 40 random bits as XXXX-XXXX: in the log, on the error page, in problem+json as trace_id. */
export function newRequestId(): string {
  if (next + 8 > pool.length) {
    randomFillSync(pool); // one call of the random source for 512 requests
    next = 0;
  }
  let id = '';
  for (const end = next + 8; next < end; next += 1)
    id += (id.length === 4 ? '-' : '') + alphabet[(pool[next] ?? 0) % 32];
  return id;
}
