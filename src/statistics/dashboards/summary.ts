import { type Period, periodName, previousNames } from '../reports/period.ts';
import { exact, measured, saidPart } from '../totals/figure.ts';
import type { BelowRow } from './below.ts';

type Summed = {
  place: string;
  period: Period;
  year: string;
  label: string;
  /** As it may be shown; undefined: nothing is known. */
  text: string | undefined;
  change: number | undefined;
  /** Where most of it comes from, the largest first. */
  from: readonly string[];
  part: number | undefined;
  weak: readonly BelowRow[];
  /** What the places below are called. */
  below: string;
};

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join('、')}和${names.at(-1)}`;

const measure = (kind: string) =>
  kind === '应用' || kind === '省份' || kind === '区县' || kind === '城市' ? '个' : '家';

function changed(change: number, kind: Period['kind']): string {
  const text = `${Math.abs(change * 100).toFixed(1)}%`;
  if (text === '0.0%') return `，与${previousNames[kind]}持平`;
  return `，比${previousNames[kind]}${change > 0 ? '上升' : '下降'} ${text}`;
}

/** A dashboard in a sentence or two, made by rule: how much, how it changed, where from, and how complete that is. */
export function summaryOf({ place, period, year, label, text, change, from, part, weak, below }: Summed): string {
  const when = periodName(period, year);
  if (text === undefined) return `${when}${place}还没有${label}的数据。完整率 ${saidPart(part)}。`;
  const main = `${when}${place}${label} ${text}`;
  const rise = change === undefined ? '' : changed(change, period.kind);
  const origin = from.length === 0 ? '' : `，主要来自${listed(from)}`;
  const weakness = weak.length === 0 ? '' : `，${exact(weak.length)} ${measure(below)}${below}低于 80%，不参与排名`;
  return `${main}${rise}${origin}。完整率 ${saidPart(part)}${weakness}。`;
}

/** The trend in a sentence. */
export function trendSummary({
  label,
  unit,
  count,
  highest,
  holiday,
  weak,
}: {
  label: string;
  unit: string;
  count: number;
  highest: { name: string; value: number } | undefined;
  holiday: { name: string; mean: number; times: number } | undefined;
  weak: number;
}): string {
  if (highest === undefined) return `近 ${count} 天还没有${label}的数据。`;
  const top = `近 ${count} 天${label}最高的是${highest.name}，${measured(highest.value, unit)}。`;
  const free =
    holiday === undefined
      ? ''
      : `${holiday.name}假期日均 ${measured(holiday.mean, unit)}，是平日的 ${holiday.times.toFixed(1)} 倍。`;
  return `${top}${free}${weak === 0 ? '' : `其中 ${weak} 天完整率低于 80%，数值偏低。`}`;
}
