import { after, hours } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { hour } from '../../http/pages/text.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import { closingOf } from '../channels/venue.ts';
import { isLong } from '../listing/confirmed.ts';
import type { Values } from '../listing/listing.ts';
import { dateOf, daysUntil, momentOf } from './days.ts';
import { fact, type PlainState } from './facts.ts';
import { type Hours, opennessOf } from './hours.ts';

/** Whether one can still come, in one word and its shape. */
export interface State {
  code: Code;
  words: Fact;
  tone: '' | 'ok' | 'wait' | 'warn' | 'bad-t';
  /** It took place, or will not: nothing to come to, to book or to put into a calendar. */
  isOver: boolean;
}
type Code =
  | 'cancelled'
  | 'ended'
  | 'postponed'
  | 'running'
  | 'soon'
  | 'full'
  | 'not_yet'
  | 'closed_booking'
  | 'few'
  | 'places'
  | 'bookable'
  | 'walk_in'
  | 'live'
  | 'replay'
  | 'coming'
  | 'open'
  | 'closed'
  | 'shut'
  | 'in_stock'
  | 'sold_out'
  | 'begun';

export type Timed = { schemaType: string; startsAt: Date | undefined; endsAt: Date | undefined; values: Values };

const say = (code: Code, tone: State['tone'], words: Fact | PlainState, isOver = false): State => ({
  ...{ code, tone, isOver },
  words: typeof words === 'string' ? fact('invitations.state', { is: words }) : words,
});

/** From so many free places on there is no urgency. */
const fewPlaces = 5;
/** Of published values together with unreviewed ones; undefined without a state. */
export function stateOf(thing: Timed, now: Date): State | undefined {
  switch (thing.schemaType) {
    case 'Event':
      return ofEvent(thing, now);
    case 'BroadcastEvent':
      return ofBroadcast(thing, now);
    case 'Place':
      return ofPlace(thing.values, now);
    case 'Product':
      return ofProduct(thing.values);
    case 'Course':
      return ofCourse(thing, now);
    default:
      return undefined;
  }
}

const dateIn = (value: unknown): Date | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : new Date(text);
};

/** States of anything with a time: called off, over, postponed. */
function statusOf({ startsAt, endsAt, values }: Timed, now: Date): State | undefined {
  const status = textOf(values.event_status) ?? textOf(values.live_status);
  if (status === 'cancelled') return say('cancelled', 'bad-t', 'cancelled', true);
  if (status === 'ended' || (endsAt ?? startsAt ?? now) < now) return say('ended', '', 'ended', true);
  return status === 'postponed' ? say('postponed', 'warn', 'postponed') : undefined;
}

function ofEvent(event: Timed, now: Date): State | undefined {
  const { startsAt, endsAt, values } = event;
  const status = statusOf(event, now);
  if (status !== undefined || startsAt === undefined) return status;
  const joining = joiningOf(values, now);
  if (startsAt <= now)
    return endsAt !== undefined && isLong(startsAt, endsAt)
      ? say('running', 'ok', fact('invitations.running_until', { day: dateOf(endsAt, now) }))
      : say('running', 'warn', 'running');
  // That it begins soon matters only while one can still come.
  if (!isShut(joining) && after(now, hours(3)) > startsAt) return say('soon', 'warn', inHours(startsAt, now));
  return joining;
}

/** States in which no new visitor gets a place. */
export const isShut = ({ code }: State): boolean => code === 'full' || code === 'not_yet' || code === 'closed_booking';

const inHours = (at: Date, now: Date): Fact =>
  fact('invitations.begins_in', { hours: Math.floor((at.getTime() - now.getTime()) / 3_600_000) });

/** Whether places are left, before the beginning. */
export function joiningOf(values: Values, now: Date): State {
  const places = numberOf(values.remaining);
  const [opens, closes] = [dateIn(values.booking_start), dateIn(values.booking_end)];
  if (places === 0) return say('full', '', 'full');
  if (values.booking === 'none' || values.booking === undefined) return say('walk_in', '', 'walk_in');
  if (opens !== undefined && opens > now)
    return say(
      'not_yet',
      'wait',
      fact('invitations.books_from', {
        at:
          daysUntil(opens, now) === 0
            ? fact('invitations.moment', { day: fact('invitations.today'), hour: hour(opens) })
            : dateOf(opens, now),
      }),
    );
  if (closes !== undefined && closes < now) return say('closed_booking', '', 'closed_booking');
  if (places !== undefined)
    return say(
      places <= fewPlaces ? 'few' : 'places',
      places <= fewPlaces ? 'warn' : 'ok',
      fact('invitations.places_left', { left: places }),
    );
  return values.booking === 'onsite' ? say('walk_in', '', 'at_the_door') : say('bookable', 'ok', 'bookable');
}

function ofBroadcast(show: Timed, now: Date): State | undefined {
  const { startsAt, values } = show;
  const status = statusOf(show, now);
  if (status?.code === 'ended' && textOf(values.replay_url) !== undefined)
    return { ...status, code: 'replay', tone: 'ok', words: fact('invitations.state', { is: 'replay' }) };
  if (status !== undefined) return status;
  if (values.live_status === 'live' || (startsAt !== undefined && startsAt <= now)) return say('live', 'ok', 'live');
  if (startsAt === undefined) return undefined;
  return daysUntil(startsAt, now) === 0
    ? say('soon', 'warn', inHours(startsAt, now))
    : say('coming', 'wait', fact('invitations.on_air', { at: momentOf(startsAt, now) }));
}

/** 12月3日 09:00 起闭馆，12月5日 09:00 恢复开放：消防检修, before it is closed. */
export function closingAhead(values: Values, now: Date): Fact | undefined {
  const { isNow, from, until } = closingOf(values, now) ?? {};
  return isNow !== false || from === undefined
    ? undefined
    : fact('invitations.shut_ahead', {
        from: momentOf(from, now),
        until: until && momentOf(until, now),
        reason: textOf(values.reason),
      });
}

function ofPlace(values: Values, now: Date): State | undefined {
  const closing = closingOf(values, now);
  if (closing?.isNow === true)
    return say(
      'shut',
      'warn',
      closing.until === undefined ? 'shut' : fact('invitations.shut_until', { at: momentOf(closing.until, now) }),
    );
  const openness = opennessOf(hoursIn(values.opening_hours), now);
  if (openness === undefined) return undefined;
  switch (openness.code) {
    case 'open':
      return say('open', 'ok', fact('invitations.open_until', { hour: openness.until }));
    case 'later':
      return say('closed', '', fact('invitations.open_from', { hour: openness.from }));
    default:
      return say('closed', '', openness.code === 'over' ? 'closed' : 'closed_today');
  }
}

const hoursIn = (value: unknown): Hours[] => (Array.isArray(value) ? value : []);

function ofProduct({ stock }: Values): State | undefined {
  const left = numberOf(stock);
  if (left === undefined) return undefined;
  return left > 0 ? say('in_stock', 'ok', 'in_stock') : say('sold_out', '', 'sold_out');
}

function ofCourse({ startsAt }: Timed, now: Date): State | undefined {
  if (startsAt === undefined) return undefined;
  return startsAt > now
    ? say('coming', 'wait', fact('invitations.course_begins', { day: dateOf(startsAt, now) }))
    : say('begun', '', 'begun');
}
