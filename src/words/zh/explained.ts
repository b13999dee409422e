import type { LoginError } from '../../applications/log/login-errors.ts';
import type { ProblemCode } from '../../errors.ts';
import { bearer, type Explained, json, one } from '../../http/explained.ts';

const token = 'curl -u "$AK:$SK" -d grant_type=client_credentials "$ORIGIN/oidc/token"';

/** Those of the whole call: `code` and `status` of the answer. */
export const problems: Readonly<Record<ProblemCode, Explained>> = {
  validation_failed: {
    title: '内容未通过校验',
    cause:
      'errors 里逐项写明了位置（pointer）、字段名称（field）、代码（code）和怎样修改（message），一次列出全部问题。',
    cure: '按 message 修改后重新发送。每项的 help 指向该字段的说明。没有通过的内容不会保存。',
    curl: `curl -X PUT ${bearer} ${json} -d @activity.json ${one}`,
  },
  bad_request: {
    title: '请求不完整或不能识别',
    cause: '请求体不是 UTF-8 的 JSON 对象，或查询条件、cursor、请求头的写法不对。',
    cure: '按 detail 核对。cursor 须原样取自上一页的 next，筛选条件与上一页相同。',
    curl: `curl -G ${bearer} -d channel=activity --data-urlencode "cursor=$NEXT" "$ORIGIN/api/v1/resources"`,
  },
  unauthenticated: {
    title: '没有带凭证，或凭证已到期',
    cause: '请求头没有 Authorization: Bearer，或访问令牌已过 10 分钟。',
    cure: '用 AK、SK 换取新的访问令牌再调用。',
    curl: token,
  },
  invalid_client_expired: {
    title: 'AK 已到期',
    cause: 'AK 有效期 30 天，没有在到期前延长。',
    cure: '在机构后台“应用与密钥”点击“延长有效期”，一秒内恢复，SK 不变。',
    curl: token,
  },
  invalid_client_disabled: {
    title: 'AK 已被停用',
    cause: '运营停用了这个应用，原因已通知机构。',
    cure: '联系运营，报上 AK。',
    curl: token,
  },
  insufficient_scope: {
    title: '应用没有这项能力',
    cause: '访问令牌不包括这个接口需要的能力。',
    cure: '在机构后台为应用申请变更，审核通过后重新换取访问令牌。',
    curl: `curl ${bearer} "$ORIGIN/api/v1/me"`,
  },
  forbidden: {
    title: '现在不能做这件事',
    cause: '机构还没有通过认证，或角色不包括这件事。',
    cure: '机构认证通过后可以共享资源；人员的角色由本机构的管理员设置。',
    curl: `curl ${bearer} "$ORIGIN/api/v1/me"`,
  },
  not_found: {
    title: '没有找到',
    cause:
      '地址、栏目代码或本地编号写错了，或者它由本机构别的应用录入：一个应用看得到自己推送的和本机构人员填写的内容。',
    cure: '核对栏目代码和本地编号，或用列表查看有哪些。',
    curl: `curl ${bearer} "$ORIGIN/api/v1/resources?channel=activity"`,
  },
  method_not_allowed: {
    title: '这个地址不支持这种请求',
    cause: '请求方法（GET、PUT 等）写错了。',
    cure: '对照接口说明修改请求方法。',
  },
  gone: {
    title: '已经不在了',
    cause: '内容已撤回、已到期下线，或行政区划已停用。',
    cure: '从列表重新查找。',
  },
  licence_expired: {
    title: '资源许可已到期或收回',
    cause: '取用国家云的资源需要有效的许可。',
    cure: '在机构后台重新申请资源许可。',
    curl: `curl ${bearer} "$ORIGIN/api/v1/licences"`,
  },
  stats_future_date: {
    title: '日期还没有过去',
    cause: '服务数据按天填报，只能填写今天以前的日期。',
    cure: '第二天再报，或核对日期。',
  },
  stats_locked: {
    title: '数据已锁账',
    cause: '这一天所在的月份已经锁账，或者已过 7 天、更正要经运营同意；errors 里的 code 说明是哪一种。',
    cure: '在机构后台提交更正申请，或联系运营。',
  },
  stats_reason_required: {
    title: '更正须写明原因',
    cause: '已经报过的数据被改成另一个数，没有写原因，或只写了一个字。',
    cure: '在 reason 中写明更正的原因（2 至 200 个字），再发送一次。',
  },
  conflict: {
    title: '现在的状态不允许',
    cause: '这件事与它现在的状态不符，例如取回一条已经开始审核的内容。',
    cure: '重新读取，看 status 和 detail 再决定。',
    curl: `curl ${bearer} ${one}`,
  },
  resource_published_immutable: {
    title: '已发布的内容不能修改或删除',
    cause: '审核通过的版本永远保留。',
    cure: '要更正，用 PUT 提交修订版；不想再显示，用 :withdraw 申请撤回。',
    curl: `curl -X POST ${bearer} ${json} -d '{"reason":"活动取消"}' "$ORIGIN/api/v1/resources/activity/qx-act-001:withdraw"`,
  },
  resource_in_review: {
    title: '内容正在审核',
    cause: '审核期间内容不能改变，以免审核的与发布的不同。',
    cure: '还没有开始审核时可以取回（:recall）再改；否则等审核有结果。',
    curl: `curl -X POST ${bearer} "$ORIGIN/api/v1/resources/activity/qx-act-001:recall"`,
  },
  external_id_taken: {
    title: '本地编号已由其他应用录入',
    cause:
      '同一机构、同一栏目里，一个本地编号只有一条内容，不论由表单、工作簿还是接口录入。这个编号是本机构另一个应用录入的；由人员录入的内容，本机构有 resource:write 的应用都可以修改。',
    cure: '换一个编号；或请本机构管理员在“应用与密钥”中这个应用页面的“能力”允许它接管，再发送一次。接管以后，这条内容由这个应用维护。',
    curl: `curl -X PUT ${bearer} ${json} -d @activity.json ${one}`,
  },
  request_under_way: {
    title: '同样的请求还在处理',
    cause: '同一个 Idempotency-Key 的请求还没有处理完。',
    cure: '按 Retry-After 的秒数等待，再用同样的内容和编号发送，会得到第一次的回答。',
  },
  etag_mismatch: {
    title: '读取之后有变动',
    cause: 'If-Match 中的版本不是现在的版本，别人或另一个程序刚刚改过。',
    cure: '重新读取，在新的内容上修改，带上新的 ETag。',
    curl: `curl -i ${bearer} ${one}`,
  },
  precondition_required: {
    title: '需要带 If-Match',
    cause: '修改部分字段（PATCH）必须说明是在哪个版本上修改。',
    cure: '先读取，把响应头 ETag 原样写进 If-Match。',
    curl: `curl -X PATCH ${bearer} ${json} -H 'If-Match: "3"' -d '{"title":"新的标题"}' ${one}`,
  },
  idempotency_key_reused: {
    title: 'Idempotency-Key 已用于另一个请求',
    cause: '24 小时内，同一个编号下来了内容不同的请求。',
    cure: '每个新的请求用新的 UUID；只在重发同一请求时用原来的。',
    curl: `curl -X PUT ${bearer} ${json} -H "Idempotency-Key: $(uuidgen)" -d @activity.json ${one}`,
  },
  batch_too_large: {
    title: '一批太多',
    cause: '一次超过 100 项。',
    cure: '分成几批，每批最多 100 项。更多的内容可以用文件批量导入。',
    curl: `curl -X POST ${bearer} ${json} -d @batch.json "$ORIGIN/api/v1/resources:batch"`,
  },
  payload_too_large: {
    title: '内容太长',
    cause: '请求体或文件超过了上限：一条内容 512 KB，一批 1 MB，一个文件 20 MB。',
    cure: '压缩图片，或分几次发送。',
  },
  unsupported_media_type: {
    title: '请求体的类型不对',
    cause: '请求头 Content-Type 不是这个接口要的类型。',
    cure: '内容用 application/json，PATCH 也可以用 application/merge-patch+json，文件用 multipart/form-data。',
  },
  misdirected: {
    title: '请求送错了地方',
    cause: '请求的主机名不是这个平台的。',
    cure: '核对地址和代理的设置。',
  },
  rate_limited: {
    title: '调用太频繁',
    cause: '一个 AK 每分钟最多 600 次，每秒最多 60 次；批量接口每 10 项计一次，实时信息另计每分钟 600 次。',
    cure: '按 Retry-After 的秒数等待。响应头 RateLimit 说明还剩多少次；大量内容请用批量接口。',
    curl: `curl -i ${bearer} "$ORIGIN/api/v1/resources" | grep -i ratelimit`,
  },
  form_expired: {
    title: '页面已经过期',
    cause: '页面打开太久，或在别处退出过登录。',
    cure: '返回页面，重新提交。程序不会遇到它。',
  },
  start_again: {
    title: '请重新开始',
    cause: '登录的步骤已经过期。',
    cure: '从头再登录一次。程序不会遇到它。',
  },
  internal: {
    title: '平台没有处理成功',
    cause: '平台内部出了问题，已经记录下来。',
    cure: '所有写入都可以放心重复：稍后用同样的内容再发一次。仍然不行，请把 trace_id 告诉客服。',
  },
  maintenance: {
    title: '服务正忙',
    cause: '平台正在维护，或请求太多。',
    cure: '按 Retry-After 的秒数等待，再用同样的内容发送。',
  },
};

