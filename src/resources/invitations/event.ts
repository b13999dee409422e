import type { Field } from '../../fields/form.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import { isLong } from '../listing/confirmed.ts';
import { publishedEnd, type Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { daysUntil, distanceOf, momentOf, spanOf } from './days.ts';
import { type FactOrText, fact, listed } from './facts.ts';
import { feeOf } from './fee.ts';
import type { Invitation, Part } from './invitation.ts';
import { answer, chosen, type Piece } from './lines.ts';
import { confirmedOf, institutionHref, resourceHref } from './shown.ts';
import { isShut, joiningOf } from './state.ts';
import { callTo, definedLinks, first, goTo, type Leading, mapOf } from './ways.ts';

/** 60 岁以上；老年人；有轮椅通道、字幕 */
export function fitsOf(fields: readonly Field[], values: Values): FactOrText | undefined {
  const [from, until] = [numberOf(values.age_min), numberOf(values.age_max)];
  const ages = (from ?? until) === undefined ? undefined : fact('invitations.ages', { from, until });
  const accessible = chosen(fields, 'accessibility', values);
  const offers = accessible === undefined ? undefined : fact('invitations.offers', { what: accessible });
  return listed('semicolon', ages, chosen(fields, 'audience', values), offers);
}

const shownAbove = [
  ...[
    'start_at',
    'end_at',
    'category',
    'mode',
    'place_name',
    'address',
    'fee_type',
    'price_min',
    'price_max',
    'booking',
  ],
  ...['booking_start', 'booking_end', 'capacity', 'age_min', 'age_max', 'audience', 'accessibility', 'contact_phone'],
  ...['organizer', 'co_organizer', 'notice', 'host_unit', 'performers', 'needs_login'],
];

function placesOf({ values, now }: Invitation): { taken: number; all: number; left: number } | undefined {
  const [left, all] = [numberOf(values.remaining), numberOf(values.capacity)];
  return left === undefined || all === undefined || now === undefined
    ? undefined
    : { left, all, taken: Math.max(0, all - left) };
}

function joining(
  about: Invitation,
  words: FactOrText | undefined,
): { words: Piece[]; seats?: { taken: number; all: number } } {
  const { values, now, state } = about;
  const places = placesOf(about);
  const deadline = textOf(values.booking_end);
  const opens = textOf(values.booking_start);
  const isLater = joiningOf(values, now).code === 'not_yet';
  const all = numberOf(values.capacity);
  const said: Piece[] = [
    places !== undefined
      ? { words: fact('invitations.places_left_of', { left: places.left, all: places.all }), look: 'b' }
      : {
          words:
            listed(
              'comma',
              values.booking === 'none' ? fact('invitations.no_booking') : words,
              all === undefined ? undefined : fact('invitations.places', { all }),
            ) ?? '',
        },
  ];
  if (state?.isOver) return { words: all === undefined ? [] : [{ words: fact('invitations.places', { all }) }] };
  if (isLater && opens !== undefined)
    said.push({ words: fact('invitations.books_from', { at: momentOf(new Date(opens), now) }), look: 'dim' });
  else if (deadline !== undefined) said.push(until(new Date(deadline), now));
  return { words: said.filter(({ words: each }) => each !== ''), ...(places && { seats: places }) };
}

/** 12月4日 18:00 截止, and afterwards that it is. */
const until = (deadline: Date, now: Date): Piece => ({
  words: fact('invitations.booked_until', { at: momentOf(deadline, now), isOver: deadline < now }),
  look: 'dim',
});

/** A room alone, 报告厅, is no name on a map. */
const roomOf = (host: string, room: string | undefined): string =>
  room === undefined || room.includes(host) ? (room ?? host) : `${host} ${room}`;

/** 享活动: when, where, how to come in, for how much, before anything else. */
export function inviteToEvent(about: Invitation): Part {
  const { opened, values, fields, now, state, venue } = about;
  const { startsAt } = opened;
  const endsAt = publishedEnd(opened, values);
  const confirmed = confirmedOf(opened, state, now);
  const lasts = startsAt !== undefined && endsAt !== undefined && isLong(startsAt, endsAt);
  const isOnline = values.mode === 'online';
  const place: Values = { ...venue?.values, ...values, position: values.position ?? venue?.values.position };
  const host = venue?.title ?? opened.institution;
  const map = isOnline
    ? undefined
    : mapOf(place, { name: roomOf(host, textOf(values.place_name)), regionCode: opened.regionCode });
  const call = callTo(values.contact_phone) ?? callTo(venue?.values.phone);
  const joined = joining(about, chosen(fields, 'booking', values));
  const where = [textOf(values.place_name), textOf(place.address)].filter((each) => each !== undefined).join('，');
  const [seats] = answer(joined.seats === undefined ? 'join' : 'seats', joined.words);
  return {
    shownAbove: Array.isArray(values.sessions) && values.sessions.length > 1 ? shownAbove : [...shownAbove, 'sessions'],
    // The leaf of the calendar beside it says 今天 itself.
    distance:
      startsAt !== undefined && daysUntil(startsAt, now) > 0 && !state?.isOver ? distanceOf(startsAt, now) : undefined,
    answers: [
      ...(startsAt === undefined
        ? []
        : answer(
            'time',
            [
              (state?.code === 'cancelled' || state?.code === 'postponed') && fact('invitations.meant_for'),
              { words: spanOf(startsAt, endsAt, now), look: 'b', at: startsAt },
            ],
            confirmed && [{ words: confirmed.words, look: confirmed.isOld ? 'unconfirmed' : 'confirmed' }],
          )),
      ...answer(
        'place',
        [
          {
            words: host,
            look: 'b',
            href: venue === undefined ? institutionHref(opened.institutionId) : resourceHref(venue.entryId),
          },
        ],
        [isOnline ? fact('invitations.join_online') : where],
        state?.isOver ? undefined : [...definedLinks(map, call)].map(pieceOf),
      ),
      ...(seats === undefined ? [] : [{ ...seats, ...(joined.seats && { seats: joined.seats }) }]),
      ...answer('fee', [feeOf(values, chosen(fields, 'fee_type', values))]),
      ...answer('fits', [fitsOf(fields, values)]),
      ...answer('host', [organizersOf(opened, values)]),
    ],
    go: state?.isOver ? undefined : wayIn(about, { map, call }),
    hasCalendar: startsAt !== undefined && !state?.isOver && state?.code !== 'postponed' && (startsAt > now || lasts),
  };
}

export const pieceOf = ({ href, to }: Leading): Piece => ({ href, words: fact('invitations.button', { to }) });

const organizersOf = ({ institution }: Opened, values: Values) => {
  const all = [textOf(values.organizer), textOf(values.co_organizer)].filter((each) => each !== undefined);
  return all.length === 1 && all[0] === institution ? undefined : all.join('；');
};

/** The one thing to do next, which appears only where it does something. */
function wayIn(
  { values, state, now, opened: { startsAt, endsAt } }: Invitation,
  { map, call }: { map: Leading | undefined; call: Leading | undefined },
): Leading | undefined {
  if (isShut(joiningOf(values, now)) || state?.code === 'postponed') return undefined;
  if (values.booking === 'online') return goTo(values.booking_url, 'book_online', 'booking');
  if (values.booking === 'phone') return call && { ...call, to: 'book_by_phone' };
  if (values.mode === 'online') return first(goTo(values.h5_url, 'take_part'), goTo(values.pc_url, 'take_part'));
  const lasts = startsAt !== undefined && endsAt !== undefined && isLong(startsAt, endsAt);
  const isNow = state?.code === 'soon' || (state?.code === 'running' && !lasts);
  return map && { ...map, to: isNow ? 'navigate_now' : 'navigate' };
}
