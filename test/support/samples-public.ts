import type { PageData } from '../../src/http/pages/render.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { countryOf } from '../../src/resources/public/country.ts';
import type { NearAsked } from '../../src/resources/public/near-asked.ts';
import { presentNear } from '../../src/resources/public/near-shown.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { speech } from './words.ts';

const id = '7a0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const institution = { institution: '青溪县文化馆（演示）', institutionHref: `/i/${id}` };
const picture = {
  ...{ small: '/public/logo-qingxi.svg', large: '/public/logo-qingxi.svg', alt: '' },
  webp: '/public/logo-qingxi.svg 320w, /public/logo-qingxi.svg 768w',
};
const page = (title: string): Partial<PageData> => ({ title, layout: 'public', path: '/channels/activity' });

const card = {
  id,
  href: `/resources/${id}`,
  title: '银龄剪纸体验课（第三期）',
  summary: '面向 60 岁以上市民的零基础剪纸课，材料免费。',
  channel: '享活动',
  channelHref: '/channels/activity',
  ...institution,
  region: '浙江省衢州市常山县',
  picture: undefined,
  leaf: { columns: ['银龄剪纸体', '第三期'], tone: 'a' },
  startsAt: at('2026-12-05T06:00:00Z'),
  endsAt: at('2026-12-05T08:00:00Z'),
  publishedAt: at('2026-11-23T02:00:00Z'),
  published: '11月23日',
  state: { code: 'places' as const, words: '余 12 位', tone: 'ok' as const, isOver: false },
  date: { at: at('2026-12-05T06:00:00Z'), month: '12月', day: '5', weekday: '周六', look: '' as const },
  place: '二楼多功能厅',
  notes: ['免费需预约', '培训'],
};
const opera = {
  ...card,
  title: '戏曲进乡村《三岔口》',
  channel: '看直播',
  channelHref: '/channels/live',
  leaf: { columns: ['戏曲进乡村'], tone: 'd' },
  state: { code: 'soon' as const, words: '1 小时后开始', tone: 'warn' as const, isOver: false },
  date: { at: at('2026-11-24T11:30:00Z'), month: '11月', day: '24', weekday: '今天', look: 'today' as const },
  place: '云岭村文化礼堂',
  startsAt: at('2026-11-24T11:30:00Z'),
  notes: ['演出'],
};
const book = {
  ...card,
  title: '县志里的青溪（有声书）',
  channel: '读好书',
  channelHref: '/channels/book',
  leaf: { columns: ['县志里的青溪'], tone: 'a' },
  state: undefined,
  date: undefined,
  place: undefined,
  startsAt: undefined,
  endsAt: undefined,
  notes: ['有声书'],
};
const newsItem = {
  ...book,
  title: '青溪县文化馆新馆试开放',
  channel: '文化资讯',
  summary: '排练从七点开始，六点半桥头就坐满了。新馆的小剧场有 180 个座位，第一周不用预约，从正门进。',
};
const pictured = { ...card, title: '山水之间：馆藏国画精品展', picture };
const over = {
  ...card,
  title: '银龄剪纸体验课（第二期）',
  state: { code: 'ended' as const, words: '已结束', tone: '' as const, isOver: true },
  date: { at: at('2026-11-12T06:00:00Z'), month: '11月', day: '12', weekday: '周四', look: 'past' as const },
};
const listings = [card, opera, book, pictured];
/** Rows of coming events. */
export const comingEvents = [opera, card];
const turns = {
  number: 3,
  first: '/channels/activity',
  previous: '/channels/activity?before=1&page=2',
  next: '/channels/activity?after=1&page=4',
};
const alone = { number: 1, first: '/channels/activity', previous: undefined, next: undefined };

