import type { PageData } from '../../src/http/pages/render.ts';
import { cloudHomes } from '../../src/links/material-pages.ts';
import { materials } from '../../src/links/materials.ts';
import { snippetsOf } from '../../src/links/shown.ts';
import { draw } from '../../src/links/watch/drawing.ts';
import { type PresentedSide, presentStrip } from '../../src/links/watch/shown.ts';
import type { LinkPosition, Outline } from '../../src/links/watch/side.ts';
import { snippetOf } from '../../src/links/watch/snippet.ts';
import { stripsOf } from '../../src/links/watch/strips.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { showcase } from './samples-public.ts';

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const menu = {
  label: '机构后台',
  entries: [
    { key: 'home', href: '/console', label: '首页' },
    { key: 'links', href: '/console/links', label: '端口互访' },
  ],
};
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu,
  here: 'links',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  ...more,
});

const logo = '/public/logo-qingxi.svg';
const link = {
  id,
  name: '青溪文化云',
  institution: '青溪县文化馆（演示）',
  pcUrl: 'https://www.qx.example.cn/',
  h5Url: 'https://m.qx.example.cn/',
  href: 'https://www.qx.example.cn/',
  phone: 'https://m.qx.example.cn/',
  logo,
  tile: logo,
  appUrl: undefined,
  code: undefined,
  isOnline: true,
  createdAt: at('2026-11-20T02:00:00Z'),
  updatedAt: at('2026-11-24T02:00:00Z'),
};
const lights = [
  { name: '网站首页', light: ' on', word: '找到', isAlarmed: false, isUnsteady: false },
  { name: '手机版首页', light: ' off', word: '没有找到', isAlarmed: true, isUnsteady: true },
];
const watched = {
  lights,
  watchHref: `/console/links/${id}/watch`,
  webHome: link.pcUrl,
  h5Home: link.h5Url,
  appUrl: undefined,
};
const outline: Outline = {
  title: '青溪县文化馆',
  bands: [
    { region: 'header', from: 0, to: 0.08, links: 2, pictures: 1 },
    { region: 'nav', from: 0.08, to: 0.16, links: 8, pictures: 0 },
    { region: 'main', from: 0.16, to: 0.86, links: 30, pictures: 12 },
    { region: 'footer', from: 0.86, to: 1, links: 5, pictures: 0 },
  ],
};
const place: LinkPosition = {
  ...{
    region: 'footer',
    heading: '友情链接',
    link: 41,
    of: 45,
    before: '县政府',
    after: '县图书馆',
    at: 0.9,
    look: 'picture',
  },
};
const sideOf = (more: Partial<PresentedSide>): PresentedSide => ({
  ...{ side: 'web', name: '网站首页', isBad: false, isUnseen: false, light: ' on', word: '找到' },
  ...{ at: at('2026-11-23T22:00:04Z'), host: 'www.qx.example.cn', address: 'https://www.qx.example.cn/' },
  ...{ milliseconds: 612, seconds: '0.6', cause: undefined, last: undefined, lastAt: undefined, likely: undefined },
  ...{ place: '页脚“友情链接”下，全页 45 个链接中的第 41 个，在“县政府”和“县图书馆”之间' },
  ...{ picture: logo, pictureCause: undefined, code: undefined, isUnsteady: false, drawing: draw(outline, place, 560) },
  ...more,
});
const lost = sideOf({
  ...{ side: 'h5', name: '手机版首页', isBad: true, light: ' off', word: '没有找到，第 4 天', host: 'm.qx.example.cn' },
  ...{ cause: '页面上共有 44 个链接，没有一个指向国家公共文化云', place: undefined, isUnsteady: true },
  ...{ likely: '页脚还有 5 个链接，国家云的在 11月20日 以后被删掉了', lastAt: at('2026-11-19T22:00:04Z') },
  ...{ last: '页脚“友情链接”下，全页 45 个链接中的第 41 个', drawing: draw(outline, place, 300) },
  code: snippetOf('https://cloud.example.cn', 'link-180x50.svg', 180, 50),
});
const gone = sideOf({
  ...{ isBad: true, light: ' off', word: '打不开，第 2 天', drawing: undefined, place: undefined, picture: undefined },
  ...{ cause: '域名没有解析结果。请检查域名是否到期，DNS 记录是否还在' },
});
const app = sideOf({ ...{ side: 'app', name: 'APP 下载二维码', word: '正常', drawing: undefined, place: undefined } });
const ours = sideOf({
  ...{ side: 'cloud', name: '国家云上的贵方链接', word: '正常', drawing: undefined, place: undefined },
});
const runs = Array.from({ length: 90 }, (_, back) => ({
  side: 'h5' as const,
  slot: new Date(at('2026-11-23T22:00:00Z').getTime() - back * 86_400_000),
  state: back < 4 ? ('missing' as const) : back === 9 ? ('slow' as const) : ('found' as const),
}));
const strips = stripsOf(runs, at('2026-11-24T10:32:00Z')).map(presentStrip);
const watch = {
  link: { name: '青溪文化云', institution: '青溪县文化馆（演示）', isOnline: true },
  ...{ back: '/console/links', isDesk: false, action: `/console/links/${id}/check`, mayAsk: true, isUnderWay: false },
  ...{ checked: { at: at('2026-11-23T22:00:04Z'), seconds: 9 }, bad: [lost], good: [sideOf({})], others: [app, ours] },
  targets: ['合作平台页：海报 230×60，链接到 www.qx.example.cn'],
  ...{ itself: `/console/links/${id}/watch`, isChecked: true, wrong: [lost] },
  ...{
    strips,
    cloudHost: 'cloud.example.cn',
    history: `/console/links/${id}/history`,
    materials: '/partners/materials',
  },
};

