import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, systemClock } from '../../src/clock.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';

/** The way out of a page: the links that look like a button. */
const buttonsOf = ({ text }: Page) =>
  [...text.matchAll(/<a class="btn[^"]*" href="([^"]+)">([^<]+)<\/a>/g)].map(([, href = '', label = '']) => ({
    href: href.replaceAll('&amp;', '&'),
    label,
  }));

describe('a citizen never stands before a dead end', () => {
  let clock: TestClock;
  let at: TestApp;
  let partner: Client;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    partner = await createClient(at, { homeUrl: 'https://m.qx.example.cn/' });
    await createCitizen(at);
  });
  after(() => at.close());

  const begin = async (browser: TestBrowser, more = {}) =>
    browser.walk(authorization(partner.clientId, { scope: 'openid', ...more }).url);
  const logIn = async (browser: TestBrowser, page: Page) => {
    const next = await browser.submit(page, { username: 'citizen', password, agree: '1' });
    return next.text.includes('/consent"') ? browser.submit(next) : next;
  };

  /** A page with status 400, in words, with a number and one button; answers where that leads. */
  function expectWayOut(page: Page, label: string): string {
    expect(page.status).to.equal(400);
    expect(page.text)
      .to.match(/编号 [\dA-Z]{4}-[\dA-Z]{4}/)
      .and.contain('400-0596-087');
    expect(page.text).not.to.match(/非法|无效|异常|SessionNotFound|undefined/);
    const buttons = buttonsOf(page);
    expect(buttons).to.have.lengthOf(1);
    expect(buttons[0]?.label).to.equal(label);
    return buttons[0]?.href ?? '';
  }

  /** Pressing the button shows the login page again, and that works to its end. */
  async function expectNewStart(browser: TestBrowser, page: Page): Promise<void> {
    const again = await browser.walk(expectWayOut(page, '重新登录'));
    expect(again.status).to.equal(200);
    const done = again.text.includes('name="password"') ? await logIn(browser, again) : again;
    expect(done.url.origin + done.url.pathname).to.equal('http://localhost:9/callback');
    expect(done.url.searchParams.has('code')).to.equal(true);
  }

  it('after an hour on the login page: the button starts the same login again', async () => {
    const browser = createBrowser(at.origin);
    const login = await begin(browser);
    clock.advance(hours(1) + 61);
    await expectNewStart(browser, await browser.walk(login.url.pathname));
    const other = createBrowser(at.origin);
    const second = await begin(other);
    clock.advance(hours(1) + 61);
    await expectNewStart(other, await other.submit(second, { username: 'citizen', password, agree: '1' }));
  });

  it('with the back button after the end: the button leads back to the platform', async () => {
    const browser = createBrowser(at.origin);
    const login = await begin(browser);
    await logIn(browser, login);
    for (const path of ['', '/sms', '/register', '/recover', '/consent']) {
      const back = await browser.walk(login.url.pathname + path);
      expect(expectWayOut(back, '返回青溪文化云')).to.equal('https://m.qx.example.cn/');
    }
    const sent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    expect(expectWayOut(sent, '返回青溪文化云')).to.equal('https://m.qx.example.cn/');
  });

  it('with two tabs: the one opened first continues or starts again, the other works', async () => {
    const browser = createBrowser(at.origin);
    const [first, second] = [await begin(browser), await begin(browser)];
    const done = await logIn(browser, second);
    expect(done.url.searchParams.has('code')).to.equal(true);
    const late = await browser.submit(first, { username: 'citizen', password, agree: '1' });
    if (late.text === '') expect(late.url.searchParams.has('code')).to.equal(true);
    else await expectNewStart(browser, late);
  });

  it('in another browser, where the address was opened without its cookies', async () => {
    const login = await begin(createBrowser(at.origin));
    const elsewhere = createBrowser(at.origin);
    await expectNewStart(elsewhere, await elsewhere.walk(login.url.pathname));
  });

  it('with cookies that were cleared on the way, at each step', async () => {
    for (const step of ['login', 'back', 'consent'] as const) {
      const browser = createBrowser(at.origin);
      const login = await begin(browser, { prompt: 'login consent' });
      if (step === 'login') browser.cookies.clear();
      if (step === 'consent') {
        const consent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
        browser.cookies.clear();
        const sent = await browser.submit(consent);
        await expectNewStart(browser, sent);
        continue;
      }
      if (step === 'back') {
        const body = new URLSearchParams({ username: 'citizen', password, agree: '1' });
        body.set('csrf', /name="csrf" value="([^"]+)"/.exec(login.text)?.[1] ?? '');
        const posted = await browser.request(`${login.url.pathname}/login`, { method: 'POST', body });
        browser.cookies.clear();
        await expectNewStart(browser, await browser.walk(posted.headers.get('location') ?? ''));
        continue;
      }
      await expectNewStart(browser, await browser.submit(login, { username: 'citizen', password, agree: '1' }));
    }
  });

  it('with a form that is older than its cookie', async () => {
    const browser = createBrowser(at.origin);
    const login = await begin(browser);
    browser.cookies.delete('ncc_form /');
    await expectNewStart(browser, await browser.submit(login, { username: 'citizen', password, agree: '1' }));
  });

  it('at an address that was never a login, or was one long ago: the button leads home', async () => {
    const browser = createBrowser(at.origin);
    for (const path of ['/interaction/x', '/interaction/x/consent', '/oidc/auth/x']) {
      const page = await browser.walk(path);
      expect(expectWayOut(page, '返回国家公共文化云')).to.equal('/');
    }
    expect((await browser.walk('/')).status).to.equal(200);
    const login = await begin(browser);
    clock.advance(hours(26));
    await at.app.oidc.purge();
    expectWayOut(await browser.walk(login.url.pathname), '返回国家公共文化云');
  });

  it('with a step that is over: from the consent page back to the login', async () => {
    const browser = createBrowser(at.origin);
    const login = await begin(browser, { prompt: 'login consent' });
    const consent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    expect(consent.text).to.contain('/consent"');
    const page = await browser.walk(login.url.pathname);
    if (page.url.pathname !== login.url.pathname) expect(page.status).to.equal(200);
    else expectWayOut(page, buttonsOf(page)[0]?.label ?? '');
    const done = await browser.submit(consent);
    expect(done.url.searchParams.has('code')).to.equal(true);
  });

  it('when the page of an error is reloaded: it stays the same page', async () => {
    const browser = createBrowser(at.origin);
    for (let n = 0; n < 2; n += 1) {
      const page = await browser.walk('/oidc/auth?client_id=ncc_unknown');
      expect(page.status).to.equal(400);
      expect(buttonsOf(page)).to.have.lengthOf(1);
    }
  });
});
