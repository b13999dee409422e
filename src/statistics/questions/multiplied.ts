import { loginsAt } from './level.ts';
import { middleOf, riseOfOthers, type Series, type Sign, unitOf, valueAt, valuesBetween } from './series.ts';

/** Figures of a day times one number leave gaps: of counts times two only even ones are left. Counted figures fall between too. */

const watched = ['pv', 'uv', 'ip'] as const;
const [least, most] = [1.5, 13];
/** More cannot be tried in time; and the gaps of such large figures tell little. */
const largest = 30_000;

/** A figure in the unit to which this platform rounded before, and how far it can be off by rounding now. */
type Given = { value: number; half: number };
type Span = readonly [from: number, to: number];

/** Factors of which some whole number makes the figure, among those that are left. */
function kept(spans: readonly Span[], { value, half }: Given): Span[] {
  const found: Span[] = [];
  for (const [from, to] of spans) {
    const fewest = Math.max(1, Math.ceil((value - half) / to));
    for (let count = Math.floor((value + half) / from); count >= fewest; count -= 1) {
      const [low, high] = [Math.max(from, (value - half) / count), Math.min(to, (value + half) / count)];
      if (low < high) found.push([low, high]);
    }
  }
  return found;
}

/** The largest factor that makes all figures, and how unlikely it is that there is one so large. */
function factorOf(given: readonly Given[]): { factor: number; log: number } | undefined {
  const ordered = given.toSorted((one, other) => one.value - other.value);
  if (ordered.length < 3 || (ordered[0]?.value ?? 0) > largest) return undefined;
  let spans: Span[] = [[least, most]];
  for (const each of ordered) {
    spans = kept(spans, each);
    if (spans.length === 0) return undefined;
  }
  const [low, high] = spans.reduce((one, other) => (other[0] > one[0] ? other : one));
  const tries = ordered.reduce((sum, { value }) => sum + 2 * value, 0) / (ordered.length + 1);
  const hits = ordered.reduce((sum, { half }) => sum + Math.log10(Math.min(1, (2 * half) / low)), 0);
  return { factor: (low + high) / 2, log: Math.min(0, Math.log10(tries / low) + hits) };
}

/** The figures of some days. A day like the one before it, as where a week is spread, tells nothing new. */
function givenOf({ reported }: Series, first: number, at: number): Given[] {
  const usual = reported.pv === undefined ? 1 : unitOf(reported.pv, first);
  return watched.flatMap((code) => {
    const values = valuesBetween(reported[code], first, at).filter(
      (value, place, all) => value > 0 && value !== all[place - 1],
    );
    // Still rounded as before: then they are as exact as their unit.
    const isRounded = values.every((value) => value % usual === 0);
    return values.map((value) => ({ value: value / usual, half: isRounded ? 0.5 : 0.5 / usual }));
  });
}

/** Days far above those before, all of them one number times whole ones. */
export function multiplied(series: Series, at: number): Sign[] {
  const line = series.reported.pv;
  if (line === undefined || !(valueAt(line, at) > 0) || valuesBetween(line, at - 42, at).length < 28) return [];
  for (const { days, rise, unlikely } of [
    { days: 1, rise: 3, unlikely: -4 },
    { days: 2, rise: 3, unlikely: -4 },
    { days: 3, rise: 3, unlikely: -4 },
    { days: 7, rise: 1.35, unlikely: -4 },
    { days: 14, rise: 1.35, unlikely: -4.5 },
  ]) {
    const first = at - days + 1;
    // After weeks that were closed the days just before are the usual ones.
    const usual = Math.min(...[14, 42].map((back) => middleOf(valuesBetween(line, first - back, first - 1))));
    const times = middleOf(valuesBetween(line, first, at)) / Math.max(1, usual);
    if (!(times >= rise) || (riseOfOthers(series, at) ?? 0) > 0.5 * Math.log(times)) continue;
    const found = factorOf(givenOf(series, first, at));
    if (found === undefined || found.log > unlikely || (days < 7 && loginsAt(series, first, times) === 'grew'))
      continue;
    return [{ rule: 'multiplied', metric: 'pv', first, about: { days, times: Math.round(found.factor * 100) / 100 } }];
  }
  return [];
}
