import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import Koa from 'koa';
import { after, before, describe, it } from 'mocha';
import { isBehindAllowed } from '../../src/database/behind.ts';
import type { State } from '../../src/http/context.ts';
import { createOwnWrites } from '../../src/http/own-writes.ts';
import { testClock } from '../support/clock.ts';
import { portOf } from '../support/ports.ts';

describe('one’s own writes', () => {
  const clock = testClock('2026-11-24T10:00:00Z');
  let server: Server;
  let origin = '';
  before(async () => {
    const koa = new Koa<State>();
    koa.proxy = true;
    koa.use(createOwnWrites({ clock, publicUrl: new URL('https://sso.example.cn') }));
    koa.use((ctx) => {
      ctx.body = isBehindAllowed() ? 'behind' : 'current';
    });
    server = createServer(koa.callback());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${portOf(server.address())}`;
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(origin, { method, headers: { 'x-forwarded-proto': 'https', ...headers } });
  const read = async (headers: Record<string, string> = {}) => (await ask(headers)).text();

  it('do not concern readers, who may get data that are behind', async () => {
    expect(await read()).to.equal('behind');
  });

  it('is read by a form that is just sent, and by its browser for five seconds', async () => {
    const sent = await ask({}, 'POST');
    expect(await sent.text()).to.equal('current');
    const [mark = ''] = sent.headers.getSetCookie();
    expect(mark)
      .to.match(/^wrote=\d+;/)
      .and.to.match(/secure/i)
      .and.to.match(/httponly/i)
      .and.to.match(/samesite=lax/i);
    const cookie = mark.split(';')[0] ?? '';
    expect(await read({ cookie })).to.equal('current');
    clock.advance(5);
    expect(await read({ cookie })).to.equal('current');
    clock.advance(1);
    expect(await read({ cookie })).to.equal('behind');
  });

  it('are not derived from invented cookies', async () => {
    const now = Math.floor(clock.now().getTime() / 1000);
    for (const mark of ['', 'x', '1e99', String(now + 3_600), String(now - 3_600), 'Infinity'])
      expect(await read({ cookie: `wrote=${mark}` }), mark).to.equal('behind');
  });

  it('is read by programs with a token always, which get no mark', async () => {
    const authorization = 'Bearer token';
    expect(await read({ authorization })).to.equal('current');
    expect((await ask({ authorization }, 'PUT')).headers.getSetCookie()).to.eql([]);
  });
});
