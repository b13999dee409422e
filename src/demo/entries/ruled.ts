import { after, dayOf, days, hours, minutes } from '../../clock.ts';
import type { Data } from '../../fields/form.ts';
import { type ChannelCode, isChannelCode } from '../../resources/channels/channels.ts';
import { addressOf, announcedAt, bookingOf, type DemoEntry, entryOf, mediumOf, pageOf } from './entry.ts';
import { lines, type RuledHost, ruledHosts } from './hosts.ts';
import { type Span, spanOf } from './season.ts';

/** Rooms of a house by its sort: how many they hold, and their kind where they are entries of their own. */
const rooms: Readonly<Record<string, readonly (readonly [name: string, holds: number, kind: string])[]>> = {
  q: [
    ['小剧场', 200, 'hall'],
    ['多功能厅', 80, 'meeting'],
    ['活动教室', 24, 'meeting'],
    ['舞蹈房', 40, 'dance'],
    ['展厅', 120, 'exhibition'],
  ],
  l: [
    ['报告厅', 150, 'hall'],
    ['少儿阅览室', 50, 'reading'],
    ['活动教室', 20, 'meeting'],
    ['自修室', 60, 'reading'],
    ['展厅', 100, 'exhibition'],
  ],
  c: [
    ['报告厅', 100, 'hall'],
    ['工作室', 20, 'meeting'],
    ['展厅', 150, 'exhibition'],
  ],
  t: [
    ['报告厅', 120, 'hall'],
    ['教育活动室', 36, 'meeting'],
    ['展厅', 200, 'exhibition'],
  ],
};
const aboutRooms: Readonly<Record<string, string>> = {
  hall: '阶梯座位，有投影和音响，第一排留出轮椅位。',
  meeting: '桌椅可以挪动，适合小班课、读书会和社团开会。',
  dance: '木地板、镜墙和把杆，换软底鞋进。',
  exhibition: '轨道灯和活动展墙，社区和学校办展免费。',
  reading: '自带的书也可以读，座位当天预订。',
};
const types: Readonly<Record<string, string>> = { q: 'culture_hall', l: 'library', c: 'gallery', t: 'museum' };
const houses: Readonly<Record<string, string>> = {
  q: '全年免费开放，公益课堂和演出都在这里。',
  l: '总馆，凭社保卡借书，一层有无障碍阅览席。',
  c: '常设陈列免费看，不用预约。',
  t: '基本陈列常年开放，每天两场免费讲解。',
};
/** Entries of each house at most: 53 houses are about two thousand. */
const ofEach = 38;

type Rule = {
  channel: ChannelCode;
  kind: string;
  title: string;
  summary: string;
  room: string;
  when: string;
  places: string;
  fee: string;
  age: string;
  audience: string;
  season: string;
  price: string;
};
type About = { host: RuledHost; rule: Rule; id: string; turn: number; now: Date; span: Span | undefined };

/** Entries of the other houses, made by rules that agree with each other: one address, rooms that hold as many, hours, season, price. */
export function ruledEntries(now: Date): DemoEntry[] {
  const rules = lines('rules.txt').flatMap(
    ([channel = '', sort = '', kind = '', title = '', summary = '', ...rest]) => {
      const [room = '', when = '', places = '', fee = '', age = '', audience = '', season = '', price = ''] = rest;
      const rule = { kind, title, summary, room, when, places, fee, age, audience, season, price };
      return isChannelCode(channel) ? [{ channel, sort, ...rule }] : [];
    },
  );
  return ruledHosts().flatMap((host, order) => {
    const own = rules.filter(({ sort }) => sort === host.sort);
    // Each begins elsewhere in the list, so that not all leave out the same.
    const turned = own.map((_, place) => own[(place + order * 11) % own.length]).flatMap((each) => each ?? []);
    return ofHouse(host, order, { rules: turned, now });
  });
}

const idOf = (order: number, number: number) =>
  `demo-${String(order).padStart(2, '0')}-${String(number).padStart(2, '0')}`;

function ofHouse(host: RuledHost, order: number, { rules, now }: { rules: readonly Rule[]; now: Date }): DemoEntry[] {
  const taken = new Map<string, Span[]>();
  const made: DemoEntry[] = [
    house(host, order, now),
    ...(rooms[host.sort] ?? []).map((_, at) => roomOf(host, order, { at, now })),
  ];
  const events: DemoEntry[] = [];
  // A course of an afternoon comes a second time, in a later week.
  for (const round of [0, 1])
    for (const rule of rules) {
      if (made.length + events.length >= ofEach - 2) break;
      if (round === 1 && (rule.channel !== 'activity' || !isRepeated(rule))) continue;
      const turn = order * ofEach + made.length + events.length;
      const span = rule.when === '' ? undefined : free(rule, { host, now, taken, from: (turn % 3) + round * 3 });
      if (rule.when !== '' && span === undefined) continue;
      const id = idOf(order, made.length + events.length);
      const again = round === 1 ? '（第二期）' : '';
      events.push(compose({ host, rule: { ...rule, title: rule.title + again }, id, turn, now, span }));
    }
  return [...made, ...events, ...news(host, order, { number: made.length + events.length, events, now })];
}

