import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createLeaving } from '../../src/server/leaving.ts';
import { until } from '../support/until.ts';

/** Sends a request on a kept connection, and returns the head and body of its answer. */
async function ask(socket: Socket): Promise<string> {
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
  const [text] = await once(socket.setEncoding('latin1'), 'data');
  return String(text);
}

describe('a server that leaves', () => {
  it('keeps its connections while it listens, so that fewer come anew, and closes each behind an answer once it does not', async () => {
    const server = createServer((_req, res) => res.end('ok'));
    const leave = createLeaving(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const [busy, idle] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    const ends = [once(busy, 'end'), once(idle, 'end')];
    for (const socket of [busy, idle]) await ask(socket);
    const gone = leave({ listens: true, milliseconds: 300 });
    expect(await ask(busy)).to.match(/^HTTP\/1\.1 200 [\s\S]*Connection: keep-alive/);
    await until(() => !server.listening, 'it listens no more');
    expect(await ask(busy)).to.match(/^HTTP\/1\.1 200 [\s\S]*Connection: close/);
    await Promise.all(ends);
    await gone;
  });

  it('closes connections from the first answer on where another process listens beside it', async () => {
    const server = createServer((_req, res) => res.end('ok'));
    const leave = createLeaving(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const end = once(socket, 'end');
    await ask(socket);
    const gone = leave({ listens: false, milliseconds: 0 });
    expect(server.listening).to.equal(false);
    expect(await ask(socket)).to.include('Connection: close');
    await end;
    await gone;
  });
});
