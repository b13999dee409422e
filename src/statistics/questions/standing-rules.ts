import { allOf, anyOf, is, isSet, isUnset, isUntil, type Rule, rowOf } from '../../rule.ts';
import { causes } from './question.ts';

/** The parts of a question that tell how it stands. */
export type StandingRow = {
  cause: string | undefined;
  answeredAt: Date | undefined;
  moreAt: Date | undefined;
  verdict: string | undefined;
  appealedAt: Date | undefined;
  finalVerdict: string | undefined;
};
/** The outcome is the last verdict. */
type QuestionRow = StandingRow & { outcome: string | undefined; dueAt: Date };
const row = rowOf<QuestionRow>(['figure_questions'], (q) => ({
  outcome: [`${q}.final_verdict`, `${q}.verdict`],
  ...{ cause: `${q}.cause`, answeredAt: `${q}.answered_at`, moreAt: `${q}.more_at`, verdict: `${q}.verdict` },
  ...{ appealedAt: `${q}.appealed_at`, finalVerdict: `${q}.final_verdict` },
  dueAt: `${q}.due_at`,
}));

/** A rule for each way in which a question stands, but for an answered one; `standing.ts` has their order. */
export const stands = {
  final: row.rule((its) => isSet(its('finalVerdict'))),
  appealed: row.rule((its) => isSet(its('appealedAt'))),
  decided: row.rule((its) => isSet(its('verdict'))),
  open: row.rule((its) => isUnset(its('answeredAt'))),
  more_asked: row.rule((its) => isSet(its('moreAt'))),
  investigating: row.rule((its) => is(its('cause'), 'unknown')),
} satisfies Record<string, Rule<StandingRow>>;

/** A finding beside its question. */
type FindingRow = { outcome: string | undefined; overAt: Date | undefined };
const finding = rowOf<FindingRow>(['figure_findings', 'figure_questions'], (f, q) => ({
  outcome: [`${q}.final_verdict`, `${q}.verdict`],
  overAt: `${f}.over_at`,
}));

/**
 * R54: no ranking counts its figure, as long as it is not decided, and where it was decided so: until another figure was reported since and judged
 * too, for a decision is about the figure that it was made for.
 */
export const isHeld = finding.rule((its) =>
  allOf(isUnset(its('overAt')), anyOf(isUnset(its('outcome')), is(its('outcome'), 'excluded'))),
);

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
