import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  type Flow,
  type Page,
  redeem,
  signIn,
  type TestBrowser,
} from '../../support/citizen.ts';

const sms = 'urn:ncc:acr:2';
const phone = '13800008000';

describe('扫码登录 over HTTP', () => {
  let at: TestApp;
  let partner: Client;
  let owner: TestBrowser; // the phone, signed in by a code
  let ownerId: string;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    ownerId = (await createCitizen(at, 'citizen', { phone })).id;
    owner = createBrowser(at.origin);
    const login = await owner.walk(authorization(partner.clientId).url);
    const sent = await owner.submit(await owner.walk(`${login.url.pathname}/sms`), { phone, send: '1' });
    const code = /\d{6}/.exec((await at.app.sms.recent())[0]?.text ?? '')?.[0] ?? '';
    const consent = await owner.submit(sent, { phone, code, agree: '1' });
    await owner.submit(consent, { scope_profile: '1' });
  });
  after(() => at.close());

  type Screen = { browser: TestBrowser; flow: Flow; path: string; code: string; page: Page };
  /** A screen that shows a QR code, and the code in it as the room itself would tell. */
  async function screen(more: Record<string, string> = {}): Promise<Screen> {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, more);
    const path = `${(await browser.walk(flow.url)).url.pathname.replace(/\/sms$/, '')}/scan`;
    const page = await browser.walk(path);
    const code = (await at.app.accounts.scans.onScreen(path.split('/')[2] ?? ''))?.code ?? '';
    return { browser, flow, path, code, page };
  }
  const state = async ({ browser, path }: Screen): Promise<unknown> => {
    const answer = await browser.request(`${path}/state`);
    const found: unknown = await answer.json();
    return found instanceof Object ? Reflect.get(found, 'state') : undefined;
  };
  const answer = async (browser: TestBrowser, { code }: Screen, said: 'yes' | 'no') =>
    browser.submit(await browser.walk(`/scan/${code}`), { answer: said });
  const press = async ({ browser, path }: Screen) => browser.submit(await browser.walk(path), {});
  const matchIn = ({ text }: Page) => /<p class="match">.*?<\/span>([^<]+)</.exec(text)?.[1];

  it('R04 says on a phone that is not signed in that a computer waits, on each page of that login, and nowhere else', async () => {
    const one = await screen();
    const signedOut = createBrowser(at.origin);
    const page = await signedOut.walk(`/scan/${one.code}`);
    expect(page.text).to.include('有一台电脑在等您确认').and.include('name="password"');
    expect((await signedOut.walk(`${page.url.pathname}/register`)).text).to.include('有一台电脑在等您确认');
    expect((await createBrowser(at.origin).walk('/account')).text).not.to.include('有一台电脑在等您确认');
  });

  it('shows the same six characters on both screens, with application and device, and signs in at acr 2 with 扫码登录 in the history', async () => {
    const one = await screen({ acr_values: sms });
    expect(await state(one)).to.equal('waiting');
    const asked = await owner.walk(`/scan/${one.code}`);
    expect(matchIn(asked)).to.match(/^[2-9A-HJ-NP-Z]{3} [2-9A-HJ-NP-Z]{3}$/);
    expect(matchIn(asked)).to.equal(matchIn(one.page));
    expect(asked.text).to.include('确认登录').and.include('不是我操作').and.include('与您的手机在同一个网络');
    expect(await state(one)).to.equal('scanned');
    const done = await owner.submit(asked, { answer: 'yes' });
    expect(done.text).to.include('请回到电脑上继续');
    expect(await state(one)).to.equal('confirmed');
    const waiting = await one.browser.walk(one.path);
    expect(waiting.text).to.include('138****8000').and.not.include('data-scan-go');
    const back = await one.browser.submit(waiting, {});
    const { body } = await redeem(at.origin, partner, back.url, one.flow);
    expect(decodeJwt(String(body.id_token))).to.deep.include({ acr: sms, amr: ['mca'] });
    const [login] = await at.app.accounts.loginsOf(ownerId);
    expect(login).to.include({ method: 'scan', succeeded: true });
    const history = await owner.walk('/account/logins');
    expect(history.text).to.include('扫码登录');

    // An account that has signed in on that screen before continues without another press.
    const again = await screenOf(one.browser);
    await answer(owner, again, 'yes');
    expect((await again.browser.walk(again.path)).text).to.include('data-scan-go');
  });

  async function screenOf(browser: TestBrowser): Promise<Screen> {
    const flow = authorization(partner.clientId, { prompt: 'login' });
    const path = `${(await browser.walk(flow.url)).url.pathname}/scan`;
    const page = await browser.walk(path);
    const code = (await at.app.accounts.scans.onScreen(path.split('/')[2] ?? ''))?.code ?? '';
    return { browser, flow, path, code, page };
  }

  it('a confirmed code opens no other login and no other browser, and opens its own once', async () => {
    const [one, other] = [await screen(), await screen()];
    await answer(owner, one, 'yes');
    const token =
      /name="csrf" value="([^"]+)"/.exec((await other.browser.walk(other.path.replace(/scan$/, 'sms'))).text)?.[1] ??
      '';
    const body = new URLSearchParams({ csrf: token });
    const elsewhere = await other.browser.request(other.path, { method: 'POST', body });
    expect(elsewhere.headers.get('location'), 'led back to its own code').to.equal(other.path);
    expect(await state(other)).to.equal('waiting');
    const stolen = await createBrowser(at.origin).request(one.path);
    expect(stolen.status, 'without the cookies of the browser that began it').to.equal(400);
    const planted = createBrowser(at.origin);
    for (const [key, cookie] of one.browser.cookies) if (!/login/i.test(cookie.name)) planted.cookies.set(key, cookie);
    expect((await planted.request(one.path)).status, 'with the cookies that can be planted').to.equal(400);
    const page = await one.browser.walk(one.path);
    const fields = new URLSearchParams({ csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '' });
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => one.browser.request(one.path, { method: 'POST', body: fields })),
    );
    const ends = tries.filter(({ headers }) =>
      new URL(headers.get('location') ?? '/', at.origin).searchParams.has('code'),
    );
    expect(ends).to.have.length(1);
  });

  it('is worth no more than how the phone was signed in itself', async () => {
    await createCitizen(at, 'weakling');
    const weak = createBrowser(at.origin);
    await signIn(weak, authorization(partner.clientId), 'weakling');
    const one = await screen();
    await answer(weak, one, 'yes');
    let back = await press(one);
    if (back.text.includes('/consent"')) back = await one.browser.submit(back, { scope_profile: '1' });
    const { body } = await redeem(at.origin, partner, back.url, one.flow);
    expect(decodeJwt(String(body.id_token)).acr).to.equal('urn:ncc:acr:1');
    const strict = await screen({ acr_values: sms });
    await answer(weak, strict, 'yes');
    expect((await press(strict)).url.pathname, 'asked for one factor more').to.match(/\/factor$/);
  });

  it('opens nothing that could lock the owner out: that asks for a login which is not scanned', async () => {
    const browser = createBrowser(at.origin);
    const path = `${(await browser.walk('/account/security')).url.pathname.replace(/\/sms$/, '')}/scan`;
    const page = await browser.walk(path);
    const code = (await at.app.accounts.scans.onScreen(path.split('/')[2] ?? ''))?.code ?? '';
    const one: Screen = { browser, path, code, page, flow: authorization(partner.clientId) };
    await answer(owner, one, 'yes');
    expect((await press(one)).url.pathname, 'signed in').to.equal('/account/security');

    for (const kept of ['phone', 'password', 'email', 'passkeys'])
      expect((await browser.walk(`/account/security/${kept}`)).url.pathname, kept).to.match(/^\/interaction\//);
    const asked = await browser.walk('/account/security/phone');
    expect(asked.text).to.include('这里不能扫码登录').and.not.include('/scan"');
    const again = asked.url.pathname.replace(/\/sms$/, '');
    expect((await browser.walk(`${again}/scan`)).url.pathname, 'no QR code').to.equal(again);
    const pressed = await browser.submit(asked, {}, `${again}/scan`);
    expect(pressed.url.pathname, 'nothing goes on with one').to.equal(again);
    const back = await browser.submit(asked, { username: 'citizen', password: 'correct-horse-5', agree: '1' });
    expect([back.status, back.url.pathname]).to.eql([200, '/account/security/phone']);
  });

  it('stays a scan where it adds to a password', async () => {
    const two = { acr_values: 'urn:ncc:acr:3' };
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
    const flow = authorization(partner.clientId, two);
    const path = `${(await browser.walk(flow.url)).url.pathname.replace(/\/factor$/, '')}/scan`;
    const page = await browser.walk(path);
    const code = (await at.app.accounts.scans.onScreen(path.split('/')[2] ?? ''))?.code ?? '';
    const one: Screen = { browser, path, code, page, flow };
    await answer(owner, one, 'yes');
    const { body } = await redeem(at.origin, partner, (await press(one)).url, flow);
    const { acr, amr } = decodeJwt(String(body.id_token));
    expect(acr).to.equal('urn:ncc:acr:3');
    expect(amr).to.have.members(['pwd', 'sms', 'mfa', 'mca']);
    expect((await browser.walk('/account/security/passkeys')).url.pathname).to.match(/^\/interaction\//);
  });

  it('不是我操作 ends it: the screen shows that, and another code starts again', async () => {
    const one = await screen();
    const said = await answer(owner, one, 'no');
    expect(said.text).to.include('这次登录已被拒绝').and.include('/account/recover');
    expect(await state(one)).to.equal('refused');
    const page = await one.browser.walk(one.path);
    expect(page.text).to.include('您在手机上取消了登录');
    const fresh = await one.browser.submit(page, { again: '1' });
    expect(fresh.text).to.include('用手机扫一扫');
    expect((await owner.walk(`/scan/${one.code}`)).text, 'the old one').to.include('二维码已失效');
  });

  it('does not take a code that a link of another site opens, signed in or not: a person scans it, or types it', async () => {
    const one = await screen();
    for (const browser of [owner, createBrowser(at.origin)]) {
      const led = await browser.request(`/scan/${one.code}`, { headers: { 'sec-fetch-site': 'cross-site' } });
      expect(led.status).to.equal(403);
      expect(await led.text())
        .to.contain('从别的网站打开')
        .and.not.contain('name="answer"');
    }
    expect(await state(one)).to.equal('waiting');
    for (const site of ['none', 'same-origin'])
      expect((await owner.request(`/scan/${one.code}`, { headers: { 'sec-fetch-site': site } })).status).to.equal(200);
    expect(await state(one)).to.equal('scanned');
  });

  it('leads a phone without a session to the login and back to the code', async () => {
    const one = await screen();
    const fresh = createBrowser(at.origin);
    const login = await fresh.walk(`/scan/${one.code}`);
    expect(login.text).to.include('name="password"');
    await createCitizen(at, 'latecomer');
    const asked = await fresh.submit(login, { username: 'latecomer', password: 'correct-horse-5', agree: '1' });
    expect(asked.url.pathname).to.equal(`/scan/${one.code}`);
    expect(matchIn(asked)).to.equal(matchIn(one.page));
  });

  it('does not let a test citizen or another kind of person confirm a login that they may not have', async () => {
    const sandbox = await createClient(at, {}, { sandbox: true });
    const browser = createBrowser(at.origin);
    const path = `${(await browser.walk(authorization(sandbox.clientId).url)).url.pathname}/scan`;
    await browser.walk(path);
    const code = (await at.app.accounts.scans.onScreen(path.split('/')[2] ?? ''))?.code ?? '';
    const refused = await owner.walk(`/scan/${code}`);
    expect(refused.text).to.include('这是沙箱应用').and.not.include('确认登录');
  });
});
