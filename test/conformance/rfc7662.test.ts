import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { epoch, after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, operator, settled, type TestApp } from '../support/app.ts';
import { type Client, post } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { text } = walk;
const offline = { scope: 'openid profile offline_access', prompt: 'consent' };
const inactive = { active: false };

describe('RFC 7662, token introspection', () => {
  let at: TestApp;
  let partner: Client;
  let stranger: Client;
  const introspect = async (client: Client, token: string, more: Record<string, string> = {}) =>
    post(at.origin, '/oidc/introspection', client, { token, ...more });

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    stranger = await walk.createPartner(at);
  });
  after(() => at.close());

  it('2.2 describes an access token to the application that it was given to', async () => {
    const { accessToken, claims } = await walk.obtain(at, partner);
    const { status, body, headers } = await introspect(partner, accessToken);
    expect(status).to.equal(200);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(body).to.include({
      active: true,
      client_id: partner.clientId,
      scope: 'openid profile',
      token_type: 'Bearer',
    });
    expect(body).to.include({ sub: claims.sub, iss: at.origin });
    expect(Number(body.exp) - Number(body.iat)).to.equal(600);
    expect(body.exp).to.be.greaterThan(epoch(systemClock.now()));
    expect(body, 'the id of the account is nobody’s business').to.not.have.any.keys('accountId', 'jti');
  });

  it('2.2 describes a refresh token and a token for the API', async () => {
    const { refreshToken } = await walk.obtain(at, partner, offline);
    const described = await introspect(partner, refreshToken, { token_type_hint: 'refresh_token' });
    expect(described.body).to.include({ active: true, client_id: partner.clientId });
    const token = text((await walk.apiToken(at, partner)).body.access_token);
    const { body } = await introspect(partner, token);
    expect(body).to.include({ active: true, client_id: partner.clientId, aud: `${at.origin}/api/v1` });
    expect(text(body.scope).split(' ')).to.have.members(['resource:read', 'stats:write']);
    expect(body).to.not.have.property('sub');
  });

  it('2.2 says no more than inactive of tokens of another application', async () => {
    const { accessToken, refreshToken } = await walk.obtain(at, partner, offline);
    const token = text((await walk.apiToken(at, partner)).body.access_token);
    for (const value of [accessToken, refreshToken, token]) {
      const { status, body } = await introspect(stranger, value);
      expect(status).to.equal(200);
      expect(body).to.deep.equal(inactive);
    }
  });

  it('2.2 answers alike for unknown, revoked and used tokens', async () => {
    const { accessToken, refreshToken } = await walk.obtain(at, partner, offline);
    await walk.refresh(at, partner, refreshToken);
    await post(at.origin, '/oidc/revocation', partner, { token: accessToken });
    for (const token of [accessToken, refreshToken, 'x'.repeat(43), '不是令牌', '\u0000'])
      expect((await introspect(partner, token)).body).to.deep.equal(inactive);
  });

  it('says the same of a code, a session and an id_token', async () => {
    const { callback, browser } = await walk.authorize(at, partner);
    const session = [...browser.cookies.values()].find(({ name }) => name === 'ncc_session')?.value;
    for (const token of [walk.codeOf(callback), text(session)])
      expect((await introspect(partner, token)).body).to.deep.equal(inactive);
    const { idToken } = await walk.obtain(at, partner);
    const { body } = await introspect(partner, idToken);
    expect(body).to.not.include({ active: true });
  });

  it('2.1 wants an application that says who it is', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    const wrong = await introspect({ ...partner, secret: 'wrong' }, accessToken);
    expect(wrong.status).to.equal(401);
    expect(wrong.body.error).to.equal('invalid_client');
    expect(wrong.headers.get('www-authenticate')).to.match(/^Basic /);
    expect((await post(at.origin, '/oidc/introspection', partner, {})).body.error).to.equal('invalid_request');
  });

  it('R29 refuses an AK that has expired and says why, and speaks again after renewal', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    const past = later(systemClock.now(), -1);
    await at.database.db.run('update applications set expires_at = $2 where client_id = $1', [partner.clientId, past]);
    await settled();
    const { status, body } = await introspect(partner, accessToken);
    expect(status).to.equal(401);
    expect(body.error).to.equal('invalid_client');
    expect(body.error_description).to.match(/^AK expired on \d{4}-\d\d-\d\d/);
    await at.app.applications.renew(operator, partner.clientId);
    expect((await introspect(partner, accessToken)).body).to.include({ active: true });
  });
});
