import type { Clock } from '../../clock.ts';
import { rateLimited } from '../../errors.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';
import { createTimeWindow, type Taken } from './limiter.ts';

/** At most `limit` in `per` seconds. */
type Policy = { name: string; limit: number; per: number };

/** Budgets of the partner API for one AK: per minute, and the burst within it. */
const shipped: Readonly<Record<'default' | 'live' | 'stats', readonly Policy[]>> = {
  default: [
    { name: 'minute', limit: 600, per: 60 },
    { name: 'burst', limit: 60, per: 1 },
  ],
  live: [{ name: 'live', limit: 600, per: 60 }],
  stats: [{ name: 'stats', limit: 60, per: 60 }],
};

/** Public operations, for one address. */
const open: readonly Policy[] = [{ name: 'open', limit: 120, per: 60 }];

export type PolicyName = keyof typeof shipped | 'open';

/** The budgets that an application can read before it calls. */
export const budgets = Object.values(shipped).flat();

/**
 * Rate limits: how often an AK may call, and an address may call public operations. Counted in each process; several processes allow as many
 * times as much. Each answer says how much is left (draft-ietf-httpapi-ratelimit-headers).
 */
export interface Quota {
  /**
   * Counts a call by its weight, and puts the remainder into the headers of the answer. `key`: the AK or the address. Throws `rate_limited`
   * with the seconds until the window is over.
   */
  take(ctx: Context, key: string, name?: PolicyName, weight?: number): void;
  /** After an outage the counts of the call are undone. */
  giveBack(ctx: Context): void;
}

/** `lifted`: THROTTLE=off, the limit per address does not hold. */
export function createQuota({ clock, lifted = false }: { clock: Clock; lifted?: boolean }): Quota {
  const counted = new Map([...budgets, ...open].map((policy) => [policy, createTimeWindow({ clock, rule: policy })]));
  /** For calls in progress: how to undo their counts. */
  const taken = new WeakMap<Context, (() => void)[]>();

  /** Counts against one policy; returns the remainder and the end of the window. */
  function count(ctx: Context, policy: Policy, key: string, weight: number): Taken {
    const window = counted.get(policy);
    if (window === undefined) throw new Error(`there is no policy ${policy.name}`);
    const found = window.take(key, weight);
    const giveBack = () => window.giveBack(key, { weight, of: found.endsAt });
    if (found.left >= 0) taken.set(ctx, [...(taken.get(ctx) ?? []), giveBack]);
    return found;
  }

  return {
    take(ctx, key, name = 'default', weight = 1) {
      if (lifted && name === 'open') return;
      const policies = name === 'open' ? open : shipped[name];
      const standings = policies.map((policy) => ({ policy, ...count(ctx, policy, key, weight) }));
      ctx.set('RateLimit-Policy', policies.map((each) => `"${each.name}";q=${each.limit};w=${each.per}`).join(', '));
      ctx.set(
        'RateLimit',
        standings.map(({ policy, left, seconds }) => `"${policy.name}";r=${Math.max(0, left)};t=${seconds}`).join(', '),
      );
      const over = standings.filter(({ left }) => left < 0);
      if (over.length === 0) return;
      const wait = Math.max(...over.map(({ seconds }) => seconds));
      throw rateLimited(
        fact('http.quota_spent', {
          limits: over.map(({ policy }) => fact('http.quota', { per: policy.per, limit: policy.limit })),
          seconds: wait,
        }),
        wait,
        new Error(
          `quota ${over.map(({ policy }) => `${policy.name}: ${policy.limit} calls in ${policy.per} s`).join(', ')}`,
        ),
      );
    },

    giveBack(ctx) {
      for (const give of taken.get(ctx) ?? []) give();
      taken.delete(ctx);
    },
  };
}
