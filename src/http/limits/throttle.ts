import { isIPv6 } from 'node:net';
import { after, type Clock, days } from '../../clock.ts';
import { hashToken } from '../../crypto/secrets.ts';
import type { Database, Reader } from '../../database/open.ts';
import * as store from './throttle-store.ts';

/** No rule counts for longer. */
export const longestWindow = days(1);

/** Keys with counts to undo that a process keeps; further ones stay counted. */
const mostOwed = 10_000;

/** At most `limit` in `per` seconds, counted in fixed windows that begin with the first. */
export type Rule = {
  limit: number;
  per: number;
  /** The key is a network address; THROTTLE=off lifts such rules, never those per account. */
  address?: boolean;
};

/** A count and its rule. */
export type Counter = { kind: string; key: string; rule: Rule };

export type Standing = {
  allowed: boolean;
  /** How many more are allowed in this window. */
  left: number;
  /** Seconds until the window is over; 0 when nothing was counted. */
  retryAfter: number;
};

type Needs = { db: Database; clock: Clock; lifted: boolean };

/** Counters shared by all nodes. Keys are stored hashed with their kind; secret ones are keyed by the caller. */
export interface Throttle {
  /** Counts one more and says whether it was within the limit. */
  hit(kind: string, key: string, rule: Rule): Promise<Standing>;
  /** Says whether one more would be within the limit, and counts nothing. */
  peek(kind: string, key: string, rule: Rule): Promise<Standing>;
  /** Several at once, in one statement and in their order; `reader`: with which others are sent. */
  peekAll(counters: readonly Counter[], reader?: Reader): Promise<Standing[]>;
  /** Undoes one count, as its request ended in an outage: at the next hit of this process, since nothing can be written now. */
  giveBack(kind: string, key: string, rule: Rule): void;
  /** Begins the count again from zero. */
  clear(kind: string, key: string, rule?: Pick<Rule, 'address'>): Promise<void>;
  /** Deletes windows that are over, `batch` rows at a time. Returns how many. */
  purge(batch?: number): Promise<number>;
}

export function createThrottle({ db, clock, lifted }: Needs): Throttle {
  const unlimited = ({ limit }: Rule): Standing => ({ allowed: true, left: limit, retryAfter: 0 });
  /** Counts to undo, by key in hex. */
  const owed = new Map<string, number>();
  function owe(name: string, count: number): void {
    if (count > 0 && owed.size < mostOwed) owed.set(name, (owed.get(name) ?? 0) + count);
  }
  const isLifted = ({ address = false }: Rule) => lifted && address;
  const wait = (count: store.Count, now: Date) =>
    Math.max(1, Math.ceil((count.resets_at.getTime() - now.getTime()) / 1000));

  async function peekAll(counters: readonly Counter[], reader: Reader = db): Promise<Standing[]> {
    const now = clock.now();
    const keys = counters.map(({ kind, key, rule }) => keyOf(kind, key, rule));
    const counted = await store.readAll(reader, keys, now);
    return counters.map(({ rule }, index) => {
      const found = isLifted(rule) ? undefined : counted.find(({ key }) => keys[index]?.equals(key));
      if (found === undefined) return unlimited(rule);
      const left = Math.max(0, rule.limit - found.count);
      return { allowed: left > 0, left, retryAfter: wait(found, now) };
    });
  }

  return {
    async hit(kind, key, rule) {
      if (isLifted(rule)) return unlimited(rule);
      const now = clock.now();
      const hashed = keyOf(kind, key, rule);
      const name = hashed.toString('hex');
      const less = owed.get(name) ?? 0;
      owed.delete(name);
      const counted = await store.increment(db, hashed, now, after(now, rule.per), less).catch((error: unknown) => {
        owe(name, less);
        throw error;
      });
      return {
        allowed: counted.count <= rule.limit,
        left: Math.max(0, rule.limit - counted.count),
        retryAfter: wait(counted, now),
      };
    },

    async peek(kind, key, rule) {
      const [standing = unlimited(rule)] = await peekAll([{ kind, key, rule }]);
      return standing;
    },

    peekAll,

    giveBack(kind, key, rule) {
      owe(keyOf(kind, key, rule).toString('hex'), 1);
    },

    async clear(kind, key, rule = {}) {
      await store.remove(db, keyOf(kind, key, rule));
    },

    async purge(batch = 5000) {
      let purged = 0;
      for (;;) {
        const removed = await store.removeOver(db, clock.now(), batch);
        purged += removed;
        if (removed < batch) return purged;
      }
    },
  };
}

const keyOf = (kind: string, key: string, { address = false }: Pick<Rule, 'address'>) =>
  hashToken(`${kind}\0${address ? addressPrefix(key) : key}`);

/** IPv4 written as IPv6 (::ffff:192.0.2.1) in its short form, and no zone (fe80::1%eth0): the form of an inet column. */
export function plainAddress(address: string): string {
  const [plain = ''] = address.split('%');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
}

/** Who counts as one: an IPv4 address, or an IPv6 /64, since a household or a phone owns a whole one. */
export function addressPrefix(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
