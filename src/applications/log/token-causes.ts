import { askOperators, type Cause, renew, signInAgain } from './cause.ts';

const refused = ['invalid_client', 'invalid_token'];
const copySk = '重新复制当前的 SK；遗失时轮换出新的 SK，旧的可并存至多 7 天。';
const fixAssertion =
  '每次请求都新做一个签名：iss 和 sub 为 AK，aud 为 issuer，jti 不重复，exp 在一分钟之内；校准服务器时间。';

/** What goes wrong between servers: redeeming, refreshing, userinfo, introspection, revocation, the partner API. */
export const tokenCauses: readonly Cause[] = [
  {
    error: 'rate_limited',
    when: /^quota stats: (?<limit>\d+) calls in (?<seconds>\d+) s/,
    cause: '填报服务数据太频繁：一个 AK 在 {seconds} 秒内最多 {limit} 次。',
    cure: '每天的数据报一次就够；补报多天用 /api/v1/stats/daily:batch 一次发送。按响应头 Retry-After 的秒数等待再试。',
  },
  {
    error: 'rate_limited',
    when: /^quota live: (?<limit>\d+) calls in (?<seconds>\d+) s/,
    cause: '更新实时信息太频繁：一个 AK 在 {seconds} 秒内最多 {limit} 次。',
    cure: '只在有变化时更新。按响应头 Retry-After 的秒数等待再试。',
  },
  {
    error: 'rate_limited',
    when: /^quota \w+: (?<limit>\d+) calls in (?<seconds>\d+) s/,
    cause: '调用接口太频繁：一个 AK 在 {seconds} 秒内最多 {limit} 次。',
    cure: '按响应头 RateLimit 放慢；一次处理多条内容用 /api/v1/resources:batch。按 Retry-After 的秒数等待再试。',
  },
  {
    error: refused,
    when: /^AK expired on (?<day>[\d-]+)/,
    cause: '这个 AK 已于 {day} 到期，登录和接口都已停用。',
    cure: renew,
  },
  { error: refused, when: /^AK disabled/, cause: '这个 AK 已被运营停用，登录和接口都已停用。', cure: askOperators },
  {
    error: 'invalid_client',
    when: /^SK ended on (?<day>[\d-]+)/,
    cause: '收到的是旧的 SK（末四位 {received}），已于 {day} 停用。现在的 SK 末四位：{registered}。',
    cure: '改用新的 SK；检查是否还有服务器没有更换。',
  },
  {
    error: 'invalid_client',
    when: /^SK with spaces/,
    cause: '收到的 SK 前后多了空格或换行，其余都对。',
    cure: '去掉配置中 SK 前后的空格和换行。',
  },
  {
    error: 'invalid_client',
    when: /^SK unknown/,
    cause: '收到的 SK（末四位 {received}）不是这个 AK 现在的 SK。现在的 SK 末四位：{registered}。',
    cure: copySk,
  },
  {
    error: 'invalid_client',
    when: /^SK malformed/,
    cause: '收到的 SK 有 {received} 个字符，不是完整的 SK：SK 以 ncc_sk_ 开头，共 50 个字符。',
    cure: copySk,
  },
  {
    error: 'invalid_client',
    when: /^the provided authentication mechanism/,
    cause: '收到的认证方式是 {received}，登记的是 {registered}。',
    cure: '按登记的方式认证：client_secret_basic 和 client_secret_post 带 SK，private_key_jwt 带签名，none 什么都不带。',
  },
  {
    error: 'invalid_client',
    when: /^client assertion tokens must only be used once/,
    cause: '这个签名（client_assertion）已经用过。',
    cure: fixAssertion,
  },
  {
    error: 'invalid_client',
    when: /assertion|\bJWT\b|^jwt |alg mismatch|signature|matching key|audience/,
    cause: '签名（client_assertion）没有通过核对：内容、时间、签名算法或公钥不符。',
    cure: fixAssertion,
  },
  {
    error: 'invalid_request',
    when: /^client_secret is in the query/,
    cause:
      'SK 写在了网址里（?client_secret=…），这里不读，途中的日志却会留下它。JustAuth、JAP 的默认实现是这样发送的。',
    cure: '把 client_id、client_secret 放进 POST 的表单，或用 Authorization: Basic 请求头（JustAuth：覆盖 doPostAuthorizationCode，用表单提交）；SK 已经泄露，请轮换。',
  },
  {
    error: 'invalid_request',
    when: /^no client authentication mechanism provided/,
    cause: '请求没有说明是哪个应用：既没有 Authorization 请求头，表单里也没有 client_id、client_secret。',
    cure: '用 Authorization: Basic 请求头或表单带上 AK、SK。Spring Security：client-authentication-method 设为 client_secret_basic；CXF：Consumer 要有 clientSecret。',
  },
  {
    error: 'invalid_request',
    when: /must only be provided using one mechanism/,
    cause: '同时用了两种方式：请求头和表单里都带了 SK 或令牌。',
    cure: '只用一种，例如只用 Authorization 请求头。',
  },
  {
    error: 'invalid_request',
    when: /authorization header|in the Authorization header/,
    cause: 'Authorization 请求头的写法不对。',
    cure: '认证写 Basic base64(AK:SK)，AK、SK 先各自做 URL 编码；带令牌写 Bearer 加一个空格和令牌。',
  },
  {
    error: 'invalid_request',
    when: /^client_id mismatch/,
    cause: '请求头里的 AK 与表单里的 client_id 不同。',
    cure: '去掉表单里的 client_id，或改成同一个 AK。',
  },
  {
    error: 'invalid_request',
    when: /content-type/,
    cause: '请求的 Content-Type 不对。',
    cure: '用 POST 和 application/x-www-form-urlencoded，不要用 JSON。',
  },
  {
    error: 'invalid_request',
    when: /^origin .* not allowed/,
    cause: '网页从没有登记的来源 {received} 直接调用了这个接口。',
    cure: '在您的服务器上换取令牌；没有 SK 的应用，来源须与登记的回调地址相同。',
  },
  {
    error: 'invalid_request',
    when: /^requested grant type is not allowed/,
    cause: '这个应用不能使用 grant_type={received}，可用的是：{registered}。',
    cure: '改用可用的方式；没有 SK 的应用不能用 client_credentials，没有回调地址的应用不能登录。',
  },
  {
    error: 'unsupported_grant_type',
    when: /^/,
    cause: 'grant_type 收到的是 {received}，只支持 authorization_code、refresh_token、client_credentials。',
  },
  {
    error: 'invalid_request',
    when: /^code_verifier (must be a string|contains)/,
    cause: 'code_verifier 应为 43 至 128 个字符：字母、数字、- . _ ~。',
    cure: '用随机字节的 base64url 作 code_verifier，登录开始时保存，换取令牌时原样带上。',
  },
  {
    error: 'invalid_grant',
    when: /^code_verifier must be provided/,
    cause: '换取令牌时没有带 code_verifier，缺少 PKCE 的后一半。',
    cure: '登录开始时保存 code_verifier，换取令牌时原样带上。',
  },
  {
    error: 'invalid_grant',
    when: /^code_verifier does not match/,
    cause: 'code_verifier 与授权请求里的 code_challenge 不是一对。',
    cure: '每次登录各存各的 code_verifier（例如与 state 存在一起），不要被同一浏览器的另一次登录覆盖。',
  },
  {
    error: 'invalid_grant',
    when: /^(authorization code already consumed|already used)$/,
    cause: '这个授权码已经用过一次；为防冒用，由它换得的令牌已全部停用。',
    cure: '检查换取令牌的请求是否发了两次（重试、刷新回调页、两台服务器）；让市民重新登录。',
  },
  {
    error: 'invalid_grant',
    when: /^(authorization code is expired|AuthorizationCode expired)$/,
    cause: '授权码已过期：签发后 60 秒内有效。',
    cure: '收到回调后立即换取令牌，并校准服务器时间。',
  },
  {
    error: 'invalid_grant',
    when: /^AuthorizationCode ended$/,
    cause: '授权码已停用：它此前已被用过，或市民退出了登录、取消了授权。',
    cure: signInAgain,
  },
  {
    error: 'invalid_grant',
    when: /^authorization code not found$/,
    cause: '没有这个授权码：不完整，或签发已久。',
    cure: '从回调地址取出 code 时只做一次 URL 解码，并立即换取令牌。',
  },
  {
    error: 'invalid_grant',
    when: /^authorization code redirect_uri mismatch$/,
    cause: '换取令牌时的 redirect_uri 是 {received}，与授权请求中的不同。',
    cure: '两次使用完全相同的 redirect_uri。',
  },
  {
    error: 'invalid_grant',
    when: /^client mismatch$/,
    cause: '授权码或刷新令牌是签发给另一个 AK 的。',
    cure: '用发起登录的那个 AK 换取令牌；检查测试与正式环境的配置是否混用。',
  },
];
