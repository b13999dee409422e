import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Problem } from '../../../src/errors.ts';
import { readBody } from '../../../src/http/requests/body.ts';

describe('the body of a request', () => {
  const read: Promise<string>[] = [];
  const lateListeners: number[] = [];
  let isReadFirst = false;
  let isReadLate = false;
  const server = createServer(async (req: IncomingMessage, res) => {
    if (isReadLate) await new Promise((resolve) => req.once('close', resolve));
    if (isReadFirst) await once(req.resume(), 'end');
    const reading = readBody({ req }, 8).then(String, (error: unknown) =>
      error instanceof Problem ? error.code : 'a bug',
    );
    read.push(reading);
    const asked = req.listenerCount('close');
    req.once('end', () => lateListeners.push(req.listenerCount('close') - asked));
    const said = await reading;
    req.resume();
    res.end(said);
  });
  let origin = '';
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  const send = async (body: string) => (await fetch(origin, { method: 'POST', body })).text();

  it('is read whole, also where there is none', async () => {
    expect(await send('12345678')).to.equal('12345678');
    expect(await send('')).to.equal('');
  });

  it('leaves nothing behind that waits for its sender to go away', async () => {
    await send('12345678');
    expect(lateListeners.at(-1)).to.equal(-1);
  });

  it('is refused where it is too long, and the rest of it does not stand in the way of the answer', async () => {
    expect(await send('123456789')).to.equal('payload_too_large');
    expect(await send('1'.repeat(3_000_000))).to.equal('payload_too_large');
  });

  it('is empty if it was read before', async () => {
    isReadFirst = true;
    expect(await send('1234')).to.equal('');
    isReadFirst = false;
  });

  it('is broken where its sender goes away', async () => {
    const before = read.length;
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n1234');
    while (read.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    expect(await read.at(-1)).to.equal('bad_request');
  });

  it('is broken where its sender disconnected before it was read', async () => {
    isReadLate = true;
    const before = read.length;
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n1234');
    await once(server, 'request');
    socket.destroy();
    while (read.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await read.at(-1)).to.equal('bad_request');
    isReadLate = false;
  });
});
