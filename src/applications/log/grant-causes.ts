import { type Cause, signInAgain } from './cause.ts';

const isOver = '市民退出了登录、取消了授权或改了密码，或应用曾被停用，令牌随之停用。';

/** What goes wrong with tokens that were good once. */
export const grantCauses: readonly Cause[] = [
  {
    error: 'invalid_grant',
    when: /^refresh token already used$/,
    cause: '这个刷新令牌早已换成了新的；为防冒用，这次登录的令牌已全部停用。',
    cure: '每次刷新后保存新的刷新令牌；几台服务器共用时，由一台刷新。现在让市民重新登录。',
  },
  {
    error: 'invalid_grant',
    when: /^(refresh token is expired|RefreshToken expired)$/,
    cause: '刷新令牌已过期：30 天没有使用，或登录已满 180 天。',
    cure: signInAgain,
  },
  {
    error: 'invalid_grant',
    when: /^(RefreshToken ended|grant (not found|is expired)|.*referenced account not found.*)$/,
    cause: isOver,
    cure: signInAgain,
  },
  {
    error: 'invalid_grant',
    when: /^AuthorizationCode ended$/,
    cause:
      '授权码已不能换取令牌：市民刚刚改了密码，应用刚刚停用，或它送到的回调地址已不再登记（临时放行的地址到期即止）。',
    cure: '用登记的 https 回调地址重新发起登录。',
  },
  {
    error: 'invalid_grant',
    when: /^refresh token not found$/,
    cause: '没有这个刷新令牌：不完整，或停用已久。',
    cure: signInAgain,
  },
  {
    error: ['invalid_grant', 'invalid_token', 'invalid_request', 'use_dpop_nonce', 'invalid_dpop_proof'],
    when: /DPoP|jkt|sender-constrained/,
    cause: 'DPoP 证明与令牌或请求不符、已过期或已用过。',
    cure: '用申请令牌的同一把密钥，为每次请求生成新的证明；响应里有 DPoP-Nonce 时带上它。',
  },
  {
    error: 'invalid_scope',
    when: /^refresh token missing requested scope/,
    cause: '刷新时请求了市民没有授权过的能力 {received}。',
    cure: '刷新时不带 scope，或只带授权过的能力。',
  },
  {
    error: 'invalid_token',
    when: /^(AccessToken|ClientCredentials) expired$/,
    cause: '访问令牌已过期：签发后 10 分钟内有效。',
  },
  {
    error: 'invalid_token',
    when: /^(AccessToken|ClientCredentials) ended$/,
    cause: isOver,
  },
  {
    error: 'invalid_token',
    when: /audience/,
    cause: '这个访问令牌是用于另一个接口的。',
    cure: '用户信息用市民登录得到的令牌，数据接口用 client_credentials 得到的令牌。',
  },
  {
    error: 'insufficient_scope',
    when: /^this call needs the scope (?<needed>[\w:]+)/,
    cause: '这个接口需要能力 {needed}，收到的访问令牌只有：{received}。',
  },
  {
    error: 'insufficient_scope',
    when: /^access token missing/,
    cause: '访问令牌没有所请求的能力，读取用户信息至少需要 openid。',
    cure: '发起登录时 scope 带上 openid 和需要的能力。',
  },
  {
    error: 'unsupported_token_type',
    when: /^/,
    cause: '收到的是 id_token 一类的 JWT，这里只接受访问令牌和刷新令牌。',
    cure: '传入 access_token 或 refresh_token 的值。',
  },
  {
    error: ['invalid_request', 'invalid_client'],
    when: /^missing required parameters? (?<names>'.+')/,
    cause: '请求缺少 {names}。',
    cure: '补上后再发；POST 的内容写在表单里，不写在网址里。',
  },
  {
    error: 'invalid_request',
    when: /^(?<names>'.+') parameters? must not be provided twice/,
    cause: '请求里 {names} 出现了两次。',
    cure: '每项只写一次。',
  },
];
