import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import * as walk from './walk.ts';

const { parameter } = walk;
const phone = remember('13900005678');
const [byPassword, bySms] = ['urn:ncc:acr:1', 'urn:ncc:acr:2'];

describe('step-up: acr_values asks for a stronger way to sign in', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  const request = (params: walk.Params) => authorization(partner.clientId, params);

  /** From the page of codes to wherever it leads. */
  async function enterCode(browser: TestBrowser, page: Page): Promise<Page> {
    const asked = await browser.submit(page, { phone, send: '1' });
    const [newest] = await at.app.sms.recent();
    const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]);
    return browser.submit(asked, { phone, code, agree: '1' });
  }

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    await createCitizen(at, 'citizen', { phone });
    partner = await walk.createPartner(at);
  });
  beforeEach(() => {
    ahead += 61; // a code a minute
  });
  after(() => at.close());

  it('a login by password says urn:ncc:acr:1, and pwd in amr', async () => {
    const { claims } = await walk.obtain(at, partner, { acr_values: byPassword });
    expect(claims.acr).to.equal(byPassword);
    expect(claims.amr).to.deep.equal(['pwd']);
  });

  it('with prompt=none, whoever signed in by password gets login_required', async () => {
    const { browser } = await walk.obtain(at, partner);
    const { url } = await browser.walk(request({ acr_values: bySms, prompt: 'none' }).url);
    expect(parameter(url, 'error')).to.equal('login_required');
  });

  it('otherwise leads to the page of codes, and the id_token then says urn:ncc:acr:2', async () => {
    const { browser, claims: before } = await walk.obtain(at, partner);
    const flow = request({ acr_values: bySms });
    const page = await browser.walk(flow.url);
    expect(page.url.pathname).to.match(/\/sms$/);
    const { url } = await enterCode(browser, page);
    const { claims } = await walk.exchange(at, partner, url, flow);
    expect(claims.acr).to.equal(bySms);
    expect(claims.amr).to.include('sms');
    expect(claims.sub).to.equal(before.sub);

    const again = await browser.walk(request({ acr_values: bySms, prompt: 'none' }).url);
    expect(parameter(again.url, 'code'), 'the session keeps it').to.be.a('string');
  });

  it('whoever signs in by code satisfies every request, also the weaker one', async () => {
    const browser = createBrowser(at.origin);
    const flow = request({ acr_values: `${byPassword} ${bySms}` });
    const login = await browser.walk(flow.url);
    const page = await enterCode(browser, await browser.walk(`${login.url.pathname}/sms`));
    const { claims } = await walk.exchange(at, partner, page.url, flow);
    expect(claims.acr).to.equal(bySms);
    expect(
      parameter((await browser.walk(request({ acr_values: byPassword, prompt: 'none' }).url)).url, 'code'),
    ).to.be.a('string');
  });

  it('is not satisfied by a password typed on the way: the page of codes comes next', async () => {
    const browser = createBrowser(at.origin);
    const flow = request({ acr_values: bySms });
    const login = await browser.walk(flow.url);
    const next = login.text.includes('name="password"')
      ? await browser.submit(login, { username: 'citizen', password, agree: '1' })
      : login;
    expect(next.url.pathname).to.match(/\/sms$/);
    const { url } = await enterCode(browser, next);
    expect((await walk.exchange(at, partner, url, flow)).claims.acr).to.equal(bySms);
  });

  it('a value that nobody knows asks for nothing', async () => {
    const { browser } = await walk.obtain(at, partner);
    const { url } = await browser.walk(request({ acr_values: 'urn:somebody:else', prompt: 'none' }).url);
    expect(parameter(url, 'code')).to.be.a('string');
  });
});
