import type { Client, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { acr } from '../accounts/levels.ts';
import { authMethods, ownSettings } from '../applications/aksk/application.ts';
import { citizenScopes } from '../applications/aksk/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Keys } from '../crypto/keys.ts';
import { cookieName } from '../http/requests/cookie-name.ts';
import type { ProviderAccounts } from './account.ts';
import type { createAdapter } from './adapter.ts';
import * as lifetimes from './lifetimes.ts';
import type { createPolicy } from './policy.ts';
import type { createProfiles } from './profiles.ts';
import { parameterRules } from './requests/parameters.ts';
import type { createResourceServers } from './resource-servers.ts';
import {
  askedPrompts,
  endsWithSession,
  fapiProfile,
  givesRefreshToken,
  isOwnToken,
  rotatesRefreshTokens,
} from './rules.ts';
import type { createScreens } from './screens.ts';
import { signingKeys } from './signing-keys.ts';

export type Parts = {
  clock: Clock;
  providerAccounts: ProviderAccounts;
  policy: ReturnType<typeof createPolicy>;
  resourceServers: ReturnType<typeof createResourceServers>;
  screens: ReturnType<typeof createScreens>;
  adapter: ReturnType<typeof createAdapter>;
  keys: Pick<Keys, 'jwks' | 'cookieKeys' | 'dpopNonceSecret'>;
  fetch: typeof globalThis.fetch;
  isSecure: boolean;
  profiles: ReturnType<typeof createProfiles>;
};

const own = (_ctx: KoaContextWithOIDC, client: Client, token: { clientId?: string | undefined }) =>
  isOwnToken(client.clientId, token);
const originOf = (uri: string) => URL.parse(uri)?.origin;

/** The claims of each scope, in this order; names without a list belong to no scope. */
export const claims = {
  acr: null,
  amr: null,
  auth_time: null,
  iss: null,
  sid: null,
  openid: ['sub', 'acr', 'amr'],
  profile: ['nickname', 'name', 'picture', 'locale', 'zoneinfo', 'updated_at'],
  phone: ['phone_number', 'phone_number_verified'],
  email: ['email', 'email_verified'],
  address: ['address', 'region_code'],
  age_range: ['age_over_14', 'age_over_18', 'age_over_60'],
  realname: ['realname_verified', 'realname_masked', 'realname_verified_at', 'ial'],
};

/** Every setting of oidc-provider. The fast endpoints' stance on each is in fast/known.ts, the reasons in docs/adr. */
export const configuration = (parts: Parts): Configuration => ({
  // who
  findAccount: parts.providerAccounts.findAccount,
  loadExistingGrant: parts.providerAccounts.loadExistingGrant,
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: parts.providerAccounts.pairwiseIdentifier,
  sectorIdentifierUriValidate: () => false, // names an institution, is never fetched
  acrValues: Object.values(acr),
  claims,

  // scopes and claims
  scopes: Object.keys(citizenScopes),
  responseTypes: ['code'],
  conformIdTokenClaims: true,
  clientAuthMethods: authMethods,
  clientDefaults: { grant_types: [], response_types: [], id_token_signed_response_alg: 'RS256' },
  extraClientMetadata: {
    properties: ownSettings,
  },
  enabledJWA: {
    clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'],
    userinfoSigningAlgValues: ['RS256', 'ES256', 'EdDSA'],
    dPoPSigningAlgValues: ['ES256', 'EdDSA'],
    requestObjectSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'], // never none
  },

  // how long
  clockTolerance: lifetimes.clockTolerance,
  rotateRefreshToken: ({ oidc: { client } }) => rotatesRefreshTokens(client ?? {}),
  issueRefreshToken: (_ctx, client, source) =>
    givesRefreshToken(client.grantTypeAllowed('refresh_token'), source.scope),
  expiresWithSession: (_ctx, source) => endsWithSession(source.scope),
  revokeGrantPolicy: () => true,
  ttl: {
    AccessToken: lifetimes.accessTokenLifetime,
    AuthorizationCode: lifetimes.codeLifetime,
    ClientCredentials: lifetimes.apiTokenLifetime,
    Grant: lifetimes.grantLifetime,
    IdToken: lifetimes.idTokenLifetime,
    Interaction: lifetimes.interactionLifetime,
    RefreshToken: lifetimes.refreshTokenLifetime,
    Session: lifetimes.sessionLifetime(parts.clock),
  },

  // the paths of the endpoints
  routes: {
    authorization: '/oidc/auth',
    end_session: '/oidc/logout',
    introspection: '/oidc/introspection',
    jwks: '/oidc/jwks',
    pushed_authorization_request: '/oidc/par',
    revocation: '/oidc/revocation',
    token: '/oidc/token',
    userinfo: '/oidc/userinfo',
  },
  enableHttpPostMethods: false, // POST /oidc/auth and /oidc/logout are ours (requests/post-requests.ts): with SameSite=Lax cookies they work on http too
  acceptQueryParamAccessTokens: false,
  allowOmittingSingleRegisteredRedirectUri: false,
  pkce: { required: parts.profiles.needsPkce },
  extraParams: parameterRules,
  assertJwtClientAuthClaimsAndHeader: parts.profiles.assertClientAssertion,
  clientBasedCORS: (_ctx, origin, client) =>
    client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => originOf(uri) === origin),
  features: {
    attestClientAuth: { enabled: false },
    backchannelLogout: { enabled: true },
    ciba: { enabled: false },
    claimsParameter: { enabled: false },
    clientCredentials: { enabled: true },
    clientIdMetadataDocument: { enabled: false },
    deviceFlow: { enabled: false },
    devInteractions: { enabled: false },
    dPoP: { enabled: true, nonceSecret: parts.keys.dpopNonceSecret, requireNonce: () => false },
    encryption: { enabled: false },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' }, // signing-keys.ts
    fapi: { enabled: true, profile: (_ctx, client) => fapiProfile(client) },
    introspection: { enabled: true, allowedPolicy: own },
    jwtIntrospection: { enabled: false },
    jwtResponseModes: { enabled: false },
    jwtUserinfo: { enabled: true as boolean },
    mTLS: { enabled: false },
    openid4vci: { enabled: false },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: false },
    registration: { enabled: false },
    registrationManagement: { enabled: false },
    requestObjects: { enabled: true, assertJwtClaimsAndHeader: parts.profiles.assertRequestObject },
    resourceIndicators: {
      enabled: true,
      defaultResource: parts.resourceServers.defaultResource,
      getResourceServerInfo: parts.resourceServers.getResourceServerInfo,
      useGrantedResource: () => false,
    },
    revocation: { enabled: true, allowedPolicy: own },
    richAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: parts.screens.logout,
      postLogoutSuccessSource: parts.screens.loggedOut,
    },
    rpMetadataChoices: { enabled: false },
    userinfo: { enabled: true },
    webMessageResponseMode: { enabled: false },
  },

  // how it looks
  interactions: { policy: parts.policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  renderError: parts.screens.error,
  discovery: {
    ui_locales_supported: ['zh-CN', 'en'],
    claims_locales_supported: ['zh-CN'],
    prompt_values_supported: ['none', 'login', 'consent', ...askedPrompts],
  },

  // parts and adapters
  adapter: parts.adapter,
  fetch: parts.fetch,
  jwks: signingKeys(parts.keys.jwks()),
  cookies: {
    keys: parts.keys.cookieKeys(),
    names: {
      session: cookieName('session', parts.isSecure),
      // Their paths name one login, so that logins in several tabs stay apart, and a `__Host-` cookie has the path / (login-browser.ts).
      interaction: parts.isSecure ? '__Secure-interaction' : 'ncc_interaction',
      resume: parts.isSecure ? '__Secure-resume' : 'ncc_resume',
    },
    long: { httpOnly: true, sameSite: 'lax', path: '/', secure: parts.isSecure, signed: true },
    short: { httpOnly: true, sameSite: 'lax', secure: parts.isSecure, signed: true },
  },
});
