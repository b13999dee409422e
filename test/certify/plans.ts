import type { Product } from './product.ts';
import type { Variant } from './suite.ts';

export type Plan = {
  key: string;
  name: string;
  variant: Variant;
  configure: (product: Product, alias: string) => Promise<object>;
};

const server = (origin: string) => ({ discoveryUrl: `${origin}/.well-known/openid-configuration` });
/**
 * Our document names `openid` alone (docs/adr/0121), and the suite skips scopes and refresh tokens that it does not find there. It is given the
 * document's content instead of its address, and then asks for all. The plan `config` looks at the document.
 */
const atStatic = { server_metadata: 'static', client_registration: 'static_client' };

const offByDefault = ['phone', 'email', 'address', 'offline_access'];

/**
 * How the suite's browser uses our pages: a login, a consent, a confirmation of leaving; each may be left out. `refuses`: 返回 at the login.
 * `looksFirst`: the first page is looked at, and nothing is done there. `picturesLogin`: a module that waits for a picture may mean the login;
 * those of FAPI mean an error page, or a login that succeeds. `picturesLeaving`: the question or the error at leaving, not the page after it.
 */
export function browserOf(
  { origin, suite, citizen: { username, password } }: Pick<Product, 'origin' | 'suite' | 'citizen'>,
  { refuses = false, looksFirst = false, picturesLogin = true, picturesLeaving = true } = {},
) {
  // Where a module asks for a picture, the page that the browser shows is kept in its place.
  const picture = ['wait', 'css', 'main', 10, '.+', 'update-image-placeholder-optional'];
  const submitted = ['wait', 'id', 'submission_complete', 10];
  // Off by default; the scopes that the plans request must be visible in the results. With a session the consent comes first.
  const ticks = offByDefault.map((scope) => ['click', 'css', `input[name=scope_${scope}]:not([checked])`, 'optional']);
  const login = {
    task: 'Login and consent',
    optional: true,
    match: `${origin}/interaction/*`,
    commands: [
      ...(picturesLogin ? [picture] : []),
      ['text', 'id', 'username', username, 'optional'],
      ['text', 'id', 'password', password, 'optional'],
      ['click', 'css', '#agree:not([checked])', 'optional'],
      ...ticks,
      ['click', 'css', 'main form button.go', 'optional'],
    ],
  };
  const consent = {
    ...login,
    task: 'Consent',
    match: `${origin}/interaction/*/consent`,
    commands: [...ticks, ['click', 'css', 'main form button.go']],
  };
  const leave = {
    task: 'Leave',
    optional: true,
    match: `${origin}/oidc/logout*`,
    commands: [...(picturesLeaving ? [picture] : []), ['click', 'css', 'button[name=logout]', 'optional']],
  };
  const refused = { task: 'Error page', optional: true, match: `${origin}/oidc/auth*`, commands: [picture] };
  const left = { task: 'Left', optional: true, match: `${origin}/oidc/logout*`, commands: [picture] };
  const back = { task: 'Verify', optional: true, match: `${suite}/test/*/callback*`, commands: [submitted] };
  const refuse = {
    ...login,
    task: 'Refuse',
    commands: [['click', 'css', 'a[href$="/abort"], button[formaction$="/abort"], form[action$="/abort"] button']],
  };
  const enter = refuses ? [refuse] : [login, consent];
  return [
    ...(looksFirst ? [{ match: `${origin}/oidc/auth*`, 'match-limit': 1, tasks: [] }] : []),
    { match: `${origin}/oidc/auth*`, tasks: [refused, ...enter, back] },
    {
      match: `${origin}/oidc/logout*`,
      tasks: [leave, left, { ...back, match: `${suite}/test/*/post_logout_redirect*`, commands: [] }],
    },
  ];
}

const withSk =
  ({ hears = false, describes = true } = {}) =>
  async (product: Product, alias: string) => ({
    ...{ alias, description: 'Culture Cloud Connect', browser: browserOf(product) },
    server: describes ? await product.metadata() : server(product.origin),
    client: await product.withSk(alias, { hears }),
    client2: await product.withSk(alias, { hears }),
    client_secret_post: await product.withSk(alias, { authMethod: 'client_secret_post', hears }),
  });

export const plans: readonly Plan[] = [
  {
    key: 'config',
    name: 'oidcc-config-certification-test-plan',
    variant: {},
    configure: async ({ origin }, alias) => ({ alias, server: server(origin) }),
  },
  { key: 'basic', name: 'oidcc-basic-certification-test-plan', variant: atStatic, configure: withSk() },
  { key: 'form-post', name: 'oidcc-formpost-basic-certification-test-plan', variant: atStatic, configure: withSk() },
  {
    key: 'rp-initiated',
    name: 'oidcc-rp-initiated-logout-certification-test-plan',
    variant: { response_type: 'code', client_registration: 'static_client' },
    async configure(product, alias) {
      const gone = { browser: browserOf(product, { picturesLeaving: false }) };
      const pictured = ['no-params', 'no-post-logout-redirect-uri', 'only-state'];
      const override = Object.fromEntries(pictured.map((name) => [`oidcc-rp-initiated-logout-${name}`, gone]));
      return { ...(await withSk({ describes: false })(product, alias)), override };
    },
  },
  {
    key: 'back-channel',
    name: 'oidcc-backchannel-rp-initiated-logout-certification-test-plan',
    variant: { response_type: 'code', client_registration: 'static_client' },
    configure: withSk({ hears: true, describes: false }),
  },
  {
    key: 'fapi2',
    name: 'fapi2-security-profile-final-test-plan',
    variant: {
      ...{
        fapi_profile: 'plain_fapi',
        client_auth_type: 'private_key_jwt',
        sender_constrain: 'dpop',
        openid: 'openid_connect',
      },
    },
    configure: async (product, alias) => ({
      ...{ alias, description: 'Culture Cloud Connect', server: server(product.origin) },
      browser: browserOf(product, { picturesLogin: false }),
      client: await product.fapi(alias),
      client2: await product.fapi(alias, true),
      override: {
        'fapi2-security-profile-final-user-rejects-authentication': { browser: browserOf(product, { refuses: true }) },
        // A login at the first visit would end the module: the second one must.
        'fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds': {
          browser: browserOf(product, { looksFirst: true, picturesLogin: false }),
        },
      },
      resource: { resourceUrl: `${product.origin}/oidc/userinfo` },
    }),
  },
];
