import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';

import { until } from '../support/until.ts';

const notices = `select count(*)::int as count from jobs where queue = 'backchannel-logout' and payload->>'accountId' = $1`;

describe('登录与安全', () => {
  let at: TestApp;
  let partner: Client;
  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
  });
  after(() => at.close());

  /** A browser that is signed in at the Cloud and at a partner, which may go on without it. */
  async function use(username: string) {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid profile offline_access', prompt: 'consent' });
    const callback = await signIn(browser, flow, username, ['profile', 'offline_access']);
    const { body } = await redeem(at.origin, partner, callback, flow);
    return { browser, access: String(body.access_token), refresh: String(body.refresh_token) };
  }
  const opens = async (access: string) =>
    (await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } })).status === 200;
  const refreshes = async (token: string) =>
    (await post(at.origin, '/oidc/token', partner, { grant_type: 'refresh_token', refresh_token: token })).status ===
    200;
  const isIn = async (browser: TestBrowser) => (await browser.walk('/account')).url.pathname === '/account';
  const told = async (id: string) => (await at.database.db.row<{ count: number }>(notices, [id]))?.count;

  it('R04 shows the sessions of an account, and ends one: session, tokens and offline access', async () => {
    const { id } = await createCitizen(at, 'one-of-two');
    const [here, there] = [await use('one-of-two'), await use('one-of-two')];
    const page = await here.browser.walk('/account/security');
    expect(page.text.match(/这台设备/g)).to.have.length(1);
    expect(page.text.match(/name="id"/g), 'the other one').to.have.length(1);
    const ended = await here.browser.submit(page);
    expect([ended.url.pathname, ended.text.includes('那台设备已退出')]).to.deep.equal(['/account/security', true]);
    expect([await isIn(there.browser), await opens(there.access), await refreshes(there.refresh)]).to.deep.equal([
      false,
      false,
      false,
    ]);
    expect([await isIn(here.browser), await opens(here.access), await refreshes(here.refresh)]).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(await told(id)).to.equal(1);
  });

  it('ends no session of another account', async () => {
    await createCitizen(at, 'mine');
    await createCitizen(at, 'yours');
    const [mine, yours] = [await use('mine'), await use('yours')];
    await use('yours');
    const form = /name="id" value="([0-9a-f]{64})"/.exec((await yours.browser.walk('/account/security')).text)?.[1];
    const own = await use('mine').then(() => mine.browser.walk('/account/security'));
    const answer = await mine.browser.submit(own, { id: form });
    expect(answer.status).to.equal(404);
    expect((await yours.browser.walk('/account/security')).text).to.include(form);
  });

  it('ends all others and keeps this one', async () => {
    const { id } = await createCitizen(at, 'many');
    const [here, ...others] = [await use('many'), await use('many'), await use('many')];
    const { text } = await here.browser.walk('/account/security');
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const send = { method: 'POST', body: new URLSearchParams({ csrf }) };
    await here.browser.request('/account/security/sessions/others', send);
    for (const other of others)
      expect([await isIn(other.browser), await opens(other.access), await refreshes(other.refresh)]).to.deep.equal([
        false,
        false,
        false,
      ]);
    expect([await isIn(here.browser), await opens(here.access), await refreshes(here.refresh)]).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(await told(id)).to.equal(2);
  });

  it('不是我 ends everything, and a right password leads to a new one', async () => {
    const { id } = await createCitizen(at, 'intruded', { phone: '13800008801' });
    const { browser, access, refresh } = await use('intruded');
    const done = await browser.submit(await browser.walk('/account/logins/not-me'));
    expect(done.text).to.include('已全部退出').and.include('138****8801');
    expect([await isIn(browser), await opens(access), await refreshes(refresh)]).to.deep.equal([false, false, false]);
    expect(await told(id)).to.equal(1);
    const stranger = createBrowser(at.origin);
    const login = await stranger.walk(authorization(partner.clientId).url);
    const asked = await stranger.submit(login, { username: 'intruded', password, agree: '1' });
    expect([asked.status, asked.text.includes('请先用短信验证码设置新密码')]).to.deep.equal([422, true]);
    expect(asked.text).to.include('/recover"');
  });

  it('不是我 asks for the new password at once where there is no phone', async () => {
    await createCitizen(at, 'unreachable');
    const { browser, access } = await use('unreachable');
    const form = await browser.walk('/account/logins/not-me');
    const wrong = await browser.submit(form, { current: 'not the password', password: 'short' });
    expect([wrong.status, await opens(access)]).to.deep.equal([422, true]);
    const done = await browser.submit(form, { current: password, password: 'lamplight over reeds' });
    expect(done.text).to.include('密码已换成新的');
    expect(await opens(access)).to.equal(false);
  });

  it('the first page shows the state of each part, and its next step until it is done', async () => {
    const { id } = await at.app.accounts.create(
      { kind: 'operator', name: 'test' },
      { phone: '13800008802', name: '溪边人家' },
    );
    await createCitizen(at, 'settled', { phone: '13800008803' });
    expect(await at.app.accounts.hasPassword(id)).to.equal(false);
    const { browser } = await use('settled');
    const home = await browser.walk('/account');
    for (const word of ['基本资料', '昵称 溪边人家', '手机验证码、密码', '1 个平台可以用您的账号登录', '最近一次'])
      expect(home.text).to.include(word);
    const security = await browser.walk('/account/security');
    expect(security.text, 'from the room of passkeys').to.match(/href="\/account\/security\/passkeys">添加/);
  });

  it('R44 each platform shows the data it got, by days: once a day, and again when that changes', async () => {
    const { id } = await createCitizen(at, 'asked-twice');
    const { browser } = await use('asked-twice');
    const uses = () =>
      at.database.db.rows<{ granted: string[] }>('select granted from consent_uses where account_id = $1', [id]);
    await until(async () => (await uses()).length === 1, 'the first login is noted');
    expect((await uses())[0]?.granted).to.include('profile');
    await use('asked-twice');
    expect(await uses()).to.have.length(1);
    const page = await browser.walk('/account/grants');
    expect(page.text)
      .to.include('收到过什么')
      .and.match(/\d{4}-\d\d-\d\d<\/span>　[^<]*昵称和头像/);
  });

  it('a nickname is changed without JavaScript, and an invalid one keeps the typed value', async () => {
    await createCitizen(at, 'renamed');
    const { browser } = await use('renamed');
    const form = await browser.walk('/account/profile');
    const bad = await browser.submit(form, { nickname: '溪'.repeat(21) }, '/account/profile');
    expect([bad.status, bad.text.includes('溪'.repeat(21))]).to.deep.equal([422, true]);
    const saved = await browser.submit(bad, { nickname: '𠮷𱁬' }, '/account/profile');
    expect([saved.url.pathname, saved.text.includes('value="𠮷𱁬"')]).to.deep.equal(['/account/profile', true]);
  });
});
