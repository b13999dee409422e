import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const id = '7a0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const institution = { institution: '青溪县文化馆（演示）', institutionHref: `/i/${id}` };
const picture = { small: '/public/logo-qingxi.svg', large: '/public/logo-qingxi.svg', alt: '' };
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
  leaf: { character: '剪', tone: '' },
  startsAt: at('2026-12-05T06:00:00Z'),
  endsAt: at('2026-12-05T08:00:00Z'),
  publishedAt: at('2026-11-23T02:00:00Z'),
  notes: ['余 12 位', '免费需预约', '培训'],
};
const opera = {
  ...card,
  title: '戏曲进乡村《三岔口》',
  channel: '看直播',
  channelHref: '/channels/live',
  leaf: { character: '戏', tone: 'c' },
  startsAt: at('2026-11-24T11:30:00Z'),
  notes: ['演出'],
};
const book = {
  ...card,
  title: '县志里的青溪（有声书）',
  channel: '读好书',
  channelHref: '/channels/book',
  leaf: { character: '县', tone: 'b' },
  startsAt: undefined,
  endsAt: undefined,
  notes: ['有声书'],
};
const pictured = { ...card, title: '山水之间：馆藏国画精品展', picture };
const listings = [card, opera, book, pictured];

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
const times = [
  { href: '/channels/activity', label: '正在和即将', isHere: true },
  { href: '/channels/activity?when=week', label: '七天内', isHere: false },
  { href: '/channels/activity?when=past', label: '已结束', isHere: false },
];
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

