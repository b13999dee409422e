import type { Problems } from '../errors.ts';
import { checkRedirectUri } from '../fields/redirect-uri.ts';
import { type AuthMethod, authMethods, type SigningAlg, signingAlgs } from './application.ts';
import type { ContactInput } from './contact.ts';
import { splitScopes } from './scopes.ts';

/** What whoever enters an application gives: strings, as a form or the command line has them. */
export interface Registration extends ContactInput {
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
  requirePar?: boolean;
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
};

/** R22 and the formats of everything else; the problems say what to do, by field. */
export function readRegistration(input: Registration): { values: RegistrationValues } | { problems: Problems } {
  const problems: Problems = {};
  const addresses = (field: string, given: readonly string[] = []) =>
    given.flatMap((value, index) => {
      const checked = checkRedirectUri(value, { loopback: input.allowLoopback === true });
      if ('problem' in checked) {
        problems[field] ??= given.length > 1 ? `第 ${index + 1} 行：${checked.problem}` : checked.problem;
        return [];
      }
      const first = given.indexOf(value);
      if (first < index) problems[field] ??= `第 ${index + 1} 行与第 ${first + 1} 行重复`;
      return [checked.uri];
    });

  const name = input.name.normalize('NFC').trim();
  const length = [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(name)].length;
  if (length === 0) problems.name = '请填写第三方应用名称';
  if (length > 50) problems.name = `第三方应用名称最多 50 个字，现在是 ${length} 个`;

  const scopes = splitScopes(input.scope ?? 'openid profile');
  if (scopes.unknown.length > 0) problems.scope = `不认识的能力：${scopes.unknown.join('、')}`;
  const signsIn = scopes.citizen.length > 0;
  if (signsIn && !scopes.citizen.includes('openid')) problems.scope ??= '用于登录的应用须包含 openid';

  const redirectUris = addresses('redirectUris', input.redirectUris);
  if (signsIn && (input.redirectUris ?? []).length === 0)
    problems.redirectUris ??= '请填写 APPID 回调地址，一行一个，1 至 20 个';
  if (redirectUris.length > 20) problems.redirectUris ??= `回调地址最多 20 个，现在是 ${redirectUris.length} 个`;
  const postLogoutRedirectUris = addresses('postLogoutRedirectUris', input.postLogoutRedirectUris);
  const [backchannelLogoutUri] = addresses(
    'backchannelLogoutUri',
    input.backchannelLogoutUri ? [input.backchannelLogoutUri] : [],
  );

  const authMethod = authMethods.find((method) => method === (input.authMethod ?? 'client_secret_basic'));
  if (authMethod === undefined) problems.authMethod = `认证方式应为 ${authMethods.join('、')} 之一`;
  if (authMethod === 'private_key_jwt' && input.jwks === undefined && input.jwksUri === undefined)
    problems.authMethod = 'private_key_jwt 需要公钥：请给出 JWKS 或它的地址';
  if (authMethod === 'none' && scopes.api.length > 0) problems.scope ??= '没有 SK 的应用不能使用接口，请去掉接口能力';
  const idTokenAlg = signingAlgs.find((alg) => alg === (input.idTokenAlg ?? 'RS256'));
  if (idTokenAlg === undefined) problems.idTokenAlg = `签名算法应为 ${signingAlgs.join('、')} 之一`;

  if (Object.keys(problems).length > 0 || authMethod === undefined || idTokenAlg === undefined) return { problems };
  return {
    values: {
      name,
      redirectUris,
      postLogoutRedirectUris,
      backchannelLogoutUri,
      scope: scopes.citizen.join(' '),
      apiScope: scopes.api.join(' '),
      authMethod,
      idTokenAlg,
    },
  };
}
