import type { Configuration } from 'oidc-provider';
import type { AuthMethod } from '../../applications/aksk/application.ts';
import type { Applications } from '../../applications/service.ts';

export type ClientMetadata = NonNullable<Awaited<ReturnType<Applications['client']>>>['metadata'];

/**
 * How the fast endpoints treat one feature of oidc-provider that can change an answer:
 * - `answered`: the same as the library;
 * - `fallback`: they notice it, and leave the request to the library;
 * - `irrelevant`: it changes nothing that they answer;
 * - `unsupported`: they would not notice it, so that with it every request is the library's. A feature in none of these lists is unsupported.
 * test/oidc/fast/known.test.ts compares them with the library that is installed.
 */
export type Stance = `${'answered' | 'fallback' | 'irrelevant' | 'unsupported'}: ${string}`;
export type Stances = Readonly<Record<string, Stance>>;

/** The library's own checks of an authorization request, and ours that are no rule (rules.ts): by prompt and reason. */
export const checks = {
  'login.login_prompt': 'fallback: the parameter prompt',
  'login.no_session': 'answered: begin.ts where there is no cookie of a session, else fallback',
  'login.max_age': 'fallback: the parameter max_age',
  'login.id_token_hint': 'fallback: the parameter id_token_hint',
  'login.claims_id_token_sub_value': 'fallback: the parameter claims, whose feature is off',
  'login.essential_acrs': 'fallback: the parameter claims, whose feature is off',
  'login.essential_acr': 'fallback: the parameter claims, whose feature is off',
  'select_account.select_account_prompt': 'fallback: the parameter prompt',
  'create.create_prompt': 'fallback: the parameter prompt',
  'login.too_many_logins': 'answered: limits.mayBeginLogin, else fallback',
  'consent.consent_prompt': 'fallback: the parameter prompt',
  'consent.native_client_prompt': 'fallback: the client setting application_type',
  'consent.op_scopes_missing':
    'answered: the scopes are compared with those of the grant; login-end.ts asks for a first consent, else fallback',
  'consent.op_claims_missing': 'fallback: the parameter claims, whose feature is off',
  'consent.rs_scopes_missing': 'fallback: the parameter resource',
  'consent.rar_prompt': 'fallback: the parameter authorization_details, whose feature is off',
} as const satisfies Stances;

/** By the name in `features`; of consequence where it is on. */
export const features = {
  attestClientAuth: 'unsupported: other headers are exposed',
  backchannelLogout: 'answered: a code carries sid where the client is told of logouts',
  ciba: 'irrelevant: endpoints and a grant type of its own',
  claimsParameter: 'fallback: the parameter claims',
  clientCredentials: 'answered: token-endpoint.ts',
  clientIdMetadataDocument: 'unsupported: clients that are not applications of ours',
  deviceFlow: 'irrelevant: endpoints and a grant type of its own',
  devInteractions: 'irrelevant: pages',
  dPoP: 'fallback: the header DPoP, the parameter dpop_jkt, the field jkt of a token',
  encryption: 'fallback: client settings',
  externalSigningSupport: 'irrelevant: id tokens are signed by the library',
  fapi: 'fallback: the client setting fapi',
  introspection: 'answered: introspection-endpoint.ts',
  jwtIntrospection: 'unsupported: another answer for some Accept',
  jwtResponseModes: 'fallback: the parameter response_mode',
  jwtUserinfo: 'fallback: the client setting userinfo_signed_response_alg',
  mTLS: 'unsupported: certificates of connections are not looked at',
  openid4vci: 'unsupported: issues credentials for tokens',
  pushedAuthorizationRequests: 'fallback: the parameter request_uri, a client setting',
  registration: 'irrelevant: an endpoint of its own',
  registrationManagement: 'irrelevant: an endpoint of its own',
  requestObjects: 'fallback: the parameter request, the client setting require_signed_request_object',
  resourceIndicators: 'fallback: the parameter resource, but for the one resource of API tokens',
  revocation: 'irrelevant: an endpoint of its own; what is revoked is gone',
  richAuthorizationRequests: 'fallback: the parameter authorization_details, a field of tokens',
  rpInitiatedLogout: 'irrelevant: an endpoint of its own',
  rpMetadataChoices: 'unsupported: settings of clients that depend on what we support',
  userinfo: 'answered: userinfo-endpoint.ts',
  webMessageResponseMode: 'fallback: the parameter response_mode',
} as const satisfies Stances;