const phoneOnly = {
  ...link,
  name: '澜江市图书馆掌上阅读',
  pcUrl: undefined,
  href: link.h5Url,
  phone: undefined,
  code: logo,
  appUrl: 'https://m.qx.example.cn/app',
};
const off = {
  ...link,
  id: id.replace('5f', '6f'),
  name: '青溪非遗地图',
  isOnline: false,
  reason: '域名到期，页面打不开',
};
const cloud = 'https://cloud.example.cn';

export const linkSamples = {
  'links-mine': {
    view: 'links/mine',
    data: {
      links: [link, { ...off, offlineBy: 'operator' }, { ...off, offlineBy: 'institution' }].map((each) => ({
        ...each,
        ...watched,
        change: each.id === id ? { id, name: '退回修改' } : undefined,
      })),
      snippets: snippetsOf(cloud),
      waiting: [{ id, title: '青溪剪纸馆', tone: 'wait', name: '待审核' }],
      mayChange: true,
      cloud,
    },
    page: page('端口互访'),
  },
  'links-mine-none': {
    view: 'links/mine',
    data: { links: [], waiting: [], snippets: snippetsOf(cloud), mayChange: true, cloud },
    page: page('端口互访'),
  },
  'links-watch': { view: 'links/watch', data: watch, page: page('青溪文化云的巡检') },
  'links-watch-down': {
    view: 'links/watch',
    data: { ...watch, wrong: [gone, lost], bad: [gone, lost], good: [], isUnderWay: true },
    page: page('青溪文化云的巡检'),
  },
  'links-watch-first': {
    view: 'links/watch',
    data: {
      ...watch,
      ...{
        bad: [],
        good: [],
        others: [],
        isChecked: false,
        wrong: [],
        strips: [],
        checked: undefined,
        isUnderWay: false,
      },
    },
    page: page('青溪文化云的巡检'),
  },
  'links-history': {
    view: 'links/history',
    data: {
      link: { name: '青溪文化云' },
      ...{
        back: '/console/links',
        watch: `/console/links/${id}/watch`,
        action: `/console/links/${id}/history`,
        side: 'h5',
      },
      sides: [{ value: 'h5', label: '手机版首页' }],
      checks: [lost, sideOf({}), sideOf({ cause: '只有文字“国家公共文化云”，还没有放国家云的标志图' })].map((each) => ({
        ...each,
        slot: each.at,
        asked: each.side === 'h5',
      })),
      next: `/console/links/${id}/history?before=1.a`,
    },
    page: page('青溪文化云的检测记录'),
  },
  'links-history-none': {
    view: 'links/history',
    data: {
      link: { name: '青溪文化云' },
      ...{ back: '/admin/links', watch: `/admin/links/${id}/watch`, action: `/admin/links/${id}/history`, side: '' },
      ...{ sides: [], checks: [], next: undefined },
    },
    page: page('青溪文化云的检测记录', { place: '运营' }),
  },
  'links-materials': {
    view: 'links/materials',
    data: {
      homes: cloudHomes({ publicUrl: new URL(cloud), config: { APP_URL: undefined } }),
      code: { size: 29, path: 'M4 4h1v1h-1zM5 5h9v9h-9z' },
      materials: materials.map((each) => ({
        ...each,
        snippet: snippetOf(cloud, `${each.file}.svg`, each.width, each.height),
      })),
    },
    page: { title: '合作素材', layout: 'public' as const },
  },
  'links-app': {
    view: 'links/app',
    data: { appUrl: `${cloud}/`, isThere: false, code: { size: 29, path: 'M4 4h1v1h-1zM5 5h9v9h-9z' } },
    page: { title: '下载 APP', layout: 'public' as const },
  },
  'links-offline': {
    view: 'links/offline',
    data: {
      link,
      action: `/console/links/${id}/offline`,
      back: '/console/links',
      values: {},
      problems: { reason: '请填写下线的原因' },
    },
    page: page('下线端口链接', { bad: true }),
  },
  'links-desk': {
    view: 'links/desk',
    data: {
      links: [link, { ...phoneOnly, id: off.id }, { ...off, offlineBy: 'operator' as const }].map((each) => ({
        ...each,
        ...watched,
      })),
      filter: { text: '', state: '', watch: 'alarmed' },
      mayChange: true,
      next: '/admin/links?before=1.a',
    },
    page: page('端口链接', { place: '运营' }),
  },
  'links-desk-none': {
    view: 'links/desk',
    data: { links: [], filter: { text: '青溪', state: '', watch: '' }, mayChange: false, next: undefined },
    page: page('端口链接', { place: '运营' }),
  },
  partners: {
    view: 'links/partners',
    data: {
      partners: [link, phoneOnly, off],
      count: 3,
      promotions: [{ id, title: '“村晚”联合直播：征集合作平台', at: at('2026-11-24T02:00:00Z') }],
    },
    page: { title: '合作平台' },
  },
  'partners-none': {
    view: 'links/partners',
    data: { partners: [], count: 0, promotions: [] },
    page: { title: '合作平台' },
  },
  'home-partners': {
    view: 'site/home',
    data: {
      partners: [link, phoneOnly],
      partnersInAll: 2,
      showcase,
      here: { name: '常山县', near: '衢州市', href: '/zones/330822' },
    },
    page: { title: '国家公共文化云', layout: 'public' as const },
  },
} satisfies Readonly<Record<string, Sample>>;
