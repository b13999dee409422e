import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { after, before, describe, it } from 'mocha';
import { epoch, systemClock } from '../../src/clock.ts';
import { createCitizen, type TestApp } from '../support/app.ts';
import { type Client, post } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';
import * as walk from './walk.ts';

const { text } = walk;
const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('private_key_jwt, public applications and CORS', () => {
  let at: TestApp;
  let keyed: Client;
  let open: Client;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let keyServer: Server;
  let keyPort: number;
  let jwks: { keys: object[] };
  const origin = 'http://localhost:9';

  async function assertion(client: Client, claims: object = {}, key = keys.privateKey, alg = 'ES256') {
    const now = epoch(systemClock.now());
    const usual = {
      iss: client.clientId,
      sub: client.clientId,
      aud: at.origin,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg }).sign(key);
  }
  const asClient = (client_assertion: string) => ({ client_assertion_type: type, client_assertion });
  const ask = (client_assertion: string) =>
    post(at.origin, '/oidc/token', undefined, { grant_type: 'client_credentials', ...asClient(client_assertion) });

  before(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256', use: 'sig', kid: 'one' }] };
    keyServer = createServer((_req, res) =>
      res.setHeader('content-type', 'application/json').end(JSON.stringify(jwks)),
    );
    keyPort = await freePort();
    await new Promise<void>((resolve) => keyServer.listen(keyPort, resolve));
    at = await walk.startProvider(import.meta.filename, { env: { OUTGOING_HOSTS: `localhost:${keyPort}` } });
    await createCitizen(at);
    keyed = await walk.createPartner(at, { authMethod: 'private_key_jwt', jwks });
    open = await walk.createPartner(at, { authMethod: 'none', scope: walk.everyScope });
  });
  after(async () => {
    keyServer.closeAllConnections();
    keyServer.close();
    await at.close();
  });

  it('private_key_jwt: the whole code flow works without an SK', async () => {
    const { callback, flow } = await walk.authorize(at, keyed);
    const { status, body } = await walk.redeemInForm(
      at,
      asClient(await assertion(keyed)),
      walk.codeOf(callback),
      flow.verifier,
    );
    expect(status).to.equal(200);
    expect((await walk.verifyIdToken(at, text(body.id_token), keyed)).payload.nonce).to.equal(flow.nonce);
  });

  it('private_key_jwt: a token for the API as well, for the issuer or the token endpoint as audience', async () => {
    expect((await ask(await assertion(keyed))).status).to.equal(200);
    expect((await ask(await assertion(keyed, { aud: `${at.origin}/oidc/token` }))).status).to.be.oneOf([200, 401]);
  });

  it('private_key_jwt: an assertion counts once, also when it comes twice at once', async () => {
    const once = await assertion(keyed);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(once)));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 401)).to.have.length(7);
    expect((await ask(once)).body.error).to.equal('invalid_client');
  });

  it('private_key_jwt: wrong key, audience, issuer, subject, time, or no id at all are refused', async () => {
    const past = epoch(systemClock.now()) - 120;
    const other = (await generateKeyPair('ES256')).privateKey;
    const rsa = (await generateKeyPair('RS256')).privateKey;
    const wrong = {
      key: await assertion(keyed, {}, other),
      algorithm: await assertion(keyed, {}, rsa, 'RS256'),
      audience: await assertion(keyed, { aud: 'https://elsewhere.example' }),
      issuer: await assertion(keyed, { iss: open.clientId }),
      subject: await assertion(keyed, { sub: open.clientId }),
      time: await assertion(keyed, { iat: past - 60, exp: past }),
      id: await assertion(keyed, { jti: undefined }),
      unsigned: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await assertion(keyed)).split('.')[1]}.`,
    };
    for (const [what, value] of Object.entries(wrong)) {
      const { status, body } = await ask(value);
      expect(status, what).to.be.oneOf([400, 401]);
      expect(body, what).to.not.have.property('access_token');
    }
  });

  it('private_key_jwt: no SK and no bare client_id will do instead', async () => {
    const fields = { grant_type: 'client_credentials', client_id: keyed.clientId };
    for (const more of [{}, { client_secret: 'x' }, { client_secret: 'compared-by-hash-never-by-this-value' }])
      expect((await post(at.origin, '/oidc/token', undefined, { ...fields, ...more })).status).to.be.oneOf([400, 401]);
  });

  it('private_key_jwt: the keys may come from an address, through the fetcher that refuses private ones', async () => {
    const listed = await walk.createPartner(at, {
      authMethod: 'private_key_jwt',
      jwksUri: `http://localhost:${keyPort}/jwks`,
    });
    expect((await ask(await assertion(listed))).status).to.equal(200);
    const hidden = `http://127.0.0.1:${keyPort}/jwks`;
    const private_ = await walk.createPartner(at, { authMethod: 'private_key_jwt', jwksUri: hidden });
    const refused = await ask(await assertion(private_));
    expect(refused.status).to.be.oneOf([400, 401]);
    expect(JSON.stringify(refused.body)).to.not.contain('127.0.0.1');
  });

  it('none: a public application redeems by client_id and PKCE, and cannot act for itself', async () => {
    const { callback, flow } = await walk.authorize(at, open);
    const id = { client_id: open.clientId };
    const { status, body } = await walk.redeemInForm(at, id, walk.codeOf(callback), flow.verifier);
    expect(status).to.equal(200);
    expect((await walk.verifyIdToken(at, text(body.id_token), open)).payload.sub).to.be.a('string');
    expect(
      (await post(at.origin, '/oidc/token', undefined, { ...id, grant_type: 'client_credentials' })).status,
    ).to.equal(400);
  });

  it('none: a confidential application does not become public by leaving out its SK', async () => {
    const partner = await walk.createPartner(at);
    const { callback, flow } = await walk.authorize(at, partner);
    const answer = await walk.redeemInForm(at, { client_id: partner.clientId }, walk.codeOf(callback), flow.verifier);
    expect(answer.status).to.be.oneOf([400, 401]);
    expect(answer.body).to.not.have.property('access_token');
  });

  it('CORS: a public application is answered at the origins of its redirect URIs', async () => {
    const { callback, flow } = await walk.authorize(at, open);
    const id = { client_id: open.clientId };
    const { status, body, headers } = await walk.redeemInForm(at, id, walk.codeOf(callback), flow.verifier, { origin });
    expect(status).to.equal(200);
    expect(headers.get('access-control-allow-origin')).to.equal(origin);
    expect(headers.get('access-control-allow-credentials')).to.equal(null);
    const info = await walk.userinfo(at, text(body.access_token), { origin });
    expect(info.headers.get('access-control-allow-origin')).to.equal(origin);
  });

  it('CORS: no other origin gets anything, and no confidential application from any', async () => {
    const partner = await walk.createPartner(at);
    const foreign = ['https://elsewhere.example', 'http://localhost:10', 'https://localhost:9', 'null'];
    for (const [client, origins] of [
      [open, foreign],
      [partner, [origin, ...foreign]],
    ] as const) {
      for (const from of origins) {
        const { callback, flow } = await walk.authorize(at, client);
        const headers = { origin: from, ...(client === partner && walk.authenticated(partner)) };
        const id = client === partner ? {} : { client_id: client.clientId };
        const answer = await walk.redeemInForm(at, id, walk.codeOf(callback), flow.verifier, headers);
        expect(answer.status, from).to.equal(400);
        expect(answer.body, from).to.not.have.property('access_token');
        expect(answer.headers.get('access-control-allow-origin'), from).to.equal(null);
      }
    }
    const { accessToken } = await walk.obtain(at, partner);
    const info = await walk.userinfo(at, accessToken, { origin });
    expect(info.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('CORS: a preflight is answered for the methods that there are', async () => {
    const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' };
    const response = await fetch(`${at.origin}/oidc/token`, { method: 'OPTIONS', headers });
    expect(response.status).to.equal(204);
    expect(response.headers.get('access-control-allow-methods')).to.contain('POST');
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).to.contain('dpop');
    for (const path of ['/oidc/auth', '/oidc/logout', '/account', '/'])
      expect(
        (await fetch(at.origin + path, { headers: { origin } })).headers.get('access-control-allow-origin'),
        path,
      ).to.equal(null);
  });
});
