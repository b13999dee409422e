import type { ConsoleCommandFacts, ConsoleFacts, ConsoleLetters } from '../../console/facts.ts';
import { shortDay } from '../../http/pages/text.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { inBeijing } from './parts.ts';

/** 四项. */
const numeral = (count: number): string => '零一二三四五六七八九十'[count] ?? String(count);

export const facts = {
  'console.second_factor_reset': '第二因子已重设',
  'console.signed_out': '登录已经结束，刚才的操作没有进行。请重新登录后再做一次。',
  'console.member_may_not': ({ role, owners }) =>
    `您的角色（${role}）不能做这项操作。需要权限请联系本机构管理员${owners}。`,
  'console.certified_first': '机构认证通过后可以使用这项功能。请先在“首页”完成机构认证。',
  'console.no_staff': '这里是运营后台。您的账号没有运营角色，需要权限请联系系统管理员。',
  'console.staff_may_not': ({ roles }) => `您的角色（${roles}）不能做这项操作。需要权限请联系系统管理员。`,
  'console.not_a_member': '您不在这家机构，或已经离开',
  'console.tries_spent': ({ minutes }) => `尝试次数过多，请 ${minutes} 分钟后再试`,
  'console.code_wrong_or_used': '验证码不对或已经用过。请等应用显示下一个验证码再填；也可以填写一个恢复码',
  'console.qr_expired': '这个二维码已过期（1 小时内有效）。请用验证器重新扫描下面的二维码',
  'console.code_wrong': '验证码不对。请核对手机时间是否为自动，等应用显示下一个验证码再填',
  'console.already_set': '刚才已在另一个窗口设置过，请刷新本页',
  'console.no_second_factor': '这个账号没有设置动态验证码',
  'console.session_over': '这个登录已经结束',
  'console.sign_in_failed': '登录没有完成：可能停留太久，或在另一个窗口里又登录了一次。请从首页重新进入后台。',
  'console.busy': '服务正忙，请稍后再试',
  'console.code_missing': '请填写验证码',
  'console.app_code_missing': '请填写应用显示的 6 位验证码',
  'console.enrolment_unproved': '第一次设置动态验证码，只有密码还不够。请先用手机号或开通码确认是您本人',
  'console.enrolment_code_missing': '请填写开通码',
  'console.enrolment_code_wrong': '开通码不对、已经用过，或超过了 3 天。请核对，或请管理员再给一个',
  'console.has_second_factor': '这个账号已经设置动态验证码，不需要开通码',
  'console.plan_of': ({ layer }) => `对接计划，${layer}`,
  'console.late_reply': '回复超期事项',
  'console.late_by': ({ days }) => `超 ${days} 天`,
  'console.late_today': '今天到期',
  'console.next_all_done': ({ all }) => `${numeral(all)}项对接都已完成。`,
  'console.next_key_waits': 'AKSK 申请正在审核。',
  'console.next_key_ready': 'AKSK 已就绪。',
  'console.next_so_far': ({ all, done }) => `${numeral(all)}项对接已完成 ${done} 项。`,
  'console.ahead_title': ({ entries, isNext, isMore }) =>
    isMore
      ? `还有 ${entries} 场没有确认`
      : isNext
        ? `下周 ${entries} 场，都照常吗？`
        : `这周还有 ${entries} 场，都照常吗？`,
  'console.ahead_span': ({ from, to, before }) =>
    `${shortDay(from)} 至 ${shortDay(to)}${before === undefined ? '' : `，上次确认 ${shortDay(before)}`}`,
  'console.ahead_answered': ({ day, name, entries, isNext }) =>
    `${shortDay(day)} ${name === '' ? '' : `${name} `}确认了${isNext ? '下周' : '这周'} ${entries} 场。`,
  'console.ahead_settled': ({ entries }) => `下周 ${entries} 场都用接口报过，不用再确认。`,
  'console.ahead_none': '下周没有活动。',
  'console.ahead_day': ({ day, entries }) => `${day}　${entries} 场`,
  'console.ahead_date': ({ day, weekday }) => `${shortDay(day)} ${weekday}`,
  'console.ahead_taken': ({ taken }) => `已约 ${taken} 位`,
  'console.ahead_clash': ({ other }) => `和“${other}”同一间教室，同一时间`,
  'console.ahead_left': ({ left, good }) =>
    good === 0 ? `${left} 场撞了教室，先改好再确认。` : `${left} 场撞了教室，先改好；其余 ${good} 场可以确认。`,
  'console.ahead_after': '确认后，市民在这几场旁边看到“馆方今天确认”。',
  'console.ahead_button': ({ entries }) => `${entries} 场照常`,
  'console.week': ({ total, before, missing }) => {
    const change = before === undefined || before === 0 ? undefined : (total - before) / before;
    const part = change === undefined ? '' : `${Math.abs(change * 100).toFixed(1)}%`;
    const compared =
      part === ''
        ? ''
        : part === '0.0%'
          ? '，与前 7 天持平'
          : `，比前 7 天${change !== undefined && change > 0 ? '多' : '少'} ${part}`;
    return `7 天共 ${total.toLocaleString('en')} 次${compared}${missing > 0 ? `，还缺 ${missing} 份日报` : ''}。`;
  },
  'console.week_day': ({ value, missing }) =>
    value === undefined ? '未报' : `${value}${missing > 0 ? `（${missing} 个应用未报）` : ''}`,
  'console.help_reference': '接口参考',
  'console.help_errors': '接口错误：原因和办法',
  'console.help_certification': '注册和认证要准备什么',
  'console.help_applications': '怎样申请 AK/SK',
  'console.help_links': '怎样互放链接',
  'console.help_login': '怎样通过在线验证',
  'console.help_resources': '怎样填报和批量导入资源',
  'console.help_statistics': '怎样报送服务数据',
  'console.help_members': '邀请同事和外包开发者',
  'console.help_all': '全部帮助',
  'console.next_by_managers': '由贵机构的管理员或经办人办理。',
  'console.next_stopped': '贵机构已停用，恢复以前不能办理对接。',
  'console.next_pressing': ({ title, tag }) => `“${title}”${tag}。`,
  'console.next_correct': ({ title }) => `审核员请您修改“${title}”。改好后再提交，已经填写的都还在。`,
  'console.to_correct': '按意见修改',
  'console.next_expired': ({ name }) => `“${name}”的 AK 已过期，登录与接口已停用。延长后立即恢复。`,
  'console.next_expires': ({ name, left }) =>
    `“${name}”的 AK ${left === 0 ? '今天到期' : `还有 ${left} 天到期`}，之后登录与接口停用。`,
  'console.to_renew': '延长有效期',
  'console.menu_security': '登录与安全',
  'console.menu_messages': '消息',
  'console.menu_home': '首页',
  'console.menu_desk': '工作台',
  'console.menu_start': '开始',
  'console.menu_switch': '切换机构',
  'console.menu_of_staff': '运营后台',
  'console.menu_of_members': '机构后台',
  'console.kind_action': '做',
  'console.kind_page': '页',
  'console.do_factor': '设置动态验证码',
  'console.do_switch': '切换机构',
  'console.do_join': '加入或登记另一家机构',
  'console.place_of_staff': '运营',
} satisfies Catalogue<ConsoleFacts & ConsoleCommandFacts>;

