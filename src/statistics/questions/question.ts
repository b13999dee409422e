import { type MetricCode, metrics } from '../reports/metric.ts';

export const causes = {
  event: '有活动或直播',
  shared: '被别处转载、推荐',
  crawler: '采集程序或攻击，不是人',
  method: '统计方法变了',
  wrong: '报错了',
  unknown: '还不知道，需要几天查',
} as const;
type Cause = keyof typeof causes;
export const isCause = (value: string): value is Cause => Object.hasOwn(causes, value);

/** Days that an institution may look for the cause. */
export const longestSearch = 30;

export const verdicts = { plausible: '说得通', corrected: '已改正', excluded: '不计入排名' } as const;
export type Verdict = keyof typeof verdicts;
export const isVerdict = (value: string): value is Verdict => Object.hasOwn(verdicts, value);

/** The names of texts about a question, by field. */
export const sentenceNames = { text: '说明', reason: '理由', appeal: '申诉' } as const;

/** Figures that are made of the same visits: a question about one is about all of them. */
const visits: readonly string[] = ['pv', 'uv', 'ip', 'visits', 'active_users'];
const logins: readonly string[] = ['ncc_logins', 'ncc_login_users'];
/** The figures that are in question where this one is. */
export const inQuestionWith = (metric: MetricCode): string[] =>
  visits.includes(metric)
    ? [...visits, 'ncc_logins']
    : logins.includes(metric)
      ? ['ncc_logins']
      : metrics[metric].source === 'cloud'
        ? []
        : [metric];
