import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import { expect } from 'chai';
import Koa from 'koa';
import { describe, it } from 'mocha';
import type { Context, State } from '../../src/http/context.ts';
import { createRouting } from '../../src/http/routing.ts';

const paths = [
  '/',
  '/a',
  '/A/new',
  '/a/:id',
  '/a/:id/b',
  '/ab/:id',
  '/.well-known/change',
  '/feed.xml',
  '/i/:code',
  '/p/:id/b',
  '/p/q',
  '/p/:id/:step',
  '/d/:name.md',
  '/p/:id',
  '/d/:name',
];
const addresses = [
  ...[
    '/',
    '//a',
    '/a',
    '/a/',
    '/A',
    '/a/new',
    '/A/NEW',
    '/a/1',
    '/a/%31/b',
    '/a/1/b/c',
    '/%61/1',
    '/a?x=/ab/1',
    '/ab/1',
    '/ab',
  ],
  ...[
    '/.well-known/change',
    '/feed.xml',
    '/feed.xml/',
    '/i/x',
    '/b',
    '/constructor',
    '/__proto__/1',
    '/a%2F1',
    '/p/1/b',
    '/p/1/B',
    '/P/1/c',
    '/p/1/c/',
    '/p//b',
    '/p/Q',
    '/p/Az~b.-_9/c',
    '/d/a.md',
    '/d/a',
    '/a/%E4%BD%A0',
  ],
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'PROPFIND'];

describe('the finding of routes', () => {
  it('is that of one router that holds them all, for every method and address', async () => {
    const routing = createRouting();
    const whole = new Router<State>();
    for (const [index, path] of paths.entries()) {
      const say = (ctx: Context) => {
        ctx.body = JSON.stringify([path, Reflect.get(ctx, 'params'), Reflect.get(ctx, '_matchedRoute')]);
      };
      const method = index % 3 === 1 ? 'post' : 'get';
      routing.enter(method, path, say);
      whole[method](path, say);
    }
    const [byPart, asOne] = [new Koa<State>(), new Koa<State>()];
    routing.serve(byPart);
    asOne.use(whole.routes()).use(whole.allowedMethods());
    const sites = await Promise.all([byPart, asOne].map(open));

    const answers = async (method: string, address: string) =>
      Promise.all(sites.map(async ({ origin }) => [method, address, ...(await ask(origin + address, method))]));
    const pairs = await Promise.all(methods.flatMap((method) => addresses.map((address) => answers(method, address))));
    await Promise.all(sites.map(({ close }) => close()));
    for (const [one, other] of pairs) expect(one).to.deep.equal(other);
    const seen = new Set(pairs.flat().map((answer) => answer[2]));
    expect([...seen].toSorted()).to.deep.equal([200, 404, 405, 501]);
  });

  it('refuses a path that begins with a name', () => {
    expect(() => createRouting().enter('get', '/:id/b')).to.throw('/:id/b begins with a name');
  });
});

async function open(koa: Koa<State>) {
  const server = createServer(koa.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { origin: `http://127.0.0.1:${port}`, close };
}

async function ask(url: string, method: string) {
  const answer = await fetch(url, { method });
  return [answer.status, answer.headers.get('allow'), await answer.text()];
}
