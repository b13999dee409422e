import { askOperators, type Cause, renew } from './cause.ts';
import { makePkce, pkceCauses } from './pkce-cause.ts';

/** What goes wrong before a citizen comes back: authorization requests, pushed ones, logging out. */
export const loginCauses: readonly Cause[] = [
  {
    error: 'unauthorized_client',
    when: /^AK expired on (?<day>[\d-]+)/,
    cause: '这个 AK 已于 {day} 到期，登录和接口都已停用。',
    cure: renew,
  },
  {
    error: 'unauthorized_client',
    when: /^AK disabled/,
    cause: '这个 AK 已被运营停用，登录和接口都已停用。',
    cure: askOperators,
  },
  {
    error: ['invalid_redirect_uri', 'invalid_request'],
    when: /^redirect_uri did not match/,
    cause: '收到的回调地址 {received} 没有登记。登记的是：{registered}。{difference}',
    cure:
      '逐个字符核对后，改用登记的回调地址；确实需要新地址时，先登记。' +
      'Spring Boot 在反向代理后面，收到的是 http 或内网地址：设 server.forward-headers-strategy=framework；' +
      'CXF：给 OidcClientCodeRequestFilter 设 completeUri，写完整的 https 地址。',
  },
  {
    error: 'invalid_request',
    when: /^post_logout_redirect_uri not registered/,
    cause: '收到的退出后返回地址 {received} 没有登记。登记的是：{registered}。{difference}',
    cure: '改用登记的地址，或先登记这个地址。',
  },
  ...pkceCauses,
  {
    error: 'invalid_request',
    when: /requires PKCE/,
    cause: '授权请求没有使用 PKCE：缺少 code_challenge。',
    cure: makePkce,
  },
  {
    error: 'invalid_request',
    when: /^code_challenge_method must be provided/,
    cause: '授权请求有 code_challenge，缺少 code_challenge_method。',
    cure: '加上 code_challenge_method=S256。',
  },
  {
    error: 'invalid_request',
    when: /^code_challenge must be provided/,
    cause: '授权请求有 code_challenge_method，缺少 code_challenge。',
    cure: makePkce,
  },
  {
    error: 'invalid_request',
    when: /^not supported value of code_challenge_method/,
    cause: 'code_challenge_method 收到的是 {received}，只支持 S256。',
    cure: makePkce,
  },
  {
    error: 'invalid_request',
    when: /^code_challenge (must be a string|contains)/,
    cause: 'code_challenge 应为 43 个字符：字母、数字、- 和 _。',
    cure: '用 base64url 编码，去掉末尾的 =，不要用普通的 base64 或十六进制。',
  },
  {
    error: 'invalid_scope',
    when: /^requested scope is not allowed/,
    cause: '请求的能力 {received} 没有批准。批准的是：{registered}。',
    cure: '从 scope 中去掉它；确实需要时，先申请这项能力。',
  },
  {
    error: 'invalid_scope',
    when: /^scope contains invalid characters/,
    cause: 'scope 中有不能识别的字符。',
    cure: '能力之间用一个空格隔开，不要用逗号或加号。',
  },
  {
    error: 'invalid_request',
    when: /^openid scope must be requested/,
    cause: 'scope 中缺少 openid。',
    cure: '登录时 scope 以 openid 开头，例如 openid profile。',
  },
  {
    error: 'invalid_request',
    when: /prompt/,
    cause: 'prompt 的值不对：收到 {received}。',
    cure: 'prompt 可用 login、consent、select_account、create、none；none 只能单独使用。',
  },
  {
    error: 'invalid_request',
    when: /id_token_hint/,
    cause: 'id_token_hint 不是国家公共文化云签发给这个应用的 id_token。',
    cure: '传入市民登录时收到的 id_token 原文；只知道 AK 时改传 client_id。',
  },
  {
    error: 'invalid_request',
    when: /^requested response_(type|mode) is not allowed/,
    cause: '这个应用没有登记登录用的回调地址，或用了不支持的返回方式。',
    cure: '使用 response_type=code；只用数据接口的应用不要发起登录。',
  },
  {
    error: 'invalid_request',
    when: /^Request Object must be used by this client/,
    cause: '这个应用只接受签名的登录请求（JAR），收到的请求没有 request。',
    cure: '用登记的密钥签名，把签名后的请求放在 request 里；或在应用的“安全”页取消这一项。',
  },
  {
    error: 'invalid_request',
    when: /^Pushed Authorization Request must be used/,
    cause: '这个应用只接受推送的登录请求（PAR），收到的请求把内容放在了地址里。',
    cure: '先把请求推送到 /oidc/par，再用得到的 request_uri 发起登录；FAPI 应用必须这样做。',
  },
  {
    error: 'invalid_request_object',
    when: /^/,
    cause: '签名的登录请求（request）没有通过验证：签名、算法、iss（AK）、aud（issuer）或有效期不对。',
    cure: '用登记的公钥对应的私钥，以 PS256、ES256、EdDSA 或 RS256 签名（FAPI 应用不能用 RS256，也不能用 none）；iss 为 AK，aud 为 issuer，FAPI 应用还要有 nbf 和不超过一小时的 exp。',
  },
  {
    error: ['request_uri_not_supported', 'registration_not_supported'],
    when: /^/,
    cause: '授权请求带了不支持的内容：registration，或不是由推送得到的 request_uri。',
    cure: '把内容直接写在授权请求里，或先推送登录请求（PAR）。',
  },
  {
    error: 'unsupported_response_mode',
    when: /^/,
    cause: 'response_mode 收到的是 {received}，不支持。',
    cure: '去掉 response_mode，或使用 query、fragment、form_post。',
  },
  {
    error: 'access_denied',
    when: /^consent was withdrawn/,
    cause: '市民在登录的同时取消了授权。',
  },
];
