import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { type Authenticator, createAuthenticator } from '../support/authenticator.ts';
import { authorization, type Client, createBrowser, formOf, type Page, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import * as walk from './walk.ts';

const { parameter } = walk;
const own = remember('13900005678');
const other = remember('13900005679');
const [byPassword, bySms, byTwo, byPasskey] = [1, 2, 3, 4].map((level) => `urn:ncc:acr:${level}`);

describe('step-up: acr_values asks for a stronger way to sign in', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  const request = (params: walk.Params) => authorization(partner.clientId, params);

  /** From the page of codes to wherever it leads. */
  async function enterCode(browser: TestBrowser, page: Page, phone: string = own): Promise<Page> {
    const asked = await browser.submit(page, { phone, send: '1' });
    const [newest] = await at.app.sms.recent();
    const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]);
    return browser.submit(asked, { phone, code, agree: '1' });
  }

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    await createCitizen(at, 'citizen', { phone: own });
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

  it('with prompt=none, a session by password gets login_required', async () => {
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

  it('a login by code satisfies every request, also the weaker one', async () => {
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

    it('with prompt=none, a session with one factor gets login_required', async () => {
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
      expect(next.text).to.include('139****5678').and.not.include(own);
      const { url } = await enterCode(browser, next);
      const { claims } = await walk.exchange(at, partner, url, flow);
      expect(claims.acr).to.equal(byTwo);
      expect(claims.amr).to.eql(['pwd', 'sms', 'mfa']);
    });

    it('ask a session for the missing one', async () => {
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

    it('is not made by the password alone, however the page is asked: the code to the own phone comes first', async () => {
      const browser = createBrowser(at.origin);
      const login = await browser.walk(request({ acr_values: byPasskey }).url);
      const next = await browser.submit(login, { username: 'citizen', password, agree: '1' });
      expect(next.text).to.include('139****5678').and.not.include('new-passkey');
      const { csrf = '' } = formOf(next.text).fields;
      for (const path of ['new-passkey/options', 'new-passkey']) {
        const body = new URLSearchParams({ csrf, credential: '{}' });
        const tried = await browser.request(`${pathOf(next)}/${path}`, { method: 'POST', body });
        expect([path, tried.status]).to.eql([path, 400]);
      }
    });

    it('is added after a fresh proof of both password and code, and then used', async () => {
      const browser = createBrowser(at.origin);
      const flow = request({ acr_values: byPasskey });
      const login = await browser.walk(flow.url);
      const first = await browser.submit(login, { username: 'citizen', password, agree: '1' });
      const next = await enterCode(browser, first);
      expect(next.text).to.include('添加通行密钥');
      const added = await useKey(browser, next, `${pathOf(next)}/new-passkey`, 'create');
      expect(added.url.pathname).to.match(/\/factor$/);
      const { url } = await useKey(browser, added, `${pathOf(added)}/factor/passkey`);
      const { claims } = await walk.exchange(at, partner, url, flow);
      expect(claims.acr).to.equal(byPasskey);
      expect(claims.amr).to.include.members(['pop', 'user', 'mfa']);
    });

    it('is not added by the finder of an open session', async () => {
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

    it('cannot be made in a login without a phone: only the password can be proved', async () => {
      await createCitizen(at, 'by-name-alone');
      const browser = createBrowser(at.origin);
      const login = await browser.walk(request({ acr_values: byPasskey }).url);
      const next = await browser.submit(login, { username: 'by-name-alone', password, agree: '1' });
      expect(next.text).to.include('请先绑定手机号').and.not.include('new-passkey');
    });

    it('that was made with the password alone is worth a password, until password and code are proved beside it once', async () => {
      const { id } = await createCitizen(at, 'earlier', { phone: other });
      const device = createAuthenticator({ origin: at.origin });
      const account = await at.app.accounts.find(id);
      if (account === undefined) throw new Error('no account');
      const asked = { binding: 'b', address: '192.0.2.9' };
      const begun = await at.app.passkeys.beginRegistration(account, { ...asked, label: '溪*' });
      if (begun.options === undefined) throw new Error('no options');
      const made = { answer: device.create(begun.options), device: 'Mac', madeWith: byPassword ?? '', ...asked };
      expect(await at.app.passkeys.register(id, made)).to.have.property('id');
      const sign = async (browser: TestBrowser, page: Page, path: string) => {
        const { csrf = '' } = formOf(page.text).fields;
        const began = await browser.request(`${path}/options`, { method: 'POST', body: new URLSearchParams({ csrf }) });
        const { options } = (await began.json()) as { options: { challenge: string } };
        const body = new URLSearchParams({ csrf, credential: device.get(options) });
        return browser.walk(path, await browser.request(path, { method: 'POST', body }));
      };

      const browser = createBrowser(at.origin);
      const flow = request({ acr_values: byPasskey });
      const login = await browser.walk(flow.url);
      const first = await sign(browser, login, `${pathOf(login)}/passkey`);
      expect(first.url.pathname, 'more is asked for').to.match(/\/factor$/);
      const second = await enterCode(browser, first, other);
      const third = await browser.submit(second, { password });
      const whole = third.text.includes('/consent"') ? await browser.submit(third, { scope_profile: '1' }) : third;
      expect((await walk.exchange(at, partner, whole.url, flow)).claims.acr).to.equal(byPasskey);

      const anew = createBrowser(at.origin);
      const next = request({ acr_values: byPasskey });
      const page = await anew.walk(next.url);
      const { url } = await sign(anew, page, `${pathOf(page)}/passkey`);
      expect((await walk.exchange(at, partner, url, next)).claims.acr, 'from now on by itself').to.equal(byPasskey);
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

  it('an unknown value asks for nothing', async () => {
    const { browser } = await walk.obtain(at, partner);
    const { url } = await browser.walk(request({ acr_values: 'urn:somebody:else', prompt: 'none' }).url);
    expect(parameter(url, 'code')).to.be.a('string');
  });
});