/** Every other setting. */
export const settings = {
  acceptQueryParamAccessTokens: 'fallback: a query at userinfo',
  acrValues: 'irrelevant: discovery',
  adapter: 'answered: reads and writes the same rows by rows.ts',
  allowOmittingSingleRegisteredRedirectUri: 'fallback: a request without redirect_uri',
  assertJwtClientAuthClaimsAndHeader: 'irrelevant: private_key_jwt',
  claims: 'answered: userinfo-endpoint.ts reads the same list',
  clientAuthMethods: 'answered: or fallback, by method',
  clientBasedCORS: 'fallback: the header Origin',
  clientDefaults: 'answered: or fallback, by client setting',
  clients: 'unsupported: clients that are not applications of ours',
  clockTolerance: 'fallback: what has ended to the second is the library’s',
  conformIdTokenClaims: 'irrelevant: id tokens are made by the library',
  cookies: 'answered: the same names, keys and attributes',
  discovery: 'irrelevant: discovery',
  enabledJWA: 'irrelevant: discovery, and what the library signs',
  enableHttpPostMethods: 'fallback: only GET is answered at the authorization endpoint',
  expiresWithSession: 'answered: endsWithSession of rules.ts',
  extraClientMetadata: 'answered: or fallback, by client setting',
  extraParams: 'answered: the same lengths, by parameters.ts',
  extraTokenClaims: 'unsupported: more in introspection',
  features: 'answered: or fallback, by feature',
  fetch: 'irrelevant: nothing is fetched',
  fetchResponseBodyLimits: 'irrelevant: nothing is fetched',
  findAccount: 'answered: the same accounts, by account.ts',
  formats: 'unsupported: tokens of another form',
  interactions: 'answered: the checks by rules.ts; whatever else is asked is the library’s',
  issueRefreshToken: 'answered: givesRefreshToken of rules.ts',
  jwks: 'irrelevant: id tokens are signed by the library',
  loadExistingGrant: 'answered: the grant of the session; login-end.ts makes one of the same consent',
  pairwiseIdentifier: 'answered: the same number, by account.ts',
  pkce: 'fallback: a request without PKCE',
  renderError: 'irrelevant: errors are the library’s',
  responseTypes: 'fallback: every response_type but code',
  revokeGrantPolicy: 'irrelevant: reuse is the library’s',
  rotateRefreshToken: 'answered: rotatesRefreshTokens of rules.ts',
  routes: 'answered: the same paths',
  scopes: 'answered: the same list of scopes',
  sectorIdentifierUriValidate: 'irrelevant: clients are read by the library first',
  subjectTypes: 'answered: pairwise only',
  ttl: 'answered: the same lifetimes.ts',
} as const satisfies Partial<Record<keyof Configuration, Stance>>;

