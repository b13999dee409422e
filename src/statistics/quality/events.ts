import { after, type Clock, dayOf, days } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { NewEvent } from '../../webhooks/event.ts';
import { firstOf, lastOf, monthAfter, monthOf } from '../reports/calendar.ts';
import { closesAt } from '../reports/closing.ts';
import * as store from './store.ts';

export type SendEvent = (trx: Connection, told: NewEvent) => Promise<unknown>;
type Whose = { clientId: string; institutionId: string; name: string };

const about = ({ clientId, institutionId, name }: Whose) => ({
  ...{ clientId, institutionId },
  subject: { kind: 'application', id: clientId },
  data: { application: name },
});

/** Once a day, as long as a report of the last seven days is missing. */
export function missingOf(gap: Whose & { days: readonly string[] }, at: Date): NewEvent {
  const { data, ...whose } = about(gap);
  return {
    ...whose,
    ...{ type: 'stats.missing', at, key: `stats.missing:${gap.clientId}:${dayOf(at)}` },
    data: { ...data, date: gap.days.at(-1) ?? dayOf(at), days: gap.days.length },
  };
}

function lockedOf(one: Whose, month: string, at: Date): NewEvent {
  const { data, ...whose } = about(one);
  return {
    ...whose,
    ...{ type: 'stats.locked', at, key: `stats.locked:${one.clientId}:${month}` },
    data: { ...data, month },
  };
}

const batch = 500;

/**
 * R54: an event tells programs that a month is closed, so that they send no corrections for it any more. After an outage it is still sent for
 * three days.
 */
export function createLocking({ db, clock, tell }: { db: Database; clock: Clock; tell: SendEvent }) {
  return async (): Promise<void> => {
    const now = clock.now();
    const month = monthAfter(monthOf(dayOf(now)), -1);
    const closed = closesAt(firstOf(month));
    if (now < closed || now >= after(closed, days(3))) return;
    for (let cursor = ''; ; ) {
      const found = await store.reporting(db, { first: firstOf(month), last: lastOf(month) }, cursor, batch);
      await db.transaction(async (trx) => {
        for (const one of found) await tell(trx, lockedOf(one, month, now));
      });
      cursor = found.at(-1)?.clientId ?? '';
      if (found.length < batch) return;
    }
  };
}
