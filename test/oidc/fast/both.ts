import { createServer, request } from 'node:http';
import { createGate } from '../../../src/http/gate/gate.ts';
import type { TestApp } from '../../support/app.ts';
import { freePort } from '../../support/ports.ts';
import { words } from '../../support/words.ts';

export type Sent = { path: string; method?: string; headers?: Record<string, string>; body?: string };
export type Answer = { status: number; headers: string[]; body: string };

export const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** One request on a connection of its own, and the answer as it went over the wire. */
export const send = (
  port: number,
  host: string,
  { path, method = 'POST', headers = {}, body }: Sent,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const length =
      body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request({ port, path, method, headers: { host, ...length, ...headers }, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.rawHeaders, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** Parts that differ between two answers to one question: the number, the time, a new token. */
export const comparable = ({ status, headers, body }: Answer) => ({
  status,
  headers: headers.map((value, index) => (/^(x-request-id|date)$/i.test(headers[index - 1] ?? '') ? '…' : value)),
  body: body.replace(/"access_token":"[\w-]+"/, '"access_token":"…"'),
});

/** The fast endpoints and the library, each alone. */
export async function startBoth(at: TestApp) {
  const publicUrl = new URL(at.origin);
  const nothing = () => false;
  // The fast endpoints alone: requests left to the library are answered 599.
  const bench = createServer(
    createGate({
      publicUrl,
      words,
      trustedProxies: [],
      assets: nothing,
      app: (req, res) => at.app.oidc.fast(req, res, () => void res.writeHead(599).end()),
    }),
  );
  const port = await freePort();
  await new Promise<void>((resolve) => bench.listen(port, resolve));
  const { host, port: own } = publicUrl;

  return {
    byFastEndpoint: (sent: Sent) => send(port, host, sent),
    isFast: async (sent: Sent) => (await send(port, host, sent)).status !== 599,
    // A query changes nothing for the library, and no fast endpoint knows it.
    byLibrary: (sent: Sent) => send(Number(own), host, { ...sent, path: `${sent.path}?by=library` }),
    whole: (sent: Sent) => send(Number(own), host, sent),
    async close() {
      bench.closeAllConnections();
      await new Promise((resolve) => bench.close(resolve));
    },
  };
}

export type Both = Awaited<ReturnType<typeof startBoth>>;
