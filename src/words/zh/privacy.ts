import type { PrivacyFacts, PrivacyPageFacts } from '../../privacy/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const privacy = {
  'privacy.export_today': '今天已经导出过，请明天再试',
  'privacy.no_export': '没有找到这份数据，它可能已经过了 7 天。可以重新导出一份。',
  'privacy.no_version': '没有这个版本',
  'privacy.owner_left': ({ count }) => `您还有 ${count} 个机构管理员身份，请先移交`,
  'privacy.role_left': ({ count }) => `您还有 ${count} 个运营角色，请先请管理员收回`,
  'privacy.children_left': ({ count }) => `您的家庭账号里还有 ${count} 个孩子，请先注销孩子的账号`,
  'privacy.password_missing': '请填写登录密码',
  'privacy.not_understood': '请先勾选“我知道账号和资料删除后不能找回”',
  'privacy.closing_already': '这个账号已经申请过注销',
  'privacy.not_closing': '这个账号没有在注销，不用撤销',
  'privacy.because_own': '您收到它，是因为这是您自己的账号。',
  'privacy.platforms_now': '今天有效的授权；人数多的在前。',
  'privacy.platforms_listed': ({ listed, all }) =>
    `今天有效的授权；人数多的在前。这里列出 ${listed} 个平台，全部 ${all} 个在“下载表格”里。`,
  'privacy.card': '隐私与数据',
  'privacy.card_note': '导出个人数据、注销账号',
  'privacy.terms': '用户协议',
  'privacy.policy': '隐私政策',
  'privacy.percent_done': ({ percent }) => `已完成 ${percent}%`,
  'privacy.report_no_birthdays': '不保存出生日期，年龄只有是否已满 14 周岁。',
  'privacy.report_in_audit': '每一次都在审计里，有操作人、时间和原因。',
} satisfies Catalogue<PrivacyFacts & PrivacyPageFacts>;
