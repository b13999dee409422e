import type { Fact } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import { fact } from './facts.ts';
import { millisecondsOf, type SourceItem } from './reading/item.ts';
import { calledOffReason, movedBeginning, movedReason } from './source.ts';
import type { StoredItem } from './store.ts';

/** Fields that the source says: a person's other ones stay. */
const driven = new Set([
  ...['title', 'summary', 'start_at', 'end_at', 'sessions', 'organizer', 'place_name', 'address', 'venue_external_id'],
  ...['capacity', 'pc_url', 'published_on', 'body'],
]);

/** The content of a source over an entry that is there already: its pictures, prices and rights are those of the hall. */
export const merged = (existing: Data, data: Data): Data => ({
  ...data,
  ...Object.fromEntries(Object.entries(existing).filter(([name, value]) => !driven.has(name) && value !== '')),
  // Of a house that people chose, where the source names no place.
  ...(data.place_name === undefined && data.address === undefined && existing.venue_external_id !== undefined
    ? { venue_external_id: existing.venue_external_id }
    : {}),
});

/** The live state by the source. A published activity whose time was moved there is postponed here, until the new time is reviewed. */
export function liveOf(
  item: SourceItem,
  { publishedStart }: Pick<StoredItem, 'publishedStart'>,
  now: Date,
): Record<string, string> {
  // A series that has begun goes on with its next day.
  const isGoingOn = item.sessions !== undefined && publishedStart !== undefined && new Date(publishedStart) < now;
  const isMoved =
    publishedStart !== undefined &&
    !isGoingOn &&
    item.startsAt !== undefined &&
    millisecondsOf(publishedStart) !== millisecondsOf(item.startsAt);
  return {
    ...(item.isCancelled
      ? { event_status: 'cancelled', reason: calledOffReason }
      : isMoved && item.startsAt !== undefined
        ? { event_status: 'postponed', reason: movedReason(item.startsAt) }
        : item.isPostponed === true && { event_status: 'postponed' }),
    ...(item.remaining !== undefined && { remaining: String(item.remaining) }),
  };
}

/** The change in a line of the run. */
export function contentChanged({ event_status: status, remaining }: Readonly<Record<string, string>>): Fact {
  if (status === 'cancelled') return fact('sources.now_cancelled');
  if (status === 'postponed') return fact('sources.now_postponed');
  return remaining === undefined
    ? fact('sources.now_scheduled')
    : fact('sources.now_remaining', { remaining: Number(remaining) });
}

/** The live state without a move that is published by now; undefined where there is nothing to settle. */
export function settledLive({
  live,
  publishedStart,
  startsAt,
}: Pick<StoredItem, 'live' | 'publishedStart' | 'startsAt'>): Record<string, string> | undefined {
  if (publishedStart === undefined || millisecondsOf(publishedStart) !== startsAt?.getTime()) return undefined;
  if (!live.includes(movedBeginning)) return undefined;
  const { event_status: _status, reason: _reason, ...rest }: Record<string, string> = JSON.parse(live);
  return rest;
}
