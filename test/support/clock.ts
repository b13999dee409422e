import { isChildsHour } from '../../src/citizens/family/child.ts';
import { after, type Clock, hours, systemClock } from '../../src/clock.ts';

export interface TestClock extends Clock {
  set(iso: string): void;
  advance(seconds: number): void;
}

/** That of the system, or nine hours later where children under 14 rest now, or soon. */
export const byDayOffset = [0, hours(1)].every((ahead) => isChildsHour(after(systemClock.now(), ahead))) ? 0 : hours(9);
export const byDay: Clock = { now: () => after(systemClock.now(), byDayOffset) };

/**
 * A clock that stands still until a test moves it. `'now'`: where the library asks the real one; it begins when it is first asked, since a
 * file is read long before it is its turn, perhaps on the day before.
 */
export function testClock(start = '2026-03-02T01:00:00Z'): TestClock {
  let time: Date | undefined;
  const now = () => {
    time ??= start === 'now' ? systemClock.now() : new Date(start);
    return time;
  };
  return {
    now: () => new Date(now()),
    set: (iso) => {
      time = new Date(iso);
    },
    advance: (seconds) => {
      time = after(now(), seconds);
    },
  };
}
