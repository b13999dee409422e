import { allOf, anyOf, is, isSet, isUnset, isUntil, rowOf } from '../../rule.ts';
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

/** How a question ended, in one line beside its figure; an undecided one is said to be open. */
export const noteWords = (
  verdict: string | undefined,
  reason: string | undefined,
  /** The figure that it was decided about, where that was revised since. */
  before?: string,
): string =>
  verdict !== undefined && isVerdict(verdict)
    ? `${before === undefined ? '' : `对改正前的 ${before} 的决定，`}${verdicts[verdict]}：${(reason ?? '').replaceAll(/\s+/g, ' ')}`
    : undecided;
const undecided = '问过，还没有决定，现在不进排名';

/** The names of texts about a question, by field. */
export const sentenceNames = { text: '说明', reason: '理由', appeal: '申诉' } as const;

type Row = {
  outcome: string | undefined;
  cause: string | undefined;
  answeredAt: Date | undefined;
  moreAt: Date | undefined;
  verdict: string | undefined;
  appealedAt: Date | undefined;
  finalVerdict: string | undefined;
  dueAt: Date;
};
/**
 * How a question stands: with the institution, which has not answered, looks for the cause, or is asked for more; with the statistics desk; decided; or
 * with another person of the desk.
 */
export const standings = ['open', 'investigating', 'more_asked', 'answered', 'decided', 'appealed', 'final'] as const;
export type Standing = (typeof standings)[number];

export function standingOf({
  cause,
  answeredAt,
  moreAt,
  verdict,
  appealedAt,
  finalVerdict,
}: Omit<Row, 'dueAt'>): Standing {
  if (finalVerdict !== undefined) return 'final';
  if (appealedAt !== undefined) return 'appealed';
  if (verdict !== undefined) return 'decided';
  if (answeredAt === undefined) return 'open';
  if (moreAt !== undefined) return 'more_asked';
  return cause === 'unknown' ? 'investigating' : 'answered';
}

const row = rowOf<Row>(['figure_questions'], (q) => ({
  outcome: [`${q}.final_verdict`, `${q}.verdict`],
  ...{ cause: `${q}.cause`, answeredAt: `${q}.answered_at`, moreAt: `${q}.more_at`, verdict: `${q}.verdict` },
  ...{ appealedAt: `${q}.appealed_at`, finalVerdict: `${q}.final_verdict` },
  dueAt: `${q}.due_at`,
}));
/** R54: no ranking counts its figures, as long as it is not decided, and where it was decided so. */
export const isHeld = row.rule((its) => anyOf(isUnset(its('outcome')), is(its('outcome'), 'excluded')));

const isAtDesk = (its: Its) =>
  anyOf(
    allOf(isSet(its('appealedAt')), isUnset(its('finalVerdict'))),
    allOf(
      ...[isUnset(its('verdict')), isSet(its('answeredAt')), isUnset(its('moreAt'))],
      anyOf(...Object.keys(causes).flatMap((cause) => (cause === 'unknown' ? [] : [is(its('cause'), cause)]))),
    ),
  );
type Its = Parameters<Parameters<typeof row.rule>[0]>[0];
/** The statistics desk decides next: about an answer that knows the cause, or about an appeal. */
export const waitsForDesk = row.rule(isAtDesk);

/** The institution has answered, or its time to answer is over. Before that 说得通 alone can be decided, which takes nothing from it. */
export const mayDecideAll = row.rule<[now: Date]>((its, now) => anyOf(isAtDesk(its), isUntil(its('dueAt'), now)));

/** The institution answers next: it has not, does not know the cause yet, or is asked for more. */
export const waitsForInstitution = row.rule((its) =>
  allOf(isUnset(its('verdict')), anyOf(isUnset(its('answeredAt')), is(its('cause'), 'unknown'), isSet(its('moreAt')))),
);

/** Against 不计入排名, once. */
export const mayAppeal = row.rule((its) => allOf(is(its('verdict'), 'excluded'), isUnset(its('appealedAt'))));

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
