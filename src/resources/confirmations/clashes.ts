import { isLong } from '../listing/confirmed.ts';

type Event = {
  entryId: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  place: string | undefined;
  venue: string | undefined;
  isOnline: boolean;
};

/** The other event in the same room at the same time, by the entry that comes second. Exhibitions of weeks share their hall. */
export function clashesIn(events: readonly Event[]): Map<string, string> {
  const found = new Map<string, string>();
  const inRooms = events.filter(
    ({ place, isOnline, startsAt, endsAt }) => place !== undefined && !isOnline && !isLong(startsAt, endsAt),
  );
  for (const [at, event] of inRooms.entries()) {
    const other = inRooms.slice(0, at).find((each) => isSameRoom(each, event) && overlap(each, event));
    if (other !== undefined) found.set(event.entryId, other.title);
  }
  return found;
}

/** Where both name a house it has to be the same one. */
const isSameRoom = (one: Event, other: Event): boolean =>
  one.place === other.place && (one.venue === undefined || other.venue === undefined || one.venue === other.venue);

const overlap = (one: Event, other: Event): boolean => one.startsAt < other.endsAt && other.startsAt < one.endsAt;
