import type { Clock } from '../clock.ts';
import { addressPrefix, type Rule } from './throttle.ts';

type Needs = {
  clock: Clock;
  rule: Rule;
  /** THROTTLE=off: rules per address do not hold. */
  lifted?: boolean;
  /** Keys that are counted in a window; later ones are not, so that a flood of keys fills no memory. */
  maxKeys?: number;
};

/**
 * A limit that each process counts for itself, for requests so frequent that a statement for each would be the greater load. Several
 * processes together allow several times as much. Answers the seconds to wait; undefined: within the limit.
 */
export function createLimiter({ clock, rule, lifted = false, maxKeys = 100_000 }: Needs) {
  const { limit, per, address = false } = rule;
  const counts = new Map<string, number>();
  let endsAt = 0;

  const take = (key: string): number | undefined => {
    if (lifted && address) return undefined;
    const now = clock.now().getTime();
    if (now >= endsAt) {
      counts.clear();
      endsAt = now + per * 1000;
    }
    const counted = address ? addressPrefix(key) : key;
    const count = counts.get(counted) ?? 0;
    if (count >= limit) return Math.max(1, Math.ceil((endsAt - now) / 1000));
    if (count > 0 || counts.size < maxKeys) counts.set(counted, count + 1);
    return undefined;
  };
  /** Counts one less: the request ended in an outage. */
  const giveBack = (key: string): void => {
    const counted = address ? addressPrefix(key) : key;
    const count = counts.get(counted) ?? 0;
    if (count > 0) counts.set(counted, count - 1);
  };
  return Object.assign(take, { giveBack });
}
