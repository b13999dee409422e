import { dayOf, dayStart, days } from '../../clock.ts';
import type { IncidentNeeds } from './needs.ts';

/** People per batch of notices. */
export const batch = 100;

/** The daily budget of notices about incidents (北京时间): as much as for codes, and apart from those, so that no code is delayed. */
export const createBudget = ({ throttle, clock, config }: IncidentNeeds) => ({
  /** Counts one batch; where the day has none left: when to go on. */
  async spend(): Promise<Date | undefined> {
    const now = clock.now();
    const rule = { limit: Math.max(1, Math.floor(config.SMS_PER_DAY / batch)), per: days(1) };
    const { allowed } = await throttle.hit('incident notices', dayOf(now), rule);
    return allowed ? undefined : dayStart(now, 1);
  },
});

export type Budget = ReturnType<typeof createBudget>;
