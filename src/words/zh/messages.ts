import type { ApplicationLetters } from '../../applications/facts.ts';
import type { FamilyLetters } from '../../citizens/family/facts.ts';
import type { PrivacyLetters } from '../../citizens/privacy/facts.ts';
import type { ConsoleLetters } from '../../console/facts.ts';
import type { Facts, MessageText } from '../../fact.ts';
import type { InstitutionLetters } from '../../institutions/facts.ts';
import type { VendorLetters } from '../../integration/vendors/facts.ts';
import type { VerificationLetters } from '../../integration/verification/facts.ts';
import type { NoticeLetters } from '../../notices/facts.ts';
import type { IncidentLetters } from '../../operations/incidents/facts.ts';
import type { ResourceLetters } from '../../resources/facts.ts';
import type { LicenceLetters } from '../../resources/licences/facts.ts';
import type { StatisticsLetters } from '../../statistics/facts.ts';
import type { WebhookLetters } from '../../webhooks/facts.ts';
import type { Message, VariableKind } from '../catalogue.ts';

type All = ApplicationLetters &
  FamilyLetters &
  PrivacyLetters &
  ConsoleLetters &
  InstitutionLetters &
  VendorLetters &
  VerificationLetters &
  NoticeLetters &
  IncidentLetters &
  ResourceLetters &
  LicenceLetters &
  StatisticsLetters &
  WebhookLetters &
  Facts;

type Named = { name: string; as: VariableKind; isNeeded: boolean };
const named =
  (as: VariableKind) =>
  (name: string): Named => ({ name, as, isNeeded: false });
const [text, moment, day, count, list, days] = [
  named('text'),
  named('moment'),
  named('day'),
  named('count'),
  named('list'),
  named('days'),
];
/** A message without it would leave its reader with nothing to go by. */
const needed = (variable: Named): Named => ({ ...variable, isNeeded: true });

/** The sample has every parameter of the letter; those without a name in braces stay as the room gives them. */
function message<Code extends keyof All & string>(
  key: string,
  [title, to]: readonly [title: string, to: string],
  code: Code,
  sample: All[Code],
  variables: { readonly [Name in keyof All[Code]]?: Named },
  { when = {}, begins }: { when?: Partial<All[Code]>; begins?: MessageText } = {},
): Message {
  const own = { variables: { ...variables } as Message['variables'], ...(begins && { begins }) };
  return { key, title, to, code, sample, when, ...own };
}

const [institution, citizen, staffOrMember] = ['机构', '市民', '后台人员'] as const;
const at = '2026-11-24T10:32:00Z';
const until = '2026-12-24T15:59:59Z';
const phone = '400-0596-087';
const hall = '青溪县文化馆';

/** A question about figures, and one that was answered. */
const asked = { application: '青溪文化云', days: '11月20日至22日', due: '2026-11-27', verdict: '说得通' };
const ofVerdict = { application: needed(text('应用')), days: needed(text('日期')), verdict: needed(text('决定')) };
const answered = { institution: hall, application: '青溪文化云', days: '11月20日至22日' };
const decided = { kind: 'AKSK 申请', title: '青溪文化云', institution: hall, at };
const ofDecided = {
  kind: needed(text('事项')),
  title: needed(text('标题')),
  institution: text('机构'),
  at: moment('办理时间'),
};
const whose = { name: '青溪文化云', institution: hall, ak: 'ncc_7q2m4zk2vx3ra5b6c7d2' };
const ofWhose = { name: needed(text('应用')), institution: text('机构'), ak: text('AK') };
const expiry = { ...whose, until, phone };
const ofExpiry = { ...ofWhose, until: needed(moment('到期时间')), phone: text('客服电话') };
const child = { nickname: text('孩子昵称') };

