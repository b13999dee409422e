import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';
import { reason } from './outage.ts';

type Needs = {
  db: Pick<Database, 'listen' | 'notify'>;
  log: Log;
  topic: string;
  /** Somebody changed what goes by this name. */
  heard: (name: string) => void;
  /** Something may have changed unheard. */
  missed: () => void;
  /** Milliseconds between two signs of life, and how long one counts. */
  everyMs?: number;
  countsMs?: number;
};

const pulse = 'pulse ';

/**
 * Changes of all nodes, and whether they are really heard. That a connection listens does not say so: its peer may have vanished without
 * a word, and PgBouncer takes a `listen` and forgets it. So a sign of life goes by another connection four times a second, from
 * whichever node has heard none for that long; while none arrives, nobody may count on hearing anything.
 */
export function createHearing({ db, log, topic, heard, missed, everyMs = 250, countsMs = 800 }: Needs) {
  const mine = pulse + randomUUID();
  let lastHeard = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let subscription: Promise<(() => Promise<void>) | undefined> | undefined;
  let isSending = false;

  const lost = () => {
    lastHeard = Number.NEGATIVE_INFINITY;
    missed();
  };

  function beat(): void {
    const now = performance.now();
    if (lastHeard !== Number.NEGATIVE_INFINITY && now - lastHeard > countsMs) lost();
    if (isSending || now - lastHeard < everyMs * 0.9) return;
    isSending = true;
    db.notify(topic, mine)
      .catch(() => undefined) // an outage, of which others tell
      .finally(() => {
        isSending = false;
      });
  }

  return {
    start(): void {
      if (timer !== undefined) return;
      subscription = db
        .listen(
          topic,
          (payload) => {
            if (payload.startsWith(pulse)) {
              if (performance.now() - lastHeard > countsMs) missed(); // what was remembered before may be old
              lastHeard = performance.now();
            } else heard(payload);
          },
          lost,
        )
        .catch((error: unknown) => {
          log.warn({ ...reason(error), topic }, 'changes are not heard of and are seen by asking only');
          return undefined;
        });
      timer = setInterval(beat, everyMs * (0.7 + 0.6 * Math.random())).unref(); // or all would send at once
    },
    isHeard: (): boolean => performance.now() - lastHeard < countsMs,
    stop(): void {
      clearInterval(timer);
      timer = undefined;
      lastHeard = Number.NEGATIVE_INFINITY;
      // Not awaited: while the database is away the subscription hangs, and its end must not hold up a shutdown.
      subscription?.then((unlisten) => unlisten?.()).catch(() => undefined);
      subscription = undefined;
    },
  };
}
