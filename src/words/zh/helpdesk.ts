import type { HelpdeskFacts } from '../../citizens/helpdesk/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'helpdesk.who_missing': '请填写完整的手机号、邮箱、账号编号或头像网址',
  'helpdesk.not_whole': '只能按完整的手机号、邮箱、账号编号或头像网址查找，不能用姓名、用户名或号码的一部分',
  'helpdesk.nobody': '没有找到这个账号，请和来电的人核对号码。这一次查找也计入了次数',
  'helpdesk.looks_spent': ({ minutes }) => `查找的次数过多，请 ${minutes} 分钟后再试`,
  'helpdesk.case_over': '这次查询已经结束（30 分钟内有效）。需要时请重新查找，并写明原因。',
  'helpdesk.own_account': '自己的账号请在“我的账号”中处理',
  'helpdesk.fault_missing': '请选择移除头像的原因',
  'helpdesk.not_locked': '这个账号没有停用，不用恢复',
  'helpdesk.menu_helpdesk': '用户支持',
  'helpdesk.do_look': '帮来电的用户查账号',
} satisfies Catalogue<HelpdeskFacts>;
