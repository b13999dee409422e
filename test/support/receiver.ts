import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

type Received = { headers: IncomingHttpHeaders; body: string };

/** A partner's server for webhooks: the received ones, and the next answer. */
export async function startReceiver() {
  const received: Received[] = [];
  let answer: (respond: (status: number, headers?: Record<string, string>, body?: string) => void) => void = (
    respond,
  ) => respond(204);
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    received.push({ headers: req.headers, body: Buffer.concat(chunks).toString() });
    answer((status, headers = {}, body = '') => res.writeHead(status, headers).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answers(next: typeof answer) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
