import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, post, redeem, signIn } from '../../support/citizen.ts';

describe('a session over which another citizen signs in', () => {
  let at: TestApp;
  let phone: Client;
  let site: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    // Two of one institution: one that keeps its citizens signed in, one that does not.
    const first = await createClient(at, { backchannelLogoutUri: 'http://localhost:9/logout' });
    phone = first;
    site = await createClient(at, {}, { institutionId: first.institutionId });
    await Promise.all([createCitizen(at, 'first'), createCitizen(at, 'second')]);
  });
  after(() => at.close());

  const tokensAt = async (browser: ReturnType<typeof createBrowser>, client: Client, scope: string) => {
    const flow = authorization(client.clientId, { scope, ...(scope.includes('offline') && { prompt: 'consent' }) });
    const callback = await signIn(browser, flow, 'first', scope.split(' '));
    const { body } = await redeem(at.origin, client, callback, flow);
    return { access: String(body.access_token), refresh: String(body.refresh_token) };
  };
  const refresh = (token: string) =>
    post(at.origin, '/oidc/token', phone, { grant_type: 'refresh_token', refresh_token: token });
  const opens = async (token: string) =>
    (await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status === 200;
  const waiting = async (clientId: string) =>
    (
      await at.database.db.rows<{ text: string }>(`select payload::text as text from jobs where queue like '%logout%'`)
    ).filter(({ text }) => text.includes(clientId)).length;

  it('keeps offline access of the first one, ends the rest and notifies each application', async () => {
    const browser = createBrowser(at.origin);
    const kept = await tokensAt(browser, phone, 'openid offline_access');
    const here = await tokensAt(browser, site, 'openid');
    expect([await opens(kept.access), await opens(here.access)]).to.eql([true, true]);
    const told = await waiting(phone.clientId);

    const login = await browser.walk(authorization(site.clientId, { scope: 'openid', prompt: 'login' }).url);
    const page = await browser.submit(login, { username: 'second', password, agree: '1' });
    const done = page.text.includes('/consent"') ? await browser.submit(page) : page;
    expect(done.url.searchParams.has('code')).to.equal(true);

    expect(await opens(here.access), 'the access token of the session').to.equal(false);
    const first = await refresh(kept.refresh);
    expect([first.status, first.body.error], 'the refresh token').to.eql([200, undefined]);
    const next = await refresh(String(first.body.refresh_token));
    expect(next.status, 'its successor').to.equal(200);
    expect(await opens(String(next.body.access_token)), 'the access token that it gives').to.equal(true);
    expect(await waiting(phone.clientId), 'the notice to the application').to.equal(told + 1);
  });
});
