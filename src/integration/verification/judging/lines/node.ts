import type { CheckCode } from '../../checks/checks.ts';

/** Lines of the Node.js sample, with those around them; a test compares them. */
export const node: Partial<Record<CheckCode, string>> = {
  state: `    const verifier = oidc.randomPKCECodeVerifier();
+   const state = oidc.randomState();
    const nonce = oidc.randomNonce();`,
  nonce: `    const state = oidc.randomState();
+   const nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(cloud, {`,
  pkce: `      nonce,
+     code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
+     code_challenge_method: 'S256',
    });`,
  issuer: `    if (state === undefined) throw new Error('请重新登录'); // 不是从这里去登录的
+   const tokens = await oidc.authorizationCodeGrant(cloud, url, {
      pkceCodeVerifier: verifier,`,
  state_checked: `      pkceCodeVerifier: verifier,
+     expectedState: state,
      expectedNonce: nonce,`,
  forged: `      execute: [
+       oidc.enableNonRepudiationChecks, // 核对 id_token 的签名：openid-client 默认不核对
        // openid-client 只接受 https；本机试用的国家公共文化云是 http，要说明是有意的`,
  addresses: `    const { nickname = '文化用户' } = user;
+   redirect(req, res, '/', { user: { sub, sid, nickname }, idToken: tokens.id_token });
  }`,
  subject: `  const greeting = ({ sub, nickname }) =>
+   \`<p data-account="\${escaped(sub)}">您好，\${escaped(nickname)}</p>\${logoutButton}\`;

  function send(res, status, html) {`,
  logout: `    if (idToken === undefined) return redirect(req, res, '/', {});
+   const url = oidc.buildEndSessionUrl(cloud, {
+     id_token_hint: idToken,
+     post_logout_redirect_uri: \`\${callback.origin}/\`,
+   });
+   redirect(req, res, url.href, {});
  }`,
  notice: `  // 核对签名、iss、aud、时间、events，并且没有 nonce；再结束这个人的会话，有 sid 时只结束那一次。回答 200，不对的回答 400
+ const keys = createRemoteJWKSet(new URL(cloud.serverMetadata().jwks_uri));
+ const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
+
+ async function endSessions(req, res) {
+   try {
+     if (!(Number(req.headers['content-length']) < 65_536)) throw new Error('length');
+     const token = new URLSearchParams(await text(req)).get('logout_token') ?? '';
+     const { payload } = await jwtVerify(token, keys, {
+       issuer: cloud.serverMetadata().issuer,
+       audience: cloud.clientMetadata().client_id,
+       maxTokenAge: '10 minutes',
+       requiredClaims: ['sub', 'events'],
+     });
+     const { sub, sid, events, nonce } = payload;
+     if (!events[logoutEvent] || nonce !== undefined) throw new Error('no logout_token');
+     for (const [id, { user }] of sessions)
+       if (user?.sub === sub && (sid === undefined || user.sid === sid)) sessions.delete(id);
+     send(res, 200, '');
+   } catch {
+     send(res, 400, '');
+   }
+ }

  createServer(async (req, res) => {
  …
      else if (path === callback.pathname) await finish(req, res, url, session);
+     else if (path === '/backchannel-logout' && req.method === 'POST') await endSessions(req, res);
      else if (path === '/logout' && req.method === 'POST') logout(req, res, session);`,
};
