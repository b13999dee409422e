import type { StatusFacts, StatusPageFacts } from '../../operations/status/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'status.ask_publish':
    '发布到状态页？\n发布后，市民和合作机构马上看到这一条；发布的内容不能收回，只能补充进展。\n发布',
  'status.ask_discard': '删除这份草稿？\n同事也看不到它了，填写的内容不能恢复。\n删除草稿',
  'status.no_incident': '没有这条记录，可能是草稿或已删除',
  'status.no_draft': '这一条已经发布，不能再修改或删除，请发一条进展',
  'status.not_open': '这一条已经结束，不能再发进展',
  'status.ends_before': '预计结束要晚于开始时间',
  'status.end_missing': '计划中的维护要写明预计结束的时间',
  'status.impact_missing': '故障请选择“较慢”或“不能用”；不影响使用的不用发布',
  'status.menu_status': '状态页',
  'status.do_notice': '写运行公告',
} satisfies Catalogue<StatusFacts & StatusPageFacts>;
