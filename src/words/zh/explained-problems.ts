import type { ProblemCode } from '../../errors.ts';
import { bearer, type Explained, json, one } from '../../http/explained.ts';

const token = 'curl -u "$AK:$SK" -d grant_type=client_credentials "$ORIGIN/oidc/token"';

/** Those of the whole call: `code` and `status` of the answer. */
export const explainedProblems: Readonly<Record<ProblemCode, Explained>> = {
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
    cause: '这一天的数据已超过可以直接更正的期限。',
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
    cure: '换一个编号；或请本机构管理员在“应用与密钥”中这个应用的“能力”页允许它接管，再发送一次。接管以后，这条内容由这个应用维护。',
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
