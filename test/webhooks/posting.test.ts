import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { days, after as later } from '../../src/clock.ts';
import { createOutgoing } from '../../src/http/outgoing.ts';
import { createPost, endpointAfter, verdictOf } from '../../src/webhooks/posting.ts';
import { testClock } from '../support/clock.ts';
import { fact } from '../support/words.ts';

const began = new Date('2026-11-01T00:00:00Z');
const good = { status: 200, problem: undefined };
const bad = { status: 500, problem: { code: 'webhooks.answered', params: { status: 500 } } } as const;
const on = { failingSince: undefined, disabledAt: undefined, disabledReason: undefined };

describe('the effect of an attempt on an endpoint', () => {
  it('begins to count with the first failure, and goes on from there', () => {
    const once = endpointAfter(on, bad, began);
    expect(once).to.deep.equal({ ...on, failingSince: began });
    expect(endpointAfter({ ...on, failingSince: began }, bad, later(began, days(4)))).to.equal(undefined);
  });

  it('counts again after an answer: one that failed, answered for nine days and failed again continues', () => {
    const answered = endpointAfter({ ...on, failingSince: began }, good, later(began, 60));
    expect(answered).to.deep.equal(on);
    expect(endpointAfter(on, good, later(began, days(9)))).to.equal(undefined);
    const again = endpointAfter(answered ?? on, bad, later(began, days(9)));
    expect(again).to.deep.equal({ ...on, failingSince: later(began, days(9)) });
  });

  it('ends it after five days of failures, or with a 410, and once', () => {
    const failing = { ...on, failingSince: began };
    const over = endpointAfter(failing, bad, later(began, days(5)));
    expect(over).to.include({ disabledReason: 'failing' });
    const gone = endpointAfter(on, { ...bad, status: 410 }, began);
    expect(gone).to.include({ disabledAt: began, disabledReason: 'gone' });
    expect(
      endpointAfter({ ...failing, disabledAt: began, disabledReason: 'failing' as const }, bad, later(began, days(9))),
    ).to.equal(undefined);
  });

  it('tries again while there is a wait left, and never after a 410', () => {
    expect(verdictOf(good, 60, began)).to.deep.equal({ state: 'delivered', nextAt: undefined });
    expect(verdictOf(bad, 60, began)).to.deep.equal({ state: 'pending', nextAt: later(began, 60) });
    expect(verdictOf(bad, undefined, began)).to.deep.equal({ state: 'failed', nextAt: undefined });
    expect(verdictOf({ ...bad, status: 410 }, 60, began)).to.deep.equal({ state: 'failed', nextAt: undefined });
  });
});

describe('an answer to a webhook counts by its status', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function outcomeOf(answer: (res: ServerResponse) => void) {
    server = createServer((req, res) => void req.resume().on('end', () => answer(res))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fetch = createOutgoing({ allowedHosts: ['127.0.0.1'], timeout: 300, most: 1_000_000 });
    const post = createPost({ clock: testClock(began.toISOString()), fetch });
    const found = await post({
      url: `http://127.0.0.1:${port}/`,
      secret: `whsec_${'a'.repeat(32)}`,
      messageId: 'msg_1',
      payload: '{}',
    });
    server.closeAllConnections();
    server.close();
    return found;
  }
  const body = Buffer.from('{"ok":true}');
  const encoded = (status: number) => (res: ServerResponse) =>
    res.writeHead(status, { 'content-encoding': 'gzip', location: '/a' }).end(gzipSync(body));

  it('also where its content is compressed, which is not read', async () => {
    for (const coding of ['gzip', 'br', 'nonsense'])
      expect(
        await outcomeOf((res) => res.writeHead(200, { 'content-encoding': coding }).end(brotliCompressSync(body))),
        coding,
      ).to.deep.equal({ status: 200, problem: undefined });
    expect(await outcomeOf(encoded(410))).to.deep.equal({
      status: 410,
      problem: fact('webhooks.answered', { status: 410 }),
    });
    expect(await outcomeOf(encoded(500))).to.deep.equal({
      status: 500,
      problem: fact('webhooks.answered', { status: 500 }),
    });
    expect(await outcomeOf(encoded(302))).to.deep.equal({ status: 302, problem: fact('webhooks.redirected') });
  });

  it('also where its content is too long, breaks off or never comes', async () => {
    const ways: Record<string, (res: ServerResponse) => void> = {
      'said to be long': (res) => res.writeHead(200, { 'content-length': 10 ** 9 }).write('a'),
      long: (res) => res.writeHead(200).end(Buffer.alloc(2_000_000)),
      'broken off': (res) => res.writeHead(200, { 'content-length': 100 }).write('a', () => res.destroy()),
      'never coming': (res) => res.writeHead(200, { 'content-length': 100 }).flushHeaders(),
    };
    for (const [name, way] of Object.entries(ways))
      expect(await outcomeOf(way), name).to.deep.equal({ status: 200, problem: undefined });
    expect(await outcomeOf((res) => res.destroy())).to.deep.equal({
      status: undefined,
      problem: fact('webhooks.unreachable'),
    });
  });
});
