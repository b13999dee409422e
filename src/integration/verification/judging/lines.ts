import type { CheckCode } from '../checks/checks.ts';
import { type Framework, frameworks } from '../runs/run.ts';
import { authlib } from './lines/authlib.ts';
import { go } from './lines/go.ts';
import { node } from './lines/node.ts';
import { php } from './lines/php.ts';
import { rust } from './lines/rust.ts';
import { spring } from './lines/spring.ts';

/** Whole lines of the samples, which a program made from one takes as they stand. */
const ofSamples: Partial<Record<Framework, Partial<Record<CheckCode, string>>>> = {
  ...{ node, spring, authlib, php, go, rust },
};

type Lines = Partial<Record<Framework, string>>;

/** Of the C# sample. A redirect to /login would go on to the Cloud, and around. */
const failurePage = `+ options.Events.OnRemoteFailure = context => // 市民点了“不同意”时是 access_denied
+ {
+     context.HandleResponse();
+     context.Response.StatusCode = StatusCodes.Status400BadRequest;
+     context.Response.ContentType = "text/html; charset=utf-8";
+     return context.Response.WriteAsync("<p>登录没有完成</p><p><a href=\\"/login\\">再试一次</a></p>");
+ };`;

const stateByLibrary: Lines = {
  authlib: `- token = oauth.ncc.fetch_access_token(code=request.args['code'])\n+ token = oauth.ncc.authorize_access_token() # 核对并删除 state`,
  csharp: `- options.Events.OnMessageReceived = 自己换令牌\n+ // 交给中间件：它核对 state 和关联 cookie`,
};

