import { after, dayOf, days } from '../../clock.ts';
import type { State } from './component.ts';
import type { Day } from './measure-store.ts';
import { shownDays } from './standing.ts';

/** Fewer minutes of trouble than these are a short bar, more are a broken day. */
const broken = 5;
const high = { up: 32, slow: 19, down: 9, unknown: 2 } as const satisfies Record<State, number>;
const step = 4;

const stateOf = (day: Day | undefined): State => {
  if (day === undefined || day.measured === 0) return 'unknown';
  if (day.down > broken) return 'down';
  return day.down + day.slow > 0 ? 'slow' : 'up';
};

export type StripDay = { day: string; state: State; measured: number; slow: number; down: number };

/** The last 90 days of one thing: a bar each, as paths of an SVG; which of them were not fine, or not measured; and the share of good minutes. */
export function stripOf(known: readonly Day[], now: Date) {
  const byDay = new Map(known.map((day) => [day.day, day]));
  const all: StripDay[] = Array.from({ length: shownDays }, (_, place) => {
    const day = dayOf(after(now, -days(shownDays - 1 - place)));
    const found = byDay.get(day);
    return {
      day,
      state: stateOf(found),
      measured: found?.measured ?? 0,
      slow: found?.slow ?? 0,
      down: found?.down ?? 0,
    };
  });
  const barsOf = (state: State) =>
    all
      .map((day, place) => (day.state === state ? `M${place * step} ${32 - high[state]}h3v${high[state]}h-3z` : ''))
      .join('');
  const measured = all.reduce((sum, day) => sum + day.measured, 0);
  const down = all.reduce((sum, day) => sum + day.down, 0);
  return {
    width: shownDays * step - 1,
    bars: { up: barsOf('up'), slow: barsOf('slow'), down: barsOf('down'), unknown: barsOf('unknown') },
    since: all[0]?.day ?? '',
    /** Rounded down: a disturbed period never shows 100 %. */
    percent: measured === 0 ? undefined : String(Math.floor(((measured - down) / measured) * 10_000) / 100),
    unknown: all.filter(({ state }) => state === 'unknown').length,
    spans: spansOf(all.filter(({ state }) => state !== 'up').toReversed()),
  };
}

export type Strip = ReturnType<typeof stripOf>;

/** Days without a record that follow each other are one line; the newest first. */
function spansOf(found: readonly StripDay[]): (StripDay & { from: string })[] {
  const spans: (StripDay & { from: string })[] = [];
  for (const day of found) {
    const last = spans.at(-1);
    const isNext = last !== undefined && dayBefore(last.from) === day.day;
    if (last?.state === 'unknown' && day.state === 'unknown' && isNext) last.from = day.day;
    else spans.push({ ...day, from: day.day });
  }
  return spans;
}

const dayBefore = (day: string) => dayOf(after(new Date(`${day}T12:00:00+08:00`), -days(1)));
