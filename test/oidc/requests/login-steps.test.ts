import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp, watching } from '../../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn } from '../../support/citizen.ts';
import { until } from '../../support/until.ts';

describe('the steps of logins, by application', () => {
  let at: TestApp;
  let partner: Client;
  before(async () => {
    at = await startApp(import.meta.filename);
    await createCitizen(at);
  });
  after(() => at.close());

  /** Arrived, identified, consented, code, redeemed. */
  async function steps({ clientId }: Client): Promise<number[]> {
    const text = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    return ['arrived', 'identified', 'consented', 'code', 'redeemed'].map((step) => {
      const series = `cloud_login_steps_total{application="${clientId}",step="${step}"} `;
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(series))
          ?.slice(series.length) ?? 0,
      );
    });
  }

  it('are counted once each, by the pages and without one, until the code is redeemed', async () => {
    partner = await createClient(at);
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    const login = await browser.walk(flow.url);
    expect(await steps(partner)).to.eql([1, 0, 0, 0, 0]);
    const consent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    expect(await steps(partner)).to.eql([1, 1, 0, 0, 0]);
    const back = await browser.submit(consent, { scope_profile: '1' });
    expect(await steps(partner)).to.eql([1, 1, 1, 1, 0]);
    await redeem(at.origin, partner, back.url, flow);
    expect(await steps(partner)).to.eql([1, 1, 1, 1, 1]);
    const again = authorization(partner.clientId);
    const callback = (await browser.walk(again.url)).url;
    expect(callback.searchParams.get('code')).to.be.a('string');
    expect(await steps(partner)).to.eql([2, 2, 2, 2, 1]);
    await redeem(at.origin, partner, callback, again);
    expect(await steps(partner)).to.eql([2, 2, 2, 2, 2]);
    expect((await redeem(at.origin, partner, callback, again)).status, 'a second time').to.equal(400);
    expect(await steps(partner)).to.eql([2, 2, 2, 2, 2]);
  });

  it('end where a citizen turns back, and begin for a session that is asked to sign in again', async () => {
    partner = await createClient(at);
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
    expect(await steps(partner)).to.eql([1, 1, 1, 1, 0]);
    const asked = await browser.walk(authorization(partner.clientId, { prompt: 'consent' }).url);
    expect(asked.text).to.include('/consent"');
    expect(await steps(partner)).to.eql([2, 2, 1, 1, 0]);
    await browser.submit(asked, { scope_profile: '1' });
    expect(await steps(partner)).to.eql([2, 2, 2, 2, 0]);
    await createBrowser(at.origin).walk(authorization(partner.clientId).url);
    expect(await steps(partner), 'never signed in').to.eql([3, 2, 2, 2, 0]);
  });

  it('go on from the login where nothing is left to be decided', async () => {
    partner = await createClient(at);
    await signIn(createBrowser(at.origin), authorization(partner.clientId));
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const back = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    expect(back.url.searchParams.get('code')).to.be.a('string');
    await until(async () => (await steps(partner))[3] === 2, 'counted');
    expect(await steps(partner)).to.eql([2, 2, 2, 2, 0]);
  });

  it('do not count refused requests', async () => {
    const other = await createClient(at);
    await createBrowser(at.origin).walk(authorization(other.clientId, { redirect_uri: 'http://localhost:9/x' }).url);
    expect(await steps(other)).to.eql([0, 0, 0, 0, 0]);
  });
});
