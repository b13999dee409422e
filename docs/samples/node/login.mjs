import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import * as oidc from 'openid-client';

const issuer = new URL(process.env.NCC_ISSUER);
const callback = new URL(process.env.NCC_CALLBACK);
const cloud = await oidc.discovery(
  issuer,
  process.env.NCC_AK,
  undefined,
  oidc.ClientSecretBasic(process.env.NCC_SK),
  {
    execute: [
      oidc.enableNonRepudiationChecks, // 核对 id_token 的签名：openid-client 默认不核对
      // openid-client 只接受 https；本机试用的国家公共文化云是 http，要说明是有意的
      ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ],
  },
);

const sessions = new Map(); // 正式环境放进 Redis 或数据库，并设有效期
const idOf = (req) => /(?:^|; )login_sid=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1];
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const logoutButton = '<form method="post" action="/logout"><button>退出</button></form>';
const loginLink = '<p><a href="/login">使用国家公共文化云登录</a></p>';

function send(res, status, html) {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
}

// 每次登录换一个新的会话编号
function redirect(req, res, location, session) {
  const id = randomBytes(24).toString('base64url');
  sessions.delete(idOf(req));
  sessions.set(id, session);
  res.setHeader('Set-Cookie', `login_sid=${id}; Path=/; HttpOnly; SameSite=Lax`);
  res.writeHead(303, { Location: location }).end();
}

// 跳转：state、nonce 和 PKCE 各用各的，记在这个人的会话里
async function login(req, res) {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(cloud, {
    redirect_uri: callback.href,
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  redirect(req, res, url.href, { verifier, state, nonce });
}

// 换令牌：库会核对 state、iss、PKCE 和 id_token 的签名、iss、aud、exp、nonce；再取用户信息
async function finish(req, res, url, { verifier, state, nonce }) {
  const tokens = await oidc.authorizationCodeGrant(cloud, url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const { sub } = tokens.claims();
  const user = await oidc.fetchUserInfo(cloud, tokens.access_token, sub);
  const { nickname = '文化用户' } = user;
  redirect(req, res, '/', { user: { sub, nickname }, idToken: tokens.id_token });
}

// 退出：先结束自己的会话，再到国家公共文化云退出
function logout(req, res, { idToken }) {
  const url = oidc.buildEndSessionUrl(cloud, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `${callback.origin}/`,
  });
  redirect(req, res, url.href, {});
}

createServer(async (req, res) => {
  const url = new URL(req.url, callback);
  const path = url.pathname;
  const session = sessions.get(idOf(req)) ?? {};
  const { user, state } = session;
  try {
    if (path === '/login') await login(req, res);
    else if (path === callback.pathname && state) await finish(req, res, url, session);
    else if (path === '/logout' && req.method === 'POST' && user) logout(req, res, session);
    else if (user) send(res, 200, `<p>您好，${escaped(user.nickname)}</p>${logoutButton}`);
    else send(res, 200, loginLink);
  } catch (error) {
    console.error(error); // 市民点了“不同意”时，error.error 是 access_denied
    send(res, 400, `<p>登录没有完成：${escaped(error.error ?? error.message)}</p>${loginLink}`);
  }
}).listen(callback.port, () => console.log(`${callback.origin}/login`));
