import { type Figures, isMetric, type MetricCode, metrics } from './metric.ts';

/**
 * How a reported figure is attested by one that the Cloud counts itself: `exact` counts all that there is of it on the Cloud, `at_least` sees a part
 * of it and never more.
 */
export type Attesting = { by: MetricCode; before?: MetricCode; kind: 'exact' | 'at_least' };

/** R51: the part of a reported figure that the Cloud saw itself. */
export type Attested = { kind: Attesting['kind']; value: number } | { kind: 'unknown'; value: undefined };

export function attestingOf(code: MetricCode): Attesting | undefined {
  const metric = metrics[code];
  return 'attested' in metric ? metric.attested : undefined;
}

/** The count that attests, in these figures: that of before on days that were counted without it. */
export const seenCode = ({ by, before }: Attesting, figures: Figures): MetricCode =>
  before !== undefined && figures[by] === undefined ? before : by;
export const seenIn = (attesting: Attesting | undefined, figures: Figures): number | undefined =>
  attesting && figures[seenCode(attesting, figures)];

/** Those that are known, by the code of the metric. */
export type AttestedFigures = Record<string, { kind: Attesting['kind']; value: number }>;

/** Of a day of an application, or of the sums of some, by the Cloud's own counts among their figures. */
export function attestedOf(code: MetricCode, figures: Figures): Attested {
  const attesting = attestingOf(code);
  const value = seenIn(attesting, figures);
  return attesting === undefined || value === undefined
    ? { kind: 'unknown', value: undefined }
    : { kind: attesting.kind, value };
}

const attestable = Object.keys(metrics).filter((code) => isMetric(code) && attestingOf(code) !== undefined);

/**
 * Of the figures of one application and day, the part of each reported figure that is attested: never more than was reported. Only these are added up:
 * a count of one application attests nothing that another reported.
 */
export const attestedParts = (figures: Figures): Record<string, number> =>
  Object.fromEntries(
    attestable.flatMap((code) => {
      const [reported, seen] = [figures[code], isMetric(code) ? seenIn(attestingOf(code), figures) : undefined];
      return reported === undefined || seen === undefined ? [] : [[code, Math.min(reported, seen)]];
    }),
  );

export const attestedFigures = (figures: Figures): AttestedFigures =>
  Object.fromEntries(
    Object.keys(metrics)
      .filter(isMetric)
      .flatMap((code) => {
        const attested = attestedOf(code, figures);
        return attested.kind === 'unknown' ? [] : [[code, attested]];
      }),
  );
