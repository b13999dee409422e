import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import { type Period, periodName, previousNames } from '../reports/period.ts';
import { formatShare, measured } from '../totals/figure.ts';
import type { BelowRow } from './below.ts';

type Summed = {
  place: string;
  period: Period;
  year: string;
  label: string;
  /** As it may be shown; undefined: nothing is known. */
  text: string | undefined;
  change: number | undefined;
  /** The part that the change leaves out of both periods, and the rest that it compares. */
  rest?: Fact | undefined;
  /** That figures in question are in it. */
  held?: Fact | undefined;
  /** The part that the Cloud saw, in words. */
  seen?: string | undefined;
  /** Where most of it comes from, the largest first. */
  from: readonly string[];
  part: number | undefined;
  weak: readonly BelowRow[];
  /** The name of the level below. */
  below: string;
};

/** A dashboard in a sentence or two, made by rule: how much, how it changed, where from, and how complete that is. */
export function summaryOf({ period, year, text, part, weak, seen, held, rest, ...about }: Summed): Fact {
  const when = periodName(period, year);
  const { place, label } = about;
  if (text === undefined) return fact('statistics.summary_none', { when, place, label, part: formatShare(part) });
  return fact('statistics.summary', {
    ...{ ...about, when, text, seen, held, rest, part: formatShare(part), weak: weak.length },
    previous: previousNames[period.kind],
  });
}

/** The trend in a sentence. */
export function trendSummary({
  label,
  unit,
  count,
  highest,
  holiday,
  weak,
  held = 0,
}: {
  label: string;
  unit: string;
  count: number;
  highest: { name: string; value: number } | undefined;
  holiday: { name: string; mean: number; times: number } | undefined;
  weak: number;
  /** On how many days figures in question are left out of the sentence. */
  held?: number;
}): Fact {
  if (highest === undefined) return fact('statistics.trend_none', { label, count });
  return fact('statistics.trend', {
    ...{ label, count, weak, held, day: highest.name, highest: measured(highest.value, unit) },
    holiday:
      holiday &&
      fact('statistics.holiday', {
        ...{ name: holiday.name, mean: measured(holiday.mean, unit), times: holiday.times.toFixed(1) },
      }),
  });
}
