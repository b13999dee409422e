import type { NewApplication, Secret } from './application.ts';

/** An application as its audit rows keep it, for ever: the decisions about it, without contact data. */
export const recorded = (application: NewApplication) => ({
  institution: application.institutionId,
  name: application.name,
  purpose: application.purpose,
  homeUrl: application.homeUrl,
  firstParty: application.firstParty,
  scope: [application.scope, application.apiScope].filter(Boolean).join(' '),
  authMethod: application.authMethod,
  jwks: application.jwks,
  jwksUri: application.jwksUri,
  idTokenAlg: application.idTokenAlg,
  redirectUris: application.redirectUris,
  postLogoutRedirectUris: application.postLogoutRedirectUris,
  backchannelLogoutUri: application.backchannelLogoutUri,
  allowLoopback: application.allowLoopback,
  sandbox: application.sandbox,
  workingGroup: application.workingGroup,
  requirePar: application.requirePar,
  loginProof: application.loginProof,
  framework: application.framework,
  fapi: application.fapi,
  requireSignedRequest: application.requireSignedRequest,
  initiateLoginUri: application.initiateLoginUri,
  profileInIdToken: application.profileInIdToken,
  expiresAt: application.expiresAt,
});

/** R33: until when the SKs that are replaced work, before and after. */
export const ended = (secrets: readonly Secret[], until: Date) =>
  secrets.map(({ lastFour, expiresAt }) => ({
    lastFour,
    from: expiresAt ?? null,
    to: expiresAt !== undefined && expiresAt < until ? expiresAt : until,
  }));

/** The differing fields of two such rows. */
export function changed<Row extends object>(before: Row, after: Row): { from: object; to: object } {
  const rest = new Map<string, unknown>(Object.entries(after));
  const differing = Object.entries(before).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(rest.get(name)),
  );
  return {
    from: Object.fromEntries(differing),
    to: Object.fromEntries(differing.map(([name]) => [name, rest.get(name) ?? null])),
  };
}

/** Settings named by the history, in this order; other columns are no settings of the institution. */
export const settingNames: Readonly<Record<string, string>> = {
  name: '应用名称',
  homeUrl: '应用地址',
  purpose: '登录用途说明',
  scope: '能力',
  redirectUris: '回调地址',
  postLogoutRedirectUris: '退出后的地址',
  backchannelLogoutUri: '退出通知地址',
  authMethod: '认证方式',
  idTokenAlg: '签名算法',
  jwksUri: '公钥地址',
  jwks: '公钥',
  requirePar: '只接受推送的登录请求',
  requireSignedRequest: '只接受签名的登录请求',
  fapi: 'FAPI 2.0 安全配置',
  loginProof: '登录的防护',
  framework: '使用的框架',
  initiateLoginUri: '发起登录的地址',
  profileInIdToken: 'id_token 里也带昵称、头像和邮箱',
  workingGroup: '工作群',
  contact: '联系人',
  expiresAt: '有效期',
  lastFour: 'SK 末四位',
};
