import type { PageData } from '../../src/http/pages/render.ts';
import { snippetsOf } from '../../src/links/shown.ts';
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
  code: undefined,
  isOnline: true,
  createdAt: at('2026-11-20T02:00:00Z'),
  updatedAt: at('2026-11-24T02:00:00Z'),
};
const phoneOnly = {
  ...link,
  name: '澜江市图书馆掌上阅读',
  pcUrl: undefined,
  href: link.h5Url,
  phone: undefined,
  code: logo,
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
      links: [link, { ...phoneOnly, id: off.id }, { ...off, offlineBy: 'operator' }],
      filter: { text: '', state: '' },
      mayChange: true,
      next: '/admin/links?before=1.a',
    },
    page: page('端口链接', { place: '运营' }),
  },
  'links-desk-none': {
    view: 'links/desk',
    data: { links: [], filter: { text: '青溪', state: '' }, mayChange: false, next: undefined },
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
    data: { issuer: cloud, partners: [link, phoneOnly], partnersInAll: 2, showcase },
    page: { title: '国家公共文化云', layout: 'public' as const },
  },
} satisfies Readonly<Record<string, Sample>>;