const channel = { code: 'activity', name: '享活动', href: '/channels/activity' };
const menu = [
  { ...channel },
  { code: 'news', name: '文化资讯', href: '/channels/news' },
  { code: 'book', name: '读好书', href: '/channels/book' },
];
const choices = [
  { name: 'region', title: '地区', options: { p33: '浙江省', p51: '四川省' }, value: 'p33' },
  { name: 'category', title: '活动类型', options: { training: '培训', performance: '演出' }, value: '' },
];
const chips = [
  { href: '/channels/activity?when=today', label: '今天', isOn: false },
  { href: '/channels/activity', label: '周末', isOn: true },
  { href: '/nearby?channel=activity', label: '附近', isOn: false },
  { href: '/channels/activity?free=1', label: '免费', isOn: false },
];
const head = {
  ...{ channel, menu: menu.slice(1), choices, chosen: 1, kept: [['when', 'weekend']], isFiltered: true, chips },
  ...{ calendarHref: '/channels/activity/calendar', elsewhere: '/nearby?channel=activity' },
};
const day = {
  ...{ at: at('2026-11-24T00:00:00Z'), day: '24', id: 'd2026-11-24', isToday: true, label: '11月 周二', count: 2 },
  listings: [opera, card],
};
const cellOf = (number: number) => ({
  ...{
    day: String(number),
    label: `11月${number}日，3 场`,
    href: `/channels/activity/calendar?day=2026-11-${number}#day`,
  },
  look: number < 24 ? ('out' as const) : number === 24 ? ('now' as const) : ('' as const),
  ...{ isChosen: number === 24, count: number % 3 === 0 ? '3 场' : undefined, more: 1 },
  first: [{ href: card.href, words: '14:00 银龄剪纸体验课' }],
});
const week = (from: number) => Array.from({ length: 7 }, (_, place) => cellOf(from + place));
const meta = {
  canonical: `https://cloud.example.cn/channels/activity`,
  description: '各地文化馆、图书馆在“享活动”栏目发布的内容。',
  feed: '/channels/activity/feed.xml',
  calendar: '/channels/activity/calendar.ics',
  noIndex: false,
};
const tabs = [
  { code: undefined, name: '全部', href: '/zones/330822', isHere: true, count: 42 },
  { code: 'activity', name: '享活动', href: '/zones/330822?channel=activity', isHere: false, count: 18 },
];

const nearPage = {
  ...{ typed: '青溪县城', isDenied: false, isUsed: false, isUnknown: false, by: undefined },
  ...{ kept: [], about: '' },
  meta: { ...meta, noIndex: true },
};
const nearNow = at('2026-11-26T06:20:00Z');
/** An entry beside 118.51, 28.90. */
const nearListing = (
  title: string,
  from: string,
  {
    host = '青溪县文化馆（演示）',
    point = [118.518, 28.905],
    far = 1.2,
    code = '330822',
    channel = 'activity',
    ...more
  } = {},
) => ({
  ...{
    entryId: `${id.slice(0, -2)}${from.slice(8, 10)}`,
    publicationId: id,
    channel,
    institutionId: id,
    institution: host,
  },
  ...{ regionCode: code, title, summary: '', cover: undefined, live: {}, far },
  facts: { mode: 'offline', booking: 'none', fee_type: 'free', point, place_name: '301 舞蹈房', ...more },
  startsAt: channel === 'venue' ? undefined : at(from),
  endsAt: channel === 'venue' ? undefined : new Date(at(from).getTime() + 2 * 3_600_000),
  ...{ publishedAt: at('2026-11-20T02:00:00Z'), changedAt: at('2026-11-24T02:00:00Z') },
});
const library = { host: '青溪县图书馆（演示）', point: [118.503, 28.897], far: 0.8, place_name: '少儿阅览室' };
const town = { host: '云岭镇综合文化站（演示）', point: [118.6, 28.97], far: 12, code: '330824', place_name: '山歌台' };
const exhibition = {
  ...nearListing('山水之间', '2026-11-20T01:00:00Z', {
    host: '青溪县博物馆（演示）',
    point: [118.492, 28.92],
    far: 3.6,
  }),
  endsAt: at('2026-12-13T09:00:00Z'),
};
const houseHours = { opening_hours: [{ days: ['4'], open: '09:00', close: '17:00' }], venue_type: 'library' };
const nearHouses = [
  nearListing('青溪县图书馆（演示）', '2026-11-20T01:00:00Z', { ...library, channel: 'venue', ...houseHours }),
  nearListing('澜江市图书馆（演示）', '2026-11-20T01:00:00Z', { ...town, channel: 'venue' }),
];
const farther = [nearListing('云岭山歌会', '2026-11-28T06:30:00Z', town)];
const story = [nearListing('绘本故事会：冬天的晚上', '2026-11-28T02:00:00Z', library)];

