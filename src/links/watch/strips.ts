import { dayNumber, dayStart } from '../../clock.ts';
import { type Side, type State, sides } from './side.ts';

type Run = { side: Side; slot: Date; state: State };

const length = 90;
const looks: Readonly<Record<State, { css: string; height: number }>> = {
  found: { css: 'h-o', height: 32 },
  slow: { css: 'h-w', height: 19 },
  missing: { css: 'h-x', height: 9 },
  down: { css: 'h-x', height: 9 },
  unseen: { css: 'h-n', height: 19 },
};

/** R40: ninety days of each side as bars, the oldest first; height carries the state, colour comes second. */
export function stripsOf(runs: readonly Run[], now: Date) {
  const today = dayNumber(now);
  return sides.flatMap((side) => {
    const own = runs.filter((run) => run.side === side);
    if (own.length === 0) return [];
    const byDay = new Map(own.map(({ slot, state }) => [dayNumber(slot), state]));
    const count = (...states: State[]) => own.filter(({ state }) => states.includes(state)).length;
    const seen = own.length - count('unseen');
    const good = count('found', 'slow');
    return [
      {
        side,
        bars: Array.from({ length }, (_, place) => {
          const state = byDay.get(today - length + 1 + place);
          const { css, height } = state === undefined ? { css: 'h-n', height: 3 } : looks[state];
          return { x: place * 4, y: 32 - height, height, css };
        }),
        days: own.length,
        good,
        slow: count('slow'),
        missing: count('missing'),
        down: count('down'),
        unseen: count('unseen'),
        /** In tenths of a percent; undefined while there is nothing to count. */
        share: seen === 0 ? undefined : Math.floor((good / seen) * 1_000) / 10,
        first: dayStart(now, 1 - length),
      },
    ];
  });
}
