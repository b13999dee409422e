import { allOf, anyOf, is, isSet, isUnset, isUntil, type Rule, rowOf } from '../../rule.ts';
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

const row = rowOf<Row>(['figure_questions'], (q) => ({
  outcome: [`${q}.final_verdict`, `${q}.verdict`],
  ...{ cause: `${q}.cause`, answeredAt: `${q}.answered_at`, moreAt: `${q}.more_at`, verdict: `${q}.verdict` },
  ...{ appealedAt: `${q}.appealed_at`, finalVerdict: `${q}.final_verdict` },
  dueAt: `${q}.due_at`,
}));

export const isFinal = row.rule((its) => isSet(its('finalVerdict')));
export const isAppealed = row.rule((its) => isSet(its('appealedAt')));
export const isDecided = row.rule((its) => isSet(its('verdict')));
export const isOpen = row.rule((its) => isUnset(its('answeredAt')));
export const isMoreAsked = row.rule((its) => isSet(its('moreAt')));
export const isInvestigating = row.rule((its) => is(its('cause'), 'unknown'));

/** The first of these that holds is how it stands; else it is answered. */
const steps: readonly (readonly [Standing, Rule<Omit<Row, 'outcome' | 'dueAt'>>])[] = [
  ['final', isFinal],
  ['appealed', isAppealed],
  ['decided', isDecided],
  ['open', isOpen],
  ['more_asked', isMoreAsked],
  ['investigating', isInvestigating],
];
export const standingOf = (one: Omit<Row, 'outcome' | 'dueAt'>): Standing =>
  steps.find(([, { holds }]) => holds(one))?.[0] ?? 'answered';
/** The same in a statement. */
export const standingIn = (q: string): string =>
  `case ${steps.map(([standing, { sql }]) => `when ${sql(q)} then '${standing}'`).join(' ')} else 'answered' end`;

/** As far as it goes beside a figure: an open one is the institution's or the desk's turn. */
const states: Readonly<Record<Standing, string>> = {
  ...{ open: '等机构回答', investigating: '机构在查', more_asked: '等机构补充', answered: '等统计岗决定' },
  ...{ decided: '不计入排名', appealed: '申诉中', final: '申诉后不计入排名' },
};
export const isSettled = (standing: string): boolean => ['decided', 'appealed', 'final'].includes(standing);

/** How the questions about figures that no ranking counts stand: 申诉中; where they do so in several ways, 1 处等机构回答、2 处申诉中. */
export function statesText(all: readonly string[]): string {
  const those = standings.map((each) => ({ state: states[each], count: all.filter((one) => one === each).length }));
  const found = those.filter(({ count }) => count > 0);
  return found.length === 1
    ? (found[0]?.state ?? '')
    : found.map(({ state, count }) => `${count} 处${state}`).join('、');
}

/** How a question about a figure stands, in one line beside it. */
export function noteWords(
  standing: Standing,
  verdict: string | undefined,
  reason: string | undefined,
  /** The figure that it was decided about, where that was revised since. */
  before?: string,
): string {
  if (!isSettled(standing) || verdict === undefined || !isVerdict(verdict))
    return `问过，${states[standing]}，现在不进排名`;
  const step = standing === 'appealed' ? '（申诉中）' : standing === 'final' ? '（申诉后）' : '';
  const about = before === undefined ? '' : `对改正前的 ${before} 的决定，`;
  return `${about}${verdicts[verdict]}${step}：${(reason ?? '').replaceAll(/\s+/g, ' ')}`;
}

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
