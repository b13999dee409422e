import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { type Authenticator, createAuthenticator } from '../support/authenticator.ts';
import { authorization, type Client, createBrowser, formOf, type Page, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import * as walk from './walk.ts';

const { parameter } = walk;
const phone = remember('13900005678');
const [byPassword, bySms, byTwo, byPasskey] = [1, 2, 3, 4].map((level) => `urn:ncc:acr:${level}`);

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

  describe('two factors', () => {
    before(() => {
      ahead += 86_400; // five codes a day from one place
    });

    it('with prompt=none, whoever gave one gets login_required', async () => {
      const { browser } = await walk.obtain(at, partner);
      for (const level of [byTwo, byPasskey]) {
        const { url } = await browser.walk(request({ acr_values: level, prompt: 'none' }).url);
        expect(parameter(url, 'error')).to.equal('login_required');
      }
    });

    it('are a password and then a code to the own phone, which need not be typed', async () => {
      const browser = createBrowser(at.origin);
      const flow = request({ acr_values: byTwo });
      const login = await browser.walk(flow.url);
      const next = await browser.submit(login, { username: 'citizen', password, agree: '1' });
      expect(next.url.pathname).to.match(/\/factor$/);
      expect(next.text).to.include('139****5678').and.not.include(phone);
      const { url } = await enterCode(browser, next);
      const { claims } = await walk.exchange(at, partner, url, flow);
      expect(claims.acr).to.equal(byTwo);
      expect(claims.amr).to.eql(['pwd', 'sms', 'mfa']);
    });

    it('ask whoever is signed in for the one that is missing', async () => {
      const { browser, claims: before } = await walk.obtain(at, partner);
      const flow = request({ acr_values: byTwo });
      const page = await browser.walk(flow.url);
      expect(page.url.pathname).to.match(/\/factor$/);
      const { url } = await enterCode(browser, page);
      const { claims } = await walk.exchange(at, partner, url, flow);
      expect([claims.acr, claims.sub]).to.eql([byTwo, before.sub]);
      const again = await browser.walk(request({ acr_values: byTwo, prompt: 'none' }).url);
      expect(parameter(again.url, 'code'), 'the session keeps it').to.be.a('string');
    });

    it('are not one factor of each of two people', async () => {
      await createCitizen(at, 'somebody');
      const { browser } = await walk.obtain(at, partner);
      const page = await browser.walk(request({ acr_values: byTwo }).url);
      const login = await browser.walk(`${page.url.pathname.replace(/\/factor$/, '')}?by=password`);
      const next = await browser.submit(login, { username: 'somebody', password, agree: '1' });
      expect(next.url.pathname).to.match(/\/factor$/);
      expect(next.text).not.to.include('139****5678');
    });
  });

  describe('a passkey', () => {
    let key: Authenticator;
    before(async () => {
      key = createAuthenticator({ origin: at.origin });
    });

    /** As the script of the page does it. */
    async function useKey(browser: TestBrowser, page: Page, path: string, how: 'get' | 'create' = 'get') {
      const { csrf = '' } = formOf(page.text).fields;
      const body = new URLSearchParams({ csrf });
      const began = await browser.request(`${path}/options`, { method: 'POST', body });
      const { options } = (await began.json()) as { options: { challenge: string; user: { id: string } } };
      body.set('credential', key[how](options));
      return browser.walk(path, await browser.request(path, { method: 'POST', body }));
    }
    const pathOf = ({ url }: Page) => url.pathname.split('/').slice(0, 3).join('/');

    it('is added by whoever has just proved who they are, and then used', async () => {
      const browser = createBrowser(at.origin);
      const flow = request({ acr_values: byPasskey });
      const login = await browser.walk(flow.url);
      const next = await browser.submit(login, { username: 'citizen', password, agree: '1' });
      expect(next.text).to.include('添加通行密钥');
      const added = await useKey(browser, next, `${pathOf(next)}/new-passkey`, 'create');
      expect(added.url.pathname).to.match(/\/factor$/);
      const { url } = await useKey(browser, added, `${pathOf(added)}/factor/passkey`);
      const { claims } = await walk.exchange(at, partner, url, flow);
      expect(claims.acr).to.equal(byPasskey);
      expect(claims.amr).to.include.members(['pop', 'user', 'mfa']);
    });

    it('is not added by whoever finds a browser in which somebody is signed in', async () => {
      await createCitizen(at, 'careless');
      const browser = createBrowser(at.origin);
      const first = await browser.submit(await browser.walk(request({}).url), {
        username: 'careless',
        password,
        agree: '1',
      });
      await browser.submit(first, { scope_profile: '1' });
      const page = await browser.walk(request({ acr_values: byPasskey }).url);
      expect(page.text).to.include('name="password"').and.not.include('new-passkey');
      const { csrf = '' } = formOf(page.text).fields;
      const tried = await browser.request(`${pathOf(page)}/new-passkey/options`, {
        method: 'POST',
        body: new URLSearchParams({ csrf }),
      });
      expect(tried.status).to.equal(400);
    });

    it('is enough for every level, signs in without a name, and stands in the history', async () => {
      const browser = createBrowser(at.origin);
      const flow = request({ acr_values: byTwo });
      const login = await browser.walk(flow.url);
      const { url } = await useKey(browser, login, `${pathOf(login)}/passkey`);
      const { claims } = await walk.exchange(at, partner, url, flow);
      expect(claims.acr).to.equal(byPasskey);
      const citizen = await at.app.accounts.findByIdentifier('citizen');
      const [entry] = await at.app.accounts.loginsOf(citizen?.id ?? '');
      expect(entry).to.include({ method: 'passkey', succeeded: true });
    });

    it('of one login opens no other: neither the challenge nor the answer goes to another browser', async () => {
      const [mine, theirs] = [createBrowser(at.origin), createBrowser(at.origin)];
      const [page, other] = [await mine.walk(request({}).url), await theirs.walk(request({}).url)];
      const { csrf = '' } = formOf(page.text).fields;
      const began = await mine.request(`${pathOf(page)}/passkey/options`, {
        method: 'POST',
        body: new URLSearchParams({ csrf }),
      });
      const { options } = (await began.json()) as { options: { challenge: string } };
      const body = new URLSearchParams({ csrf: formOf(other.text).fields.csrf ?? '', credential: key.get(options) });
      const carried = await theirs.request(`${pathOf(other)}/passkey`, { method: 'POST', body });
      expect(carried.status).to.equal(422);
      const stolen = await theirs.request(`${pathOf(page)}/passkey`, { method: 'POST', body });
      expect(stolen.status).to.equal(400);
    });
  });

  it('a value that nobody knows asks for nothing', async () => {
    const { browser } = await walk.obtain(at, partner);
    const { url } = await browser.walk(request({ acr_values: 'urn:somebody:else', prompt: 'none' }).url);
    expect(parameter(url, 'code')).to.be.a('string');
  });
});
