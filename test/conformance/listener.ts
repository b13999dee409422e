import { createServer, type IncomingMessage } from 'node:http';
import { remember } from '../support/record.ts';

export type Heard = { method: string; path: string; headers: IncomingMessage['headers']; form: URLSearchParams };

/** A partner's server: it records its requests, and answers with the next status of `answers` (else 200). */
export async function openListener() {
  const heard: Heard[] = [];
  const answers: number[] = [];
  const waiting: ((request: Heard) => void)[] = [];

  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    for (const name of ['code', 'logout_token']) remember(form.get(name) ?? undefined);
    const request: Heard = { method: req.method ?? '', path: req.url ?? '', headers: req.headers, form };
    res.writeHead(answers.shift() ?? 200, { 'content-type': 'text/plain', connection: 'close' }).end('ok');
    if (req.url === '/favicon.ico') return;
    heard.push(request);
    waiting.shift()?.(request);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    origin: `http://localhost:${address.port}`,
    host: `localhost:${address.port}`,
    heard,
    answers,
    /** The next request that comes. */
    next: () => new Promise<Heard>((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type Listener = Awaited<ReturnType<typeof openListener>>;
