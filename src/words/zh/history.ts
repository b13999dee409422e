import type { ApplicationHistoryFacts } from '../../applications/history.ts';
import type { PlanHistoryFacts } from '../../integration/plan-history.ts';
import type { LinkHistoryFacts } from '../../links/watch/history.ts';
import type { ImportHistoryFacts } from '../../resources/imports/history.ts';
import type { ReviewHistoryFacts } from '../../review/history.ts';
import type { ReportHistoryFacts } from '../../statistics/reports/history.ts';
import { type Catalogue, exact } from '../catalogue.ts';

type Facts = ReviewHistoryFacts &
  ApplicationHistoryFacts &
  ImportHistoryFacts &
  ReportHistoryFacts &
  PlanHistoryFacts &
  LinkHistoryFacts;

const sides: Readonly<Record<string, string>> = {
  web: '网站首页',
  h5: '手机版首页',
  app: 'APP 下载二维码',
  cloud: '国家云上的链接',
};

const named = (at: readonly string[]) => at.map((side) => sides[side] ?? side).join('、');

/** 对接历史: only people read it. */
export const history = {
  'history.sent': ({ kind, title }) => `提交了${kind}“${title}”`,
  'history.recalled': ({ kind, title }) => `撤回了${kind}“${title}”`,
  'history.approved': ({ kind, title }) => `${kind}“${title}”通过审核`,
  'history.returned': ({ kind, title, reason }) => `${kind}“${title}”退回修改${reason === '' ? '' : `：${reason}`}`,
  'history.rejected': ({ kind, title, reason }) => `${kind}“${title}”不予通过${reason === '' ? '' : `：${reason}`}`,
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
  'history.batch': ({ number, channel, state, good, bad }) =>
    `批次 ${number}（${channel}）${state}：${exact(good)} 行正确${bad === 0 ? '' : `，${exact(bad)} 行有问题`}`,
  'history.day_reported': ({ application, day }) => `“${application}”报送了 ${day} 的服务数据`,
  'history.day_reported_late': ({ application, day }) => `“${application}”逾期报送了 ${day} 的服务数据`,
  'history.day_corrected': ({ application, day, reason }) =>
    `“${application}”更正了 ${day} 的服务数据${reason === '' ? '' : `：${reason}`}`,
  'history.link_lost': ({ link, side, state }) =>
    `“${link}”的${sides[side] ?? side}${state === 'missing' ? '找不到国家云链接' : '打不开'}`,
  'history.link_back': ({ link, side }) => `“${link}”的${sides[side] ?? side}恢复正常`,
  'history.link_alarm': ({ link, sides: at }) => `“${link}”的${named(at)}连续三次检测不正常，已通知贵方`,
  'history.link_well': ({ link, sides: at }) => `“${link}”的${named(at)}恢复正常，告警解除`,
  'history.cloud_wrote': ({ says }) => `国家云来信：${says}`,
  'history.partner_wrote': ({ says }) => `给国家云去信：${says}`,
  'history.plan': ({ what }) => what,
} satisfies Catalogue<Facts>;
