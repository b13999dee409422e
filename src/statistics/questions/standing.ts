import type { Rule } from '../../rule.ts';
import { isVerdict, verdicts } from './question.ts';
import { type StandingRow, stands } from './standing-rules.ts';

/**
 * How a question stands: with the institution, which has not answered, looks for the cause, or is asked for more; with the statistics desk; decided; or
 * with another person of the desk.
 */
export const standings = ['open', 'investigating', 'more_asked', 'answered', 'decided', 'appealed', 'final'] as const;
export type Standing = (typeof standings)[number];

/** The first of these that holds is how it stands; else it is answered. */
const steps = (['final', 'appealed', 'decided', 'open', 'more_asked', 'investigating'] as const).map(
  (standing): readonly [Standing, Rule<StandingRow>] => [standing, stands[standing]],
);
export const standingOf = (one: StandingRow): Standing => steps.find(([, { holds }]) => holds(one))?.[0] ?? 'answered';
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
