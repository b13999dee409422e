import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, signIn } from '../support/citizen.ts';
import { until } from '../support/until.ts';
import { arrive, head } from './arrivals.ts';

describe('more people than can be served', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { LONGEST_WAIT: '0', THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  it('are admitted or told at once when to come again, without an effect on others: tokens, health, logins in progress', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid' });
    const login = await browser.walk(flow.url);

    // All of them are there before the first is answered.
    const crowd = arrive(at.origin, `GET ${authorization(partner.clientId).url} HTTP/1.1\r\n${head(at.origin)}`, 200);
    const beside = Promise.all([
      ...[1, 2, 3].map(
        async () => (await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' })).status,
      ),
      ...['/healthz', '/readyz', '/.well-known/openid-configuration'].map(
        async (path) => (await fetch(at.origin + path)).status,
      ),
      browser.request(login.url.pathname).then(({ status }) => status),
    ]);
    expect(await beside).to.eql([200, 200, 200, 200, 200, 200, 200]);

    await until(() => crowd.count(/HTTP\/1\.1 \d/g) === 200, 'an answer to each');
    const refused = crowd.count(/HTTP\/1\.1 503 /g);
    expect(refused).to.be.above(0).and.below(200);
    expect(crowd.count(/HTTP\/1\.1 303 /g)).to.equal(200 - refused);
    expect(crowd.count(/^Retry-After: [1-9]\d?\r$/gm)).to.equal(refused);
    await until(() => crowd.count(/<h1>排队登录<\/h1>/g) === refused, 'a page to each');
    crowd.close();

    const later = authorization(partner.clientId, { scope: 'openid' });
    await until(async () => (await createBrowser(at.origin).request(later.url)).status === 303, 'a quiet door');
    const callback = await signIn(createBrowser(at.origin), authorization(partner.clientId, { scope: 'openid' }));
    expect(callback.searchParams.get('code')).to.be.a('string');
    const told = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    expect(told).to.contain(`cloud_events_total{event="waiting.arrivals"} ${refused}\n`);
  });

  it('cost little where they ask for thirty things at once on three hundred connections, and each gets one answer', async () => {
    const request = `GET ${authorization(partner.clientId).url} HTTP/1.1\r\n${head(at.origin)}`.repeat(30);
    const before = process.cpuUsage();
    const crowd = arrive(at.origin, request, 300);
    await until(() => crowd.closed() > 270, 'closed connections');
    const { user, system } = process.cpuUsage(before); // of the crowd too
    expect(crowd.count(/HTTP\/1\.1 503 /g)).to.be.below(330);
    expect((user + system) / 1_000).to.be.below(2_500);
    crowd.close();
  });
});
