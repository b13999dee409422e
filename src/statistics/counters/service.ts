import { type Actor, isMemberOf } from '../../actor.ts';
import type { Applications } from '../../applications/service.ts';
import { record } from '../../audit/record.ts';
import { createBeat } from '../../beat.ts';
import { type Clock, dayOf, startOf } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newId, newNonce, newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { dayAfter } from '../reports/closing.ts';
import { createSketch, type Sketch } from './sketch.ts';
import * as store from './store.ts';
import { createTally, type Tally } from './tally.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  log: Log;
  applications: Pick<Applications, 'read' | 'status'>;
};

/** How many applications are closed at a time. */
const batch = 50;
const everyMinute = 60_000;

/** A view as a page tells of it. `visitor`: the random id that the page keeps for the day, if it keeps one. */
type PageView = { id: string; origin: string; visitor: string | undefined; address: string; agent: string };
type Outcome = 'counted' | 'unknown' | 'elsewhere';

/**
 * 自助计数: views and visitors of platforms that cannot count. A process counts in memory and writes once a minute; a visitor is a mark in a
 * sketch, by a salt that is thrown away at night. Its days are dates in Beijing.
 */
export interface Counters {
  /** A view by a page of the platform: `elsewhere` where its origin is none of the application's. Without a statement, but for the first of a day. */
  view(viewed: PageView): Promise<Outcome>;
  /** Views that the platform's own server tells of, a visitor each: its own say, which attests nothing (docs/adr/0201). Throws `conflict` where its counter is off. */
  add(actor: Actor & { kind: 'application' }, visitors: readonly string[]): Promise<void>;
  /** Switches the counter of an application on or off, by its institution. Throws `conflict` where the AK is not in force. */
  turn(actor: Actor, clientId: string, isOn: boolean): Promise<store.Counter>;
  /** The counter, today so far (as of the last minute) and the days before, the newest first; for readers of the application. */
  standing(actor: Actor, clientId: string, lastDays: number): Promise<Standing>;
  /** Counts of a day that is over; undefined where nothing was counted. For readers of the application. */
  ofDay(actor: Actor, clientId: string, day: string): Promise<store.DayCount | undefined>;
  /** Closes the days up to one: their sketches become numbers, and their salts are thrown away. */
  close(last: string): Promise<void>;
  /** Settles the minute and writes the changed counts. */
  flush(): Promise<void>;
  /** Begins to write once a minute. */
  start(): Promise<void>;
  /** Writes for the last time. */
  stop(): Promise<void>;
}

type Standing = {
  counter: store.Counter | undefined;
  today: store.DayCount & { day: string };
  days: readonly (store.DayCount & { day: string })[];
};

/** A day that this process counts. */
type Open = { day: string; until: number; process: string; tally: Tally };
type Known = { clientId: string; origins: ReadonlySet<string> };

const none = {
  views: 0,
  visitors: 0,
  seenViews: 0,
  seenVisitors: 0,
  addresses: 0,
  elsewhere: 0,
  flooded: 0,
  rangeVisitors: 0,
};
export const saltAs = (day: string) => `counter salt ${day}`;

