import type {
  VerificationFacts,
  VerificationLetters,
  VerificationPageFacts,
} from '../../integration/verification/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { onDay } from './parts.ts';

const openLogin = '在同一个无痕窗口里打开您的登录页，点“使用国家公共文化云登录”。';
const refused = '您的网站应当不让登录，并显示登录没有成功。';

/** The pending step of a verification, by the standing of its seal. */
const openSeals: Readonly<Record<string, string>> = {
  running: '在线验证进行到一半',
  failed: '在线验证有没通过的项',
  broken: '每天的复查发现问题',
  lapsed: '在线验证已过期',
};

/** An answer of a partner's site as it was seen. */
const answered = ({ status, text }: { status: number; text: string }): string =>
  status === 0 ? '断开了连接，没有回答' : `回答 ${status}${text === '' ? '，没有内容' : `：“${text}”`}`;

const numbered = (number: string) => [{ label: '验证编号', value: number }];

export const facts = {
  'verification.group_redirect': '跳转',
  'verification.group_tokens': '换令牌',
  'verification.group_people': '用户信息',
  'verification.group_leaving': '拒绝、中断与退出',

  'verification.title_redirect_uri': '回调地址与登记一致',
  'verification.title_state': '每次登录的 state 都不同',
  'verification.title_nonce': '带 nonce，且每次不同',
  'verification.title_pkce': 'PKCE 使用 S256',
  'verification.title_scope': '只请求已获准的信息',
  'verification.title_https': '全程 https',
  'verification.title_issuer': '核对回跳里的 iss',
  'verification.title_button': '登录窗口有我们的按钮，证书有效',
  'verification.title_in_time': '60 秒内换令牌',
  'verification.title_code_once': '授权码只用一次',
  'verification.title_secret': 'SK 不出现在浏览器里',
  'verification.title_forged': '不接受伪造的令牌',
  'verification.title_state_checked': '不接受 state 不符的回跳',
  'verification.title_nonce_checked': '不接受 nonce 不符的令牌',
  'verification.title_addresses': '网址里不留授权码和令牌',
  'verification.title_subject': '用账号编号认人',
  'verification.title_phone': '不给手机号也能登录',
  'verification.title_name': '生僻字和少数民族姓名间隔号不乱码',
  'verification.title_denied': '点“不同意”后回到原页',
  'verification.title_retry': '登录没有成功时有页面，可以再试',
  'verification.title_logout': '退出登录两边一致',
  'verification.title_notice': '收到退出通知后断开账号',

  'verification.round_refuse': '打开下面的网址，点“使用国家公共文化云登录”，用测试市民登录；在授权页点“不同意”。',
  'verification.expect_refuse': '应当回到您的登录页，有一句说明，可以再选。',
  'verification.round_plain': `${openLogin}这一次点“同意并登录”，手机号保持关闭。`,
  'verification.expect_plain': '应当登录成功。请看一看您的网站显示的名字。',
  'verification.round_again': '把刚才用过的授权码再送一次：在同一个无痕窗口里打开下面的网址。',
  'verification.expect_again': '您的网站应当拒绝，不再拿它换令牌。',
  'verification.round_renamed': `在您的网站退出，再登录一次：${openLogin}测试市民刚刚改了昵称。`,
  'verification.expect_renamed': '应当还是原来那个账号，只是昵称变了，没有新建一个。',
  'verification.round_signature': `退出后${openLogin}这一次令牌的签名是错的。`,
  'verification.expect_signature': refused,
  'verification.round_none': `${openLogin}这一次令牌没有签名（alg 为 none）。`,
  'verification.expect_none': refused,
  'verification.round_issuer': `${openLogin}这一次令牌的 iss 写着别人。`,
  'verification.expect_issuer': refused,
  'verification.round_audience': `${openLogin}这一次令牌是发给别的应用的（aud）。`,
  'verification.expect_audience': refused,
  'verification.round_expired': `${openLogin}这一次令牌早已过期。`,
  'verification.expect_expired': refused,
  'verification.round_nonce': `${openLogin}这一次令牌里的 nonce 对不上。`,
  'verification.expect_nonce': refused,
  'verification.round_state': `${openLogin}这一次回跳里的 state 不是您发来的那个。`,
  'verification.expect_state': '您的网站应当停下来，不拿授权码换令牌。',
  'verification.round_mixup': `${openLogin}这一次回跳里的 iss 写着别人。`,
  'verification.expect_mixup': '您的网站应当停下来，不拿授权码换令牌。',
  'verification.round_lost': `${openLogin}这一次换令牌的回答会在路上丢失。`,
  'verification.expect_lost': '您的网站应当显示登录没有成功，可以再试。',
  'verification.round_retry': `不清除任何东西，${openLogin}`,
  'verification.expect_retry': '应当登录成功。',
  'verification.round_notice': '保持登录，点下面的按钮：我们向您登记的地址发出退出通知，先发一份伪造的，再发真的。',
  'verification.expect_notice': '刷新您的网站，应当已经不在登录状态。',
  'verification.round_logout': '再登录一次，然后在您的网站点“退出”。',
  'verification.expect_logout': '应当来到国家公共文化云的退出页。',

  'verification.ask_denied': '点“不同意”后，回到了您自己的登录页，有说明，可以再选',
  'verification.no_denied': '没有：停在空白页、错误页，或自动又去登录',
  'verification.ask_name': '您的网站上，名字显示为“买买提·𠮷热木”，一个字不差',
  'verification.no_name': '没有：有方框、问号，或少了字、少了间隔号',
  'verification.ask_phone': '没有给手机号，也登录成功了',
  'verification.no_phone': '没有：要求先补手机号',
  'verification.ask_addresses': '登录成功后，地址栏里没有 code、token 这样的内容',
  'verification.no_addresses': '地址栏里还留着',
  'verification.ask_subject': '改昵称后再登录，还是原来那个账号',
  'verification.no_subject': '没有：新建了一个账号，或认成了别人',
  'verification.ask_forged': '签名不对、没有签名、iss 不对、aud 不对、过期的五次，都没有登录成功',
  'verification.no_forged': '有登录成功的',
  'verification.ask_nonce': 'nonce 对不上的那一次，没有登录成功',
  'verification.no_nonce': '登录成功了',
  'verification.ask_refused': '登录没有成功的每一次，都停在您自己的页面上，说明没有成功，可以再点登录',
  'verification.no_refused': '没有：有空白页、500，或别的打不开的页面',
  'verification.ask_noticed': '发出退出通知后刷新页面，已经不在登录状态',
  'verification.no_noticed': '还是登录状态',
  'verification.ask_button': '登录窗口里有“国家公共文化云”的按钮，网址以 https 开头，浏览器没有警告',
  'verification.no_button': '没有按钮，或浏览器有警告',

  'verification.step_asked': '请求登录，显示登录或授权页',
  'verification.step_refused': '请求没有被接受',
  'verification.step_denied': '测试市民不同意授权',
  'verification.step_authorized': '测试市民同意，授权码已送出',
  'verification.step_redeemed': '换令牌',
  'verification.step_reused': '同一个授权码又来了一次',
  'verification.step_used': '读取用户信息',
  'verification.step_left': '您的网站请求退出',
  'verification.step_opened': '再次打开用过的回调地址',
  'verification.step_noticed': '发出退出通知',
  'verification.step_answered': '您的网站回答的页面',
  'verification.step_probed': '打开您的登录页',
  'verification.step_confirmed': '您的确认',
  'verification.step_skipped': '跳过一步',

  'verification.seen_redirect_other': ({ received, registered }) =>
    `请求里的回调地址是 ${received}，登记的是 ${registered.join('、')}，登录在第一步就被拦下。`,
  'verification.cause_redirect_other': '回调地址要逐个字符一致：协议、大小写、端口、末尾的斜线都算。',
  'verification.cure_redirect_other': '让程序发出登记的那个地址；登记的才是错的，就在应用页面点“变更设置”。',
  'verification.seen_state_missing': '登录请求里没有 state。',
  'verification.cause_state_missing': '没有 state，别人可以把自己的登录塞给您的用户（跨站请求伪造）。',
  'verification.cure_state_missing': '每次登录生成一个随机的 state，存在会话里，回跳时核对后删除。',
  'verification.seen_state_same': '几次登录请求里的 state 是同一个值。',
  'verification.cause_state_same': 'state 写死了，或存下来反复使用，等于没有。',
  'verification.cure_state_same': '每次登录都重新生成，用过就删。',
  'verification.seen_state_ignored': '回跳里的 state 不是这一次登录的，您的网站仍然拿授权码来换令牌。',
  'verification.cause_state_ignored':
    '没有把回跳里的 state 与会话里存的比较。别人可以把自己的登录塞给您的用户（跨站请求伪造），光有 state 挡不住。',
  'verification.cure_state_ignored': '回跳时先比较 state 与会话里存的那个，不一样就停下，不换令牌。',
  'verification.seen_nonce_missing': '登录请求里没有 nonce。',
  'verification.cause_nonce_missing': '没有 nonce，就看不出令牌是不是给这一次登录的。',
  'verification.cure_nonce_missing': '每次登录生成一个随机的 nonce，存在会话里，换到令牌后核对。',
  'verification.seen_nonce_same': '几次登录请求里的 nonce 是同一个值。',
  'verification.cause_nonce_same': 'nonce 写死了，旧令牌可以重复使用。',
  'verification.cure_nonce_same': '每次登录都重新生成。',
  'verification.seen_pkce_missing': '登录请求里没有 code_challenge，或方式不是 S256。',
  'verification.cause_pkce_missing': '没有打开程序库的 PKCE。截到授权码的人可以拿去换令牌。',
  'verification.cure_pkce_missing': '打开 PKCE，方式用 S256；程序库多半只要一行设置。',
  'verification.seen_scope_foreign': ({ received }) => `登录请求里有没有批准的能力：${received}。`,
  'verification.cause_scope_foreign': '程序请求的 scope 比审核批准的多。',
  'verification.cure_scope_foreign': '只写“能力”里列出的；确实需要更多，先申请变更。',
  'verification.seen_plain_http': ({ address }) => `途中经过 ${address}，没有加密。`,
  'verification.cause_plain_http': '登录途中有一跳用了 http，授权码和会话会被同一网络里的人看到。',
  'verification.cure_plain_http': '全站使用 https，http 一律跳转；服务器在反向代理后面时，让程序知道外面是 https。',
  'verification.seen_issuer_ignored': '回跳里的 iss 写着别人，您的网站仍然拿授权码来换令牌。',
  'verification.cause_issuer_ignored':
    '没有核对回跳里的 iss（RFC 9207）。接入几家登录服务时，会把一家的授权码交给另一家。',
  'verification.cure_issuer_ignored': '回跳时先比较 iss 与国家公共文化云的地址，不一样就停下。',
  'verification.seen_button_missing': ({ address }) => `${address} 里没有找到“使用国家公共文化云登录”的按钮。`,
  'verification.cause_button_missing': '按钮没有放在登录窗口里，或换成了别的文字和图案。',
  'verification.cure_button_missing': '从按钮工具包里复制代码，放进登录窗口；登录页的网址填错了，就在开始时改正。',
  'verification.seen_tls_broken': ({ address, reason }) => `${address} 的证书没有通过检查（${reason}）。`,
  'verification.cause_tls_broken': '证书过期、域名不符，或服务器没有发出中间证书。',
  'verification.cure_tls_broken': '更新证书，把中间证书一起装上。',
  'verification.seen_too_late': ({ seconds }) => `授权码送出 ${seconds} 秒后才来换令牌。`,
  'verification.cause_too_late': '授权码 60 秒内有效，网络一慢市民就登录不了。',
  'verification.cure_too_late': '收到回跳马上换令牌，不要放进队列，不要等用户再点一下。',
  'verification.seen_code_again': '用过的授权码又被拿来换令牌。',
  'verification.cause_code_again': '没有核对并删除 state，同一个回调地址打开两次就换两次。',
  'verification.cure_code_again': '回跳时先核对 state，核对后立即删除；没有对应的 state 就拒绝。',
  'verification.seen_secret_in_browser': 'SK 出现在浏览器发出的请求里。',
  'verification.cause_secret_in_browser': 'SK 写在网页的脚本或网址里，谁都能拿走，冒充贵单位。',
  'verification.cure_secret_in_browser':
    '换令牌放到服务器上做，再换一个新的 SK。没有服务器的应用，申请时选“公开应用”。',
  'verification.seen_forged_accepted': ({ which }) =>
    which.length === 0
      ? '我们故意发去伪造的令牌，您的网站仍然登录成功。'
      : `我们故意发去伪造的令牌（${which.join('、')}），您的网站仍然接受，接着来读用户信息。`,
  'verification.cause_forged_accepted': '没有完整核对令牌：签名、iss、aud、有效期，少一样别人就能冒充您的用户。',
  'verification.cure_forged_accepted':
    '让程序库核对令牌，不要自己解码；关掉“跳过验证”一类的开关，只接受登记的签名算法。',
  'verification.seen_nonce_ignored': '我们故意发去一个 nonce 不符的令牌，您的网站仍然登录成功。',
  'verification.cause_nonce_ignored':
    '换令牌时没有把保存的 nonce 交给程序库去核对。别人可以把截到的令牌用在您的网站上。',
  'verification.cure_nonce_ignored': '把保存的 nonce 交给程序库，或自己比较，不一样就拒绝。',
  'verification.seen_leak_in_address': '网址里留着授权码或令牌，或随来源地址发给了别的网站。',
  'verification.cause_leak_in_address':
    '回跳后没有跳到干净的网址，或把来源地址整个发了出去（Referrer-Policy: unsafe-url）。',
  'verification.cure_leak_in_address': '回跳处理完立即 303 跳到不带 code 的网址；去掉 unsafe-url。',
  'verification.seen_subject_ignored': '改了昵称再登录，您的网站认成了另一个账号。',
  'verification.cause_subject_ignored': '用昵称或手机号认人。昵称会重复，手机号会换。',
  'verification.cure_subject_ignored': '用令牌里的 sub 认人，昵称和手机号只用来显示。',
  'verification.seen_phone_needed': '测试市民没有给手机号，您的网站不让登录。',
  'verification.cause_phone_needed': '手机号是市民可以不给的；多余的要求会把人挡在门外。',
  'verification.cure_phone_needed': '没有手机号也让登录；真正需要时（例如预订）再请市民填写。',
  'verification.seen_name_broken': '名字里的生僻字或间隔号显示不对。',
  'verification.cause_name_broken':
    '数据库或页面不是完整的 UTF-8（MySQL 的 utf8 只有三个字节），或把间隔号当成特殊字符删掉了。',
  'verification.cure_name_broken': '数据库用 utf8mb4，页面声明 UTF-8，不要过滤名字里的“·”。',
  'verification.seen_denied_loop': '测试市民点了“不同意”，您的网站立刻又请求登录。',
  'verification.cause_denied_loop': '收到 error=access_denied 后自动重新发起登录，市民退不出来。',
  'verification.cure_denied_loop':
    '收到 access_denied 就回答一页自己的，说一句“您没有同意授权”，带回首页的链接；/login 会马上跳到国家公共文化云的，不要跳到那里。',
  'verification.seen_denied_lost': '点“不同意”后，没有回到您的登录页。',
  'verification.cause_denied_lost': '回调地址只处理了 code，没有处理 error。',
  'verification.cure_denied_lost':
    '回跳里有 error 时，回答一页自己的（400，一句说明，回首页的链接），或者回到首页；不要跳到会自动去国家公共文化云的 /login。',
  'verification.seen_retry_stuck': '换令牌的回答丢失后，再登录也不成功。',
  'verification.cause_retry_stuck': '上一次没有完成的登录还留在会话里，程序拿着用过的授权码或旧的 state 继续。',
  'verification.cure_retry_stuck':
    '换令牌失败时清掉这次登录的 state 和授权码，回答一页说明，带登录链接，由市民自己再点。',
  'verification.seen_refusal_broken': ({ which, status, text }) => `${which}，您的网站${answered({ status, text })}。`,
  'verification.seen_refusal_lost': '登录没有成功时，有的没有停在您自己的页面上。',
  'verification.cause_refusal_broken':
    '不让登录是对的，但市民看到的是出错或空白的页面，不知道怎么办。多半是（按可能的先后）：核对令牌时抛出的错误没有接住；换令牌失败没有处理；没有会话就来到回调地址时没有判断。',
  'verification.cure_refusal_broken': '在回调里接住每一种失败，回答 400 的页面：一句说明，一个登录链接。',
  'verification.seen_refusal_loop': ({ which }) =>
    `${which}，您的网站跳转个不停，没有停在一页上（浏览器里是“重定向的次数过多”）。`,
  'verification.cause_refusal_loop':
    '没有完成的登录跳到了登录的地址，它马上又跳到国家公共文化云；市民在那里已经登录，马上带着新的授权码回来，又没有完成，如此往复。',
  'verification.cure_refusal_loop':
    '登录没有完成时，回答一页自己的（400，一句说明，一个登录链接），或者回到首页；不要自动跳到 /login。',
  'verification.seen_logout_local': '在您的网站点了退出，没有到国家公共文化云来。',
  'verification.cause_logout_local': '只清了自己的会话。公用电脑上，下一个人点登录会直接进入前一个人的账号。',
  'verification.cure_logout_local': '退出时带着 id_token_hint 跳到退出地址（end_session_endpoint）。',
  'verification.seen_logout_refused': ({ description }) => `退出请求没有被接受：${description}`,
  'verification.cause_logout_refused': '退出后的地址没有登记，或 id_token_hint 不对。',
  'verification.cure_logout_refused': '登记 post_logout_redirect_uri，id_token_hint 用登录时得到的令牌。',
  'verification.seen_logout_unsigned': ({ status, text }) =>
    `要退出的时候，市民在您的网站上没有登录：退出通知以后的那次登录没有成功${
      status === 0 && text === '' ? '' : `，网站${answered({ status, text })}`
    }。`,
  'verification.cause_logout_unsigned':
    '还没有验到退出。多半是（按可能的先后）：处理退出通知后，这个 sub 的登录一直被拒绝；收到通知后程序出错停了；这一步没有先登录。',
  'verification.cure_logout_unsigned': '退出通知只结束已有的会话，不影响以后的登录；先让这一次登录成功，再退出。',
  'verification.seen_logout_stopped': ({ status, text }) =>
    `点退出时，您的网站${answered({ status, text })}，没有到国家公共文化云来。`,
  'verification.cause_logout_stopped':
    '是您的网站自己停下的。多半是（按可能的先后）：403、419 是防跨站令牌没有带上；404、405 是退出的地址或方法不对；500 是程序出错，例如会话里没有记下 id_token。',
  'verification.cure_logout_stopped':
    '先让退出的地址能用（表单带上防跨站令牌，方法用 POST），再带着 id_token_hint 跳到退出地址（end_session_endpoint）。',
  'verification.seen_logout_stays': ({ registered }) =>
    `退出请求没有带 post_logout_redirect_uri，市民退出后留在国家公共文化云，回不到您登记的 ${registered.join('、')}。`,
  'verification.cause_logout_stays':
    '跳到退出地址时只带了 id_token_hint 或 client_id；登记了地址，不等于请求里带了它。',
  'verification.cure_logout_stays':
    '跳到退出地址（end_session_endpoint）时，再带上 post_logout_redirect_uri，与登记的一字不差。',
  'verification.seen_notice_missing': '没有登记退出通知的地址，通知发不出去。',
  'verification.cause_notice_missing': '市民在国家公共文化云退出、停用或注销账号后，您的网站不知道，会话一直开着。',
  'verification.cure_notice_missing':
    '做一个接收退出通知的地址，核对签名、iss、aud、events，并且没有 nonce（起步里每种语言都写全了），在“变更设置”里登记。',
  'verification.seen_notice_status': ({ address, status, text }) =>
    `向 ${address} 发出真的退出通知，${answered({ status, text })}。`,
  'verification.cause_notice_status':
    '没有这个地址，或它不接收 POST。多半是（按可能的先后）：路径写错；还没有写；只写了 GET。',
  'verification.cure_notice_status': '在登记的地址接收 POST，处理后返回 200；路径写错就改登记。',
  'verification.cause_notice_guarded':
    '通知没有到处理它的程序，在前面就被拦下。多半是（按可能的先后）：这个地址要求防跨站令牌；要求先登录；网关或防火墙不让来自外面的 POST。',
  'verification.cure_notice_guarded': '让这个地址不查防跨站令牌、不要求登录，只凭通知的签名。',
  'verification.cause_notice_refused':
    '通知是真的，您的程序没有接受。先看它回答的话和自己的日志；多半是（按可能的先后）：把它当 id_token 核对，要求有 nonce；iss、aud 与别的值比较；不认识头里的 typ（logout+jwt）；要求有 sid（这份只有 sub）。',
  'verification.cure_notice_refused':
    '核对签名、iss、aud、exp、events，没有 nonce，有 sub 或 sid；都对就结束会话，返回 200。',
  'verification.cause_notice_crashed':
    '您的程序在处理通知时出错。先看自己的日志；多半是（按可能的先后）：取不到表单字段 logout_token；通知里没有 sid，程序却当它有；找会话时出错。',
  'verification.cure_notice_crashed': '让它对真的通知返回 200，不对的返回 400，找不到会话也返回 200。',
  'verification.seen_notice_forged': ({ address, status }) =>
    `向 ${address} 发出签名错误的退出通知，也返回 ${status}。`,
  'verification.cause_notice_forged': '没有核对通知的签名，谁都可以让您的用户退出。',
  'verification.cure_notice_forged': '像核对登录令牌一样核对它，再看 events 和 sub；不对就返回 400。',
  'verification.seen_notice_unheard': ({ address, status }) =>
    `向 ${address} 发出签名错误的退出通知，返回 ${status}；发出真的也一样，市民都没有退出。`,
  'verification.cause_notice_unheard':
    '多半没有程序在这个地址接收通知：路径写错了，而网站对不存在的地址也返回 200（例如都给首页）。',
  'verification.cure_notice_unheard':
    '在登记的地址上接收 POST，核对签名、iss、aud、events，按 sub 结束会话；不对的返回 400，不存在的地址返回 404。',
  'verification.seen_notice_ignored': '退出通知收到了，市民在您的网站仍是登录状态。',
  'verification.cause_notice_ignored': '收到通知后没有按 sub 找到并结束会话。',
  'verification.cure_notice_ignored': '会话里记下 sub，收到通知时结束这个 sub 的全部会话。',

  'verification.in_history': ({ application, number, passed, all, isPass }) =>
    `“${application}”在线验证${isPass ? '通过' : '没有通过'}，${passed} / ${all} 项，编号 ${number}`,
  'verification.lost_in_history': ({ application, number, checks }) =>
    `“${application}”的每日检测发现问题：${checks.join('、')}。编号 ${number} 的通过暂不算数`,
  'verification.back_in_history': ({ application, number }) =>
    `“${application}”的每日检测恢复正常，编号 ${number} 的通过重新算数`,
  'verification.lapsed_in_history': ({ application, number }) =>
    `“${application}”到期没有重新验证，编号 ${number} 的通过不再算数`,
  'verification.seconds': ({ seconds }) => `用时 ${seconds} 秒`,
  'verification.by_person': '由贵方确认',
  'verification.by_picture': '由贵方以截图确认',
  'verification.nonce_instead': '没有 PKCE，以 nonce 代替，不影响通过',
  'verification.not_asked_for': '没有申请手机号',
  'verification.unreachable': ({ address }) => `没有连上 ${address}。这不算没有通过，过一会儿再验。`,
  'verification.own_machine_page': ({ address }) => `${address} 在您自己的电脑上，国家公共文化云打不开；最后请您截图。`,
  'verification.own_machine_notice':
    '退出通知到不了您自己的电脑，沙箱里不要求；正式应用要登记地址再验。有内网穿透的，可以在应用页面的“回调和退出地址”登记它的 https 地址。',
  'verification.traffic': ({ failed, calls }) => `过去 24 小时 ${calls} 次调用，${failed} 次未通过。`,
  'verification.wrong_signature': '签名不对',
  'verification.wrong_none': '没有签名',
  'verification.wrong_issuer': 'iss 不对',
  'verification.wrong_audience': 'aud 不对',
  'verification.wrong_expired': '已过期',
  'verification.wrong_nonce': 'nonce 不符',
  'verification.refused_denied': '市民点“不同意”回来',
  'verification.refused_again': '用过的授权码再来一次',
  'verification.refused_state': '回跳里的 state 不是这一次登录的那一次',
  'verification.refused_mixup': '回跳里的 iss 写着别人的那一次',
  'verification.refused_lost': '换令牌的回答丢失的那一次',
  'verification.refused_stranger': '没有登录过就打开回调地址',
  'verification.refused_token': ({ wrong }) => `令牌${wrong}的那一次`,
  'verification.not_found': '没有找到这次验证',
  'verification.under_way': '这个应用已经有一次验证在进行',
  'verification.over': '这次验证已经结束，请再验一次',
  'verification.no_login': '这个应用没有登记回调地址，不能验证登录',
  'verification.not_live': 'AK 已到期或已停用，恢复后才能验证',
  'verification.login_url_here':
    '沙箱应用的登录页在本机，或与登记的回调地址同一个网站，例如 http://localhost:5055/login',
  'verification.login_url': '登录页的网址应以 https:// 开头，例如 https://www.example.cn/login',
  'verification.stack': ({ stacks }) => `请写明用的程序库或语言，最多 40 个字，例如 ${stacks.join('、')}`,
  'verification.answers_missing': '请选择一项',
  'verification.picture_missing': '请附上一张截图（PNG、JPEG 或 WebP）',
  'verification.round_ahead': '还没有走到这一步：先做 next 写的那一步',
  'verification.not_yet': '还没有到发通知的那一步',
  'verification.too_often': ({ minutes }) => `开始得太频繁，请 ${minutes} 分钟后再试`,
  'verification.new_code': '这个网址已经失效，请回到机构后台再开始一次',
  'verification.progress_no_ak': '有了生效的 AK 后可开始',
  'verification.progress_no_callback': ({ name }) => `“${name}”没有用户登录的能力和回调地址`,
  'verification.next_callback': ({ name }) => `下一件事：给“${name}”加上用户登录的能力和回调地址。`,
  'verification.to_callback': '申请用户登录',
  'verification.progress_due': ({ name, until }) => `“${name}”该重新验证了，${until} 前有效`,
  'verification.progress_passed': ({ name, day }) => `“${name}”${day} 通过在线验证`,
  'verification.progress_none': '把登录按钮放到贵方的登录窗口，然后做一次在线验证',
  'verification.next_begin': '下一件事：把登录按钮放到贵方的登录窗口，然后做在线验证。',
  'verification.to_begin': '做在线验证',
  'verification.progress_open': ({ name, state }) => `“${name}”${openSeals[state] ?? ''}`,
  'verification.next_finish': ({ name, state }) => `“${name}”${openSeals[state] ?? ''}。下一件事：做完在线验证。`,
  'verification.to_finish': '继续在线验证',
  'verification.to_look': '查看在线验证',
  'verification.task_restore': ({ name }) => `恢复“${name}”的用户登录`,
  'verification.task_broken': '每天的复查发现问题',
  'verification.tag_broken': '复查没有通过',
  'verification.task_renew': ({ name }) => `重新验证“${name}”的用户登录`,
  'verification.task_number': ({ number }) => `编号 ${number}，每年一次，改了回调地址也要重做`,
  'verification.tag_lapsed': '已过期',
  'verification.tag_before': ({ day }) => `${day} 前`,
  'verification.passed_title': '在线验证，通过',
  'verification.noted': '通过，有说明',
  'verification.only_production': '本机做不了，正式应用才验',
  'verification.no_notice': '没有这份退出通知，请再取一次',
  'verification.question_unknown': ({ asked }) =>
    asked.length === 0 ? '现在没有要回答的问题' : `没有这个问题，现在要回答的是：${asked.join('、')}`,
  'verification.summary': ({ passed, all, left }) =>
    `${passed} / ${all}${left > 0 ? `，另有 ${left} 项只在正式环境验` : ''}`,
  'verification.noticed_both': ({ forged, real }) => `伪造的 ${forged}，真的 ${real}`,
  'verification.framework': ({ text }) => text,
  'verification.lines': ({ text }) => text,
  'verification.menu_verification': '在线验证',
  'verification.progress_title': '用户登录',
} satisfies Catalogue<VerificationFacts & VerificationPageFacts>;

export const letters = {
  'verification.broken_letter': ({ application, number }) => ({
    heading: `“${application}”的在线验证发现问题`,
    paragraphs: [
      `每天的自动复查发现，“${application}”有与验证通过时不同的地方，“用户登录”暂不算完成。页面上写明了看到什么、为什么和怎样改。`,
      '改好后第二天会自动恢复；也可以马上重新验证一次。',
    ],
    details: numbered(number),
    action: '查看在线验证',
  }),
  'verification.due_letter': ({ application, number, dueAt }) => ({
    heading: `“${application}”该重新验证了`,
    paragraphs: [
      `“${application}”的在线验证满一年或回调地址有变动，自 ${onDay(dueAt)} 起需要重新验证一次。30 天内没有验证，这次通过就不再有效，“用户登录”这一层退回进行中。`,
      '全程约 10 分钟，市民登录不受影响。',
    ],
    details: numbered(number),
    action: '去验证',
  }),
} satisfies Letters<VerificationLetters>;
