// 与国家公共文化云的对话：跳转、换令牌、退出、退出通知。整个文件可以搬进您的项目。
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';

const { NCC_ISSUER, NCC_AK, NCC_SK, NCC_CALLBACK } = process.env;
const issuer = new URL(NCC_ISSUER);
export const callback = new URL(NCC_CALLBACK);

const cloud = await oidc.discovery(issuer, NCC_AK, undefined, oidc.ClientSecretBasic(NCC_SK), {
  execute: [
    oidc.enableNonRepudiationChecks, // 核对 id_token 的签名：openid-client 默认不核对
    // 本机试用的国家公共文化云是 http，要说明是有意的
    ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
  ],
});
const { jwks_uri } = cloud.serverMetadata();
const keys = createRemoteJWKSet(new URL(jwks_uri));

/** 一次登录的开始：要去的地址，和要记在这个人会话里的三个值。 */
export async function begin() {
  const pending = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce() };
  const url = oidc.buildAuthorizationUrl(cloud, {
    redirect_uri: callback.href,
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
  const url = new URL(callback);
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
export const logoutUrl = (idToken) =>
  oidc.buildEndSessionUrl(cloud, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `${callback.origin}/`,
  }).href;

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** 核对退出通知：签名、iss、aud、时间、events，并且没有 nonce。不对的抛出错误。 */
export async function readNotice(token) {
  const { payload } = await jwtVerify(token, keys, {
    issuer: cloud.serverMetadata().issuer,
    audience: NCC_AK,
    maxTokenAge: '10 minutes',
    requiredClaims: ['sub', 'events'],
  });
  if (!payload.events[logoutEvent] || payload.nonce !== undefined) throw new Error('not a logout token');
  return { sub: payload.sub, sid: payload.sid };
}
