import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { after, before, describe, it } from 'mocha';
import { verifyLogoutToken } from '../../src/crypto/logout-token.ts';

const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };

describe('a logout token', () => {
  let server: Server;
  let from: { jwksUri: string; issuer: string; audience: string };
  let sign: (claims: object, issuedAt?: number | string) => Promise<string>;

  before(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
    server = createServer((_req, res) => res.setHeader('content-type', 'application/json').end(keys));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    from = { jwksUri: `http://127.0.0.1:${port}/jwks`, issuer: 'https://cloud.example.cn', audience: 'ak' };
    sign = (claims, issuedAt) =>
      new SignJWT({ sub: 'somebody', sid: 'session', events: event, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(from.issuer)
        .setAudience(from.audience)
        .setIssuedAt(issuedAt)
        .sign(privateKey);
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  const refused = async (token: string, at = from) =>
    verifyLogoutToken(token, at).then(
      () => false,
      () => true,
    );

  it('names the person and the session', async () => {
    expect(await verifyLogoutToken(await sign({}), from)).to.deep.equal({ sub: 'somebody', sid: 'session' });
    expect(await verifyLogoutToken(await sign({ sid: undefined }), from)).to.deep.equal({
      sub: 'somebody',
      sid: undefined,
    });
  });

  it('is refused without its event, with a nonce, for another audience, from another issuer, or when it is old', async () => {
    expect(await refused(await sign({ events: {} }))).to.equal(true);
    expect(await refused(await sign({ nonce: 'n' }))).to.equal(true);
    expect(await refused(await sign({}), { ...from, audience: 'another' })).to.equal(true);
    expect(await refused(await sign({}), { ...from, issuer: 'https://another.example.cn' })).to.equal(true);
    expect(await refused(await sign({}, '20 minutes ago'))).to.equal(true);
  });
});
