import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { migrations } from '../../src/database/migrate.ts';
import { createCitizen, createClient, password } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, redeem, signIn } from '../support/citizen.ts';
import { alternating, type Cluster, sharedCluster } from './nodes.ts';

describe('two nodes on one database', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let partner: Client;

  before(async () => {
    cluster = await shared.open();
    partner = await createClient(cluster.here);
    await createCitizen(cluster.here, 'visitor');
  });
  after(() => shared.close());

  it('make the tables of an empty database together, each migration once', async () => {
    const rows = await cluster.database.db.rows<{ name: string }>('select name from knex_migrations order by name');
    expect(rows.map(({ name }) => name)).to.eql(migrations());
  });

  it('serve one login: every page and every answer by the other node in turn', async () => {
    const send = alternating(cluster.one, cluster.other);
    for (let round = 0; round < 4; round += 1) {
      const browser = createBrowser(cluster.origin, { send });
      const flow = authorization(partner.clientId, { prompt: 'consent', scope: 'openid profile offline_access' });
      const callback = await signIn(browser, flow, 'visitor', ['profile', 'offline_access']);
      expect(callback.searchParams.get('iss')).to.equal(cluster.origin);
      const { status, body } = await redeem(cluster.origin, partner, callback, flow, {}, send);
      expect(status).to.equal(200);
      const headers = { authorization: `Bearer ${body.access_token}` };
      expect((await send(`${cluster.origin}/oidc/userinfo`, { headers })).status).to.equal(200);
      const fields = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
      expect((await post(cluster.origin, '/oidc/token', partner, fields, {}, send)).status).to.equal(200);
    }
  });

  it('share the session: who signed in on one is signed in on the other', async () => {
    const browser = createBrowser(cluster.origin, { send: alternating(cluster.one, cluster.other) });
    await signIn(browser, authorization(partner.clientId), 'visitor');
    for (let round = 0; round < 4; round += 1) {
      const silent = await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url);
      expect(silent.url.searchParams.get('code')).to.be.a('string');
    }
  });

  it('answer to the public name only, not to their own port', async () => {
    const response = await fetch(`http://localhost:${cluster.other.port}/.well-known/openid-configuration`);
    expect(response.status).to.equal(421);
    const named = await cluster.other.fetch(`${cluster.origin}/.well-known/openid-configuration`);
    expect(await named.json()).to.include({ issuer: cluster.origin });
  });

  it('lose no login when one of them stops in the middle of it', async () => {
    let leaving = await cluster.more();
    const send: typeof fetch = (input, init) => leaving.fetch(input, init);
    const browsers = Array.from({ length: 5 }, () => createBrowser(cluster.origin, { send }));
    const begun = await Promise.all(
      browsers.map(async (browser) => {
        const flow = authorization(partner.clientId);
        return { browser, flow, page: await browser.walk(flow.url) };
      }),
    );
    const stopping = leaving.kill('SIGTERM');
    leaving = cluster.one;
    for (const { browser, flow, page } of begun) {
      const { url } = await browser.submit(page, { username: 'visitor', password, agree: '1' });
      expect((await redeem(cluster.origin, partner, url, flow, {}, cluster.other.fetch)).status).to.equal(200);
    }
    await stopping;
  });
});
