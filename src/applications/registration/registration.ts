import { z } from 'zod';
import type { Problems } from '../../errors.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import { readFields } from '../../fields/read.ts';
import { checkRedirectUris } from '../../fields/redirect-uri.ts';
import { text } from '../../fields/text.ts';
import { webAddressProblem } from '../../fields/web-address.ts';
import { type AuthMethod, authMethods, type SigningAlg, signingAlgs } from '../aksk/application.ts';
import type { ContactInput } from '../aksk/contact.ts';
import { isPracticeScope, splitScopes } from '../aksk/scopes.ts';
import { fact } from '../facts.ts';
import { type Protocol, protocolProblems } from '../protocol/protocol.ts';

/** The input of a registration: strings, from a form or the command line. */
export interface Registration extends ContactInput, Partial<Omit<Protocol, 'authMethod' | 'jwks' | 'jwksUri'>> {
  name: string;
  purpose?: string;
  homeUrl?: string;
  logo?: string;
  redirectUris?: readonly string[];
  postLogoutRedirectUris?: readonly string[];
  backchannelLogoutUri?: string;
  scope?: string;
  authMethod?: string;
  jwks?: { keys: object[] };
  jwksUri?: string;
  idTokenAlg?: string;
  allowLoopback?: boolean;
  /** R27: settings for sandboxes only are allowed. */
  sandbox?: boolean;
}

export type RegistrationValues = {
  name: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri: string | undefined;
  scope: string;
  apiScope: string;
  authMethod: AuthMethod;
  idTokenAlg: SigningAlg;
} & Omit<Protocol, 'authMethod' | 'jwks' | 'jwksUri'>;

const words = z.object({
  name: text('第三方应用名称', { max: 50 }),
  purpose: text('登录用途说明', { max: 60 }).optional(),
});

/** R22 and the formats of all other fields; the problems name the cure, by field. */
export function readRegistration(input: Registration): { values: RegistrationValues } | { problems: Problems } {
  const problems: Problems = {};
  const named = readFields(words, { name: input.name, purpose: input.purpose });
  if ('problems' in named) Object.assign(problems, named.problems);
  Object.assign(problems, addressProblems(input));

  const addresses = (field: string, label: string, given: readonly string[] = []): string[] => {
    const checked = checkRedirectUris(given, { loopback: input.allowLoopback === true, label });
    if ('uris' in checked) return checked.uris;
    problems[field] = checked.problem;
    return [];
  };
  const redirectUris = addresses('redirectUris', 'APPID 回调地址', input.redirectUris);
  const postLogoutRedirectUris = addresses('postLogoutRedirectUris', '退出后的地址', input.postLogoutRedirectUris);
  const notified = input.backchannelLogoutUri === undefined ? [] : [input.backchannelLogoutUri];
  const [backchannelLogoutUri] = addresses('backchannelLogoutUri', '退出通知地址', notified);

  const scopes = readScopes(input.scope ?? 'openid profile', input);
  if ('problem' in scopes) problems.scope = scopes.problem;
  else if (scopes.citizen.length > 0 && (input.redirectUris ?? []).length === 0)
    problems.redirectUris ??= fact('applications.callback_missing');

  const authMethod = oneOf(authMethods, input.authMethod ?? 'client_secret_basic');
  if (authMethod === undefined)
    problems.authMethod = ofFields('fields.one_of', { label: '认证方式', choices: authMethods });
  const protocol = {
    loginProof: input.loginProof ?? 'pkce',
    framework: input.framework,
    requirePar: input.requirePar === true,
    fapi: input.fapi === true,
    requireSignedRequest: input.requireSignedRequest === true,
    profileInIdToken: input.profileInIdToken === true,
    initiateLoginUri: input.initiateLoginUri,
  };
  if (authMethod !== undefined && 'api' in scopes) {
    const { jwks, jwksUri, sandbox = false } = input;
    const of = { ...protocol, authMethod, jwks, jwksUri, sandbox, redirectUris, apiScope: scopes.api.join(' ') };
    const { jwks: keys, authentication, ...others } = protocolProblems(of);
    Object.assign(problems, others, keys && { authMethod: keys }, authentication && { scope: authentication });
  }
  const idTokenAlg = oneOf(signingAlgs, input.idTokenAlg ?? 'RS256');
  if (idTokenAlg === undefined)
    problems.idTokenAlg = ofFields('fields.one_of', { label: '签名算法', choices: signingAlgs });

  if (Object.keys(problems).length > 0 || 'problems' in named || 'problem' in scopes || !authMethod || !idTokenAlg)
    return { problems };
  return {
    values: {
      name: named.values.name,
      redirectUris,
      postLogoutRedirectUris,
      backchannelLogoutUri,
      scope: scopes.citizen.join(' '),
      apiScope: scopes.api.join(' '),
      authMethod,
      idTokenAlg,
      ...protocol,
    },
  };
}

/** Of the addresses that are shown or fetched; those that a browser is sent back to have their own, stricter rule. */
function addressProblems({
  homeUrl,
  logo,
  jwksUri,
  initiateLoginUri,
  allowLoopback: loopback = false,
}: Registration): Problems {
  const problems: Problems = {};
  const check = (field: string, label: string, typed: string | undefined) => {
    if (typed === undefined) return;
    const checked = webAddressProblem(typed, { label, loopback });
    if ('problem' in checked) problems[field] = checked.problem;
  };
  check('homeUrl', '第三方应用地址', homeUrl);
  check('jwksUri', '公钥地址', jwksUri);
  check('initiateLoginUri', '发起登录的地址', initiateLoginUri);
  if (logo !== undefined && !/^[\w.-]+$/.test(logo)) check('logo', '图标地址', logo); // else the name of a public file of ours
  if (jwksUri !== undefined && !/^https:/i.test(jwksUri) && !loopback)
    problems.jwksUri ??= fact('applications.jwks_https');
  return problems;
}

const oneOf = <T extends string>(values: readonly T[], given: string): T | undefined =>
  values.find((value) => value === given);

/** Which citizen scopes and which API scopes; signing in needs openid, and the API needs an SK. */
function readScopes(scope: string, { authMethod, sandbox = false }: Pick<Registration, 'authMethod' | 'sandbox'>) {
  const { citizen, api, unknown } = splitScopes(scope);
  if (!sandbox) unknown.push(...api.filter(isPracticeScope));
  if (unknown.length > 0) return { problem: fact('applications.unknown_scopes', { scopes: unknown.join('、') }) };
  if (citizen.length > 0 && !citizen.includes('openid')) return { problem: fact('applications.openid_missing') };
  if (authMethod === 'none' && api.length > 0) return { problem: fact('applications.public_without_scopes') };
  return { citizen, api };
}