function near(asked: NearAsked) {
  const isNone = asked.when === 'tonight';
  return presentNear({
    ...{ place: [118.51, 28.9], typed: '青溪县城', asked, page: 1, now: nearNow, say: speech.say },
    channelOf: (code) => (code === 'activity' || code === 'venue' ? channels[code] : undefined),
    around: {
      coming: isNone ? [] : [nearListing('合唱团公开排练', '2026-11-26T11:00:00Z'), ...story],
      running: isNone ? [] : [exhibition],
      houses: nearHouses,
      beyond: isNone ? undefined : { asked: { ...asked, km: 30 }, change: 'km', listings: farther },
      steps: isNone
        ? [
            {
              asked: { ...asked, km: 30 },
              change: 'km',
              listings: [nearListing('自然笔记', '2026-11-26T11:00:00Z', town)],
            },
            { asked: { ...asked, when: 'sunday' }, change: 'when', listings: story },
            { asked: { ...asked, kinds: [] }, change: 'child', listings: [] },
          ]
        : [],
    },
  });
}

const entry = {
  ...card,
  ...{
    layout: 'invite' as const,
    week: [],
    rooms: [],
    moreRooms: undefined,
    chapters: [],
    lessons: [],
    byLine: [],
    code: 'activity',
  },
  zone: { href: '/zones/330822', name: '浙江省衢州市常山县' },
  cover: undefined,
  gallery: [],
  reason: undefined,
  distance: '还有 9 天',
  answers: [
    { title: '时间', lines: [[{ words: '12月5日 周六 14:00—16:00', look: 'b', at: at('2026-12-05T06:00:00Z') }]] },
    {
      title: '地点',
      lines: [
        [{ words: '青溪县文化馆（演示）', look: 'b', href: `/i/${id}` }],
        [{ words: '二楼多功能厅，溪口路 18 号' }],
        [
          { words: '地图导航', href: 'https://uri.amap.com/search?keyword=a' },
          { words: '打电话', href: 'tel:057100000000' },
        ],
      ],
    },
    {
      title: '名额',
      lines: [
        [
          { words: '余 12 位，共 30 位', look: 'b' },
          { words: '12月4日 18:00 截止', look: 'dim' },
        ],
      ],
      seats: { taken: 18, all: 30 },
    },
    { title: '费用', lines: [[{ words: '免费需预约' }]] },
  ],
  player: undefined,
  go: {
    ...{ href: 'https://www.qx.example.cn/book', label: '在线预约', kind: 'booking' as const },
    application: '青溪文化云',
  },
  others: [{ href: 'https://www.qx.example.cn/a', label: '发布机构的页面', kind: 'out' as const }],
  hasCalendar: true,
  closedNote: undefined,
  tags: ['剪纸', '非遗'],
  facts: [{ title: '语种', words: '藏语' }],
  tables: [
    {
      title: '场次',
      columns: ['开始', '名额'],
      rows: [[{ at: at('2026-12-05T06:00:00Z') }, { words: '40' }]],
    },
  ],
  texts: [
    {
      title: '参与须知',
      lines: [
        { kind: 'p', text: '从县文化馆东门进，二楼左转。' },
        { kind: 'p', text: '请自带老花镜' },
      ],
    },
  ],
  body: [],
  rights: [
    { title: '来源', words: '青溪县文化馆（演示）' },
    { title: '使用许可', words: '署名可转载' },
  ],
  version: 2,
};
const bare = {
  ...entry,
  reason: undefined,
  distance: undefined,
  answers: [],
  go: undefined,
  others: [],
  tags: [],
  tables: [],
  texts: [],
};
const player = {
  ...{ kind: 'video' as const, src: 'https://v.qx.example.cn/1.mp4', isStream: false, hasCaptions: false },
  elsewhere: { href: 'https://m.qx.example.cn/1', label: '到发布机构的网站看', kind: 'out' as const },
};
const film = {
  ...{ ...bare, title: opera.title, channel: '数字资源·视频', layout: 'player' as const, code: 'video', player },
  ...{ date: undefined, startsAt: undefined, byLine: ['苍梧戏曲数字馆（演示）', '42 分'], state: undefined },
  cover: { ...picture, alt: '台上一桌二椅' },
  chapters: [
    { at: 0, clock: '00:00', title: '发配沙门岛' },
    { at: 400, clock: '06:40', title: '投店' },
  ],
  texts: [{ title: '文字稿', lines: [{ kind: 'p', text: '披星戴月到此间，寻访焦赞在哪边。' }] }],
};
const hall = {
  ...{
    ...bare,
    title: '青溪县文化馆（演示）',
    channel: '订场馆',
    layout: 'venue' as const,
    code: 'venue',
    date: undefined,
    startsAt: undefined,
  },
  state: { code: 'open' as const, words: '现在开放，17:00 闭馆', tone: 'ok' as const, isOver: false },
  answers: entry.answers.slice(1, 2),
  go: { href: 'https://www.qx.example.cn/book', label: '预订', kind: 'booking' as const },
  week: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'].map((name, place) => ({
    ...{ name, isToday: place === 1, spans: place === 0 ? [] : ['9:00—11:30', '13:30—17:00'] },
  })),
  closedNote: '周一闭馆，法定节假日除外',
  rooms: [
    {
      href: card.href,
      title: '204 剪纸教室',
      about: '30 人　免费',
      booking: { href: 'https://www.qx.example.cn/b', label: '预订', kind: 'booking' as const },
    },
    { href: card.href, title: '小剧场', about: '报告厅　180 人', booking: undefined },
  ],
  moreRooms: '/i/5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55/entries?channel=venue',
};
const article = {
  ...{
    ...bare,
    title: '青溪晒书节：一百二十七册方志重见天日',
    channel: '文化资讯',
    layout: 'article' as const,
    code: 'news',
  },
  ...{
    date: undefined,
    startsAt: undefined,
    state: undefined,
    byLine: ['青溪县文化馆（演示）', '撰文 林知远', '11月25日'],
  },
  cover: { ...picture, alt: '竹席上摊开晾晒的线装书' },
  body: [
    { kind: 'p', text: '晒书不是把书放在太阳下。' },
    { kind: 'h', text: '翻到自己的村子' },
    { kind: 'li', text: '竹席提前两天用清水擦过' },
  ],
};
const lessons = {
  ...{
    ...bare,
    title: '零基础书法十二讲',
    channel: '学才艺',
    code: 'course',
    byLine: ['书法', '零基础', '视频课'],
    date: undefined,
    startsAt: undefined,
  },
  state: undefined,
  lessons: [
    { no: '1', title: '握笔与坐姿', lasts: '15 分', href: 'https://v.qx.example.cn/1' },
    { no: '2', title: '横与竖', lasts: undefined, href: undefined },
  ],
};
const further = [
  { title: '附近的活动', all: { href: '/channels/activity', label: '全部' }, listings: [card, opera], isDated: true },
  { title: '青溪县文化馆（演示）的其他内容', all: undefined, listings: [book], isDated: false },
];
const detailMeta = {
  canonical: `https://cloud.example.cn/resources/${id}`,
  description: card.summary,
  picture: 'https://cloud.example.cn/pictures/resources/a.jpg',
  calendar: `/resources/${id}/event.ics`,
  code: `/resources/${id}/qr.svg`,
  jsonLd: { '@context': 'https://schema.org', '@type': 'Event', name: card.title },
};

