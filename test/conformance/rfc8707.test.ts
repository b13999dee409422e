import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, operator, settled, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, post } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;

describe('RFC 8707, resources: the audience of a token', () => {
  let at: TestApp;
  let partner: Client;
  const api = () => `${at.origin}/api/v1`;
  const describeToken = async (token: unknown) =>
    (await post(at.origin, '/oidc/introspection', partner, { token: text(token) })).body;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  it('R25 a partner’s server gets a token for the API, with every approved scope, without asking for either', async () => {
    const { body } = await walk.apiToken(at, partner);
    expect(body).to.include({ token_type: 'Bearer', scope: 'resource:read stats:write' });
    expect(body).to.not.have.any.keys('refresh_token', 'id_token');
    expect(await describeToken(body.access_token)).to.include({ aud: api(), scope: 'resource:read stats:write' });
    const me = await walk.me(at, text(body.access_token));
    expect(me.status).to.equal(200);
    expect((await walk.json(me)).scopes).to.have.members(['resource:read', 'stats:write']);
  });

  it('2 the same comes when the API is named', async () => {
    const { body } = await walk.apiToken(at, partner, { resource: api() });
    expect(body.scope).to.equal('resource:read stats:write');
    expect(await describeToken(body.access_token)).to.include({ aud: api() });
  });

  it('3.3 (RFC 6749) a subset of the scopes comes when a subset is asked for', async () => {
    const { body } = await walk.apiToken(at, partner, { scope: 'stats:write' });
    expect(body.scope).to.equal('stats:write');
    expect((await walk.json(walk.me(at, text(body.access_token)))).scopes).to.deep.equal(['stats:write']);
  });

  it('3.3 (RFC 6749) scopes of citizens are not for a partner’s server', async () => {
    for (const scope of ['openid', 'resource:read phone'])
      expect((await walk.apiToken(at, partner, { scope })).body.error).to.equal('invalid_scope');
  });

  it('2 another resource is refused, be it written almost the same', async () => {
    for (const resource of [
      'https://elsewhere.example/',
      `${api()}/`,
      `${at.origin}/`,
      `${api()}#x`,
      'api',
      `${at.origin}/oidc/userinfo`,
    ])
      expect((await walk.apiToken(at, partner, { resource })).body.error, resource).to.equal('invalid_target');
  });

  it('2 no citizen’s token can be had for the API: neither at the authorization nor at the token endpoint', async () => {
    const { url } = await createBrowser(at.origin).walk(authorization(partner.clientId, { resource: api() }).url);
    expect(parameter(url, 'error')).to.equal('invalid_target');
    const { callback, flow } = await walk.authorize(at, partner);
    const code = { grant_type: 'authorization_code', code: walk.codeOf(callback), redirect_uri: walk.callbackUri };
    const fields = { ...code, code_verifier: flow.verifier, resource: api() };
    const { body } = await post(at.origin, '/oidc/token', partner, fields);
    expect(body.error).to.equal('invalid_target');
  });

  it('2 an API scope asked of a citizen is no part of the token', async () => {
    const { url } = await createBrowser(at.origin).walk(
      authorization(partner.clientId, { scope: 'openid resource:read' }).url,
    );
    if (parameter(url, 'error') !== null) expect(parameter(url, 'error')).to.equal('invalid_scope');
    else {
      const { body } = await walk.obtain(at, partner, { scope: 'openid resource:read' });
      expect(body.scope).to.equal('openid');
    }
  });

  it('a citizen’s token never opens the API', async () => {
    const { accessToken, idToken } = await walk.obtain(at, partner, { scope: walk.everyScope, prompt: 'consent' });
    for (const token of [accessToken, idToken]) {
      const response = await walk.me(at, token);
      expect(response.status).to.equal(401);
      expect(response.headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(response.headers.get('www-authenticate')).to.match(/^Bearer .*error="invalid_token"/);
    }
  });

  it('a token for the API never opens userinfo', async () => {
    const { body } = await walk.apiToken(at, partner);
    const response = await walk.userinfo(at, text(body.access_token));
    expect(response.status).to.equal(401);
    expect((await walk.json(response)).error).to.equal('invalid_token');
  });

  it('R29 the API refuses the living token of an AK that has expired and says why; renewal heals it', async () => {
    const expiring = await walk.createPartner(at);
    const token = text((await walk.apiToken(at, expiring)).body.access_token);
    const signedIn = await walk.obtain(at, expiring);
    const past = later(systemClock.now(), -1);
    await at.database.db.run('update applications set expires_at = $2 where client_id = $1', [expiring.clientId, past]);
    await settled();
    const [refused, atUserinfo] = [await walk.me(at, token), await walk.userinfo(at, signedIn.accessToken)];
    expect([refused.status, atUserinfo.status]).to.deep.equal([401, 401]);
    expect((await walk.json(refused)).code).to.equal('invalid_client_expired');
    expect(refused.headers.get('www-authenticate')).to.match(/AK expired on/);
    expect((await walk.json(atUserinfo)).error_description).to.match(/^AK expired on/);
    await at.app.applications.renew(operator, expiring.clientId);
    expect((await walk.me(at, token)).status).to.equal(200);
    expect(await walk.isAlive(at, signedIn.accessToken)).to.equal(true);
  });

  it('R31 an AK that was disabled and enabled again does not revive its tokens', async () => {
    const disabled = await walk.createPartner(at);
    const token = text((await walk.apiToken(at, disabled)).body.access_token);
    await at.app.applications.disable(operator, disabled.clientId, '测试');
    expect((await walk.json(walk.me(at, token))).code).to.equal('invalid_client_disabled');
    await at.app.applications.enable(operator, disabled.clientId);
    expect((await walk.me(at, token)).status).to.equal(401);
    expect((await walk.apiToken(at, disabled)).status).to.equal(200);
  });
});
