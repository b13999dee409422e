import type { Field } from '../../fields/form.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { daysUntil, distanceOf, momentOf, spanOf } from './days.ts';
import { feeOf } from './fee.ts';
import type { Invitation, Part } from './invitation.ts';
import { answer, chosen, type Piece } from './lines.ts';
import { institutionHref, resourceHref } from './shown.ts';
import { isLong, isShut, joiningOf } from './state.ts';
import { callTo, first, goTo, known, mapOf, type Way } from './ways.ts';

/** 60 岁以上；老年人；有轮椅通道、字幕 */
export function fitsOf(fields: readonly Field[], values: Values): string | undefined {
  const [from, until] = [numberOf(values.age_min), numberOf(values.age_max)];
  const ages =
    from !== undefined && until !== undefined
      ? `${from} 至 ${until} 岁`
      : from !== undefined
        ? `${from} 岁以上`
        : until !== undefined
          ? `${until} 岁以下`
          : undefined;
  const accessible = chosen(fields, 'accessibility', values);
  const said = [ages, chosen(fields, 'audience', values), accessible === undefined ? undefined : `有${accessible}`];
  const all = said.filter((each) => each !== undefined).join('；');
  return all === '' ? undefined : all;
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
  words: string | undefined,
): { words: Piece[]; seats?: { taken: number; all: number } } {
  const { values, now, state } = about;
  const places = placesOf(about);
  const deadline = textOf(values.booking_end);
  const opens = textOf(values.booking_start);
  const isLater = joiningOf(values, now).code === 'not_yet';
  const all = numberOf(values.capacity);
  const said: Piece[] = [
    places !== undefined
      ? { words: `余 ${places.left} 位，共 ${places.all} 位`, look: 'b' }
      : {
          words: [
            values.booking === 'none' ? '无需预约，直接来' : words,
            all === undefined ? undefined : `共 ${all} 位`,
          ]
            .filter(Boolean)
            .join('，'),
        },
  ];
  if (state?.isOver) return { words: all === undefined ? [] : [{ words: `共 ${all} 位` }] };
  if (isLater && opens !== undefined) said.push({ words: `${momentOf(new Date(opens), now)} 开始预约`, look: 'dim' });
  else if (deadline !== undefined) said.push(until(new Date(deadline), now));
  return { words: said.filter(({ words: each }) => each !== ''), ...(places && { seats: places }) };
}

/** 12月4日 18:00 截止, and afterwards that it is. */
const until = (deadline: Date, now: Date): Piece => ({
  words: `${momentOf(deadline, now)} ${deadline < now ? '已截止' : '截止'}`,
  look: 'dim',
});

/** 享活动: when, where, how to come in, for how much, before anything else. */
export function inviteToEvent(about: Invitation): Part {
  const { opened, values, fields, now, state, venue } = about;
  const { startsAt, endsAt } = opened;
  const lasts = startsAt !== undefined && endsAt !== undefined && isLong(startsAt, endsAt);
  const isOnline = values.mode === 'online';
  const place: Values = { ...venue?.values, ...values, position: values.position ?? venue?.values.position };
  const host = venue?.title ?? opened.institution;
  const map = isOnline
    ? undefined
    : mapOf(place, { name: textOf(values.place_name) ?? host, regionCode: opened.regionCode });
  const call = callTo(values.contact_phone) ?? callTo(venue?.values.phone);
  const joined = joining(about, chosen(fields, 'booking', values));
  const where = [textOf(values.place_name), textOf(place.address)].filter((each) => each !== undefined).join('，');
  const [seats] = answer(joined.seats === undefined ? '参加' : '名额', joined.words);
  return {
    shownAbove: Array.isArray(values.sessions) && values.sessions.length > 1 ? shownAbove : [...shownAbove, 'sessions'],
    // The leaf of the calendar beside it says 今天 itself.
    distance:
      startsAt !== undefined && daysUntil(startsAt, now) > 0 && !state?.isOver ? distanceOf(startsAt, now) : undefined,
    answers: [
      ...(startsAt === undefined
        ? []
        : answer('时间', [
            (state?.code === 'cancelled' || state?.code === 'postponed') && '原定 ',
            { words: spanOf(startsAt, endsAt, now), look: 'b', at: startsAt },
          ])),
      ...answer(
        '地点',
        [
          {
            words: host,
            look: 'b',
            href: venue === undefined ? institutionHref(opened.institutionId) : resourceHref(venue.entryId),
          },
        ],
        [isOnline ? '线上参加' : where],
        state?.isOver ? undefined : [...known(map, call)].map(pieceOf),
      ),
      ...(seats === undefined ? [] : [{ ...seats, ...(joined.seats && { seats: joined.seats }) }]),
      ...answer('费用', [feeOf(values, chosen(fields, 'fee_type', values))]),
      ...answer('适合', [fitsOf(fields, values)]),
      ...answer('主办', [organizersOf(opened, values)]),
    ],
    go: state?.isOver ? undefined : wayIn(about, { map, call }),
    hasCalendar: startsAt !== undefined && !state?.isOver && state?.code !== 'postponed' && (startsAt > now || lasts),
  };
}

export const pieceOf = ({ href, label }: Way): Piece => ({ href, words: label });

const organizersOf = ({ institution }: Opened, values: Values) => {
  const all = [textOf(values.organizer), textOf(values.co_organizer)].filter((each) => each !== undefined);
  return all.length === 1 && all[0] === institution ? undefined : all.join('；');
};

/** The one thing to do next, which appears only where it does something. */
function wayIn(
  { values, state, now, opened: { startsAt, endsAt } }: Invitation,
  { map, call }: { map: Way | undefined; call: Way | undefined },
): Way | undefined {
  if (isShut(joiningOf(values, now)) || state?.code === 'postponed') return undefined;
  if (values.booking === 'online') return goTo(values.booking_url, '在线预约', 'booking');
  if (values.booking === 'phone') return call && { ...call, label: '打电话预约' };
  if (values.mode === 'online') return first(goTo(values.h5_url, '去参加'), goTo(values.pc_url, '去参加'));
  const lasts = startsAt !== undefined && endsAt !== undefined && isLong(startsAt, endsAt);
  const isNow = state?.code === 'soon' || (state?.code === 'running' && !lasts);
  return map && { ...map, label: isNow ? '现在导航过去' : '导航过去' };
}
