import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createCallbackProbe } from '../../src/applications/redirects/callback-probe.ts';
import { systemClock } from '../../src/clock.ts';
import { createOutgoing } from '../../src/http/outgoing.ts';
import { createPageLoader } from '../../src/integration/verification/runs/page-loader.ts';
import { createVisit } from '../../src/links/watch/visit.ts';
import { createRemoteLog } from '../../src/oversight/transparency/remote-log.ts';
import { openGateways } from '../../src/sms/gateways.ts';
import { createPost } from '../../src/webhooks/posting.ts';

/** Unrequested content codings, by the value of the header: of an answer, or an invalid one. */
export const codings: Readonly<Record<string, (plain: Buffer) => Buffer>> = {
  br: brotliCompressSync,
  gzip: gzipSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
  // Encoded twice.
  'br, br': (plain) => brotliCompressSync(brotliCompressSync(plain)),
  'identity, br': brotliCompressSync,
};

/** A stranger's endpoint: it answers every path with its text, in the coding that stands first in it: `/br/…`. */
export async function openEncoded(plain: Buffer) {
  const bodies = new Map(Object.entries(codings).map(([coding, encode]) => [coding, encode(plain)]));
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const coding = decodeURIComponent(req.url?.split('/')[1] ?? '');
    asked.push(String(req.headers['accept-encoding']));
    req.resume();
    res.writeHead(200, { 'content-type': 'text/html', 'content-encoding': coding }).end(bodies.get(coding) ?? plain);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    host: `127.0.0.1:${port}`,
    urlOf: (coding: string) => `http://127.0.0.1:${port}/${encodeURIComponent(coding)}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const fetch = createOutgoing({ allowedHosts: ['127.0.0.1'] });
const post = createPost({ clock: systemClock, fetch });
const visit = createVisit({ fetch, agent: 'test' });
const look = createPageLoader({ fetch, issuer: 'https://sso.example.cn' });

/** Callers that need only the status of an answer: they do not read its body. */
export const byStatus: readonly string[] = ['webhooks', 'redirect probe', 'SMS gateway'];
/** The callers of other machines, each with its reaction to such an answer. */
export const callers: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  webhooks: (url) => post({ url, secret: `whsec_${'a'.repeat(32)}`, messageId: 'a', payload: '{}' }),
  'link watch': (url) => visit(url, { most: 1_000_000, accept: 'text/html', type: /html/ }),
  'redirect probe': (url) => createCallbackProbe({ fetch })(url),
  'login page of a verification': look,
  witness: (url) => createRemoteLog(new URL(url), 'events').checkpoint().catch(String),
  'SMS gateway': (url) =>
    openGateways(url, systemClock)[0]?.send({ to: '13800138000', text: '1' }, 'a').catch(String) ?? Promise.resolve(),
};
