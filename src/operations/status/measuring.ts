import { createBeat } from '../../beat.ts';
import { after, type Clock, dayOf, dayStart, days, epoch, hours, minutes } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import type { Metrics } from '../../http/gate/metrics.ts';
import type { Job } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import {
  type Component,
  components,
  createTally,
  emptyMeasure,
  isComponent,
  isSending,
  judge,
  type Measure,
  type State,
  sending,
  sumOf,
} from './component.ts';
import * as store from './measure-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  /** The outboxes that deliver; of the others there is nothing to measure. */
  sends: readonly Component[];
  everyMs?: number;
};

/** Minutes are kept until nothing about their day can change any more. */
const kept = days(3);
const batch = 10_000;
/** Of messages: so far back their fate is looked at. */
const window = minutes(10);

/** The service's own measurements, by minute and component. */
export interface Measuring {
  /** Measurements of all processes in the last seconds. */
  recent(inSeconds: number): Promise<Map<Component, Measure>>;
  /** Measurements of this process alone, for when the database is away. */
  own(inSeconds: number): Map<Component, Measure>;
  /** Days since that day (2026-11-24). */
  since(day: string): ReturnType<typeof store.daysFrom>;
  /** The metrics of this process, counted here as well. */
  counting<M extends Pick<Metrics, 'request' | 'event'>>(metrics: M): M;
  /** Saves the counts of this process. */
  tell(): Promise<void>;
  /** The outcome of messages until that minute. */
  measureMessages(slot: Date): Promise<void>;
  /** Adds minutes up to days, and drops old minutes. */
  addUp(): Promise<void>;
  /** The runs of the last two. */
  jobs: readonly Job[];
  /** Saves every 20 seconds from now on. */
  start(): void;
  /** Saves the remaining counts, and stops. */
  stop(): Promise<void>;
}

/** Quality of the service, measured by itself: each process counts and reports every 20 seconds, one of them sums up the days. */
export function createMeasuring({ db, clock, log, sends, everyMs = 20_000 }: Needs): Measuring {
  const tally = createTally({ clock });
  const process = newId();

  async function tell(): Promise<void> {
    tally.probed(await db.isReady().catch(() => false));
    const rows = tally.waiting();
    await store.save(db, process, rows);
    tally.saved(rows);
  }
  /** While the database is away it waits in memory. */
  const tellQuietly = () =>
    tell().catch((error: unknown) => log.debug({ err: error }, 'what was measured could not be saved yet'));
  const beat = createBeat(tellQuietly, everyMs);

  /** The outcome of messages is in the database: every node writes the same. */
  async function measureMessages(slot: Date): Promise<void> {
    const until = new Date(Math.floor(epoch(slot) / minutes(1)) * minutes(1) * 1000);
    for (const component of sending.filter((each) => sends.includes(each))) {
      const { messages, slow } = components[component];
      const found = await store.messages(db, messages, {
        ...{ from: after(until, -window), until },
        ...{ lateAfter: Math.min(slow / 1000, window / 2), lostAfter: Math.min(slow / 500, window * 0.9) },
      });
      const { requests = 0, failures = 0, slow: late = 0 } = found ?? {};
      const measure = { requests, failures, slow: late, probes: 1, silent: 0 };
      await store.save(db, nobody, [{ ...measure, component, minute: after(until, -minutes(1)) }]);
    }
  }

  /** The day by its minutes; and the one before, as long as a process may still report it. */
  async function addUp(): Promise<void> {
    const now = clock.now();
    for (const at of new Set([dayOf(after(now, -hours(4))), dayOf(now)])) {
      const begins = dayStart(new Date(`${at}T12:00:00+08:00`));
      const each = await store.eachMinute(db, begins, after(begins, days(1)));
      for (const [component, measures] of Map.groupBy(each, (measure) => measure.component)) {
        const states = measures.map(judge);
        const count = (state: State) => states.filter((found) => found === state).length;
        const measured = states.length - count('unknown');
        await store.saveDay(db, { day: at, component, measured, slow: count('slow'), down: count('down') });
      }
    }
    while ((await store.forgetMinutes(db, after(now, -kept), batch)) === batch);
  }

  const jobs: Job[] = [
    { name: 'status.messages', schedule: '* * * * *', run: measureMessages, madeUpFor: minutes(5) },
    { name: 'status.days', schedule: '*/5 * * * *', run: addUp },
  ];

  return {
    jobs,
    tell,
    measureMessages,
    addUp,
    counting: <M extends Pick<Metrics, 'request' | 'event'>>(metrics: M): M => ({
      ...metrics,
      request(method: string, route: string, status: number, ms: number) {
        metrics.request(method, route, status, ms);
        tally.answered(route, status, ms);
      },
      event(event: string) {
        metrics.event(event);
        tally.happened(event);
      },
    }),
    async recent(inSeconds) {
      const until = clock.now();
      const found = new Map<Component, Measure>();
      for (const { component, ...measure } of await store.eachMinute(db, after(until, -inSeconds), until)) {
        if (!isComponent(component)) continue;
        // Each minute of messages looks back over several: the last one says it.
        const before = isSending(component) ? undefined : found.get(component);
        found.set(component, sumOf(before ?? emptyMeasure(), measure));
      }
      return found;
    },
    own(inSeconds) {
      const found = new Map<Component, Measure>();
      for (const { component, ...measure } of tally.since(inSeconds))
        found.set(component, sumOf(found.get(component) ?? emptyMeasure(), measure));
      return found;
    },
    since: (day) => store.daysFrom(db, day),
    start: () => void beat.start(),
    stop: beat.stop,
  };
}

/** Messages are measured by none of the processes. */
const nobody = '00000000-0000-0000-0000-000000000000';
