import type { IncidentFacts } from '../../incidents/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { inBeijing } from './letters/parts.ts';

export const incidents = {
  'incidents.no_incident': '没有这个事件',
  'incidents.closed': '这个事件已经结束处置，不能再改',
  'incidents.reported': '这个事件已经记为报出',
  'incidents.no_application': ({ clientId }) => `没有 AK ${clientId}，请核对`,
  'incidents.too_many_applications': ({ most }) => `一个事件最多 ${most} 个 AK，更多的请分开登记`,
  'incidents.ends_before': '要晚于前面的时间',
  'incidents.not_yet': '这个时间还没有到',
  'incidents.no_target': '没有找到，请核对 AK、号码或编号',
  'incidents.own_account': '不能停用自己的账号，请换一位同事操作',
  'incidents.own_application':
    '这是云平台自己的应用，所有人都从这里登录，不能这样停用账号。请按别的 AK 停用，或改为“结束登录”',
  'incidents.stopped_already': '已经是停用的了',
  'incidents.times_missing': '请填写登录时间从什么时候算起',
  'incidents.nobody': '按这个范围没有找到人，请核对 AK 和时间（登录记录保存 180 天）',
  'incidents.counting': '正在统计影响到谁，请过一分钟再发',
  'incidents.cleared': '名单已按规定清除，只保留人数',
  'incidents.not_reported': '还没有首次报告，请先记为首次报告',
  'incidents.not_closed': '处置还没有结束，请先结束处置再记总结报告',
  'incidents.no_freeze': '没有这项措施',
  'incidents.not_to_undo': '这项措施不能解除，或已经解除',
  'incidents.because_own': '您收到这条通知，是因为这是您自己的账号',
  'incidents.card': '安全通知',
  'incidents.card_locked': ({ at }) =>
    `${inBeijing(at)}，您的账号因安全事件暂停过登录，现在已恢复。请看一看登录记录，不认识的点“不是我”`,
  'incidents.because_guardian': ({ child }) => `您收到这条通知，是因为您是${child}的监护人`,
  'incidents.because_affected': '您收到这条通知，是因为事件期间您登录过相关平台',
} satisfies Catalogue<IncidentFacts>;
