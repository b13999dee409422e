import type {
  AccountCommandFacts,
  AccountFacts,
  AccountLetters,
  AccountPageFacts,
  AddedKind,
} from '../../accounts/facts.ts';
import { moment } from '../../http/pages/text.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { inBeijing, signature } from './parts.ts';

const spanOf = (seconds: number) =>
  seconds > 3600 ? `${Math.ceil(seconds / 3600)} 小时` : `${Math.ceil(seconds / 60)} 分钟`;

const uses = {
  login: '登录',
  registration: '注册',
  recovery: '找回密码',
  'phone-old': '更换手机号',
  'phone-new': '绑定手机号',
} as const;

/** Why a picture was taken away, as its owner reads it. */
export const avatarFaultWords = {
  indecent: '低俗或令人不适',
  unlawful: '含有法律禁止的内容',
  another: '冒用他人或机构的形象',
  advertising: '含有广告或联系方式',
} as const;

/** The added method, in messages and letters. */
const added = {
  passkey: '添加了通行密钥',
  phone: '已改绑手机号',
  email: '绑定了另一个邮箱',
  device: '在一台新设备上登录',
} as const satisfies Record<AddedKind, string>;
const undone = {
  passkey: '删除它',
  phone: '改回来',
  email: '改回来',
  device: '让它退出',
} as const satisfies Record<AddedKind, string>;

