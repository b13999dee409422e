import { type Clock, dayOf, dayStart, days } from '../../clock.ts';
import type { Throttle } from '../../http/limits/throttle.ts';

type Needs = { throttle: Pick<Throttle, 'hit'>; clock: Clock; messagesInDay: number };

/** People per batch of notices. */
export const batch = 100;

/** The daily budget of notices about incidents (北京时间): as much as for codes, and apart from those, so that no code is delayed. */
export const createBudget = ({ throttle, clock, messagesInDay }: Needs) => ({
  /** Counts one batch; where the day has none left: when to go on. */
  async spend(): Promise<Date | undefined> {
    const now = clock.now();
    const rule = { limit: Math.max(1, Math.floor(messagesInDay / batch)), per: days(1) };
    const { allowed } = await throttle.hit('incident notices', dayOf(now), rule);
    return allowed ? undefined : dayStart(now, 1);
  },
});

export type Budget = ReturnType<typeof createBudget>;
