import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';

describe('logging out', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  async function tokensOf(browser: TestBrowser, scope: string) {
    const flow = authorization(partner.clientId, { scope, prompt: 'consent' });
    const callback = await signIn(browser, flow, 'citizen', scope.split(' '));
    const { body } = await redeem(at.origin, partner, callback, flow);
    return { access: String(body.access_token), refresh: String(body.refresh_token) };
  }
  const refresh = async (token: string) => {
    const { status, body } = await post(at.origin, '/oidc/token', partner, {
      grant_type: 'refresh_token',
      refresh_token: token,
    });
    return { status, next: String(body.refresh_token), access: String(body.access_token) };
  };
  const opens = async (access: string) =>
    (await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } })).status === 200;
  const leave = async (browser: TestBrowser) => browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });

  it('at a library leaves the phone of the same citizen as it is', async () => {
    const phone = createBrowser(at.origin);
    const kept = await tokensOf(phone, 'openid profile offline_access');
    const library = createBrowser(at.origin);
    const here = await tokensOf(library, 'openid profile');
    await leave(library);

    expect(await opens(here.access), 'at the library').to.equal(false);
    expect(await opens(kept.access), 'on the phone').to.equal(true);
    const first = await refresh(kept.refresh);
    expect(first.status).to.equal(200);
    const second = await refresh(first.next);
    expect([second.status, await opens(second.access)]).to.eql([200, true]);
    const silent = await phone.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    expect(silent.url.searchParams.has('code'), 'the session on the phone').to.equal(true);
  });

  it('on the phone itself keeps offline access: 保持登录', async () => {
    const phone = createBrowser(at.origin);
    const kept = await tokensOf(phone, 'openid offline_access');
    await leave(phone);
    expect((await refresh(kept.refresh)).status).to.equal(200);
  });

  it('leaves the same citizen signed in at another browser', async () => {
    const [one, other] = [createBrowser(at.origin), createBrowser(at.origin)];
    await tokensOf(one, 'openid');
    const kept = await tokensOf(other, 'openid');
    await leave(one);
    expect(await opens(kept.access)).to.equal(true);
    expect(
      (await other.walk(authorization(partner.clientId, { prompt: 'none', scope: 'openid' }).url)).url.searchParams.has(
        'code',
      ),
    ).to.equal(true);
  });

  it('differs from 不退出', async () => {
    const browser = createBrowser(at.origin);
    await tokensOf(browser, 'openid');
    await browser.submit(await browser.walk('/oidc/logout'));
    expect(
      (
        await browser.walk(authorization(partner.clientId, { prompt: 'none', scope: 'openid' }).url)
      ).url.searchParams.has('code'),
    ).to.equal(true);
  });

  it('differs from 取消授权, which ends the phone’s tokens too, wherever it is pressed', async () => {
    const phone = createBrowser(at.origin);
    const kept = await tokensOf(phone, 'openid offline_access');
    const home = createBrowser(at.origin);
    await tokensOf(home, 'openid');
    const page = await home.walk(`/account/grants/${partner.clientId}/withdraw`);
    const after = await home.submit(page);
    expect(after.url.pathname).to.equal('/account/grants');
    expect(await opens(kept.access)).to.equal(false);
    expect((await refresh(kept.refresh)).status).to.equal(400);
    const consent = await phone.walk(authorization(partner.clientId, { scope: 'openid' }).url);
    expect(consent.text, 'and the partner has to ask again').to.contain('/consent"');
  });
});
