import { createServer } from 'node:http';
import { expect } from 'chai';
import Koa from 'koa';
import { after, afterEach, before, describe, it } from 'mocha';
import pg from 'pg';
import type { State } from '../../src/http/context.ts';
import { createKeptPages } from '../../src/http/kept-pages.ts';
import { createOwnWrites } from '../../src/http/own-writes.ts';
import { createFormTokens } from '../../src/http/pages/csrf.ts';
import { sharedPage } from '../../src/http/route.ts';
import { policy } from '../../src/http/security-headers.ts';
import { serveRoutes } from '../../src/http/serve-routes.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { createClient, operator, settled, startApp, type TestApp } from '../support/app.ts';
import { html } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { freePort } from '../support/ports.ts';
import { publish } from '../support/resources.ts';
import { until } from '../support/until.ts';

describe('pages that a process keeps', () => {
  const clock = testClock('2036-11-24T10:00:10+08:00');
  let at: TestApp;
  let other: TestApp;
  let actor: ReturnType<typeof asMember>;
  let entryId: string;
  const { query } = pg.Client.prototype;
  let statements: string[] = [];
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    other = await startApp(import.meta.filename, { clock, database: at.database, keysDir: at.keysDir });
    actor = asMember(await createMember(at));
    ({ entryId } = await publish(at, actor, 'activity'));
    await at.app.listingIndex.count();
    for (const { app } of [at, other]) app.db.changes.start();
    await live();
    Reflect.set(pg.Client.prototype, 'query', function counted(this: pg.Client, ...args: unknown[]): unknown {
      const [statement] = args;
      const text = statement instanceof Object ? Reflect.get(statement, 'text') : statement;
      if (typeof text === 'string' && !text.includes('pg_notify')) statements.push(text); // the heartbeat
      return Reflect.apply(query, this, args);
    });
  });
  after(async () => {
    Reflect.set(pg.Client.prototype, 'query', query);
    await other.close();
    await at.close();
  });
  afterEach(() => clock.set('2036-11-24T10:00:10+08:00'));

  const live = () =>
    until(() => [at, other].every(({ app }) => app.db.changes.standOf([]) !== undefined), 'both hear of changes');
  const get = (path: string, more: Record<string, string> = {}, of = at) =>
    fetch(new URL(path, of.origin), { headers: { ...html, ...more }, redirect: 'manual', cache: 'no-cache' });
  const text = async (path: string, of = at) => (await get(path, {}, of)).text();
  async function cost(work: () => Promise<unknown>): Promise<number> {
    statements = [];
    await work();
    return statements.length;
  }

  const addresses = () => [
    ...['/', '/channels', '/channels/activity', '/channels/activity?free=1', '/channels/activity/calendar', '/zones'],
    ...['/zones/330106', '/nearby', `/i/${actor.institutionId}`, `/resources/${entryId}`, '/help/sign-in', '/docs'],
    ...['/docs/login', '/docs/errors', '/docs/problems', '/docs/fields/activity', '/docs/reference', '/docs/metrics'],
    ...['/partners', '/promotions'],
  ];

  it('cost no statement once they are known, by their ETag or without', async () => {
    for (const path of addresses()) {
      const first = await get(path);
      const body = await first.text();
      const tag = first.headers.get('etag') ?? '';
      const answers: Response[] = [];
      const spent = await cost(async () => {
        for (let turn = 0; turn < 3; turn += 1) answers.push(await get(path, { 'if-none-match': tag }));
        answers.push(await get(path));
      });
      expect([spent, statements], path).to.deep.equal([0, []]);
      expect(
        answers.map(({ status }) => status),
        path,
      ).to.deep.equal([304, 304, 304, 200]);
      const [known, , , whole] = answers;
      expect(await whole?.text(), path).to.equal(body);
      for (const name of ['cache-control', 'content-security-policy', 'content-type', 'vary', 'etag'])
        expect(whole?.headers.get(name), `${path} ${name}`).to.equal(first.headers.get(name));
      for (const name of ['cache-control', 'etag', 'vary'])
        expect(known?.headers.get(name), name).to.equal(first.headers.get(name));
    }
  });

  it('are compressed once, and the same whichever way they are sent', async () => {
    await live();
    const plain = await text('/zones');
    for (const turn of [1, 2])
      for (const [asked, sent] of Object.entries({
        ...{ 'gzip, deflate, br, zstd': 'br', 'gzip, deflate': 'gzip', 'br;q=0, gzip': 'gzip' },
        ...{ identity: null, zstd: null },
      })) {
        const answer = await get('/zones', { 'accept-encoding': asked });
        const length = Number(answer.headers.get('content-length'));
        if (asked === 'zstd') continue; // compressed each time, as other pages are
        expect(answer.headers.get('content-encoding'), `${asked} ${turn}`).to.equal(sent);
        expect(answer.headers.get('vary')?.toLowerCase(), asked).to.include('accept-encoding');
        // Answers compressed while they are sent have no length yet.
        expect(length, asked).to.be.within(1, sent === null ? plain.length * 3 : plain.length / 2);
        expect(await answer.text(), asked).to.equal(plain);
      }
    const head = await fetch(new URL('/zones', at.origin), { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
    expect([head.status, head.headers.get('content-encoding')]).to.deep.equal([200, null]);
  });

  it('are each kept for their own display and region', async () => {
    const shown = new Set<string>();
    for (const turn of [1, 2])
      for (const cookie of ['theme=dark', 'elder=1', 'lang=en', 'region=330106', 'region=330822', '']) {
        const body = await (await get('/', { cookie })).text();
        expect(shown.has(body), `${cookie} ${turn}`).to.equal(turn === 2);
        shown.add(body);
      }
  });

  it('are made again at once where something changed, and within a second at another node', async () => {
    const { title = '' } = channels.activity.example;
    // The page of an event says that it was called off; no list has it then.
    const saysOff = (path: string, html: string) =>
      path.startsWith('/resources/') ? html.includes('已取消') : !html.includes(title);
    const pages = [`/resources/${entryId}`, '/channels/activity', '/zones/330106', `/i/${actor.institutionId}`];
    for (const isOff of [true, false, true, false]) {
      for (const node of [at, other]) await Promise.all(pages.map((path) => text(path, node)));
      await at.app.resources.setLive(actor, entryId, isOff ? { event_status: 'cancelled', reason: '台风' } : {});
      for (const path of pages) expect(saysOff(path, await text(path)), path).to.equal(isOff);
      await settled();
      for (const path of pages) expect(saysOff(path, await text(path, other)), path).to.equal(isOff);
    }
  });

  it('follow changes of institutions, of their applications, of links, of promotions and of counts', async () => {
    const { id } = await at.app.institutions.create(operator, { name: '浅溪县图书馆', certified: true });
    const home = `/i/${id}`;
    expect(await text(home, other)).to.include('浅溪县图书馆');
    await at.app.closing.disable(operator, id, '合并');
    await settled();
    expect((await get(home, {}, other)).status).to.equal(404);
    await at.app.closing.enable(operator, id);
    expect(await text(home)).to.include('浅溪县图书馆');

    const stand = () => at.app.db.changes.standOf(['applications', 'links', 'counts', 'promotions']);
    const changes: Record<string, () => Promise<unknown>> = {
      applications: () => createClient(at, {}, { institutionId: id }),
      links: () => at.app.db.transaction((trx) => trx.changed('links')),
      promotions: () => at.app.promotions.publish(operator, { title: '寒假联合推广', body: '请各馆报名。' }),
      counts: () => at.app.listingIndex.count(),
    };
    for (const [name, change] of Object.entries(changes)) {
      await live();
      const before_ = stand();
      await change();
      await until(() => stand() !== undefined && stand() !== before_, name);
    }

    for (const path of ['/partners', '/promotions']) expect(await text(path, other), path).to.include('寒假联合推广');
    const [{ id: promotion = '' } = {}] = await at.app.promotions.shown();
    await at.app.promotions.withdraw(operator, promotion);
    for (const path of ['/partners', '/promotions']) expect(await text(path), path).not.to.include('寒假联合推广');
    await settled();
    for (const path of ['/partners', '/promotions']) expect(await text(path, other)).not.to.include('寒假联合推广');
  });

  it('are not relied on while a change of this process is under way, or was rolled back', async () => {
    await live();
    await text('/channels/activity');
    await at.app.db.transaction(async (trx) => {
      await trx.changed('resources');
      expect(await cost(() => text('/channels/activity'))).to.be.above(0);
      expect(await cost(() => text('/channels/activity')), 'and not kept').to.be.above(0);
    });
    await live();
    await text('/channels/activity');
    expect(await cost(() => text('/channels/activity'))).to.equal(0);
  });

  it('are not used while notifications are interrupted', async () => {
    await live();
    await text('/channels/activity');
    // A connection that listens asks for something each 20 s, to know that it is there.
    await other.app.db.run(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and (query ilike 'listen %' or query = 'select 1') and pid <> pg_backend_pid()`,
    );
    await at.app.db.run(`update listings set title = '改了名的活动' where entry_id = $1`, [entryId]);
    // The end of its connection may be noticed a moment after the change.
    await until(async () => (await text('/channels/activity')).includes('改了名的活动'), 'the page is made again');
  });

  it('are no older than their minute, for changes by time alone', async () => {
    await live();
    await text('/channels/activity');
    expect(await cost(() => text('/channels/activity'))).to.equal(0);
    clock.set('2036-11-24T10:01:00+08:00');
    expect(await cost(() => text('/channels/activity'))).to.be.above(0);
    expect(await cost(() => text('/channels/activity'))).to.equal(0);
  });

  type Ask = (path: string, more?: Record<string, string>) => Promise<'made' | 'kept'>;
  /** A product of one page of a thousand characters, which counts how often it is made. */
  async function serving(work: (ask: Ask) => Promise<void>): Promise<void> {
    let made = 0;
    const koa = new Koa<State>();
    const keptPages = createKeptPages({ changes: { standOf: () => '' }, clock, maxBytes: 7_000 });
    const formTokens = createFormTokens({ formKey: Buffer.alloc(32, 1), publicUrl: new URL('http://localhost') });
    const show = sharedPage('/pages/:name', { tells: [] }, (ctx) => {
      made += 1;
      ctx.type = 'html';
      ctx.set('Content-Security-Policy', policy);
      ctx.body = 'x'.repeat(1_000);
    });
    koa.use(createOwnWrites({ clock, publicUrl: new URL('http://localhost') }));
    serveRoutes(koa, [show], { guard: async () => true, formTokens, keptPages });
    const port = await freePort();
    const server = createServer(koa.callback());
    await new Promise<void>((resolve) => server.listen(port, resolve));
    try {
      await work(async (path, headers = {}) => {
        const before_ = made;
        await (await fetch(`http://localhost:${port}/pages${path}`, { headers })).text();
        return made > before_ ? 'made' : 'kept';
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it('go when there are too many, the oldest first', () =>
    serving(async (ask) => {
      const asked = [];
      const long = `/e?${'y'.repeat(400)}`;
      for (const path of ['/a', '/b', '/c', '/a', '/d', '/a', '/d', '/c', long, long])
        asked.push(`${path.slice(0, 2)} ${await ask(path)}`);
      expect(asked).to.deep.equal([
        '/a made',
        '/b made',
        '/c made',
        '/a kept',
        '/d made',
        '/a made',
        '/d kept',
        '/c kept',
        '/e made',
        '/e made',
      ]);
    }));

  it('that may come from a standby are not shown to a visitor who has just written', () =>
    serving(async (ask) => {
      const wrote = { cookie: `wrote=${clock.now().getTime() / 1000}` };
      expect([
        await ask('/a'),
        await ask('/a'),
        await ask('/a', wrote),
        await ask('/a', wrote),
        await ask('/a'),
      ]).to.eql(['made', 'kept', 'made', 'kept', 'kept']);
    }));
});
