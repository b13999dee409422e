import type { Status } from '../../applications/aksk/application.ts';
import type {
  ApplicationCommandFacts,
  ApplicationFacts,
  ApplicationLetters,
  ApplicationPageFacts,
} from '../../applications/facts.ts';
import type { ApplicationHistoryFacts } from '../../applications/history.ts';
import { endpoints } from '../../applications/log/call.ts';
import type { CallFacts, CauseFacts } from '../../applications/log/facts.ts';
import { type Catalogue, exact, type Letters } from '../catalogue.ts';
import { logins } from './explained.ts';
import { inBeijing, onDay, signature } from './parts.ts';

const listOf = (texts: readonly string[]) => texts.join('、') || '（没有）';
const differences = (texts: readonly string[]) => (texts.length === 0 ? '' : `${texts.join('；')}。`);
const makePkce =
  '生成 43 至 128 个字符的 code_verifier，取 SHA-256 的 base64url 作 code_challenge，与 code_challenge_method=S256 一起发送；多数 OIDC 库打开 PKCE 选项即可。' +
  'Spring Security：给 DefaultOAuth2AuthorizationRequestResolver 设 OAuth2AuthorizationRequestCustomizers.withPkce()；' +
  'CXF：给 OidcClientCodeRequestFilter 设 codeVerifierTransformer = new DigestCodeVerifier()；pac4j：OidcConfiguration 不要 setDisablePkce(true)。';
const byNonce =
  '这个请求带了 nonce：也可以在应用页面的“安全”一节把登录的防护改成“PKCE 或 nonce”，立即生效；程序必须核对 id_token 里的 nonce。';
const byWaiver =
  '这个请求也没有 nonce。确实都不能发送时，在“变更设置”里写明框架，申请限期放行；沙箱应用在它页面的“安全”一节选“两者都不发送”，立即放行。';

type Whose = { name: string; institution: string; ak: string };

const detailsOf = ({ name, institution, ak }: Whose) => [
  { label: '应用', value: name },
  { label: '所属机构', value: institution },
  { label: 'AK', value: ak },
];
const look = '查看应用';

const left = { 7: '还有 7 天到期', 3: '还有 3 天到期', 1: '明天到期', 0: '今天到期', [-1]: '昨天已到期' } as const;

const statuses: Readonly<Record<Status, string>> = {
  ...{ active: '有效', expiring: '即将到期', expired: '已到期', disabled: '已停用' },
};