/** Metadata of a client (RFC 7591 names). A client with any other setting is left to the library. */
export const clientSettings = {
  api_scope: 'answered: the scopes of API tokens',
  backchannel_logout_session_required: 'irrelevant: logout',
  backchannel_logout_uri: 'answered: a code carries sid',
  client_id: 'answered: who calls',
  client_name: 'irrelevant: pages',
  client_secret: 'irrelevant: a placeholder; SKs are compared by sk.ts',
  dpop_bound_access_tokens: 'fallback: onlyBoundTokens of rules.ts',
  fapi: 'fallback: onlyBoundTokens of rules.ts',
  first_party: 'fallback: a grant that does not know a scope',
  framework: 'irrelevant: the log',
  grant_types: 'answered: which grants it may use',
  id_token_signed_response_alg: 'irrelevant: id tokens are signed by the library',
  institution_id: 'answered: sub, and who may sign in',
  jwks: 'irrelevant: private_key_jwt',
  jwks_uri: 'irrelevant: private_key_jwt',
  login_proof: 'fallback: a request without PKCE',
  pkce_waived_until: 'fallback: a request without PKCE',
  post_logout_redirect_uris: 'irrelevant: logout',
  profile_in_id_token: 'fallback: an id_token with more in it',
  redirect_uris: 'answered: compared by the library’s client',
  require_pushed_authorization_requests: 'fallback: authorization requests of such a client',
  require_signed_request_object: 'fallback: authorization requests of such a client',
  response_types: 'fallback: a client without code',
  sandbox: 'answered: sub, and who may sign in',
  scope: 'answered: which scopes it may ask for',
  secrets: 'answered: SKs, compared by sk.ts',
  sector_identifier_uri: 'irrelevant: sub is made by account.ts',
  simulated: 'fallback: an answer that is wrong on purpose',
  subject_type: 'answered: pairwise only',
  token_endpoint_auth_method: 'answered: or fallback, by method',
  userinfo_signed_response_alg: 'fallback: userinfo for such a client',
} as const satisfies Record<keyof ClientMetadata, Stance>;

export const authMethods = {
  client_secret_basic: 'answered: by header or form, as the library does',
  client_secret_post: 'answered: by header or form, as the library does',
  private_key_jwt: 'fallback: client_assertion',
  none: 'answered: by client_id',
} as const satisfies Record<AuthMethod, Stance>;

/** Headers; all others change nothing. */
export const headers = {
  dpop: 'fallback: DPoP',
  origin: 'fallback: CORS',
  'oauth-client-attestation': 'fallback: attestClientAuth',
  'oauth-client-attestation-pop': 'fallback: attestClientAuth',
} as const satisfies Stances;

/** Parameters, by endpoint; those of the token endpoint by grant type. Whatever is not `answered` is a fallback. */
export const parameters = {
  authorization: {
    acr_values: 'fallback: a level may be missing',
    claims_locales: 'fallback: stays with the request',
    client_id: 'answered: who asks',
    code_challenge: 'answered: into the code',
    code_challenge_method: 'answered: S256, else fallback',
    display: 'fallback: stays with the request',
    dpop_jkt: 'fallback: DPoP',
    id_token_hint: 'fallback: somebody else may have to sign in',
    login_hint: 'fallback: the login page',
    max_age: 'fallback: the login may be too old',
    nonce: 'answered: into the code',
    prompt: 'fallback: a page, or none',
    redirect_uri: 'answered: compared by the library’s client',
    registration: 'fallback: refused',
    request: 'fallback: a signed request',
    request_uri: 'fallback: a pushed request',
    resource: 'fallback: another audience',
    response_mode: 'fallback: another form of answer',
    response_type: 'answered: code, else fallback',
    scope: 'answered: what was decided before, else fallback',
    state: 'answered: sent back',
    ui_locales: 'fallback: pages',
  },
  token: {
    grant_type: 'answered: by grant type',
    client_id: 'answered: client authentication',
    client_secret: 'answered: client authentication',
    client_assertion: 'fallback: private_key_jwt',
    client_assertion_type: 'fallback: private_key_jwt',
  },
  authorization_code: {
    code: 'answered: redeemed',
    redirect_uri: 'answered: compared with the code’s',
    code_verifier: 'answered: S256',
    resource: 'fallback: another audience',
  },
  refresh_token: {
    refresh_token: 'answered: rotated',
    scope: 'fallback: for less than the whole scope',
    resource: 'fallback: another audience',
  },
  client_credentials: {
    scope: 'answered: apiScope of rules.ts',
    resource: 'answered: the partner API, else fallback',
  },
  introspection: {
    token: 'answered: which token',
    token_type_hint: 'answered: access_token, else fallback',
    client_id: 'answered: client authentication',
    client_secret: 'answered: client authentication',
    client_assertion: 'fallback: private_key_jwt',
    client_assertion_type: 'fallback: private_key_jwt',
  },
  userinfo: {
    access_token: 'fallback: a token that is not in the header',
    scope: 'fallback: for less than the whole scope',
  },
} as const satisfies Record<string, Stances>;
