import { type AttestedFigures, attestingOf } from '../reports/attested.ts';
import { type Figures, type MetricCode, metrics } from '../reports/metric.ts';
import { figureOf, isFew, isFewSeen, wholeOf } from '../totals/figure.ts';
import { seenFigure } from './seen.ts';

/** A day of an application: its own report and the counts of the Cloud, either of which may be empty. */
export type OwnDay = { day: string; reported: Figures; counted: Figures };

type Summed = {
  total: number | null;
  daily_average: number | null;
  peak: number | null;
  attested: AttestedFigures[string] | null;
};

/** R03: few citizens stay few for programs, as on the dashboard of the institution. */
const isHidden = (code: MetricCode, value: number | undefined) =>
  metrics[code].source === 'cloud' && isFew(code, value, 'few');

/** A metric over some days for programs: null is not known, or not shown. */
export function summedOf(code: MetricCode, own: readonly OwnDay[]): Summed {
  const metric = metrics[code];
  const days = own.map(({ day, reported, counted }) => ({
    ...{ day, figures: { ...reported, ...counted }, due: 0, reported: 0, late: 0, revised: 0 },
  }));
  const whole = wholeOf(code, days);
  const attesting = attestingOf(code);
  const seen = seenFigure(code, days);
  const attested =
    attesting === undefined || seen === undefined || isFewSeen(code, seen, 'few')
      ? null
      : { kind: attesting.kind, value: seen };
  if (whole.days === 0 || isHidden(code, figureOf(metric, whole)))
    return { total: null, daily_average: null, peak: null, attested };
  return {
    total: metric.additive ? whole.sum : null,
    daily_average: Math.round((whole.sum / whole.days) * 100) / 100,
    peak: isHidden(code, whole.peak) ? null : whole.peak,
    attested,
  };
}
