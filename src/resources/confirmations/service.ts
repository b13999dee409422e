import { type Actor, actorId, isMemberOf } from '../../actor.ts';
import type { Applications } from '../../applications/service.ts';
import { record } from '../../audit/record.ts';
import { type Clock, dayNumber } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { forbidden } from '../../errors.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { Channels } from '../channels/channels.ts';
import * as confirmations from '../entries/confirmation-store.ts';
import { fact, letter } from '../facts.ts';
import { isLong, mostSilentOfLong, type Week, weekAsked } from '../listing/confirmed.ts';
import { hasTimes } from '../listing/listing.ts';
import { may } from '../policies.ts';
import { clashesIn } from './clashes.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  channels: Channels;
  applications: Pick<Applications, 'mayTakeOver' | 'find'>;
};

/** An event that the institution is asked about; `clash`: the title of another in the same room at the same time. */
export type AskedEvent = store.Event & { clash: string | undefined };

type AskedWeek = Week & {
  events: AskedEvent[];
  /** Those of the week that need no answer: confirmed, or reported since Thursday. */
  settled: number;
  answer: (store.Answer & { name: string | undefined }) | undefined;
  answeredBefore: Date | undefined;
  /** It has events at other times at least. */
  hasEvents: boolean;
  /** The one who asks may answer. */
  mayAnswer: boolean;
};

type Confirmed = Week & { confirmed: number; left: AskedEvent[] };

/** R43: 下周都照常吗: an institution confirms a week of its events at once. */
export interface Confirmations {
  /** The week that it is asked about at the moment. */
  week(actor: Actor & { institutionId: string }): Promise<AskedWeek>;
  /**
   * Confirms all of it but events that clash. `seen`: only versions published by then, which the page showed. Again it changes nothing.
   * Throws `forbidden`.
   */
  confirm(actor: Actor & { institutionId: string }, seen?: Date): Promise<Confirmed>;
}

export function createConfirmations({ db, clock, channels, applications }: Needs): Confirmations {
  const timed = Object.values(channels).flatMap((channel) => (hasTimes(channel) ? [channel.code] : []));

  async function reachOf(actor: Actor): Promise<store.Reach> {
    if (actor.kind === 'member') return { only: actor.applications };
    if (actor.kind !== 'application') return {};
    return (await applications.mayTakeOver(actor.clientId)) ? {} : { clientId: actor.clientId };
  }

  async function eventsOf(actor: Actor & { institutionId: string }, now: Date, week: Week) {
    const { institutionId } = actor;
    const wanted = { institutionId, channels: timed, from: week.from, until: week.until, now };
    const all = await store.events(db, wanted, await reachOf(actor));
    const isAsked = isAskedIn(week, now);
    // Confirmed events keep their room.
    const clashes = clashesIn([...all.filter((each) => !isAsked(each)), ...all.filter(isAsked)]);
    const events = all.filter(isAsked).map((each) => ({ ...each, clash: clashes.get(each.entryId) }));
    return { events, settled: all.length - events.length };
  }

  return {
    async week(actor) {
      const now = clock.now();
      const week = weekAsked(now);
      const { institutionId } = actor;
      const [{ events, settled }, answer, answeredBefore] = await Promise.all([
        eventsOf(actor, now, week),
        store.answer(db, institutionId, week.name),
        store.answeredBefore(db, institutionId, week.name),
      ]);
      const hasEvents = events.length + settled > 0 || (await store.hasEvents(db, institutionId, timed));
      const application = answer && (await applications.find(answer.by));
      return {
        ...{ ...week, events, settled, answeredBefore, hasEvents, mayAnswer: mayAnswer(actor) },
        answer: answer && { ...answer, name: application?.name },
      };
    },

    async confirm(actor, seen) {
      if (!mayAnswer(actor)) throw forbidden(fact('resources.role_may_not'));
      const now = clock.now();
      const week = weekAsked(now);
      const { institutionId } = actor;
      const { events } = await eventsOf(actor, now, week);
      const left = events.filter(({ clash }) => clash !== undefined);
      const ids = events
        .filter(({ clash, changedAt }) => clash === undefined && (seen === undefined || changedAt <= seen))
        .map(({ entryId }) => entryId);
      if (ids.length > 0)
        await db.transaction(async (trx) => {
          await confirmations.confirm(trx, ids, now);
          await store.keepAnswer(trx, institutionId, week.name, {
            by: actorId(actor) ?? '',
            at: now,
            entries: ids.length,
          });
          const details = { institution: institutionId, week: week.name, entries: ids.length };
          await record(trx, now, actor, 'resource.confirm', { kind: 'institution', id: institutionId }, details);
        });
      return { ...week, confirmed: ids.length, left };
    },
  };
}

const mayAnswer = (actor: Actor & { institutionId: string }): boolean =>
  actor.kind === 'application'
    ? actor.scopes.includes('resource:write')
    : isMemberOf(actor, actor.institutionId, may('write entries, one by one and by workbook').roles);

/** Without a word since Thursday; of an exhibition that has been open for weeks, without one for a month. */
const isAskedIn =
  ({ from, askedFrom }: Week, now: Date) =>
  ({ startsAt, endsAt, changedAt, confirmedAt }: store.Event): boolean => {
    if (startsAt >= from || !isLong(startsAt, endsAt)) return confirmedAt === undefined || confirmedAt < askedFrom;
    const last = confirmedAt !== undefined && confirmedAt > changedAt ? confirmedAt : changedAt;
    return dayNumber(now) - dayNumber(last) >= mostSilentOfLong;
  };

type RemindingNeeds = Pick<Needs, 'db' | 'clock' | 'channels'> & { notifyManagers: NotifyManagers; publicUrl: URL };

const titlesNamed = 5;
const batch = 40;

/** 下周都照常吗: on Friday, and once more on Monday, where an institution did not answer. Each occasion is one notice, so a run may be repeated. */
export function createWeekReminding({ db, clock, channels, notifyManagers, publicUrl }: RemindingNeeds) {
  const timed = Object.values(channels).flatMap((channel) => (hasTimes(channel) ? [channel.code] : []));
  return async (): Promise<void> => {
    const now = clock.now();
    const week = weekAsked(now);
    const event = 'resource.week_unconfirmed';
    let after: string | undefined;
    do {
      const found = await store.waiting(db, { channels: timed, ...week, now }, { after, limit: batch, titlesNamed });
      for (const { institutionId, institution, count, titles } of found)
        await db.transaction((trx) =>
          notifyManagers(trx, {
            ...{
              event,
              institutionId,
              institution,
              key: `${event}:${institutionId}:${week.name}:${week.isNext ? 1 : 2}`,
            },
            letter: letter('resources.week_letter', { count, titles, isNext: week.isNext }),
            href: `${publicUrl.origin}/console`,
          }),
        );
      after = found.length < batch ? undefined : found.at(-1)?.institutionId;
    } while (after !== undefined);
  };
}
