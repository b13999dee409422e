import { request } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page, redeem, type TestBrowser } from '../support/citizen.ts';

/** As a proxy in front of an https address asks: over a socket, with the public name. */
const throughProxy =
  (at: TestApp): typeof fetch =>
  (address, { headers, method = 'GET', body } = {}) =>
    new Promise((resolve, reject) => {
      const { pathname, search, host } = new URL(String(address));
      const sent = body === undefined || body === null ? '' : String(body);
      const form = sent === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const req = request(
        {
          port: at.app.config.PORT,
          path: pathname + search,
          method,
          agent: false,
          headers: { ...Object.fromEntries(new Headers(headers)), ...form, host },
        },
        (res) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => {
            const said = new Headers();
            for (const [name, values] of Object.entries(res.headersDistinct))
              for (const value of values ?? []) said.append(name, value);
            resolve(
              new Response(res.statusCode === 204 ? null : Buffer.concat(chunks), {
                status: res.statusCode ?? 0,
                headers: said,
              }),
            );
          });
        },
      );
      req.on('error', reject).end(sent);
    });

for (const publicUrl of ['https://sso.example.cn', undefined]) {
  describe(`a login begun in an attacker's browser, on ${publicUrl === undefined ? 'http' : 'https'}`, () => {
    let at: TestApp;
    let partner: Client;
    const credentials = { username: 'citizen', password, agree: '1' };

    before(async () => {
      at = await startApp(import.meta.filename, {
        env: { THROTTLE: 'off' },
        ...(publicUrl !== undefined && { publicUrl }),
      });
      partner = await createClient(at, { homeUrl: 'https://m.qx.example.cn/' });
      await createCitizen(at);
    });
    after(() => at.close());

    const newBrowser = () => createBrowser(at.origin, publicUrl === undefined ? {} : { send: throughProxy(at) });
    const begin = (browser: TestBrowser, more = {}) =>
      browser.walk(authorization(partner.clientId, { scope: 'openid', ...more }).url);
    const sessionOf = ({ cookies }: TestBrowser) =>
      cookies.get('__Host-session /')?.value ?? cookies.get('ncc_session /')?.value;

    /**
     * Cookies that a sibling host can set in a visitor's browser: every cookie but those that begin with __Host-. On http, where there is no
     * such name, the test leaves out the same ones.
     */
    function plant(from: TestBrowser, into: TestBrowser): void {
      for (const [key, cookie] of from.cookies)
        if (!cookie.name.startsWith('__Host-') && !/^ncc_(login|form|session|session\.sig)$/.test(cookie.name))
          into.cookies.set(key, cookie);
    }
    async function expectNothing(browser: TestBrowser, path: string): Promise<void> {
      const page = await browser.walk(path);
      expect(page.status).to.equal(400);
      expect(page.text).to.contain('重新登录').and.not.contain('code=');
      expect((await browser.request('/account')).status, 'the account centre').to.equal(303);
    }
    const finish = async (browser: TestBrowser, page: Page) => {
      const next = await browser.submit(page, credentials);
      return next.text.includes('/consent"') ? browser.submit(next) : next;
    };

    it('does not go on in the browser where its cookies were planted, and gives the attacker no session', async () => {
      const [attacker, victim] = [newBrowser(), newBrowser()];
      const login = await begin(attacker);
      const uid = login.url.pathname.split('/')[2] ?? '';
      await begin(victim); // has a form cookie of its own, and a login under way
      plant(attacker, victim);

      const shown = await victim.walk(login.url.pathname);
      expect(shown.status).to.equal(400);
      expect(shown.text).to.contain('换了浏览器').and.contain('重新登录').and.not.contain('name="password"');
      for (const path of ['/sms', '/register', '/recover', '/consent', '/abort'])
        expect((await victim.walk(login.url.pathname + path)).status, path).to.equal(400);

      // A visitor who sends the form all the same, with a token of the own browser.
      const own = await begin(victim);
      const csrf = /name="csrf" value="([^"]+)"/.exec(own.text)?.[1] ?? '';
      const body = new URLSearchParams({ ...credentials, csrf });
      const sent = await victim.request(`${login.url.pathname}/login`, { method: 'POST', body });
      expect(sent.status).to.equal(400);

      const resumed = await attacker.walk(`/oidc/auth/${uid}`);
      expect(resumed.url.searchParams.has('code')).to.equal(false);
      expect((await attacker.request('/account')).status, 'the account centre').to.equal(303);
    });

    it('is not resumed by another browser after its own has signed in', async () => {
      const [attacker, victim] = [newBrowser(), newBrowser()];
      const login = await begin(victim);
      await begin(attacker);
      plant(victim, attacker); // worse than planting: the cookies of the login are known
      const csrf = /name="csrf" value="([^"]+)"/.exec(login.text)?.[1] ?? '';
      const posted = await victim.request(`${login.url.pathname}/login`, {
        method: 'POST',
        body: new URLSearchParams({ ...credentials, csrf }),
      });
      const resume = posted.headers.get('location') ?? '';
      expect(new URL(resume).pathname).to.match(/^\/oidc\/auth\//);
      await expectNothing(attacker, resume);
      const consent = await victim.walk(resume);
      expect(consent.text).to.contain('/consent"');
      // Nor at the next step.
      plant(victim, attacker);
      await expectNothing(attacker, consent.url.pathname);
      const done = await victim.submit(consent);
      expect(done.url.searchParams.has('code')).to.equal(true);
    });

    it('has a new session id at every login, so that a planted session opens nothing', async () => {
      const attacker = newBrowser();
      await createCitizen(at, 'attacker').catch(() => undefined);
      await attacker.submit(await begin(attacker), { ...credentials, username: 'attacker' });
      const planted = sessionOf(attacker);
      const victim = newBrowser();
      for (const [key, cookie] of attacker.cookies) if (/session/.test(cookie.name)) victim.cookies.set(key, cookie); // as a sibling could on http
      await finish(victim, await begin(victim, { prompt: 'login' }));
      const first = sessionOf(victim);
      expect(first).to.be.a('string').and.not.equal(planted);
      await finish(victim, await begin(victim, { prompt: 'login' }));
      expect(sessionOf(victim)).to.be.a('string').and.not.equal(first);
      expect((await attacker.request('/account')).status).to.equal(303);
      const old = newBrowser();
      for (const [key, cookie] of victim.cookies) old.cookies.set(key, cookie);
      expect((await old.request('/account')).status, 'a copy of the living one').to.equal(200);
    });

    it('is its own business in each of several tabs of one browser', async () => {
      const browser = newBrowser();
      const [first, second, third] = [await begin(browser), await begin(browser), await begin(browser)];
      const done = await finish(browser, second);
      expect(done.url.searchParams.has('code')).to.equal(true);
      for (const page of [third, first]) {
        const late = await browser.submit(page, credentials);
        const end = late.text.includes('/consent"') ? await browser.submit(late) : late;
        expect(end.url.searchParams.has('code')).to.equal(true);
      }
    });

    it('is recognised after the back button, and starts again where the cookie of the browser was lost', async () => {
      const browser = newBrowser();
      const login = await begin(browser);
      await finish(browser, login);
      const back = await browser.walk(login.url.pathname);
      expect(back.status).to.equal(400);
      expect(back.text).to.contain('这次登录已经完成');

      const other = newBrowser();
      const lost = await begin(other);
      for (const key of ['__Host-login /', 'ncc_login /']) other.cookies.delete(key);
      const page = await other.submit(lost, credentials);
      expect(page.status).to.equal(400);
      const [, href = ''] = /<a class="btn[^"]*" href="([^"]+)">重新登录</.exec(page.text) ?? [];
      const again = await other.walk(href.replaceAll('&amp;', '&'));
      expect((await finish(other, again)).url.searchParams.has('code')).to.equal(true);
    });

    it('leads no victim into the back office either', async () => {
      const [attacker, victim] = [newBrowser(), newBrowser()];
      const login = await attacker.walk('/console/sign-in');
      await begin(victim);
      plant(attacker, victim);
      expect((await victim.walk(login.url.pathname)).status).to.equal(400);
      const csrf = /name="csrf" value="([^"]+)"/.exec((await begin(victim)).text)?.[1] ?? '';
      const body = new URLSearchParams({ ...credentials, csrf });
      expect((await victim.request(`${login.url.pathname}/login`, { method: 'POST', body })).status).to.equal(400);
      await attacker.walk(`/oidc/auth/${login.url.pathname.split('/')[2]}`);
      expect((await attacker.walk('/console')).text).to.contain('name="password"');
    });

    it('still ends in a code that the partner redeems, on the way that shows a page and on the one that shows none', async () => {
      const browser = newBrowser();
      const flow = authorization(partner.clientId, { scope: 'openid' });
      const slow = await finish(browser, await browser.walk(flow.url));
      const fast = authorization(partner.clientId, { scope: 'openid' });
      const quick = await browser.walk(fast.url);
      const send = publicUrl === undefined ? fetch : throughProxy(at);
      for (const [callback, of] of [
        [slow.url, flow],
        [quick.url, fast],
      ] as const)
        expect((await redeem(at.origin, partner, callback, of, {}, send)).body.access_token).to.be.a('string');
    });
  });
}