export const facts = {
  'accounts.made': ({ count }) => `建了 ${count} 个账号`,
  'accounts.is_open': '没有锁住',
  'accounts.is_locked': ({ since }) => `从 ${since} 起锁住`,
  'accounts.was_open': '本来就没有锁住',
  'accounts.no_roles': '没有角色',
  'accounts.ask_revoke_role':
    '收回这个角色？\n对方立即失去这个角色能做的事，正在进行的工作会中断。以后可以再授予。\n收回角色',
  'accounts.password_changed': `您的密码已修改。如果不是您本人操作，请立即用“忘记密码”重新设置，并联系客服。`,
  'accounts.password_subject': `${signature}您的密码已修改`,
  'accounts.recovered_by_email': ({ email }) =>
    `您的密码刚刚用邮箱 ${email} 重新设置，其他登录已退出。如果不是您本人，请立即用“忘记密码”和手机号重新设置，并联系客服。`,
  'accounts.email_code_subject': `${signature}找回密码的验证码`,
  'accounts.email_code': ({ code }) =>
    `您好：\n\n验证码 ${code}，10 分钟内有效，用于找回国家公共文化云的密码。请填在您刚才打开的页面上，不要告诉任何人，包括自称工作人员的人。\n\n如果不是您本人，不用理会这封邮件，您的密码没有变。`,
  'accounts.email_missing': '请填写完整的邮箱，例如 name@example.cn',
  'accounts.email_unknown': '没有账号绑定过这个邮箱，请换一个邮箱，或用手机号找回',
  'accounts.email_proof_expired': '邮箱的验证已过期（15 分钟内有效），请重新获取验证码',
  'accounts.recover_by_phone': '这个账号只能用手机号找回。手机号也用不了的，请联系客服',
  'accounts.mail_down': '邮件暂时发不出去，请用手机号找回，或稍后再试',
  'accounts.code_message': ({ code, purpose }) => `验证码 ${code}，5 分钟内有效，用于${uses[purpose]}。请勿告诉他人。`,
  'accounts.new_password_first': '您点过“不是我”。请先用短信验证码设置新密码，再登录',
  'accounts.same_phone': '新手机号和现在的一样，请换一个',
  'accounts.phone_changed': ({ phone }) => `您的账号已改绑手机号 ${phone}。如果不是您本人操作，请立即拨打客服电话`,
  'accounts.phone_has_account': '这个手机号已有账号，不能再绑定到这里',
  'accounts.mails_often': ({ hours }) => `今天发送的确认邮件过多，请 ${hours} 小时后再试`,
  'accounts.same_email': '这个邮箱已经绑定在您的账号上',
  'accounts.email_subject': `${signature}请确认您的邮箱`,
  'accounts.email_link': ({ url }) =>
    `您好：\n\n有人想把这个邮箱绑定到国家公共文化云的账号。如果是您本人，请在登录后打开下面的链接，点“确认绑定”，24 小时内有效：\n\n${url}\n\n如果不是您本人，不用理会这封邮件。`,
  'accounts.email_link_over': '这个链接已过期、已用过，或不是当前登录账号的，请重新发送确认邮件',
  'accounts.email_has_account': '这个邮箱已有账号，不能再绑定到这里',
  'accounts.last_way': '至少保留一种登录方式：请先绑定手机号，再移除邮箱',
  'accounts.way_added': ({ kind, device, at, url }) =>
    `您的账号于 ${inBeijing(at)} ${added[kind]}${device === '' ? '' : `（${device}）`}。如果不是您本人，请在 7 天内打开 ${url} ${undone[kind]}。`,
  'accounts.way_added_subject': ({ kind }) => `${signature}您的账号${added[kind]}`,
  'accounts.way_ended': '已经结束',
  'accounts.appeal_notice': ({ phone, at, url }) =>
    `有人申请把您的账号改用手机号 ${phone}，${inBeijing(at)} 起生效。不是您本人，请打开 ${url} 点“停止更换”。`,
  'accounts.appeal_subject': `${signature}您的账号正在更换手机号`,
  'accounts.appeal_open': '手机号已经在更换，一次只能申请一个',
  'accounts.appeals_spent': '一年最多申请 3 次，请拨打客服电话',
  'accounts.appeal_stopped': '已停止更换手机号',
  'accounts.no_appeal': '没有正在更换的手机号，或已经停止、已经生效',
  'accounts.avatar_missing': '请先选择一张图片',
  'accounts.avatars_often': ({ hours }) => `更换头像过于频繁，请 ${hours} 小时后再试`,
  'accounts.no_avatar': '没有这个头像，或已经移除',
  'accounts.avatar_removed': ({ fault }) =>
    `您的头像${avatarFaultWords[fault]}，已被移除。您可以换一张。如有疑问，请拨打客服电话。`,
  'accounts.avatar_removed_subject': `${signature}您的头像已被移除`,
  'accounts.session_over': '这台设备已经退出了',
  'accounts.not_now': '这个账号目前不能登录，可能因安全原因暂停。资料都在，请拨打页面下方的客服电话，核对身份后恢复',
  'accounts.tries_spent': ({ minutes }) => `尝试次数过多，请 ${minutes} 分钟后再试，或改用验证码登录`,
  'accounts.wrong_password': ({ left }) =>
    `手机号或密码不对，还可以再试 ${left} 次${left <= 2 ? '。收到过账号暂停登录通知的，请拨打页面下方的客服电话' : ''}`,
  'accounts.own_password_only': '只能修改自己账号的密码',
  'accounts.no_password': '这个账号还没有密码，请用“忘记密码”设置',
  'accounts.tries_spent_recover': ({ minutes }) => `尝试次数过多，请 ${minutes} 分钟后再试，或用“忘记密码”重新设置`,
  'accounts.wrong_current': '当前密码不对，请核对后重填',
  'accounts.same_password': '新密码不能与当前密码相同，请换一个',
  'accounts.only_one': '一次创建多个账号时不能填写',
  'accounts.nothing_to_find': '请填写用户名、手机号或邮箱',
  'accounts.changed_meanwhile': '这个账号刚刚有变动，请重新登录。',
  'accounts.phone_taken': '这个手机号已经注册过，请直接登录',
  'accounts.username_taken': '这个用户名已经有人使用，请换一个',
  'accounts.email_taken': '这个邮箱已经有人使用，请换一个',
  'accounts.no_grant': '您没有授权过这个平台，或授权已经取消。',
  'accounts.proof_expired': '手机号的验证已过期（15 分钟内有效），请重新获取验证码',
  'accounts.many_registrations': ({ minutes }) => `从这个网络注册的账号过多，请 ${minutes} 分钟后再试`,
  'accounts.many_names': ({ seconds }) =>
    `从这个网络只用用户名注册的账号过多，请 ${spanOf(seconds)}后再试。有手机号的，现在就可以用手机号注册；在图书馆、文化馆的公用网络上的，也可以换用自己的网络，或请工作人员拨打页面下方的客服电话`,
  'accounts.age_missing': '请选择是否已满 14 周岁',
  'accounts.paper_missing': '请选择看到的是哪种证件',
  'accounts.birth_year_form': '出生年份是 4 位数字，例如 1958；不需要时不填',
  'accounts.paper_too_young': '不满 14 周岁的，由家长在“家庭账号”中添加和管理，这里不能记',
  'accounts.not_present': '请先勾选本人在场，和证件照片一致',
  'accounts.no_realname_here': '这个账号现在不能记为实名：它由家长管理，或者已停用、正在注销',
  'accounts.realname_message':
    '客服刚才核对了您的证件，您的账号已记为实名。不是您本人到场的，请立即拨打客服电话，并在“我的账号 · 隐私与数据”删除。',
  'accounts.link_from_elsewhere':
    '这个链接是从别的网站打开的，可能有人想用您的账号登录，所以没有继续。要扫码登录，请用手机对着电脑屏幕上的二维码扫',
  'accounts.child_managed': '孩子的账号由家长管理。请让家长登录后在“家庭账号”中查看和修改。',
  'accounts.too_young': '不满 14 周岁需由监护人添加。请让家长登录后在“家庭账号”中添加您。',
  'accounts.terms_too_soon': ({ day }) => `至少提前 7 天公布，请选 ${day} 或以后`,
  'accounts.terms_waiting': '已经有一个新版本在等待生效，请先看看它',
  'accounts.terms_in_force': '这个版本已经生效，不能收回',
  'accounts.terms_missing': '请先阅读并同意《用户协议》和《隐私政策》',
  'accounts.last_guard':
    '除您之外，只有这个人能解除停用、授予角色。请先让另一位同事担任系统管理员或安全管理员；情况紧急时，请在服务器上用 cloud account revoke',
  'accounts.holds_role':
    '这是运营人员的账号，不能由一个人停用。请系统管理员先在“人员与角色”里收回全部角色，再停用；情况紧急时，请在服务器上用 cloud account lock',
  'accounts.own_role': '不能修改自己的角色，请由另一位管理员修改',
  'accounts.closing_takes_on_nothing':
    '这个账号正在注销，不能加入机构、担任管理员或添加孩子。请本人登录国家公共文化云撤销注销后再试。',
  'accounts.locked_takes_on_nothing': '这个账号已停用，不能加入机构、担任管理员或添加孩子。请先联系客服恢复。',
  'accounts.not_found': '没有找到这个账号',
  'accounts.many_searches': '一小时内查找的次数很多，请稍后再找',
  'accounts.mobile_missing': '请填写 11 位手机号',
  'accounts.wrong_code': '验证码不对，请核对后重填',
  'accounts.code_spent': ({ tries }) => `验证码已输错 ${tries} 次，请重新获取`,
  'accounts.code_not_asked': '请先获取验证码',
  'accounts.code_used': '这个验证码已经用过，请重新获取',
  'accounts.code_form': '验证码是 6 位数字',
  'accounts.identifier_missing': '请填写完整的手机号或用户名',
  'accounts.unknown_identifier': '没有这个手机号或用户名的账号，请核对，或请对方先注册',
  'accounts.most_test_citizens': ({ most }) => `测试市民最多 ${most} 个，可以重设已有的密码，或删除不用的`,
  'accounts.test_citizen_failed': '没有创建成功，请再试一次',
  'accounts.no_sandbox': '您管理的应用中没有沙箱应用，测试市民由本机构的管理员添加',
  'accounts.no_test_citizen': '没有找到这个测试市民',
  'accounts.role_may_not_test': '您的角色不能管理测试市民，请联系本机构的管理员',
  'accounts.roles_apart': ({ held, role }) => `${held}和${role}须由不同的人担任，请先收回${held}`,
  'accounts.count_form': ({ most }) => `数量应为 1 到 ${most} 的整数`,
  'accounts.codes_of_day': ({ limit, hasOtherWay }) =>
    `今天已发送 ${limit} 次，请明天再试${hasOtherWay ? '或改用密码登录' : ''}`,
  'accounts.codes_often': ({ seconds, hasOtherWay }) =>
    `获取验证码的次数过多，请 ${spanOf(seconds)}后再试${hasOtherWay ? '，或改用密码登录' : ''}`,
  'accounts.code_just_sent': ({ seconds }) => `验证码刚刚发出，${seconds} 秒后可重发`,
  'accounts.sms_down': ({ hasOtherWay }) => `短信暂时发不出去，${hasOtherWay ? '可改用密码登录' : '请稍后再试'}`,
  'accounts.code_expired': ({ minutes }) => `验证码已过期（${minutes} 分钟内有效），请重新获取`,
  'accounts.code_sent_again': ({ minutes }) => `验证码已过期（${minutes} 分钟内有效），已为您重新发送`,
  'accounts.many_scans': ({ seconds }) => `扫码的次数过多，请 ${spanOf(seconds)}后再试`,
  'accounts.card_profile': '基本资料',
  'accounts.card_security': '登录与安全',
  'accounts.card_grants': '已授权平台',
  'accounts.card_logins': '登录记录',
  'accounts.card_elder': '长辈版',
  'accounts.note_nickname': ({ nickname }) => `昵称 ${nickname}`,
  'accounts.note_ways': ({ ways }) => ways.join('、'),
  'accounts.note_no_grants': '还没有授权过任何平台',
  'accounts.note_grants': ({ count }) => `${count} 个平台可以用您的账号登录`,
  'accounts.note_no_logins': '最近 180 天没有记录',
  'accounts.note_last_login': ({ at, now, device }) => `最近一次 ${moment(new Date(at), new Date(now))}，${device}`,
  'accounts.note_elder': ({ isOn }) => (isOn ? '已开启，字和按钮都更大' : '字和按钮都更大'),
  'accounts.see': '查看',
  'accounts.turn': ({ isOn }) => (isOn ? '关闭' : '开启'),
  'accounts.way_code': '手机验证码',
  'accounts.way_password': '密码',
  'accounts.set_password': '设置密码',
  'accounts.change_password': '修改密码',
  'accounts.bind_email': '绑定邮箱',
  'accounts.change_email': '更换邮箱',
  'accounts.bind_phone': '绑定手机号',
  'accounts.change_phone': '改绑手机号',
  'accounts.withdraw_from': ({ platform }) => `取消对${platform}的授权`,
  'accounts.centre': '我的账号',
  'accounts.duty_administrator': '账号与系统设置',
  'accounts.duty_security': '角色、登录安全',
  'accounts.duty_auditor': '查看和核对审计记录',
  'accounts.duty_reviewer': '审核机构提交的申请',
  'accounts.duty_operator': '机构、应用与日常运营',
  'accounts.duty_statistics': '全国服务数据',
  'accounts.duty_support': '客服，帮助用户',
  'accounts.duty_regulator': '查看所辖地区的数据',
  'accounts.menu_home': '账号总览',
  'accounts.menu_profile': '基本资料',
  'accounts.menu_security': '登录与安全',
  'accounts.menu_grants': '已授权平台',
  'accounts.menu_logins': '登录记录',
  'accounts.menu_staff': '人员与角色',
  'accounts.do_find_staff': '查找工作人员的账号',
  'accounts.do_grant': '授予和收回运营角色',
  'accounts.found_staff': '人',
} satisfies Catalogue<AccountFacts & AccountPageFacts & AccountCommandFacts>;

export const letters = {
  'accounts.way_added_letter': ({ kind, device, at }) => ({
    heading: `您的账号${added[kind]}`,
    paragraphs: [
      `${inBeijing(at)}（北京时间），您的账号${added[kind]}${device === '' ? '' : `（${device}）`}。`,
      `如果不是您本人，请在 7 天内到“登录与安全”${undone[kind]}，并修改密码。`,
    ],
    action: '去登录与安全',
  }),
} satisfies Letters<AccountLetters>;
