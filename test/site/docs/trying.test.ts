import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe, openPage } from '../../support/browser.ts';
import { createBrowser } from '../../support/citizen.ts';
import { type Colleague, createNewcomer, openConsole, signInToConsole } from '../../support/console.ts';
import { everyScope } from '../../support/sandbox.ts';

const path = '/docs/reference/putStatsDailyDate';

describe('试一试', () => {
  let at: TestApp;
  let developer: Colleague;
  let ak: string;
  before(async () => {
    at = await startApp(import.meta.filename);
    developer = await createNewcomer(at);
    const input = { name: '联调', redirectUris: 'http://localhost:5055/callback' };
    const { application } = await at.app.applications.openOwnSandbox(developer.accountId, input);
    ak = application.clientId;
  });
  after(() => at.close());

  const tokenFor = async (call: string, person = developer) => {
    const browser = await signInToConsole(at, person);
    const text = await (await browser.request(path)).text();
    const [, csrf = ''] = /data-try[\s\S]*?name="csrf" value="([^"]+)"/.exec(text) ?? [];
    return browser.request(`/console/try/${call}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ csrf }),
    });
  };
  const me = async (token: string) => {
    const answer = await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    return JSON.parse(await answer.text());
  };

  it('R27 gives the reader a token of the own sandbox, with the ability of that call and no other', async () => {
    const answer = await tokenFor('putStatsDailyDate');
    expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    const { access_token: token } = JSON.parse(await answer.text());
    expect((await me(token)).application).to.include({ sandbox: true });
    expect(JSON.stringify(await me(token))).to.include(ak);
    expect((await me(token)).scopes).to.deep.equal(['stats:write']);
    const other = await fetch(`${at.origin}/api/v1/resources`, { headers: { authorization: `Bearer ${token}` } });
    expect(other.status).to.equal(403);
  });

  it('gives none of a production AK, of another account, for calls of operators, or without the token of the form', async () => {
    const production = await createPartnerProgram(at, everyScope);
    expect(production.clientId).not.to.equal(ak);
    const other = await createNewcomer(at);
    const browser = await signInToConsole(at, other);
    const text = await (await browser.request(path)).text();
    expect(text).to.include('您还没有沙箱应用').and.not.include('data-try');
    expect((await tokenFor('postAdminApplicationsAkDisable')).status).to.equal(404);
    expect((await tokenFor('oauthUserinfo')).status).to.equal(404);
    const bare = await browser.request('/console/try/putStatsDailyDate', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ csrf: 'x' }),
    });
    expect(bare.status).to.equal(400);
    const nobody = await createBrowser(at.origin).request(path);
    expect(await nobody.text())
      .to.include('登录以后')
      .and.not.include('data-try');
  });

  it('sends the call from its page, shows the answer, and keeps the input for the next visit, but no token', async () => {
    const page = await openConsole(at, developer);
    await page.goto(path);
    await page.locator('[data-name="date"]').fill('2036-01-01');
    await page.getByRole('button', { name: '发送到沙箱' }).click();
    await page.getByText(/^\d{3}，用时/).waitFor();
    expect(await page.locator('[data-text]').textContent()).to.match(/stats_future_date/);
    await page.locator('[data-name="date"]').fill(yesterday());
    await page.getByRole('button', { name: '发送到沙箱' }).click();
    await page.getByText(/^201，用时/).waitFor();
    expect(await page.locator('[data-text]').textContent())
      .to.include('"result": "created"')
      .and.include('ratelimit');
    expect(await axe(page)).to.deep.equal([]);
    await page.reload();
    await page.getByText(/^201，用时/).waitFor();
    expect(await page.locator('[data-name="date"]').inputValue()).to.equal(yesterday());
    expect(
      JSON.stringify(await page.evaluate('[{ ...sessionStorage }, { ...localStorage }, document.cookie]')),
    ).not.to.match(/Bearer|access_token/);
    await page.context().close();
  });
  const yesterday = () => new Date(Date.now() - 86_400_000 + 28_800_000).toISOString().slice(0, 10);

  it('says that it needs a script where there is none', async () => {
    const page = await openPage({ origin: at.origin, javaScript: false });
    await page.goto(path);
    expect(await page.locator('main').textContent()).to.include('登录以后');
    await page.context().close();
  });
});
