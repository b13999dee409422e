import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';
import { createInvalidation } from './invalidation.ts';
import { type Changes, type Subject, subjects, topic } from './subjects.ts';

/** The tables of applications tell of themselves, by their triggers. */
const topicOfApplications = 'applications';
/** Milliseconds. For so long a process waits for what it announced itself; a transaction that was rolled back is never heard of. */
const longestWait = 5_000;

type Needs = {
  db: Pick<Database, 'listen' | 'notify'>;
  log: Log;
  /** Milliseconds by which what is read may be behind what is heard, where a standby is read. */
  behind?: number;
};

/**
 * How often each subject changed, as far as this process has heard (docs/adr/0075). What was made of it is good for as long as that number
 * stays, and every change is certain to be heard: the connection listens, and nothing that this process wrote is on its way.
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

  /** Once more when it is certainly read: what was made between the two may tell of what was before, and is not kept for longer. */
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
    /** What is sent to every process when this one has written something; until it comes back nothing that was kept is good here. */
    announce(subject: Subject): string {
      announced += 1;
      isWaiting(); // forgets what is over, also where nobody asks
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
      }).catch(() => undefined); // said by the other subscription
    },
    stop(): void {
      for (const echo of echoes.values()) clearTimeout(echo);
      invalidation.stop();
    },
  };
}
