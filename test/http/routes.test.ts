import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import Koa from 'koa';
import { after, before, describe, it } from 'mocha';
import { anyone, certified, nameOf, person, staff } from '../../src/http/access.ts';
import type { Context, State } from '../../src/http/context.ts';
import { createFormTokens } from '../../src/http/pages/csrf.ts';
import { form, page, postOfOthers, type Route, upload } from '../../src/http/route.ts';
import { inOrder, serveRoutes } from '../../src/http/serve-routes.ts';
import { walkable } from '../access/doors.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser, type TestBrowser } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';

const lineOf = ({ method, path }: Route) => `${method} ${path}`;
/** A route that does nothing but say which one it is. */
const sayWhich = ({ rescue, ...route }: Route): Route => ({
  ...route,
  handle: (ctx: Context) => {
    ctx.body = `${route.method} ${route.path}`;
  },
});

type Site = { origin: string; close: () => Promise<unknown> };

/** The routes alone, open to anyone, on a port of their own; `/token` gives the token of a form. */
async function serve(routes: readonly Route[]): Promise<Site> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const formTokens = createFormTokens({ formKey: Buffer.alloc(32, 1), publicUrl: new URL(origin) });
  const koa = new Koa<State>();
  koa.silent = true;
  const giveToken = (ctx: Context) => {
    ctx.body = formTokens.issue(ctx);
  };
  serveRoutes(koa, [page('/token', anyone, giveToken), ...routes], { guard: async () => true, formTokens });
  const server: Server = createServer(koa.callback());
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return { origin, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}

describe('routes', () => {
  let at: TestApp;
  let all: readonly Route[];
  before(async () => {
    at = await startApp(import.meta.filename);
    all = at.app.routes;
  });
  after(() => at.close());

  describe('of the product', () => {
    it('are tried in the same order, however they are declared', () => {
      const lines = inOrder(all).map(lineOf);
      expect(lines.length).to.be.at.least(240);
      fc.assert(
        fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (shuffled) => {
          expect(inOrder(shuffled).map(lineOf)).to.deep.equal(lines);
        }),
        { numRuns: 20 },
      );
    });

    it('are kept from search engines where they are not for anyone', async () => {
      const robots = await (await fetch(`${at.origin}/robots.txt`)).text();
      const closed = [...robots.matchAll(/^Disallow: (\/\w+)$/gm)].map(([, part]) => part);
      const parts = new Set(
        all.filter(({ access }) => access.who !== 'anyone').map(({ path }) => `/${path.split('/')[1]}`),
      );
      expect(closed).to.include.members([...parts]);
    });

    it('answer each its own address, and no other takes it for a name', async () => {
      const site = await serve(
        all
          .toReversed()
          .map(sayWhich)
          .filter(({ kind }) => kind === 'page'),
      );
      const wrong: string[] = [];
      for (const { path } of all.filter(({ kind }) => kind === 'page')) {
        const found = await (await fetch(site.origin + walkable(path))).text();
        if (found !== `GET ${path}`) wrong.push(`${path} is answered by ${found}`);
      }
      await site.close();
      expect(wrong).to.deep.equal([]);
    });
  });

  describe('that are posted', () => {
    let site: Site;
    let browser: TestBrowser;
    let foreign: string;
    let own: string;
    before(async () => {
      site = await serve(all.map(sayWhich));
      const tokenOf = async (from: TestBrowser) => (await from.request('/token')).text();
      browser = createBrowser(site.origin);
      [foreign, own] = [await tokenOf(createBrowser(site.origin)), await tokenOf(browser)];
    });
    after(() => site.close());

    const multipart = (fields: Record<string, string>) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return body;
    };

    it('take no form without its token, none with the token of another browser or page, and their own', async () => {
      const wrong: string[] = [];
      const posted = all.filter(({ kind }) => kind === 'form' || kind === 'upload');
      for (const route of posted) {
        const send = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
          const body = new URLSearchParams(fields);
          const answers = [await browser.request(walkable(route.path), { method: 'POST', body, headers })];
          if (route.kind === 'upload') {
            const files = { method: 'POST', body: multipart(fields), headers };
            answers.push(await browser.request(walkable(route.path), files));
          }
          return (await Promise.all(answers.map((each) => each.text()))).every((text) => text === lineOf(route));
        };
        if (await send({})) wrong.push(`${lineOf(route)} without a token`);
        if (await send({ csrf: foreign })) wrong.push(`${lineOf(route)} with a foreign token`);
        if (await send({ csrf: own }, { origin: 'https://evil.example.com' })) wrong.push(`${lineOf(route)} from afar`);
        if (!(await send({ csrf: own }))) wrong.push(`${lineOf(route)} not with its own token`);
      }
      expect(posted.length).to.be.at.least(95);
      expect(wrong).to.deep.equal([]);
    });

    it('without a token are these, which others send by a protocol', () => {
      const others = all.filter(({ method, kind }) => method === 'POST' && kind !== 'form' && kind !== 'upload');
      expect(others.map(({ path }) => path)).to.deep.equal([
        '/sandbox',
        '/resources/:id/counted',
        '/transparency/:log/cosignatures',
        '/oidc/auth',
        '/oidc/logout',
      ]);
    });
  });
});

