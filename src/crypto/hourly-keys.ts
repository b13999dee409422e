import { createHmac } from 'node:crypto';
import { hours, systemClock } from '../clock.ts';

const hour = hours(1) * 1000;

/**
 * Keys for one hour each, made of others: AES-GCM takes at most 2^32 nonces by chance under one key (NIST SP 800-38D 8.3), which a busy
 * cluster needs within days. The first is that of this hour; those of the hour before, and of the next by a clock that is ahead, open too.
 */
export function createHourlyKeys(now: () => number = () => systemClock.now().getTime()) {
  let made: { of: readonly Buffer[]; at: number; keys: readonly Buffer[] } | undefined;
  return (of: readonly Buffer[]): readonly Buffer[] => {
    const at = Math.floor(now() / hour);
    if (made?.of !== of || made.at !== at)
      made = { of, at, keys: [at, at - 1, at + 1].flatMap((each) => keysOf(of, each)) };
    return made.keys;
  };
}

const keysOf = (of: readonly Buffer[], at: number): Buffer[] =>
  of.map((key) => createHmac('sha256', key).update(`hour ${at}`).digest());
