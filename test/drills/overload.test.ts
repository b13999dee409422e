import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, type Client, createBrowser, html, post, signIn } from '../support/citizen.ts';

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

    const begun = Array.from({ length: 200 }, async () => {
      const answer = await fetch(at.origin + authorization(partner.clientId).url, {
        headers: html,
        redirect: 'manual',
      });
      return { status: answer.status, again: Number(answer.headers.get('retry-after')), text: await answer.text() };
    });
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

    const answers = await Promise.all(begun);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).to.be.above(0).and.below(200);
    for (const { again, text } of refused) {
      expect(again).to.be.within(2, 6);
      expect(text).to.contain('服务正忙');
    }
    expect(new Set(answers.map(({ status }) => status))).to.eql(new Set([503, 303]));

    const callback = await signIn(createBrowser(at.origin), authorization(partner.clientId, { scope: 'openid' }));
    expect(callback.searchParams.get('code')).to.be.a('string');
    const told = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    expect(told).to.contain(`cloud_events_total{event="refused.arrivals"} ${refused.length}\n`);
  });
});
