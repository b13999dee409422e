/** Words of the description of the API, which is written in Chinese with the operations of each room: summaries, descriptions and notes. */
export const api: Readonly<Record<string, string>> = {
  // Who, where, and answers of every call
  概况: 'Overview',
  接口是否可用: 'Whether the API works',
  '任何人，不用凭证': 'Anyone, without credentials',
  回答: 'Answer',
  '回答：': 'Answer:',
  成功: 'OK',
  没有成功: 'It failed',
  没有成功时: 'On failure',
  成功时: 'On success',
  例子: 'Example',
  返回: 'Answer',
  可重试: 'Retry',
  可以: 'Yes',
  改后: 'After a change',
  换令牌后: 'With a new token',
  不用: 'No',
  请求不完整或不能识别: 'The request is incomplete or unreadable',
  '服务正忙，请按 Retry-After 的秒数等待': 'The service is busy; wait for the seconds in Retry-After',
  '没有带凭证，或凭证已到期、作废': 'No credentials, or they have expired or were revoked',
  '有需要修改的内容，见 errors': 'Something must be corrected, see errors',
  没有找到: 'Not found',
  凭证或角色不包括这件事: 'The credentials or the role do not include this',
  现在的状态不允许: 'Its state does not allow this',
  内容太长: 'The content is too long',
  请求体的类型不对: 'The body has the wrong type',
  '调用太频繁，请按 Retry-After 的秒数等待': 'Too many calls; wait for the seconds in Retry-After',
  '读取之后有变动（If-Match），或已经存在（If-None-Match: *）':
    'Changed since it was read (If-Match), or it exists already (If-None-Match: *)',
  '需要带 If-Match': 'If-Match is needed',
  机构的应用: 'Applications of institutions',
  '登录（OAuth 2.0、OpenID Connect）': 'Login (OAuth 2.0, OpenID Connect)',
  运营人员的程序: 'Programs of operators',
  请求头: 'Headers',
  查询: 'Query',
  路径: 'Path',
  请求体: 'Body',
  响应头: 'Headers of the answer',
  'Bearer 加访问令牌': 'Bearer and the access token',
  额度: 'The quota',
  '还剩多少次，多少秒后重新计算': 'How many are left, and in how many seconds the count starts again',
  '（授权请求的各项）': '(the authorization request)',
  栏目的字段: 'Fields of the channel',
  栏目的字段和值: 'Fields of the channel and their values',
  // Login
  登录与令牌: 'Login and tokens',
  发现文件: 'Discovery document',
  '请市民登录（授权地址）': 'Send the citizen to log in (authorization endpoint)',
  换取令牌: 'Get tokens',
  取用户信息: 'Fetch the user info',
  '先推送授权请求（PAR）': 'Push the authorization request first (PAR)',
  查询令牌是否有效: 'Inspect a token',
  撤销令牌: 'Revoke a token',
  退出登录: 'Log out',
  '签名公钥（JWKS）': 'Public signing keys (JWKS)',
  // Overview
  '访问令牌属于哪个机构、哪个应用，能做什么，有效期到哪天':
    'The institution and application of the access token, its scopes, and its last day',
  'active 生效中，expiring 7 天内到期（只有 7 天的沙箱密钥，最后一天起），expired 已过期，disabled 已禁用':
    'active: valid; expiring: within 7 days (sandbox keys of 7 days: from the last day on); expired; disabled',
  '沙箱应用：数据与正式数据分开': 'A sandbox application: its data is apart from the real data',
  'AK 有效期；不会到期的为 null': 'Until when the AK is valid; null if it does not expire',
  '额度：多少秒内最多多少次，与响应头 RateLimit-Policy 的名称相同':
    'The quotas: how many in how many seconds, with the names of the header RateLimit-Policy',
  '这份接口说明（OpenAPI 3.1）': 'This description of the API (OpenAPI 3.1)',
  // Channels and regions
  栏目和行政区划: 'Channels and regions',
  列出栏目: 'List the channels',
  '字段说明（JSON Schema）': 'Its fields (JSON Schema)',
  'Excel 模板': 'Excel template',
  给人看的字段说明: 'Its fields for people',
  '免审核的字段，见 live-state': 'Fields without a review, see live-state',
  列出行政区划: 'List the regions',
  '不写 parent 时列出省级。写 updated_since 时列出那天以后启用或停用的，停用的带 replaced_by。':
    'Without parent, the provinces. With updated_since, those introduced or retired since that day; retired ones have replaced_by.',
  上一级的代码: 'Code of the level above',
  只列出这一天以来有变动的: 'Only those changed since this day',
  从这一天起停用: 'Retired from this day on',
  '栏目的字段（JSON Schema 2020-12）': 'Fields of a channel (JSON Schema 2020-12)',
  '由字段目录生成，与表单、Excel 模板一致。多个字段之间的规则在提交时检查。':
    'Made of the catalogue of fields, like the forms and Excel templates. Rules between several fields are checked on submission.',
  栏目代码: 'Code of the channel',
  '栏目的 Excel 模板': 'Excel template of a channel',
  // Resources
  资源: 'Resources',
  '读一份通知：读出条目和每一项的出处': 'Read an announcement: its entries, and the source of each item',
  '与控制台的“粘贴通知”同一套规则：在平台里按规则读，不发给别的服务，不保存原文。给 text、html 或 file 之一。propose 为 true 时每条建一份草稿，不确定的项不写进去（withheld），由您的人看过再补；同一份通知再来一次，内容不变。改期、取消的通知只读不改，请用实时信息或修订。身份证号码读出后去掉，也不会返回。':
    'The same rules as 粘贴通知 (paste an announcement) in the console: it is read by rules inside the platform, sent to no other service, and its original is not stored. Give one of text, html and file. With propose set to true a draft is created for each entry, without uncertain items (withheld), which your people look at and add; the same announcement again changes nothing. Announcements of postponements and cancellations are only read: use live state or a revision. Identity numbers are removed and not returned.',
  'UUID；24 小时内重复同一请求得到同样的回答': 'A UUID; within 24 hours, the same request again gets the same answer',
  '通知全文，一行一段，表格的格子之间用制表符':
    'The whole announcement, a paragraph a line, cells of tables separated by tabs',
  '公众号编辑器或网页的 HTML': 'HTML of an editor or a web page',
  '.docx、.pdf、.xlsx、.ics、.eml 等文件，base64，10 MB 以内':
    'A file such as .docx, .pdf, .xlsx, .ics or .eml in base64, at most 10 MB',
  '通知写于哪一天，“明天”从这天算': 'The day on which it was written: “tomorrow” counts from it',
  为每一条建草稿: 'Create a draft for each entry',
  '读的文字，spans 指着它；去掉的号码是 *': 'The text that was read, into which spans point; removed numbers are *',
  '字段和值，与这个栏目的 data 相同': 'Fields and values, as data of this channel',
  '通知说的是原来的一条：延期、取消、更正': 'It is about an existing entry: postponed, cancelled, corrected',
  没有条目时是什么: 'What it is if there is no entry',
  '闭馆的日子，属于开放时间': 'Days on which the venue is closed, which belong to its opening hours',
  去掉了几处证件号码: 'How many identity numbers were removed',
  邮件里没有读的附件: 'Attachments of the mail that were not read',
  'propose 时建的草稿，用 external_id 读取、补充、提交':
    'Drafts created by propose: read, complete and submit them by external_id',
  'created、updated、unchanged 等': 'created, updated, unchanged and so on',
  '不确定，没有写进草稿的字段': 'Uncertain fields that were left out of the draft',
  删除草稿或退回的内容: 'Delete a draft or returned content',
  '已发布的内容不能删除，请用 :withdraw 申请撤回；它的修订版草稿可以删除。没有这条内容时也回答 204。':
    'Published content cannot be deleted: request :withdraw; the draft of its revision can. Without such an entry the answer is 204 too.',
  '栏目代码，见 /api/v1/channels': 'Code of the channel, see /api/v1/channels',
  '本地编号：贵方系统里的编号': 'The local number: the one in your own system',
  '读取时得到的 ETag：之后有变动就不做；* 表示须已存在':
    'The ETag of reading it: nothing is done if it has changed since; * means that it must exist',
  '版本，改动时写进 If-Match': 'The version: put it into If-Match when you change it',
  'exact：国家云上的一个不差；at_least：只看见一部分，是下限':
    'exact: all that happened on the Cloud; at_least: a part of it, a lower bound',
  已删除: 'Deleted',
  '已删除，或者本来就没有': 'Deleted, or it was never there',
  修改一条内容的部分字段: 'Change some fields of an entry',
  'JSON Merge Patch（RFC 7396）：null 表示删去。必须带 If-Match，以免覆盖别人刚做的改动。':
    'JSON Merge Patch (RFC 7396): null removes a field. If-Match is required, so that no one’s changes are overwritten.',
  'true：保存后立即提交审核：true、false': 'true: submit it for review after storing it: true, false',
  'true：保存后立即提交审核': 'true: submit it for review after storing it',
  'handling=strict：有不认识的字段就不接受；不写时忽略它们':
    'handling=strict: refuse unknown fields; they are ignored without it',
  '要修改的字段和值，没有写的不变；null 表示删去':
    'The fields to change and their values; the others stay as they are; null removes one',
  'draft 草稿，in_review 审核中，returned 退回修改，rejected 不予通过，scheduled 定时发布，published 已发布，withdrawn 已撤回，expired 已过期':
    'draft; in_review; returned for changes; rejected; scheduled for publication; published; withdrawn; expired',
  '已发布内容的修订版现在怎样；没有修订版时为 null': 'The state of the revision of published content; null without one',
  '是修订版时：它要替换的已发布版本': 'Of a revision: the published version that it will replace',
  '已发布的版本，从 1 起': 'The published version, from 1',
  '内容，字段见 /api/v1/channels/{channel}/schema。有草稿或修订版时是它的，否则是已发布的':
    'The content, with the fields of /api/v1/channels/{channel}/schema: of the draft or revision if there is one, else the published one',
  免审核的实时信息: 'Live state, without a review',
  退回或不予通过的原因: 'Why it was returned or rejected',
  '审核员的逐项意见：字段 → 意见': 'Remarks of the reviewer: field → remark',
  'created 新建，updated 已修改，unchanged 与原来相同，revision 生成或修改了修订版':
    'created; updated; unchanged; revision: a revision was created or changed',
  '已修改，或与原来相同': 'Changed, or the same as before',
  '已发布的内容有了修订版（revision_of）': 'The published content has a revision now (revision_of)',
  新建或整体替换一条内容: 'Create or replace an entry',
  '以本地编号为准，可以放心重复。同样的内容再来一次不会产生新的草稿或审核。已发布的内容不会被改动：得到的是修订版，审核通过后替换。':
    'By the local number; safe to repeat. The same content again makes no new draft and no new review. Published content is not touched: you get a revision, which replaces it once approved.',
  '* 表示须还不存在，只新建不覆盖': '* means that it must not exist yet: create, never overwrite',
  新建的内容在哪里: 'Where the new entry is',
  已新建: 'Created',
  读取一条内容: 'Read an entry',
  '列出本应用推送的和本机构人员填写的内容，最近改动的在前':
    'List what this application pushed and people of the institution wrote, last changed first',
  只列出这个栏目的: 'Only this channel',
  '只列出这个状态的：draft、expired、in_review、published、rejected、returned、scheduled、withdrawn':
    'Only this state: draft, expired, in_review, published, rejected, returned, scheduled, withdrawn',
  只列出这一刻以后有改动的: 'Only those changed after this moment',
  '上一页的 next，筛选条件须与上一页相同': 'next of the page before, with the same filters',
  '一页多少条，默认 50，最多 200': 'Entries a page, 50 by default, at most 200',
  '没有下一页时为 null': 'null without a next page',
  '更新实时信息：余量、状态等': 'Update live state: places left, state and so on',
  '不经审核，立即显示。整体替换。': 'Without a review, shown at once. Replaces the whole.',
  '读取这条内容时得到的 ETag：之后有变动就不做': 'The ETag of reading it: nothing is done if it has changed since',
  '免审核的字段和值，是哪些见 /api/v1/channels 的 live_state':
    'Fields without a review and their values; live_state in /api/v1/channels says which',
  与原来不同: 'Different from before',
  取回还没有开始审核的内容: 'Recall content whose review has not begun',
  提交审核: 'Submit for review',
  '已经提交的，重复提交不会再次进入审核。': 'Submitted content does not enter the review a second time.',
  申请撤回已发布的内容: 'Request to withdraw published content',
  '审核通过后市民不再看到它；此前照常显示。':
    'After the approval citizens no longer see it; until then it is shown as before.',
  '2 至 200 个字': '2 to 200 characters',
  '一次新建或替换最多 100 条内容': 'Create or replace up to 100 entries',
  '每一项单独成败，回答按请求的顺序逐项给出状态。每 10 项计一次调用。一批最多 100 项、1 MB，更多的请分几次发送，或者用批量导入。':
    'Each item succeeds or fails by itself; the answer gives their states in the order of the request. 10 items count as one call. A batch has at most 100 items and 1 MB; send more in parts, or import a file.',
  '每项有 channel（栏目）、external_id（本地编号）、data（内容）':
    'Each item has channel, external_id (the local number) and data (the content)',
  '这一项单独请求时的 HTTP 状态': 'The HTTP status that this item would have by itself',
  已进入审核: 'It entered the review',
  '没有成功的原因；草稿可能已保存，见 result': 'Why it failed; the draft may have been stored, see result',
  '稳定的代码，程序按它判断': 'A stable code, by which programs decide',
  给人看的说明: 'An explanation for people',
  逐项的说明: 'Explanations item by item',
  '请求体中的位置（JSON Pointer）；整个请求体的问题是空字符串':
    'The place in the body (JSON Pointer); the empty text for a problem of the whole body',
  表单上的名称: 'The name in the form',
  稳定的代码: 'A stable code',
  这个字段的说明: 'The page of this field',
  一次确认一周的活动都照常: 'Confirm that all activities of a week take place',
  '与控制台首页的“都照常”相同：周四起确认下一周，周一至周三确认本周还没开始的。市民会看到“馆方今天确认”。撞了教室的不确认，在 left 里逐场说明；改好以后再来一次。可以放心重复。更新过实时信息的当天就算确认。':
    'The same as 都照常 (all as planned) on the first page of the console: from Thursday on the next week, from Monday to Wednesday what has not begun in this one. Citizens see that the venue confirmed it today. Those that collide in a room are not confirmed and are listed in left; correct them and call again. Safe to repeat. An entry whose live state was updated counts as confirmed that day.',
  这一周的周一: 'Monday of this week',
  这一次确认了几场: 'How many were confirmed this time',
  '没有确认的，和原因': 'Those not confirmed, and why',
  '同一时间、同一间房的另一场': 'The other one in the same room at the same time',
  // Imports
  批量导入: 'Bulk import',
  '上传一个文件，批量导入一个栏目的内容': 'Upload a file with entries of a channel',
  'NDJSON（每行一条，须有 external_id）、Excel 或 CSV，最大 10 MB。在后台检查，正确的行导入为草稿，有问题的行列在问题清单中。同一本地编号再来一次是修改，相同的内容不变。在沙箱里一个文件最多 1,000 行，导入到沙箱。':
    'NDJSON (an entry a line, each with external_id), Excel or CSV, at most 10 MB. Checked in the background: correct rows become drafts, the others are in the list of problems. The same local number again is a change; the same content changes nothing. In the sandbox a file has at most 1,000 rows and is imported there.',
  '文件名，给人看的': 'Name of the file, for people',
  批次号: 'Number of the import',
  'parsing 检查中，checked 等待确认，importing 导入中，sending 送审中，undoing 撤销中，done 已导入，undone 已撤销，failed 没有读取，abandoned 已放弃':
    'parsing: being checked; checked: waits for confirmation; importing; sending: to the review; undoing; done; undone; failed: could not be read; abandoned',
  已检查的行: 'Rows checked',
  '有问题、没有导入的行，见 errors_url': 'Rows with problems, which were not imported, see errors_url',
  '各有多少：created、updated、unchanged、revision、in_review、sent 等':
    'How many of each: created, updated, unchanged, revision, in_review, sent and so on',
  整个文件没有读取的原因: 'Why the whole file could not be read',
  '问题清单（CSV），保留 30 天': 'The list of problems (CSV), kept for 30 days',
  在哪里查看进展: 'Where to see the progress',
  '已收下，正在检查': 'Received and being checked',
  问题清单: 'The list of problems',
  编号: 'Number',
  查看一次导入的进展和结果: 'Progress and result of an import',
  '提交整批审核：一次导入的全部草稿': 'Submit all drafts of an import for review',
  正在提交: 'Being submitted',
  // Files
  文件: 'Files',
  查看一个文件的类型和大小: 'Type and size of a file',
  文件的编号: 'Number of the file',
  '写进 cover、gallery、attachments 等字段': 'For fields such as cover, gallery and attachments',
  '按内容判断；图片已重新编码': 'By the content; pictures were encoded again',
  字节: 'Bytes',
  上传图片或附件: 'Upload a picture or an attachment',
  'multipart/form-data，字段 file，最大 20 MB。同样的内容再传一次得到同一个文件。7 天内没有提交的内容用到它就会清理。在沙箱里只记住类型和大小，30 天后清理。':
    'multipart/form-data with the field file, at most 20 MB. The same content again gets the same file. It is removed if no submitted content uses it within 7 days. In the sandbox only type and size are kept, for 30 days.',
  'JPG、PNG、WebP 图片，或附件': 'A JPG, PNG or WebP picture, or an attachment',
  文件在哪里: 'Where the file is',
  已保存: 'Stored',
  // Links
  端口互访: 'Mutual links',
  '双方的首页和 App 二维码': 'Home pages and app QR codes of both sides',
  '互访用的三项：Web 首页、H5 首页、App 二维码。`cloud` 是国家公共文化云的，放到贵方页面；`partners` 是已上线的合作平台的，与合作平台页相同。':
    'The three parts of mutual links: web home page, H5 home page and app QR code. `cloud` is for your pages; `partners` are the connected platforms, as on the page of partners.',
  '二维码图片的地址，PNG': 'Address of the QR code, PNG',
  'App 下载页': 'Download page of the app',
  二维码的内容: 'Content of the QR code',
  '二维码图片的地址，PNG；没有时为 null': 'Address of the QR code, PNG; null without one',
  从二维码里读出的网址: 'The address read from the QR code',
  // Events
  事件: 'Events',
  登记接收地址: 'Register an endpoint',
  '按 Standard Webhooks 1.0.0 签名投递。同一地址再登记一次，得到原来的那个。沙箱里登记的只收到沙箱里发生的事。':
    'Deliveries are signed by Standard Webhooks 1.0.0. The same address again gets the existing endpoint. One registered in the sandbox only gets what happens there.',
  '以 https:// 开头，公网可达，不跟随跳转':
    'Begins with https://, reachable from the internet; redirects are not followed',
  '要接收的事件，不写为全部：resource.published 内容已发布，resource.returned 内容退回修改，resource.rejected 内容没有通过，resource.withdrawn 内容已撤回，resource.expired 内容到期下线，import.completed 批量导入已完成，certification.approved 机构认证已通过，certification.returned 机构认证退回修改，certification.rejected 机构认证没有通过，credential.expiring AK 即将到期，credential.expired AK 已到期，credential.renewed AK 已延长有效期，credential.disabled AK 已被停用，stats.missing 服务数据未报，stats.locked 服务数据按月锁账，subject.deleted 用户已注销账号，licence.approved 资源许可已批准，licence.expiring 资源许可即将到期，licence.revoked 资源许可已收回':
    'The events to receive, all without it: resource.published, resource.returned, resource.rejected, resource.withdrawn, resource.expired, import.completed, certification.approved, certification.returned, certification.rejected, credential.expiring, credential.expired, credential.renewed, credential.disabled, stats.missing (service data not reported), stats.locked (a month was closed), subject.deleted (a person deleted the account), licence.approved, licence.expiring, licence.revoked',
  '用途，最多 100 个字': 'Its purpose, at most 100 characters',
  'failing 连续 5 天没有投递成功，gone 返回了 410，paused 贵方停用':
    'failing: no delivery for 5 days; gone: it answered 410; paused: by you',
  '签名密钥（whsec_…），只在新建时给出一次；地址已经登记过时为 null':
    'The signing secret (whsec_…), given once when it is created; null if the address was registered already',
  已经登记过: 'Registered already',
  已登记: 'Registered',
  列出本应用的接收地址: 'List the endpoints of this application',
  删除接收地址: 'Delete an endpoint',
  '没有这个接收地址，或者已经删除的，回答 404。带同一个 Idempotency-Key 重发的，得到第一次的回答。':
    'An endpoint that does not exist, or was deleted before, is answered with 404. Sent again with the same Idempotency-Key, the call gets its first answer.',
  '修改、停用或启用接收地址': 'Change, disable or enable an endpoint',
  查看一个接收地址: 'Read an endpoint',
  '取回发生了什么：与事件通知相同，适合不能从公网访问的系统':
    'Fetch what happened: the same as the events, for systems that cannot be reached from the internet',
  '从头开始，或接着上一次的 next。按发生的顺序，不漏不重。next 总是给出，没有新的事件时下次接着用。':
    'From the beginning, or from the last next. In the order in which it happened, none missing and none twice. next is always given; without new events, use it next time.',
  '与 webhook-id 相同': 'The same as webhook-id',
  '列出投递记录，最新的在前': 'List deliveries, newest first',
  只列出发往这个地址的: 'Only those to this endpoint',
  '只列出这个状态的：pending、delivered、failed': 'Only this state: pending, delivered, failed',
  '请求头 webhook-id：重复投递时不变': 'The header webhook-id: the same when it is delivered again',
  '接收方返回的 HTTP 状态；没有回答时为 null': 'The HTTP status of the receiver; null without an answer',
  重新投递: 'Deliver again',
  '编号（webhook-id）不变，接收方可以据此认出重复。':
    'The number (webhook-id) stays, so that the receiver recognises it.',
  马上投递: 'Delivered at once',
  投递一个测试事件: 'Deliver a test event',
  // Service data
  服务数据: 'Service data',
  '一次填报多天（最多 31 天）': 'Report several days (at most 31)',
  '每天单独成败，顺序与请求相同。': 'Each day succeeds or fails by itself, in the order of the request.',
  '请求里写的那一天，原样': 'The day as it was written in the request',
  '没有成功时：problem+json': 'On failure: problem+json',
  '查看本应用已报的数据，新的在前': 'Read the reported data of this application, newest first',
  '第一天（北京时间）': 'The first day (Beijing time)',
  '最后一天，一次最多 400 天': 'The last day, at most 400 days at once',
  '第几版，1 是首次填报': 'The revision; 1 is the first report',
  '首次填报晚于次日 12:00': 'First reported after 12:00 of the next day',
  '国家云自己看见的部分，按指标代码；看不见的、还没有统计的，登录、访问、访客不到 10 的没有':
    'What the Cloud itself saw, by the code of the metric; absent if it cannot see it or has not counted yet, and of logins, visits and visitors below 10',
  '国家云自己看见的部分：可累加的是合计，不可累加的是日均；看不见的、还没有统计的、不到 10 人的是 null':
    'What the Cloud itself saw: a sum, or the daily average of what cannot be added up; null if it cannot see it, has not counted yet, or saw fewer than 10 people',
  指标和口径: 'Metrics and definitions',
  '国家云能看见多少；看不见的是 null': 'How much of it the Cloud can see; null for none',
  填报或更正一天的数据: 'Report or correct a day',
  '应用由访问令牌决定。可以放心重复：同样的数值再报一次什么也不改变。次日 12:00 前为准时；7 天内可以更正，要写 reason；更早的经运营同意，锁账（次月第 5 个工作日 18:00）以后由运营更正。与往日相差很大的数值照常保存，在 warnings 中说明，请核对并补写 note：还没有说明的，同样的数值加上 note 再报一次，不用写 reason，也不算更正；换掉已有的说明是更正，原来的那句留在上一版里。':
    'The access token decides the application. Safe to repeat: the same numbers again change nothing. On time by 12:00 of the next day; corrections within 7 days, with a reason; earlier days with the consent of operators, and after the month closes (18:00 on the fifth working day of the next) by operators. Numbers far from the usual are stored and named in warnings: check them and add a note: where none stands, the same numbers with a note need no reason and are no correction; another note in place of one is a correction, and the former one stays with its version.',
  哪一天: 'Which day',
  '指标代码和数值：pv 资源访问量（必填），uv 独立访客数（必填），ip 独立 IP 数（必填），new_activities 日增活动数（必填），new_venues 日增场馆数（必填），new_resources 日增资源数，visits 访问次数（VV），new_users 新增注册用户，active_users 活跃用户，bookings 预约人次，attendees 参与人次，live_views 直播观看人次，course_learners 学习人次，book_reads 阅读人次':
    'Codes of metrics and their numbers: pv visits (required), uv visitors (required), ip IP addresses (required), new_activities (required), new_venues (required), new_resources, visits sessions (VV), new_users, active_users, bookings, attendees, live_views, course_learners, book_reads',
  '按终端：pc、h5、app、mini，可以只有 pv、uv、ip': 'By terminal: pc, h5, app, mini; pv, uv and ip alone are enough',
  电脑网页: 'Web pages on computers',
  手机网页: 'Web pages on phones',
  小程序: 'Mini program',
  '数值与往日相差很大时的一句说明，最多 200 个字': 'A note on numbers far from the usual, at most 200 characters',
  '更正已报的数据时必填的原因，2 至 200 个字': 'The reason of a correction, required, 2 to 200 characters',
  'created 首次填报，corrected 已更正，explained 数值相同、补写了说明，unchanged 与原来相同':
    'created: first report; corrected; explained: the same numbers with a note; unchanged',
  '已更正，或与原来相同': 'Corrected, or the same as before',
  首次填报: 'First report',
  一段时间的合计与完整率: 'Sums and completeness of a period',
  '独立访客数、独立 IP 数 等不可累加的指标不给合计，只给日均和峰值。以 ncc_ 开头的由国家云统计，没有填报的日子也算在内。null 是不知道；由国家云统计的登录、访问、访客不到 10 时也是 null。':
    'Metrics that cannot be added up, such as visitors and IP addresses, have no sum, only the daily average and the peak. Those that begin with ncc_ are counted by the Cloud, on days without a report too. null is not known; logins, visits and visitors that the Cloud counted are null below 10 as well.',
  应报天数: 'Days that are due',
  '可累加指标的合计；不可累加的为 null': 'Sums of additive metrics; null for the others',
  有数据的日子的平均: 'The average of days with data',
  '最高的一天，不含有疑问的日子': 'The highest day, of those not in question',
  '其中有几天的数还在核对，或不计入排名；这几天仍在合计和日均里，排名和比较时不算':
    'On how many of these days the figure is being looked into, or is left out of rankings: they stay in total and average, and count in no ranking or comparison',
  '自助计数：网页被打开一次': 'Counting: a page was opened',
  '由贵方网页发出，只数来自 AK 登记的网址的请求；不带 Cookie，不读回答。`visitor` 是网页当天自己取的随机号，没有就按地址和浏览器区分；国家云只留当天的统计草图，夜里丢弃盐值，次日起谁也认不出同一个人。同一地址每分钟超过 300 次的，那一分钟都不计入。':
    'Sent by your web page; only requests from addresses registered with the AK count; no cookies, and the answer is not read. `visitor` is a random value that the page makes for the day; without it, address and browser tell visitors apart. The Cloud keeps only the sketch of the day and discards the salt at night, so that from the next day nobody can recognise a person. More than 300 a minute from one address: none of that minute counts.',
  '计数编号，在后台“自助计数”里': 'Number of the counter, under 自助计数 in the console',
  '8 至 64 位的字母、数字、_ 和 -，每天换一个': '8 to 64 letters, digits, _ and -, another one every day',
  收到了: 'Received',
  '自助计数：由贵方服务器报来的访问（最多 1,000 次）': 'Counting: visits sent by your server (at most 1,000)',
  '应用由访问令牌决定，要先在后台打开“自助计数”。每打开一次写一个访客，同一访客写几次就是几次访问。号不要用手机号、证件号。这是贵方自己的数，不算国家云看见的访问。':
    'The access token decides the application; turn 自助计数 on in the console first. Write one visitor for each page opened; the same visitor several times is several visits. Do not use phone or identity numbers. This is your own figure, and no part of what the Cloud saw itself.',
  '每次访问的访客：8 至 64 位的字母、数字、_ 和 -': 'The visitor of each visit: 8 to 64 letters, digits, _ and -',
  '首次填报晚于次日 12:00；没有成功时为 null': 'First reported after 12:00 of the next day; null on failure',
  '每项有 date（哪一天），其余与填报一天的相同':
    'Each item has date (which day), and the rest as in the report of a day',
  // Licences
  资源许可: 'Licences',
  申请资源许可: 'Apply for a licence',
  '立即提交审核，使用平台就是本应用。在沙箱里申请示例资源：回答与此相同，随即按申请的内容批准。':
    'Submitted for review at once; the platform is this application. For the samples of the sandbox the answer is the same, and it is approved as applied for.',
  '资源的编号，见 /api/v1/catalog/resources': 'Numbers of the resources, see /api/v1/catalog/resources',
  '用途：show、onsite、teaching、collection': 'Purposes: show, onsite, teaching, collection',
  '在哪里、给谁、怎样使用，5 到 500 个字': 'Where, for whom and how it is used, 5 to 500 characters',
  '使用平台的名称，最多 50 个字': 'Name of the platform, at most 50 characters',
  '承诺：只按批准的用途、平台和期限使用，按要求署名，不转授他人，到期或收回后停止使用并删除副本':
    'The promise to use it only for the approved purpose, platform and period, with the required attribution, without sublicensing, and to stop and delete copies after expiry or revocation',
  '许可编号；还没有批准时为 null': 'Number of the licence; null before the approval',
  'draft 撤回修改中，in_review 审核中，returned 退回修改，rejected 不予通过，upcoming 未生效，active 生效中，expiring 即将到期，expired 已到期，revoked 已收回':
    'draft: recalled; in_review; returned for changes; rejected; upcoming; active; expiring; expired; revoked',
  '退回、不予通过或收回的原因': 'Why it was returned, rejected or revoked',
  最后一天: 'The last day',
  '现在可以取用的资源包；不能取用时为 null': 'The package that can be fetched now; null if none can',
  在哪里查看结果: 'Where to see the result',
  已提交审核: 'Submitted for review',
  '列出本应用的许可，最近批准的在前': 'List the licences of this application, last approved first',
  '只含已批准的；还在审核的，用申请时得到的编号查看。':
    'Only approved ones; read those in review by the number you got when applying.',
  '只列出这个状态的：active、expired、expiring、revoked、upcoming':
    'Only this state: active, expired, expiring, revoked, upcoming',
  '列出国家云开放申请的资源，最近开放的在前': 'List the resources of the Cloud that can be applied for, newest first',
  '只有目录和共享条件；媒体地址和文件在批准许可后从资源包取得。':
    'Only the catalogue and the terms; media and files come with the package after the approval.',
  'show 线上展播，onsite 线下活动，teaching 公益教学，collection 馆藏收录':
    'show: shown online; onsite: activities; teaching: non-profit teaching; collection: added to a collection',
  内容中的词语: 'Words of the content',
  资源编号: 'Number of the resource',
  市民看到的页面: 'The page that citizens see',
  从何时起开放申请: 'Since when it can be applied for',
  '本机构不能申请的原因；可以申请时为 null': 'Why this institution cannot apply; null if it can',
  许可期限最长几个月: 'The longest period, in months',
  '只限这个省的机构使用；全国可用时为 null': 'Only for institutions of this province; null for the whole country',
  查看一条开放申请的资源: 'Read a resource that can be applied for',
  资源的编号: 'Number of the resource',
  查看一份许可或许可申请: 'Read a licence or an application for one',
  '许可的编号，即申请时得到的编号': 'Number of the licence: the one you got when applying',
  取用资源包: 'Fetch the package',
  'ZIP：licence.html、licence.txt、每项资源的 metadata.json、图片和随包文件，最后是带校验和的 manifest.json。每次取用都有记录。到期或收回后立即不能取用，正在传送的会中断；请核对 manifest.json 是否完整。':
    'A ZIP: licence.html, licence.txt, metadata.json, pictures and files of each resource, and finally manifest.json with checksums. Each fetch is recorded. After expiry or revocation it cannot be fetched, and a running transfer is cut off; check that manifest.json is complete.',
  // Practice verification
  练习验证: 'Practice verification',
  报回程序对退出通知的回答: 'Report the answer of the program to a logout notice',
  通知的编号: 'Number of the notice',
  '程序回答的 HTTP 状态；断开连接、没有回答的写 0': 'The HTTP status of the program; 0 where it broke the connection',
  '那一页的开头，可以带标签': 'How the page begins; tags may stay',
  '跟着跳转一直停不下来（例如 20 次）的写 true，status 写最后一次跳转的':
    'true where redirects went on without end (20 of them, for instance); status is that of the last one',
  '报回登录没有成功或退出时，程序回答的页面':
    'Report the page of the program after a login that did not succeed, or a logout',
  '本机的网站只有您自己看得见：照实报回状态和文字，由国家公共文化云判断。登录没有成功的每一次都要报；没有报的，最后要由人回答。国家公共文化云打得开的网站，另外自己去看。':
    'A site on your own machine is seen by you alone: report status and text as they are, and the Public Culture Cloud judges them. Report each login that did not succeed; what is not reported, a person is asked at the end. A site that the Cloud reaches it opens itself, too.',
  'refuse 点不同意；again 用过的授权码；signature、none、issuer、audience、expired、nonce 答错的令牌；state、mixup 回跳的 state 和 iss；lost 丢失的回答；logout 退出':
    'refuse: declined; again: the used code; signature, none, issuer, audience, expired, nonce: the wrong tokens; state, mixup: the state and the iss of the callback; lost: the lost answer; logout: logging out',
  'open 正在进行，passed 通过，failed 没有通过，incomplete 没有做完': 'open; passed; failed; incomplete',
  '没有人结束的，到时自动结束': 'It ends by itself then, if nobody ends it',
  已有结果的项数: 'Checks with a result',
  这次要验的项数: 'Checks in this run',
  '本机做不了，只在正式环境验的项数': 'Checks for production only, which cannot be done on your own machine',
  '开始时打开一次的网址：认出这个浏览器，转到您的登录页。结束后为 null':
    'The address to open once at the start: it recognises this browser and leads to your login page. null after the end',
  '这次验证的测试市民，结束后为 null': 'The test citizen of this run; null after the end',
  '下一步；都走完了为 null': 'The next step; null after the last',
  'refusal 登录时点不同意；login 登录一次；link 打开 address；button 取退出通知，交给自己的程序，报回状态；logout 在自己的网站退出':
    'refusal: decline in the login; login: log in once; link: open address; button: fetch the logout notices, hand them to your program and report its status; logout: log out at your site',
  '都走完以后，只有看得见自己网页的人或程序能回答的':
    'After the last step: what only a person or program that sees your pages can answer',
  要改的几行: 'The lines to change',
  回答问题: 'Answer questions',
  '名称是 `questions` 里的 `question`。再答一次，以后一次为准。':
    'The names are the `question` in `questions`. A later answer replaces an earlier one.',
  '问题的名称：yes 或 no': 'Name of the question: yes or no',
  '结束，得到结果': 'Finish, and get the result',
  取退出通知: 'Fetch the logout notices',
  '轮到这一步（`next.by` 为 `button`）时有两份：一份签名不对，一份是真的。请原样以表单字段 `logout_token` 发给自己程序的退出通知地址，再用下一个调用报回它的状态。不用公网，不用内网穿透。':
    'When it is their turn (`next.by` is `button`) there are two: one with a broken signature, and a real one. Send each as it is, in the form field `logout_token`, to the logout address of your own program, and report its status by the next call. No public address and no tunnel is needed.',
  登记的退出通知地址: 'The registered logout address',
  '读最近一次练习验证：下一步、问题和各项结果': 'Read the latest practice: next step, questions and results',
  '哪些指标，按指标代码': 'The metrics, by their codes',
  'open 等回答，investigating 机构在查，more_asked 要机构补充，answered 等决定，decided 已决定，appealed 申诉中，final 申诉已决定':
    'open: an answer is due; investigating: the institution looks for the cause; more_asked: the desk asked for more; answered: a decision is due; decided; appealed; final: the appeal is decided',
  'plausible 说得通，corrected 已改正，excluded 不计入排名；没有决定的是 null':
    'plausible; corrected; excluded: not ranked; null while undecided',
  决定的理由: 'The reason of the decision',
  这一天的这些指标现在进不进排名: 'Whether these metrics of the day are ranked now',
  '决定以后又更正过：结论和理由说的是更正前的数':
    'Corrected after the decision: its verdict and reason are about the figures before',
  请在此前回答: 'Please answer before',
  '对这一天的数据疑问和决定，在机构后台“数据疑问”里回答；没有问过是空的':
    'Questions about the figures of the day and their decisions; answer them under 数据疑问 (questions about data) in the console; empty where nothing was asked',
  '您的程序要改的几行；没有写 stack、没有对应写法的为 null，照 cure 改':
    'The lines to change in your program; null without a stack, or for one without lines: follow the cure',
  '其他程序库的写法，供参考': 'The lines of other libraries, for reference',
  '程序库或语言的名称，改法按它给出；没有对应写法的，名称照样记下，改法先是一句话':
    'The name of the library or language, for which cures are given; one without lines keeps its name, and the cure is a sentence first',
  开始时写的程序库或语言: 'The library or language that was named at the start',
  '沙箱应用的下一次登录得到一个故意错的回答，只一次，15 分钟内；网站应当拒绝，并能马上重新登录。`null` 是取消。不需要正在练习；练习中的测试市民不受影响。':
    'The next login of the sandbox application gets a wrong answer on purpose, once, within 15 minutes; the site should refuse it and be able to log in again at once. `null` takes it back. No practice needs to be running; test citizens of a practice are not affected.',
  '只能登录沙箱应用。密码只在这个回答里。一个机构的沙箱最多 10 位，已注销的不算。':
    'They can log in to sandbox applications only. The password is in this answer only. At most 10 for the sandbox of an institution, deleted ones not counted.',
  'bad_signature：id_token 的签名不对；unsigned：id_token 没有签名（alg 为 none）；wrong_issuer：id_token 的 iss 是别人；wrong_audience：id_token 的 aud 是别人；expired：id_token 已经过期；wrong_nonce：id_token 的 nonce 不对；wrong_state：回调里的 state 不是这一次登录的；wrong_iss：回调里的 iss 是别人（RFC 9207）；no_answer：换取令牌时断线，授权码已经用掉':
    'bad_signature: wrong signature of the id_token; unsigned: no signature (alg is none); wrong_issuer, wrong_audience: iss or aud is somebody else; expired: the id_token has expired; wrong_nonce; wrong_state: state in the redirect is not that of this login; wrong_iss: iss in the redirect is somebody else (RFC 9207); no_answer: the connection breaks at the token endpoint, the code is used up',
  'adult：普通的成年人；child：不满 14 周岁；elder：80 岁；four_characters：四个字的姓名；dotted：有间隔号的姓名；rare：生僻字；long：最长的昵称；no_phone：没有手机号；locked：已锁定，不能登录；deleted：已注销，不能登录':
    'adult: an ordinary adult; child: under 14; elder: 80 years old; four_characters: a name of four characters; dotted: a name with a middle dot; rare: rare characters; long: the longest nickname; no_phone: no phone number; locked, deleted: cannot log in',
  演练一个错误的回答: 'Practise a wrong answer',
  列出沙箱的测试市民: 'List the test citizens of the sandbox',
  '新建一位测试市民，可以选哪一种': 'Add a test citizen of a kind',
  开始一次练习验证: 'Start a practice verification',
  '只用于沙箱应用，一个 AK 一次只能有一次。回答里有测试市民、要打开的网址和第一步；每走一步再读一次，照 `next` 做。完整的走法见 [给编程助手的接入说明](/docs/agents)。':
    'For sandbox applications only, one at a time for an AK. The answer has the test citizen, the address to open and the first step; read it again after each step and do as `next` says. The whole way: [One page for coding assistants](/docs/agents).',
  放着登录按钮的页面: 'The page with the login button',
  已开始: 'Started',
  跳过做不了的一步: 'Skip a step that cannot be done',
  '那一步要验的项，就算没有验。': 'Its checks count as not done.',
  // Open data
  开放数据: 'Open data',
  '取回变动：新发布的、改过的、撤回的': 'Fetch changes: published, changed, withdrawn',
  '从头开始，或接着上一次的 next，或接着导出文件的 changes。一条内容变动多次时只给最后一次。next 总是给出，没有新的变动时下次接着用。变动在一分钟内出现。':
    'From the beginning, from the last next, or from the changes of an export file. An entry that changed several times is given once, as it is now. next is always given; without new changes, use it next time. Changes appear within a minute.',
  '上次得到的 ETag：没有变动时回答 304': 'The last ETag: the answer is 304 if nothing changed',
  'published 现在是 resource 的样子，withdrawn 已经看不到，请删除':
    'published: it is now as resource says; withdrawn: it cannot be seen any more, so delete it',
  'withdrawn 时为 null': 'null if withdrawn',
  '编号，修订之后不变': 'Its number, which stays after revisions',
  标题: 'Title',
  '摘要；许可是 display、link_only 时为 null': 'Summary; null with the licence display or link_only',
  行政区划代码: 'Code of the region',
  发布机构的编号和名称: 'Number and name of the institution',
  '开始时间；没有时间的为 null': 'When it begins; null without a time',
  结束时间: 'Ends',
  '国家公共文化云上的页面：使用时请链接到它': 'Its page at the Culture Cloud: link to it',
  'share_free 可自由使用，share_by 署名可转载，display 仅限国家云展示，link_only 仅链接不留存':
    'share_free: free use; share_by: republish with attribution; display: shown by the Cloud only; link_only: link only, no copy',
  '来源：署名时写它': 'The source: name it in an attribution',
  版权所有者: 'Owner of the rights',
  第几版: 'Revision',
  第一版发布的时间: 'When the first version was published',
  这一版发布的时间: 'When this version was published',
  '余量、取消、闭馆等实时信息；没有时为空': 'Live state such as places left, cancelled or closed; empty without any',
  '其余内容，字段见 /api/v1/channels/{channel}/schema。不含图片、附件和手机号，文字里的手机号写成 138****8000；许可是 display、link_only 时为 null':
    'The rest of the content, with the fields of /api/v1/channels/{channel}/schema. Without pictures, attachments and mobile numbers; mobile numbers in texts become 138****8000; null with the licence display or link_only',
  '版本，下次写进 If-None-Match': 'The version: put it into If-None-Match next time',
  与上次相同: 'The same as last time',
  列出每天的导出文件: 'List the daily export files',
  '每天凌晨生成一份，保留 7 天。NDJSON（一行一条），gzip 压缩，每行与 OpenResource 相同。':
    'One is made early every morning and kept for 7 days. NDJSON (an entry a line), gzip; each line is an OpenResource.',
  使用条款: 'Terms of use',
  共几条: 'Entries in all',
  每个栏目几条: 'Entries by channel',
  '文件的校验和，十六进制': 'Checksum of the file, hexadecimal',
  'SM2 签名的地址；没有签名时为 null': 'Address of the SM2 signature; null without one',
  '之后的变动：作为 /api/v1/open/changes 的 cursor': 'What changed since: as cursor of /api/v1/open/changes',
  列出有内容发布的机构: 'List institutions with published content',
  '行政区划代码，省、市、县都可以，连同它下面的；见 /api/v1/regions':
    'Code of a province, city or county, with all below it; see /api/v1/regions',
  机构类型: 'Kind of institution',
  机构在国家公共文化云上的页面: 'Its page at the Culture Cloud',
  '列出已发布的内容（schema.org）': 'List published content (schema.org)',
  '与 /api/v1/open/resources 相同，写成 JSON-LD 的 DataFeed，下一页在 Link 头里。按发布时间从新到旧；写 from 或 to 时按开始时间，写 q 时按合适程度。一页最多 page_size 条，内容很长时更少。':
    'The same as /api/v1/open/resources, as a DataFeed in JSON-LD, with the next page in the header Link. Newest first; with from or to by the time of beginning, with q by relevance. At most page_size entries a page, fewer if they are long.',
  一个机构发布的: 'Published by one institution',
  '在这一天或以后开始的；须写 channel，按开始时间排列':
    'Begins on this day or later; needs channel; ordered by the time of beginning',
  '到这一天为止（含）开始的；须写 channel': 'Begins by this day, inclusive; needs channel',
  '要找的词，与网页的搜索相同，最合适的在前；不能与 from、to 同时写':
    'Words to search, as on the web pages, most relevant first; not together with from or to',
  'true：只要免费的，含免费需预约': 'true: only free ones, with those that must be booked',
  列出已发布的内容: 'List published content',
  '市民在网页上能看到的全部内容，不用凭证。按发布时间从新到旧；写 from 或 to 时按开始时间，写 q 时按合适程度。一页最多 page_size 条，内容很长时更少。':
    'All content that citizens see on the web pages, without credentials. Newest first; with from or to by the time of beginning, with q by relevance. At most page_size entries a page, fewer if they are long.',
  '读取数据目录（DCAT）': 'Read the data catalogue (DCAT)',
  'DCAT-AP 的 dcat:Catalog，写成 JSON-LD：每个栏目、全部内容、机构、公布的服务数据各是一个数据集，写明怎样取得、格式、许可和最近的变动。供数据开放平台采集。':
    'A dcat:Catalog of DCAT-AP in JSON-LD: each channel, all content, the institutions and the published service data are datasets with access, formats, licences and last change. For data portals to harvest.',
  下载一天的导出文件: 'Download the export file of a day',
  '哪一天的，见 /api/v1/open/exports': 'Which day, see /api/v1/open/exports',
  '读取一个机构的页面（文旅号）': 'Read the page of an institution',
  '开放时间、地址、电话和临时闭馆在 house 里。机构自己写的介绍和照片没有选过使用许可，不在其中，请链接到 url。':
    'Opening hours, address, phone and closures are in house. Descriptions and photos that the institution wrote have no licence and are left out: link to url.',
  '列表给出的 id': 'The id in the list',
  '机构为页面写的电话；没有写的看 house，手机号不给出':
    'The phone number that the institution wrote for the page; else see house; mobile numbers are not given',
  网站: 'Web site',
  'H5 网页': 'H5 site',
  小程序的名称: 'Name of the mini program',
  'App 的下载页': 'Download page of the app',
  '馆舍：页面上的开放时间、地址、电话取自这一条；没有发布的为 null':
    'The venue from which the page takes opening hours, address and phone; null if none is published',
  它发布的全部内容: 'All that it published',
  '近期活动的日历（iCalendar）': 'Calendar of its next activities (iCalendar)',
  '读取一条内容（schema.org）': 'Read an entry (schema.org)',
  'JSON-LD，类型按栏目：Event、Place、Course、Book 等。':
    'JSON-LD, with a type by channel: Event, Place, Course, Book and so on.',
  '撤回、下线的回答 410，最多晚 2 秒。': 'Withdrawn and offline entries are answered 410, within 2 seconds.',
  '下载导出文件的 SM2 签名': 'Download the SM2 signature of an export file',
  'GB/T 32918 的签名，DER 编码，用户标识是 1234567812345678。验证用 /api/v1/open/signing-key.pem 里的公钥。':
    'A signature by GB/T 32918 in DER, with the user id 1234567812345678. Verify it with the public key in /api/v1/open/signing-key.pem.',
  取回验证签名的公钥: 'Fetch the public keys that verify signatures',
  '导出文件、资源包清单的 SM2 签名用它验证。PEM，可能有几个：第一个是现在签名用的，其余是以前的。':
    'They verify the SM2 signatures of export files and manifests of packages. PEM, possibly several: the first signs now, the others signed earlier.',
  // Assistants
  编程助手: 'Coding assistants',
  '编程助手（Model Context Protocol）': 'Coding assistants (Model Context Protocol)',
  '开发者的编程助手用“编程助手”页面生成的凭证连接（Streamable HTTP，无会话）：新建和修改沙箱应用，读调用不成功的原因和改法。只能操作沙箱。':
    'Assistants of developers connect with a token made on the page 编程助手 (Streamable HTTP, without sessions): they create and change sandbox applications, and read causes and cures of failures. Sandboxes only.',
  '通知已收到，没有回答': 'The notification was received; there is no answer',
  // Operators
  应用: 'Applications',
  停用: 'Disable',
  '登录和接口一秒内停用，机构会收到原因。重复同一请求得到同样的回答。':
    'Logins and the API stop within a second, and the institution is told why. The same request again gets the same answer.',
  '原因，最多 500 个字': 'The reason, at most 500 characters',
  批准的能力: 'Approved scopes',
  回调地址: 'Redirect URIs',
  启用: 'Enable',
  '重复同一请求得到同样的回答。': 'The same request again gets the same answer.',
  '列出应用，最新的在前': 'List applications, newest first',
  '只列出：即将到期、已过期、已禁用或沙箱应用：all、expiring、expired、disabled、sandbox':
    'Only those expiring, expired, disabled or sandbox: all, expiring, expired, disabled, sandbox',
  '名称、AK 或机构名称中的文字': 'Words of the name, the AK or the name of the institution',
  查看一个应用: 'Read an application',
  延长有效期: 'Renew',
  '从今天起 30 天；不会缩短，也不会累加。已停用的不能延长。':
    '30 days from today; never shorter, and not added up. Disabled ones cannot be renewed.',
  审核: 'Reviews',
  通过: 'Approve',
  '还没有认领的，同时认领。需要两人审核的，第一人通过后变为 checked。重复同一请求得到同样的回答。':
    'Claims it too if nobody has. If two must review it, it is checked after the first. The same request again gets the same answer.',
  申请的编号: 'Number of the submission',
  '通过时由审核员填写的内容：字段名 → 值，多个值一行一个':
    'What the reviewer fills in with the approval: field → value, several values a line each',
  '它改变或产生的对象，例如 AK': 'What it changes or creates, such as the AK',
  '每次变动加一，也是 ETag': 'One more with each change; also the ETag',
  'draft 草稿，submitted 待审核，claimed 审核中，checked 待复核，approved 已通过，returned 退回修改，rejected 不予通过':
    'draft; submitted; claimed: in review; checked: waits for the second reviewer; approved; returned for changes; rejected',
  承诺的审核期限: 'When the review is due',
  '只显示姓，如 张*': 'Only the family name, such as 张*',
  '填写的内容，个人信息只显示一部分': 'What was filled in; personal data in part only',
  '机器核对的结果：ok 相符，warn 存疑，bad 不符':
    'The result of machine checks: ok, warn: doubtful, bad: does not match',
  '与上一版不同之处；没有上一版时为 null': 'What differs from the last version; null without one',
  '逐项意见：字段名 → 意见': 'Remarks: field → remark',
  认领: 'Claim',
  '认领后由您审核。重复同一请求得到同样的回答。': 'You review it then. The same request again gets the same answer.',
  '列出申请，最新的在前': 'List submissions, newest first',
  '只含本人负责的地区，不含草稿。': 'Only of your regions, without drafts.',
  种类: 'Kind',
  只列出这个机构的: 'Only this institution',
  名称或机构名称中的文字: 'Words of the title or the name of the institution',
  查看一份申请: 'Read a submission',
  不予通过: 'Reject',
  '最终决定，不能再提交。重复同一请求得到同样的回答。':
    'Final; it cannot be submitted again. The same request again gets the same answer.',
  '原因，机构会看到，最多 2000 个字': 'The reason, which the institution sees, at most 2000 characters',
  放回待审核: 'Put it back',
  退回修改: 'Return for changes',
  '机构修改后可以重新提交。重复同一请求得到同样的回答。':
    'The institution can submit it again after changes. The same request again gets the same answer.',
  审计: 'Audit',
  '列出审计记录，最新的在前': 'List audit events, newest first',
  '对象的种类，与 subject_id 同时给出': 'Kind of the object, together with subject_id',
  对象的编号: 'Number of the object',
  '谁做的：账号的编号、AK 或名称': 'Who did it: number of the account, AK or name',
  '动作的开头，例如 application.': 'Beginning of the action, such as application.',
  从这一刻起: 'From this moment on',
  不含这一刻: 'Before this moment',
  '前后的值；个人信息只有一部分，满 180 天后删除':
    'Values before and after; personal data in part only, deleted after 180 days',
  '在防篡改链中的位置；一秒内写入的还没有': 'Its place in the tamper-evident chain; not yet within the first second',
};
