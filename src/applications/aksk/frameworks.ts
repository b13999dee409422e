/**
 * Frameworks of partners' sites, as far as they decide whether PKCE is sent: the pattern by which an authorization request is recognised (its
 * form of a callback address), and the line that turns PKCE on. `undefined`: it cannot.
 */
export type Framework = { name: string; callback?: RegExp; pkce: string | undefined };

const list = {
  'spring-boot': {
    name: 'Spring Boot 2.7–3.5（Spring Security）',
    callback: /\/login\/oauth2\/code\//,
    pkce: 'resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());',
  },
  ruoyi: { name: 'RuoYi（若依）', pkce: '改用 Spring Security 的登录，并设 withPkce()' },
  pac4j: {
    name: 'pac4j（Shiro 用 buji-pac4j）',
    callback: /[?&]client_name=/,
    pkce: 'oidcConfiguration.setDisablePkce(false);',
  },
  cxf: {
    name: 'Apache CXF',
    pkce: 'oidcClientCodeRequestFilter.setCodeVerifierTransformer(new DigestCodeVerifier());',
  },
  quarkus: { name: 'Quarkus', pkce: 'quarkus.oidc.authentication.pkce-required=true' },
  vertx: {
    name: 'Vert.x',
    pkce: 'new OAuth2AuthorizationURL().setCodeVerifier(…); OAuth2AuthHandler.create(…).pkceVerifierLength(64);',
  },
  jetty: { name: 'Jetty（OpenIdAuthenticator）', callback: /\/j_security_check$/, pkce: undefined },
  'sa-token': { name: 'Sa-Token', pkce: undefined },
  justauth: {
    name: 'JustAuth',
    callback: /\/oauth\/callback(\/|$)/,
    pkce: 'AuthConfig.builder()….pkce(true).build();',
  },
  jap: {
    name: 'JAP（JustAuth Plus）',
    pkce: 'new OidcConfig().setEnablePkce(true).setCodeChallengeMethod(PkceCodeChallengeMethod.S256);',
  },
  goth: { name: 'Go：goth', callback: /\/auth\/[\w-]+\/callback$/, pkce: undefined },
  'go-oidc': { name: 'Go：go-oidc', pkce: 'oauth2Config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))' },
  'oauth2-proxy': { name: 'oauth2-proxy', callback: /\/oauth2\/callback$/, pkce: 'code_challenge_method = "S256"' },
  authlib: {
    name: 'Python：Authlib（Flask、Django）',
    pkce: "oauth.register('ncc', …, client_kwargs={'code_challenge_method': 'S256'})",
  },
  'mozilla-django-oidc': {
    name: 'Python：mozilla-django-oidc',
    callback: /\/oidc\/callback\/$/,
    pkce: 'OIDC_USE_PKCE = True',
  },
  'social-auth': { name: 'Python：social-auth', callback: /\/complete\/[\w-]+\/$/, pkce: undefined },
  'openid-client': {
    name: 'Node.js：openid-client',
    pkce: "code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256'",
  },
  authjs: { name: 'Node.js：Auth.js', callback: /\/api\/auth\/callback\//, pkce: "checks: ['pkce', 'state', 'nonce']" },
  passport: { name: 'Node.js：passport-openidconnect', pkce: undefined },
  'express-openid-connect': {
    name: 'Node.js：Okta 的中间件',
    callback: /\/authorization-code\/callback$/,
    pkce: undefined,
  },
  php: { name: 'PHP：jumbojett/openid-connect-php', pkce: "$oidc->setCodeChallengeMethod('S256');" },
  aspnet: { name: 'C#：ASP.NET Core', callback: /\/signin-oidc$/, pkce: 'options.UsePkce = true;' },
  mod_auth_openidc: { name: 'Apache：mod_auth_openidc', callback: /\/redirect_uri$/, pkce: 'OIDCPKCEMethod S256' },
  mojolicious: { name: 'Perl：Mojolicious', pkce: undefined },
  lemonldap: { name: 'LemonLDAP::NG', callback: /[?&]openidconnectcallback=/, pkce: undefined },
  other: { name: '其他', pkce: undefined },
} as const satisfies Record<string, Framework>;

export type FrameworkId = keyof typeof list;

export const frameworks: Readonly<Record<FrameworkId, Framework>> = list;

export const isFramework = (id: unknown): id is FrameworkId => typeof id === 'string' && Object.hasOwn(list, id);

/** For a form: id → name. */
export const frameworkNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(frameworks).map(([id, { name }]) => [id, name]),
);

/** The framework of a request, recognised by its callback address. */
export function frameworkOf(redirectUri: string | undefined): FrameworkId | undefined {
  if (redirectUri === undefined) return undefined;
  const found = Object.entries(frameworks).find(([, { callback }]) => callback?.test(redirectUri));
  return isFramework(found?.[0]) ? found[0] : undefined;
}
