import { startOf } from '../../clock.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import { closingOf } from '../channels/venue.ts';
import type { Values } from '../listing/listing.ts';
import { dateOf, momentOf } from './days.ts';
import { fitsOf, pieceOf } from './event.ts';
import { type FactOrText, fact, isPresent, listed } from './facts.ts';
import { feeOf, money } from './fee.ts';
import { weekOf } from './hours.ts';
import { hoursOf, type Invitation, type Part, roomsShown } from './invitation.ts';
import { answer, chosen } from './lines.ts';
import { playerOf } from './player.ts';
import { institutionHref, lasting, resourceHref } from './shown.ts';
import { closingAhead } from './state.ts';
import { callTo, definedLinks, first, goTo, mapOf } from './ways.ts';

const momentIn = (value: unknown) => (textOf(value) === undefined ? undefined : new Date(String(value)));
const ofAll = ['audience', 'accessibility', 'contact_phone'];
const said = (...words: (FactOrText | undefined | false)[]) => words.filter(isPresent);
const joined = (...words: (FactOrText | undefined | false)[]) => listed('comma', ...words);

/** 读好书: how to read or borrow it, and nothing of files. */
export function inviteToBook({ values, fields, opened }: Invitation): Part {
  const isAudio = values.book_kind === 'audiobook';
  const player = isAudio ? playerOf(values.read_url, 'audio', values) : undefined;
  const ways: Readonly<Record<string, FactOrText>> = {
    open: fact('invitations.read_open', { isAudio }),
    login: fact('invitations.read_login', { isAudio }),
    card: fact('invitations.read_card', { isAudio }),
    inhouse: fact('invitations.read_inhouse', { isAudio, institution: opened.institution }),
  };
  const isPaper = values.book_kind === 'paper';
  const borrowed = fact('invitations.borrow', { institution: opened.institution, access: String(values.access) });
  const [pages, lasts] = [numberOf(values.pages), numberOf(values.duration_s)];
  return {
    shownAbove: [
      ...ofAll,
      ...['shelf', 'call_number'],
      'book_kind',
      'author',
      'publisher',
      'pub_year',
      'pages',
      'duration_s',
      'format',
      'file_size',
      'access',
      'clc',
    ],
    byLine: said(textOf(values.author), chosen(fields, 'book_kind', values)),
    answers: [
      ...answer(
        isAudio ? 'listening' : 'reading',
        [
          {
            words: isPaper ? borrowed : (ways[String(values.access)] ?? fact('invitations.read_online', { isAudio })),
            look: 'b',
          },
        ],
        [joined(textOf(values.shelf), textOf(values.call_number))],
      ),
      ...answer('extent', [
        joined(
          pages !== undefined && fact('invitations.pages', { count: pages }),
          lasts !== undefined && lasting(lasts),
        ),
      ]),
      ...answer('published', [joined(textOf(values.publisher), textOf(values.pub_year))]),
      ...answer('fits', [fitsOf(fields, values)]),
      ...answer('enquiries', [phoneOf(values)]),
    ],
    player,
    go:
      player === undefined && values.access !== 'inhouse'
        ? goTo(values.read_url, isAudio ? 'listen' : 'read')
        : undefined,
    others: definedLinks(isPaper || values.access === 'inhouse' ? callTo(values.contact_phone) : undefined),
  };
}

const phoneOf = (values: Values) => {
  const way = callTo(values.contact_phone);
  return way && { href: way.href, words: String(values.contact_phone) };
};

/** 赶大集: the price and the shop. */
export function inviteToMarket({ values, fields, state }: Invitation): Part {
  const [price, before] = [numberOf(values.price), numberOf(values.list_price)];
  const level = values.heritage_level === 'none' ? undefined : chosen(fields, 'heritage_level', values);
  const soldOut = state?.code === 'sold_out';
  const shop = URL.parse(textOf(values.buy_url) ?? '')?.host;
  return {
    shownAbove: [
      ...[...ofAll, 'kind', 'price', 'list_price', 'seller', 'spec', 'origin', 'inheritor', 'heritage_level'],
    ],
    answers: [
      ...answer('price', [
        price !== undefined && { words: price === 0 ? fact('invitations.free') : money(price), look: 'b' },
        before !== undefined &&
          price !== undefined &&
          before > price && { words: fact('invitations.list_price', { price: money(before) }), look: 'dim' },
      ]),
      ...answer(
        'buying',
        [{ words: textOf(values.seller) ?? '', look: 'b' }],
        shop !== undefined && [{ words: fact('invitations.shop', { host: shop }), look: 'dim' }],
      ),
      ...answer('spec', [textOf(values.spec)]),
      ...answer('origin', [
        joined(
          textOf(values.origin),
          level && fact('invitations.heritage', { level }),
          textOf(values.inheritor) && fact('invitations.inheritor', { name: String(values.inheritor) }),
        ),
      ]),
      ...answer('fits', [fitsOf(fields, values)]),
      ...answer('enquiries', [phoneOf(values)]),
    ],
    go: soldOut ? undefined : goTo(values.buy_url, 'buy'),
    others: definedLinks(soldOut ? callTo(values.contact_phone, 'call_to_ask') : undefined),
  };
}

const inAll = (inSeconds: number) => fact('invitations.in_all', { lasting: lasting(inSeconds) });

