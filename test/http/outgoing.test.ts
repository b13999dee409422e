import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { createOutgoing, isEncodedAnswer } from '../../src/http/outgoing.ts';
import { certificateFor } from '../operations/doctor/certificate.ts';
import { until } from '../support/until.ts';

/** A real endpoint of a stranger. */
describe('an answer that this server has asked for', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function open(answer: (req: IncomingMessage, res: ServerResponse) => void, more = {}) {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { outgoing: createOutgoing({ allowedHosts: ['127.0.0.1'], ...more }), url: `http://127.0.0.1:${port}/` };
  }
  const problem = (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => 'it was taken',
      (error: unknown) => error,
    );

  const isTooLong = (error: unknown): boolean =>
    error instanceof Error && (Reflect.get(error, 'code') === 'TOO_LONG' || isTooLong(error.cause));

  const plain = Buffer.from('{"keys":[]}');
  const codings: [string, Buffer][] = [
    ['br', brotliCompressSync(plain)],
    ['gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['br, br', brotliCompressSync(brotliCompressSync(plain))],
    ['identity, br', brotliCompressSync(plain)],
    ['BR', brotliCompressSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['br', Buffer.from('no brotli at all')],
    ['nonsense', plain],
  ];

  it('is requested without encoding, whatever the caller adds', async () => {
    const asked: (string | undefined)[] = [];
    const { outgoing, url } = await open((req, res) => {
      asked.push(req.headers['accept-encoding']);
      res.end('{}');
    });
    await (await outgoing(url)).text();
    await (await outgoing(url, { headers: { 'Accept-Encoding': 'br' } })).text();
    await (await outgoing(url, { headers: new Headers({ 'accept-encoding': 'gzip' }) })).text();
    expect(asked).to.eql(['identity', 'identity', 'identity']);
  });

  it('has its status and no content in every content coding, before anything is decoded, to GET, POST and HEAD', async () => {
    for (const [coding, body] of codings)
      for (const status of [200, 302, 404, 500])
        for (const method of ['GET', 'POST', 'HEAD']) {
          const { outgoing, url } = await open((_req, res) => {
            res.writeHead(status, { 'content-encoding': coding, location: '/a' }).end(body);
          });
          const answer = await outgoing(url, { method, redirect: 'manual' });
          const about = `${coding} ${status} ${method}`;
          expect([answer.status, answer.headers.get('location')], about).to.eql([status, '/a']);
          const said = await answer.text().catch((error: unknown) => error);
          if (method === 'HEAD') expect(said).to.equal('');
          else expect(isEncodedAnswer(said), `${about}: ${said}`).to.equal(true);
          server?.close();
        }
  });

  it('is refused in a coding behind a redirect, and where two lines say it', async () => {
    const { outgoing, url } = await open((req, res) => {
      if (req.url === '/') res.writeHead(302, { location: '/next' }).end();
      else res.writeHead(200, ['content-encoding', 'identity', 'content-encoding', 'br']).end(codings[0]?.[1]);
    });
    expect(isEncodedAnswer(await problem(outgoing(url).then((answer) => answer.text())))).to.equal(true);
  });

  it('is taken where it says identity, or nothing', async () => {
    for (const headers of [{}, { 'content-encoding': 'identity' }, { 'content-encoding': 'Identity' }]) {
      const { outgoing, url } = await open((_req, res) => res.writeHead(200, headers).end(plain));
      expect(await (await outgoing(url)).text()).to.equal(plain.toString());
      server?.close();
    }
  });

  it('is read no further than its maximum length, declared in its headers or not', async () => {
    let written = 0;
    const endless = await open(
      (_req, res) => {
        res.writeHead(200);
        const more = () => {
          if (res.destroyed) return;
          written += 65_536;
          res.write(Buffer.alloc(65_536), () => setImmediate(more));
        };
        more();
      },
      { most: 1_000_000 },
    );
    const said = await problem(endless.outgoing(endless.url).then((answer) => answer.text()));
    expect(isTooLong(said), String(said)).to.equal(true);
    const before = written;
    await sleep(100);
    expect(written - before).to.be.below(200_000); // it is closed
    expect(written).to.be.below(20_000_000);
    server?.closeAllConnections();
    server?.close();
    const long = await open((_req, res) => res.writeHead(200, { 'content-length': 10 ** 9 }).write('a'), {
      most: 1_000,
    });
    const answer = await long.outgoing(long.url);
    expect(answer.status).to.equal(200);
    expect(isTooLong(await problem(answer.text()))).to.equal(true);
  });

  it('ends with the caller’s timeout, however slowly it trickles', async () => {
    const { outgoing, url } = await open((_req, res) => {
      const timer = setInterval(() => res.write('a'), 20);
      res.on('close', () => clearInterval(timer));
    });
    const said = await problem(outgoing(url, { signal: AbortSignal.timeout(300) }).then((answer) => answer.text()));
    expect(Reflect.get(Object(said), 'name')).to.equal('TimeoutError');
  });

  it('cannot have its TLS renegotiated as often as the other side likes', async () => {
    const { cert, key } = certificateFor('127.0.0.1', new Date(Date.now() + 86_400_000));
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, cert]);
    let [done, refused] = [0, 0];
    const secure = createSecure({ cert, key, maxVersion: 'TLSv1.2' }, (req, res) => {
      const socket = req.socket as tls.TLSSocket;
      const again = () =>
        socket.renegotiate({}, (error) => {
          if (error === null) done += 1;
          else refused += 1;
        });
      socket.on('error', () => {
        refused += 1;
      });
      again();
      setTimeout(() => res.end('{}'), 300);
    }).listen(0, '127.0.0.1');
    try {
      await once(secure, 'listening');
      const { port } = secure.address() as AddressInfo;
      const outgoing = createOutgoing({ allowedHosts: ['127.0.0.1'] });
      await problem(outgoing(`https://127.0.0.1:${port}/`).then((answer) => answer.text()));
      await until(() => done + refused > 0, 'an end of the attempt');
      expect(done).to.equal(0);
    } finally {
      tls.setDefaultCACertificates(before);
      secure.closeAllConnections();
      secure.close();
    }
  });
});
