import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';
import { createInvalidation } from './invalidation.ts';
import { type Changes, type Subject, subjects, topic } from './subjects.ts';

/** Triggers of the tables of applications notify about their changes. */
const topicOfApplications = 'applications';
/** Milliseconds that a process waits for its own announcement; a transaction that was rolled back never notifies. */
const longestWait = 5_000;

type Needs = {
  db: Pick<Database, 'listen' | 'notify'>;
  log: Log;
  /** Milliseconds by which data read may be older than the notifications, where a standby is read. */
  behind?: number;
};

/**
 * How often each subject changed, by the notifications of this process (docs/adr/0075). Results are valid while that number stays and
 * notifications are complete: the connection listens, and no change of this process is in transit.
 */
export function createChanges({
  db,
  log,
  behind = 0,
}: Needs): Changes & { announce(subject: Subject): string; stop(): void } {
  const process = randomUUID();
  const times = new Map<Subject, number>();
  const listeners = new Map<Subject, Set<() => void>>();
  const underWay = new Map<string, number>();
  let announced = 0;
  let isStarted = false;
  const echoes = new Map<Subject, NodeJS.Timeout>();

  /** Counted again once it is certainly readable: a result made between the two may show the old state, and must not last longer. */
  function happened(subject: Subject): void {
    count(subject);
    if (behind === 0) return;
    clearTimeout(echoes.get(subject));
    echoes.set(subject, setTimeout(count, behind, subject).unref());
  }

  function count(subject: Subject): void {
    times.set(subject, (times.get(subject) ?? 0) + 1);
    for (const listener of listeners.get(subject) ?? []) listener();
  }
  const anything = () => subjects.forEach(happened);

  function isWaiting(): boolean {
    const now = performance.now();
    for (const [notice, until] of underWay)
      if (until < now) underWay.delete(notice);
      else return true; // they stand in the order of their time
    return false;
  }

  const invalidation = createInvalidation({
    ...{ db, log, topic },
    onChange(payload) {
      const [name, notice = ''] = payload.split(' ');
      underWay.delete(notice);
      const subject = subjects.find((each) => each === name);
      if (subject === undefined) anything();
      else happened(subject);
    },
    onGap: anything,
  });

  return {
    /** A notification for every process about a write of this one; until it returns no cached result is valid here. */
    announce(subject: Subject): string {
      announced += 1;
      isWaiting(); // expires announcements also without readers
      const notice = `${process}:${announced}`;
      underWay.set(notice, performance.now() + longestWait);
      return `${subject} ${notice}`;
    },
    standOf(about: readonly Subject[]): string | undefined {
      if (!invalidation.isLive() || isWaiting()) return undefined;
      return about.map((subject) => times.get(subject) ?? 0).join(' ');
    },
    onChange(subject: Subject, listener: () => void): void {
      listeners.set(subject, (listeners.get(subject) ?? new Set()).add(listener));
    },
    start(): void {
      if (isStarted) return;
      isStarted = true;
      invalidation.start();
      db.listen(topicOfApplications, (payload) => {
        if (!payload.startsWith('pulse ')) happened('applications');
      }).catch(() => undefined); // logged by the other subscription
    },
    stop(): void {
      for (const echo of echoes.values()) clearTimeout(echo);
      invalidation.stop();
    },
  };
}