/** Those of one field: `errors[].code`. */
export const fields: Readonly<Record<string, Explained>> = {
  required: {
    title: '没有填写',
    cause: '这个字段必须有值。',
    cure: '填写后重新发送。字段的含义见它的 help。',
  },
  required_here: {
    title: '这种情况下须填写',
    cause: '这个字段平时可以不填，与其他字段合在一起时需要，例如取消活动须写原因。',
    cure: '按 message 补上。',
  },
  invalid_value: {
    title: '值不合要求',
    cause: '值的类型、长度、范围不对，或与其他字段矛盾。',
    cure: '按 message 修改。可以选的值见栏目的字段说明。',
    curl: 'curl "$ORIGIN/api/v1/channels/activity/schema"',
  },
  unknown_field: {
    title: '没有这个字段',
    cause: '请求体里有这个接口没有的成员；或者写内容时带了 Prefer: handling=strict，而栏目没有这个字段。',
    cure: '核对名称，或删去它。只有内容的字段，不带 Prefer 时不认识的会被忽略。',
    curl: `curl -X PUT ${bearer} ${json} -H "Prefer: handling=strict" -d @activity.json ${one}`,
  },
  unknown_parameter: {
    title: '没有这个查询参数',
    cause: '网址的 ? 后面有这个接口没有的参数，多半是写错的名称；忽略它，得到的就不是要找的内容。',
    cure: 'message 列出了这个接口的参数。核对名称，或删去它。',
    curl: 'curl "$ORIGIN/api/v1/open/resources?chanel=activity"',
  },
  region_retired: {
    title: '行政区划代码已停用',
    cause: '这个代码曾经使用，现在已经撤销或合并。',
    cure: 'message 写明了现在的代码。也可以查询哪些代码有变动。',
    curl: 'curl "$ORIGIN/api/v1/regions?updated_since=2026-01-01"',
  },
  media_not_found: {
    title: '图片或附件取不到',
    cause: '文件编号不存在，或图片的地址打不开、不是图片。',
    cure: '先用 POST /api/v1/files 上传，把编号写进字段；或确认地址能从公网访问。',
    curl: `curl ${bearer} -F file=@cover.jpg "$ORIGIN/api/v1/files"`,
  },
  image_too_small: {
    title: '图片太小',
    cause: '图片会被放大变模糊。封面不小于 800×450。',
    cure: '换一张更大的图片。',
    curl: `curl ${bearer} -F file=@cover.jpg "$ORIGIN/api/v1/files"`,
  },
};

/** The meaning of a login's error, for any call. */
export const logins: Readonly<Record<LoginError, { cause: string; cure: string }>> = {
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
    cure: '照您的框架打开 PKCE：要写的一行在“登录的错误”的表里，其余在“各种框架”。不能发送 PKCE 而发送 nonce 的，把应用设为“PKCE 或 nonce”。',
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
