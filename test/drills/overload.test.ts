import { connect } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, signIn } from '../support/citizen.ts';
import { until } from '../support/until.ts';

describe('more people than can be served', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { LONGEST_WAIT: '0', THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  it('are let in or told at once when to come again, and nobody else notices: tokens, health, who is signing in', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid' });
    const login = await browser.walk(flow.url);

    // On one connection, behind each other: they are all there before the first is answered.
    const { hostname, port, host } = new URL(at.origin);
    const socket = connect(Number(port), hostname);
    let answers = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answers += chunk;
    });
    const count = (what: RegExp) => answers.match(what)?.length ?? 0;
    const head = `Host: ${host}\r\nAccept: text/html\r\n\r\n`;
    socket.write(`GET ${authorization(partner.clientId).url} HTTP/1.1\r\n${head}`.repeat(200));
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

    await until(() => count(/HTTP\/1\.1 \d/g) === 200, 'an answer to each');
    const refused = count(/HTTP\/1\.1 503 /g);
    expect(refused).to.be.above(0).and.below(200);
    expect(count(/HTTP\/1\.1 303 /g)).to.equal(200 - refused);
    expect(count(/^Retry-After: [1-9]\d?\r$/gm)).to.equal(refused);
    await until(() => count(/<h1>排队登录<\/h1>/g) === refused, 'a page to each');
    socket.destroy();

    const callback = await signIn(createBrowser(at.origin), authorization(partner.clientId, { scope: 'openid' }));
    expect(callback.searchParams.get('code')).to.be.a('string');
    const told = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    expect(told).to.contain(`cloud_events_total{event="waiting.arrivals"} ${refused}\n`);
  });
});
