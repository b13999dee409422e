import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Unconfirmed } from './families-store.ts';
import type { TokenStore } from './token-store.ts';

/** Milliseconds between two checks. */
const interval = 500;
/** Milliseconds in which a recovered server may still execute statements it had received. */
const timeout = 30_000;
const maxKeys = 10_000;

type Needs = { db: Pick<Database, 'byKey'>; clock: Clock; store: Pick<TokenStore, 'forgive'> };

/**
 * Exchanges of refresh tokens that were answered by a 503 and may be committed after all: a database server that was frozen executes the
 * statements it had received. As the client has no successor yet, the grace for a repeat (docs/adr/0004) begins when the commit is found; until
 * then this node allows the repeat in any case.
 */
export function createUnconfirmed({ db, clock, store }: Needs) {
  /** By key in hex; `until` is set by the first check that the database answers. */
  const watched = new Map<string, Unconfirmed & { until: number | undefined }>();
  let timer: NodeJS.Timeout | undefined;
  let isChecking = false;

  async function check(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    try {
      const found = await store.forgive(db.byKey, [...watched.values()], clock.now());
      const now = performance.now();
      for (const [name, one] of watched) {
        one.until ??= now + timeout;
        if (found.has(name) || now > one.until) watched.delete(name);
      }
    } catch {
      // The database is still away: the next check tries again.
    } finally {
      isChecking = false;
    }
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    watch({ key, next }: Unconfirmed): void {
      if (watched.size >= maxKeys) return;
      watched.set(key.toString('hex'), { key, next, until: undefined });
      timer ??= setInterval(() => void check(), interval).unref();
    },
    has: (key: Buffer): boolean => watched.has(key.toString('hex')),
  };
}
