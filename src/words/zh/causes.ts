import type { CauseFacts } from '../../applications/log/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { explainedLogins as logins } from './explained-logins.ts';

const listOf = (texts: readonly string[]) => texts.join('、') || '（没有）';
const differences = (texts: readonly string[]) => (texts.length === 0 ? '' : `${texts.join('；')}。`);
const makePkce =
  '生成 43 至 128 个字符的 code_verifier，取 SHA-256 的 base64url 作 code_challenge，与 code_challenge_method=S256 一起发送；多数 OIDC 库打开 PKCE 选项即可。' +
  'Spring Security：给 DefaultOAuth2AuthorizationRequestResolver 设 OAuth2AuthorizationRequestCustomizers.withPkce()；' +
  'CXF：给 OidcClientCodeRequestFilter 设 codeVerifierTransformer = new DigestCodeVerifier()；pac4j：OidcConfiguration 不要 setDisablePkce(true)。';
const byNonce =
  '这个请求带了 nonce：也可以在应用的“安全”页把登录的防护改成“PKCE 或 nonce”，立即生效；程序必须核对 id_token 里的 nonce。';
const byWaiver =
  '这个请求也没有 nonce。确实都不能发送时，在“变更设置”里写明框架，申请限期放行；沙箱应用在“安全”页选“两者都不发送”，立即放行。';

