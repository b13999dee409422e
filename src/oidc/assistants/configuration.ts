import { type Adapter, type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { accessLife } from '../../assistants/accesses.ts';
import { sandboxScopes } from '../../assistants/scopes.ts';
import { days, minutes, seconds } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import { codeLifetime, interactionLifetime } from '../lifetimes.ts';

export const paths = {
  authorization: '/assistants/auth',
  token: '/assistants/token',
  revocation: '/assistants/revocation',
  jwks: '/assistants/jwks',
};

/** Where a Cloud on the developer's own machine takes assistants without a document; not of the library. */
export const registrationPath = '/assistants/register';

/** Of the library's session, which no browser gets: each sign-in asks the back office who is there. */
export const unsentCookie = 'unsent';

/** The page on which a person agrees. */
export const consentPath = '/console/assistants/sign-in';

const accessTokenLife = minutes(15);
const refreshTokenLife = days(30);

export type Parts = {
  /** The address of the endpoint for which every token is made. */
  resource: string;
  isOpenAccount: (id: string) => Promise<boolean>;
  adapter: (kind: string) => Adapter;
  keys: Pick<Keys, 'jwks' | 'cookieKeys'>;
  fetch: typeof globalThis.fetch;
  isSecure: boolean;
  /** Throws where too many documents were fetched. */
  mayFetch: (ctx: KoaContextWithOIDC, clientId: string) => Promise<boolean>;
  showError: NonNullable<Configuration['renderError']>;
};

const off = { enabled: false } as const;

/** The provider of assistants (docs/adr/0179): codes with PKCE and rotating refresh tokens, for one resource, and nothing else. */
export const assistantConfiguration = (parts: Parts): Configuration => ({
  // who
  async findAccount(_ctx, id) {
    return (await parts.isOpenAccount(id)) ? { accountId: id, claims: async () => ({ sub: id }) } : undefined;
  },
  clientAuthMethods: ['none'],
  clientDefaults: {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: 'native', // most run on the machine of their person, and listen on a port of loopback
  },

  // scopes and grants
  scopes: [],
  claims: {},
  responseTypes: ['code'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  revokeGrantPolicy: () => true,
  expiresWithSession: () => false,

  // how long
  clockTolerance: seconds(15),
  ttl: {
    AccessToken: accessTokenLife,
    AuthorizationCode: codeLifetime,
    Grant: accessLife,
    IdToken: accessTokenLife,
    Interaction: interactionLifetime,
    RefreshToken: refreshTokenLife,
    Session: interactionLifetime,
  },

  routes: paths,
  enableHttpPostMethods: false,
  acceptQueryParamAccessTokens: false,
  allowOmittingSingleRegisteredRedirectUri: false,
  clientBasedCORS: () => false,
  features: {
    backchannelLogout: off,
    claimsParameter: off,
    clientCredentials: off,
    clientIdMetadataDocument: {
      enabled: true,
      ack: 'draft-02',
      allowFetch: parts.mayFetch,
      allowClient: (_ctx, { clientAuthMethod }) => clientAuthMethod === 'none',
      cacheDuration: { min: minutes(1), max: days(1) },
    },
    devInteractions: off,
    dPoP: off,
    introspection: off,
    pushedAuthorizationRequests: off,
    registration: off,
    requestObjects: off,
    resourceIndicators: {
      enabled: true,
      defaultResource() {
        throw new errors.InvalidTarget(`resource is required: ${parts.resource}`);
      },
      getResourceServerInfo(_ctx, named) {
        if (named !== parts.resource) throw new errors.InvalidTarget(`resource must be ${parts.resource}`);
        return {
          scope: sandboxScopes.join(' '),
          audience: parts.resource,
          accessTokenFormat: 'opaque',
          accessTokenTTL: accessTokenLife,
        };
      },
      useGrantedResource: () => true,
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, { clientId }, token) => token.clientId === clientId },
    rpInitiatedLogout: off,
    userinfo: off,
  },

  // how it looks
  interactions: { policy: interactionPolicy.base(), url: (_ctx, { uid }) => `${consentPath}/${uid}` },
  renderError: parts.showError,

  // parts and adapters
  adapter: parts.adapter,
  fetch: parts.fetch,
  jwks: parts.keys.jwks(), // the library wants some, and signs nothing with them here
  cookies: {
    keys: parts.keys.cookieKeys(),
    names: {
      session: unsentCookie,
      // The names of those of a login, on other paths, which name one sign-in.
      interaction: parts.isSecure ? '__Secure-interaction' : 'ncc_interaction',
      resume: parts.isSecure ? '__Secure-resume' : 'ncc_resume',
    },
    long: { httpOnly: true, sameSite: 'lax', path: '/', secure: parts.isSecure, signed: true },
    short: { httpOnly: true, sameSite: 'lax', secure: parts.isSecure, signed: true },
  },
});
