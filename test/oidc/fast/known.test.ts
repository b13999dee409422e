import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { interactionPolicy } from 'oidc-provider';
import * as known from '../../../src/oidc/fast/known.ts';
import { answered, isKnownClient, unsupported } from '../../../src/oidc/fast/support.ts';
import { signInRules } from '../../../src/oidc/rules.ts';

/** A file of the installed library that it does not export. */
const inside = async (path: string): Promise<Record<string, unknown>> =>
  import(fileURLToPath(new URL(path, import.meta.resolve('oidc-provider'))));

/** The value of a member, where it must have the type of the example. */
function part<T>(of: unknown, name: string, isRight: (value: unknown) => value is T): T {
  const value: unknown = isObject(of) || isFunction(of) ? Reflect.get(of, name) : undefined;
  if (!isRight(value)) throw new Error(`oidc-provider keeps ${name} elsewhere`);
  return value;
}
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isSet = (value: unknown): value is Set<unknown> => value instanceof Set;
const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function';

const names = (list: Iterable<unknown>) => [...list].map(String).toSorted();
const defaults = async () => {
  const made = part(await inside('./helpers/defaults.js'), 'defaults', (value) => isObject(value) || isFunction(value));
  return isFunction(made) ? made() : made;
};

describe('the fast endpoints’ stance on each feature of oidc-provider', () => {
  it('is every check of its policy, and no other', () => {
    const installed = interactionPolicy
      .base()
      .flatMap(({ name, checks }) => [...checks].map(({ reason }) => `${name}.${reason}`));
    expect(names(Object.keys(known.checks))).to.deep.equal(
      names([...installed, 'login.too_many_logins', 'select_account.select_account_prompt', 'create.create_prompt']),
    );
  });

  it('is every feature, and no other', async () => {
    const features = part(await defaults(), 'features', isObject);
    expect(names(Object.keys(known.features))).to.deep.equal(names(Object.keys(features)));
  });

  it('is every setting, and no other', async () => {
    expect(names(Object.keys(known.settings))).to.deep.equal(names(Object.keys((await defaults()) ?? {})));
  });

  it('is every parameter of the authorization endpoint, and no other', async () => {
    const list = part(await inside('./consts/param_list.js'), 'default', isList);
    // The additions of enabled features: dPoP, resourceIndicators.
    expect(names(Object.keys(known.parameters.authorization))).to.deep.equal(names([...list, 'dpop_jkt', 'resource']));
  });

  it('is every parameter of the grants that are answered, and no other', async () => {
    const grants = await inside('./actions/grants/index.js');
    for (const type of ['authorization_code', 'refresh_token', 'client_credentials'] as const) {
      const installed = part(grants[type], 'parameters', isSet);
      expect(names(Object.keys(known.parameters[type])), type).to.deep.equal(names([...installed, 'resource']));
    }
  });

  it('has a word on each of its steps', async () => {
    const authorization = part(await inside('./actions/authorization/index.js'), 'default', isFunction);
    const stacks = {
      authorization: authorization('authorization'),
      resume: authorization('resume'),
      token: (await inside('./actions/token.js')).default,
      introspection: (await inside('./actions/introspection.js')).default,
      userinfo: (await inside('./actions/userinfo.js')).default,
    };
    for (const [endpoint, words] of Object.entries(steps)) {
      const stack = part(stacks, endpoint, isList);
      expect(
        stack.map((step) => part(step, 'name', (value) => typeof value === 'string')),
        endpoint,
      ).to.deep.equal(Object.keys(words));
    }
  });
});

describe('features that the fast endpoints do not support', () => {
  const policy = interactionPolicy.base();
  const of = (given: Parameters<typeof unsupported>[0], prompts: Parameters<typeof unsupported>[1] = policy) =>
    unsupported(given, prompts, signInRules);

  it('is nothing of a plain configuration', () => {
    expect(
      of({ features: { dPoP: { enabled: true }, mTLS: { enabled: false } }, clientDefaults: { grant_types: [] } }),
    ).to.deep.equal([]);
  });

  it('is a check that is neither known nor a rule', () => {
    const checks = [...signInRules.map(({ name }) => ({ reason: name })), { reason: 'new_check' }];
    expect(of({}, [{ name: 'login', checks }])).to.deep.equal(['login.new_check']);
    expect(of({}, [{ name: 'new_prompt', checks: [{ reason: 'no_session' }] }])).to.deep.equal([
      'new_prompt.no_session',
    ]);
  });

  it('is a feature, a setting or a default of clients that is unknown, or known to change answers', () => {
    const given = { features: { mTLS: { enabled: true }, later: { enabled: true } }, formats: {}, toString: 1 };
    expect(of(given)).to.deep.equal(['mTLS', 'later', 'formats', 'toString']);
    expect(of({ clientDefaults: { dpop_bound_access_tokens: true } })).to.deep.equal(['dpop_bound_access_tokens']);
  });

  it('is a client with a setting that is unknown', () => {
    expect(isKnownClient({ client_id: 'a', scope: 'openid' })).to.equal(true);
    expect(isKnownClient({ client_id: 'a', default_max_age: 60 })).to.equal(false);
  });

  it('is every parameter that is not answered', () => {
    expect(answered('authorization')).to.not.include('prompt');
    expect(answered('refresh_token')).to.deep.equal(['refresh_token']);
  });
});

