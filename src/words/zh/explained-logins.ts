import { frameworks } from '../../applications/aksk/frameworks.ts';
import type { LoginError } from '../../applications/log/login-errors.ts';

/** How PKCE is turned on, framework by framework. */
const lines = Object.values(frameworks)
  .flatMap(({ name, pkce }) => (pkce === undefined ? [] : [`${name}：${pkce}`]))
  .join('　')
  .concat('　不能发送 PKCE 而发送 nonce 的，把应用设为“PKCE 或 nonce”。');

/** What an error of a login means whatever the call was. */
export const explainedLogins: Readonly<Record<LoginError, { cause: string; cure: string }>> = {
  invalid_client: {
    cause: 'AK 或 SK 不对，AK 已到期，或已被运营停用。',
    cure: '核对 AK、SK；看 error_description：写着 AK expired 时，在机构后台点击【延长有效期】；写着 AK disabled 时，联系运营。',
  },
  unauthorized_client: {
    cause: 'AK 已到期或已停用，登录在显示页面之前就退回了您的平台。',
    cure: '在机构后台点击【延长有效期】，一秒内恢复。',
  },
  invalid_grant: {
    cause: '授权码只能用一次，60 秒内有效；刷新令牌每次使用后会更换；code_verifier 或 redirect_uri 与申请时不一致。',
    cure: '重新发起登录。换取令牌时使用与授权请求相同的 redirect_uri 和 code_verifier；保存每次返回的新刷新令牌。',
  },
  invalid_redirect_uri: {
    cause: '授权请求中的 redirect_uri 与登记的回调地址不完全一致。',
    cure: '逐个字符核对：协议、大小写、端口、路径末尾的斜线都要一样。需要新地址时，在机构后台登记。',
  },
  invalid_request: {
    cause: '请求缺少内容、内容重复，或没有使用 PKCE（code_challenge、S256）。',
    cure: '对照 error_description 改正；除了设为“PKCE 或 nonce”的应用，都要使用 PKCE。',
  },
  pkce_missing: {
    cause: '授权请求没有使用 PKCE；设为“PKCE 或 nonce”的应用，也没有 nonce。响应里写的是 invalid_request。',
    cure: lines,
  },
  invalid_request_uri: {
    cause: '推送的登录请求（request_uri）已过期或已经用过。',
    cure: '每次登录都重新推送；推送后 60 秒内使用，只用一次。',
  },
  invalid_scope: { cause: '请求了没有批准的能力。', cure: '只请求审核通过的能力；需要更多时，在机构后台申请。' },
  invalid_token: {
    cause: '访问令牌已过期（10 分钟）、已撤销，或不是给这个接口用的。',
    cure: '用刷新令牌或 AK、SK 换取新的访问令牌。',
  },
  insufficient_scope: {
    cause: '访问令牌没有这个接口需要的能力。',
    cure: '换取令牌时带上需要的 scope；没有批准的能力先在机构后台申请。',
  },
  invalid_target: { cause: 'resource 的值不对。', cure: '去掉 resource，或使用接口的完整地址。' },
  access_denied: { cause: '市民没有同意授权，或取消了登录。', cure: '回到您的登录页，不要自动重试。' },
  login_required: {
    cause: '使用 prompt=none 时，市民没有登录国家公共文化云。',
    cure: '去掉 prompt=none，让市民登录。',
  },
  consent_required: { cause: '使用 prompt=none 时，市民还没有同意授权。', cure: '去掉 prompt=none，让市民确认。' },
  unsupported_response_type: {
    cause: '只支持授权码（response_type=code）。',
    cure: '改用 response_type=code 和 PKCE。',
  },
  unsupported_grant_type: {
    cause: '只支持 authorization_code、refresh_token、client_credentials。',
    cure: '改用这三种之一。',
  },
  invalid_dpop_proof: { cause: 'DPoP 证明过期、用过，或与请求不符。', cure: '每次请求生成新的证明，校准服务器时间。' },
  use_dpop_nonce: {
    cause: 'DPoP 证明里的时间与国家公共文化云相差太多。',
    cure: '把响应头 DPoP-Nonce 的值放进新的证明，再请求一次。',
  },
  invalid_request_object: {
    cause: '签名的登录请求（request，JAR）没有通过验证。',
    cure: '用登记的公钥对应的私钥签名，不要用 none；iss 为 AK，aud 为 issuer，没有过期。',
  },
  request_uri_not_supported: {
    cause: '只接受由 /oidc/par 给出的 request_uri。',
    cure: '先把授权请求推送到 /oidc/par。',
  },
  interaction_required: {
    cause: '使用 prompt=none 时，需要市民确认一些内容。',
    cure: '去掉 prompt=none，让市民确认。',
  },
  rate_limited: {
    cause:
      '一个 AK 一分钟内换取令牌或推送授权请求超过 6000 次，或者同一网络一分钟内发起的登录、用没有 SK 的 AK 推送的授权请求、没有登录时的退出超过 60 次。',
    cure: '按响应头 Retry-After 的秒数等待再试；访问令牌 10 分钟有效，请保存下来重复使用。',
  },
  temporarily_unavailable: {
    cause: '国家公共文化云的数据库暂时没有回答（HTTP 503）；授权码和刷新令牌没有被用掉。',
    cure: '按响应头 Retry-After 的秒数等待，再用同样的内容发送一次。',
  },
  server_error: { cause: '国家公共文化云没有处理成功。', cure: '稍后再试；仍不行时，把 X-Request-Id 告诉客服。' },
};
