import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, post, redeem } from '../support/citizen.ts';

describe('the profile in an id_token', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
    await createCitizen(at, 'citizen', { phone: '13800138000' });
  });
  after(() => at.close());

  async function claimsFor(profileInIdToken: boolean, scopes: readonly string[], scope = 'openid profile phone') {
    const client = await createClient(at, { profileInIdToken, scope: 'openid profile phone offline_access' });
    const flow = authorization(client.clientId, { scope, prompt: 'consent' });
    const browser = createBrowser(at.origin);
    const consent = await browser.submit(await browser.walk(flow.url), { username: 'citizen', password, agree: '1' });
    const given = Object.fromEntries(
      ['profile', 'phone', 'offline_access'].map((name) => [`scope_${name}`, scopes.includes(name) ? '1' : '']),
    );
    const callback = (await browser.submit(consent, given)).url;
    const { body } = await redeem(at.origin, client, callback, flow);
    return { client, body, claims: decodeJwt(String(body.id_token)) };
  }

  it('is left to userinfo by default', async () => {
    const { claims } = await claimsFor(false, ['profile', 'phone']);
    expect(claims).not.to.have.any.keys('nickname', 'picture', 'phone_number');
  });

  it('is there for an AK that chose it, of that alone which the citizen agreed to, and never the phone', async () => {
    const { claims } = await claimsFor(true, ['profile', 'phone']);
    expect(claims).to.include.keys('nickname', 'nonce').and.not.have.any.keys('phone_number');
    const refused = await claimsFor(true, ['phone']);
    expect(refused.claims).not.to.have.any.keys('nickname', 'picture', 'phone_number');
  });

  it('is as fresh as the token when a refresh token is used', async () => {
    const { client, body } = await claimsFor(true, ['profile', 'offline_access'], 'openid profile offline_access');
    const found = await at.app.accounts.findByIdentifier('citizen');
    await at.database.db.run(`update accounts set nickname = '改了名字' where id = $1`, [found?.id]);
    at.app.accounts.forget(found?.id ?? '');
    const renewed = await post(at.origin, '/oidc/token', client, {
      ...{ grant_type: 'refresh_token', refresh_token: String(body.refresh_token) },
    });
    expect(decodeJwt(String(renewed.body.id_token)).nickname).to.equal('改了名字');
  });

  it('is a setting of the AK with its cost beside it, in the history', async () => {
    const client = await createClient(at);
    const member = {
      kind: 'member',
      role: 'owner',
      accountId: (await at.app.accounts.findByIdentifier('citizen'))?.id ?? '',
      institutionId: client.institutionId,
    } as const;
    const { securityData } = await import('../../src/applications/protocol/security-form.ts');
    const values = Object.fromEntries(
      Object.entries(securityData(client.application)).map(([name, value]) => [name, String(value)]),
    );
    const { application, isChanged } = await at.app.applications.setProtocol(member, client.clientId, {
      ...values,
      profileInIdToken: '1',
    });
    expect([application.profileInIdToken, isChanged]).to.deep.equal([true, true]);
    const { events } = await at.app.applications.history(operator, client.clientId, undefined, 5);
    expect(JSON.stringify(events[0]?.details)).to.include('profileInIdToken');
  });
});
