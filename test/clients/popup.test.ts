import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { authorization } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';

const bundleOf = (name: string) =>
  readFileSync(
    fileURLToPath(new URL('browser/oidc-client-ts.min.js', import.meta.resolve(name).replace(/[^/]*\/[^/]*$/, ''))),
  );

describe('signing in through a popup', function () {
  this.timeout(90_000);
  let at: TestApp;
  let site: Server;
  let origin: string;
  let settings: string;
  let page: Page | undefined;
  let clientId: string;

  /** A partner's site of two pages: one that opens the popup, one that the popup comes back to. */
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const port = await freePort();
    origin = `http://localhost:${port}`;
    ({ clientId } = await createClient(at, {
      authMethod: 'none',
      scope: 'openid profile',
      redirectUris: ['oidc-client-ts-2', 'oidc-client-ts-3', 'plain'].map((name) => `${origin}/${name}/callback`),
    }));
    settings = JSON.stringify({ authority: at.origin, client_id: clientId, scope: 'openid profile' });
    site = createServer((req, res) => {
      const [, name = '', what = ''] = new URL(req.url ?? '', origin).pathname.split('/');
      if (what === 'library.js') return res.setHeader('content-type', 'text/javascript').end(bundleOf(name));
      res.setHeader('content-type', 'text/html').end(pageOf(name, what));
    });
    await new Promise<void>((resolve) => site.listen(port, resolve));
  });
  afterEach(() => page?.context().close());
  after(async () => {
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await at.close();
  });

  function pageOf(name: string, what: string): string {
    if (name === 'plain')
      return what === 'callback'
        ? '<script>opener.postMessage(location.search, location.origin); close();</script>'
        : '<script>addEventListener("message", ({ data }) => { window.answer = data; });</script>';
    return `<script src="/${name}/library.js"></script><script>
      var manager = new oidc.UserManager({ ...${settings}, loadUserInfo: true, redirect_uri: '${origin}/${name}/callback' });
      ${what === 'callback' ? 'manager.signinPopupCallback();' : ''}</script>`;
  }

  /** The citizen's steps in the popup. */
  async function logIn(popup: Page, username: string): Promise<void> {
    await createCitizen(at, username);
    await popup.fill('[name=username]', username);
    await popup.fill('[name=password]', password);
    await popup.check('[name=agree]');
    await popup.getByRole('button', { name: '登录', exact: true }).click();
    await popup.waitForURL(/consent/);
    await popup.check('[name=scope_profile]');
    await popup.click('form button:has-text("同意")').catch(() => undefined); // it closes itself at once
  }

  for (const name of ['oidc-client-ts-2', 'oidc-client-ts-3'])
    it(`signinPopup of ${name} comes back with the citizen, asked or not`, async () => {
      page = await openPage({ origin });
      await page.goto(`/${name}/`);
      const opened = page.waitForEvent('popup');
      const signedIn = page.evaluate<string>('manager.signinPopup().then((user) => user.profile.nickname, String)');
      await logIn(await opened, name);
      expect(await signedIn).to.equal('溪边人家');
      const again = page.evaluate<string>('manager.signinPopup().then((user) => user.profile.nickname, String)');
      expect(await again, 'by the redirect that shows no page').to.equal('溪边人家');
    });

  it('a plain popup passes the result to its opener', async () => {
    page = await openPage({ origin });
    await page.goto('/plain/');
    const opened = page.waitForEvent('popup');
    const redirect_uri = `${origin}/plain/callback`;
    await page.evaluate(`void open(${JSON.stringify(at.origin + authorization(clientId, { redirect_uri }).url)})`);
    await logIn(await opened, 'plain');
    await page.waitForFunction('window.answer !== undefined');
    expect(await page.evaluate('window.answer')).to.match(/^\?code=[\w-]{43}&state=/);
  });

  it('the account centre stays apart from its opener', async () => {
    page = await openPage({ origin });
    await page.goto('/plain/');
    const opened = page.waitForEvent('popup');
    await page.evaluate(`void (window.other = open(${JSON.stringify(`${at.origin}/account/recover`)}))`);
    await (await opened).waitForLoadState();
    expect(await page.evaluate('window.other.closed'), 'looks closed').to.equal(true);
  });
});