/** Why a call was refused, as the team of the application reads it, and what to do. */
export const causes = {
  'applications.cause_ak_expired': ({ day }) => `这个 AK 已于 ${day} 到期，登录和接口都已停用。`,
  'applications.cause_ak_disabled': '这个 AK 已被运营停用，登录和接口都已停用。',
  'applications.cause_redirect_other': ({ registered, difference }) =>
    `收到的回调地址没有登记。登记的是：${listOf(registered)}。${differences(difference)}`,
  'applications.cause_logout_address_other': ({ registered, difference }) =>
    `收到的退出后返回地址没有登记。登记的是：${listOf(registered)}。${differences(difference)}`,
  'applications.cause_pkce_and_nonce_missing':
    '授权请求既没有 PKCE（code_challenge），也没有 nonce：这个应用登记的是“PKCE 或 nonce”，两者至少要有一项。',
  'applications.cause_pkce_missing': '授权请求没有使用 PKCE：缺少 code_challenge。',
  'applications.cause_challenge_required': '授权请求没有使用 PKCE：缺少 code_challenge。',
  'applications.cause_challenge_method_missing': '授权请求有 code_challenge，缺少 code_challenge_method。',
  'applications.cause_challenge_missing': '授权请求有 code_challenge_method，缺少 code_challenge。',
  'applications.cause_challenge_method_other': 'code_challenge_method 不是 S256，这里只支持 S256。',
  'applications.cause_challenge_form': 'code_challenge 应为 43 个字符：字母、数字、- 和 _。',
  'applications.cause_scope_not_approved': ({ registered }) =>
    `请求的能力里有没有批准的。批准的是：${listOf(registered)}。`,
  'applications.cause_scope_characters': 'scope 中有不能识别的字符。',
  'applications.cause_openid_missing': 'scope 中缺少 openid。',
  'applications.cause_prompt_other': 'prompt 的值不对。',
  'applications.cause_id_token_hint_other': 'id_token_hint 不是国家公共文化云签发给这个应用的 id_token。',
  'applications.cause_response_not_allowed': '这个应用没有登记登录用的回调地址，或用了不支持的返回方式。',
  'applications.cause_request_object_missing': '这个应用只接受签名的登录请求（JAR），收到的请求没有 request。',
  'applications.cause_pushed_request_missing': '这个应用只接受推送的登录请求（PAR），收到的请求把内容放在了地址里。',
  'applications.cause_request_object_refused':
    '签名的登录请求（request）没有通过验证：签名、算法、iss（AK）、aud（issuer）或有效期不对。',
  'applications.cause_request_uri_refused': '授权请求带了不支持的内容：registration，或不是由推送得到的 request_uri。',
  'applications.cause_response_mode_other': '不支持收到的 response_mode。',
  'applications.cause_consent_withdrawn': '市民在登录的同时取消了授权。',
  'applications.cause_quota_stats': ({ seconds, limit }) =>
    `填报服务数据太频繁：一个 AK 在 ${seconds} 秒内最多 ${limit} 次。`,
  'applications.cause_quota_live': ({ seconds, limit }) =>
    `更新实时信息太频繁：一个 AK 在 ${seconds} 秒内最多 ${limit} 次。`,
  'applications.cause_quota_calls': ({ seconds, limit }) =>
    `调用接口太频繁：一个 AK 在 ${seconds} 秒内最多 ${limit} 次。`,
  'applications.cause_sk_ended': ({ received, day, registered }) =>
    `收到的是旧的 SK（末四位 ${received}），已于 ${day} 停用。现在的 SK 末四位：${listOf(registered)}。`,
  'applications.cause_sk_spaces': '收到的 SK 前后多了空格或换行，其余都对。',
  'applications.cause_sk_unknown': ({ registered }) =>
    `收到的 SK 不是这个 AK 现在的 SK。现在的 SK 末四位：${listOf(registered)}。`,
  'applications.cause_sk_malformed': ({ received }) =>
    `收到的 SK 有 ${received} 个字符，不是完整的 SK：SK 以 ncc_sk_ 开头，共 50 个字符。`,
  'applications.cause_authentication_other': ({ received, registered }) =>
    `收到的认证方式是 ${received}，登记的是 ${listOf(registered)}。`,
  'applications.cause_assertion_used': '这个签名（client_assertion）已经用过。',
  'applications.cause_assertion_refused': '签名（client_assertion）没有通过核对：内容、时间、签名算法或公钥不符。',
  'applications.cause_sk_in_address':
    'SK 写在了网址里（?client_secret=…），这里不读，途中的日志却会留下它。JustAuth、JAP 的默认实现是这样发送的。',
  'applications.cause_authentication_missing':
    '请求没有说明是哪个应用：既没有 Authorization 请求头，表单里也没有 client_id、client_secret。',
  'applications.cause_authentication_twice': '同时用了两种方式：请求头和表单里都带了 SK 或令牌。',
  'applications.cause_authorization_header': 'Authorization 请求头的写法不对。',
  'applications.cause_client_id_other': '请求头里的 AK 与表单里的 client_id 不同。',
  'applications.cause_content_type': '请求的 Content-Type 不对。',
  'applications.cause_origin_other': '网页从没有登记的来源（Origin）直接调用了这个接口。',
  'applications.cause_grant_type_not_allowed': ({ registered }) =>
    `这个应用不能使用收到的 grant_type，可用的是：${listOf(registered)}。`,
  'applications.cause_grant_type_other':
    '不支持收到的 grant_type，只支持 authorization_code、refresh_token、client_credentials。',
  'applications.cause_verifier_form': 'code_verifier 应为 43 至 128 个字符：字母、数字、- . _ ~。',
  'applications.cause_verifier_missing': '换取令牌时没有带 code_verifier，缺少 PKCE 的后一半。',
  'applications.cause_verifier_other': 'code_verifier 与授权请求里的 code_challenge 不是一对。',
  'applications.cause_code_used': '这个授权码已经用过一次；为防冒用，由它换得的令牌已全部停用。',
  'applications.cause_code_expired': '授权码已过期：签发后 60 秒内有效。',
  'applications.cause_code_ended':
    '授权码已停用：它此前已被用过，市民退出了登录、取消了授权或改了密码，应用停用，或它送到的回调地址已不再登记（临时放行的地址到期即止）。',
  'applications.cause_code_unknown': '没有这个授权码：不完整，或签发已久。',
  'applications.cause_redirect_at_token_other': '换取令牌时的 redirect_uri 与授权请求中的不同。',
  'applications.cause_client_other': '授权码或刷新令牌是签发给另一个 AK 的。',
  'applications.cause_refresh_token_used': '这个刷新令牌早已换成了新的；为防冒用，这次登录的令牌已全部停用。',
  'applications.cause_refresh_token_expired': '刷新令牌已过期：30 天没有使用，或登录已满 180 天。',
  'applications.cause_sign_in_over': '市民退出了登录、取消了授权或改了密码，或应用曾被停用，令牌随之停用。',
  'applications.cause_refresh_token_unknown': '没有这个刷新令牌：不完整，或停用已久。',
  'applications.cause_dpop_other': 'DPoP 证明与令牌或请求不符、已过期或已用过。',
  'applications.cause_refresh_scope_more': '刷新时请求了市民没有授权过的能力。',
  'applications.cause_access_token_expired': '访问令牌已过期：签发后 10 分钟内有效。',
  'applications.cause_audience_other': '这个访问令牌是用于另一个接口的。',
  'applications.cause_scope_needed': ({ needed, received }) =>
    `这个接口需要能力 ${needed}，收到的访问令牌只有：${received}。`,
  'applications.cause_openid_needed': '访问令牌没有所请求的能力，读取用户信息至少需要 openid。',
  'applications.cause_token_type_other': '收到的是 id_token 一类的 JWT，这里只接受访问令牌和刷新令牌。',
  'applications.cause_parameters_missing': ({ names }) => `请求缺少 ${names.join('、')}。`,
  'applications.cause_parameter_twice': ({ names }) => `请求里 ${names.join('、')} 出现了两次。`,

  'applications.cure_renew': '延长有效期，一秒内恢复；AK、SK 和设置都不变。',
  'applications.cure_ask_operators': '请联系国家公共文化云运营，问清原因并恢复。',
  'applications.cure_redirect_other':
    '逐个字符核对后，改用登记的回调地址；确实需要新地址时，先登记。Spring Boot 在反向代理后面，收到的是 http 或内网地址：设 server.forward-headers-strategy=framework；CXF：给 OidcClientCodeRequestFilter 设 completeUri，写完整的 https 地址。',
  'applications.cure_logout_address_other': '改用登记的地址，或先登记这个地址。',
  'applications.cure_make_pkce': makePkce,
  'applications.cure_challenge_method_missing': '加上 code_challenge_method=S256。',
  'applications.cure_challenge_form': '用 base64url 编码，去掉末尾的 =，不要用普通的 base64 或十六进制。',
  'applications.cure_scope_not_approved': '从 scope 中去掉它；确实需要时，先申请这项能力。',
  'applications.cure_scope_characters': '能力之间用一个空格隔开，不要用逗号或加号。',
  'applications.cure_openid_missing': '登录时 scope 以 openid 开头，例如 openid profile。',
  'applications.cure_prompt_other': 'prompt 可用 login、consent、select_account、create、none；none 只能单独使用。',
  'applications.cure_id_token_hint_other': '传入市民登录时收到的 id_token 原文；只知道 AK 时改传 client_id。',
  'applications.cure_response_not_allowed': '使用 response_type=code；只用数据接口的应用不要发起登录。',
  'applications.cure_request_object_missing':
    '用登记的密钥签名，把签名后的请求放在 request 里；或在应用的“安全”页取消这一项。',
  'applications.cure_pushed_request_missing':
    '先把请求推送到 /oidc/par，再用得到的 request_uri 发起登录；FAPI 应用必须这样做。',
  'applications.cure_request_object_refused':
    '用登记的公钥对应的私钥，以 PS256、ES256、EdDSA 或 RS256 签名（FAPI 应用不能用 RS256，也不能用 none）；iss 为 AK，aud 为 issuer，FAPI 应用还要有 nbf 和不超过一小时的 exp。',
  'applications.cure_request_uri_refused': '把内容直接写在授权请求里，或先推送登录请求（PAR）。',
  'applications.cure_response_mode_other': '去掉 response_mode，或使用 query、fragment、form_post。',
  'applications.cure_quota_stats':
    '每天的数据报一次就够；补报多天用 /api/v1/stats/daily:batch 一次发送。按响应头 Retry-After 的秒数等待再试。',
  'applications.cure_quota_live': '只在有变化时更新。按响应头 Retry-After 的秒数等待再试。',
  'applications.cure_quota_calls':
    '按响应头 RateLimit 放慢；一次处理多条内容用 /api/v1/resources:batch。按 Retry-After 的秒数等待再试。',
  'applications.cure_sk_ended': '改用新的 SK；检查是否还有服务器没有更换。',
  'applications.cure_sk_spaces': '去掉配置中 SK 前后的空格和换行。',
  'applications.cure_copy_sk': '重新复制当前的 SK；遗失时轮换出新的 SK，旧的可并存至多 7 天。',
  'applications.cure_authentication_other':
    '按登记的方式认证：client_secret_basic 和 client_secret_post 带 SK，private_key_jwt 带签名，none 什么都不带。',
  'applications.cure_sign_anew':
    '每次请求都新做一个签名：iss 和 sub 为 AK，aud 为 issuer，jti 不重复，exp 在一分钟之内；校准服务器时间。',
  'applications.cure_sk_in_address':
    '把 client_id、client_secret 放进 POST 的表单，或用 Authorization: Basic 请求头（JustAuth：覆盖 doPostAuthorizationCode，用表单提交）；SK 已经泄露，请轮换。',
  'applications.cure_authentication_missing':
    '用 Authorization: Basic 请求头或表单带上 AK、SK。Spring Security：client-authentication-method 设为 client_secret_basic；CXF：Consumer 要有 clientSecret。',
  'applications.cure_authentication_twice': '只用一种，例如只用 Authorization 请求头。',
  'applications.cure_authorization_header':
    '认证写 Basic base64(AK:SK)，AK、SK 先各自做 URL 编码；带令牌写 Bearer 加一个空格和令牌。',
  'applications.cure_client_id_other': '去掉表单里的 client_id，或改成同一个 AK。',
  'applications.cure_content_type': '用 POST 和 application/x-www-form-urlencoded，不要用 JSON。',
  'applications.cure_origin_other': '在您的服务器上换取令牌；没有 SK 的应用，来源须与登记的回调地址相同。',
  'applications.cure_grant_type_not_allowed':
    '改用可用的方式；没有 SK 的应用不能用 client_credentials，没有回调地址的应用不能登录。',
  'applications.cure_verifier_form': '用随机字节的 base64url 作 code_verifier，登录开始时保存，换取令牌时原样带上。',
  'applications.cure_verifier_missing': '登录开始时保存 code_verifier，换取令牌时原样带上。',
  'applications.cure_verifier_other':
    '每次登录各存各的 code_verifier（例如与 state 存在一起），不要被同一浏览器的另一次登录覆盖。',
  'applications.cure_code_used': '检查换取令牌的请求是否发了两次（重试、刷新回调页、两台服务器）；让市民重新登录。',
  'applications.cure_code_expired': '收到回调后立即换取令牌，并校准服务器时间。',
  'applications.cure_sign_in_again': '让市民重新登录一次。',
  'applications.cure_code_unknown': '从回调地址取出 code 时只做一次 URL 解码，并立即换取令牌。',
  'applications.cure_redirect_at_token_other': '两次使用完全相同的 redirect_uri。',
  'applications.cure_client_other': '用发起登录的那个 AK 换取令牌；检查测试与正式环境的配置是否混用。',
  'applications.cure_refresh_token_used':
    '每次刷新后保存新的刷新令牌；几台服务器共用时，由一台刷新。现在让市民重新登录。',
  'applications.cure_dpop_other': '用申请令牌的同一把密钥，为每次请求生成新的证明；响应里有 DPoP-Nonce 时带上它。',
  'applications.cure_refresh_scope_more': '刷新时不带 scope，或只带授权过的能力。',
  'applications.cure_audience_other': '用户信息用市民登录得到的令牌，数据接口用 client_credentials 得到的令牌。',
  'applications.cure_openid_needed': '发起登录时 scope 带上 openid 和需要的能力。',
  'applications.cure_token_type_other': '传入 access_token 或 refresh_token 的值。',
  'applications.cure_parameters_missing': '补上后再发；POST 的内容写在表单里，不写在网址里。',
  'applications.cure_parameter_twice': '每项只写一次。',

  'applications.cause_in_general': ({ error }) => logins[error].cause,
  'applications.cure_in_general': ({ error }) => logins[error].cure,
  'applications.cause_other': ({ error }) => `请求没有被接受（${error}）。`,
  'applications.cure_other': '对照返回的说明改正；仍不清楚时，把编号告诉客服。',

  'applications.pkce_or_nonce': `${makePkce}${byNonce}`,
  'applications.pkce_by_line': ({ name, line, hasNonce }) =>
    `${name}：加上 ${line}${/[;；。]$/.test(line) ? '' : '。'} ${hasNonce ? byNonce : ''}`.trim(),
  'applications.pkce_cannot': ({ name, hasNonce }) => `${name} 不能发送 PKCE。${hasNonce ? byNonce : byWaiver}`,

  'applications.differs_no_address': '收到的不是完整的网址，应以 https:// 开头',
  'applications.differs_scheme': ({ came, known }) => `协议不同：收到 ${came}，登记的是 ${known}`,
  'applications.differs_host': ({ known }) => `域名不同，登记的是 ${known}`,
  'applications.differs_port': ({ came, known }) => `端口不同：收到 ${came}，登记的是 ${known}`,
  'applications.differs_slash': '只差路径末尾的斜线',
  'applications.differs_case': '路径的大小写不同',
  'applications.differs_path': ({ known }) => `路径不同，登记的是 ${known}`,
  'applications.differs_query': '问号后面的内容不同',
  'applications.differs_hash': '不能带 # 和后面的内容',
  'applications.differs_writing': '写法不同：域名大小写、端口或编码',
} satisfies Catalogue<CauseFacts>;
