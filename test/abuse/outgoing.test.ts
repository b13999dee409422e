import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createOutgoing } from '../../src/http/outgoing.ts';
import { byStatus, callers, codings, openEncoded } from '../drills/encoded.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, post, signIn } from '../support/citizen.ts';
import { until } from '../support/until.ts';

/** A neighbour of the server, which must be unreachable from outside through it. */
async function openNeighbour(answer: (path: string) => { location?: string; body?: string }) {
  const visits: string[] = [];
  const server: Server = createServer((req, res) => {
    const path = req.url ?? '';
    visits.push(path);
    const { location, body = '{"keys":[]}' } = answer(path);
    if (location === undefined) res.writeHead(200, { 'content-type': 'application/json' }).end(body);
    else res.writeHead(path.includes('307') ? 307 : 302, { location: encodeURI(location) }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve)); // IPv4 and IPv6
  const { port } = server.address() as AddressInfo;
  return { port, visits, close: () => new Promise((resolve) => server.close(resolve)) };
}

describe('an address that a partner gave us to call', () => {
  let neighbour: Awaited<ReturnType<typeof openNeighbour>>;
  let redirecting: Awaited<ReturnType<typeof openNeighbour>>;
  let at: TestApp;

  before(async () => {
    neighbour = await openNeighbour(() => ({}));
    redirecting = await openNeighbour((path) => ({ location: decodeURIComponent(path.replace(/^\/\w+\?to=/, '')) }));
    at = await startApp(import.meta.filename, { jobs: true, env: { THROTTLE: 'off' } });
  });
  beforeEach(() => {
    neighbour.visits.length = 0;
  });
  after(async () => {
    await at.close();
    await neighbour.close();
    await redirecting.close();
  });

  const spellings = (port: number) => [
    `http://127.0.0.1:${port}/`,
    `http://127.1:${port}/`,
    `http://2130706433:${port}/`,
    `http://0x7f000001:${port}/`,
    `http://0177.0.0.1:${port}/`,
    `http://127.0.0.1.:${port}/`,
    `http://127.255.255.254:${port}/`,
    `http://0.0.0.0:${port}/`,
    `http://0:${port}/`,
    `http://[::1]:${port}/`,
    `http://[0:0:0:0:0:0:0:1]:${port}/`,
    `http://[::]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://[::ffff:7f00:1]:${port}/`,
    `http://[::127.0.0.1]:${port}/`,
    `http://[64:ff9b::7f00:1]:${port}/`,
    `http://[2002:7f00:1::]:${port}/`,
    `http://localhost:${port}/`,
    `http://LOCALHOST:${port}/`,
    `http://localhost.:${port}/`,
    `http://somewhere.localhost:${port}/`,
    `http://ⓛocalhost:${port}/`,
    `http://①27.0.0.1:${port}/`,
  ];
  const inside = [
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.100.100.200/latest/meta-data/',
    'http://100.64.0.1/',
    'http://192.0.0.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://[ff02::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[2001:db8::1]/',
  ];
  /** The reason, however deep the library wraps it. */
  const refusal = async (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'it was fetched',
      (error: unknown) => {
        const reasons: string[] = [];
        for (let at = error; at instanceof Error; at = at.cause) reasons.push(at.message);
        return reasons.join(' < ');
      },
    );

  it('is refused when it is this machine, in every spelling', async () => {
    const outgoing = createOutgoing({ allowedHosts: [] });
    for (const url of spellings(neighbour.port))
      expect(await refusal(outgoing(url)), url).to.match(
        /refused: .* is not (at )?a public address|ENOTFOUND|EAI_AGAIN|Invalid URL|Failed to parse/,
      );
    expect(neighbour.visits).to.eql([]);
  });

  it('is refused at once when it lies inside a network, and is never tried', async () => {
    const outgoing = createOutgoing({ allowedHosts: [] });
    for (const url of inside) {
      const began = performance.now();
      expect(await refusal(outgoing(url)), url).to.match(/refused: .* is not a public address/);
      expect(performance.now() - began, url).to.be.below(500);
    }
  });

  it('is refused when any of the addresses of its name lies inside, whichever stands first', async () => {
    const [open, inner] = ['203.0.114.9', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    const mapped = { address: '::ffff:10.0.0.1', family: 6 };
    for (const addresses of [[open, inner], [inner, open], [open, mapped], [inner], []]) {
      const outgoing = createOutgoing({
        allowedHosts: [],
        resolve: (_name, _options, done) =>
          done(
            null,
            addresses.filter((each) => each !== undefined),
          ),
      });
      const url = `http://partner.example.cn:${neighbour.port}/`;
      expect(await refusal(outgoing(url)), JSON.stringify(addresses)).to.contain(
        'refused: partner.example.cn is not at a public address',
      );
    }
    expect(neighbour.visits).to.eql([]);
  });

  it('is refused when it is no web address', async () => {
    const outgoing = createOutgoing({ allowedHosts: [] });
    for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'gopher://127.0.0.1/', 'unix:/var/run/docker.sock'])
      expect(await refusal(outgoing(url)), url).not.to.equal('it was fetched');
  });

  it('is looked at again after every redirect', async () => {
    const outgoing = createOutgoing({ allowedHosts: [`localhost:${redirecting.port}`] });
    for (const way of ['302', '307']) {
      for (const target of [...spellings(neighbour.port), ...inside]) {
        const url = `http://localhost:${redirecting.port}/${way}?to=${encodeURIComponent(target)}`;
        const reason = await refusal(outgoing(url, { method: way === '307' ? 'POST' : 'GET' }));
        expect(reason, target).not.to.equal('it was fetched');
      }
    }
    expect(neighbour.visits).to.eql([]);
  });

  it('is called when an operator has listed its host and port, and only there', async () => {
    const outgoing = createOutgoing({ allowedHosts: [`localhost:${neighbour.port}`] });
    expect((await outgoing(`http://localhost:${neighbour.port}/`)).status).to.equal(200);
    expect(await refusal(outgoing(`http://localhost:${redirecting.port}/`))).to.contain('refused');
    expect(await refusal(outgoing(`http://127.0.0.1:${neighbour.port}/`))).to.contain('refused');
    expect(neighbour.visits).to.have.lengthOf(1);
  });

  it('for keys is not called inside: the application cannot authenticate, and the server goes on', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const kid = 'x';
    expect(await exportJWK(publicKey)).to.include({ kty: 'EC' });
    for (const jwksUri of [...spellings(neighbour.port).slice(0, 12), 'http://169.254.169.254/latest/']) {
      const { clientId } = await createClient(at, {
        authMethod: 'private_key_jwt',
        jwksUri: 'https://a.example.cn/jwks',
      });
      // Registration refuses it; one from elsewhere is refused at the socket.
      await at.database.db.run(`update applications set jwks_uri = $2 where client_id = $1`, [clientId, jwksUri]);
      const assertion = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(at.origin)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey);
      const { status, body } = await post(at.origin, '/oidc/token', undefined, {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      });
      expect([status, body.error], jwksUri).to.eql([401, 'invalid_client']);
      expect(JSON.stringify(body), 'says nothing of what is there').not.to.match(/127|169|refused|ECONN/);
    }
    expect(neighbour.visits).to.eql([]);
  });

  it('that answers in a content coding is not read: no foreign encoding gets to a decoder', async () => {
    const endpoint = await openEncoded(Buffer.from('{"keys":[]}'));
    await Promise.all(
      Object.keys(codings).flatMap((coding) =>
        Object.entries(callers).map(async ([caller, ask]) => {
          const said = JSON.stringify(await ask(endpoint.urlOf(coding)));
          if (byStatus.includes(caller)) return;
          expect(said, `${caller}, ${coding}`).to.match(/encoded|fetch failed|CONTENT_ENCODING/);
        }),
      ),
    );
    expect(new Set(endpoint.asked)).to.eql(new Set(['identity']));
    endpoint.close();
  });

  it('for keys in a content coding gives none: the application cannot authenticate', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'x', alg: 'ES256' };
    const endpoint = await openEncoded(Buffer.from(JSON.stringify({ keys: [jwk] })));
    const open = await startApp(import.meta.filename, { env: { OUTGOING_HOSTS: endpoint.host } });
    for (const coding of [...Object.keys(codings), 'identity']) {
      const { clientId } = await createClient(open, {
        authMethod: 'private_key_jwt',
        jwksUri: 'https://a.example.cn/jwks',
      });
      const jwksUri = endpoint.urlOf(coding);
      await open.database.db.run(`update applications set jwks_uri = $2 where client_id = $1`, [clientId, jwksUri]);
      const assertion = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: 'x' })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(open.origin)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey);
      const { status } = await post(open.origin, '/oidc/token', undefined, {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      });
      expect(status, coding).to.equal(coding === 'identity' ? 200 : 401);
    }
    expect(endpoint.asked).to.have.length.above(6);
    await open.close();
    endpoint.close();
  });

  it('for logout notices is not called inside', async () => {
    await createCitizen(at);
    const uri = `http://localhost:${neighbour.port}/backchannel`;
    const { clientId } = await createClient(at, { backchannelLogoutUri: uri, scope: 'openid' });
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(clientId, { scope: 'openid' }));
    await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
    const tried = async () => {
      const row = await at.database.db.row<{ attempts: number }>(
        `select max(attempts) as attempts from jobs where queue = 'backchannel-logout'`,
      );
      return (row?.attempts ?? 0) > 0;
    };
    await until(tried, 'the notice was tried');
    expect(neighbour.visits).to.eql([]);
  });
});
