import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import { attestingOf, seenIn } from '../reports/attested.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import {
  attestedOn,
  type Day,
  exact,
  figureOf,
  isFew,
  isFewSeen,
  measured,
  type Sight,
  wholeOf,
} from '../totals/figure.ts';

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
};

type Shown = { code: MetricCode; value: number | undefined; seen: number | undefined; sight: Sight };

/** Undefined: of this figure the Cloud sees nothing, or it may not be shown. */
export function seenOf({ code, value, seen: found, sight }: Shown, say: Speech['say']): AttestedShare | undefined {
  const attesting = attestingOf(code);
  if (attesting === undefined || value === undefined || value === 0 || found === undefined) return undefined;
  // A mean is made of fewer days than that of the reports.
  const seen = Math.min(found, value);
  if (isFew(code, value, sight) || isFewSeen(code, seen, sight)) return undefined;
  const part = seen / value;
  const isExact = attesting.kind === 'exact';
  const percent = part > 0 && part < 0.01 ? '不到 1%' : `${Math.floor(part * 100)}%`;
  const share = isExact || part === 0 || part < 0.01 ? percent : `≥ ${percent}`;
  return {
    ...{ value: seen, share, width: Math.round(part * 1_000) / 10 },
    words: say(fact('statistics.seen_lede', { text: measured(seen, metrics[code].unit), share: percent, isExact })),
    text: say(fact('statistics.seen_share', { share })),
    title: say(fact('statistics.seen_title', { value: exact(seen), unit: metrics[code].unit, isExact })),
  };
}

/** The attested part of the reports of these days, made as the figure itself is made of its days. */
export const seenFigure = (code: MetricCode, days: readonly Day[]): number | undefined =>
  figureOf(
    metrics[code],
    wholeOf(
      code,
      days.map((day) => ({ ...day, figures: attestedOn(day) })),
    ),
  );

/** All that the Cloud counted itself, of applications and days without such a report too. */
function countedFigure(code: MetricCode, days: readonly Day[]): number | undefined {
  const attesting = attestingOf(code);
  const counted = days.flatMap((day) => {
    const value = seenIn(attesting, day.figures);
    return value === undefined ? [] : [{ ...day, figures: { counted: value } }];
  });
  return figureOf(metrics[code], wholeOf('counted', counted));
}

/** That the Cloud saw more than was reported, in words: of one application and day both numbers. */
export function overOf(
  { code, days, sight, isOne }: { code: MetricCode; days: readonly Day[]; sight: Sight; isOne: boolean },
  say: Speech['say'],
): string | undefined {
  const { unit, additive } = metrics[code];
  const attesting = attestingOf(code);
  const [value, seen, counted] = [
    figureOf(metrics[code], wholeOf(code, days)),
    seenFigure(code, days) ?? 0,
    countedFigure(code, days),
  ];
  if (attesting === undefined || value === undefined || counted === undefined || counted <= seen) return undefined;
  // People of several days or applications have no sum, and so no difference.
  if (!isOne && !additive) return undefined;
  const isHidden =
    isFew(code, value, sight) || [seen, counted, counted - seen].some((one) => isFewSeen(code, one, sight));
  if (isHidden) return undefined;
  return say(
    fact('statistics.seen_over', {
      counted: measured(counted, unit),
      ...(isOne
        ? { reported: measured(value, unit), more: undefined }
        : { reported: undefined, more: measured(counted - seen, unit) }),
      isExact: attesting.kind === 'exact',
    }),
  );
}
