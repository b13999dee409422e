import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, redeem, signIn } from '../support/citizen.ts';

describe('signing in at a partner', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  it('R04 R55 ends with a code that the partner redeems for tokens', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    const callback = await signIn(browser, flow);
    expect(callback.searchParams.get('state')).to.equal(flow.state);
    expect(callback.searchParams.get('iss')).to.equal(at.origin);
    const { status, body } = await redeem(at.origin, partner, callback, flow);
    expect(status).to.equal(200);
    expect(body).to.include.keys('access_token', 'id_token', 'expires_in', 'scope');
    const userinfo = await fetch(`${at.origin}/oidc/userinfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(await userinfo.json()).to.include({ nickname: '溪边人家', locale: 'zh-CN' });
  });

  it('asks nothing the second time in the same browser', async () => {
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
    const again = await browser.walk(authorization(partner.clientId).url);
    expect(again.url.searchParams.get('code')).to.be.a('string');
  });

  it('remembers the consent in another browser', async () => {
    await signIn(createBrowser(at.origin), authorization(partner.clientId));
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const done = await browser.submit(login, { username: 'citizen', password: 'correct-horse-5', agree: '1' });
    expect(done.url.searchParams.get('code')).to.be.a('string');
  });

  it('R25 R61 gives a partner’s server a token for its AK and SK, with every scope that was approved', async () => {
    const { status, body } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    expect(status).to.equal(200);
    expect(body).to.include({ token_type: 'Bearer', expires_in: 600, scope: 'resource:read' });
    const me = await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${body.access_token}` } });
    expect(me.status).to.equal(200);
    expect(await me.json()).to.deep.include({ scopes: ['resource:read'] });
  });
});
