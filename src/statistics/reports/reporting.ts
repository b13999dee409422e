import { invalid, Problem, type Problems } from '../../errors.ts';
import { hasNumberOfPerson } from '../../fields/china/numbers-of-persons.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import { composed, countCharacters } from '../../fields/text.ts';
import { fact } from '../facts.ts';
import { isDay, phaseOf } from './closing.ts';
import { problemsOf, type Report } from './report.ts';
import type { Typed } from './typed.ts';

/** A report as it is sent, with the reason where it corrects another. */
export type Reporting = Report & { reason?: string };

const longestSentence = 200;
const shortestReason = 2;

const labels = { note: '说明', reason: '更正原因' } as const;
type Sentence = keyof typeof labels;

const plainOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : composed(text).trim() || undefined;

/** Notes and reasons stand beside the figure and in signed files, from which nothing can be taken out again. */
function sentenceProblem(text: string | undefined, field: Sentence): Problems {
  const plain = plainOf(text) ?? '';
  if (countCharacters(plain) > longestSentence)
    return { [field]: fact('statistics.sentence_long', { label: labels[field], max: longestSentence }) };
  return hasNumberOfPerson(plain) ? { [field]: fact('statistics.sentence_numbers') } : {};
}

/** Sentences that are too long or have the number of a person in them, by field. */
export const sentenceProblems = ({ note, reason }: Typed): Problems => ({
  ...sentenceProblem(note, 'note'),
  ...sentenceProblem(reason, 'reason'),
});

/** Every problem of a report that its own figures and sentences have. */
export const reportingProblems = (given: Reporting): Problems => ({
  ...problemsOf(given),
  ...sentenceProblems({ note: given.note, reason: given.reason }),
});

/** The parsed report, or its problems, with those of its day in the same answer. */
export function readReporting(
  given: Reporting,
  mustBeOpen: () => void,
): { report: Report; reason: string | undefined } {
  const problems = reportingProblems(given);
  try {
    mustBeOpen();
  } catch (error) {
    if (!(error instanceof Problem) || error.fields === undefined || Object.keys(problems).length === 0) throw error;
    throw invalid({ ...error.fields, ...problems });
  }
  if (Object.keys(problems).length > 0) throw invalid(problems);
  const note = plainOf(given.note);
  const report: Report = {
    figures: given.figures,
    ...(given.terminals !== undefined && { terminals: given.terminals }),
    ...(note !== undefined && { note }),
  };
  return { report, reason: plainOf(given.reason) };
}

/** Throws where nothing can be reported of a day any more, or not yet. */
export function mustBeReportable(
  day: string,
  {
    since,
    now,
    isCorrection,
    isOperator,
    isAsked = false,
  }: { since: string; now: Date; isCorrection: boolean; isOperator: boolean; isAsked?: boolean },
): void {
  if (!isDay(day)) throw invalid({ date: fact('statistics.date_form') });
  const phase = phaseOf(day, now);
  if (phase === 'future')
    throw new Problem('stats_future_date', fact('statistics.future'), {
      fields: { date: fact('statistics.future') },
    });
  if (day < since) throw invalid({ date: fact('statistics.before_start', { since }) });
  if (isOperator) return;
  if (phase === 'closed') throw new Problem('stats_locked', fact('statistics.locked', { month: day.slice(0, 7) }));
  // A day that the statistics desk asks about is corrected with the answer, which the desk decides about.
  if (phase === 'asking' && isCorrection && !isAsked) throw new Problem('stats_locked', fact('statistics.old'));
}

/** The missing or short reason of a correction. */
export function reasonProblem(reason: string | undefined): Problems {
  const now = countCharacters(plainOf(reason) ?? '');
  if (now === 0) return { reason: fact('statistics.reason_missing') };
  if (now >= shortestReason) return {};
  return { reason: ofFields('fields.too_short', { label: labels.reason, min: shortestReason, now }) };
}

/** A correction says why. */
export function mustHaveReason(reason: string | undefined): asserts reason is string {
  const { reason: problem } = reasonProblem(reason);
  if (problem === undefined) return;
  const said = reason === undefined ? fact('statistics.correction_reason') : problem;
  throw new Problem('stats_reason_required', said, { fields: { reason: problem } });
}

type Reported = Pick<Report, 'figures'> & { terminals?: object | undefined; note?: string | undefined };

/** Whether the figures are the same. */
export const isSameFigures = (one: Reported, other: Reported): boolean =>
  JSON.stringify([sorted(one.figures), one.terminals && sorted(one.terminals)]) ===
  JSON.stringify([sorted(other.figures), other.terminals && sorted(other.terminals)]);

/** Whether a report repeats the known one. Without a note the known note stays. */
export const isSame = (known: Reported, given: Reported): boolean =>
  isSameFigures(known, given) && (given.note === undefined || given.note === known.note);

function sorted(value: object): unknown[] {
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]: [string, unknown]) => [name, typeof each === 'object' && each !== null ? sorted(each) : each]);
}