export const facts = {
  'applications.status': ({ status }) => statuses[status],
  'applications.secret_once': '（只显示这一次，请马上保存）',
  'applications.none_listed': '没有应用',
  'applications.no_contact': '没有联系人',
  'applications.calls': ({ calls }) => `${calls} 次`,
  'applications.call_answered': '成功',
  'applications.call_of_run': '在线验证',
  'applications.call_why': ({ cause, cure }) => `    原因：${cause}\n    怎样改正：${cure}`,
  'applications.call_endpoint': ({ endpoint }) => endpoints[endpoint],
  'applications.counts': ({ answered, failed }) => `成功 ${answered}  未通过 ${failed}`,
  'applications.no_calls': '没有调用',
  'applications.ask_end_waiver': '现在结束豁免？\n用这个回调地址的登录会立即失败，请先确认对方已经改好。\n结束豁免',
  'applications.ask_end_pkce_waiver': '现在结束免除？\n没有 PKCE 的登录会立即失败，请先确认对方已经改好。\n结束免除',
  'applications.ask_delete_sandbox':
    '删除这个沙箱应用？\n它的密钥立即失效，沙箱里的数据一起删除，不能恢复。\n删除沙箱应用',
  'applications.ask_hand_over':
    '把这个沙箱转给机构？\n转给机构后，机构的成员都能使用和管理它，不能再转回个人。\n转给机构',
  'applications.ask_end_sk':
    '现在作废这个 SK？\n还在用它的程序会立即连不上国家公共文化云，市民不能登录。作废后不能恢复。\n现在作废',
  'applications.ask_delete_citizen':
    '删除这个测试市民？\n它的登录和授权一起删除，不能恢复。可以再添加一个。\n删除测试市民',
  'applications.do_claim': '领回沙箱密钥',
  'applications.kit_title': '领回沙箱密钥',
  'applications.kit_name': ({ who }) => (who === '' ? '领回的沙箱' : `${who}的沙箱`).slice(0, 50),
  'applications.kit_name_long': '名字最多 50 个字',
  'applications.kit_again': '没有领到，请再试一次',
  'applications.kit_gone': '这个领回码已经不能用了',
  'applications.kit_looks': '查得太频繁了，请一小时后再来',
  'applications.kit_loopback':
    '没有登录账号时，地址只能是本机的：http://localhost、http://127.0.0.1 或 http://[::1]，端口不限',
  'applications.kit_addresses': ({ most }) => `最多 ${most} 个地址，用空格隔开`,
  'applications.kits_address': ({ minutes, most }) => `这个地址一小时最多领 ${most} 套，请 ${minutes} 分钟后再来`,
  'applications.kits_network': ({ minutes, most }) => `这个网段一小时最多领 ${most} 套，请 ${minutes} 分钟后再来`,
  'applications.kits_all': ({ minutes }) => `现在领的人太多，请 ${minutes} 分钟后再来；有账号的，登录以后可以领`,
  'applications.citizens_often': ({ most }) => `一小时最多新建 ${most} 位测试市民`,
  'applications.no_such_kind': '请选择一种测试市民',
  'applications.kits_waiting': '现在领的人多，请过几秒再领',
  'applications.kits_busy':
    '一小时里领得多了，再领一套要先算一道小题：work 里有题目，solve 是算它的命令，再按 send 发来',
  'applications.kit_no_work': '这不是我们出的题：照抄 429 回答里的 work.task',
  'applications.kit_no_solution': '答案是一个数，由 work.solve 算出',
  'applications.kit_stop_reason': '持有同一个领回码的另一个人说，这套密钥不是您的，已停用。需要时请再领一套',
  'applications.ask_stop_kit': '停用这套密钥？\n它立即失效，领走它的人会收到通知，不能再启用。\n停用这套密钥',
  'applications.document_missing': '请选择证件类型',
  'applications.platform_missing': ({ known }) => `请填写平台名称，认证时登记的平台是“${known}”`,
  'applications.ability_missing': '请选择用它来做什么，至少一项',
  'applications.link_missing': '选了端口互访，请填写外部资源名称、链接和海报',
  'applications.callback_missing': '请填写 APPID 回调地址，一行一个，1 至 20 个',
  'applications.purpose_missing': '请填写登录用途说明，市民授权时会看到',
  'applications.not_found': ({ clientId }) => `没有 AK 为 ${clientId} 的应用`,
  'applications.institution_disabled': '贵机构已被运营停用，暂时不能申请 AKSK。请联系运营',
  'applications.certified_first': '机构认证通过后可以申请 AKSK。请先完成机构认证',
  'applications.sandbox_not_reviewed': '沙箱应用不需要审核，请在它自己的页面上修改',
  'applications.disabled_no_change': '这个应用已被运营停用，不能变更设置，请联系运营',
  'applications.public_without_api': '没有 SK 的应用不能使用数据接口，请去掉数据接口的能力',
  'applications.longest_term': ({ day }) => `AK 最多有效 30 天，到 ${day} 为止，到期前可以延长`,
  'applications.taken': ({ clientId }) => `AK ${clientId} 已经存在`,
  'applications.disabled_no_renewal': '这个应用已被运营停用，不能延长有效期，请联系运营',
  'applications.never_expires': '国家公共文化云自己的应用不会到期',
  'applications.reason_missing': '请填写停用的原因，机构会看到它',
  'applications.reason_long': ({ now }) => `停用的原因最多 500 个字，现在是 ${now} 个`,
  'applications.already_disabled': '这个应用已经停用',
  'applications.not_disabled': '这个应用没有停用',
  'applications.no_picture': '没有找到这张图片',
  'applications.no_paper': '没有找到这份申请，它可能已被删除',
  'applications.letter_missing': '请上传来信，作为这份申请的凭证',
  'applications.letters_most': ({ now }) => `来信最多 3 个文件，现在是 ${now} 个，请删去多余的`,
  'applications.ak_disabled': '这个 AK 已被运营停用，请联系国家公共文化云运营',
  'applications.ak_expired': ({ day }) => `这个 AK 已于 ${day} 到期，请在机构后台点击【延长有效期】`,
  'applications.jwks_missing': 'private_key_jwt 需要公钥：请给出 JWKS 或它的地址',
  'applications.keys_twice': '公钥和公钥地址填一项，不要都填',
  'applications.keys_form': '公钥应为 JSON 格式的 JWKS，例如 {"keys":[{"kty":"EC","crv":"P-256","x":"…","y":"…"}]}',
  'applications.keys_many': ({ most }) => `公钥最多 ${most} 个，请删去不用的`,
  'applications.keys_private': '这里有私钥。私钥不能交给任何人：请换一对新的密钥，只填公钥',
  'applications.keys_weak': '公钥应为 RSA（2048 位以上）、P-256 或 Ed25519 的签名公钥',
  'applications.signed_needs_keys': '签名的登录请求用公钥验证：请先填公钥或公钥地址',
  'applications.https_address': ({ label }) => `${label}须以 https:// 开头`,
  'applications.fapi_needs_key': 'FAPI 应用须用自己的私钥认证：请选“自己的私钥”，并登记公钥',
  'applications.fapi_needs_pkce': 'FAPI 应用只能用 PKCE',
  'applications.fapi_needs_https': 'FAPI 应用的回调地址须全部以 https:// 开头，也不能有运营放行的地址',
  'applications.fapi_no_waiver': '这是 FAPI 应用，不能放行 http 地址，也不能免除 PKCE',
  'applications.initiate_elsewhere': '发起登录的地址须与某个回调地址同一来源（协议、域名、端口都相同）',
  'applications.framework_missing': '请选择使用的框架：不发送 PKCE 和 nonce 时，要知道是哪个框架才能放行',
  'applications.neither_needs_waiver': '两者都不发送须由运营放行：请在“变更设置”中写明框架，提交审核',
  'applications.notice_reachable':
    '国家公共文化云的服务器到不了您的内网：请填外网能打开的 https 地址，或这台电脑的 http://localhost 地址（练习时由您的程序自己取），或留空',
  'applications.wants_waiver': ({ framework }) =>
    `申请放行：登录时既不发送 PKCE，也不发送 nonce（${framework}）。同意时请填放行的截止日期`,
  'applications.pkce_not_wanted': '申请没有写“两者都不发送”，不用放行，请清空这个日期',
  'applications.nonce_instead': '登录用 PKCE 或 nonce（RFC 9700 第 2.1.1 节）：程序须核对 id_token 里的 nonce',
  'applications.jwks_https': '公钥地址须以 https:// 开头',
  'applications.unknown_scopes': ({ scopes }) => `不认识的能力：${scopes}`,
  'applications.openid_missing': '用于登录的应用须包含 openid',
  'applications.public_without_scopes': '没有 SK 的应用不能使用接口，请去掉接口能力',
  'applications.role_may_not': ({ role }) => `您的角色（${role}）不能管理应用，请联系本机构的管理员`,
  'applications.secret_is_theirs': 'SK 由机构自己领取和更换，运营人员看不到它',
  'applications.owner_takes_over': '只有本机构的管理员可以设置应用之间的接管',
  'applications.first_party': '国家公共文化云自己的应用不能停用，也不能放行地址或免除 PKCE',
  'applications.no_sandbox_named': ({ clientId }) => `没有 AK 为 ${clientId} 的沙箱应用`,
  'applications.no_test_citizen': '没有找到这个测试市民',
  'applications.phone_first': '沙箱应用发给有手机号的账号。请用手机号登录后再来',
  'applications.no_such_answer': '没有这种回答，请从列表中选',
  'applications.most_sandboxes': ({ most }) => `沙箱应用最多 ${most} 个，可以修改已有的，或删除不用的`,
  'applications.disabled_no_edit': '这个应用已被运营停用，不能修改，请联系运营',
  'applications.disabled_no_removal': '这个应用已被运营停用，不能删除，请联系运营',
  'applications.role_may_not_sandbox': '您的角色不能新建沙箱应用，请联系本机构的管理员',
  'applications.secret_not_shown': '这个 SK 已经不再显示。没有保存时，请轮换出新的 SK',
  'applications.no_secret_used': '这个应用不使用 SK',
  'applications.secret_drawn': '这个 AK 的 SK 已经领取过，只有领取的人可以再看。没有保存时，请轮换出新的 SK',
  'applications.secret_just_made': '刚刚已经生成过新的 SK，只有生成的人可以再看。没有保存时，请再轮换一次',
  'applications.no_such_secret': '没有找到这个 SK，它可能已经作废',
  'applications.secret_in_use': '这是现在使用的 SK。需要更换时，请先轮换出新的 SK',
  'applications.addresses_missing': '请填写要检查的地址，一行一个',
  'applications.addresses_most': ({ most, now }) => `一次最多检查 ${most} 个地址，现在是 ${now} 个`,
  'applications.waiver_until_missing': '请选择截止日期',
  'applications.waiver_until_form': '截止日期应为今天起 180 天以内的一天，例如 2026-12-31',
  'applications.https_needs_none': 'https 地址不用放行，请机构用“变更设置”登记',
  'applications.no_callbacks': '这个应用不用于登录，没有回调地址',
  'applications.already_waived': '这个地址已经放行。需要改日期时，请先结束它再重新放行',
  'applications.no_waiver': '没有找到这个放行的地址，它可能已经结束',
  'applications.public_needs_pkce': '没有 SK 的应用必须使用 PKCE，不能免除',
  'applications.pkce_not_waived': '这个应用没有免除 PKCE',
  'applications.same_name': ({ clientId }) => `本机构已有同名的应用（${clientId}），市民会分不清`,
  'applications.same_domain': ({ home }) => `回调地址与应用地址同在 ${home}`,
  'applications.other_domain': ({ hosts, home }) => `回调地址在 ${hosts.join('、')}，应用地址在 ${home}`,
  'applications.delicate': ({ scopes }) => `需要说明用途的能力：${scopes}`,
  'applications.no_purpose': '没有填写登录用途，市民授权时看不到为什么',
  'applications.purpose_given': '登录用途已填写',
  'applications.callback_leads': ({ uri, host }) => `${uri} 会跳转到另一个域名 ${host}`,
  'applications.callback_answers': ({ uri, status }) => `${uri} 可以连接，但返回 ${status}`,
  'applications.callback_open': ({ uri }) => `${uri} 可以访问`,
  'applications.no_answer_in': ({ seconds }) => `在 ${seconds} 秒内没有回应`,
  'applications.not_public': '不在公网上，没有检查',
  'applications.bad_certificate': '的安全证书有问题，市民的浏览器会拦住它',
  'applications.host_unknown': '的域名还没有解析',
  'applications.unreachable': '连接不上',
  'applications.sandbox_local': '沙箱应用只能回到本机或内网地址，请写成 http://localhost:端口/路径',
  'applications.callback_fails': ({ uri, why }) => `${uri} ${why}`,
  'applications.overlap_form': '新旧 SK 并存的时间应为 0 到 7 天',
  'applications.progress_keys': ({ live, over, sent, undrawn }) =>
    [
      live > 0 ? `${live} 个应用生效中` : '',
      over > 0 ? `${over} 个已到期或停用` : '',
      sent === undefined ? '' : `1 个申请${sent}`,
      undrawn.length === 0 ? '' : `${undrawn.map((name) => `“${name}”`).join('')}的 SK 还没有领取`,
    ]
      .filter(Boolean)
      .join('，'),
  'applications.progress_open': '一个网站或小程序申请一个应用，得到自己的 AK 和 SK',
  'applications.next_draw': ({ name }) => `“${name}”的 AK 已签发。下一件事：领取 SK。`,
  'applications.to_draw': '领取 SK',
  'applications.next_send': '机构已认证。下一件事：填完并提交 AKSK 申请。',
  'applications.to_send': '继续填写',
  'applications.next_renew': ({ name }) => `“${name}”的 AK 已过期。下一件事：延长有效期。`,
  'applications.to_renew': '延长有效期',
  'applications.next_stopped': ({ name }) => `“${name}”已停用，登录与接口都已停止。原因见变更历史，恢复请联系运营。`,
  'applications.to_stopped': '查看停用原因',
  'applications.next_apply': ({ isRefused }) =>
    `${isRefused ? '上一次申请没有通过' : '机构已认证'}。下一件事：申请 AKSK。`,
  'applications.to_apply': ({ isRefused }) => (isRefused ? '重新申请 AKSK' : '申请 AKSK'),
  'applications.renewed': '有效期已延长，一秒内处处生效。',
  'applications.stopped': '应用已停用，一秒内处处生效；机构的联系人会收到通知。',
  'applications.restored': '应用已恢复使用；机构的联系人会收到通知。',
  'applications.waived': '已放行。到期自动结束，机构在应用页面的“回调和退出地址”里看得到。',
  'applications.waiver_ended': '已结束，一秒内处处生效。',
  'applications.letter_saved': '已保存。',
  'applications.addresses_fine': ({ all }) => `${all} 个地址都可以登记。`,
  'applications.addresses_bad': ({ all, bad }) => `共 ${all} 个地址，${bad} 个需要修改。`,
  'applications.sandbox_gone': '沙箱应用已删除。',
  'applications.citizen_gone': '测试市民已删除。',
  'applications.start_uses': '好的，“起步”和接口文档里的“试一试”从现在起使用这个沙箱应用。',
  'applications.password_kept': '好的，密码不再显示。忘记时可以重设。',
  'applications.sandbox_delete': ({ name }) => `删除沙箱应用“${name}”？`,
  'applications.sandbox_delete_loss': ({ clientId }) =>
    `AK ${clientId} 和它的 SK 一秒内停用，设置和调用记录一并删除，不能恢复。正式应用和测试市民不受影响。`,
  'applications.sandbox_hand': ({ name }) => `把“${name}”转给本机构？`,
  'applications.sandbox_hand_loss': ({ clientId }) =>
    `AK ${clientId}、SK 和设置不变，只能转一次。转给机构以后由机构的测试市民登录，同一个人的账号编号（sub）会变，已经换到的令牌作废；在沙箱里已经发来的数据和登记的接收地址清空。`,
  'applications.citizen_delete': ({ nickname, username }) => `删除${nickname}（${username}）？`,
  'applications.citizen_delete_loss':
    '删除后，它不能再登录沙箱应用，已经登录的立即退出，不能恢复。需要时可以添加新的测试市民。',
  // Why a call was refused, for the team of the application, with the cure.
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
  'applications.cause_simulated': ({ received }) => `按您在“演练错误的回答”里选的，这一次故意答错了（${received}）。`,
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
    '用登记的密钥签名，把签名后的请求放在 request 里；或在应用页面的“安全”一节取消这一项。',
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
  'applications.cure_simulated':
    '网站应当拒绝这次登录，显示一页说明，并能马上重新登录。如果登录成功了，程序没有检查这一项。',
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
  // 对接历史: only people read it.
  'history.ak_issued': ({ application }) => `“${application}”的 AK 已签发`,
  'history.ak_renewed': ({ application, until }) => `“${application}”的有效期延长到 ${until}`,
  'history.ak_changed': ({ application }) => `“${application}”的设置有变更`,
  'history.ak_disabled': ({ application, reason }) => `“${application}”被停用${reason === '' ? '' : `：${reason}`}`,
  'history.ak_enabled': ({ application }) => `“${application}”恢复使用`,
  'history.sk_drawn': ({ application }) => `领取了“${application}”的 SK`,
  'history.sk_rotated': ({ application }) => `更换了“${application}”的 SK`,
  'history.sk_ended': ({ application }) => `作废了“${application}”的旧 SK`,
  'history.ak_waived': ({ application }) => `运营为“${application}”批准了豁免`,
  'history.calls_failed': ({ application, endpoint, calls, error }) =>
    `“${application}”的${endpoint}有 ${exact(calls)} 次没有成功（${error}）`,
  'applications.menu_applications': '应用与密钥',
  'applications.menu_applications_person': '沙箱应用',
  'applications.do_sandbox': '开一个沙箱',
  'applications.do_try': '试一试回调地址',
  'applications.do_test_citizens': '管理沙箱的测试市民',
  'applications.do_mailed': '录入寄来的 AKSK 申请',
  'applications.do_expiring': '查看快到期的 AK',
  'applications.found_kind': '密钥',
  'applications.do_renew': '延长 AK 有效期',
  'applications.also_renew': '续期 延期 到期',
  'applications.also_rotate': '轮换 更换 密钥',
  'applications.do_rotate': '换发 SK',
  'applications.do_disable': '停用 AK',
  'applications.do_enable': '恢复 AK',
  'applications.do_apply': '申请 AKSK',
  'applications.progress_title': '申请 AKSK',
  'applications.why_missing': '请填写停用的原因，机构会看到它',
} satisfies Catalogue<
  ApplicationFacts & ApplicationPageFacts & ApplicationCommandFacts & CauseFacts & CallFacts & ApplicationHistoryFacts
