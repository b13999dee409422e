import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import { attestingOf, seenIn } from '../reports/attested.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import { type Day, exact, figureOf, isFew, isFewSeen, measured, type Sight, wholeOf } from '../totals/figure.ts';

/** The part of a reported figure that the Cloud saw itself, as a band of it; never a second figure. */
export type AttestedShare = {
  value: number;
  /** ≥ 37% */
  share: string;
  /** Of a band of 100. */
  width: number;
  /** 看见 ≥ 37% */
  text: string;
  /** As a part of a sentence: 国家云自己看见至少 6.1 万次（37%） */
  words: string;
  /** 国家云自己看见至少 6,102 次 */
  title: string;
  isOver: boolean;
};

type Shown = { code: MetricCode; value: number | undefined; seen: number | undefined; sight: Sight };

/** Undefined: of this figure the Cloud sees nothing, or it may not be shown. */
export function seenOf({ code, value, seen, sight }: Shown, say: Speech['say']): AttestedShare | undefined {
  const attesting = attestingOf(code);
  if (attesting === undefined || value === undefined || value === 0 || seen === undefined) return undefined;
  if (isFew(code, value, sight) || isFewSeen(code, seen, sight)) return undefined;
  const part = Math.min(1, seen / value);
  const isExact = attesting.kind === 'exact';
  const percent = part > 0 && part < 0.01 ? '不到 1%' : `${Math.floor(part * 100)}%`;
  const share = isExact || part === 0 || part < 0.01 ? percent : `≥ ${percent}`;
  const isOver = seen > value;
  return {
    ...{ value: seen, share, width: Math.round(part * 1_000) / 10, isOver },
    words: say(fact('statistics.seen_lede', { text: measured(seen, metrics[code].unit), share: percent, isExact })),
    text: say(fact('statistics.seen_share', { share, isOver })),
    title: say(fact('statistics.seen_title', { value: exact(seen), unit: metrics[code].unit, isExact })),
  };
}

/** The figure of the Cloud's own counts over the same days, in the way in which the reported one is made of its days. */
export function seenFigure(code: MetricCode, days: readonly Day[]): number | undefined {
  const attesting = attestingOf(code);
  if (attesting === undefined) return undefined;
  const seen = days.flatMap((day) => {
    const value = seenIn(attesting, day.figures);
    return value === undefined ? [] : [{ ...day, figures: { seen: value } }];
  });
  return figureOf(metrics[code], wholeOf('seen', seen));
}
