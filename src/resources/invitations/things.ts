import { numberOf, textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import { dateOf, momentOf } from './days.ts';
import { fitsOf, pieceOf } from './event.ts';
import { feeOf, money } from './fee.ts';
import { weekOf } from './hours.ts';
import { hoursOf, type Invitation, type Part } from './invitation.ts';
import { answer, chosen } from './lines.ts';
import { playerOf } from './player.ts';
import { lasting, resourceHref } from './shown.ts';
import { callTo, first, goTo, known, mapOf } from './ways.ts';

const ofAll = ['audience', 'accessibility', 'contact_phone'];
const said = (...words: (string | undefined | false)[]) => words.filter((each) => typeof each === 'string');
const joined = (...words: (string | undefined | false)[]) => said(...words).join('，') || undefined;

/** 读好书: how to read or borrow it, and nothing of files. */
export function inviteToBook({ values, fields, opened }: Invitation): Part {
  const isAudio = values.book_kind === 'audiobook';
  const player = isAudio ? playerOf(values.read_url, 'audio', values) : undefined;
  const verb = isAudio ? '听' : '读';
  const ways: Readonly<Record<string, string>> = {
    open: `打开就能${verb}，不用登录`,
    login: `登录后在线${verb}`,
    card: `凭读者证在线${verb}`,
    inhouse: `只能到${opened.institution}馆内${verb}`,
  };
  const [pages, lasts] = [numberOf(values.pages), numberOf(values.duration_s)];
  return {
    shownAbove: [
      ...ofAll,
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
      ...answer(isAudio ? '怎样听' : '怎样读', [{ words: ways[String(values.access)] ?? `在线${verb}`, look: 'b' }]),
      ...answer('篇幅', [joined(pages !== undefined && `${pages} 页`, lasts !== undefined && lasting(lasts))]),
      ...answer('出版', [joined(textOf(values.publisher), textOf(values.pub_year))]),
      ...answer('适合', [fitsOf(fields, values)]),
      ...answer('咨询', [phoneOf(values)]),
    ],
    player,
    go:
      player === undefined && values.access !== 'inhouse'
        ? goTo(values.read_url, isAudio ? '去听' : '去读')
        : undefined,
    others: known(values.access === 'inhouse' ? callTo(values.contact_phone) : undefined),
  };
}

const phoneOf = (values: Values) => {
  const way = callTo(values.contact_phone);
  return way && { href: way.href, words: String(values.contact_phone) };
};

/** 赶大集: what it costs and where it is bought. */
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
      ...answer('价格', [
        price !== undefined && { words: price === 0 ? '免费' : money(price), look: 'b' },
        before !== undefined &&
          price !== undefined &&
          before > price && { words: `原价 ${money(before)}`, look: 'dim' },
      ]),
      ...answer(
        '购买',
        [{ words: textOf(values.seller) ?? '', look: 'b' }],
        shop !== undefined && [{ words: `在 ${shop} 下单付款，国家公共文化云不收款`, look: 'dim' }],
      ),
      ...answer('规格', [textOf(values.spec)]),
      ...answer('出处', [
        joined(
          textOf(values.origin),
          level && `${level}非遗`,
          textOf(values.inheritor) && `传承人 ${values.inheritor}`,
        ),
      ]),
      ...answer('适合', [fitsOf(fields, values)]),
      ...answer('咨询', [phoneOf(values)]),
    ],
    go: soldOut ? undefined : goTo(values.buy_url, '去购买'),
    others: known(soldOut ? callTo(values.contact_phone, '打电话问一问') : undefined),
  };
}

/** 学才艺: who teaches what, when and how. */
export function inviteToCourse({ values, fields, opened, now }: Invitation): Part {
  const { startsAt } = opened;
  const [lessons, minutes] = [numberOf(values.lessons), numberOf(values.total_minutes)];
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
      ...(startsAt === undefined ? [] : answer('开班', [{ words: momentOf(startsAt, now), look: 'b', at: startsAt }])),
      ...answer('老师', [textOf(values.teacher)]),
      ...answer('课时', [
        joined(lessons !== undefined && `${lessons} 课`, minutes !== undefined && `共 ${lasting(minutes * 60)}`),
      ]),
      ...answer('费用', [feeOf(values, chosen(fields, 'fee_type', values))]),
      ...answer('适合', [joined(fitsOf(fields, values), values.certificate === true && '学完有结业证书')]),
      ...answer('咨询', [phoneOf(values)]),
    ],
    lessons: rows.map(({ no, title, duration_s, url }) => ({
      ...{ no: String(no ?? ''), title: textOf(title) ?? '', href: textOf(url) },
      lasts: numberOf(duration_s) === undefined ? undefined : lasting(Number(duration_s)),
    })),
    go: first(goTo(values.enroll_url, '在线报名', 'booking'), goTo(values.h5_url, '去学'), goTo(values.pc_url, '去学')),
  };
}

/** 订场馆: whether it is open, how to get there, what there is. */
export function inviteToVenue({ values, fields, opened, now, rooms = [], venue }: Invitation): Part {
  const map = mapOf(values, { name: opened.title, regionCode: opened.regionCode });
  const call = callTo(values.phone);
  const facilities = joined(chosen(fields, 'facilities', values), chosen(fields, 'accessibility', values));
  const bookable = values.bookable === true;
  const isShut = values.temp_closed === true;
  const booking = bookable && !isShut ? goTo(values.booking_url, '预订', 'booking') : undefined;
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
      ...answer('在', [venue === undefined ? undefined : { words: venue.title, href: resourceHref(venue.entryId) }]),
      ...answer('地址', [textOf(values.address)], [textOf(values.transit)], known(map).map(pieceOf)),
      ...answer('电话', [call && { href: call.href, words: String(values.phone) }]),
      ...answer('到馆', [joined(feeOf(values, chosen(fields, 'fee_type', values)), bookable && '活动室可以预订')]),
      ...answer('方便', [facilities]),
    ],
    go: booking ?? (isShut ? undefined : map && { ...map, label: '导航过去' }),
    others: known(call, booking === undefined ? undefined : map),
    week: hoursOf(values).length === 0 ? [] : weekOf(hoursOf(values), now),
    rooms: rooms.map(({ entryId, title, values: of }) => ({
      ...{ href: resourceHref(entryId), title },
      about: said(
        chosen(fields, 'room_type', of),
        numberOf(of.capacity) !== undefined && `${of.capacity} 人`,
        chosen(fields, 'facilities', of),
        chosen(fields, 'fee_type', of),
      ).join('　'),
      booking: of.bookable === true ? goTo(of.booking_url, '预订', 'booking') : undefined,
    })),
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
      author && `撰文 ${author}`,
      day === undefined ? dateOf(opened.publishedAt, now) : dateOf(new Date(`${day}T00:00:00+08:00`), now),
      length > 600 && `约 ${Math.round(length / 400)} 分钟读完`,
    ),
    answers: [],
    go:
      textOf(values.body) === undefined
        ? first(goTo(values.h5_url, '读原文'), goTo(values.pc_url, '读原文'))
        : undefined,
  };
}
