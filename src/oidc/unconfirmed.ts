import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import * as store from './store.ts';

const every = 500;
/** Milliseconds for which a server that is back may still go on with what it had read before. */
const lasts = 30_000;
const most = 10_000;

/**
 * Exchanges of refresh tokens that were answered by a 503 and may take place after all: a server that stood still goes on with what it
 * had read. Nobody was told of the successor, so the seconds in which a repeat is forgiven (docs/adr/0004) begin once it is found; until
 * then this node forgives it anyway.
 */
export function createUnconfirmed({ db, clock }: { db: Pick<Database, 'byKey'>; clock: Clock }) {
  /** By key; until when it is looked for, known from the first answer on. */
  const watched = new Map<string, { key: Buffer; until: number | undefined }>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const keys = [...watched.values()].map(({ key }) => key);
      const found = await store.forgive(db.byKey, keys, clock.now());
      const now = performance.now();
      for (const [name, one] of watched) {
        one.until ??= now + lasts;
        if (found.has(name) || now > one.until) watched.delete(name);
      }
    } catch {
      // Still away: the next look tries again.
    } finally {
      isLooking = false;
    }
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    watch(key: Buffer): void {
      if (watched.size >= most) return;
      watched.set(key.toString('hex'), { key, until: undefined });
      timer ??= setInterval(() => void look(), every).unref();
    },
    has: (key: Buffer): boolean => watched.has(key.toString('hex')),
  };
}
