import { shortDay } from '../../http/pages/text.ts';
import type { IntegrationFacts, IntegrationQuestions, PlanLetters } from '../../integration/facts.ts';
import type { PlanHistoryFacts } from '../../integration/plan-history.ts';
import type { Catalogue, Letters } from '../catalogue.ts';

/** The same letter for both sides: the Cloud looks after many institutions, so that it begins with the plan's. */
const toEither = (
  { toCloud, institution }: { toCloud: boolean; institution: string },
  heading: string,
  rest: { paragraphs: readonly string[]; action: string },
) => ({
  ...rest,
  ...(toCloud
    ? { subject: heading, heading: `${institution}：${heading}`, details: [{ label: '机构', value: institution }] }
    : { heading }),
});

export const facts = {
  'integration.ask_remove_item': '删除这个事项？\n双方的对接计划里都不再有它，不能恢复。\n删除事项',
  'integration.ask_finish_item':
    '标记为已完成？\n国家公共文化云的负责人马上看到。要改回来，须请对方操作。\n标记为已完成',
  'integration.ask_withdraw_promotion':
    '撤下这条公告？\n所有机构的页面上都不再显示它，不能恢复，可以重新发布一条。\n撤下公告',
  'integration.days_reversed': '截止日期不能早于起始日期',
  'integration.no_plan': '还没有对接计划',
  'integration.no_item': '没有这个事项，它可能已被删除',
  'integration.role_may_not': '您的角色不能修改对接计划，请联系本机构的管理员',
  'integration.letter_missing': '请填写要告诉对方的话',
  'integration.letter_long': ({ now }) => `最多 500 个字，现在是 ${now} 个字`,
  'integration.follows_layer': '这个事项跟随实际情况，完成后自动标记',
  'integration.changed': '这个事项刚刚有变动，请刷新页面再看',
  'integration.certified_first': '机构认证通过后可以提交对接计划。请先在“首页”完成机构认证。',
  'integration.item_passed': ({ title, agreedOn }) =>
    `“${title}”${shortDay(agreedOn)}到期，没有完成，已提醒双方负责人。`,
  'integration.item_done': ({ title }) => `“${title}”完成。`,
  'integration.because_keeper': '您收到它，是因为您负责这家机构的对接。',
  'integration.sheet_ends': ({ most }) => `只列出最近的 ${most} 条。全部的请导出 CSV，或者按日期分段导出。`,
  'integration.no_promotion': '没有这条公告，它可能已被撤下',
  'integration.certified_before': '认证通过后可开始',
  'integration.late_since': ({ count, days }) => `${count} 项超期，${days} 天`,
  'integration.late_days': ({ days }) => `项，${days} 天`,
  'integration.strip': ({ from, to, layers }) => `${shortDay(from)}至${shortDay(to)}的进度：${layers.join('；')}`,
  'integration.strip_layer': ({ layer, done, all, late }) =>
    `${layer} ${done} / ${all} 项完成${late > 0 ? `，${late} 项超期` : ''}`,
  // 对接历史: only people read it.
  'history.cloud_wrote': ({ says }) => `国家云来信：${says}`,
  'history.partner_wrote': ({ says }) => `给国家云去信：${says}`,
  'history.plan': ({ what }) => what,
  'integration.menu_plan': '对接计划',
  'integration.menu_history': '对接历史',
  'integration.menu_promotions': '联合推广',
  'integration.menu_plans': '对接计划',
  'integration.do_plan': '开始对接计划',
  'integration.do_promote': '发布联合推广',
} satisfies Catalogue<IntegrationFacts & IntegrationQuestions & PlanHistoryFacts>;

export const letters = {
  'integration.overdue_letter': ({ titles, days, ...about }) =>
    toEither(about, titles.length === 1 ? `对接事项“${titles[0]}”超期` : `${titles.length} 项对接事项超期`, {
      paragraphs: titles.map((title, n) => `“${title}”约定 ${shortDay(days[n] ?? '')} 完成，现在还没有完成。`),
      action: '查看对接计划',
    }),
  'integration.written_letter': ({ lines, ...about }) =>
    toEither(about, '对接计划有新的往来', { paragraphs: lines, action: '查看并回复' }),
} satisfies Letters<PlanLetters>;
