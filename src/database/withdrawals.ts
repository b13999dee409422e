import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Database, Withdrawals } from './connection.ts';
import { timed } from './deadline.ts';
import { reason } from './outage.ts';
import { withReservedConnections } from './share.ts';

const topic = 'withdrawn';
/** The trigger's message to the connection that makes the change. */
const ownWords = /^withdrawn (.+)$/;
/** The changed key, with the letter of its kind (migrations/0024_oidc), and the transaction of the change. */
const words = /^([tgspai] [\w.~-]+) (\d+)$/;
/** Milliseconds for which a change of this process counts as pending: one that is rolled back is never published. */
const longestDoubt = 5_000;
/** Beyond that everything counts as changed once. */
const maxChanges = 20_000;

type Needs = {
  db: Pick<Database, 'listen' | 'notify'>;
  log: Log;
  /** Milliseconds between two pulses, and how old the last one that came back may be. */
  everyMs?: number;
  validMs?: number;
};

/**
 * Decides which answers may come from the cache (docs/adr/0082). Triggers publish the changed keys at the commit. Notifications come in the
 * order of the commits, so a pulse that this process sent over another connection, and that came back, proves that all notifications from before
 * it was sent have arrived, however slow the network is; a pulse of another process would prove it for an unknown time only. `clear`: something
 * may have been missed.
 */
export function createWithdrawals({ db, log, everyMs = 200, validMs = 500 }: Needs): Withdrawals & {
  /** PostgreSQL's notice to a connection of this process. */
  noticed(message: string): void;
  stop(): void;
} {
  const own = `pulse ${randomUUID()} `;
  const sent: number[] = [];
  let first = 0;
  let provenAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isSending = false;
  let isOff = false;
  let subscription: Promise<(() => Promise<void>) | undefined> | undefined;
  let heard = 1;
  let cleared = 0;
  let gaps = 0;
  const changed = new Map<string, number>();
  const doubts = new Map<string, { key: string; until: number }>();
  /** Published notifications and their times: the connection that made the change may receive its own later. */
  const told = new Map<string, number>();

  function clear(): void {
    heard += 1;
    cleared = heard;
    gaps += 1;
    changed.clear();
  }

  function change(key: string): void {
    heard += 1;
    changed.set(key, heard);
    if (changed.size > maxChanges) clear();
  }

  function cameBack(number: number): void {
    const at = sent[number - first];
    if (at === undefined) return;
    sent.splice(0, number - first + 1);
    first = number + 1;
    // Where none came for so long, a proxy may have listened in our place, and to something else.
    if (at - provenAt > validMs) clear();
    provenAt = at;
  }

  function hear(payload: string): void {
    if (payload.startsWith('pulse ')) {
      if (payload.startsWith(own)) cameBack(Number(payload.slice(own.length)));
      return;
    }
    const [, key] = words.exec(payload) ?? [];
    if (key === undefined) {
      isOff ||= payload === 'no more'; // the triggers are gone
      clear();
    } else change(key);
    if (!doubts.delete(payload)) told.set(payload, performance.now());
    for (const [earlier, at] of told)
      if (told.size > maxChanges || at < performance.now() - longestDoubt) told.delete(earlier);
      else break;
  }

  function lost(): void {
    provenAt = Number.NEGATIVE_INFINITY;
    clear();
  }

  function pulse(): void {
    if (isSending) return;
    isSending = true;
    const number = first + sent.push(performance.now()) - 1;
    if (sent.length > 100) {
      sent.shift();
      first += 1;
    }
    withReservedConnections(() => timed('readiness', () => db.notify(topic, own + number)))
      .catch(() => undefined) // an outage, which is reported elsewhere
      .finally(() => {
        isSending = false;
      });
  }

  function isInDoubt(keys: readonly string[]): boolean {
    const now = performance.now();
    for (const [payload, { key, until }] of doubts)
      if (until < now) doubts.delete(payload);
      else if (keys.includes(key)) return true;
    return false;
  }

  return {
    isLive: (withinMs = validMs) => !isOff && performance.now() - provenAt < withinMs,
    count: () => heard,
    gaps: () => gaps,
    holds(since, keys) {
      if (since === heard && doubts.size === 0) return true;
      if (since < cleared) return false;
      for (const key of keys) if ((changed.get(key) ?? 0) > since) return false;
      return !isInDoubt(keys);
    },
    noticed(message) {
      const [, payload = ''] = ownWords.exec(message) ?? [];
      const [, key] = words.exec(payload) ?? [];
      if (key === undefined) {
        if (payload !== '') clear();
        return;
      }
      if (told.has(payload)) return;
      change(key);
      doubts.set(payload, { key, until: performance.now() + longestDoubt });
    },
    start() {
      if (timer !== undefined) return;
      subscription = db.listen(topic, hear, lost).catch((error: unknown) => {
        log.warn({ ...reason(error), topic }, 'withdrawals are not heard; tokens are asked for each time');
        return undefined;
      });
      timer = setInterval(pulse, everyMs * (0.8 + 0.2 * Math.random())).unref();
      pulse();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      provenAt = Number.NEGATIVE_INFINITY;
      subscription?.then((unlisten) => unlisten?.()).catch(() => undefined);
      subscription = undefined;
    },
  };
}
