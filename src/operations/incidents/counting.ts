import { z } from 'zod';
import { after, hours, minutes } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import { timed } from '../../database/deadline.ts';
import type { Connection } from '../../database/open.ts';
import * as store from './counting-store.ts';
import type { IncidentNeeds } from './needs.ts';

/** As much of the login history as is read at once. */
const slice = hours(1);
/** A login that is written now may say a moment that is over: so long until all of them are there. */
const settles = minutes(1);
/** While it goes on, consents are read no more often. */
const consentsAgain = hours(1);
const removedAtOnce = 5_000;
const payload = z.object({ id: z.uuid() });

const earlier = (one: Date, other: Date) => (one < other ? one : other);
const later = (one: Date, other: Date) => (one > other ? one : other);

/**
 * The people affected by an incident: read from the logs once, by a job, in steps of one transaction each. The result is kept with the incident,
 * so that a look at it costs nothing, and so that it is known when the logs are gone.
 */
export function createCounting({ db, clock, jobs, months }: IncidentNeeds) {
  /** The period or the AKs of an incident have changed, or are new. A counting of the same scope stays. */
  async function renew(trx: Connection, incidentId: string, scope: store.Scope): Promise<void> {
    const { clientIds, since, until } = scope;
    const before = await store.holdOf(trx, incidentId);
    if (before !== undefined) {
      const isSame =
        before.since.getTime() === since.getTime() &&
        before.clientIds.toSorted().join(' ') === clientIds.toSorted().join(' ') &&
        (until === undefined || until >= before.countedUntil);
      if (isSame) {
        if (before.until?.getTime() === until?.getTime()) return;
        await store.setUntil(trx, before.id, until);
        return jobs.enqueue(trx, 'incidents.count', { id: before.id });
      }
      await store.replace(trx, before.id);
      await jobs.enqueue(trx, 'incidents.count', { id: before.id });
    }
    if (clientIds.length === 0) return;
    const id = newId();
    const loginsKnownSince = await months.wholeSince('logins', trx);
    await store.insert(trx, {
      ...{ id, incidentId, since, until, clientIds, loginsKnownSince },
      countedUntil: later(since, loginsKnownSince),
      callsKnownSince: await months.wholeSince('integration_minutes', trx),
    });
    await jobs.enqueue(trx, 'incidents.count', { id });
  }

  /** One step towards the moment until which all logins are there; true: there is none left for now. */
  async function step(trx: Connection, id: string, settled: Date): Promise<boolean> {
    const counting = await store.hold(trx, id);
    if (counting === undefined) return true;
    if (counting.isReplaced) {
      if ((await store.removePeople(trx, id, removedAtOnce)) === removedAtOnce) return false;
      await store.remove(trx, id);
      return true;
    }
    if (counting.isOver) return true;
    const { until, countedUntil, consentsAt } = counting;
    const reach = until === undefined ? settled : earlier(until, settled);
    if (countedUntil < reach) {
      const to = earlier(after(countedUntil, slice), reach);
      await store.noteLogins(trx, id, to, await store.addLogins(trx, counting, countedUntil, to));
      return false;
    }
    const isOver = until !== undefined && countedUntil >= until;
    if (isOver || consentsAt === undefined || consentsAt < after(settled, -consentsAgain))
      await store.noteConsents(trx, id, settled, await store.addConsents(trx, counting, countedUntil));
    await store.noteCalls(trx, id, await store.calls(trx, counting, countedUntil), isOver);
    return true;
  }

  /**
   * Goes on where it stopped, on whichever node, and ends at the moment that was settled when it began: a clock that moves on would always be a
   * step ahead of an incident that goes on.
   */
  async function work(id: string): Promise<void> {
    const settled = after(clock.now(), -settles);
    await timed('maintenance', async () => {
      while (!(await db.transaction((trx) => step(trx, id, settled))));
    });
  }

  return {
    renew,
    find: (incidentId: string) => store.find(db, incidentId),
    handle: (asked: unknown) => work(payload.parse(asked).id),
    /** All that are not over, again and again. */
    async run(): Promise<void> {
      for (const id of await store.pendingCountings(db)) await work(id);
    },
  };
}

export type CountingDesk = ReturnType<typeof createCounting>;
