import type { HelpdeskFacts, HelpdeskQuestions } from '../../citizens/helpdesk/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'helpdesk.ask_unlock': '恢复使用这个账号？\n恢复后，本人马上可以登录。请确认已经核对过身份。\n恢复使用',
  'helpdesk.ask_end_sessions':
    '退出所有设备？\n这个账号在所有设备和平台上的登录立即结束，本人需要重新登录。\n退出所有设备',
  'helpdesk.ask_remove_name':
    '删除核对过的姓名？\n账号不再是已实名，平台也不再得到实名状态。恢复要重新核对证件。\n删除姓名',
  'helpdesk.ask_stop_appeal':
    '停止更换手机号？\n申请立即停止，账号保留原来的手机号。本人可以重新申请，等待期重新计算。\n停止更换',
  'helpdesk.ask_keep': '撤销注销？\n账号不再注销，本人继续使用。本人以后可以再申请注销。\n撤销注销',
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
} satisfies Catalogue<HelpdeskFacts & HelpdeskQuestions>;
