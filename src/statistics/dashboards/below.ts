import type { Speech } from '../../fact.ts';
import { compare, countedOf, notCompared } from '../questions/held.ts';
import { statesText } from '../questions/standing.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import { cartogram, type TileValue } from '../totals/chart-carto.ts';
import {
  completeness,
  exact,
  few,
  figureOf,
  formatChange,
  formatNumber,
  formatShare,
  formatShort,
  isEnough,
  isFew,
  type Sight,
} from '../totals/figure.ts';
import type { NamedBelow } from '../totals/sums.ts';
import { rank } from './chart-bars.ts';
import { maySee } from './kpis.ts';
import { type AttestedShare, seenOf } from './seen.ts';

export type BelowRow = {
  name: string;
  target: Readonly<Record<string, string>>;
  text: string;
  short: string;
  /** Undefined where nothing is known of it, or it may not be shown. */
  value: number | undefined;
  change: string;
  /** The change as a share of the base; undefined where it is not compared. */
  changed: number | undefined;
  /** Why it is not compared with the period before. */
  why: string | undefined;
  /** Applications are left out of both sides of the change. */
  isOfRest: boolean;
  part: string;
  isEnough: boolean;
  /** R54: its value in a ranking, which counts no figure in question; undefined: not ranked. */
  rankValue: number | undefined;
  /** Figures that are left out there, whether or not the reader may know of which. */
  isPartly: boolean;
  /** How many reports are in question, where the reader may know of it; its list is apart. */
  held: number;
  /** How the questions about them stand. */
  state: string;
  /** The part that the Cloud saw. */
  seen: AttestedShare | undefined;
  reported: string;
  due: string;
  late: string;
  revised: string;
  key: string;
};

/** Areas below an area, in the order of codes. */
export function belowRows(
  code: MetricCode,
  below: readonly NamedBelow[],
  before: readonly NamedBelow[],
  sight: Sight,
  lengths: { now: number; before: number },
  say: Speech['say'],
  seesOpen = true,
): BelowRow[] {
  const known = new Map(before.map((each) => [each.key, each]));
  return below.map((each) => {
    const value = figureOf(metrics[code], each);
    const base = known.get(each.key);
    const hidden = isFew(code, value, sight);
    const now = { whole: each, held: each.held, length: lengths.now };
    const then = base && base.due > 0 ? { whole: base, held: base.held, length: lengths.before } : undefined;
    const isShown = then !== undefined && !hidden && value !== undefined;
    const comparison = isShown
      ? compare(metrics[code], [now, then], each.leftOut, isRegion(each))
      : notCompared(undefined);
    const { number, unit } = value === undefined ? { number: '未报', unit: '' } : formatShort(value);
    const rankValue = countedOf(metrics[code], each, each.held, isRegion(each));
    const held = maySee(each.held?.standings ?? [], seesOpen) ? (each.held?.standings ?? []) : [];
    return {
      key: each.key,
      name: each.name,
      target: each.target,
      text: hidden ? few : exact(value),
      short: hidden ? few : `${number}${unit}`,
      value: hidden ? undefined : value,
      change: formatChange(comparison.change),
      changed: comparison.change,
      why: comparison.why,
      isOfRest: comparison.rest !== undefined,
      part: formatShare(completeness(each)),
      isEnough: isEnough(each),
      rankValue: hidden ? undefined : rankValue,
      isPartly: each.held !== undefined,
      ...{ held: held.length, state: statesText(held) },
      seen: seenOf({ code, value, seen: each.seen && figureOf(metrics[code], each.seen), sight }, say),
      reported: exact(each.reported),
      due: exact(each.due),
      late: exact(each.late),
      revised: exact(each.revised),
    };
  });
}

const isRegion = ({ target }: NamedBelow) => !('institution' in target || 'application' in target);

/** With the figure that was counted. */
function counted<Row extends BelowRow>(row: Row, value: number) {
  if (value === row.value) return { ...row, value };
  const { number, unit } = formatShort(value);
  return { ...row, value, text: exact(value), short: `${number}${unit}` };
}

/** Those with figures in question, for their own list. */
export const heldOf = (rows: readonly BelowRow[]): BelowRow[] => rows.filter(({ held }) => held > 0);

/** Only those of which enough is reported are ranked. */
export const ranking = (rows: readonly BelowRow[], most: number) =>
  rank(
    rows.flatMap((row) => (row.isEnough && row.rankValue !== undefined ? counted(row, row.rankValue) : [])),
    most,
  );

export const weakOf = (rows: readonly BelowRow[]): BelowRow[] => rows.filter(({ isEnough: fine }) => !fine);

/** The provinces as tiles, and the meaning of their colours. */
export function provinces(rows: readonly BelowRow[]) {
  const values = new Map<string, TileValue>(
    rows.map(({ key, rankValue, short, isEnough: fine }) => [key, { value: rankValue, label: short, isEnough: fine }]),
  );
  const tiles = cartogram(values);
  const targets = new Map(rows.map(({ key, target }) => [key, target]));
  return {
    tiles: tiles.map((tile) => ({ ...tile, target: targets.get(tile.code) })),
    legend: legendOf(tiles.map(({ code, quantile }) => ({ quantile, value: values.get(code)?.value }))),
    /** The meanings of an empty tile: 未报, 未接入, or both. */
    none: [...new Set(tiles.flatMap(({ quantile, label }) => (quantile === 0 ? [label] : [])))].toSorted().join('、'),
    isHatched: tiles.some(({ isHatched }) => isHatched),
  };
}

/** From the least to the most in each colour. */
function legendOf(tiles: readonly { quantile: number; value: number | undefined }[]) {
  return [1, 2, 3, 4, 5].flatMap((quantile) => {
    const own = tiles.flatMap((tile) => (tile.quantile === quantile ? (tile.value ?? []) : []));
    if (own.length === 0) return [];
    const [least, most] = [formatNumber(Math.min(...own)), formatNumber(Math.max(...own))];
    return [{ quantile, label: least === most ? least : `${least} 至 ${most}` }];
  });
}
