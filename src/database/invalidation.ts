import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';
import { reason } from './outage.ts';

type Needs = {
  db: Pick<Database, 'listen' | 'notify'>;
  log: Log;
  topic: string;
  /** A node changed the row of this key. */
  onChange: (key: string) => void;
  /** A change may have been missed. */
  onGap: () => void;
  /** Milliseconds between two heartbeats, and for how long one counts. */
  everyMs?: number;
  validMs?: number;
};

const heartbeat = 'pulse ';

/**
 * Delivers changes by all nodes (LISTEN/NOTIFY), and reports whether they really arrive. A listening connection does not prove it: its peer may
 * have vanished without a word, and PgBouncer accepts a `listen` and forgets it. So a heartbeat is sent over another connection four times a
 * second, by whichever node has received none for that long; without heartbeats `isLive` is false, and nothing may rely on it.
 */
export function createInvalidation({ db, log, topic, onChange, onGap, everyMs = 250, validMs = 800 }: Needs) {
  const own = heartbeat + randomUUID();
  let lastHeartbeat = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let subscription: Promise<(() => Promise<void>) | undefined> | undefined;
  let isSending = false;

  const lost = () => {
    lastHeartbeat = Number.NEGATIVE_INFINITY;
    onGap();
  };

  function beat(): void {
    const now = performance.now();
    if (lastHeartbeat !== Number.NEGATIVE_INFINITY && now - lastHeartbeat > validMs) lost();
    if (isSending || now - lastHeartbeat < everyMs * 0.9) return;
    isSending = true;
    db.notify(topic, own)
      .catch(() => undefined) // an outage, which is reported elsewhere
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
            if (payload.startsWith(heartbeat)) {
              if (performance.now() - lastHeartbeat > validMs) onGap(); // entries cached before may be outdated
              lastHeartbeat = performance.now();
            } else onChange(payload);
          },
          lost,
        )
        .catch((error: unknown) => {
          log.warn(
            { ...reason(error), topic },
            'changes by other nodes do not arrive; they are visible after half a second',
          );
          return undefined;
        });
      timer = setInterval(beat, everyMs * (0.7 + 0.6 * Math.random())).unref(); // or all nodes would send at once
    },
    isLive: (): boolean => performance.now() - lastHeartbeat < validMs,
    stop(): void {
      clearInterval(timer);
      timer = undefined;
      lastHeartbeat = Number.NEGATIVE_INFINITY;
      // Not awaited: during an outage the subscription hangs, and a shutdown must not wait for it.
      subscription?.then((unlisten) => unlisten?.()).catch(() => undefined);
      subscription = undefined;
    },
  };
}