/** The library's steps at each endpoint, in their order, and where the fast endpoint does the same. */
const steps = {
  authorization: {
    noCache: 'authorization-endpoint.ts',
    sessionHandler: 'readVisit, or none where there is no cookie; what would be written is left to the library',
    urlencoded: 'only GET is answered',
    assembleAuthorizationParams: 'parameters of known.ts',
    rejectAuthorizationDupes: 'plainForm',
    rejectUnsupported: 'request, request_uri are not answered',
    checkClient: 'clients.find',
    loadPushedAuthorizationRequest: 'request_uri is not answered',
    processRequestObject: 'request is not answered',
    checkResponseMode: 'response_mode is not answered',
    oneRedirectUriClients: 'redirect_uri must be there',
    oauthRequired: 'readRequest',
    rejectRegistration: 'registration is not answered',
    checkResponseType: 'only code',
    oidcRequired: 'only requests with openid and redirect_uri',
    assignDefaults: 'clients with default_max_age or default_acr_values are not known',
    checkPrompt: 'prompt is not answered',
    checkScope: 'scopesFor',
    checkOpenIdScope: 'scopesFor',
    checkRedirectUri: 'the rule redirect_uri_ended',
    checkPKCE: 'readRequest',
    checkClaims: 'claims is not answered',
    checkRar: 'authorization_details is not answered',
    checkResource: 'resource is not answered',
    checkMaxAge: 'max_age is not answered',
    checkIdTokenHint: 'id_token_hint is not answered',
    checkExtraParams: 'tooLong',
    interactionEmit: 'nobody listens',
    assignClaims: 'claims is not answered',
    loadAccount: 'findOpen',
    loadGrant: 'readVisit; loadExistingGrant makes none where the session has one that is enough',
    interactions: 'signInRules, and checks of known.ts; begin.ts where nobody is signed in',
    respond: 'authorization.ts, authorization-endpoint.ts',
  },
  resume: {
    noCache: 'login-end.ts',
    sessionHandler: 'a new session: a browser with one is not answered',
    resumeAction: 'login-end.ts, for a login that waited for nothing else; its cookie is that of the page',
    checkClient: 'clients.find',
    checkResource: 'resource is not answered',
    interactionEmit: 'nobody listens',
    assignClaims: 'claims is not answered',
    loadAccount: 'findOpen',
    loadGrant: 'the consent, as loadExistingGrant',
    interactions: 'signInRules, and checks of known.ts',
    respond: 'login-end.ts',
  },
  token: {
    noCache: 'dispatch.ts',
    urlencoded: 'body.ts',
    assembleTokenParams: 'parameters of known.ts',
    rejectClientAuthDupes: 'plainForm',
    setWWWAuthenticateHeader: 'refusals only',
    authenticateClient: 'client-authentication.ts',
    'bound rejectDupes': 'plainForm',
    stripGrantIrrelevantParams: 'a parameter of another grant is not answered',
    supportedGrantTypeCheck: 'token-endpoint.ts',
    allowedGrantTypeCheck: 'grant_types of the client, limits.mayHaveToken',
    rejectDupesOptionalExcept: 'plainForm',
    validateScope: 'apiScope',
    checkRar: 'authorization_details is not answered',
    ensureRarResource: 'authorization_details is not answered',
    callTokenHandler: 'token-endpoint.ts, exchange.ts',
  },
  introspection: {
    noCache: 'dispatch.ts',
    urlencoded: 'body.ts',
    assembleTokenParams: 'parameters of known.ts',
    rejectClientAuthDupes: 'plainForm',
    setWWWAuthenticateHeader: 'refusals only',
    authenticateClient: 'client-authentication.ts',
    'bound rejectDupes': 'plainForm',
    validateTokenPresence: 'introspection-endpoint.ts',
    rejectStructuredTokens: 'opaque tokens only',
    jwtIntrospectionResponse: 'the feature jwtIntrospection is not supported',
    renderTokenResponse: 'introspection-endpoint.ts',
  },
  userinfo: {
    noCache: 'dispatch.ts',
    setWWWAuthenticateHeader: 'refusals only',
    urlencoded: 'no body is answered',
    'bound assembleParams': 'no parameter is answered',
    'bound rejectDupes': 'no parameter is answered',
    validateAccessToken: 'readToken; openid must be among its scopes',
    validateAudience: 'a token with aud is not answered',
    validateScope: 'scope is not answered',
    loadAccessTokenClient: 'findInForce',
    loadAccessTokenAccount: 'findOpen',
    loadAccessTokenGrant: 'readToken',
    respond: 'userinfo-endpoint.ts',
  },
};
