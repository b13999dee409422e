import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
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

// 页面上带着账号编号：程序和练习验证由此看出是不是同一个账号
const greeting = ({ sub, nickname }) =>
  `<p data-account="${escaped(sub)}">您好，${escaped(nickname)}</p>${logoutButton}`;

function send(res, status, html) {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
}

// 每次登录换一个新的会话编号
function redirect(req, res, location, session) {
  const id = randomBytes(24).toString('base64url');
  sessions.delete(idOf(req));
  sessions.set(id, session);
  const secure = callback.protocol === 'https:' ? '; Secure' : '';
  res.setHeader('Set-Cookie', `login_sid=${id}; Path=/; HttpOnly; SameSite=Lax${secure}`);
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
  if (state === undefined) throw new Error('请重新登录'); // 不是从这里去登录的
  const tokens = await oidc.authorizationCodeGrant(cloud, url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const { sub, sid } = tokens.claims();
  const user = await oidc.fetchUserInfo(cloud, tokens.access_token, sub);
  const { nickname = '文化用户' } = user;
  redirect(req, res, '/', { user: { sub, sid, nickname }, idToken: tokens.id_token });
}

// 退出：先结束自己的会话，再到国家公共文化云退出
function logout(req, res, { idToken }) {
  if (idToken === undefined) return redirect(req, res, '/', {});
  const url = oidc.buildEndSessionUrl(cloud, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `${callback.origin}/`,
  });
  redirect(req, res, url.href, {});
}

// 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址是 /backchannel-logout，在应用的安全设置里登记。
// 核对签名、iss、aud、时间、events，并且没有 nonce；再结束这个人的会话，有 sid 时只结束那一次。回答 200，不对的回答 400
const keys = createRemoteJWKSet(new URL(cloud.serverMetadata().jwks_uri));
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

async function endSessions(req, res) {
  try {
    if (!(Number(req.headers['content-length']) < 65_536)) throw new Error('length');
    const token = new URLSearchParams(await text(req)).get('logout_token') ?? '';
    const { payload } = await jwtVerify(token, keys, {
      issuer: cloud.serverMetadata().issuer,
      audience: cloud.clientMetadata().client_id,
      maxTokenAge: '10 minutes',
      requiredClaims: ['sub', 'events'],
    });
    const { sub, sid, events, nonce } = payload;
    if (!events[logoutEvent] || nonce !== undefined) throw new Error('no logout_token');
    for (const [id, { user }] of sessions)
      if (user?.sub === sub && (sid === undefined || user.sid === sid)) sessions.delete(id);
    send(res, 200, '');
  } catch {
    send(res, 400, '');
  }
}

createServer(async (req, res) => {
  const url = new URL(req.url, callback);
  const path = url.pathname;
  const session = sessions.get(idOf(req)) ?? {};
  const { user } = session;
  try {
    if (path === '/login') await login(req, res);
    else if (path === callback.pathname) await finish(req, res, url, session);
    else if (path === '/backchannel-logout' && req.method === 'POST') await endSessions(req, res);
    else if (path === '/logout' && req.method === 'POST') logout(req, res, session);
    else if (path !== '/' || req.method === 'POST') send(res, 404, '<p>没有这一页</p>');
    else send(res, 200, user ? greeting(user) : loginLink);
  } catch (error) {
    console.error(error); // 市民点了“不同意”时，error.error 是 access_denied
    send(res, 400, `<p>登录没有完成：${escaped(error.error ?? error.message)}</p>${loginLink}`);
  }
}).listen(callback.port, () => console.log(`${callback.origin}/login`));