const leads = [
  ['news', '文化资讯', '看各地文化新鲜事'],
  ['live', '看直播', '演出、讲座、展览'],
  ['activity', '享活动', '找身边的活动'],
  ['venue', '订场馆', '活动室、球场、剧场'],
  ['course', '学才艺', '书画、戏曲、舞蹈'],
  ['book', '读好书', '电子书、有声书'],
  ['market', '赶大集', '非遗与乡村好物'],
] as const;

/** Resources on the home page, with content and without. */
const noneOf = { listings: [], all: { href: `/i/${id}/entries`, count: 0 }, count: 0 };
const hostHouse = {
  values: {},
  href: `/resources/${id}`,
  state: { code: 'open' as const, words: '现在开放，17:00 闭馆', tone: 'ok' as const, isOver: false },
  reason: undefined,
  opens: undefined,
  closedOn: '周一闭馆',
  note: '法定节假日开放时间以馆内公告为准',
  today: ['9:00—11:30', '13:30—17:00'],
  week: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'].map((name, place) => ({
    name,
    isToday: place === 1,
    spans: place === 0 ? [] : ['9:00—11:30', '13:30—17:00'],
  })),
  transit: '公交 3 路、9 路“文化馆”站，步行 2 分钟',
  picture,
};
const hostHome = {
  meta: { ...meta, feed: `/i/${id}/feed.xml`, calendar: `/i/${id}/calendar.ics` },
  host: {
    name: institution.institution,
    href: `/i/${id}`,
    kind: '文化馆、群众艺术馆',
    zone: { href: '/zones/330822', name: '浙江省衢州市常山县' },
  },
  intro: '县里的人来这里唱越剧、剪窗花、学写字。1984 年建馆，四层楼，一年办 300 多场，演出和课都免费。',
  picture,
  house: hostHouse,
  address: '文峰路 18 号',
  map: { href: 'https://uri.amap.com/search?keyword=x', label: '地图导航', kind: 'map' as const },
  phone: { words: '0570-00000000', href: 'tel:057000000000' },
  doors: {
    web: 'https://www.qingxi.example.cn/',
    h5: 'https://m.qingxi.example.cn/',
    mini: '青溪文化',
    app: 'https://app.qingxi.example.cn/download',
  },
  visiting: ['公交 3 路、9 路“文化馆”站，步行 2 分钟', '轮椅坡道，电梯到四楼，母婴室'],
  writtenOn: '11月25日',
  on: { listings: [opera, card], all: { href: `/i/${id}/entries?channel=activity`, count: 6 }, count: 7 },
  courses: { listings: [book, card], all: { href: `/i/${id}/entries?channel=course`, count: 4 } },
  news: { listings: [newsItem, newsItem], all: { href: `/i/${id}/entries?channel=news`, count: 12 } },
  works: { listings: [book, pictured, opera, book], all: { href: `/i/${id}/entries`, count: 128 } },
  rooms: { href: `/i/${id}/entries?channel=venue`, count: 7 },
  entries: { href: `/i/${id}/entries`, count: 160 },
  following: `/account/follows/${id}`,
  feed: `/i/${id}/feed.xml`,
  calendar: `/i/${id}/calendar.ics`,
};

