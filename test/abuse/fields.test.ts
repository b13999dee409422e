import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, formOf, html, redeem, signIn } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { joined, nasty } from './nasty.ts';

describe('fields and cookies', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  async function expectCalm(response: Response, what: string): Promise<string> {
    const text = await response.text();
    expect(response.status, what).to.be.below(500);
    expect(response.headers.get('x-evil'), what).to.equal(null);
    return text;
  }

  it('of the forms of a login are refused when they are no text, too long or there twice', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const uid = login.url.pathname;
    for (const way of ['login', 'sms', 'register', 'recover']) {
      const page = await browser.walk(way === 'login' ? uid : `${uid}/${way}`);
      const { fields } = formOf(page.text);
      const all = {
        ...fields,
        username: 'x',
        phone: 'x',
        code: 'x',
        ticket: 'x',
        step: 'x',
        way: 'x',
        nickname: 'x',
        agree: '1',
      };
      const send = (body: string) =>
        browser.request(`${uid}/${way}`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      for (const name of Object.keys(all)) {
        if (name === 'csrf') continue;
        for (const value of ['%00', '%ff', '%ed%a0%80', '%'])
          expect((await send(joined(all, name, value))).status, `${way} ${name} ${value}`).to.equal(400);
        expect((await send(joined(all, name, 'x', true))).status, `${way} ${name} twice`).to.equal(400);
        expect((await send(joined(all, name, 'a'.repeat(70_000)))).status, `${way} ${name} long`).to.equal(413);
        const calm = await send(joined(all, name, 'a'.repeat(50_000)));
        expect(calm.status, `${way} ${name} of 50 kB`).to.be.within(400, 499);
      }
    }
  }).timeout(90_000);

  it('of the account centre cause no server error', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    await redeem(at.origin, partner, await signIn(browser, flow), flow);
    for (const value of Object.values(nasty)) {
      for (const path of ['/account/logins?before=', '/account/grants/', '/account/callback?state=', '/account?x=']) {
        const text = await expectCalm(await browser.request(path + value), `${path} ${value.slice(0, 20)}`);
        expect(text).not.to.contain('X-Evil: 1');
      }
    }
    for (const name of [
      'ncc_session',
      'ncc_session.sig',
      'ncc_interaction',
      'ncc_resume',
      'ncc_login',
      'ncc_device',
      'ncc_form',
      'theme',
      'elder',
    ]) {
      for (const value of ['', '%00', '%ff', 'a'.repeat(4_000), '"', '..', '{}', remember('x.y.z.a.b.c.d')]) {
        const headers = { cookie: `${name}=${value}` };
        for (const path of [
          '/',
          '/account',
          authorization(partner.clientId).url,
          '/interaction/x',
          '/oidc/auth/x',
          '/oidc/logout',
        ])
          await expectCalm(
            await fetch(at.origin + path, { headers: { ...html, ...headers }, redirect: 'manual' }),
            `${name}=${value}`,
          );
      }
    }
  }).timeout(90_000);
});