/** Letters that operators may reword. Left out: texts that people write each time, and messages with a code or a link that undoes something. */
export const messages: readonly Message[] = [
  message('review-approved', ['审核：通过', institution], 'notices.approved_letter', decided, ofDecided),
  message(
    'review-returned',
    ['审核：退回修改', institution],
    'notices.returned_letter',
    { ...decided, reason: '请核对回调地址。', noted: 2 },
    { ...ofDecided, reason: needed(text('意见')), noted: count('逐项意见数') },
  ),
  message(
    'review-rejected',
    ['审核：不予通过', institution],
    'notices.rejected_letter',
    { ...decided, reason: '材料与登记不符。' },
    { ...ofDecided, reason: needed(text('原因')) },
  ),
  message('review-checked', ['审核：初审通过', institution], 'notices.checked_letter', decided, ofDecided),
  message(
    'ak-issued',
    ['AK：已签发', institution],
    'applications.issued_letter',
    { ...expiry, hasSecret: true, specification: 'https://cloud.example.cn/docs/specification' },
    { ...ofExpiry, ak: needed(text('AK')), specification: text('说明书地址') },
    { when: { hasSecret: true } },
  ),
  message(
    'ak-disabled',
    ['AK：被停用', institution],
    'applications.disabled_letter',
    { ...whose, at, reason: '接口被用于批量抓取' },
    { ...ofWhose, at: moment('停用时间'), reason: needed(text('原因')) },
  ),
  message(
    'ak-enabled',
    ['AK：恢复使用', institution],
    'applications.enabled_letter',
    { ...whose, at, until, isOver: false },
    { ...ofWhose, at: moment('恢复时间'), until: moment('到期时间') },
    { when: { isOver: false } },
  ),
  ...([7, 3, 1, 0] as const).map((daysLeft) =>
    message(
      `ak-expires-${daysLeft}`,
      [`AK 到期提醒：${daysLeft === 0 ? '当天' : `${daysLeft} 天前`}`, institution],
      'applications.expiry_letter',
      { ...expiry, daysLeft, isOver: false },
      ofExpiry,
      { when: { daysLeft } },
    ),
  ),
  message(
    'ak-expired',
    ['AK 到期提醒：已到期', institution],
    'applications.expiry_letter',
    { ...expiry, daysLeft: -1, isOver: true },
    ofExpiry,
    { when: { daysLeft: -1 } },
  ),
  message(
    'ak-security',
    ['AK：安全设置已修改', institution],
    'applications.security_letter',
    { ...whose, at, names: ['登录的防护', '公钥'] },
    { ...ofWhose, at: moment('修改时间'), names: needed(list('修改的项目')) },
  ),
  message(
    'sk-ends',
    ['SK：旧的即将停用，仍在使用', institution],
    'applications.sk_ends_letter',
    { ...whose, lastFour: '9cQx', endsAt: until, lastUsedAt: at },
    {
      ...ofWhose,
      lastFour: needed(text('末四位')),
      endsAt: needed(moment('停用时间')),
      lastUsedAt: moment('最近使用时间'),
    },
  ),
  message(
    'member-invited',
    ['成员：邀请', institution],
    'institutions.invited_letter',
    { institution: hall, post: '开发者', href: 'https://cloud.example.cn/console' },
    { institution: needed(text('机构')), post: needed(text('角色')), href: needed(text('登录地址')) },
  ),
  message(
    'member-joined',
    ['成员：通过链接加入', institution],
    'institutions.joined_letter',
    { institution: hall, who: '王*（138****8001）', post: '填报员' },
    { institution: text('机构'), who: needed(text('成员')), post: text('角色') },
  ),
  message(
    'institution-disabled',
    ['机构：被停用', institution],
    'institutions.disabled_letter',
    { institution: hall, at, reason: '证件已过有效期' },
    { institution: text('机构'), at: moment('停用时间'), reason: needed(text('原因')) },
  ),
  message(
    'institution-enabled',
    ['机构：恢复使用', institution],
    'institutions.enabled_letter',
    { institution: hall, at },
    { institution: text('机构'), at: moment('恢复时间') },
  ),
  message(
    'licence-expiring',
    ['资源许可：即将到期', institution],
    'licences.expiring_letter',
    { number: 'L-2611-0032', platform: '青溪文化云', count: 12, lastDay: '2026-12-24' },
    {
      number: needed(text('许可编号')),
      platform: text('使用平台'),
      count: count('资源数'),
      lastDay: needed(text('最后一天')),
    },
  ),
  message(
    'licence-revoked',
    ['资源许可：收回', institution],
    'licences.revoked_letter',
    { number: 'L-2611-0032', platform: '青溪文化云', count: 12, at, reason: '权利人要求停止使用' },
    {
      ...{ number: needed(text('许可编号')), platform: text('使用平台'), count: count('资源数') },
      ...{ at: moment('收回时间'), reason: needed(text('原因')) },
    },
  ),
  message(
    'copyright-ends',
    ['资源：授权即将到期', institution],
    'resources.copyright_letter',
    { daysLeft: 7, count: 2, titles: ['江南丝竹音乐会', '社戏'], lastDay: until },
    {
      daysLeft: count('剩余天数'),
      count: count('资源数'),
      titles: needed(list('资源标题')),
      lastDay: moment('授权截止'),
    },
    {
      begins: {
        subject: '资源授权 {剩余天数} 天后到期',
        heading: '资源授权 {剩余天数} 天后到期',
        paragraphs: [
          '贵单位有 {资源数} 条已发布的资源，填写的授权截止日期是 {授权截止日期}：{资源标题}。',
          '过了这一天，它们会自动下线。已经续签授权的，请在此之前修订授权截止日期，并提交审核。',
        ],
        action: '查看资源',
        sms: undefined,
      },
    },
  ),
  message(
    'week-unconfirmed',
    ['资源：确认一周的活动', institution],
    'resources.week_letter',
    { count: 6, titles: ['合唱团公开排练', '越剧戏迷角'], isNext: true },
    { count: needed(count('场次')), titles: list('活动标题') },
  ),
  message(
    'report-missing',
    ['服务数据：催报', institution],
    'statistics.urge_letter',
    { application: '青溪文化云', days: ['2026-11-22', '2026-11-23'] },
    { application: needed(text('应用')), days: needed(days('未报日期')) },
    {
      begins: {
        subject: '请填报 {未报日期} 的服务数据',
        heading: '请填报 {未报日期} 的服务数据',
        paragraphs: [
          '贵单位的应用“{应用}”还没有填报 {未报日期} 的服务数据。',
          '请登录机构后台填报。用接口推送的，请检查推送程序是否正常运行；当天没有访问的，也请填报 0。',
        ],
        action: '去填报',
        sms: undefined,
      },
    },
  ),
  message('figure-asked', ['服务数据：数据疑问', institution], 'statistics.question_asked', asked, {
    application: needed(text('应用')),
    days: needed(text('日期')),
    due: day('回答期限'),
  }),
  message('figure-reminded', ['服务数据：数据疑问还没有回答', institution], 'statistics.question_reminded', asked, {
    application: needed(text('应用')),
    days: needed(text('日期')),
    due: day('回答期限'),
  }),
  message('figure-more', ['服务数据：数据疑问要补充', institution], 'statistics.question_more_letter', asked, {
    application: needed(text('应用')),
    days: needed(text('日期')),
    due: day('回答期限'),
  }),
  message(
    'figure-decided',
    ['服务数据：数据疑问的决定', institution],
    'statistics.question_decided_letter',
    asked,
    ofVerdict,
  ),
  message(
    'figure-excluded',
    ['服务数据：数据疑问定为不计入排名', institution],
    'statistics.question_excluded_letter',
    { ...asked, verdict: '不计入排名' },
    ofVerdict,
  ),
  message(
    'figure-final',
    ['服务数据：数据疑问申诉的决定', institution],
    'statistics.question_final_letter',
    { ...asked, verdict: '不计入排名' },
    ofVerdict,
  ),
  message('figure-answered', ['数据疑问：机构已经回答', staffOrMember], 'statistics.question_answered', answered, {
    institution: needed(text('机构')),
    application: text('应用'),
    days: needed(text('日期')),
  }),
  message('figure-appealed', ['数据疑问：机构提出申诉', staffOrMember], 'statistics.question_appealed', answered, {
    institution: needed(text('机构')),
    application: text('应用'),
    days: needed(text('日期')),
  }),
  message(
    'vendor-granted',
    ['开发公司：得到授权', institution],
    'vendors.granted_letter',
    { institution: hall, endsOn: '2027-05-31' },
    { institution: needed(text('机构')), endsOn: needed(day('最后一天')) },
  ),
  message(
    'vendor-ended',
    ['开发公司：授权结束', institution],
    'vendors.ended_letter',
    { institution: hall },
    {
      institution: needed(text('机构')),
    },
  ),
  message(
    'verification-broken',
    ['在线验证：复查发现问题', institution],
    'verification.broken_letter',
    { application: '青溪文化云', number: 'V-2611-0932' },
    { application: needed(text('应用')), number: text('验证编号') },
  ),
  message(
    'verification-due',
    ['在线验证：该重新验证', institution],
    'verification.due_letter',
    { application: '青溪文化云', number: 'V-2611-0932', dueAt: until },
    { application: needed(text('应用')), number: text('验证编号'), dueAt: moment('最晚时间') },
  ),
  message(
    'webhook-disabled',
    ['事件通知：接收地址停用', institution],
    'webhooks.disabled_letter',
    { url: 'https://hooks.qx.example.cn/cloud', host: 'hooks.qx.example.cn', isGone: false },
    { host: needed(text('接收地址')) },
    { when: { isGone: false } },
  ),
  message(
    'export-ready',
    ['隐私：个人数据可以下载', citizen],
    'privacy.export_letter',
    { until },
    {
      until: needed(moment('下载截止')),
    },
  ),
  message(
    'account-closing',
    ['账号：申请注销', citizen],
    'privacy.closing_letter',
    { due: until },
    {
      due: needed(moment('注销时间')),
    },
  ),
  message('account-kept', ['账号：撤销注销', citizen], 'privacy.kept_letter', { at }, { at: moment('撤销时间') }),
  message('account-erased', ['账号：已注销', citizen], 'privacy.erased_letter', { at }, { at: moment('删除时间') }),
  message(
    'child-terms',
    ['家庭账号：等监护人同意新协议', citizen],
    'family.terms_letter',
    { nickname: '小溪' },
    {
      nickname: needed(child.nickname),
    },
  ),
  message(
    'child-asks-in',
    ['家庭账号：孩子想进一个平台', citizen],
    'family.asks_letter',
    { nickname: '小溪', platform: '青溪县文化馆', isNew: true },
    { nickname: needed(child.nickname), platform: needed(text('平台')) },
    { when: { isNew: true } },
  ),
  message(
    'child-asks',
    ['家庭账号：孩子请家长看一看', citizen],
    'family.asks_letter',
    { nickname: '小溪', platform: '青溪县文化馆', isNew: false },
    { nickname: needed(child.nickname), platform: needed(text('平台')) },
    { when: { isNew: false } },
  ),
  message(
    'child-year',
    ['家庭账号：孩子今年满 14 周岁', citizen],
    'family.year_letter',
    { nickname: '小溪', due: until },
    { ...child, due: needed(moment('最晚交给孩子')) },
  ),
  message(
    'child-soon',
    ['家庭账号：即将交给孩子', citizen],
    'family.soon_letter',
    { nickname: '小溪', due: until },
    { ...child, due: needed(moment('交给孩子')) },
  ),
  message('child-own', ['家庭账号：孩子已接手', citizen], 'family.own_letter', { nickname: '小溪' }, child),
  message(
    'incident-locked',
    ['安全：账号暂停登录', citizen],
    'incidents.locked_letter',
    { at, phone },
    { at: moment('暂停时间'), phone: needed(text('客服电话')) },
  ),
  message('incident-unlocked', ['安全：账号恢复登录', citizen], 'incidents.unlocked_letter', {}, {}),
  message(
    'recovery-used',
    ['第二因素：用了恢复码', staffOrMember],
    'console.recovery_letter',
    { at, left: 7 },
    { at: moment('使用时间'), left: needed(text('剩余个数')) },
  ),
  message(
    'factor-set',
    ['第二因素：已设置', staffOrMember],
    'console.enrolled_letter',
    { at },
    { at: moment('设置时间') },
  ),
  message(
    'factor-reset',
    ['第二因素：被重设', staffOrMember],
    'console.reset_letter',
    { at },
    { at: moment('重设时间') },
  ),
];
