import { inQuestionWith } from '../questions/question.ts';
import { type AttestedFigures, attestingOf } from '../reports/attested.ts';
import { type Figures, type MetricCode, metrics } from '../reports/metric.ts';
import { figureOf, isFew, isFewSeen, wholeOf } from '../totals/figure.ts';
import { seenFigure } from './seen.ts';

/** A day of an application: its own report and the counts of the Cloud, either of which may be empty; `held` are its metrics in question. */
export type OwnDay = { day: string; reported: Figures; counted: Figures; held: readonly string[] };

type Summed = {
  total: number | null;
  daily_average: number | null;
  peak: number | null;
  in_question: number;
  attested: AttestedFigures[string] | null;
};

/** R03: few citizens stay few for programs, as on the dashboard of the institution. */
const isHidden = (code: MetricCode, value: number | undefined) =>
  metrics[code].source === 'cloud' && isFew(code, value, 'few');

/** A metric over some days for programs: null is not known, or not shown. No day in question is the highest (R54). */
export function summedOf(code: MetricCode, own: readonly OwnDay[]): Summed {
  const metric = metrics[code];
  const days = own.map(({ day, reported, counted }) => ({
    ...{ day, figures: { ...reported, ...counted }, due: 0, reported: 0, late: 0, revised: 0 },
  }));
  const whole = wholeOf(code, days);
  const inQuestion = inQuestionWith(code);
  const heldDays = new Set(
    own.flatMap(({ day, held }) => (held.some((each) => inQuestion.includes(each)) ? [day] : [])),
  );
  const highest = wholeOf(
    code,
    days.filter(({ day }) => !heldDays.has(day)),
  );
  const in_question = days.filter(({ day, figures }) => heldDays.has(day) && figures[code] !== undefined).length;
  const attesting = attestingOf(code);
  const seen = seenFigure(code, days);
  const attested =
    attesting === undefined || seen === undefined || isFewSeen(code, seen, 'few')
      ? null
      : { kind: attesting.kind, value: seen };
  if (whole.days === 0 || isHidden(code, figureOf(metric, whole)))
    return { total: null, daily_average: null, peak: null, in_question, attested };
  return {
    total: metric.additive ? whole.sum : null,
    daily_average: Math.round((whole.sum / whole.days) * 100) / 100,
    peak: highest.days === 0 || isHidden(code, highest.peak) ? null : highest.peak,
    in_question,
    attested,
  };
}