/** Dated by the week, in a room of the house. */
const isRepeated = ({ when, room }: Rule) => when.startsWith('周') && room !== '展厅';

/** The first week in which its room is free; exhibitions and festivals have their one time. */
function free(
  { room, when, season }: Rule,
  { host, now, taken, from }: { host: RuledHost; now: Date; taken: Map<string, Span[]>; from: number },
): Span | undefined {
  const all = taken.get(room) ?? [];
  const weeks = when.startsWith('周') ? [from, from + 1, from + 2] : [undefined];
  for (const week of weeks) {
    const span = spanOf(week === undefined ? when : `${when} ${week}`, { season, now, hours: host.hours });
    if (span === undefined || all.some(({ start, end }) => span.start < end && start < span.end)) continue;
    if (room !== '') taken.set(room, [...all, span]);
    return span;
  }
  return undefined;
}

/** The names of the rules are replaced by those of this place. */
const local = (text: string, { place, name, opera, craft }: RuledHost): string =>
  text
    .replaceAll('{area}', name.slice(0, -3))
    .replaceAll('{place}', place)
    .replaceAll('{hill}', `${place.slice(0, 1)}岭`)
    .replaceAll('{opera}', opera)
    .replaceAll('{craft}', craft);

/** Titles that many places share name this one. */
function titleOf({ channel, title }: Rule, host: RuledHost): string {
  const said = local(title, host);
  if (channel === 'activity' || said.includes(host.place)) return said;
  if (channel === 'market') return said.startsWith('《') ? said : host.place + said;
  const ending = { course: '班', book: '馆藏', live: '场' }[channel as string] ?? '';
  return `${said}（${host.place}${ending}）`;
}

function compose(about: About): DemoEntry {
  const { host, rule, id, turn, now, span } = about;
  const { channel, kind } = rule;
  const played = { video: '（片花）', audio: '（试听）' }[channel as string] ?? '';
  return entryOf({
    ...{ channel, kind, host, id, title: titleOf(rule, host) + played, summary: local(rule.summary, host) },
    // Nine tenths within the last two months, by day and at no round hour.
    publishedAt:
      span === undefined
        ? after(now, -hours(1) - minutes((turn * 1_237) % (60 * 24 * 70)))
        : announcedAt(span.start, now, turn),
    own: { tags: host.place, audience: rule.audience.replaceAll('、', '\n'), ...own(about) },
    live: liveOf(about),
  });
}

function own({ host, rule, id, turn, now, span }: About): Data {
  const { channel, room, places, fee, age, price } = rule;
  const times = span === undefined ? {} : { start_at: span.start.toISOString(), end_at: span.end.toISOString() };
  switch (channel) {
    case 'activity': {
      const isPaid = Number(fee) > 0;
      const isBooked = isPaid || fee === 'free_booking';
      return {
        ...{ ...times, ...addressOf(host), mode: 'offline', organizer: host.name, place_name: room },
        ...{ venue_external_id: id.replace(/\d+$/, '00'), capacity: places, age_min: age },
        ...(isPaid ? { fee_type: 'paid', price_min: fee } : { fee_type: fee }),
        ...(isBooked && span !== undefined ? bookingOf('activity', id, span.start) : { booking: 'none' }),
      };
    }
    case 'live':
      return { ...times, host_unit: host.name, needs_login: '0' };
    case 'course':
      return {
        ...{
          level: 'zero',
          form: 'video',
          lessons: places,
          fee_type: 'free',
          teacher_intro: `${host.name}公益课教师。`,
        },
        teacher: `${[...'陈许何林周沈郑祝'][turn % 8] ?? ''}老师`,
      };
    case 'book': {
      const isSpoken = rule.kind === 'audiobook';
      return {
        ...{ author: `${host.name} 编`, publisher: rule.kind === 'ancient' ? '影印本' : '内部资料', access: 'open' },
        ...{ pub_year: String(2012 + (turn % 14)), issn: rule.kind === 'periodical' ? '1000-0011' : '' },
        ...{ read_url: pageOf('book', id, isSpoken ? 'listen' : 'read'), format: isSpoken ? 'mp3' : 'epub' },
        ...(isSpoken && { duration_s: mediumOf('story').duration_s ?? '' }),
      };
    }
    case 'market':
      return {
        ...{
          buy_url: pageOf('market', id),
          seller: host.name,
          seller_uscc: host.sellerCode,
          price,
          origin: host.place,
        },
        ...(rule.kind === 'craft' && { heritage_level: ['city', 'county', 'none'][turn % 3] ?? 'none' }),
      };
    case 'video':
      return {
        ...{ creator: host.name, produced_on: dayOf(after(now, -days(80 + (turn % 60)))) },
        ...mediumOf((['film', 'ship', 'brick', 'stage'] as const)[turn % 4] ?? 'film'),
      };
    case 'audio':
      return { creator: host.name, ...mediumOf(rule.kind === 'music' || rule.kind === 'opera' ? 'music' : 'story') };
    default:
      return {};
  }
}

