import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { after, before, describe, it } from 'mocha';
import { epoch, after as later, minutes, systemClock } from '../../src/clock.ts';
import { type Both, form, startBoth } from '../oidc/fast/both.ts';
import { createCitizen, settled, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, type Flow, post, signIn, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { ath, createProver, type Prover } from './proofs.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;
const callback = 'https://m.qx.example.cn/callback';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
type Form = Record<string, string>;

/** A partner that signs: its assertions, and its request objects. */
async function createSigner(alg = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    jwk: { ...(await exportJWK(publicKey)), kid: randomUUID(), use: 'sig' },
    sign: (claims: object, header = alg) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: header }).sign(privateKey),
  };
}
type Signer = Awaited<ReturnType<typeof createSigner>>;

/** FAPI 2.0 Security Profile Final, 5.3.2 Requirements for authorization servers: titles begin with the clause (docs/adr/0046). */
describe('FAPI 2.0 Security Profile', () => {
  let at: TestApp;
  let both: Both;
  let signer: Signer;
  let rsa: Signer;
  let prover: Prover;
  let clientId: string;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    both = await startBoth(at);
    await createCitizen(at);
    [signer, rsa, prover] = await Promise.all([createSigner(), createSigner('RS256'), createProver()]);
    clientId = (await make()).clientId;
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  const make = (more: Parameters<typeof walk.createPartner>[1] = {}) =>
    walk.createPartner(at, {
      ...{ fapi: true, authMethod: 'private_key_jwt', jwks: { keys: [signer.jwk, rsa.jwk] }, allowLoopback: false },
      ...{ redirectUris: [callback], ...more },
    });
  const now = () => epoch(systemClock.now());
  const assertion = (claims: object = {}, by = signer, id = clientId) =>
    by.sign({ iss: id, sub: id, aud: at.origin, jti: randomUUID(), iat: now(), exp: now() + 60, ...claims });
  const proved = async (claims: object = {}, by = signer, id = clientId): Promise<Form> => ({
    client_id: id,
    client_assertion_type: assertionType,
    client_assertion: await assertion(claims, by, id),
  });
  const proof = (path: string, by = prover) => by.prove('POST', `${at.origin}${path}`);
  const call = async (path: string, fields: Form, headers: Form = {}) =>
    post(at.origin, path, undefined, fields, headers);
  const paramsOf = (flow: Flow): Form => Object.fromEntries(new URL(flow.url, at.origin).searchParams);
  const flowOf = (params: walk.Params = {}, id = clientId) => authorization(id, { redirect_uri: callback, ...params });

  async function push(params: walk.Params = {}, authentication?: Form, headers: Form = {}) {
    const flow = flowOf(params);
    const answer = await call('/oidc/par', { ...paramsOf(flow), ...(authentication ?? (await proved())) }, headers);
    return { flow, ...answer };
  }
  const reference = (requestUri: unknown, id = clientId) =>
    `/oidc/auth?${new URLSearchParams({ client_id: id, request_uri: text(requestUri) })}`;
  async function codeFor(params: walk.Params = {}, headers: Form = {}, browser = createBrowser(at.origin)) {
    const { flow, body } = await push(params, undefined, headers);
    const asked = (params.scope ?? 'openid profile').split(' ');
    const back = await signIn(browser, { ...flow, url: reference(body.request_uri) }, 'citizen', asked);
    return { flow, back, code: walk.codeOf(back) };
  }
  const redeem = async (code: string, flow: Flow, headers: Form = {}, more: Form = {}) =>
    call(
      '/oidc/token',
      {
        ...{ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: flow.verifier },
        ...(await proved()),
        ...more,
      },
      headers,
    );
  async function tokens(params: walk.Params = {}) {
    const { flow, code } = await codeFor(params);
    const { body, status } = await redeem(code, flow, { dpop: await proof('/oidc/token') });
    expect(status).to.equal(200);
    remember(text(body.access_token));
    return body;
  }
  const errorOf = async (url: string, browser: TestBrowser = createBrowser(at.origin)) => {
    const page = await browser.walk(url);
    return parameter(page.url, 'error') ?? `page ${page.status}`;
  };

  describe('5.3.2.1 in general', () => {
    it('1 discovery says everything that is on', async () => {
      const document = await walk.discover(at);
      expect(document).to.include({ issuer: at.origin, authorization_response_iss_parameter_supported: true });
      for (const name of [
        'authorization_endpoint',
        'token_endpoint',
        'jwks_uri',
        'pushed_authorization_request_endpoint',
      ])
        expect(document, name).to.have.property(name);
      expect(document.token_endpoint_auth_methods_supported).to.include('private_key_jwt');
      expect(document.dpop_signing_alg_values_supported).to.include('ES256');
      expect(document.code_challenge_methods_supported).to.deep.equal(['S256']);
    });

    it('2 refuses the password of a citizen as a grant', async () => {
      const fields = { grant_type: 'password', username: 'citizen', password: 'x', ...(await proved()) };
      expect((await call('/oidc/token', fields)).body.error).to.equal('unsupported_grant_type');
    });

    it('3 6 is for clients with a key of their own, and for no SK and no public one', async () => {
      for (const authMethod of ['none', 'client_secret_basic', 'client_secret_post']) {
        const error = await make({ authMethod, scope: 'openid' }).catch((thrown: unknown) => thrown);
        expect(error, authMethod).to.have.deep.nested.property('fields.fapi.code', 'applications.fapi_needs_key');
      }
      const unproved = await push({}, { client_id: clientId });
      expect([unproved.status, unproved.body.error]).to.eql([401, 'invalid_client']);
    });

    it('4 5 gives tokens to the key of a DPoP proof, and none without', async () => {
      const { flow, code } = await codeFor();
      const bare = await redeem(code, flow);
      expect(bare.status).to.equal(400);
      expect(bare.body).to.not.have.property('access_token');
      const body = await tokens();
      expect(body.token_type).to.equal('DPoP');
      const token = text(body.access_token);
      expect((await walk.userinfo(at, token)).status, 'as a bearer token').to.equal(401);
      const dpop = await prover.prove('GET', `${at.origin}/oidc/userinfo`, { ath: ath(token) });
      const headers = { authorization: `DPoP ${token}`, dpop };
      expect((await fetch(`${at.origin}/oidc/userinfo`, { headers })).status).to.equal(200);
      const api = await call('/oidc/token', { grant_type: 'client_credentials', ...(await proved()) });
      expect([api.status, api.body.error], 'for the partner API as well').to.eql([400, 'invalid_grant']);
    });

    it('4 5 nothing of such a client is answered before the library, with a proof or without', async () => {
      const { flow, code } = await codeFor();
      const fields = {
        ...{ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: flow.verifier },
        ...(await proved()),
      };
      for (const dpop of [{}, { dpop: await proof('/oidc/token') }]) {
        const sent = {
          path: '/oidc/token',
          headers: { ...form, ...dpop },
          body: new URLSearchParams(fields).toString(),
        };
        expect(await both.isFast(sent)).to.equal(false);
      }
      // An SK and a token from before: the flag decides, not the form of the request.
      const once = await walk.createPartner(at, { redirectUris: [callback] });
      const sk = { grant_type: 'client_credentials', client_id: once.clientId, client_secret: once.secret };
      const sent = { path: '/oidc/token', headers: form, body: new URLSearchParams(sk).toString() };
      expect(await both.isFast(sent), 'before').to.equal(true);
      await at.database.db.run(
        `update applications set token_endpoint_auth_method = 'private_key_jwt', jwks = $2, fapi = true where client_id = $1`,
        [once.clientId, JSON.stringify({ keys: [signer.jwk] })],
      );
      await settled();
      expect(await both.isFast(sent), 'after').to.equal(false);
    });

    it('7 leads nowhere that is not registered', async () => {
      const { status, body } = await push({ redirect_uri: 'https://elsewhere.example/' });
      expect([status, body.error]).to.eql([400, 'invalid_request']);
    });

    it('8 takes the issuer, as a string, as the only audience of an assertion', async () => {
      for (const aud of [
        `${at.origin}/oidc/token`,
        `${at.origin}/oidc/par`,
        [at.origin],
        [at.origin, 'x'],
        `${at.origin}/`,
      ]) {
        const { status, body } = await push({}, await proved({ aud }));
        expect([status, body.error], String(aud)).to.eql([401, 'invalid_client']);
      }
      expect((await push()).status).to.equal(201);
      const other = await walk.createPartner(at, { authMethod: 'private_key_jwt', jwks: { keys: [signer.jwk] } });
      const fields = {
        ...paramsOf(authorization(other.clientId)),
        ...(await proved({ aud: `${at.origin}/oidc/token` }, signer, other.clientId)),
      };
      expect((await call('/oidc/par', fields)).status, 'of others all that RFC 7523 allows').to.equal(201);
    });

    it('9 a refresh token is not rotated, and is worth nothing without its key', async () => {
      const first = await tokens({ scope: 'openid profile offline_access', prompt: 'consent' });
      const refresh = async (headers: Form) =>
        call(
          '/oidc/token',
          { grant_type: 'refresh_token', refresh_token: text(first.refresh_token), ...(await proved()) },
          headers,
        );
      for (const turn of [1, 2]) {
        const { status, body } = await refresh({ dpop: await proof('/oidc/token') });
        expect([status, body.refresh_token], String(turn)).to.eql([200, first.refresh_token]);
        expect(body.token_type).to.equal('DPoP');
      }
      expect((await refresh({})).status).to.equal(400);
    });

    it('10 a nonce of ours may stand in a proof, and is given where the clock of the partner is wrong', async () => {
      const { flow, code } = await codeFor();
      const dpop = await prover.prove('POST', `${at.origin}/oidc/token`, { iat: now() - 3600 });
      const late = await redeem(code, flow, { dpop });
      expect([late.body.error, late.headers.has('dpop-nonce')]).to.eql(['use_dpop_nonce', true]);
      const nonce = late.headers.get('dpop-nonce') ?? '';
      const again = await prover.prove('POST', `${at.origin}/oidc/token`, { iat: now() - 3600, nonce });
      expect((await redeem(code, flow, { dpop: again })).status).to.equal(200);
    });

    it('11 a code lives a minute', async () => {
      const { flow, code } = await codeFor();
      const { life } = (await at.database.db.row<{ life: number }>(
        `select (payload->>'exp')::int - (payload->>'iat')::int as life from oidc_tokens where client_id = $1 and payload->>'codeChallenge' is not null
         order by issued_at desc limit 1`,
        [clientId],
      )) ?? { life: 0 };
      expect(life).to.be.within(1, 60);
      ahead = 121; // the library counts in real time, the store in this one
      const { body } = await redeem(code, flow, { dpop: await proof('/oidc/token') });
      ahead = 0;
      expect(body.error).to.equal('invalid_grant');
    });

    it('12 a code belongs to the key that dpop_jkt names, or that the pushed request proved', async () => {
      const thief = await createProver();
      const ways: [walk.Params, Form][] = [
        [{ dpop_jkt: prover.thumbprint }, {}],
        [{}, { dpop: await proof('/oidc/par') }],
      ];
      for (const [params, headers] of ways) {
        const { flow, code } = await codeFor(params, headers);
        const stolen = await redeem(code, flow, { dpop: await proof('/oidc/token', thief) });
        expect(stolen.body.error).to.equal('invalid_grant');
        expect((await redeem(code, flow, { dpop: await proof('/oidc/token') })).status).to.equal(200);
      }
      const mixed = await push({ dpop_jkt: thief.thumbprint }, undefined, { dpop: await proof('/oidc/par') });
      expect(mixed.status).to.equal(400);
    });

    it('13 takes a clock that is ten seconds ahead, and none that is more than a minute', async () => {
      for (const claim of ['iat', 'nbf']) {
        expect((await push({}, await proved({ [claim]: now() + 9 }))).status, `${claim} + 9`).to.equal(201);
        expect(
          (await push({}, await proved({ [claim]: now() + 61, exp: now() + 120 }))).status,
          `${claim} + 61`,
        ).to.equal(401);
      }
    });

    it('14 a token is for the consented scopes, and for one resource', async () => {
      const body = await tokens({ scope: 'openid profile' });
      expect(text(body.scope).split(' ')).to.have.members(['openid', 'profile']);
      const dpop = await prover.prove('GET', `${at.origin}/api/v1/me`, { ath: ath(text(body.access_token)) });
      const headers = { authorization: `DPoP ${text(body.access_token)}`, dpop };
      expect((await fetch(`${at.origin}/api/v1/me`, { headers })).status, 'not for the partner API').to.equal(401);
    });
  });

  describe('5.3.2.2 of the authorization endpoint', () => {
    it('1 gives codes only', async () => {
      for (const response_type of ['token', 'id_token', 'code id_token'])
        expect((await push({ response_type })).body.error, response_type).to.match(
          /unsupported_response_type|invalid_request/,
        );
    });

    it('2 3 knows pushed requests only', async () => {
      expect(await errorOf(flowOf().url)).to.equal('invalid_request');
      const { body } = await push();
      expect(await errorOf(reference(body.request_uri)), 'one that was pushed').to.equal('page 200');
    });

    it('4 refuses a push of an unknown client', async () => {
      const stranger = await createSigner();
      for (const authentication of [{ client_id: clientId }, await proved({}, stranger)])
        expect((await push({}, authentication)).status).to.equal(401);
    });

    it('5 needs PKCE with S256, whatever else is sent', async () => {
      for (const params of [walk.withoutPkce, { code_challenge_method: 'plain' }, { code_challenge_method: undefined }])
        expect((await push(params)).body.error).to.equal('invalid_request');
      const { flow, code } = await codeFor();
      const dpop = await proof('/oidc/token');
      expect((await redeem(code, flow, { dpop }, { code_verifier: '' })).body.error).to.equal('invalid_grant');
    });

    it('6 needs the redirect URI in the pushed request', async () => {
      expect((await push({ redirect_uri: undefined })).body.error).to.equal('invalid_request');
    });

    it('7 names the issuer beside the code and beside every error', async () => {
      const { back } = await codeFor();
      expect(parameter(back, 'iss')).to.equal(at.origin);
      const { body } = await push({ prompt: 'none' });
      const page = await createBrowser(at.origin).walk(reference(body.request_uri));
      expect([parameter(page.url, 'error'), parameter(page.url, 'iss')]).to.eql(['login_required', at.origin]);
    });

    it('8 redirects no browser to http', async () => {
      const error = await make({ redirectUris: ['http://localhost:9/callback'], allowLoopback: true }).catch(
        (thrown) => thrown,
      );
      expect(error).to.have.deep.nested.property('fields.fapi.code', 'applications.fapi_needs_https');
    });

    it('9 a code is good once, and its tokens end with its second use', async () => {
      const { flow, code } = await codeFor();
      const { body } = await redeem(code, flow, { dpop: await proof('/oidc/token') });
      const again = await redeem(code, flow, { dpop: await proof('/oidc/token') });
      expect(again.body.error).to.equal('invalid_grant');
      const token = text(body.access_token);
      const dpop = await prover.prove('GET', `${at.origin}/oidc/userinfo`, { ath: ath(token) });
      const headers = { authorization: `DPoP ${token}`, dpop };
      expect((await fetch(`${at.origin}/oidc/userinfo`, { headers })).status).to.equal(401);
    });

    it('10 11 leads on by 303, after a password as well', async () => {
      const browser = createBrowser(at.origin);
      const { body } = await push();
      const begun = await browser.request(reference(body.request_uri));
      expect(begun.status).to.equal(303);
    });

    it('12 a pushed request lives less than ten minutes, and begins one login', async () => {
      const { body } = await push();
      expect(body.expires_in)
        .to.be.a('number')
        .within(5, minutes(10) - 1);
      const { flow, body: used } = await push();
      const browser = createBrowser(at.origin);
      await signIn(browser, { ...flow, url: reference(used.request_uri) }, 'citizen', ['openid', 'profile']);
      expect(await errorOf(reference(used.request_uri), browser)).to.match(/invalid_request_uri|page 400/);
    });

    it('13 shows the citizen the client and the scopes', async () => {
      const browser = createBrowser(at.origin);
      const { body } = await push({ scope: 'openid profile phone', prompt: 'consent' });
      const login = await browser.walk(reference(body.request_uri));
      const consent = await browser.submit(login, { username: 'citizen', password: 'correct-horse-5', agree: '1' });
      expect(consent.text).to.include('青溪文化云').and.include('scope_phone');
    });
  });

  describe('5.4 of keys and algorithms', () => {
    it('neither takes nor makes an RS256 signature', async () => {
      expect((await push({}, await proved({}, rsa))).status).to.equal(401);
      const body = await tokens();
      expect(decodeProtectedHeader(text(body.id_token)).alg).to.equal('ES256');
    });
  });

  describe('RFC 9101, signed requests', () => {
    const claimsOf = (flow: Flow, more: object = {}) => ({
      ...{ iss: clientId, aud: at.origin, iat: now(), nbf: now(), exp: now() + 300, jti: randomUUID() },
      ...{ ...paramsOf(flow), ...more },
    });
    const pushSigned = async (request: string, id = clientId) =>
      call('/oidc/par', { request, ...(await proved({}, signer, id)) });

    it('are taken at the pushed endpoint, and nothing beside them', async () => {
      const flow = flowOf();
      const request = await signer.sign(claimsOf(flow));
      const { status, body } = await call('/oidc/par', { request, scope: 'openid phone', ...(await proved()) });
      expect(status).to.equal(201);
      const back = await signIn(createBrowser(at.origin), { ...flow, url: reference(body.request_uri) }, 'citizen', [
        'openid',
        'profile',
      ]);
      const answer = await redeem(walk.codeOf(back), flow, { dpop: await proof('/oidc/token') });
      expect(text(answer.body.scope).split(' ')).to.not.include('phone');
    });

    it('are refused unsigned, by another client, for another audience, too old, too long and by RS256', async () => {
      const flow = flowOf();
      const stranger = await createSigner();
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const wrong = {
        unsigned: `${part({ alg: 'none' })}.${part(claimsOf(flow))}.`,
        'another key': await stranger.sign(claimsOf(flow)),
        'another audience': await signer.sign(claimsOf(flow, { aud: 'https://elsewhere.example' })),
        'another client': await signer.sign(claimsOf(flow, { iss: 'ncc_other' })),
        'over and done': await signer.sign(claimsOf(flow, { exp: now() - 60, nbf: now() - 120 })),
        'too long': await signer.sign(claimsOf(flow, { exp: now() + 3700 })),
        'without an end': await signer.sign(claimsOf(flow, { exp: undefined })),
        'without a beginning': await signer.sign(claimsOf(flow, { nbf: undefined })),
        RS256: await rsa.sign(claimsOf(flow), 'RS256'),
      };
      for (const [what, request] of Object.entries(wrong)) {
        const { status, body } = await pushSigned(request);
        expect([status, body.error], what).to.eql([400, 'invalid_request_object']);
      }
    });

    it('may be all that an application takes, FAPI or not, on both ways', async () => {
      const strict = await walk.createPartner(at, { requireSignedRequest: true, jwks: { keys: [signer.jwk] } });
      const flow = authorization(strict.clientId);
      expect(await errorOf(flow.url)).to.equal('invalid_request');
      const browser = createBrowser(at.origin);
      const claims = { ...claimsOf(flow), iss: strict.clientId, ...paramsOf(flow) };
      const request = await signer.sign(claims);
      const url = `/oidc/auth?${new URLSearchParams({ client_id: strict.clientId, request })}`;
      const back = await signIn(browser, { ...flow, url });
      expect(parameter(back, 'code')).to.be.a('string');
      const cookie = [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
      const headers = { accept: 'text/html,*/*', cookie };
      expect(await both.isFast({ path: authorization(strict.clientId).url, method: 'GET', headers })).to.equal(false);
      expect(await errorOf(authorization(strict.clientId).url, browser), 'signed in or not').to.equal(
        'invalid_request',
      );
    });
  });
});
