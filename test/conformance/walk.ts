import { createRemoteJWKSet, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import { after, days, systemClock } from '../../src/clock.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  basic,
  type Client,
  createBrowser,
  post,
  signIn,
  type TestBrowser,
  type TokenAnswer,
} from '../support/citizen.ts';
import { remember } from '../support/record.ts';

export const callbackUri = 'http://localhost:9/callback';
export const everyScope = 'openid profile email address phone age_range realname offline_access';

/** The product without its limits per address: a conformance run is one address that signs in all the time. */
export const startProvider = (file: string, options: Parameters<typeof startApp>[1] = {}): Promise<TestApp> =>
  startApp(file, { ...options, env: { THROTTLE: 'off', ...options.env } });

/** A partner that may ask for everything that a citizen can be asked for. */
export const createPartner = (
  at: Pick<TestApp, 'app'>,
  input: Parameters<typeof createClient>[1] = {},
  terms: Parameters<typeof createClient>[2] = {},
) => createClient(at, { scope: `${everyScope} resource:read stats:write`, ...input }, terms);

/** A string where the wire must have one. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`a string was expected, not ${JSON.stringify(value)}`);
  return value;
}

export type Json = Record<string, unknown>;

export async function json(answer: Response | Promise<Response>): Promise<Json> {
  const body: Json = JSON.parse(await (await answer).text());
  return body;
}

export const discover = (at: Pick<TestApp, 'origin'>) => json(fetch(`${at.origin}/.well-known/openid-configuration`));

/** A list of strings where the wire must have one. */
export function list(value: unknown): string[] {
  if (!Array.isArray(value)) throw new Error(`a list was expected, not ${JSON.stringify(value)}`);
  return value.map(text);
}

export const parameter = (url: URL, name: string) => url.searchParams.get(name);
export const codeOf = (callback: URL): string => remember(text(parameter(callback, 'code')));

type Options = { browser?: TestBrowser; username?: string };
export type Params = Record<string, string | undefined>;

/** Leaves PKCE out of a request, for partners with a waiver. */
export const withoutPkce: Params = { code_challenge: undefined, code_challenge_method: undefined };

/** A browser that went through login and consent to the partner's redirect URI, with every scope ticked that was asked for. */
export async function authorize(
  at: Pick<TestApp, 'origin'>,
  partner: Client,
  params: Params = {},
  options: Options = {},
) {
  const { browser = createBrowser(at.origin), username = 'citizen' } = options;
  const flow = authorization(partner.clientId, params);
  const asked = (params.scope ?? 'openid profile').split(' ');
  return { browser, flow, callback: await signIn(browser, flow, username, asked) };
}

export type Tokens = TokenAnswer & { accessToken: string; idToken: string; claims: JWTPayload; refreshToken: string };

/** The whole walk: the tokens for a login, with the id_token verified as a partner verifies it. */
export async function obtain(at: Pick<TestApp, 'origin'>, partner: Client, params: Params = {}, options: Options = {}) {
  const { browser, flow, callback } = await authorize(at, partner, params, options);
  const verifier = 'code_challenge' in params ? undefined : flow.verifier;
  return { browser, flow, callback, ...(await exchange(at, partner, callback, { verifier })) };
}

/** Redeems a code and verifies the answer. */
export async function exchange(
  at: Pick<TestApp, 'origin'>,
  partner: Client,
  callback: URL,
  flow: { verifier: string | undefined },
): Promise<Tokens> {
  const answer = await redeemCode(at, partner, codeOf(callback), flow.verifier);
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.status} ${JSON.stringify(answer.body)}`);
  const idToken = text(answer.body.id_token);
  const { payload } = await verifyIdToken(at, idToken, partner);
  return {
    ...answer,
    idToken,
    accessToken: text(answer.body.access_token),
    refreshToken: typeof answer.body.refresh_token === 'string' ? answer.body.refresh_token : '',
    claims: payload,
  };
}

/** `verifier` undefined: a partner that does not use PKCE. */
export const redeemCode = (
  at: Pick<TestApp, 'origin'>,
  partner: Client,
  code: string,
  verifier?: string,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> =>
  post(
    at.origin,
    '/oidc/token',
    partner,
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: callbackUri,
      ...(verifier !== undefined && { code_verifier: verifier }),
    },
    headers,
  );

export const refresh = (
  at: Pick<TestApp, 'origin'>,
  partner: Client,
  refreshToken: string,
  more: Record<string, string> = {},
) => post(at.origin, '/oidc/token', partner, { grant_type: 'refresh_token', refresh_token: refreshToken, ...more });

/** OpenID Connect Core 3.1.3.7, by the keys that the provider publishes. */
export const verifyIdToken = (
  at: Pick<TestApp, 'origin'>,
  token: string,
  partner: Pick<Client, 'clientId'>,
): Promise<JWTVerifyResult> =>
  jwtVerify(token, createRemoteJWKSet(new URL('/oidc/jwks', at.origin)), {
    issuer: at.origin,
    audience: partner.clientId,
    requiredClaims: ['sub', 'exp', 'iat'],
  });

export const userinfo = (at: Pick<TestApp, 'origin'>, accessToken: string, headers: Record<string, string> = {}) =>
  fetch(new URL('/oidc/userinfo', at.origin), { headers: { authorization: `Bearer ${accessToken}`, ...headers } });

export async function userClaims(at: Pick<TestApp, 'origin'>, accessToken: string): Promise<Record<string, unknown>> {
  const response = await userinfo(at, accessToken);
  if (response.status !== 200) throw new Error(`userinfo answers ${response.status} ${await response.text()}`);
  return json(response);
}

/** Whether a token still opens userinfo. */
export const isAlive = async (at: Pick<TestApp, 'origin'>, accessToken: string): Promise<boolean> =>
  (await userinfo(at, accessToken)).status === 200;

/** A partner's own token for the API. */
export const apiToken = (
  at: Pick<TestApp, 'origin'>,
  partner: Client,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
  send: typeof fetch = fetch,
) => post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials', ...more }, headers, send);

export const me = (at: Pick<TestApp, 'origin'>, accessToken: string) =>
  fetch(new URL('/api/v1/me', at.origin), { headers: { authorization: `Bearer ${accessToken}` } });

/** An operator's waiver of PKCE, as old partner SDKs need it, for an AK without requests yet: nothing is cached of it. */
export async function waivePkce(
  at: Pick<TestApp, 'database'>,
  { clientId }: Pick<Client, 'clientId'>,
  seconds = days(30),
) {
  const until = after(systemClock.now(), seconds);
  await at.database.db.run('update applications set pkce_waived_until = $2 where client_id = $1', [clientId, until]);
}

export const authenticated = (partner: Client) => ({ authorization: basic(partner) });

/** Client authentication by fields of the form, whatever they are. */
export const redeemInForm = (
  at: Pick<TestApp, 'origin'>,
  authentication: Record<string, string>,
  code: string,
  verifier?: string,
  headers: Record<string, string> = {},
  redirect_uri = callbackUri,
): Promise<TokenAnswer> =>
  post(
    at.origin,
    '/oidc/token',
    undefined,
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri,
      ...(verifier !== undefined && { code_verifier: verifier }),
      ...authentication,
    },
    headers,
  );
