import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, type TestApp } from '../support/app.ts';
import { type Client, post } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { text } = walk;
const offline = { scope: 'openid profile offline_access', prompt: 'consent' };

describe('RFC 7009, token revocation', () => {
  let at: TestApp;
  let partner: Client;
  let stranger: Client;
  const revoke = (client: Client | undefined, fields: Record<string, string>) =>
    post(at.origin, '/oidc/revocation', client, fields, { accept: 'application/json' });

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    stranger = await walk.createPartner(at);
  });
  after(() => at.close());

  it('2.1 ends an access token', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    const { status, body } = await revoke(partner, { token: accessToken });
    expect(status).to.equal(200);
    expect(body).to.deep.equal({});
    expect(await walk.isAlive(at, accessToken)).to.equal(false);
  });

  it('2.1 ends a refresh token and the access tokens that came of it', async () => {
    const { refreshToken, accessToken } = await walk.obtain(at, partner, offline);
    const { body } = await walk.refresh(at, partner, refreshToken);
    await revoke(partner, { token: text(body.refresh_token), token_type_hint: 'refresh_token' });
    expect((await walk.refresh(at, partner, text(body.refresh_token))).body.error).to.equal('invalid_grant');
    expect(await walk.isAlive(at, text(body.access_token))).to.equal(false);
    expect(await walk.isAlive(at, accessToken)).to.equal(false);
  });

  it('2.1 finds the token although the hint is wrong or unknown', async () => {
    for (const token_type_hint of ['refresh_token', 'something_else']) {
      const { accessToken } = await walk.obtain(at, partner);
      expect((await revoke(partner, { token: accessToken, token_type_hint })).status).to.equal(200);
      expect(await walk.isAlive(at, accessToken), token_type_hint).to.equal(false);
    }
  });

  it('ends a partner’s own token for the API', async () => {
    const { body } = await walk.apiToken(at, partner);
    await revoke(partner, { token: text(body.access_token) });
    expect((await walk.me(at, text(body.access_token))).status).to.equal(401);
  });

  it('2.2 answers 200 to a token that is unknown, over or not even one of ours', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    await revoke(partner, { token: accessToken });
    for (const token of [accessToken, 'x'.repeat(43), '不是令牌', 'a'.repeat(4000)])
      expect((await revoke(partner, { token })).status).to.equal(200);
  });

  it('2.1 leaves the tokens of another application alone', async () => {
    const { accessToken, refreshToken } = await walk.obtain(at, partner, offline);
    const { body } = await walk.apiToken(at, partner);
    for (const token of [accessToken, refreshToken, text(body.access_token)]) await revoke(stranger, { token });
    expect(await walk.isAlive(at, accessToken)).to.equal(true);
    expect((await walk.me(at, text(body.access_token))).status).to.equal(200);
    expect((await walk.refresh(at, partner, refreshToken)).status).to.equal(200);
  });

  it('2.1 wants the client’s authentication, and the token to revoke', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    const anonymous = await revoke(undefined, { token: accessToken });
    expect(anonymous.status).to.be.oneOf([400, 401]);
    const wrong = await revoke({ ...partner, secret: 'wrong' }, { token: accessToken });
    expect(wrong.status).to.equal(401);
    expect(wrong.body.error).to.equal('invalid_client');
    expect((await revoke(partner, {})).body.error).to.equal('invalid_request');
    expect(await walk.isAlive(at, accessToken)).to.equal(true);
  });

  it('works for a public application, which has no SK', async () => {
    const open = await walk.createPartner(at, { authMethod: 'none', scope: 'openid' });
    const { callback, flow } = await walk.authorize(at, open, { scope: 'openid' });
    const { body } = await walk.redeemInForm(at, { client_id: open.clientId }, walk.codeOf(callback), flow.verifier);
    const token = text(body.access_token);
    expect(await walk.isAlive(at, token)).to.equal(true);
    expect((await revoke(undefined, { token, client_id: open.clientId })).status).to.equal(200);
    expect(await walk.isAlive(at, token)).to.equal(false);
  });

  it('is for POST alone', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    const headers = { ...walk.authenticated(partner), accept: 'application/json' };
    const response = await fetch(`${at.origin}/oidc/revocation?token=${accessToken}`, { headers });
    expect(response.status).to.be.oneOf([404, 405]);
    expect(await walk.isAlive(at, accessToken)).to.equal(true);
  });
});
