import { after, type Clock } from '../../src/clock.ts';

export interface TestClock extends Clock {
  set(iso: string): void;
  advance(seconds: number): void;
}

/** A clock that stands still until a test moves it. */
export function testClock(start = '2026-03-02T01:00:00Z'): TestClock {
  let time = new Date(start);
  return {
    now: () => new Date(time),
    set: (iso) => {
      time = new Date(iso);
    },
    advance: (seconds) => {
      time = after(time, seconds);
    },
  };
}
