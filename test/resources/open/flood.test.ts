import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { post } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createHost, shelve } from '../../support/published.ts';
import { until } from '../../support/until.ts';

describe('scrapers of the open data', function () {
  this.timeout(60_000);
  const clock = testClock('now');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
    const host = await createHost(at, '青溪县文化馆');
    await shelve(at, host, [{ channel: 'book' }, { channel: 'news' }]);
  });
  after(() => at.close());

  const ask = (path: string, address: string) =>
    fetch(`${at.origin}/api/v1/open${path}`, { headers: { 'x-forwarded-for': address } });
  const waiting = async () => {
    const row = await at.database.db.row<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row?.count ?? 0;
  };

  it('hold two connections to the database however many they are, and a login finds one', async () => {
    const client = await createClient(at, { scope: 'openid resource:read' });
    const counted: number[] = [];
    let flood: Promise<Response>[] = [];
    await at.database.db.transaction(async (trx) => {
      await trx.run('lock table listings in access exclusive mode'); // every question for entries waits
      flood = Array.from({ length: 200 }, (_, place) =>
        ask(place % 2 === 0 ? '/resources?page_size=200' : '/changes', `203.0.113.${place}`),
      );
      await until(async () => (await waiting()) === 2, 'the flood');
      for (let login = 0; login < 10; login += 1) {
        const { status } = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
        expect(status).to.equal(200);
        expect((await fetch(`${at.origin}/.well-known/openid-configuration`)).status).to.equal(200);
        counted.push(await waiting());
      }
    });
    expect(Math.max(...counted)).to.be.at.most(2);
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.lengthOf.above(2);
    expect([...new Set(statuses)].filter((status) => status !== 200 && status !== 503)).to.deep.equal([]);
  });

  it('are counted by address, by /64 for IPv6, and get the remaining quota', async () => {
    const spend = async (addresses: readonly string[]) => {
      const answers: Response[] = [];
      for (const address of addresses) answers.push(await ask('/exports', address));
      return answers;
    };
    clock.advance(61);
    const [first, ...others] = await spend(Array.from({ length: 120 }, (_, n) => `2001:db8:1:2::${n.toString(16)}`));
    expect(first?.headers.get('ratelimit-policy')).to.equal('"open";q=120;w=60');
    expect(first?.headers.get('ratelimit')).to.match(/^"open";r=119;t=\d+$/);
    expect(others.map(({ status }) => status)).not.to.include(429);
    const [over, neighbour] = await spend(['2001:db8:1:2:ffff::1', '2001:db8:1:3::1']);
    expect([over?.status, neighbour?.status]).to.deep.equal([429, 200]);
    expect(Number(over?.headers.get('retry-after'))).to.be.within(1, 60);
    expect(over?.headers.get('access-control-allow-origin')).to.equal('*');
    clock.advance(61);
    expect((await spend(['2001:db8:1:2::1']))[0]?.status).to.equal(200);
  });

  it('asks nothing of the database once it is too much', async () => {
    const address = '203.0.113.7';
    for (let call = 0; call < 121; call += 1) await ask('/exports', address);
    await at.database.db.transaction(async (trx) => {
      await trx.run('lock table open_exports, listings in access exclusive mode');
      for (const path of ['/exports', '/resources', '/changes', '/resources?q=书'])
        expect((await ask(path, address)).status, path).to.equal(429);
      expect(await waiting()).to.equal(0);
    });
  });
});
