import type { Clock } from '../../clock.ts';
import { addressPrefix, type Rule } from './throttle.ts';

type WindowNeeds = {
  clock: Clock;
  rule: Pick<Rule, 'limit' | 'per'>;
  /** Most keys that are counted; who comes later is not counted, so that a flood of keys fills no memory. */
  max?: number;
};

export type Taken = {
  /** Below zero: too much, and it was not counted. */
  left: number;
  /** Until the window is over. */
  seconds: number;
  /** Which window it was. */
  endsAt: number;
};

/**
 * Counts by key in fixed windows, in the memory of this process: for frequent events, where a statement each would be the greater load. Several
 * processes allow as many times as much.
 */
export function createTimeWindow({ clock, rule: { limit, per }, max = 100_000 }: WindowNeeds) {
  const counts = new Map<string, number>();
  let endsAt = 0;
  return {
    take(key: string, weight = 1): Taken {
      const now = clock.now().getTime();
      if (now >= endsAt || now < endsAt - per * 1000) {
        counts.clear();
        endsAt = now + per * 1000;
      }
      const before = counts.get(key) ?? 0;
      const left = limit - before - weight;
      if (left >= 0 && (before > 0 || counts.size < max)) counts.set(key, before + weight);
      return { left, seconds: Math.max(1, Math.ceil((endsAt - now) / 1000)), endsAt };
    },
    /** Undoes a count, as after an outage. Nothing happens once that window is over. */
    giveBack(key: string, { weight = 1, of = endsAt }: { weight?: number; of?: number } = {}): void {
      const count = counts.get(key);
      if (of === endsAt && count !== undefined) counts.set(key, Math.max(0, count - weight));
    },
  };
}

type Needs = WindowNeeds & {
  rule: Rule;
  /** THROTTLE=off: rules per address do not hold. */
  lifted?: boolean;
};

/** A limit that this process keeps for itself. Answers the seconds to wait, or undefined where it is within the limit. */
export function createLimiter({ rule, lifted = false, ...needs }: Needs) {
  const { address = false } = rule;
  const counted = createTimeWindow({ ...needs, rule });
  const keyOf = (key: string) => (address ? addressPrefix(key) : key);

  const take = (key: string): number | undefined => {
    if (lifted && address) return undefined;
    const { left, seconds } = counted.take(keyOf(key));
    return left < 0 ? seconds : undefined;
  };
  /** An outage undoes the count. */
  const giveBack = (key: string): void => counted.giveBack(keyOf(key));
  return Object.assign(take, { giveBack });
}
