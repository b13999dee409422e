import type { HttpFacts } from '../../http/facts.ts';
import type { Catalogue } from '../catalogue.ts';

/** Types of JSON by the name that a schema has for them. */
const typeNames: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false',
  array: '数组',
  object: '对象',
  record: '对象',
};
const unitOf = (of: string) => (of === 'string' ? ' 个字' : of === 'array' ? ' 项' : '');

export const facts = {
  'http.foreign_origin': ({ origin }) =>
    `请求来自别的网站的网页（Origin）。编程助手直接调用、不带 Origin；网页只能是 ${origin} 的`,
  'http.assistant_token_missing':
    '请让助手登录（WWW-Authenticate 里的 resource_metadata 说明到哪里登录），或在 Authorization: Bearer 中带上在“编程助手”页面生成的凭证。凭证可能已到期或作废',
  'http.admin_token_missing': '请在 Authorization: Bearer 中带上在“管理接口”页面生成的凭证，它可能已到期或作废',
  'http.admin_scope_missing': ({ scope }) => `这个接口需要 ${scope}，请重新生成包含这一项的凭证`,
  'http.too_many_calls': ({ limit, seconds }) => `一分钟内最多调用 ${limit} 次，请在 ${seconds} 秒后再试`,
  'http.token_unproved': ({ why }) =>
    `访问令牌绑定了密钥：请用 Authorization: DPoP 带上令牌，并在请求头 DPoP 里带上为这次请求新做的证明（${why}）`,
  'http.token_missing': '请在 Authorization: Bearer 中带上用 AK、SK 换取的访问令牌，令牌 10 分钟有效',
  'http.scope_missing': ({ scope }) => `这个接口需要能力 ${scope}，请在机构后台为应用申请`,
  'http.not_in_sandbox': '沙箱里不能调用这个接口，请用正式应用的 AK 调用',
  'http.form_expected': '请用页面上的表单提交',
  'http.form_or_json_expected':
    '请发送表单（application/x-www-form-urlencoded）或 JSON（application/json），也可以什么都不发',
  'http.text_or_list': '请写文字，或文字的数组',
  'http.twice': ({ name }) => `“${name}”出现了两次，请返回页面重新提交`,
  'http.unreadable_text': '内容中有不能识别的字符，请删去后再提交',
  'http.too_long': ({ kilobytes }) => `提交的内容太长，最多 ${kilobytes} KB`,
  'http.form_not_utf8': '内容不是 UTF-8 编码，请用页面上的表单提交',
  'http.form_expired': '页面停留太久，或浏览器没有保存 Cookie。请重新打开页面再提交。',
  'http.form_of_another': '打开这个页面之后，您换了机构或账号，刚才的操作没有进行。请重新打开页面再提交。',
  'http.strange_cursor': 'cursor 应原样取自上一页的 next，筛选条件须与上一页相同',
  'http.method_not_allowed': ({ method, allowed }) => `这个地址不接受 ${method}，可以用 ${allowed}。`,
  'http.no_such_address': '网址可能写错了，或者页面已经移走。',
  'http.incomplete': '请求的内容不完整，请返回页面重新提交。',
  'http.internal': '系统没有处理成功，我们已经记录下来。请稍后再试，或把编号告诉客服。',
  'http.strange_etag': ({ header }) => `${header} 应为 * 或读取时得到的 ETag，例如 "3"`,
  'http.too_many_forms': ({ limit, seconds }) =>
    `一分钟内最多提交 ${limit} 次，这一次没有进行。请在 ${seconds} 秒后再做一次。`,
  'http.misdirected': ({ origin }) => `这里是 ${origin}，请检查您访问的地址。`,
  'http.unreadable_address': '网址中有不能识别的字符，请检查后再试。',
  'http.broken_off': '内容没有传完连接就断了，请检查网络后重新提交。',
  'http.host_twice': '请求里有两个 Host，请只发送一个。',
  'http.authorization_twice': '请求里有两个 Authorization，请只发送一个。',
  'http.body_on_read': 'GET 和 HEAD 请求不能带内容，请去掉请求体后再试。',
  'http.encoded_body': '请求体经过压缩（Content-Encoding），请不要压缩，原样发送。',
  'http.request_under_way': '同一 Idempotency-Key 的请求还在处理，请稍后用同样的内容再发一次',
  'http.key_reused': '这个 Idempotency-Key 已用于另一个请求，请为新的请求换一个（UUID）',
  'http.key_is_uuid': 'Idempotency-Key 应为 UUID，例如 5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55',
  'http.json_expected': '请求体应为 UTF-8 编码的 JSON 对象',
  'http.json_object_expected': '请求体应为一个 JSON 对象，不是数组、文字或数字',
  'http.body_missing': '请求没有请求体，应为一个 JSON 对象',
  'http.json_type_expected': '请求体应为 application/json',
  'http.form_type_expected': '请求体应为 application/x-www-form-urlencoded',
  'http.multipart_expected': ({ part }) => `请求体应为 multipart/form-data，文件是其中名为 ${part} 的一部分`,
  'http.json_unreadable_text':
    '请求体中有不能保存的字符（\\u0000、不成对的 \\ud800 一类，或者一个字上的许多附加符号），请删去',
  'http.json_too_deep': ({ most }) => `请求体套了太多层，最多 ${most} 层`,
  'http.limit_form': 'limit 应为 1 到 200 的整数',
  'http.page_size_form': 'page_size 应为 1 到 200 的整数',
  'http.instant_form': ({ name }) => `${name} 应为时间，例如 2026-11-24T08:00:00+08:00`,
  'http.cursor_form': 'cursor 应原样取自上一页的 next',
  'http.query_twice': ({ name }) => `“${name}”出现了两次，请只写一次`,
  'http.query_unreadable': ({ name }) => `“${name}”中有不能识别的字符`,
  'http.too_many_files': ({ most }) => `一次最多上传 ${most} 个文件，请分几次上传`,
  'http.uploads_busy': '现在上传文件的人很多，请一分钟后再试',
  'http.file_incomplete': '文件没有传完整，请检查网络后重新上传',
  'http.fields_too_long': ({ kilobytes }) => `填写的内容太长，最多 ${kilobytes} KB`,
  'http.file_too_large': ({ name, most }) => `“${name}”超过 ${most}，请压缩后再上传`,
  'http.files_too_large': ({ most }) => `一次上传的文件合计超过 ${most}，请分几次上传`,
  'http.not_all_answered': '不是所有进程都回答了，请稍后再问',
  'http.no_success': '这次没有成功',
  'http.unlike_schema': ({ detail }) => detail,
  'http.value_missing': ({ name }) => `缺少 ${name}`,
  'http.unknown_parameter': ({ name, known }) =>
    known.length === 0
      ? `不认识 ${name}，这个接口在网址的 ? 后面什么都不收`
      : `不认识 ${name}，网址的 ? 后面可以用的是：${known.join('、')}`,
  'http.unknown_member': ({ name, known }) =>
    known.length === 0
      ? `没有 ${name} 这一项，这里什么也不用给`
      : `没有 ${name} 这一项，可以给的是：${known.join('、')}`,
  'http.value_type': ({ name, type }) => `${name} 应为${typeNames[type] ?? ` ${type}`}`,
  'http.value_one_of': ({ name, values }) => `${name} 应为其中之一：${values.join('、')}`,
  'http.value_most': ({ name, most, of }) =>
    `${name} 最${of === 'string' || of === 'array' ? '多' : '大'} ${most}${unitOf(of)}`,
  'http.value_least': ({ name, least, of }) =>
    `${name} 最${of === 'string' || of === 'array' ? '少' : '小'} ${least}${unitOf(of)}`,
  'http.value_form': ({ name, form }) => `${name} 的格式不对，应为 ${form}`,
  'http.quota_spent': ({ limits, seconds }) => `这个 AK 调用太频繁：${limits.join('，')}。请在 ${seconds} 秒后再试`,
  'http.quota': ({ per, limit }) => `${per} 秒内最多 ${limit} 次`,
  'http.to_page_before': '返回上一页',
  'http.to_desk': '返回工作台',
  'http.to_home': '返回首页',
  'http.field_name': ({ text }) => text,
  'http.text_most': ({ name, most }) => `${name} 最多 ${most} 个字`,
  'http.no_such_state': ({ name }) => `${name} 不是这里的状态`,
  'http.truth_form': ({ name }) => `${name} 应为 true 或 false`,
} satisfies Catalogue<HttpFacts>;