export const letters = {
  'console.recovery_letter': ({ at, left }) => ({
    subject: '您的一个恢复码已被使用',
    heading: '您的一个恢复码已被使用',
    paragraphs: [
      `${inBeijing(at)}（北京时间），有人用恢复码代替动态验证码登录了国家公共文化云后台。您还有 ${left} 个恢复码。`,
      '如果不是您本人操作，请立即修改密码，其他设备会随之退出；再到“登录与安全”重新设置动态验证码。',
    ],
    action: '不是您本人操作时，也请告诉运营',
    sms: `您的一个恢复码刚刚用于登录后台，还有 ${left} 个。如果不是您本人操作，请立即修改密码并联系客服。`,
  }),
  'console.enrolled_letter': ({ at }) => ({
    subject: '您的账号设置了动态验证码',
    heading: '您的账号设置了动态验证码',
    paragraphs: [
      `${inBeijing(at)}（北京时间），您的账号设置了登录后台用的动态验证码。从现在起，登录时填写这个验证器应用显示的数字。`,
      '如果不是您本人操作，请立即用“忘记密码”换一个密码，所有设备会随之退出；再请系统管理员或客服为您重设动态验证码。',
    ],
    action: '查看登录与安全',
    sms: '您的账号刚刚设置了登录后台的动态验证码。如果不是您本人操作，请立即重设密码并联系客服。',
  }),
  'console.reset_letter': ({ at }) => ({
    subject: '您的动态验证码已被重设',
    heading: '您的动态验证码已被重设',
    paragraphs: [
      `${inBeijing(at)}（北京时间），管理员取消了您账号的动态验证码和恢复码。您下次登录后台时重新设置，设置前要用手机号或开通码确认是您本人。`,
      '如果您没有为此联系过管理员，请立即修改密码并告诉客服。',
    ],
    action: '查看登录与安全',
    sms: '管理员取消了您登录后台的动态验证码，下次登录时重新设置。如果您没有申请，请立即修改密码并联系客服。',
  }),
} satisfies Letters<ConsoleLetters>;
