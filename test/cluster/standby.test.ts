import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { type Postgres, startPostgres, startStandby } from '../drills/postgres.ts';
import { createClient, startApp, type TestApp, watching } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { silent } from '../support/database.ts';
import { asMember } from '../support/institutions.ts';
import { publish } from '../support/resources.ts';
import { type Send, type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const conf = [
  ...[`listen_addresses = '127.0.0.1'`, 'fsync = off', 'max_connections = 60'],
  `shared_preload_libraries = 'pg_stat_statements'`,
];

describe('two nodes on a primary and a standby', function () {
  this.timeout(90_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let primary: Postgres;
  let standby: Postgres;
  let db: Database;
  let one: TestApp;
  let other: ServerProcess;
  let staff: TestBrowser;
  let member: TestBrowser;
  let clientId = '';
  let entryId = '';
  let pages: string[] = [];

  before(async () => {
    primary = await startPostgres({ conf });
    standby = await startStandby(primary);
    await primary.sql('create extension pg_stat_statements');
    db = await openDatabase({ url: primary.url, dataDir: '', log: silent });
    const database = { db, url: primary.url, drop: async () => undefined };
    const env = { READ_DATABASE_URL: standby.url, THROTTLE: 'off' };
    one = await startApp(import.meta.filename, { database, keysDir, env });
    const shared = { file: import.meta.filename, keysDir, publicUrl: one.origin };
    other = await startServer({ ...shared, url: primary.url, env: { ...env, METRICS_TOKEN: token } });

    const owner = await createMember(one);
    ({ clientId } = await createClient(one, { scope: 'openid stats:write' }, { institutionId: owner.institutionId }));
    await db.run(`update applications set created_at = created_at - interval '100 days'`);
    ({ entryId } = await publish(one, asMember(owner), 'activity'));
    await one.app.listingIndex.count();
    member = await signInToConsole(one, owner);
    staff = await signInToConsole(one, await createStaff(one, ['statistics']));
    pages = [
      ...['/', '/channels', '/channels/activity', '/channels/activity/calendar', `/resources/${entryId}`],
      ...['/zones/330106', `/i/${owner.institutionId}`, '/search?q=%E6%B4%BB%E5%8A%A8', '/partners'],
      ...['/sitemap.xml', '/api/v1/open/resources'],
    ];
  });
  after(async () => {
    await other?.kill();
    await one?.close();
    await db?.close();
    await standby?.remove();
    await primary?.remove();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const token = watching.authorization.slice('Bearer '.length);
  const nodes = (): Send[] => [fetch, other.fetch];
  const note = async (send: Send) => (await send(`${one.origin}/readyz`)).text();
  const isRead = () =>
    until(async () => {
      const notes = await Promise.all(nodes().map(note));
      return notes.every((each) => !each.includes('standby'));
    }, 'both nodes read the standby');
  const get = async (path: string, send: Send = fetch) => {
    const answer = await send(one.origin + path, { headers: { accept: 'text/html' } });
    await answer.arrayBuffer();
    return answer.status;
  };
  /** The queries of a server since its statistics began, for the tables of this product. */
  async function asked(server: Postgres): Promise<Set<string>> {
    const rows = await server.sql(
      `select query from pg_stat_statements s join pg_roles r on r.oid = s.userid where query ~ 'from (listings|entries|institutions|publications|daily_|reporting_|links|region_counts|shared_resources)'`,
    );
    return new Set((rows as { query: string }[]).map(({ query }) => query));
  }

  it('read public pages and dashboards from the standby, as its own statistics show', async () => {
    await isRead();
    const both = async () => {
      for (const server of [primary, standby]) await server.sql('select pg_stat_statements_reset()');
      for (const send of nodes()) for (const path of pages) expect(await get(path, send), path).to.equal(200);
      const [atStandby, atPrimary] = [await asked(standby), await asked(primary)];
      return atStandby.size > 12 && [...atStandby].every((query) => !atPrimary.has(query));
    };
    await until(both, 'what the pages ask is asked of the standby, and not of the primary'); // again where a busy machine made it old

    member.cookies.delete('wrote /');
    staff.cookies.delete('wrote /');
    await standby.sql('select pg_stat_statements_reset()');
    expect((await staff.walk('/admin/statistics')).status).to.equal(200);
    expect((await member.walk('/console/statistics/dashboard')).status).to.equal(200);
    expect((await member.walk('/console/catalogue')).status).to.equal(200);
    expect([...(await asked(standby))].join('\n'))
      .to.match(/daily_totals/)
      .and.to.match(/daily_reports/)
      .and.to.match(/shared_resources/);
  });

  it('keep a cover that was drawn for such a page where it can be kept', async () => {
    const [, cover = ''] =
      /(\/pictures\/resources\/[^" ,]+)/.exec(await (await fetch(`${one.origin}/resources/${entryId}`)).text()) ?? [];
    expect(await get(cover)).to.equal(200);
    expect((await db.rows('select from cover_pictures')).length).to.be.above(0);
  });

  it('show a writer their own writes, however far the standby is behind', async () => {
    const delay = (time: string) =>
      standby.sql(`alter system set recovery_min_apply_delay = '${time}'`, 'select pg_reload_conf()');
    await isRead();
    await delay('1200ms');
    let isSeenLate = false;
    for (let ago = 1; ago <= 6 && !isSeenLate; ago += 1) {
      const day = new Date(Date.now() + 8 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10); // in China
      const dashboard = `/console/statistics/dashboard?date=${day}`;
      const figures = { pv: String(7650 + ago), uv: '300', ip: '280', new_activities: '2', new_venues: '0' };
      const form = await member.walk(`/console/statistics/${clientId}/${day}`);
      const saved = await member.submit(form, figures);
      expect(saved.url.pathname).to.equal('/console/statistics');
      const shown = `7,${650 + ago}`;
      expect((await member.walk(dashboard)).text).to.include(shown);
      member.cookies.delete('wrote /');
      isSeenLate = !(await member.walk(dashboard)).text.includes(shown); // not on a machine that takes more than a second for this
      await until(async () => (await member.walk(dashboard)).text.includes(shown), 'the standby has it');
    }
    expect(isSeenLate, 'without the mark it is seen as late as by everybody').to.equal(true);
    await delay('0');
  });

  it('send no program to it that comes with a token, and mark no program', async () => {
    await isRead();
    const before = one.app.standby?.standing().read;
    const answer = await fetch(`${one.origin}/api/v1/open/resources`, { headers: { authorization: 'Bearer made-up' } });
    await answer.arrayBuffer();
    expect(one.app.standby?.standing().read).to.equal(before);
    const sent = await fetch(`${one.origin}/api/v1/stats/daily/2026-01-01`, {
      method: 'PUT',
      headers: { authorization: 'Bearer made-up', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(sent.headers.getSetCookie()).to.eql([]);
  });

  /** Every page of both nodes, again and again, while something happens to the standby: whatever is asked is answered. */
  async function whileRead(happens: () => Promise<unknown>, says: RegExp): Promise<void> {
    await isRead();
    const statuses = new Map<number, number>();
    let isOver = false;
    const readers = nodes().flatMap((send) =>
      Array.from({ length: 2 }, async () => {
        while (!isOver)
          for (const path of pages) {
            const status = await get(path, send).catch(() => 0);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            await sleep(60);
          }
      }),
    );
    try {
      await sleep(500);
      await happens();
      await until(async () => {
        const notes = await Promise.all(nodes().map(note));
        return notes.every((each) => says.test(each));
      }, `both nodes say ${says}`);
      await sleep(1_000);
    } finally {
      isOver = true;
      await Promise.all(readers);
    }
    expect([...statuses.keys()]).to.eql([200]);
    process.stdout.write(`      (${statuses.get(200)} pages were answered meanwhile)\n`);
  }

  it('answer everything while it is far behind, and while it is killed', async () => {
    await whileRead(async () => {
      await standby.sql(`alter system set recovery_min_apply_delay = '1h'`, 'select pg_reload_conf()');
      for (let n = 0; n < 12; n += 1) {
        await db.run('update applications set created_at = created_at');
        await sleep(250);
      }
    }, /standby not read \(old\)/);
    await standby.sql('alter system reset recovery_min_apply_delay', 'select pg_reload_conf()');
    await whileRead(() => standby.kill(), /standby not read \(away\)/);
    await standby.start();
  });

  it('answer everything while it stands still, and report that to monitoring', async () => {
    await whileRead(() => standby.freeze(), /standby not read \(away\)/);
    const metrics = await (await other.fetch(`${one.origin}/metrics`, { headers: watching })).text();
    expect(metrics).to.match(/^cloud_standby_read 0$/m);
    expect(Number(/^cloud_standby_reads_total (\d+)$/m.exec(metrics)?.[1])).to.be.above(0);
    expect(Number(/^cloud_standby_passed_over_total (\d+)$/m.exec(metrics)?.[1])).to.be.above(0);
    expect(await note(fetch)).to.match(/^ready\n/);
    await standby.thaw();
    await isRead();
    expect(await (await fetch(`${one.origin}/metrics`, { headers: watching })).text()).to.match(
      /^cloud_standby_read 1$/m,
    );
  });

  it('hold no more connections to the primary than before, whatever happens', async () => {
    const rows = await primary.sql(
      `select count(*)::int as open from pg_stat_activity where application_name = 'culture-cloud-connect'`,
    );
    expect((rows as { open: number }[])[0]?.open).to.be.below(2 * 22 + 3); // the test itself has some
  });

  it('answer everything while it becomes a primary, and do not read it any more', async () => {
    await whileRead(() => standby.sql('select pg_promote()'), /standby not read \(promoted\)/);
  });
});
