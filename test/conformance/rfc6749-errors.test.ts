import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, operator, settled, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, type TokenAnswer } from '../support/citizen.ts';
import { createProver } from './proofs.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;
// RFC 6749, appendix A.7 and A.8
const printable = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

describe('RFC 6749, errors', () => {
  let at: TestApp;
  let partner: Client;
  let documentation: string;
  const token = (fields: Record<string, string>, client: Client = partner, headers = {}) =>
    post(at.origin, '/oidc/token', client, fields, headers);
  const anonymously = (fields: Record<string, string>) => post(at.origin, '/oidc/token', undefined, fields);

  /** Common properties of every error for programs. */
  function isProper({ body, headers, status }: TokenAnswer, error: string, expected = 400) {
    expect(body.error, text(body.error_description)).to.equal(error);
    expect(status).to.equal(expected);
    expect(body.error_description).to.match(printable);
    const link = URL.parse(text(body.error_uri));
    expect(link?.origin).to.equal(at.origin);
    expect(link?.pathname).to.equal('/docs/errors');
    expect(documentation, `an explanation of ${error}`).to.contain(`id="${link?.hash.slice(1)}"`);
    expect(headers.get('content-type')).to.match(/^application\/json/);
    expect(headers.get('cache-control')).to.equal('no-store');
  }

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    const response = await fetch(`${at.origin}/docs/errors`);
    expect(response.status).to.equal(200);
    documentation = await response.text();
  });
  after(() => at.close());

  it('5.2 invalid_client: a wrong SK and an unknown AK read the same, with a challenge for Basic', async () => {
    const fields = { grant_type: 'client_credentials' };
    const wrong = await token(fields, { ...partner, secret: 'wrong' });
    const unknown = await token(fields, { clientId: 'ncc_aaaaaaaaaaaaaaaaaaaa', secret: 'wrong' });
    for (const answer of [wrong, unknown]) {
      isProper(answer, 'invalid_client', 401);
      expect(answer.headers.get('www-authenticate')).to.match(/^Basic realm=/);
    }
    expect(wrong.body).to.deep.equal(unknown.body);
  });

  it('5.2 invalid_client: an unknown client', async () => {
    const answer = await anonymously({ grant_type: 'client_credentials' });
    expect(answer.body.error).to.be.oneOf(['invalid_client', 'invalid_request']);
    isProper(answer, text(answer.body.error), answer.body.error === 'invalid_client' ? 401 : 400);
  });

  it('R29 5.2 invalid_client: an AK that has expired or was disabled, and why', async () => {
    const expired = await walk.createPartner(at);
    const past = later(systemClock.now(), -1);
    await at.database.db.run('update applications set expires_at = $2 where client_id = $1', [expired.clientId, past]);
    await settled();
    const disabled = await walk.createPartner(at);
    await at.app.applications.disable(operator, disabled.clientId, '测试');
    const reasons = [
      [expired, /^AK expired on \d{4}-\d\d-\d\d; renew it in the institution console$/],
      [disabled, /^AK disabled by the platform/],
    ] as const;
    for (const [client, reason] of reasons) {
      const answer = await token({ grant_type: 'client_credentials' }, client);
      isProper(answer, 'invalid_client', 401);
      expect(answer.body.error_description).to.match(reason);
    }
  });

  it('5.2 unsupported_grant_type', async () => {
    for (const grant_type of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', '密码'])
      isProper(await token({ grant_type }), 'unsupported_grant_type');
  });

  it('5.2 invalid_request: without a grant_type, or with one twice', async () => {
    isProper(await token({}), 'invalid_request');
    const body = 'grant_type=client_credentials&grant_type=client_credentials';
    const headers = { ...walk.authenticated(partner), 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`${at.origin}/oidc/token`, { method: 'POST', headers, body });
    isProper(
      { status: response.status, headers: response.headers, body: await walk.json(response) },
      'invalid_request',
    );
  });

  it('5.2 invalid_request: a body that is no form', async () => {
    const headers = { ...walk.authenticated(partner), 'content-type': 'application/json' };
    const body = '{"grant_type":"client_credentials"}';
    const response = await fetch(`${at.origin}/oidc/token`, { method: 'POST', headers, body });
    isProper(
      { status: response.status, headers: response.headers, body: await walk.json(response) },
      'invalid_request',
    );
  });

  it('5.2 invalid_grant: codes and refresh tokens that are no such thing', async () => {
    const code = { grant_type: 'authorization_code', redirect_uri: walk.callbackUri, code_verifier: 'x'.repeat(43) };
    for (const value of ['x'.repeat(43), 'not\u0000one', '授权码'])
      isProper(await token({ ...code, code: value }), 'invalid_grant');
    isProper(await token({ grant_type: 'refresh_token', refresh_token: 'x'.repeat(43) }), 'invalid_grant');
  });

  it('5.2 invalid_scope: more than was approved', async () => {
    isProper(await token({ grant_type: 'client_credentials', scope: 'resource:write' }), 'invalid_scope');
    isProper(await token({ grant_type: 'client_credentials', scope: 'resource:read resource:write' }), 'invalid_scope');
    isProper(await token({ grant_type: 'client_credentials', scope: 'no such thing' }), 'invalid_scope');
    isProper(await token({ grant_type: 'client_credentials', scope: '资源' }), 'invalid_scope');
  });

  it('5.2 unauthorized_client: an application without an SK cannot act for itself', async () => {
    const open = await walk.createPartner(at, { authMethod: 'none', scope: 'openid' });
    const fields = { grant_type: 'client_credentials', client_id: open.clientId };
    const answer = await anonymously(fields);
    expect(answer.body.error).to.be.oneOf(['unauthorized_client', 'invalid_request']);
    isProper(answer, text(answer.body.error));
  });

  it('RFC 8707 invalid_target and RFC 9449 invalid_dpop_proof, use_dpop_nonce are explained as well', async () => {
    const fields = { grant_type: 'client_credentials' };
    isProper(await token({ ...fields, resource: 'https://elsewhere.example/' }), 'invalid_target');
    isProper(await token(fields, partner, { dpop: 'nonsense' }), 'invalid_dpop_proof');
    const old = await (await createProver()).prove('POST', `${at.origin}/oidc/token`, { iat: 1 });
    isProper(await token(fields, partner, { dpop: old }), 'use_dpop_nonce');
  });

  it('RFC 9126 invalid_request_object, request_uri_not_supported and unsupported_response_type are explained as well', async () => {
    const fields = Object.fromEntries(new URL(authorization(partner.clientId).url, at.origin).searchParams);
    const wrong = {
      invalid_request_object: { request: 'x' },
      request_uri_not_supported: { request_uri: 'https://elsewhere.example/' },
      unsupported_response_type: { response_type: 'token' },
    };
    for (const [error, more] of Object.entries(wrong))
      isProper(await post(at.origin, '/oidc/par', partner, { ...fields, ...more }), error);
  });

  it('RFC 6750 invalid_token, with the reason in the challenge', async () => {
    const response = await walk.userinfo(at, 'x'.repeat(43));
    expect(response.headers.get('www-authenticate')).to.match(/^Bearer .*error="invalid_token"/);
    expect(response.headers.get('www-authenticate')).to.match(/^[\x20-\x7E]+$/);
    const { status, headers } = response;
    isProper({ status, headers, body: await walk.json(response) }, 'invalid_token', 401);
  });

  it('4.1.2.1 errors at the authorization endpoint are printable too, whatever came in', async () => {
    const wrong: walk.Params[] = [
      { scope: 'openid 手机号' },
      { response_type: '令牌' },
      { prompt: '登录' },
      { max_age: '很久' },
      { code_challenge_method: 'plain' },
      { resource: 'https://elsewhere.example/' },
      { claims: '{' },
      { response_mode: '信' },
    ];
    for (const params of wrong) {
      const { url, status } = await createBrowser(at.origin).walk(authorization(partner.clientId, params).url);
      if ('claims' in params) continue; // off, and therefore not read
      const found = url.hash === '' ? url.searchParams : new URLSearchParams(url.hash.slice(1));
      expect(status, JSON.stringify(params)).to.be.oneOf([302, 303]);
      expect(found.get('error'), JSON.stringify(params)).to.match(/^[a-z_]+$/);
      expect(found.get('error_description'), JSON.stringify(params)).to.match(printable);
    }
  });

  it('4.1.2.1 without a known application or address there is a page and no way on', async () => {
    const lost = [{ client_id: undefined }, { client_id: 'ncc_aaaaaaaaaaaaaaaaaaaa' }, { client_id: '不是' }];
    for (const params of lost) {
      const page = await createBrowser(at.origin).walk(authorization(partner.clientId, params).url);
      expect(page.status).to.equal(400);
      expect(page.url.origin).to.equal(at.origin);
      expect(parameter(page.url, 'error')).to.equal(null);
      expect(page.text).to.contain('没有');
    }
  });
});