const entry = {
  ...card,
  code: 'activity',
  zone: { href: '/zones/330822', name: '浙江省衢州市常山县' },
  cover: undefined,
  gallery: [],
  live: { notes: [{ words: '余 12 位', tone: 'ok' }], reason: undefined },
  booking: { href: 'https://www.qx.example.cn/book', label: '在线预约', application: undefined },
  actions: [{ href: 'https://www.qx.example.cn/a', label: '在发布机构的网站查看' }],
  tags: ['剪纸', '非遗'],
  facts: [
    { title: '活动类型', words: '培训' },
    { title: '报名截止', at: at('2026-12-04T10:00:00Z') },
    { title: '地点', words: '二楼多功能厅' },
  ],
  tables: [
    {
      title: '场次',
      columns: ['开始', '名额'],
      rows: [
        [
          { title: '开始', at: at('2026-12-05T06:00:00Z') },
          { title: '名额', words: '40' },
        ],
      ],
    },
  ],
  texts: [
    {
      title: '参与须知',
      lines: [
        { kind: 'h', text: '怎么来' },
        { kind: 'p', text: '从县文化馆东门进，二楼左转。' },
        { kind: 'li', text: '请自带老花镜' },
      ],
    },
  ],
  rights: [
    { title: '来源', words: '青溪县文化馆（演示）' },
    { title: '使用许可', words: '署名可转载' },
  ],
  version: 2,
};
const detailMeta = {
  canonical: `https://cloud.example.cn/resources/${id}`,
  description: card.summary,
  picture: 'https://cloud.example.cn/pictures/resources/a.jpg',
  calendar: `/resources/${id}/event.ics`,
  jsonLd: { '@context': 'https://schema.org', '@type': 'Event', name: card.title },
};
const link = {
  name: '青溪文化云',
  href: 'https://www.qx.example.cn/',
  phone: undefined,
  tile: '/public/logo-qingxi.svg',
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

/** What the home page shows of resources, with content and without. */
export const showcase = {
  channels: leads.map(([code, name, lead]) => ({ href: `/channels/${code}`, name, lead })),
  totals: { entries: 384_210, institutions: 1_286 },
  recommended: [card, opera, book],
  thisWeek: [card, opera],
  news: [{ ...book, title: '青溪县文化馆新馆试开放', channel: '文化资讯' }],
};
export const bareShowcase = {
  ...showcase,
  totals: { entries: 0, institutions: 0 },
  recommended: [],
  thisWeek: [],
  news: [],
};

export const publicSamples = {
  channel: {
    view: 'resources/public/channel',
    data: {
      channel,
      menu,
      choices,
      isFiltered: true,
      isLater: true,
      times,
      when: 'past',
      listings,
      next: '/channels/activity?after=1',
      meta,
    },
    page: page('享活动'),
  },
  'channel-none': {
    view: 'resources/public/channel',
    data: {
      channel,
      menu,
      choices,
      isFiltered: false,
      isLater: false,
      times: [],
      when: undefined,
      listings: [],
      next: undefined,
      meta,
    },
    page: page('享活动'),
  },
  resource: {
    view: 'resources/public/detail',
    data: { entry, more: [opera, book], meta: detailMeta },
    page: page(card.title),
  },
  'resource-pictures': {
    view: 'resources/public/detail',
    data: {
      entry: {
        ...entry,
        cover: { ...picture, alt: '老师示范剪“福”字' },
        gallery: [{ ...picture, alt: '图 1' }],
        live: { notes: [{ words: '已取消', tone: 'warn' }], reason: '因天气原因取消' },
        booking: {
          href: 'https://www.qx.example.cn/enter?target_link_uri=x',
          label: '在线报名',
          application: '青溪文化云',
        },
        actions: [],
        tags: [],
        facts: [],
        tables: [],
        texts: [],
        version: 1,
      },
      more: [],
      meta: { ...detailMeta, calendar: undefined },
    },
    page: page(card.title),
  },
  zones: {
    view: 'resources/public/zone',
    data: {
      zone: undefined,
      crumbs: [],
      below: [
        { name: '浙江省', href: '/zones/330000', count: 1204 },
        { name: '新疆维吾尔自治区', href: '/zones/650000', count: 0 },
      ],
      meta,
    },
    page: page('地方专区'),
  },
  zone: {
    view: 'resources/public/zone',
    data: {
      zone: { code: '330800', name: '浙江省衢州市', own: '衢州市' },
      crumbs: [{ href: '/zones/330000', name: '浙江省' }],
      below: [{ name: '常山县', href: '/zones/330822', count: 42 }],
      from: '柯县已于 2021-04-09 并入这里。',
      tabs,
      isLater: false,
      listings,
      next: '/zones/330800?after=1',
      meta,
    },
    page: page('衢州市专区'),
  },
  'zone-none': {
    view: 'resources/public/zone',
    data: {
      zone: { code: '650000', name: '新疆维吾尔自治区', own: '新疆维吾尔自治区' },
      crumbs: [],
      below: [],
      tabs,
      isLater: false,
      listings: [],
      next: undefined,
      meta,
    },
    page: page('新疆维吾尔自治区专区'),
  },
  host: {
    view: 'resources/public/institution',
    data: {
      host: {
        name: institution.institution,
        href: '/zones/330822',
        about: '文化馆、群众艺术馆　文峰路 18 号',
        zone: { href: '/zones/330822', name: '浙江省衢州市常山县' },
        links: [link],
      },
      tabs,
      isLater: true,
      listings,
      next: undefined,
      meta,
    },
    page: page(institution.institution),
  },
  'host-none': {
    view: 'resources/public/institution',
    data: {
      host: { name: institution.institution, href: `/i/${id}`, about: '公共文化机构', zone: undefined, links: [] },
      tabs: tabs.slice(0, 1),
      isLater: false,
      listings: [],
      next: undefined,
      meta,
    },
    page: page(institution.institution),
  },
  search: {
    view: 'resources/public/search',
    data: {
      query: '剪纸',
      tabs,
      first: '/search?q=a',
      channel: 'activity',
      isLater: false,
      found: {
        count: 600,
        isMore: true,
        listings,
        near: [],
        institutions: [{ name: institution.institution, href: `/i/${id}` }],
        next: '/search?q=a&after=1',
      },
      meta: { ...meta, noIndex: true },
    },
    page: page('“剪纸”的搜索结果'),
  },
  'search-near': {
    view: 'resources/public/search',
    data: {
      query: '青溪剪纸课',
      tabs,
      first: '/search?q=a',
      channel: undefined,
      isLater: false,
      found: { count: 0, isMore: false, listings: [], near: [card], institutions: [], next: undefined },
      meta,
    },
    page: page('“青溪剪纸课”的搜索结果'),
  },
  'search-none': {
    view: 'resources/public/search',
    data: { query: '，', tabs, first: '/search', channel: undefined, isLater: false, found: undefined, meta },
    page: page('“，”的搜索结果'),
  },
  'search-empty': {
    view: 'resources/public/search',
    data: { query: '', tabs, first: '/search', channel: undefined, isLater: false, found: undefined, meta },
    page: page('搜索'),
  },
} satisfies Readonly<Record<string, Sample>>;
