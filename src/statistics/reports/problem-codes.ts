import type { Notes, Problems } from '../../errors.ts';
import { metrics } from './metric.ts';
import { terminals } from './report.ts';

/** The public codes of problems of a report (docs/statistics); they never change. */
export const problemCodes = {
  'statistics.metric_missing': 'stats_metric_missing',
  'statistics.figures_form': 'stats_figures_form',
  'statistics.terminals_form': 'stats_terminals_form',
  'statistics.terminal_unknown': 'stats_terminal_unknown',
  'http.unknown_member': 'stats_member_unknown',
  'statistics.items_missing': 'stats_items_missing',
  'http.value_type': 'stats_wrong_type',
  'http.value_missing': 'stats_wrong_type',
  'statistics.metric_unknown': 'stats_metric_unknown',
  'statistics.metric_of_cloud': 'stats_metric_of_cloud',
  'statistics.metric_form': 'stats_not_a_count',
  'statistics.figure_form': 'stats_not_a_count',
  'statistics.uv_above_pv': 'stats_uv_gt_pv',
  'statistics.ip_above_pv': 'stats_ip_gt_pv',
  'statistics.uv_at_least_1': 'stats_uv_zero',
  'statistics.ip_at_least_1': 'stats_ip_zero',
  'statistics.terminals_sum': 'stats_terminals_sum',
  'statistics.terminals_between': 'stats_terminals_range',
  'statistics.sentence_long': 'stats_text_long',
  'statistics.sentence_numbers': 'stats_text_numbers',
  'fields.too_short': 'stats_reason_short',
  'statistics.reason_missing': 'stats_reason_required',
  'statistics.note_missing': 'stats_note_required',
  'statistics.date_form': 'stats_date_form',
  'statistics.date_field_missing': 'stats_date_missing',
  'statistics.date_twice': 'stats_date_twice',
  'statistics.future': 'stats_future_date',
  'statistics.before_start': 'stats_before_start',
  'statistics.locked': 'stats_locked',
  'statistics.old': 'stats_needs_consent',
} as const satisfies Readonly<Record<string, string>>;

const help = '/docs/statistics#problems';
const sentences: Readonly<Record<string, string>> = {
  ...{ note: '说明', reason: '更正原因', date: '日期' },
  ...{ figures: '各项指标', terminals: '各终端', item: '这一项', items: '各天', body: '整个请求' },
};
const nameOf = (of: Readonly<Record<string, unknown>>, code: string): string | undefined => {
  const found = Object.hasOwn(of, code) ? of[code] : undefined;
  return typeof found === 'object' && found !== null && 'name' in found ? String(found.name) : undefined;
};

/** uv, pc.uv or reason, as forms call it. */
function titleOf(name: string): string | undefined {
  if (Object.hasOwn(sentences, name)) return sentences[name];
  const [terminal = '', code] = name.split('.');
  if (code === undefined) return nameOf(metrics, name);
  const metric = nameOf(metrics, code);
  const shown = Object.entries(terminals).find(([each]) => each === terminal)?.[1];
  return metric === undefined || shown === undefined ? undefined : `${shown}${metric}`;
}

/** Title, code and page of each problem, for programs. */
export const notesOf = (problems: Readonly<Problems>): Notes =>
  Object.fromEntries(
    Object.entries(problems).map(([name, { code }]) => {
      const known = Object.entries(problemCodes).find(([fact]) => fact === code)?.[1];
      return [
        name,
        { title: titleOf(name) ?? name.slice(0, 100), code: known ?? problemCodes['http.value_type'], help },
      ];
    }),
  );
