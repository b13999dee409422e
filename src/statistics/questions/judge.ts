import { copied, ratio, scaled } from './alike.ts';
import { ranged } from './counted.ts';
import { backfilled, content, growth, jump, neighbours } from './level.ts';
import { brushed } from './logins.ts';
import { multiplied } from './multiplied.ts';
import { type Detector, isSpread, type Series, type Sign } from './series.ts';
import { digits, rounded, smooth } from './uneven.ts';

/** About single days: where sums were spread over them they say nothing. */
const ofDays: readonly Detector[] = [copied, scaled, ratio, smooth, rounded, digits];
const ofLevels: readonly Detector[] = [jump, growth, neighbours, backfilled];
const ofOthers: readonly Detector[] = [content, brushed, ranged, multiplied];

/** All that does not look like a day of people, of one day of one application. */
export const judge: Detector = (series: Series, at: number): Sign[] =>
  (isSpread(series, at) ? [...ofLevels, ...ofOthers] : [...ofDays, ...ofLevels, ...ofOthers]).flatMap((detect) =>
    detect(series, at),
  );

/** A sign of before: its rule and figure, and the last day that had it. */
export type EarlierSign = { rule: string; metric: string; last: number };

/** A sign that stays is asked about once, and again only after four weeks without it. A jump is of its own day. */
export function isNew(sign: Sign, at: number, asked: readonly EarlierSign[]): boolean {
  const pause = sign.rule === 'jump' ? 3 : 28;
  const isOf = ({ rule, metric }: EarlierSign) => rule === sign.rule && metric === sign.metric;
  return !asked.some((each) => isOf(each) && Math.abs(at - each.last) <= pause);
}
