import { after, type Clock, systemClock } from '../../src/clock.ts';

export interface TestClock extends Clock {
  set(iso: string): void;
  advance(seconds: number): void;
}

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
