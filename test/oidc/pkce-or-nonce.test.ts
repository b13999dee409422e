import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { frameworkOf } from '../../src/applications/aksk/frameworks.ts';
import { needsPkce } from '../../src/oidc/rules.ts';
import * as walk from '../conformance/walk.ts';
import { createCitizen, operator, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  html,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { type Both, startBoth } from './fast/both.ts';

const without = walk.withoutPkce;
const neither = { ...without, nonce: undefined };

describe('PKCE or nonce (RFC 9700 2.1.1)', () => {
  let at: TestApp;
  let both: Both;
  let partner: Client;
  let lax: Client;
  let browser: TestBrowser;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    both = await startBoth(at);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    lax = await walk.createPartner(at, { loginProof: 'pkce_or_nonce' });
    browser = createBrowser(at.origin);
    for (const { clientId } of [partner, lax]) await signIn(browser, authorization(clientId));
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  const answerTo = async (params: walk.Params, { clientId }: Client = lax) =>
    (await browser.walk(authorization(clientId, params).url)).url;
  const newest = async ({ clientId }: Client) => {
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, clientId, { failuresOnly: true });
    return entries[0];
  };

  it('lets a login with a nonce through, and gives the nonce back in the id_token', async () => {
    const flow = authorization(lax.clientId, without);
    const callback = (await browser.walk(flow.url)).url;
    const { claims } = await walk.exchange(at, lax, callback, { verifier: undefined });
    expect(claims.nonce).to.equal(flow.nonce);
  });

  it('refuses a request without either, and an empty nonce counts as missing', async () => {
    for (const params of [neither, { ...without, nonce: '' }])
      expect((await answerTo(params)).searchParams.get('error')).to.equal('invalid_request');
    expect((await answerTo(without, partner)).searchParams.get('error'), 'of others').to.equal('invalid_request');
  });

  it('never loses a PKCE that was begun: neither at the exchange nor on the way to us', async () => {
    const flow = authorization(lax.clientId);
    const begun = (await browser.walk(flow.url)).url;
    const bare = await redeem(at.origin, lax, begun, flow, { code_verifier: '' });
    expect([bare.status, bare.body.error]).to.eql([400, 'invalid_grant']);

    const stripped = authorization(lax.clientId, without); // an attacker removed code_challenge from the address
    const callback = (await browser.walk(stripped.url)).url;
    const answer = await redeem(at.origin, lax, callback, stripped);
    expect([answer.status, answer.body.error]).to.eql([400, 'invalid_grant']);
    expect((await answerTo({ code_challenge_method: 'plain' })).searchParams.get('error')).to.equal('invalid_request');
  });

  it('is one rule for both endpoints: the fast one leaves a login without PKCE to the library', async () => {
    const cookie = [...browser.cookies.values()]
      .filter(({ path }) => path === '/')
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const sent = (params: walk.Params, { clientId }: Client) => ({
      path: authorization(clientId, params).url,
      method: 'GET',
      headers: { ...html, cookie },
    });
    expect(await both.isFast(sent({}, lax)), 'with PKCE').to.equal(true);
    for (const params of [without, neither]) {
      expect(await both.isFast(sent(params, lax))).to.equal(false);
      expect(await both.isFast(sent(params, partner))).to.equal(false);
    }
  });

  it('is not for public and FAPI clients, and gives way to a waiver', () => {
    const of = (client: object, more = {}) =>
      needsPkce({ login_proof: 'pkce_or_nonce', ...client }, { isPublic: false, nonce: 'n', now: 10, ...more });
    expect(of({})).to.equal(false);
    expect(of({}, { nonce: undefined })).to.equal(true);
    expect(of({}, { isPublic: true })).to.equal(true);
    expect(of({ fapi: true })).to.equal(true);
    expect(of({ pkce_waived_until: 10 }, { nonce: undefined })).to.equal(false);
    expect(of({ pkce_waived_until: 9 }, { nonce: undefined })).to.equal(true);
    expect(of({ fapi: true, pkce_waived_until: 10 })).to.equal(true);
    expect(of({ login_proof: 'neither' }, { nonce: undefined })).to.equal(false);
  });

  it('puts into the log and behind the error’s link the line to add for the application’s framework', async () => {
    const spring = 'https://m.qx.example.cn/login/oauth2/code/ncc';
    const partnerOfSpring = await walk.createPartner(at, { redirectUris: [spring] });
    const refused = await answerTo({ ...without, redirect_uri: spring }, partnerOfSpring);
    expect(refused.searchParams.get('error_uri')).to.equal(`${at.origin}/docs/errors#pkce_missing`);
    expect((await fetch(refused.searchParams.get('error_uri') ?? '')).status).to.equal(200);
    expect(await newest(partnerOfSpring)).to.include({ code: 'pkce_missing', framework: 'spring-boot' });
    const cure = (await newest(partnerOfSpring))?.cure;
    expect(cure?.code).to.equal('applications.pkce_by_line');
    expect(cure?.params.line).to.match(/withPkce\(\)/);
    expect(cure?.params.hasNonce).to.equal(true);

    const named = await walk.createPartner(at, { loginProof: 'pkce_or_nonce', framework: 'jetty' });
    await answerTo(neither, named);
    expect(await newest(named)).to.include({ code: 'pkce_and_nonce_missing', framework: 'jetty' });
    expect((await newest(named))?.cure?.code).to.equal('applications.pkce_cannot');

    await answerTo(neither, partner);
    const unknown = await newest(partner);
    expect(unknown).to.include({ code: 'pkce_missing' }).and.not.have.property('framework');
    expect(unknown?.details, 'no name of a framework where an address would stand').to.deep.include({ registered: [] });
  });

  it('names a framework by its way of writing a callback address, and no other by mistake', () => {
    const of = (path: string) => frameworkOf(`https://m.qx.example.cn${path}`);
    expect(of('/login/oauth2/code/ncc')).to.equal('spring-boot');
    expect(of('/callback?client_name=OidcClient')).to.equal('pac4j');
    expect(of('/oauth2/callback')).to.equal('oauth2-proxy');
    expect(of('/api/auth/callback/ncc')).to.equal('authjs');
    expect(of('/signin-oidc')).to.equal('aspnet');
    expect(of('/j_security_check')).to.equal('jetty');
    expect(of('/callback')).to.equal(undefined);
    expect(frameworkOf(undefined)).to.equal(undefined);
  });
});