const visiting = (host: RuledHost): Data => ({
  ...{ ...addressOf(host), phone: host.phone, venue_type: types[host.sort] ?? 'other', fee_type: 'free' },
  opening_hours: host.hours.replaceAll('；', '\n'),
  closed_note: '周一闭馆，法定节假日照常开放',
});

function house(host: RuledHost, order: number, now: Date): DemoEntry {
  return entryOf({
    ...{ channel: 'venue', kind: host.kind, host, id: idOf(order, 0), title: host.name },
    ...{ summary: houses[host.sort] ?? '', publishedAt: after(now, -days(120 + order)) },
    own: { ...visiting(host), tags: host.place, bookable: '0' },
  });
}

function roomOf(host: RuledHost, order: number, { at, now }: { at: number; now: Date }): DemoEntry {
  const [name, holds, kind] = rooms[host.sort]?.[at] ?? ['', 0, ''];
  const id = idOf(order, at + 1);
  const isBookable = kind !== 'exhibition';
  const isShut = (order + at) % 17 === 5;
  return entryOf({
    ...{
      channel: 'venue',
      kind,
      host,
      id,
      title: host.name + name,
      summary: `容纳 ${holds} 人。${aboutRooms[kind] ?? ''}`,
    },
    publishedAt: after(now, -days(100 + order) + hours(at)),
    own: {
      ...{
        ...visiting(host),
        tags: host.place,
        capacity: String(holds),
        room_type: kind,
        parent_external_id: idOf(order, 0),
      },
      ...(isBookable ? { bookable: '1', booking_url: pageOf('venue', id) } : { bookable: '0' }),
    },
    live: isShut ? { temp_closed: true, reason: '设备检修' } : undefined,
  });
}

/** Two of each house, which say things that hold for it alone. */
function news(
  host: RuledHost,
  order: number,
  { number, events, now }: { number: number; events: readonly DemoEntry[]; now: Date },
): DemoEntry[] {
  const next = events.filter(({ channel }) => channel === 'activity').slice(0, 4);
  const lines_ = next.map(({ data }) => {
    const [, month = '', day = ''] = dayOf(new Date(data.start_at ?? '')).split('-');
    return `${Number(month)} 月 ${Number(day)} 日，${host.name}${data.place_name}：${data.title}。${data.summary}`;
  });
  const tell = (
    at: number,
    { kind, title, summary, body }: { kind: string; title: string; summary: string; body: string[] },
  ) => {
    const publishedAt = after(now, -days(9 + ((order * 7 + at * 11) % 55)) - minutes((order * 41) % 300));
    return entryOf({
      ...{ channel: 'news', kind, host, id: idOf(order, number + at), title, summary, publishedAt },
      own: { tags: host.place, published_on: dayOf(publishedAt), body: body.join('\n\n') },
    });
  };
  return [
    tell(0, {
      ...{
        kind: 'notice',
        title: `${host.name}开放时间和电话`,
        summary: `${host.place}的读者和观众请看：${host.hours}，周一闭馆。`,
      },
      body: [
        `${host.name}在${host.address}，开放时间是${host.hours}；周一闭馆，法定节假日照常开放。`,
        `问课程、订房间、约讲解，都打 ${host.phone}。${host.place}以外来的读者和观众不用另办证件。`,
      ],
    }),
    tell(1, {
      ...{
        kind: 'preview',
        title: `${host.place}近期的${next.length}场活动`,
        summary: `在${host.name}：${next.map(({ data }) => data.title).join('、')}`.slice(0, 190),
      },
      body: [`${host.name}接下来的安排如下，有变化会在活动页面上改。`, ...lines_],
    }),
  ];
}

/** Later changes: places taken, an event called off, something sold out. */
function liveOf({ rule: { channel, places, fee }, turn, span }: About): DemoEntry['live'] {
  if (channel === 'market' && turn % 4 === 2) return { stock: (turn % 5) * 8 };
  if (channel !== 'activity' || fee === 'free' || span === undefined) return undefined;
  if (turn % 29 === 4) return { event_status: 'cancelled', reason: '主讲老师临时有事，取消；已预约的市民会收到短信' };
  if (turn % 31 === 7) return { event_status: 'postponed', reason: '场地设备检修，新的日期定下后在这里公布' };
  return turn % 3 === 1 ? { remaining: (turn * 3) % Number(places) } : undefined;
}