export const showcase = {
  channels: leads.map(([code, name, lead]) => ({ href: `/channels/${code}`, name, lead })),
  totals: { entries: 384_210, institutions: 1_286 },
  recommended: [card, opera, book],
  soon: { listings: [card, opera], isNear: true },
  news: [newsItem],
};
export const bareShowcase = {
  ...showcase,
  totals: { entries: 0, institutions: 0 },
  recommended: [],
  soon: { listings: [], isNear: false },
  news: [],
};

const nothingAsked = { asked: [], plainHref: undefined, nearest: undefined };
const examples = [{ href: '/search?q=baduanjin', words: 'baduanjin' }];
const zoneNone = {
  zone: { code: '330822', name: '浙江省衢州市常山县', own: '常山县', count: 0, level: '' },
  crumbs: [
    { href: '/zones/330000', name: '浙江省' },
    { href: '/zones/330800', name: '衢州市' },
  ],
  ...{
    below: undefined,
    city: undefined,
    remember: '/zones/330822?here=330822',
    soon: undefined,
    hosts: [],
    tabs: tabs.slice(0, 1),
  },
  wider: { name: '衢州市', href: '/zones/330800', count: 42 },
  ...{ listings: [], turns: alone, pastHref: undefined, meta },
};

export const publicSamples = {
  channel: {
    view: 'resources/public/channel',
    data: {
      ...head,
      when: '',
      today: [day],
      days: [{ ...day, id: 'd2026-11-26', isToday: false, count: undefined }],
      isRunning: false,
      running: [pictured],
      runningHref: '/channels/activity?running=1',
      over: [over],
      listings: [],
      turns,
      pastHref: '/channels/activity?when=past',
      meta,
    },
    page: page('享活动'),
  },
  'channel-past': {
    view: 'resources/public/channel',
    data: {
      ...head,
      when: 'past',
      today: [],
      days: [],
      isRunning: false,
      running: [],
      runningHref: undefined,
      over: [],
      listings: [over],
      turns,
      pastHref: undefined,
      meta,
    },
    page: page('享活动'),
  },
  'channel-cards': {
    view: 'resources/public/channel',
    data: {
      ...{ ...head, chosen: 0, kept: [], isFiltered: false, calendarHref: undefined, elsewhere: undefined },
      ...{
        when: '',
        today: [],
        days: [],
        isRunning: false,
        running: [],
        runningHref: undefined,
        over: [],
        listings,
        turns: alone,
        pastHref: undefined,
        meta: { ...meta, calendar: undefined },
      },
    },
    page: page('享活动'),
  },
  'channel-none': {
    view: 'resources/public/channel',
    data: {
      ...head,
      isFiltered: false,
      when: '',
      today: [],
      days: [],
      isRunning: false,
      running: [],
      runningHref: undefined,
      over: [],
      listings: [],
      turns: alone,
      pastHref: undefined,
      meta,
    },
    page: page('享活动'),
  },
  calendar: {
    view: 'resources/public/calendar',
    data: {
      ...{
        ...head,
        title: '2026年11月',
        weeks: [week(16), week(23)],
        previous: undefined,
        turns,
        day: { ...day, id: 'day' },
        feed: '/channels/activity/calendar.ics',
      },
      ...{ next: { href: '/channels/activity/calendar?month=2026-12', label: '2026年12月' }, meta },
    },
    page: page('享活动日历'),
  },
  nearby: {
    view: 'resources/public/nearby',
    data: {
      province: { name: '浙江省', href: '/channels/activity?here=330000&near=1' },
      back: '/nearby',
      below: [{ name: '杭州市', href: '/channels/activity?here=330100&near=1' }],
      here: '衢州市',
      meta: { noIndex: true },
    },
    page: page('您在哪里'),
  },
  resource: {
    view: 'resources/public/detail',
    data: { entry, further, meta: detailMeta },
    page: page(card.title),
  },
  'resource-cancelled': {
    view: 'resources/public/detail',
    data: {
      entry: {
        ...{
          ...bare,
          cover: { ...picture, alt: '老师示范剪“福”字' },
          gallery: [{ ...picture, alt: '图 1' }],
          reason: '因天气原因取消',
        },
        state: { code: 'cancelled' as const, words: '已取消', tone: 'bad-t' as const, isOver: true },
        ...{ date: over.date, hasCalendar: false, facts: [], version: 1 },
      },
      further: [],
      meta: { ...detailMeta, calendar: undefined },
    },
    page: page(card.title),
  },
  'resource-film': {
    view: 'resources/public/detail',
    data: { entry: film, further, meta: detailMeta },
    page: page(film.title),
  },
  'resource-sound': {
    view: 'resources/public/detail',
    data: {
      entry: { ...film, player: { ...player, kind: 'audio' as const, isStream: true }, cover: undefined },
      further: [],
      meta: detailMeta,
    },
    page: page(film.title),
  },
  'resource-venue': {
    view: 'resources/public/detail',
    data: { entry: hall, further, meta: detailMeta },
    page: page(hall.title),
  },
  'resource-article': {
    view: 'resources/public/detail',
    data: { entry: article, further, meta: detailMeta },
    page: page(article.title),
  },
  'resource-course': {
    view: 'resources/public/detail',
    data: { entry: lessons, further: [], meta: detailMeta },
    page: page(lessons.title),
  },
  channels: {
    view: 'resources/public/channels',
    data: {
      channels: leads.map(([code, name, lead], place) => ({
        ...{ href: `/channels/${code}`, name, lead, count: place === 6 ? 0 : 4_218 },
      })),
      meta,
    },
    page: page('全部栏目'),
  },
  zones: {
    view: 'resources/public/zones',
    data: {
      ...countryOf(
        [
          { code: '33', count: 1204 },
          { code: '23', count: 70 },
        ],
        '330822',
      ),
      ...{ typed: '', found: [], here: { href: '/zones/330822', name: '浙江省衢州市常山县' }, meta },
    },
    page: page('地方专区'),
  },
  'zones-found': {
    view: 'resources/public/zones',
    data: {
      ...{ ...countryOf([], undefined), typed: '常山', here: undefined, meta },
      found: [{ href: '/zones/330822', name: '常山县', full: '浙江省衢州市常山县' }],
    },
    page: page('地方专区'),
  },
  'zones-not-found': {
    view: 'resources/public/zones',
    data: { ...countryOf([], undefined), ...{ typed: '桃花源', found: [], here: undefined, meta } },
    page: page('地方专区'),
  },
  zone: {
    view: 'resources/public/zone',
    data: {
      ...zoneNone,
      zone: { code: '330000', name: '浙江省', own: '浙江省', count: 175, level: '市' },
      crumbs: [],
      below: {
        some: [{ name: '杭州市', href: '/zones/330100', count: 35 }],
        none: [{ name: '宁波市', href: '/zones/330200', count: 0 }],
      },
      city: {
        ...{ name: '衢州市', href: '/zones/330800', count: 42 },
        below: { some: [{ name: '常山县', href: '/zones/330822', count: 42 }], none: [] },
      },
      from: '柯县已于 2021-04-09 并入这里。',
      soon: { isToday: true, listings: [opera, card] },
      hosts: [{ name: institution.institution, href: institution.institutionHref }],
      tabs,
      listings,
      turns,
      pastHref: '/zones/330800?when=past',
    },
    page: page('衢州市专区'),
  },
  'zone-county': {
    view: 'resources/public/zone',
    data: { ...zoneNone, remember: undefined, soon: { isToday: false, listings: [card] } },
    page: page('常山县专区'),
  },
  'zone-none': {
    view: 'resources/public/zone',
    data: {
      ...zoneNone,
      zone: { code: '650000', name: '新疆维吾尔自治区', own: '新疆维吾尔自治区', count: 0, level: '市' },
      ...{ crumbs: [], wider: undefined },
      below: { some: [], none: [{ name: '阿克苏地区', href: '/zones/652900', count: 0 }] },
    },
    page: page('新疆维吾尔自治区专区'),
  },
  host: { view: 'resources/public/institution', data: hostHome, page: page(institution.institution) },
  'host-shut': {
    view: 'resources/public/institution',
    data: {
      ...hostHome,
      picture: undefined,
      house: {
        ...hostHouse,
        state: { code: 'shut' as const, words: '暂停开放，12月2日 09:00 恢复', tone: 'warn' as const, isOver: false },
        reason: '消防检修，全天闭馆。',
      },
    },
    page: page(institution.institution),
  },
  'host-none': {
    view: 'resources/public/institution',
    data: {
      ...hostHome,
      ...{
        intro: undefined,
        picture: undefined,
        house: undefined,
        address: undefined,
        map: undefined,
        phone: undefined,
      },
      host: { name: institution.institution, href: `/i/${id}`, kind: '公共文化机构', zone: undefined },
      doors: { web: undefined, h5: undefined, mini: undefined, app: undefined },
      ...{ visiting: [], writtenOn: undefined, calendar: undefined },
      ...{ on: noneOf, courses: noneOf, news: noneOf, works: noneOf },
      ...{ rooms: noneOf.all, entries: noneOf.all },
    },
    page: page(institution.institution),
  },
  'host-preview': {
    view: 'resources/preview-institution',
    data: { ...hostHome, meta: { noIndex: true }, notes: { isReviewer: false, missing: [] } },
    page: page(`预览：${institution.institution}`),
  },
  'host-entries': {
    view: 'resources/public/institution-entries',
    data: {
      host: {
        name: institution.institution,
        href: `/i/${id}`,
        about: '文化馆、群众艺术馆',
        zone: { href: '/zones/330822', name: '浙江省衢州市常山县' },
      },
      tabs,
      listings,
      turns,
      pastHref: '/i/a/entries?when=past',
      meta,
    },
    page: page(institution.institution),
  },
  near: {
    view: 'resources/public/near',
    data: { ...nearPage, around: near({ when: 'sunday', km: 5, kinds: [], words: '' }) },
    page: page('附近'),
  },
  'near-none': {
    view: 'resources/public/near',
    data: {
      ...nearPage,
      isDenied: true,
      isUsed: true,
      around: near({ when: 'tonight', km: 5, kinds: ['child'], words: '' }),
    },
    page: page('附近'),
  },
  'near-start': {
    view: 'resources/public/near',
    data: { ...nearPage, typed: '不知哪里', isUnknown: true, around: undefined },
    page: page('附近'),
  },
  search: {
    view: 'resources/public/search',
    data: {
      query: '这周末剪纸',
      asked: [{ kind: '时间', value: '12月5日 周六—12月6日 周日', href: '/search?q=%E5%89%AA%E7%BA%B8' }],
      plainHref: '/search?q=%E5%89%AA%E7%BA%B8&plain=1',
      nearest: {
        words: '按离我的远近看：“剪纸”',
        href: '/nearby/here?q=%E5%89%AA%E7%BA%B8&when=weekend',
        isKnown: false,
      },
      examples,
      tabs,
      turns,
      channel: 'activity',
      found: {
        count: 600,
        isMore: true,
        listings: listings.map((each, place) => ({
          ...each,
          sessions:
            place === 0 ? [{ href: card.href, at: new Date('2026-12-05T14:00:00+08:00'), words: '12月5日 14:00' }] : [],
        })),
        wider: [],
        near: [],
        institutions: [{ name: institution.institution, href: `/i/${id}` }],
      },
      meta: { ...meta, noIndex: true },
    },
    page: page('“这周末剪纸”的搜索结果'),
  },
  'search-near': {
    view: 'resources/public/search',
    data: {
      query: '青溪剪纸课',
      examples,
      tabs,
      turns: alone,
      channel: undefined,
      ...nothingAsked,
      found: {
        ...{ count: 0, isMore: false, listings: [], near: [card], institutions: [] },
        wider: [{ words: '往后看，还有 1 条', href: '/search?q=a', listings: [card] }],
      },
      meta,
    },
    page: page('“青溪剪纸课”的搜索结果'),
  },
  'search-none': {
    view: 'resources/public/search',
    data: { ...nothingAsked, query: '，', examples, tabs, turns: alone, channel: undefined, found: undefined, meta },
    page: page('“，”的搜索结果'),
  },
  'search-empty': {
    view: 'resources/public/search',
    data: { ...nothingAsked, query: '', examples, tabs, turns: alone, channel: undefined, found: undefined, meta },
    page: page('搜索'),
  },
} satisfies Readonly<Record<string, Sample>>;
