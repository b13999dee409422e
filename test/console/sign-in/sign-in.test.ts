import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, operator, password, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, createNewcomer, createStaff, walkToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';

describe('signing in to the back office', () => {
  let at: TestApp;
  let member: Colleague & { institutionId: string };
  before(async () => {
    at = await startApp(import.meta.filename);
    member = await createMember(at, { role: 'agent' });
  });
  after(() => at.close());

  const cookieOf = (browser: TestBrowser) => browser.cookies.get('ncc_console /')?.value;
  const isIn = async (browser: TestBrowser) => (await browser.request('/console/messages')).status === 200;
  const without = { secondFactor: false };

  it('leads to the Cloud, back to the page that was asked for, and keeps its query', async () => {
    const browser = createBrowser(at.origin);
    const asked = await browser.request('/console/messages?before=17');
    expect(asked.status).to.equal(303);
    expect(asked.headers.get('location')).to.equal('/console/sign-in?to=%2Fconsole%2Fmessages%3Fbefore%3D17');
    const login = await browser.walk('/console/messages?before=17');
    expect(login.url.pathname).to.match(/^\/interaction\//);
    const page = await browser.submit(login, { username: member.username, password, agree: '1' });
    expect([page.status, page.url.pathname + page.url.search]).to.eql([200, '/console/messages?before=17']);
  });

  it('leads members to 首页, staff to 工作台, and other accounts to 开始', async () => {
    const places = [
      [member, '/console'],
      [await createStaff(at, ['reviewer']), '/admin'],
      [await createNewcomer(at), '/console/start'],
    ] as const;
    for (const [who, path] of places) {
      const browser = await walkToConsole(at, who);
      const page = await browser.walk('/console/sign-in');
      expect([page.status, page.url.pathname]).to.eql([200, path]);
      const [, link = ''] = /href="([^"]+)">登录机构后台</.exec((await browser.walk('/')).text) ?? [];
      expect((await browser.walk(link)).url.pathname, 'by the link on the front page').to.equal(path);
    }
  });

  it('asks a sender without a session to sign in, and does nothing', async () => {
    const answer = await createBrowser(at.origin).request('/console/switch', { method: 'POST', body: '' });
    expect(answer.status).to.equal(401);
    expect(await answer.text()).to.include('刚才的操作没有进行');
  });

  it('sets a cookie that scripts and other sites do not get, and that says nothing by itself', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk('/console/sign-in');
    const callback = await postLogin(browser, login);
    const [line = ''] = callback.headers.getSetCookie().filter((each) => each.startsWith('ncc_console='));
    expect(line).to.match(/^ncc_console=[\w-]{43}; path=\/; samesite=lax; httponly$/i);
    const rows = await at.database.db.rows<{ text: string }>(`select s::text as text from console_sessions s`);
    const value = /^ncc_console=([\w-]+)/.exec(line)?.[1] ?? 'none';
    expect(rows.some(({ text }) => text.includes(value))).to.equal(false);
  });

  it('gives a new id at every sign-in: one that was planted before opens nothing', async () => {
    const browser = createBrowser(at.origin);
    const planted = 'A'.repeat(43);
    browser.cookies.set('ncc_console /', { name: 'ncc_console', value: planted, path: '/' });
    await walkToConsole(at, member, { ...without, browser });
    const first = cookieOf(browser);
    expect(first).not.to.equal(planted);
    await browser.walk('/console/sign-in?again=1').then((page) => postLogin(browser, page));
    expect(cookieOf(browser)).not.to.equal(first);
    browser.cookies.set('ncc_console /', { name: 'ncc_console', value: first ?? '', path: '/' });
    expect(await isIn(browser), 'the session before').to.equal(false);
  });

  it('needs the session at the Cloud with it: the cookie alone, or with another account’s, opens nothing', async () => {
    const browser = await walkToConsole(at, member, without);
    const thief = createBrowser(at.origin);
    thief.cookies.set('ncc_console /', { name: 'ncc_console', value: cookieOf(browser) ?? '', path: '/' });
    expect(await isIn(thief)).to.equal(false);
    const other = await walkToConsole(at, await createMember(at, { role: 'agent' }), without);
    other.cookies.set('ncc_console /', { name: 'ncc_console', value: cookieOf(browser) ?? '', path: '/' });
    expect(await isIn(other)).to.equal(false);
    expect(await isIn(browser)).to.equal(true);
  });

  it('takes back only logins begun in this browser, and each once', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk('/console/sign-in');
    const answer = await postLogin(browser, login, 'stop at the callback');
    const callback = answer.headers.get('location') ?? '';
    expect(new URL(callback).pathname).to.equal('/console/callback');

    const stranger = await createBrowser(at.origin).request(callback);
    expect(stranger.status, 'in another browser').to.equal(400);
    const forged = new URL(callback);
    forged.searchParams.set('state', 'forged');
    expect((await browser.request(forged.href)).status, 'another state').to.equal(400);
    expect((await browser.request(callback)).status, 'what was begun was used up by that').to.equal(400);
  });

  it('ends at 退出, for the Cloud too, which asks first', async () => {
    const browser = await walkToConsole(at, member, without);
    const kept = cookieOf(browser) ?? '';
    const asks = await browser.walk('/console/sign-out');
    expect(asks.text).to.include('要退出').and.to.include('国家公共文化云');
    expect(cookieOf(browser)).to.equal(undefined);
    browser.cookies.set('ncc_console /', { name: 'ncc_console', value: kept, path: '/' });
    expect(await isIn(browser), 'the session itself').to.equal(false);
    const left = await browser.submit(asks, { logout: 'yes' });
    expect([left.status, left.url.pathname]).to.eql([200, '/']);
    expect((await browser.walk('/console')).url.pathname).to.match(/^\/interaction\//);
  });

  it('is not ended by a link on another site', async () => {
    const browser = await walkToConsole(at, member, without);
    await browser.request('/console/sign-out', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(await isIn(browser)).to.equal(true);
  });

  it('ends at once with a logout at the Cloud', async () => {
    const browser = await walkToConsole(at, member, without);
    await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
    expect(await isIn(browser)).to.equal(false);
  });

  it('ends at once when the password changes or the account is locked', async () => {
    for (const work of [
      (id: string) => at.app.accounts.lock(operator, id, '测试'),
      async (id: string) => {
        const actor = { kind: 'citizen', accountId: id } as const;
        const changed = await at.app.accounts.changePassword(actor, id, {
          current: password,
          password: remember('another-horse-7'),
        });
        expect(changed).to.have.property('account');
      },
    ]) {
      const who = await createMember(at, { role: 'agent' });
      const browser = await walkToConsole(at, who, without);
      expect(await isIn(browser)).to.equal(true);
      await work(who.accountId);
      expect(await isIn(browser)).to.equal(false);
    }
  });

  it('shows after a change of the password only sessions begun since', async () => {
    const who = await createMember(at, { role: 'agent' });
    await walkToConsole(at, who, without);
    await walkToConsole(at, who, without);
    const actor = { kind: 'citizen', accountId: who.accountId } as const;
    await at.app.accounts.endSessions(actor, who.accountId);
    const browser = await walkToConsole(at, who, without);
    const page = await browser.walk('/console/security');
    expect(page.text.match(/<span>[^<]* 登录<\/span>/g)?.length).to.equal(1);
  });

  it('is one of our own applications: no consent is asked, and its addresses are exact', async () => {
    const application = await at.app.applications.get('console');
    expect(application.firstParty).to.equal(true);
    expect(application.redirectUris).to.eql([`${at.origin}/console/callback`]);
    expect(application.postLogoutRedirectUris).to.eql([`${at.origin}/`]);
  });

  it('is recorded, and so is leaving', async () => {
    const who = await createMember(at, { role: 'agent' });
    const browser = await walkToConsole(at, who, without);
    await browser.request('/console/sign-out');
    const rows = await at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where actor_id = $1 and verb like 'console.%' order by id`,
      [who.accountId],
    );
    expect(rows.map(({ verb }) => verb)).to.eql(['console.sign_in', 'console.sign_out']);
  });

  it('opens nothing for a forged target', async () => {
    const browser = await walkToConsole(at, member, without);
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'https://evil.example',
      '/console@evil',
    ]) {
      const answer = await browser.request(`/console/sign-in?${new URLSearchParams({ to })}`);
      expect(answer.headers.get('location'), to).to.equal('/console');
    }
  });

  /** The password at the Cloud; gives the answer of the callback, or the one that leads there. */
  async function postLogin(browser: TestBrowser, login: { text: string; url: URL }, stop?: string): Promise<Response> {
    const action = /<form [^>]*method="post" action="([^"]+)"/.exec(login.text)?.[1] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(login.text)?.[1] ?? '';
    const body = new URLSearchParams({ csrf, username: member.username, password, agree: '1' });
    let answer = await browser.request(action, { method: 'POST', body });
    for (let step = 0; step < 5; step += 1) {
      const location = answer.headers.get('location') ?? '';
      if (location.includes('/console/callback') && stop !== undefined) return answer;
      const isCallback = location.includes('/console/callback');
      answer = await browser.request(location);
      if (isCallback) return answer;
    }
    throw new Error('never at the callback');
  }

  it('gives no role to a citizen without a part in the back office', async () => {
    const { id: accountId } = await createCitizen(at, 'just-a-citizen');
    const browser = await walkToConsole(at, { accountId, username: 'just-a-citizen', phone: '' }, without);
    expect((await browser.walk('/console')).url.pathname).to.equal('/console/start');
    expect((await browser.walk('/admin')).status).to.equal(403);
  });
});