>;

export const letters = {
  'applications.issued_letter': ({ until, hasSecret, phone, specification, ...whose }) => ({
    subject: `${signature}“${whose.name}”的 AK 已签发`,
    heading: 'AK 已签发',
    paragraphs: [
      `贵单位的应用“${whose.name}”已开通，AK 为 ${whose.ak}，有效期到 ${inBeijing(until)}（北京时间）。到期前会提醒您；延长有效期不需要重新审核。`,
      ...(hasSecret
        ? [
            'SK 不会出现在邮件和短信里。还没有领取时，请登录机构后台，在这个应用页面的“密钥”里领取；领取后存放在服务器上，不要写进网页、小程序或代码仓库。',
          ]
        : []),
      `《国家公共文化云对接技术接口详细说明书》：${specification}（用浏览器打印就是一册）`,
    ],
    details: detailsOf(whose),
    action: look,
    sms: `应用“${whose.name}”的 AK 已签发，有效期到 ${onDay(until)}，详见邮件。运营电话 ${phone}`,
  }),
  'applications.disabled_letter': ({ at, reason, ...whose }) => ({
    subject: `${signature}“${whose.name}”已被停用`,
    heading: '应用已被停用',
    paragraphs: [
      `应用“${whose.name}”已于 ${inBeijing(at)} 由国家公共文化云运营停用。停用期间，市民不能用国家公共文化云账号登录它，数据接口也不能使用；AK 和设置都会保留。`,
      `停用原因：${reason}`,
      '需要恢复或有疑问时，请联系运营，报上 AK。',
    ],
    details: detailsOf(whose),
    action: look,
  }),
  'applications.enabled_letter': ({ at, until, isOver, ...whose }) => ({
    subject: `${signature}“${whose.name}”已恢复使用`,
    heading: '应用已恢复使用',
    paragraphs: [
      `应用“${whose.name}”已于 ${inBeijing(at)} 恢复使用，AK、SK 和设置不变。停用以前的登录不再延续，市民需要重新登录一次。`,
      isOver
        ? `它的有效期已于 ${inBeijing(until)}（北京时间）到期，还要延长有效期才能使用。`
        : `有效期到 ${until === '' ? '' : `${inBeijing(until)}（北京时间）`}。`,
    ],
    details: detailsOf(whose),
    action: isOver ? '延长有效期' : look,
  }),
  'applications.expiry_letter': ({ daysLeft, until, isOver, phone, ...whose }) => {
    const { name } = whose;
    const end = `${inBeijing(until)}（北京时间）`;
    return {
      subject: `${signature}“${name}”的 AK ${left[daysLeft]}`,
      heading: `AK ${left[daysLeft]}`,
      paragraphs: [
        isOver
          ? `贵单位的应用“${name}”，AK 已于 ${end}到期。现在，市民不能用国家公共文化云账号登录它，数据接口也已停用。`
          : `贵单位的应用“${name}”，AK 有效期到 ${end}，${left[daysLeft]}。到期后，市民不能用国家公共文化云账号登录它，数据接口也会停用。`,
        `AK、SK 和设置都会保留，延长有效期后一秒内${isOver ? '恢复' : '生效'}。`,
        '需要继续使用时，请登录机构后台，点击“延长有效期”：从办理当天起 30 天，不需要重新审核。',
        `不能登录时，请联系国家公共文化云运营（电话 ${phone}），报上 AK。`,
      ],
      details: detailsOf(whose),
      action: '延长有效期',
      sms: `应用“${name}”的 AK ${isOver ? '已' : ''}于 ${end}到期，${isOver ? '登录和接口已停用' : '到期后登录和接口停用'}。请登录机构后台延长有效期，或致电运营 ${phone}`,
    };
  },
  'applications.security_letter': ({ at, names, ...whose }) => ({
    subject: `${signature}“${whose.name}”的安全设置已修改`,
    heading: '安全设置已修改',
    paragraphs: [
      `应用“${whose.name}”的安全设置已于 ${inBeijing(at)}（北京时间）由贵单位的人员修改，立即生效：${names.join('、')}。`,
      '改了什么、由谁修改，请看这个应用的变更历史。不是贵单位要做的修改时，请立即改回来，并联系运营。',
    ],
    details: detailsOf(whose),
    action: '查看变更历史',
  }),
  'applications.sk_ends_letter': ({ lastFour, endsAt, lastUsedAt, ...whose }) => ({
    subject: `${signature}“${whose.name}”的旧 SK 即将停用，仍有服务器在使用`,
    heading: '旧 SK 即将停用，仍有服务器在使用',
    paragraphs: [
      `应用“${whose.name}”已换成新的 SK。旧的 SK（末四位 ${lastFour}）将于 ${inBeijing(endsAt)}（北京时间）停用，而它最近一次使用是 ${inBeijing(lastUsedAt)}。`,
      '停用后，还在使用旧 SK 的服务器不能换取令牌，经过它的登录和接口调用都会中断。请在停用之前，把所有服务器换成新的 SK。',
    ],
    details: detailsOf(whose),
    action: '查看 SK',
  }),
} satisfies Letters<ApplicationLetters>;
