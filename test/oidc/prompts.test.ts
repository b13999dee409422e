import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, beforeEach, describe, it } from 'mocha';
import * as walk from '../conformance/walk.ts';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn, type TestBrowser } from '../support/citizen.ts';

describe('parameters by which a partner controls a login', () => {
  let at: TestApp;
  let partner: Client;
  let browser: TestBrowser;
  let own: string | undefined;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    await createCitizen(at, 'somebody');
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  const subjectOf = async (callback: URL, flow: ReturnType<typeof authorization>) => {
    const { body } = await redeem(at.origin, partner, callback, flow);
    return decodeJwt(String(body.id_token)).sub;
  };
  const ask = (params: walk.Params) => authorization(partner.clientId, params);

  beforeEach(async () => {
    browser = createBrowser(at.origin);
    const flow = ask({});
    own = await subjectOf(await signIn(browser, flow), flow);
  });

  describe('prompt=select_account', () => {
    it('shows who is signed in, and goes on with that account', async () => {
      const flow = ask({ prompt: 'select_account' });
      const page = await browser.walk(flow.url);
      expect(page.text).to.include('选择账号').and.include('溪边人家');
      const callback = (await browser.submit(page, {})).url;
      expect(await subjectOf(callback, flow)).to.equal(own);
    });

    it('shows the login page without a session', async () => {
      const page = await createBrowser(at.origin).walk(ask({ prompt: 'select_account' }).url);
      expect(page.text).to.include('name="password"');
    });

    it('leads to another account, whose login is not asked for twice', async () => {
      const flow = ask({ prompt: 'select_account login' });
      const page = await browser.walk(flow.url);
      const [, other = ''] = /href="(\/interaction\/[\w-]+\?by=password)"/.exec(page.text) ?? [];
      const login = await browser.walk(other);
      const given = { username: 'somebody', password, agree: '1' };
      const consent = await browser.submit(login, given);
      const callback = consent.text === '' ? consent.url : (await browser.submit(consent, { scope_profile: '1' })).url;
      expect(await subjectOf(callback, flow))
        .to.be.a('string')
        .and.not.equal(own);
    });

    it('asks for the password all the same where prompt=login stands beside it', async () => {
      const page = await browser.walk(ask({ prompt: 'login select_account' }).url);
      expect((await browser.submit(page, {})).text).to.include('name="password"');
    });
  });

  describe('prompt=create', () => {
    it('begins with the registration, from which a login is one click away', async () => {
      const browser = createBrowser(at.origin);
      const page = await browser.walk(ask({ prompt: 'create' }).url);
      expect(page.url.pathname).to.match(/\/register$/);
      const action = page.url.pathname.replace('register', 'login');
      expect(page.text).to.include(`name="turn" value="password" formaction="${action}"`);
      const login = await browser.submit(page, { turn: 'password' }, action);
      expect(login.text).to.include('autocomplete="current-password"');
    });

    it('ends with the new account, and is not asked for again', async () => {
      const flow = ask({ prompt: 'create' });
      const fresh = createBrowser(at.origin);
      const page = await fresh.walk(flow.url);
      const form = await fresh.walk(`${page.url.pathname}?way=username`);
      const person = { username: 'new-reader', password: 'a-garden-by-the-river-7', nickname: '新读者' };
      const consent = await fresh.submit(form, { ...person, over14: 'yes', agree: '1' });
      const { url } = await fresh.submit(consent, { scope_profile: '1' });
      expect(await subjectOf(url, flow))
        .to.be.a('string')
        .and.not.equal(own);
    });

    it('lets an existing account sign in all the same', async () => {
      const flow = ask({ prompt: 'create' });
      const another = createBrowser(at.origin);
      const page = await another.walk(flow.url);
      const login = await another.walk(`${page.url.pathname.replace(/\/register$/, '')}?by=password`);
      const consent = await another.submit(login, { username: 'citizen', password, agree: '1' });
      const callback = consent.text === '' ? consent.url : (await another.submit(consent, { scope_profile: '1' })).url;
      expect(await subjectOf(callback, flow)).to.equal(own);
    });
  });

  it('is in discovery, and may not be combined with none', async () => {
    const { prompt_values_supported: prompts } = await walk.discover(at);
    expect(prompts).to.have.members(['none', 'login', 'consent', 'select_account', 'create']);
    const { url } = await browser.walk(ask({ prompt: 'none select_account' }).url);
    expect(walk.parameter(url, 'error')).to.equal('invalid_request');
  });
});
