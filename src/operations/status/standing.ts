import { setTimeout as sleep } from 'node:timers/promises';
import { after, type Clock, dayOf, days, epoch, minutes, seconds } from '../../clock.ts';
import type { Log } from '../../log.ts';
import {
  type Component,
  componentKeys,
  emptyMeasure,
  isComponent,
  isSending,
  judge,
  type State,
  worst,
} from './component.ts';
import type { Incident } from './incident-store.ts';
import type { StatusIncidents } from './incidents.ts';
import type { Day } from './measure-store.ts';
import type { Measuring } from './measuring.ts';

/** Days shown, with today. */
export const shownDays = 90;
/** Maximum age of the shown state. */
const fresh = seconds(15);
/** Minutes over which the present state is judged. */
const lately = minutes(5);
/** Milliseconds that a page waits for a refresh; then it shows the last state. */
const longestWait = 1_500;

export type Standing = {
  /** The time of the database's answer. */
  at: Date;
  /** The city that serves, where there are several. */
  city?: string | undefined;
  components: readonly { key: Component; state: State; days: readonly Day[] }[];
  open: readonly Incident[];
  past: readonly Incident[];
};

export type Shown = {
  standing: Standing | undefined;
  /** Since when the database does not answer this process. */
  awaySince: Date | undefined;
  at: Date;
};

type Needs = {
  clock: Clock;
  log: Log;
  measuring: Pick<Measuring, 'recent' | 'own' | 'since'>;
  incidents: Pick<StatusIncidents, 'open' | 'told'>;
  sends: readonly Component[];
  time: { city: () => string | undefined };
};

/**
 * The public state of the service. It is read at most every 15 seconds; while the database is away the last one stays, with this process's own
 * measurements.
 */
export function createStanding({ clock, log, measuring, incidents, sends, time }: Needs) {
  const keys = componentKeys.filter((key) => !isSending(key) || sends.includes(key));
  let known: Standing | undefined;
  let awaySince: Date | undefined;
  let reading: Promise<void> | undefined;
  let isStale = false;

  async function read(): Promise<Standing> {
    const at = clock.now();
    const [recent, all, open, told] = [
      await measuring.recent(lately),
      await measuring.since(dayOf(after(at, -days(shownDays - 1)))),
      await incidents.open(),
      await incidents.told({ before: undefined, limit: 20 }),
    ];
    const history = Map.groupBy(all, ({ component }) => component);
    return {
      ...{ at, open, city: time.city() },
      past: told.filter(({ state }) => state === 'resolved').slice(0, 5),
      components: keys.map((key) => ({
        key,
        state: judge(recent.get(key) ?? emptyMeasure()),
        days: (history.get(key) ?? []).filter(({ component }) => isComponent(component)),
      })),
    };
  }

  function refresh(): Promise<void> {
    reading ??= read()
      .then(
        (standing) => {
          [known, awaySince, isStale] = [standing, undefined, false];
        },
        (error: unknown) => {
          awaySince ??= clock.now();
          log.debug({ err: error }, 'the status page shows what it knew');
        },
      )
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  /** The operators' own state counts as well: the worse of both. */
  function withIncidents({ components, open, ...rest }: Standing): Standing {
    const now = clock.now();
    const said = (key: Component): State[] =>
      open
        .filter(({ components: of, startsAt, endsAt, kind }) => {
          const isOver = kind === 'maintenance' && endsAt !== undefined && endsAt < now;
          return of.includes(key) && startsAt <= now && !isOver;
        })
        .flatMap(({ impact }) => (impact === 'none' ? [] : [impact]));
    return {
      ...{ ...rest, open },
      components: components.map(({ key, state, days: each }) => ({
        ...{ key, days: each },
        state: worst([state, ...said(key)]),
      })),
    };
  }

  return {
    async read(): Promise<Shown> {
      const now = clock.now();
      const isOld = known === undefined || isStale || epoch(now) - epoch(known.at) >= fresh;
      if (isOld) {
        const news = refresh();
        // No wait if the database was away a moment ago: the next reader sees that it is back.
        if (awaySince === undefined) await Promise.race([news, sleep(longestWait, undefined, { ref: false })]);
      }
      if (awaySince === undefined && known !== undefined) return { standing: withIncidents(known), awaySince, at: now };
      const own = measuring.own(lately);
      const before = known ?? { at: now, components: keys.map((key) => ({ key, days: [] })), open: [], past: [] };
      const components = before.components.map(({ key, days: each }) => ({
        ...{ key, days: each },
        state: judge(own.get(key) ?? emptyMeasure()),
      }));
      const standing = withIncidents({ ...before, components });
      return {
        standing: known === undefined ? { ...standing, open: [] } : standing,
        awaySince: awaySince ?? now,
        at: now,
      };
    },
    /** A message was published on this node; the others see it within seconds. */
    changed(): void {
      isStale = true;
    },
  };
}

export type ReadStanding = ReturnType<typeof createStanding>['read'];
