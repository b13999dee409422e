import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, signIn } from '../support/citizen.ts';
import { freshFolder } from '../support/keys.ts';
import { startServer } from '../support/server.ts';
import { ath, createProver, type Prover } from './proofs.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;

describe('RFC 9449, DPoP', () => {
  let at: TestApp;
  let partner: Client;
  let prover: Prover;
  let keysDir: string;
  const tokenUrl = () => `${at.origin}/oidc/token`;
  const userinfoUrl = () => `${at.origin}/oidc/userinfo`;
  const atUserinfo = (token: string, proof: string, scheme = 'DPoP', method = 'GET') =>
    fetch(userinfoUrl(), { method, headers: { authorization: `${scheme} ${token}`, dpop: proof } });
  const prove = (token: string, claims: object = {}) =>
    prover.prove('GET', userinfoUrl(), { ath: ath(token), ...claims });

  async function redeem(dpop: string, params: walk.Params = {}) {
    const { callback, flow } = await walk.authorize(at, partner, params);
    return walk.redeemCode(at, partner, walk.codeOf(callback), flow.verifier, { dpop });
  }
  const bound = async (params: walk.Params = {}) => (await redeem(await prover.prove('POST', tokenUrl()), params)).body;

  before(async () => {
    keysDir = await freshFolder();
    at = await walk.startProvider(import.meta.filename, { keysDir });
    await createCitizen(at);
    partner = await walk.createPartner(at);
    prover = await createProver();
  });
  after(() => at.close());

  it('5.1 its algorithms are announced', async () => {
    const document = await walk.discover(at);
    expect(document.dpop_signing_alg_values_supported).to.have.members(['ES256', 'EdDSA']);
  });

  it('5 binds the access token to the key of the proof', async () => {
    const body = await bound();
    expect(body.token_type).to.equal('DPoP');
    const { body: described } = await post(at.origin, '/oidc/introspection', partner, {
      token: text(body.access_token),
    });
    expect(described).to.deep.include({ active: true, token_type: 'DPoP', cnf: { jkt: prover.thumbprint } });
  });

  it('7.1 the bound token opens userinfo with a proof for it, and only so', async () => {
    const token = text((await bound()).access_token);
    expect((await atUserinfo(token, await prove(token))).status).to.equal(200);
    const bare = await fetch(userinfoUrl(), { headers: { authorization: `DPoP ${token}` } });
    expect(bare.status, 'without a proof').to.be.oneOf([400, 401]);
    const bearer = await walk.userinfo(at, token);
    expect(bearer.status, 'as a bearer token').to.equal(401);
    expect((await atUserinfo(token, await prove(token), 'Bearer')).status, 'under the other scheme').to.be.oneOf([
      400, 401,
    ]);
  });

  it('7.1 refuses a proof of another key, for another token, method or address', async () => {
    const token = text((await bound()).access_token);
    const thief = await createProver();
    const proofs = {
      'another key': await thief.prove('GET', userinfoUrl(), { ath: ath(token) }),
      'another token': await prove('x'.repeat(43)),
      'no token': await prove(token, { ath: undefined }),
      'another method': await prove(token, { htm: 'POST' }),
      'another address': await prove(token, { htu: tokenUrl() }),
      'another host': await prove(token, { htu: 'https://elsewhere.example/oidc/userinfo' }),
    };
    for (const [what, proof] of Object.entries(proofs)) {
      const response = await atUserinfo(token, proof);
      expect(response.status, what).to.equal(401);
      expect(response.headers.get('www-authenticate'), what).to.match(/^DPoP .*error="invalid_(dpop_proof|token)"/);
    }
    expect((await atUserinfo(token, await prove(token))).status).to.equal(200);
  });

  it('4.3 refuses a proof with the wrong type, without id or time, unsigned or signed with a weak or symmetric key', async () => {
    const proofs = {
      type: await prover.prove('POST', tokenUrl(), {}, { typ: 'jwt' }),
      'no id': await prover.prove('POST', tokenUrl(), { jti: undefined }),
      'no time': await prover.prove('POST', tokenUrl(), { iat: undefined }),
      'private key inside': await prover.prove('POST', tokenUrl(), {}, { jwk: prover.privateJwk }),
      nonsense: 'nonsense',
      algorithm: await (await createProver('RS256')).prove('POST', tokenUrl()),
    };
    for (const [what, dpop] of Object.entries(proofs)) {
      const { status, body } = await walk.apiToken(at, partner, {}, { dpop });
      expect(status, what).to.equal(400);
      expect(body.error, what).to.equal('invalid_dpop_proof');
    }
  });

  it('8 hands a nonce to a proof that is too old, takes it then, and no nonce of its own making', async () => {
    const old = await prover.prove('POST', tokenUrl(), { iat: 1_500_000_000 });
    const asked = await walk.apiToken(at, partner, {}, { dpop: old });
    expect(asked.status).to.equal(400);
    expect(asked.body.error).to.equal('use_dpop_nonce');
    const nonce = text(asked.headers.get('dpop-nonce'));
    const answered = await prover.prove('POST', tokenUrl(), { iat: 1_500_000_000, nonce });
    expect((await walk.apiToken(at, partner, {}, { dpop: answered })).body.token_type).to.equal('DPoP');
    const invented = await prover.prove('POST', tokenUrl(), { nonce: 'x'.repeat(nonce.length) });
    expect((await walk.apiToken(at, partner, {}, { dpop: invented })).body.error).to.equal('use_dpop_nonce');
  });

  it('11.1 a proof counts once', async () => {
    const dpop = await prover.prove('POST', tokenUrl());
    expect((await walk.apiToken(at, partner, {}, { dpop })).status).to.equal(200);
    const again = await walk.apiToken(at, partner, {}, { dpop });
    expect(again.status).to.equal(400);
    expect(again.body).to.not.have.property('access_token');
    const token = text((await bound()).access_token);
    const proof = await prove(token);
    expect((await atUserinfo(token, proof)).status).to.equal(200);
    expect((await atUserinfo(token, proof)).status).to.equal(401);
  });

  it('11.1 a proof counts once on all nodes, and a nonce of one is good at the other', async () => {
    const node = await startServer({ file: import.meta.filename, url: at.database.url, keysDir, publicUrl: at.origin });
    const there = node.fetch;
    try {
      const dpop = await prover.prove('POST', tokenUrl());
      const proofs = await Promise.all([
        walk.apiToken(at, partner, {}, { dpop }),
        walk.apiToken(at, partner, {}, { dpop }, there),
        walk.apiToken(at, partner, {}, { dpop }),
        walk.apiToken(at, partner, {}, { dpop }, there),
      ]);
      expect(proofs.map(({ status }) => status).toSorted()).to.deep.equal([200, 400, 400, 400]);
      const old = await prover.prove('POST', tokenUrl(), { iat: 1_500_000_000 });
      const nonce = (await walk.apiToken(at, partner, {}, { dpop: old })).headers.get('dpop-nonce');
      const answered = await prover.prove('POST', tokenUrl(), { nonce });
      expect((await walk.apiToken(at, partner, {}, { dpop: answered }, there)).status).to.equal(200);
    } finally {
      await node.kill();
    }
  });

  it('5 a public application’s refresh token is bound as well, a confidential one’s to its SK', async () => {
    const offline = { scope: 'openid offline_access', prompt: 'consent' };
    const open = await walk.createPartner(at, { authMethod: 'none', scope: 'openid offline_access' });
    const { callback, flow } = await walk.authorize(at, open, offline);
    const id = { client_id: open.clientId };
    const dpop = await prover.prove('POST', tokenUrl());
    const { body } = await walk.redeemInForm(at, id, walk.codeOf(callback), flow.verifier, { dpop });
    const fields = { ...id, grant_type: 'refresh_token', refresh_token: text(body.refresh_token) };
    const stolen = await post(at.origin, '/oidc/token', undefined, fields, {
      dpop: await (await createProver()).prove('POST', tokenUrl()),
    });
    expect(stolen.body.error).to.be.oneOf(['invalid_grant', 'invalid_dpop_proof']);
    expect((await post(at.origin, '/oidc/token', undefined, fields)).status, 'without a proof').to.equal(400);
    const own = await post(at.origin, '/oidc/token', undefined, fields, {
      dpop: await prover.prove('POST', tokenUrl()),
    });
    expect(own.body).to.include({ token_type: 'DPoP' });
  });

  it('10 a code that was asked for with dpop_jkt is redeemed with that key only, by PAR too', async () => {
    const params = { dpop_jkt: prover.thumbprint };
    const stolen = await redeem(await (await createProver()).prove('POST', tokenUrl()), params);
    expect(stolen.status).to.equal(400);
    expect((await redeem(await prover.prove('POST', tokenUrl()), params)).body.token_type).to.equal('DPoP');

    const flow = authorization(partner.clientId);
    const fields = Object.fromEntries(new URL(flow.url, at.origin).searchParams);
    const dpop = await prover.prove('POST', `${at.origin}/oidc/par`);
    const { body } = await post(at.origin, '/oidc/par', partner, fields, { dpop });
    const url = `/oidc/auth?${new URLSearchParams({ client_id: partner.clientId, request_uri: text(body.request_uri) })}`;
    const callback = await signIn(createBrowser(at.origin), { ...flow, url });
    const code = text(parameter(callback, 'code'));
    const other = { dpop: await (await createProver()).prove('POST', tokenUrl()) };
    expect((await walk.redeemCode(at, partner, code, flow.verifier, other)).status).to.equal(400);
  });

  it('a bound token of a partner’s server is no bearer token at the API', async () => {
    const dpop = await prover.prove('POST', tokenUrl());
    const { body } = await walk.apiToken(at, partner, {}, { dpop });
    expect((await walk.me(at, text(body.access_token))).status).to.equal(401);
  });
});
