import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { takeTime, watchBody } from '../../../src/http/requests/body.ts';

/** The answer to a body of ten bytes of which five come at once and five `later` ms after. */
async function answer(listener: RequestListener, later: number): Promise<string> {
  const server = createServer(listener).listen(0);
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345');
  const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  await sleep(later);
  if (!socket.destroyed) socket.write('67890');
  await closed;
  server.close();
  server.closeAllConnections();
  return text;
}

const readAll: RequestListener = (req, res) => {
  req.on('error', () => undefined).resume();
  req.on('end', () => res.end('all of it'));
};

describe('a body that trickles in', () => {
  it('is answered 408 when its time is over', async () => {
    const text = await answer((req, res) => {
      watchBody(req, res, 20);
      readAll(req, res);
    }, 200);
    expect(text).to.match(/^HTTP\/1\.1 408 /);
  });

  it('is read when it comes in time', async () => {
    const text = await answer((req, res) => {
      watchBody(req, res, 2_000);
      readAll(req, res);
    }, 10);
    expect(text).to.match(/all of it/);
  });

  it('gets more time from a route that takes uploads', async () => {
    const text = await answer((req, res) => {
      watchBody(req, res, 20);
      takeTime(req);
      readAll(req, res);
    }, 100);
    expect(text).to.match(/all of it/);
  });

  it('leaves no listener on the answer once it is read', async () => {
    let before = 0;
    const text = await answer((req, res) => {
      before = res.listenerCount('close');
      watchBody(req, res, 2_000);
      req.on('error', () => undefined).resume();
      req.on('end', () => setImmediate(() => res.end(`left ${res.listenerCount('close') - before}`)));
    }, 30);
    expect(text).to.match(/left 0/);
  });
});