export function createCounters({ db, clock, seal, log, applications }: Needs): Counters {
  let current: Open | undefined;
  let opening: Promise<Open | undefined> | undefined;
  const past: Open[] = [];
  let known = new Map<string, Known>();
  let on = new Set<string>();

  async function open(): Promise<Open | undefined> {
    const day = dayOf(clock.now());
    const salt = await store.saltOf(db, day, seal.sealBytes(newNonce(32), saltAs(day)));
    if (salt === undefined) return undefined; // a clock that is behind: the day is closed
    if (current !== undefined) past.push(current);
    const until = startOf(dayAfter(day)).getTime();
    current = { day, until, process: newId(), tally: createTally(seal.unsealBytes(salt, saltAs(day)).toString('hex')) };
    return current;
  }

  /** The tally of today: without waiting but for the first view of a day. */
  function today(): Tally | Promise<Tally | undefined> {
    if (current !== undefined && isToday(current)) return current.tally;
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening.then((opened) => opened?.tally);
  }
  const isToday = ({ day, until }: Open) => {
    const now = clock.now().getTime();
    return now < until && now >= startOf(day).getTime();
  };

  async function refresh(): Promise<void> {
    const all = await store.counting(db, clock.now());
    known = new Map(all.map(({ id, clientId, addresses }) => [id, { clientId, origins: originsOf(addresses) }]));
    on = new Set(all.map(({ clientId }) => clientId));
  }

  async function write({ day, process, tally }: Open): Promise<void> {
    tally.settle();
    const parts = tally.take();
    if (parts.length === 0) return;
    try {
      const rows = parts.map(({ sketch, sentSketch, addresses, ranges, ...part }) => ({
        ...{ ...part, ranges: [...ranges].flat(), sketch: sketch.bytes(), addresses: addresses.bytes() },
        sentSketch: sentSketch?.bytes() ?? null,
      }));
      if (!(await store.write(db, day, process, rows))) log.warn({ day }, 'Views came too late: their day is closed');
    } catch (error) {
      tally.giveBack(parts);
      throw error;
    }
  }

  async function flush(): Promise<void> {
    for (const day of [...past]) {
      await write(day);
      past.splice(past.indexOf(day), 1);
    }
    if (current !== undefined) await write(current);
  }

  const beat = createBeat(async () => {
    try {
      await refresh();
      await flush();
    } catch (error) {
      log.warn({ err: error }, 'Views could not be written; they are kept for the next minute');
    }
  }, everyMinute);

  async function closeDay(day: string): Promise<void> {
    await db.transaction(async (trx) => {
      if (!(await store.throwAway(trx, day, clock.now()))) return;
      for (let last = ''; ; ) {
        const parts = await store.partsAfter(trx, day, last, batch);
        const next = parts.at(-1)?.clientId;
        if (next === undefined) break;
        const all = Map.groupBy(parts, ({ clientId }) => clientId);
        await store.saveDays(
          trx,
          day,
          [...all].map(([clientId, own]) => ({ clientId, ...together(own) })),
        );
        last = next;
      }
      await store.removeParts(trx, day);
    });
  }

  return {
    async view({ id, origin, visitor, address, agent }) {
      const counter = known.get(id);
      if (counter === undefined) return 'unknown';
      const opened = today();
      const tally = opened instanceof Promise ? await opened : opened;
      if (!counter.origins.has(origin)) {
        tally?.elsewhere(counter.clientId);
        return 'elsewhere';
      }
      const { clientId } = counter;
      tally?.view({ clientId, address, visitor: visitor === undefined ? `by ${address} ${agent}` : `id ${visitor}` });
      return 'counted';
    },

    async add({ clientId }, visitors) {
      if (!on.has(clientId)) await refresh();
      if (!on.has(clientId)) throw conflict(fact('statistics.counter_off'));
      (await today())?.add(
        clientId,
        visitors.map((visitor) => `id ${visitor}`),
      );
    },

    async turn(actor, clientId, isOn) {
      const application = await applications.read(actor, clientId);
      if (!isMemberOf(actor, application.institutionId, may('switch the counter of an AK').roles, clientId))
        throw forbidden(fact('statistics.role_may_not'));
      const status = applications.status(application);
      if (isOn && status !== 'active' && status !== 'expiring') throw conflict(fact('statistics.counter_needs_ak'));
      const at = clock.now();
      await db.transaction(async (trx) => {
        const before = await store.counterOf(trx, clientId);
        if ((before?.onSince !== undefined) === isOn) return;
        await store.turn(trx, { clientId, id: `c${newToken(12)}`, isOn, at });
        const verb = isOn ? 'statistics.counter_on' : 'statistics.counter_off';
        await record(
          trx,
          at,
          actor,
          verb,
          { kind: 'application', id: clientId },
          { institution: application.institutionId },
        );
      });
      await refresh();
      const counter = await store.counterOf(db, clientId);
      return counter ?? { clientId, id: '', onSince: undefined };
    },

    async standing(actor, clientId, lastDays) {
      await applications.read(actor, clientId);
      const day = dayOf(clock.now());
      const [counter, parts, days] = await Promise.all([
        store.counterOf(db, clientId),
        store.partsOf(db, clientId, day),
        store.daysOf(db, clientId, { from: dayAfter(day, -lastDays), to: dayAfter(day, -1) }),
      ]);
      return {
        counter,
        today: { day, ...together(parts) },
        days: [...days].map(([one, count]) => ({ day: one, ...count })),
      };
    },

    async ofDay(actor, clientId, day) {
      await applications.read(actor, clientId);
      return (await store.daysOf(db, clientId, { from: day, to: day })).get(day);
    },

    async close(last) {
      for (const day of await store.openDays(db, last)) await closeDay(day);
    },

    flush,
    start: () => beat.start(),
    stop: () => beat.stop(),
  };
}

/** The counts of several processes: views are added, and a visitor of two of them is one. */
function together(parts: readonly store.PartRow[]): store.DayCount {
  const [visitors, seen, addresses] = [createSketch(), createSketch(), createSketch()];
  let [seenViews, sent, elsewhere, flooded] = [0, 0, 0, 0];
  const ranges = new Map<number, number>();
  for (const part of parts) {
    for (let place = 0; place + 1 < part.ranges.length; place += 2) {
      const [cell = 0, count = 0] = [part.ranges[place], part.ranges[place + 1]];
      ranges.set(cell, (ranges.get(cell) ?? 0) + count);
    }
    seen.merge(part.sketch);
    visitors.merge(part.sketch);
    if (part.sentSketch !== null) visitors.merge(part.sentSketch);
    addresses.merge(part.addresses);
    seenViews += part.views;
    sent += part.sent;
    elsewhere += part.elsewhere;
    flooded += part.flooded;
  }
  const views = seenViews + sent;
  if (views === 0) return { ...none, elsewhere, flooded };
  // An estimate is never more than the views, nor none of some.
  const estimated = (of: number, sketch: Sketch) => (of === 0 ? 0 : Math.max(1, Math.min(of, sketch.estimate())));
  const seenVisitors = estimated(seenViews, seen);
  return {
    ...{ views, visitors: Math.max(seenVisitors, estimated(views, visitors)), seenViews, seenVisitors },
    ...{ addresses: Math.min(seenViews, addresses.estimate()), elsewhere, flooded },
    rangeVisitors: Math.min(seenVisitors, Math.max(0, ...ranges.values())),
  };
}

const originsOf = (addresses: readonly string[]): Set<string> =>
  new Set(addresses.flatMap((address) => URL.parse(address)?.origin ?? []));
