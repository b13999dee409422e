import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { authorization, basic, type Client, createBrowser, signIn } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { entryOf, everythingIn, failuresOf } from './reading.ts';

const callback = 'https://m.qx.example.cn/callback';

describe('the integration log of logins', () => {
  const clock = testClock(new Date(Math.floor(performance.timeOrigin + performance.now())).toISOString());
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    partner = await createClient(at, { redirectUris: [callback, 'https://www.qx.example.cn/sso'] });
    await createCitizen(at, 'xibian');
  });
  after(() => at.close());

  const ask = (more: Record<string, string | undefined>, client = partner) =>
    createBrowser(at.origin).request(authorization(client.clientId, { redirect_uri: callback, ...more }).url);

  /** Sends the request and gives its entry in the log. */
  const refused = async (more: Record<string, string | undefined>) => {
    const response = await ask(more);
    const page = await response.text();
    return { page, response, entry: await entryOf(at, partner.clientId, response.headers) };
  };

  it('R10 shows the redirect URI that came beside those that are registered, nearest first, and what differs', async () => {
    const { page, response, entry } = await refused({ redirect_uri: 'http://m.qx.example.cn/callback/' });
    expect(response.status).to.equal(400);
    expect(entry).to.deep.include({ endpoint: 'authorization', error: 'invalid_redirect_uri', calls: 1 });
    expect(entry?.details).to.deep.include({
      received: 'http://m.qx.example.cn/callback/',
      registered: [callback, 'https://www.qx.example.cn/sso'],
    });
    expect(entry?.cause).to.equal(
      `收到的回调地址 http://m.qx.example.cn/callback/ 没有登记。登记的是：${callback}、https://www.qx.example.cn/sso。协议不同：收到 http，登记的是 https；只差路径末尾的斜线。`,
    );
    expect(entry?.cure).to.include('登记');
    expect(page).to.include(entry?.details?.requestId); // the number that the citizen reads out
  });

  it('hides what could be a secret or a person in a redirect URI', async () => {
    const secret = remember('a7Kq0-zz81_pPq4LmN3xUvW9');
    const { entry } = await refused({
      redirect_uri: `https://user:${secret}@m.qx.example.cn/callback/${secret}/13800138000?token=${secret}&a=1#${secret}`,
    });
    expect(entry?.details?.received).to.equal('https://…@m.qx.example.cn/callback/…/…?token=…&a=…#…');
    expect(await everythingIn(at))
      .not.to.include(secret)
      .and.not.to.include('13800138000');
  });

  it('says which half of PKCE is missing', async () => {
    const none = await refused({ code_challenge: undefined, code_challenge_method: undefined });
    expect(none.entry?.cause).to.equal('授权请求没有使用 PKCE：缺少 code_challenge。');
    expect(none.entry?.cure).to.include('code_challenge_method=S256');
    const noMethod = await refused({ code_challenge_method: undefined });
    expect(noMethod.entry?.cause).to.equal('授权请求有 code_challenge，缺少 code_challenge_method。');
    const noChallenge = await refused({ code_challenge: undefined });
    expect(noChallenge.entry?.cause).to.equal('授权请求有 code_challenge_method，缺少 code_challenge。');
    const plain = await refused({ code_challenge_method: 'plain' });
    expect(plain.entry?.cause).to.equal('code_challenge_method 收到的是 plain，只支持 S256。');
  });

  it('shows a scope that was not approved beside those that were', async () => {
    const { entry } = await refused({ scope: 'openid realname' });
    expect(entry).to.deep.include({
      error: 'invalid_scope',
      cause: '请求的能力 realname 没有批准。批准的是：openid、profile、phone、offline_access、resource:read。',
    });
    expect(entry?.details?.received).to.equal('realname');
  });

  it('says what is missing and what came twice', async () => {
    const missing = await refused({ redirect_uri: undefined });
    expect(missing.entry?.cause).to.equal('请求缺少 redirect_uri。');
    const response = await createBrowser(at.origin).request(
      `${authorization(partner.clientId, { redirect_uri: callback }).url}&scope=openid`,
    );
    const twice = await entryOf(at, partner.clientId, response.headers);
    expect(twice?.cause).to.equal('请求里 scope 出现了两次。');
  });

  it('shows an address after logging out that is not registered', async () => {
    const response = await createBrowser(at.origin).request(
      `/oidc/logout?${new URLSearchParams({ client_id: partner.clientId, post_logout_redirect_uri: 'https://m.qx.example.cn/bye' })}`,
    );
    const entry = await entryOf(at, partner.clientId, response.headers);
    expect(entry?.endpoint).to.equal('logout');
    expect(entry?.cause).to.equal('收到的退出后返回地址 https://m.qx.example.cn/bye 没有登记。登记的是：（没有）。');
  });

  it('R29 says since when an AK is over, and that operators disabled it', async () => {
    const short = await createClient(at, {}, { expiresAt: new Date(clock.now().getTime() - 86_400_000) });
    const day = new Date(clock.now().getTime() - 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    const over = await ask({ redirect_uri: 'http://localhost:9/callback' }, short);
    expect(await entryOf(at, short.clientId, over.headers)).to.include({
      error: 'unauthorized_client',
      cause: `这个 AK 已于 ${day} 到期，登录和接口都已停用。`,
      cure: '延长有效期，一秒内恢复；AK、SK 和设置都不变。',
    });

    const closed = await createClient(at);
    await at.app.applications.disable(operator, closed.clientId, '试验');
    const response = await ask({ redirect_uri: 'http://localhost:9/callback' }, closed);
    expect((await entryOf(at, closed.clientId, response.headers))?.cause).to.include('已被运营停用');
  });

  it('lists a citizen who does not consent, and only counts those who were not signed in', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { redirect_uri: callback });
    const login = await browser.walk(flow.url);
    const consent = await browser.submit(login, { username: 'xibian', password: 'correct-horse-5', agree: '1' });
    const back = await browser.submit(consent, {}, `${consent.url.pathname.replace(/\/consent$/, '')}/abort`);
    expect(back.url.searchParams.get('error')).to.equal('access_denied');
    for (let asked = 0; asked < 3; asked += 1) await ask({ prompt: 'none' });

    const failures = await failuresOf(at, partner.clientId);
    const denied = failures.find(({ error }) => error === 'access_denied');
    expect(denied?.cause).to.equal('市民没有同意授权，或取消了登录。');
    const probes = failures.filter(({ error }) => error === 'login_required');
    expect(probes).to.have.length(1);
    expect(probes[0]).to.deep.include({ calls: 3, details: undefined });
  });

  it('counts what went well by the minute, and holds nothing of the person', async () => {
    const other = await createClient(at);
    const browser = createBrowser(at.origin);
    for (let times = 0; times < 2; times += 1) await signIn(browser, authorization(other.clientId), 'xibian');
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, other.clientId);
    expect(entries).to.have.length(1);
    expect(entries[0]).to.deep.include({ endpoint: 'authorization', error: undefined, calls: 2 });
    const { id } = (await at.app.accounts.findByIdentifier('xibian')) ?? {};
    expect(id).to.be.a('string');
    const everything = await everythingIn(at);
    for (const secret of [id, 'xibian', 'correct-horse-5', partner.secret, basic(partner)])
      expect(everything).not.to.include(secret);
  });

  it('counts the AK that nobody knows without keeping what came', async () => {
    const before = await unknown();
    for (const clientId of ['ncc_nobody_knows_me', 'evil-13800138000'])
      await createBrowser(at.origin).request(authorization(clientId).url);
    expect(await unknown()).to.equal(before + 2);
    expect(await everythingIn(at))
      .not.to.include('nobody_knows')
      .and.not.to.include('evil');
  });

  it('leaves out a page that a citizen opens too late, which is no mistake of anybody', async () => {
    const before = JSON.stringify(await at.app.integrationLog.usage(operator, undefined));
    expect((await createBrowser(at.origin).request('/oidc/auth/some-old-page')).status).to.equal(400);
    await at.app.integrationLog.flush();
    expect(JSON.stringify(await at.app.integrationLog.usage(operator, undefined))).to.equal(before);
  });

  async function unknown(): Promise<number> {
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, undefined);
    return usage.find(({ endpoint }) => endpoint === 'authorization')?.errors.invalid_client ?? 0;
  }
});
