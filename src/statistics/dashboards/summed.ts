import { countedDay, type HeldReport } from '../questions/held.ts';
import { type AttestedFigures, attestingOf } from '../reports/attested.ts';
import { type Figures, type MetricCode, metrics } from '../reports/metric.ts';
import { figureOf, isFew, isFewSeen, wholeOf } from '../totals/figure.ts';
import { seenFigure } from './seen.ts';

/** A day of an application: its own report and the counts of the Cloud, either of which may be empty, and the questions that hold its figures. */
export type OwnDay = { day: string; reported: Figures; counted: Figures; held: HeldReport['findings'] };

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
  const held = own.map(({ day, reported, counted, held: findings }) => ({
    ...{ day, findings, figures: { ...reported, ...counted }, isNewer: false },
  }));
  const ranked = wholeOf(
    code,
    days.map((day) => countedDay(day, held, code, false)),
  );
  const in_question = whole.days - ranked.days;
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
    peak: ranked.days === 0 || isHidden(code, ranked.peak) ? null : ranked.peak,
    in_question,
    attested,
  };
}
