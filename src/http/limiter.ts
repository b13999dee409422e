import type { Clock } from '../clock.ts';
import { addressPrefix, type Rule } from './throttle.ts';
import { createTimeWindow } from './time-window.ts';

type Needs = {
  clock: Clock;
  rule: Rule;
  /** THROTTLE=off: rules per address do not hold. */
  lifted?: boolean;
  max?: number;
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
  /** Whoever met an outage has not done what is counted. */
  const giveBack = (key: string): void => counted.giveBack(keyOf(key));
  return Object.assign(take, { giveBack });
}