/** 学才艺: teacher, subject, times and way. */
export function inviteToCourse({ values, fields, opened, now }: Invitation): Part {
  const { startsAt } = opened;
  const [lessons, minutes] = [numberOf(values.lessons), numberOf(values.total_minutes)];
  const capacity = numberOf(values.capacity);
  const [enrols, until] = [values.enroll_start, values.enroll_end].map(momentIn);
  const lastDay = textOf(values.ends_on) === undefined ? undefined : startOf(String(values.ends_on));
  const rows: readonly Values[] = Array.isArray(values.syllabus) ? values.syllabus : [];
  return {
    shownAbove: [
      ...[
        ...ofAll,
        'art_category',
        'level',
        'form',
        'teacher',
        'lessons',
        'total_minutes',
        'start_at',
        ...['ends_on', 'place_name', 'capacity', 'age_min', 'age_max', 'enroll_start', 'enroll_end'],
        'fee_type',
        'certificate',
      ],
      'syllabus',
    ],
    byLine: said(
      chosen(fields, 'art_category', values),
      chosen(fields, 'level', values),
      chosen(fields, 'form', values),
    ),
    answers: [
      ...(startsAt === undefined
        ? []
        : answer(
            'begins',
            [{ words: momentOf(startsAt, now), look: 'b', at: startsAt }],
            [lastDay !== undefined && fact('invitations.course_ends', { day: dateOf(lastDay, now) })],
          )),
      ...answer('place', [textOf(values.place_name)]),
      ...answer(
        'join',
        [capacity !== undefined && fact('invitations.places', { all: capacity })],
        [enrols !== undefined && enrols > now && fact('invitations.books_from', { at: momentOf(enrols, now) })],
        [until !== undefined && fact('invitations.booked_until', { at: momentOf(until, now), isOver: until < now })],
      ),
      ...answer('teacher', [textOf(values.teacher)]),
      ...answer('lessons', [
        joined(
          lessons !== undefined && fact('invitations.lessons', { count: lessons }),
          minutes !== undefined && inAll(minutes * 60),
        ),
      ]),
      ...answer('fee', [feeOf(values, chosen(fields, 'fee_type', values))]),
      ...answer('fits', [
        joined(fitsOf(fields, values), values.certificate === true && fact('invitations.certificate')),
      ]),
      ...answer('enquiries', [phoneOf(values)]),
    ],
    lessons: rows.map(({ no, title, duration_s, url }) => ({
      ...{ no: String(no ?? ''), title: textOf(title) ?? '', href: textOf(url) },
      lasts: numberOf(duration_s) === undefined ? undefined : lasting(Number(duration_s)),
    })),
    go: first(goTo(values.enroll_url, 'enrol', 'booking'), goTo(values.h5_url, 'learn'), goTo(values.pc_url, 'learn')),
  };
}

/** 订场馆: hours, way and equipment. */
export function inviteToVenue({ values, fields, opened, now, rooms = [], venue }: Invitation): Part {
  const map = mapOf(values, { name: opened.title, regionCode: opened.regionCode });
  const call = callTo(values.phone);
  const facilities = joined(chosen(fields, 'facilities', values), chosen(fields, 'accessibility', values));
  const bookable = values.bookable === true;
  const closing = closingOf(values, now);
  const isShut = closing?.isNow === true;
  const booking = bookable && !isShut ? goTo(values.booking_url, 'reserve', 'booking') : undefined;
  return {
    layout: 'venue',
    shownAbove: [
      ...[
        'address',
        'postcode',
        'phone',
        'transit',
        'fee_type',
        'bookable',
        'facilities',
        'accessibility',
        'opening_hours',
      ],
      ...['closed_note', 'contact_phone', 'venue_type'],
    ],
    answers: [
      ...answer('within', [
        venue === undefined ? undefined : { words: venue.title, href: resourceHref(venue.entryId) },
      ]),
      ...answer('address', [textOf(values.address)], [textOf(values.transit)], definedLinks(map).map(pieceOf)),
      ...answer('phone', [call && { href: call.href, words: String(values.phone) }]),
      ...answer(
        'visit',
        [joined(feeOf(values, chosen(fields, 'fee_type', values)), bookable && fact('invitations.rooms_bookable'))],
        [closingAhead(values, now)],
      ),
      ...answer('handy', [facilities]),
    ],
    go: booking ?? (isShut ? undefined : map && { ...map, to: 'navigate' }),
    others: definedLinks(call, booking === undefined ? undefined : map),
    week: hoursOf(values).length === 0 ? [] : weekOf(hoursOf(values), now),
    rooms: rooms.slice(0, roomsShown).map(({ entryId, title, values: of }) => ({
      ...{ href: resourceHref(entryId), title },
      about: listed(
        'space',
        chosen(fields, 'room_type', of),
        numberOf(of.capacity) !== undefined && fact('invitations.people', { count: Number(of.capacity) }),
        chosen(fields, 'facilities', of),
        chosen(fields, 'fee_type', of),
      ),
      booking: of.bookable === true ? goTo(of.booking_url, 'reserve', 'booking') : undefined,
    })),
    moreRooms: rooms.length > roomsShown ? `${institutionHref(opened.institutionId)}/entries?channel=venue` : undefined,
  };
}

/** 文化资讯: an article. */
export function inviteToRead({ values, opened, now }: Invitation): Part {
  const day = textOf(values.published_on);
  const author = textOf(values.author);
  const length = [...(textOf(values.body) ?? '').replace(/<[^>]*>/g, '')].length;
  return {
    layout: 'article',
    shownAbove: [...ofAll, 'category', 'published_on', 'author', 'editor', 'reprint_from', 'body'],
    byLine: said(
      opened.institution,
      author && fact('invitations.written_by', { author }),
      day === undefined ? dateOf(opened.publishedAt, now) : dateOf(startOf(day), now),
      length > 600 && fact('invitations.minutes_to_read', { minutes: Math.round(length / 400) }),
    ),
    answers: [],
    go:
      textOf(values.body) === undefined
        ? first(goTo(values.h5_url, 'read_original'), goTo(values.pc_url, 'read_original'))
        : undefined,
  };
}
