import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as oidc from 'openid-client';
import { portOf } from './ports.ts';

type Given = { issuer: string; clientId: string; secret: string; redirectUri: string };
type Start = { verifier: string; state: string; nonce: string };

/** A developer's first program: the login of 起步 on a port of this machine, with a library and nothing else. */
export async function openLoopbackPartner() {
  let given: Given | undefined;
  let start: Start | undefined;

  const discovered = async ({ issuer, clientId, secret }: Given) =>
    oidc.discovery(new URL(issuer), clientId, secret, undefined, { execute: [oidc.allowInsecureRequests] });

  async function begin(asked: Given, res: ServerResponse): Promise<void> {
    start = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce() };
    const url = oidc.buildAuthorizationUrl(await discovered(asked), {
      redirect_uri: asked.redirectUri,
      scope: 'openid profile',
      state: start.state,
      nonce: start.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(start.verifier),
      code_challenge_method: 'S256',
    });
    res.writeHead(302, { location: url.href }).end();
  }

  async function finish(asked: Given, req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (start === undefined) throw new Error('nobody began');
    const config = await discovered(asked);
    const tokens = await oidc.authorizationCodeGrant(config, new URL(req.url ?? '', asked.redirectUri), {
      pkceCodeVerifier: start.verifier,
      expectedState: start.state,
      expectedNonce: start.nonce,
    });
    const { nickname } = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '');
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<h1>您好，${nickname}</h1>`);
  }

  const server = createServer(async (req, res) => {
    try {
      if (given === undefined) throw new Error('no AK yet');
      if (req.url?.startsWith('/callback') === true) await finish(given, req, res);
      else if (req.url === '/login') await begin(given, res);
      else res.writeHead(200, { 'content-type': 'text/html' }).end('<a href="/login">使用国家公共文化云登录</a>');
    } catch (error) {
      res.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    origin: `http://localhost:${portOf(server.address())}`,
    /** The values that the developer copies from the page. */
    configure(values: Given) {
      given = values;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