/** Where a sample has none that show it. As a change: lines that begin with `-` go, lines that begin with `+` come. */
const options: Partial<Record<CheckCode, Lines>> = {
  redirect_uri: {
    node: `  const url = oidc.buildAuthorizationUrl(cloud, {\n+   redirect_uri: callback.href, // NCC_CALLBACK：与登记的一字不差`,
    spring: `  spring.security.oauth2.client.registration.ncc:\n+   redirect-uri: https://www.example.cn/login/oauth2/code/ncc`,
    authlib: `- return oauth.ncc.authorize_redirect(url_for('callback', _external=True))\n+ return oauth.ncc.authorize_redirect('https://www.example.cn/callback')`,
    php: `+ 'redirect_uri' => 'https://www.example.cn/callback',`,
    csharp: `+ options.CallbackPath = "/signin-ncc"; // 完整地址是域名加这一段`,
  },
  state: {
    node: `+ const state = oidc.randomState(); // 每次登录一个\n  const url = oidc.buildAuthorizationUrl(cloud, {\n+   state,\n    // 其余不变\n  });\n- redirect(req, res, url.href, { verifier, nonce });\n+ redirect(req, res, url.href, { verifier, state, nonce });`,
    spring: `- .authorizationRequestResolver(自己写的)\n+ // 用自带的解析器，它每次都生成 state`,
    authlib: `- authorize_redirect(uri, state='fixed')\n+ authorize_redirect(uri) # 自动生成并核对 state`,
    php: `+ $_SESSION['state'] = bin2hex(random_bytes(16));\n+ 'state' => $_SESSION['state'],`,
    csharp: `+ options.StateDataFormat = null; // 不要换掉自带的 state`,
  },
  nonce: {
    node: `+ const nonce = oidc.randomNonce(); // 每次登录一个\n  const url = oidc.buildAuthorizationUrl(cloud, {\n+   nonce,\n    // 其余不变\n  });\n- redirect(req, res, url.href, { verifier, state });\n+ redirect(req, res, url.href, { verifier, state, nonce });`,
    spring: `+ scope: openid,profile # 有 openid 就自动带 nonce`,
    authlib: `+ client_kwargs={'scope': 'openid profile'} # 有 openid 就自动带 nonce`,
    php: `+ $_SESSION['nonce'] = bin2hex(random_bytes(16));\n+ 'nonce' => $_SESSION['nonce'],`,
    csharp: `- options.ProtocolValidator.RequireNonce = false;`,
  },
  pkce: {
    node: `+ const verifier = oidc.randomPKCECodeVerifier();\n  const url = oidc.buildAuthorizationUrl(cloud, {\n+   code_challenge: await oidc.calculatePKCECodeChallenge(verifier),\n+   code_challenge_method: 'S256',\n    // 其余不变\n  });\n- redirect(req, res, url.href, { state, nonce });\n+ redirect(req, res, url.href, { verifier, state, nonce });`,
    spring: `+ resolver.setAuthorizationRequestCustomizer(\n+   OAuth2AuthorizationRequestCustomizers.withPkce());`,
    authlib: `+ client_kwargs={'code_challenge_method': 'S256', 'scope': 'openid profile'}`,
    php: `+ $_SESSION['verifier'] = rtrim(strtr(base64_encode(random_bytes(32)), '+/', '-_'), '=');\n+ 'code_challenge' => rtrim(strtr(base64_encode(hash('sha256', $_SESSION['verifier'], true)), '+/', '-_'), '='),\n+ 'code_challenge_method' => 'S256',`,
    csharp: `+ options.UsePkce = true;`,
  },
  scope: {
    node: `- scope: 'openid profile phone email realname',\n+ scope: 'openid profile',`,
    spring: `+ scope: openid,profile`,
    authlib: `+ client_kwargs={'scope': 'openid profile'}`,
    php: `+ 'scope' => 'openid profile',`,
    csharp: `+ options.Scope.Clear();\n+ options.Scope.Add("openid"); options.Scope.Add("profile");`,
  },
  https: {
    node: `+ // 启动时写对外的地址，反向代理后面也一样：NCC_CALLBACK=https://www.example.cn/callback`,
    spring: `+ server.forward-headers-strategy: framework`,
    authlib: `+ app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1)`,
    php: `+ $_SERVER['HTTPS'] = 'on'; // 仅当请求确实来自自己的反向代理`,
    csharp: `+ app.UseForwardedHeaders();`,
    other: `+ NCC_CALLBACK=https://www.example.cn/callback`,
  },
  issuer: {
    node: `  // openid-client 6 自带：把回跳的完整网址交给它\n- await oidc.authorizationCodeGrant(cloud, callback, checks);\n+ await oidc.authorizationCodeGrant(cloud, new URL(req.url, callback), checks);`,
    spring: `+ // 在 OAuth2LoginAuthenticationFilter 之前的过滤器里，只看回调地址；Spring Security 自己不核对\n+ if (!issuer.equals(request.getParameter("iss"))) { response.sendRedirect("/?failed"); return; }`,
    authlib: `+ if request.args.get('iss') != oauth.ncc.load_server_metadata()['issuer']: abort(400)`,
    php: `+ if (($_GET['iss'] ?? '') !== $issuer) { http_response_code(400); exit; }`,
    csharp: `+ options.Events.OnMessageReceived = c => {\n+   if (c.ProtocolMessage.Iss != options.Authority) c.Fail("iss");\n+   return Task.CompletedTask; };`,
  },
  state_checked: {
    spring: `- .authorizationRequestRepository(自己写的)\n+ // 自带的 HttpSession 实现按 state 找这一次登录`,
    ...stateByLibrary,
  },
  in_time: {
    other: `  // 收到回跳马上换令牌，不排队，不等第二次点击`,
  },
  code_once: {
    node: `  const session = sessions.get(idOf(req)) ?? {};\n+ sessions.delete(idOf(req)); // 先删后用`,
    spring: `- .authorizationRequestRepository(自己写的)\n+ // 自带的 HttpSession 实现取出即删`,
    ...stateByLibrary,
    php: `+ $state = $_SESSION['state'] ?? null; unset($_SESSION['state']);\n+ if ($state === null || !hash_equals($state, $_GET['state'] ?? '')) exit;`,
  },
  secret: {
    node: `- fetch('/oidc/token', { body: 'client_secret=...' }) // 网页里\n+ // 放到服务器上，SK 从环境变量读取`,
    other: `- 网页、小程序、安装包里的 SK\n+ 服务器的环境变量`,
  },
  forged: {
    node: `    execute: [\n+     oidc.enableNonRepudiationChecks, // 核对签名，默认不核对\n      ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),\n    ],`,
    spring: `- NimbusJwtDecoder 自己建，没有 setJwtValidator\n+ // 用自带的 OidcIdTokenDecoderFactory`,
    authlib: `- claims = jwt.decode(token['id_token'], options={'verify_signature': False})\n+ claims = token['userinfo'] # authorize_access_token 已经核对过`,
    php: `- $claims = json_decode(base64_decode(explode('.', $idToken)[1]));\n+ $claims = JWT::decode($idToken, JWK::parseKeySet($jwks, 'RS256'));\n+ if ($claims->iss !== $issuer || $claims->aud !== $ak || $claims->exp < time()) exit;`,
    csharp: `- options.TokenValidationParameters.ValidateIssuer = false;\n- options.TokenValidationParameters.ValidateAudience = false;\n- options.TokenValidationParameters.SignatureValidator = (t, p) => new JsonWebToken(t);\n+ options.Events.OnTokenValidated = c => { // 没有签名的，中间件也接受\n+   if (string.IsNullOrEmpty(c.SecurityToken.RawSignature)) c.Fail("id_token");\n+   return Task.CompletedTask; };`,
  },
  nonce_checked: {
    node: `  const tokens = await oidc.authorizationCodeGrant(cloud, url, {\n    pkceCodeVerifier: verifier,\n    expectedState: state,\n+   expectedNonce: nonce,\n+   idTokenExpected: true,\n  });`,
    spring: `- 自己写的 OidcUserService 里跳过 nonce\n+ // 用自带的 OidcAuthorizationCodeAuthenticationProvider`,
    authlib: `- oauth.ncc.parse_id_token(token, nonce=None)\n+ oauth.ncc.parse_id_token(token, nonce=session.pop('nonce'))`,
    php: `+ if (!hash_equals($_SESSION['nonce'] ?? '', $claims->nonce ?? '')) exit;`,
    csharp: `- options.ProtocolValidator.RequireNonce = false;`,
  },
  addresses: {
    node: `+ res.writeHead(303, { Location: '/' }).end(); // 回跳处理完，离开带 code 的网址`,
    php: `+ header('Location: /', true, 303); exit;`,
    other: `- Referrer-Policy: unsafe-url\n+ Referrer-Policy: strict-origin-when-cross-origin`,
  },
  subject: {
    node: `- users.findByNickname(claims.nickname)\n+ users.findBySub(claims.sub)`,
    spring: `- user-name-attribute: nickname\n+ user-name-attribute: sub`,
    authlib: `- User.query.filter_by(nickname=claims['nickname'])\n+ User.query.filter_by(sub=claims['sub'])`,
    php: `- where nickname = ?\n+ where sub = ?`,
    csharp: `- FindByName(claims["nickname"])\n+ FindByLoginAsync("ncc", claims["sub"])`,
  },
  phone: { other: `- 没有 phone_number 就报错\n+ phone_number 可以为空，需要时再请市民填写` },
  name: {
    other: `- create table users (...) charset=utf8\n+ create table users (...) charset=utf8mb4`,
  },
  denied: {
    node: `+ if (url.searchParams.has('error')) return redirect(req, res, '/', {}); // 回到首页，不自动再跳`,
    csharp: failurePage,
  },
  retry: {
    node: `  try {\n    await finish(req, res, url, session);\n+ } catch (error) {\n+   sessions.delete(idOf(req)); // 下一次点登录重新开始\n+   send(res, 400, \`<p>登录没有完成</p>\${loginLink}\`);\n+ }`,
    csharp: failurePage,
  },
  logout: {
    node: `+ const url = oidc.buildEndSessionUrl(cloud, {\n+   id_token_hint: idToken,\n+   post_logout_redirect_uri: \`\${callback.origin}/\`,\n+ });\n+ redirect(req, res, url.href, {}); // 自己的会话也结束`,
    csharp: `+ return SignOut("Cookies", "oidc"); // 两个都退出\n+ options.SaveTokens = true;\n+ options.Events.OnRedirectToIdentityProviderForSignOut = context =>\n+ {\n+     context.ProtocolMessage.PostLogoutRedirectUri = new Uri(callback, "/").AbsoluteUri;\n+     return Task.CompletedTask;\n+ };`,
  },
  notice: {
    node: `+ else if (path === '/backchannel-logout' && req.method === 'POST') await endSessions(req, res);\n\n+ async function endSessions(req, res) {\n+   try {\n+     const token = new URLSearchParams(await text(req)).get('logout_token') ?? '';\n+     const { payload } = await jwtVerify(token, keys, {\n+       issuer: cloud.serverMetadata().issuer,\n+       audience: cloud.clientMetadata().client_id,\n+       maxTokenAge: '10 minutes',\n+       requiredClaims: ['sub', 'events'],\n+     });\n+     const { sub, sid, events, nonce } = payload;\n+     if (!events[logoutEvent] || nonce !== undefined) throw new Error('no logout_token');\n+     for (const [id, { user }] of sessions)\n+       if (user?.sub === sub && (sid === undefined || user.sid === sid)) sessions.delete(id);\n+     send(res, 200, '');\n+   } catch {\n+     send(res, 400, ''); // 不对的都是 400\n+   }\n+ }\n+ const keys = createRemoteJWKSet(new URL(cloud.serverMetadata().jwks_uri)); // 来自 jose\n+ const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';`,
    spring: `+ .oidcLogout(l -> l.backChannel(Customizer.withDefaults()))`,
    authlib: `+ claims = jwt.decode(request.form['logout_token'], keys); claims.validate()\n+ end_sessions(claims['sub']); return '', 200`,
    php: `+ $claims = JWT::decode($_POST['logout_token'], $keys);\n+ end_sessions($claims->sub); http_response_code(200);`,
    csharp: `+ [HttpPost("/backchannel-logout"), IgnoreAntiforgeryToken] // 核对 logout_token 后按 sub 结束会话`,
  },
};

type Changes = { framework: string; code: string };

/** Lines to change in the application's framework, where it has some, and in others. */
export function linesFor(check: CheckCode, framework: Framework): { own: Changes | undefined; others: Changes[] } {
  const found = options[check] ?? {};
  const order: Framework[] = ['node', 'spring', 'authlib', 'php', 'csharp', 'go', 'rust', 'other'];
  const all = order.flatMap((name) => {
    const code = ofSamples[name]?.[check] ?? found[name];
    return code === undefined ? [] : [{ name, framework: frameworks[name], code }];
  });
  const own = all.find(({ name }) => name === framework) ?? all.find(({ name }) => name === 'other');
  return { own, others: all.filter((each) => each !== own) };
}
