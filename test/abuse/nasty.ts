/** Hostile values: encoded already, as in a query or form. */
export const nasty: Record<string, string> = {
  NUL: 'a%00b',
  'bytes that are no UTF-8': '%ff%fe',
  'half a character': '%e4%b8',
  'a surrogate': '%ed%a0%80',
  'a cut-off encoding': 'a%',
  'an encoding of nothing': '%zz',
  'a line break': 'a%0d%0aX-Evil%3a%201',
  'a bell': '%07',
  'the other way round': '%e2%80%ae',
  'a prototype': '__proto__',
  'a big number': '9'.repeat(400),
  'a negative number': '-1',
  'an object': '%7B%22a%22%3A1%7D',
  'a quote': "'%3b%20drop%20table%20accounts%3b--",
  empty: '',
  long: 'a'.repeat(6_000),
};

/** A query or form out of parts that are encoded already, with one of them replaced, or there twice. */
export const joined = (fields: Record<string, string>, name: string, value: string, twice = false): string =>
  [
    ...Object.entries(fields).map(([key, own]) => `${key}=${key === name && !twice ? value : encodeURIComponent(own)}`),
    ...(twice || !Object.hasOwn(fields, name) ? [`${name}=${value}`] : []),
  ].join('&');

const words = (text: string) => text.trim().split(/\s+/);

/** Paths that the provider's own router knows, and those that answer before any router. */
export const providerPaths = words(`
  /oidc/auth /oidc/auth/:uid /oidc/token /oidc/par /oidc/introspection /oidc/revocation /oidc/userinfo /oidc/jwks
  /oidc/logout /oidc/logout/confirm /oidc/logout/success /.well-known/openid-configuration
  /.well-known/oauth-authorization-server /healthz /readyz /metrics /public/:file /:nowhere`);

/** Every name that some endpoint or form of ours reads. */
export const parameterNames = words(`
  client_id redirect_uri response_type scope state nonce prompt max_age id_token_hint login_hint acr_values response_mode
  code_challenge code_challenge_method request_uri resource dpop_jkt claims grant_type code code_verifier refresh_token token
  token_type_hint client_secret client_assertion client_assertion_type username password phone ticket agree step way send
  over14 nickname xsrf logout post_logout_redirect_uri before elder theme access_token csrf`);

/** Names that pages of the back office read beside the fields of the forms. */
export const officeNames = words(`
  reason d revision page submit recall discard next back upload remove kind subject place to code id post phone role
  region name other endsAt overlap newest secret saved uri until waiverReason pkceUntil pkceReason text phrase
  reveal who scopes scopes.admin:review life from since group actor cursor before limit q show state tab after
  done edit file crop size standing uris use loopback redirectUris institution invitation again interrupted
  why.idNumber why.__proto__ comment.__proto__ pick.__proto__ __proto__ constructor query approval`);

/** Values in clear that some program somewhere reads in its own way. */
export const nastyValues = [
  '',
  ...words(`0 -1 1e309 99999999999999999999 null undefined NaN [] {} true __proto__ constructor ' " \` $\{7*7}
    <%=7*7%> <script> ../../etc/passwd ..;/ % %00 %ff İ ß ０１２ e30.e30.e30 bnVsbA.bnVsbA.x eyJhbGciOiJub25lIn0.bnVsbA.
    urn:ietf:params:oauth:request_uri:x urn:ietf:params:oauth:client-assertion-type:jwt-bearer openid code none login consent
    S256 form_post authorization_code refresh_token client_credentials http://localhost:9/callback account-centre 13800008000`),
  "' or 1=1--",
  '\0',
  '\r\n\r\nX: y',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\u{1f469}\u200d\u{1f469}',
  'é'.normalize('NFD'),
  '文'.repeat(300),
  'a'.repeat(5_000),
];
