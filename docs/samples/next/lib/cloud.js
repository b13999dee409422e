// 与国家公共文化云的对话：跳转、换令牌、退出、退出通知。整个文件可以搬进您的项目。
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';

export const callback = () => new URL(process.env.NCC_CALLBACK);

// 第一次用到时才读发现文档：next build 的时候还连不上
let found;
const discovered = () => {
  found ??= discover().catch((error) => {
    found = undefined;
    throw error;
  });
  return found;
};

async function discover() {
  const { NCC_ISSUER, NCC_AK, NCC_SK } = process.env;
  const issuer = new URL(NCC_ISSUER);
  const cloud = await oidc.discovery(issuer, NCC_AK, undefined, oidc.ClientSecretBasic(NCC_SK), {
    execute: [
      oidc.enableNonRepudiationChecks, // 核对 id_token 的签名：openid-client 默认不核对
      // 本机试用的国家公共文化云是 http，要说明是有意的
      ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ],
  });
  return { cloud, keys: createRemoteJWKSet(new URL(cloud.serverMetadata().jwks_uri)) };
}

/** 一次登录的开始：要去的地址，和要记在这个人会话里的三个值。 */
export async function begin() {
  const { cloud } = await discovered();
  const pending = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce() };
  const url = oidc.buildAuthorizationUrl(cloud, {
    redirect_uri: callback().href,
    scope: 'openid profile',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, pending };
}

/** 换令牌：库会核对 state、iss、PKCE 和 id_token 的签名、iss、aud、exp、nonce；再取用户信息。 */
export async function complete(query, { verifier, state, nonce }) {
  const { cloud } = await discovered();
  const url = callback();
  url.search = query;
  const tokens = await oidc.authorizationCodeGrant(cloud, url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const { sub, sid } = tokens.claims();
  const { nickname = '文化用户' } = await oidc.fetchUserInfo(cloud, tokens.access_token, sub);
  return { sub, sid, nickname, idToken: tokens.id_token };
}

/** 国家公共文化云的退出地址。 */
export async function logoutUrl(idToken) {
  const { cloud } = await discovered();
  return oidc.buildEndSessionUrl(cloud, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `${callback().origin}/`,
  }).href;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** 核对退出通知：签名、iss、aud、时间、events，并且没有 nonce。不对的抛出错误。 */
export async function readNotice(token) {
  const { cloud, keys } = await discovered();
  const { payload } = await jwtVerify(token, keys, {
    issuer: cloud.serverMetadata().issuer,
    audience: cloud.clientMetadata().client_id,
    maxTokenAge: '10 minutes',
    requiredClaims: ['sub', 'events'],
  });
  if (!payload.events[logoutEvent] || payload.nonce !== undefined) throw new Error('not a logout token');
  return { sub: payload.sub, sid: payload.sid };
}