describe('the order of routes', () => {
  const nothing = () => undefined;
  const pathsOf = (...paths: string[]) =>
    inOrder(paths.map((path) => page(path, anyone, nothing))).map(({ path }) => path);

  it('has fixed parts before named ones, from left to right', () => {
    expect(pathsOf('/a/:id', '/:x/b', '/a/:file.png', '/a/new', '/a/:id/b')).to.deep.equal([
      '/a/new',
      '/a/:file.png',
      '/a/:id',
      '/a/:id/b',
      '/:x/b',
    ]);
  });

  it('refuses two that no address could tell apart, also in other letters', () => {
    expect(() => pathsOf('/a/:id', '/a/:ak')).to.throw('/a/:ak and /a/:id are the same address');
    expect(() => pathsOf('/a/B', '/A/b')).to.throw('are the same address');
    const both = [page('/a', anyone, nothing), form('/a', anyone, nothing)];
    expect(inOrder(both)).to.have.length(2);
  });
});

describe('a route', () => {
  it('says who may use it in one line', () => {
    expect(nameOf(certified('owner', 'agent').withStepUp)).to.equal('certified:owner+agent > step-up');
    expect(nameOf(person.withStepUpOnceEnrolled)).to.equal('person > step-up once enrolled');
    expect(nameOf(staff())).to.equal('staff');
  });

  it('asks its guard before it reads a form, and is not reached without', async () => {
    const asked: string[] = [];
    const koa = new Koa<State>();
    koa.silent = true;
    const reached = (ctx: Context) => {
      ctx.body = 'reached';
    };
    const routes = [
      page('/page', staff('operator'), reached),
      form('/form', certified('owner').withStepUp, reached),
      upload('/upload', person, reached),
      postOfOthers('/post', anyone, reached, { limit: 10 }),
    ];
    const guard = async (ctx: Context, access: Route['access']) => {
      asked.push(nameOf(access));
      ctx.status = 403;
      return false;
    };
    const formTokens = createFormTokens({ formKey: Buffer.alloc(32), publicUrl: new URL('http://localhost') });
    serveRoutes(koa, routes, { guard, formTokens });
    const port = await freePort();
    const server = createServer(koa.callback());
    await new Promise<void>((resolve) => server.listen(port, resolve));
    for (const { method, path } of routes) {
      const answer = await fetch(`http://localhost:${port}${path}`, { method });
      expect([path, answer.status, await answer.text()]).to.deep.equal([path, 403, 'Forbidden']);
    }
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    expect(asked).to.deep.equal(['staff:operator', 'certified:owner > step-up', 'person', 'anyone']);
  });
});
