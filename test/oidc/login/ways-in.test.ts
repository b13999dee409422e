import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../../src/clock.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, password, type TestApp } from '../../support/app.ts';
import { createAuthenticator } from '../../support/authenticator.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  type Page,
  redeem,
  type TestBrowser,
} from '../../support/citizen.ts';
import { remember } from '../../support/record.ts';

const handset =
  'Mozilla/5.0 (Linux; Android 15; PLK110) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
const fresh = remember('lamplight over reeds');

describe('the ways in', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  const ask = (params: walk.Params = {}) => authorization(partner.clientId, params);
  const subjectOf = async (callback: URL, flow: ReturnType<typeof authorization>) => {
    const { body } = await redeem(at.origin, partner, callback, flow);
    return decodeJwt(String(body.id_token)).sub;
  };
  const onwards = async (browser: TestBrowser, page: Page): Promise<URL> =>
    page.text.includes('/consent"') ? (await browser.submit(page, { scope_profile: '1' })).url : page.url;
  /** Named inputs that a person fills in, beside the tick. */
  const inputsOf = ({ text }: Page): string[] => {
    const form = /<form\b[\s\S]*?<\/form>/.exec(text.slice(text.indexOf('<main')))?.[0] ?? '';
    const names = [...form.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) =>
      /type="hidden"/.test(tag) ? [] : (/\sname="(\w+)"/.exec(tag)?.[1] ?? []),
    );
    return [...new Set(names)].filter((name) => name !== 'agree');
  };

  /** The newest code to a phone, which the form of this page asked for. */
  async function codeTo(browser: TestBrowser, page: Page, phone: string): Promise<{ page: Page; code: string }> {
    ahead += 61;
    const asked = await browser.submit(page, { phone, send: '1' });
    const [newest] = (await at.app.sms.recent()).filter(({ to }) => to === phone);
    return { page: asked, code: remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '' };
  }

  describe('registration', () => {
    it('asks for four things and the tick, on the second of three screens', async () => {
      const browser = createBrowser(at.origin);
      const flow = ask();
      const screens = [await browser.walk(flow.url)];
      const form = await browser.walk(`${screens[0]?.url.pathname}/register`);
      expect(inputsOf(form)).to.eql(['phone', 'code', 'password', 'over14']);
      const phone = remember('13900007001');
      const { page, code } = await codeTo(browser, form, phone);
      screens.push(page);
      const consent = await browser.submit(page, { phone, code, password: fresh, over14: 'yes', agree: '1' });
      screens.push(consent);
      expect(consent.url.pathname).to.match(/\/consent$/);
      expect(screens).to.have.length(3);
      expect(await subjectOf(await onwards(browser, consent), flow)).to.be.a('string');
    });

    it('says all that is wrong at once, and keeps a code that is right where the rest is not', async () => {
      const browser = createBrowser(at.origin);
      const form = await browser.walk(`${(await browser.walk(ask().url)).url.pathname}/register`);
      const phone = remember('13900007002');
      const { page, code } = await codeTo(browser, form, phone);
      const wrong = await browser.submit(page, { phone, code: '12', password: '12345678' });
      for (const id of ['code', 'password', 'over14', 'agree']) expect(wrong.text).to.include(`href="#${id}"`);
      const half = await browser.submit(wrong, { phone, code, password: '12345678', over14: 'yes', agree: '1' });
      expect(half.text).to.include('139****7002').and.include('href="#password"').and.not.include('href="#code"');
      const done = await browser.submit(half, { password: fresh, over14: 'yes', agree: '1' });
      expect(done.url.pathname).to.match(/\/consent$/);
    });

    it('leads a child to the guardian, and uses no code up', async () => {
      const browser = createBrowser(at.origin);
      const form = await browser.walk(`${(await browser.walk(ask().url)).url.pathname}/register`);
      const phone = remember('13900007003');
      const { page, code } = await codeTo(browser, form, phone);
      const told = await browser.submit(page, { phone, code, password: fresh, over14: 'no', agree: '1' });
      expect(told.text).to.include('不满 14 周岁需由监护人添加。');
      expect(await at.app.accounts.findByIdentifier(phone)).to.equal(undefined);
      const again = await browser.submit(page, { phone, code, password: fresh, over14: 'yes', agree: '1' });
      expect(again.url.pathname).to.match(/\/consent$/);
    });
  });

  it('on a phone a code comes first, at a desk a password, and both are one tap apart', async () => {
    const [hand, desk] = [createBrowser(at.origin), createBrowser(at.origin)];
    const first = await hand.request(ask().url, { headers: { 'user-agent': handset } });
    const begun = await hand.request(first.headers.get('location') ?? '', { headers: { 'user-agent': handset } });
    expect(begun.headers.get('location')).to.match(/\/sms$/);
    const page = await hand.walk(begun.headers.get('location') ?? '');
    expect(page.text).to.include('name="code"').and.include('/login" formnovalidate');
    expect((await desk.walk(ask().url)).text)
      .to.include('name="password"')
      .and.include('/sms"');
  });

  it('recovery keeps the person: the same sub, the same platforms, the passkeys that are kept, and no old session', async () => {
    const phone = remember('13900007004');
    const { id } = await createCitizen(at, 'forgetful', { phone });
    const browser = createBrowser(at.origin);
    const flow = ask();
    const first = await browser.submit(await browser.walk(flow.url), { username: 'forgetful', password, agree: '1' });
    const before = await subjectOf(await onwards(browser, first), flow);
    const key = createAuthenticator({ origin: at.origin });
    const asked = { binding: 'b', address: '192.0.2.9' };
    const begun = await at.app.passkeys.beginRegistration(await accountOf(id), { ...asked, label: '溪*' });
    if (begun.options === undefined) throw new Error('no options');
    const made = { answer: key.create(begun.options), device: 'Mac', madeWith: 'urn:ncc:acr:3', ...asked };
    expect(await at.app.passkeys.register(id, made)).to.have.property('id');

    const elsewhere = createBrowser(at.origin);
    const again = ask();
    const login = await elsewhere.walk(again.url);
    const { page, code } = await codeTo(elsewhere, await elsewhere.walk(`${login.url.pathname}/recover`), phone);
    const proved = await elsewhere.submit(page, { phone, code });
    const [, kept = ''] = /name="(keep_[\w-]+)"/.exec(proved.text) ?? [];
    const back = await elsewhere.submit(proved, { password: fresh, [kept]: '1' });
    expect(back.url.searchParams.get('code'), 'the consent stands').to.be.a('string');
    expect(await subjectOf(back.url, again)).to.equal(before);
    expect(await at.app.passkeys.list(id)).to.have.length(1);
    const { url } = await browser.walk(ask({ prompt: 'none' }).url);
    expect(walk.parameter(url, 'error'), 'the session of the old password').to.equal('login_required');
  });

  const accountOf = async (id: string) => {
    const account = await at.app.accounts.find(id);
    if (account === undefined) throw new Error('no account');
    return account;
  };

  describe('a device that was asked to remember', () => {
    /** Signs in and out again, with or without the tick. */
    async function visit(browser: TestBrowser, username: string, rest: Record<string, string>) {
      const login = await browser.walk(ask({ prompt: 'login', login_hint: username }).url);
      await onwards(browser, await browser.submit(login, { username, password, agree: '1', ...rest }));
      for (const [key, { name }] of browser.cookies) if (/session/.test(name)) browser.cookies.delete(key);
    }

    before(async () => {
      await createCitizen(at, 'first', { phone: remember('13900007005') });
      await createCitizen(at, 'second', { phone: remember('13900007006') });
    });

    it('greets by name only those who ticked it', async () => {
      const browser = createBrowser(at.origin);
      await visit(browser, 'first', {});
      expect((await browser.walk(ask().url)).text)
        .to.include('name="username"')
        .and.not.include('139****7005');
      await visit(browser, 'first', { remember: '1' });
      const page = await browser.walk(ask().url);
      expect(page.text).to.include('139****7005').and.not.include('13900007005').and.not.include('name="username"');
    });

    it('takes the password alone, and sends the code without the number', async () => {
      const browser = createBrowser(at.origin);
      await visit(browser, 'first', { remember: '1' });
      const page = await browser.walk(ask().url);
      const as = /name="as" value="([\w-]+)"/.exec(page.text)?.[1] ?? '';
      const action = `${page.url.pathname}/login`;
      const wrong = await browser.submit(page, { as, password: 'not the password' }, action);
      expect(wrong.text).to.include('139****7005').and.include('href="#password"');
      const sms = await browser.walk(`${page.url.pathname}/sms?as=${as}`);
      ahead += 61;
      await browser.submit(sms, { as, send: '1' }, `${page.url.pathname}/sms`);
      const [newest] = await at.app.sms.recent();
      const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]);
      const { url } = await browser.submit(sms, { as, code }, `${page.url.pathname}/sms`);
      expect(url.searchParams.get('code')).to.be.a('string');
    });

    it('offers a choice among several, and forgets one on request', async () => {
      const browser = createBrowser(at.origin);
      await visit(browser, 'first', { remember: '1' });
      await visit(browser, 'second', { remember: '1' });
      const page = await browser.walk(ask().url);
      expect(page.text).to.include('用哪个账号登录').and.include('139****7005').and.include('139****7006');
      const forget = await browser.submit(page, {}); // the newest stands first
      expect(forget.text).to.include('139****7005').and.not.include('139****7006');
    });

    it('is worthless elsewhere: a key of one browser names no account in another', async () => {
      const [browser, stranger] = [createBrowser(at.origin), createBrowser(at.origin)];
      await visit(browser, 'first', { remember: '1' });
      const as = /name="as" value="([\w-]+)"/.exec((await browser.walk(ask().url)).text)?.[1] ?? '';
      const login = await stranger.walk(ask().url);
      const tried = await stranger.walk(`${login.url.pathname}?as=${as}`);
      expect(tried.text).to.include('name="username"').and.not.include('139****7005');
      expect(formOf(tried.text).fields).not.to.have.property('as');
    });

    it('says nothing of who changed the password since, or is locked', async () => {
      const browser = createBrowser(at.origin);
      const { id } = await createCitizen(at, 'third', { phone: remember('13900007007') });
      await visit(browser, 'third', { remember: '1' });
      ahead += 5;
      await at.app.accounts.endSessions({ kind: 'operator', name: 'test' }, id);
      expect((await browser.walk(ask().url)).text)
        .to.include('name="username"')
        .and.not.include('139****7007');
    });
  });
});
