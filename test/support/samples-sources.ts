import type { PageData } from '../../src/http/pages/render.ts';
import { fact as ofChannels } from '../../src/resources/channels/facts.ts';
import { answersFor } from '../../src/resources/sources/answers.ts';
import { fact } from '../../src/resources/sources/facts.ts';
import { preview } from '../../src/resources/sources/looking.ts';
import type { SourceItem } from '../../src/resources/sources/reading/item.ts';
import {
  presentPreview,
  presentRuns,
  presentSettings,
  presentSource,
  presentTrust,
  presentView,
} from '../../src/resources/sources/shown.ts';
import type { Run, Source } from '../../src/resources/sources/source.ts';
import type { StoredItem } from '../../src/resources/sources/store.ts';
import { certainOf, textOf } from '../../src/resources/sources/texts.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { speech } from './words.ts';

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c61';
const menu = {
  label: '机构后台',
  entries: [
    { key: 'home', href: '/console', label: '首页' },
    { key: 'resources', href: '/console/resources', label: '资源' },
    { key: 'sources', href: '/console/sources', label: '接入来源' },
  ],
};
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  ...{ title, menu, here: 'sources', place: '青溪县文化馆（演示）', user: { label: '陈*（138****8101）' } },
  ...more,
});

const now = at('2026-11-26T06:25:00Z');
const clock = { now: () => now };
const { say } = speech;

const source: Source = {
  id,
  institutionId: id,
  institution: '青溪县文化馆（演示）',
  address: 'https://www.qx.example.cn/events.ics',
  form: 'calendar',
  title: '网站活动日历',
  state: 'on',
  settings: {
    categories: { 活动: 'activity', 培训: 'activity', 公告: 'news' },
    ...{
      otherwise: 'activity',
      places: { 剪纸室: '204 剪纸教室' },
      fixed: { address: '文一西路 1 号', fee_type: 'free', booking: 'none' },
    },
  },
  createdAt: at('2026-10-27T08:42:00Z'),
  ...{ etag: undefined, lastModified: undefined, cursor: undefined, nextAt: at('2026-11-26T06:30:00Z') },
  readAt: at('2026-11-26T06:20:00Z'),
  ...{ failures: 0, fault: undefined, toldAt: undefined, shrunk: undefined, mayShrink: false, given: 62, trust: 14 },
};

const item = (key: string, title: string, startsAt: string, more: Partial<StoredItem> = {}): StoredItem => ({
  ...{
    key,
    title,
    twin: key,
    category: '活动',
    startsAt: at(startsAt),
    endsAt: at(startsAt),
    url: undefined,
    writtenAt: undefined,
    hash: key,
    live: '',
  },
  ...{ state: 'here', reason: undefined, entryId: id, contentHash: key, waits: false },
  ...{ judgedId: undefined, missing: undefined },
  ...{
    firstAt: now,
    reviewState: 'submitted',
    submissionId: id,
    publicationState: undefined,
    entryHash: key,
    publishedStart: undefined,
  },
  ...more,
});
const items: StoredItem[] = [
  item('a', '跨年夜：文化馆的最后一小时', '2026-12-31T15:00:00Z', {
    ...{ state: 'refused', entryId: undefined, reviewState: undefined },
    reason: fact('sources.gaps', { gaps: [ofChannels('channels.address_or_venue')] }),
  }),
  item('b', '馆员例会', '2026-12-09T07:00:00Z', {
    ...{ state: 'refused', entryId: undefined, reviewState: undefined, category: '内部' },
    reason: fact('sources.category_unset', { category: '内部' }),
  }),
  item('c', '元旦写福字', '2027-01-01T01:00:00Z'),
  item('d', '合唱团公开排练', '2026-12-02T11:00:00Z'),
  item('e', '银龄剪纸体验课（第三期）', '2026-12-05T06:00:00Z', {
    reviewState: 'approved',
    publicationState: 'published',
  }),
  ...Array.from({ length: 57 }, (_each, n) =>
    item(`x${n}`, `活动 ${n}`, '2026-12-12T06:00:00Z', {
      ...{ reviewState: 'approved', publicationState: 'published', missing: n < 3 ? 'left' : undefined },
    }),
  ),
];

const run = (iso: string, more: Partial<Run> = {}): Run => ({
  ...{
    at: at(iso),
    lastAt: at(iso),
    times: 1,
    read: 62,
    created: 0,
    changed: 0,
    gone: 0,
    refused: 0,
    fault: undefined,
    lines: [],
  },
  ...more,
});
const runs: Run[] = [
  run('2026-11-26T06:20:00Z', {
    ...{ created: 2, changed: 1, refused: 2 },
    lines: [
      {
        kind: 'new',
        key: 'c',
        title: '元旦写福字',
        startsAt: '2027-01-01T09:00:00+08:00',
        place: '一楼大厅',
        entryId: id,
      },
      {
        kind: 'new',
        key: 'd',
        title: '合唱团公开排练',
        startsAt: '2026-12-02T19:00:00+08:00',
        place: '301 舞蹈房',
        entryId: id,
      },
      {
        kind: 'changed',
        key: 'e',
        title: '银龄剪纸体验课（第三期）',
        entryId: id,
        reason: fact('sources.now_remaining', { remaining: 6 }),
      },
    ],
  }),
  ...[25, 22, 20, 13, 12, 11, 9, 7, 4, 1].map((day) =>
    run(`2026-11-${String(day).padStart(2, '0')}T03:00:00Z`, {
      created: (day % 4) + 1,
      changed: day % 3,
      refused: day % 5 === 0 ? 2 : 0,
      times: 90,
    }),
  ),
  run('2026-11-14T00:00:00Z', {
    lastAt: at('2026-11-15T10:00:00Z'),
    times: 40,
    read: 0,
    fault: fact('sources.unreachable'),
  }),
];

const first = (
  key: string,
  title: string,
  startsAt: string,
  endsAt: string | undefined,
  more: Partial<SourceItem> = {},
): SourceItem => ({
  ...{ key, title, startsAt, endsAt, categories: ['活动'], isCancelled: false, url: 'https://www.qx.example.cn/e' },
  ...more,
});
const choir = ['12-02', '12-09', '12-16', '12-23', '12-30'].map((day) => ({
  ...{ startsAt: `2026-${day}T19:00:00+08:00`, endsAt: `2026-${day}T20:30:00+08:00` },
}));
const coming: SourceItem[] = [
  first('1', '绘本故事会：冬天的晚上', '2026-11-28T10:00:00+08:00', '2026-11-28T11:00:00+08:00', {
    place: '少儿阅览室',
  }),
  first('2', '书法公益课：写春联', '2026-11-29T14:00:00+08:00', '2026-11-29T16:00:00+08:00', {
    place: '三楼',
    categories: ['培训'],
  }),
  first('3', '合唱团公开排练', '2026-12-02T19:00:00+08:00', '2026-12-30T20:30:00+08:00', {
    place: '301 舞蹈房',
    sessions: choir,
  }),
  first('4', '馆员例会', '2026-12-09T15:00:00+08:00', '2026-12-09T16:00:00+08:00', { categories: ['内部'] }),
  first('5', '冬至夜·青溪小戏专场', '2026-12-22T19:00:00+08:00', '2026-12-22T20:30:00+08:00', { place: '小剧场' }),
  first('6', '跨年夜：文化馆的最后一小时', '2026-12-31T23:00:00+08:00', undefined),
  first('7', '元旦写福字', '2027-01-01T09:00:00+08:00', '2027-01-01T11:30:00+08:00', { place: '一楼大厅' }),
];
const hall = { name: '青溪县文化馆（演示）', regionCode: '330106', address: '文一西路 1 号' };
const answers = answersFor(coming, hall, id);
const settingsOfAnswers = {
  ...answers,
  categories: { 活动: 'activity', 培训: 'activity' },
} as const;
const about = { settings: settingsOfAnswers, address: source.address, hall, firstAt: now };
const shown = coming
  .map((each) => {
    const text = textOf(each, about);
    return preview(each, { ...about, certain: text && certainOf(text) });
  })
  .map((each) => presentPreview(each.item.key === '7' ? { ...each, state: 'same' } : each, say));
const settings = presentSettings(coming, answers, id);

const view = presentView({ source, items, runs }, say, clock);
const mayWrite = { mayWrite: true, trust: presentTrust(14, 20) };
const listed = [
  presentSource(source, say),
  presentSource({ ...source, title: '飞书日历', failures: 4, fault: fact('sources.password') }, say),
  presentSource({ ...source, title: '公众号 RSS', state: 'paused', shrunk: { was: 62, now: 28 } }, say),
];

export const sourceSamples: Record<string, Sample> = {
  sources: {
    view: 'resources/sources/list',
    data: { address: '', mayWrite: true, sources: listed },
    page: page('接入来源'),
  },
  'sources-empty': {
    view: 'resources/sources/list',
    data: {
      ...{ address: 'www.qx.example.cn/pdf', mayWrite: true, sources: [] },
      problems: { address: say(fact('sources.page_has_none')) },
    },
    page: page('接入来源'),
  },
  'sources-look': {
    view: 'resources/sources/look',
    data: {
      ...{
        steps: ['地址', '先看一眼', '接入'],
        address: source.address,
        form: 'calendar',
        name: '青溪县文化馆',
        count: 62,
        fits: 58,
        refused: 2,
      },
      why: say(fact('sources.page_names_calendar', { host: 'www.qx.example.cn', alsoFeed: true })),
      ...{ isTimed: true, first: shown, more: 52, settings, open: { name: '内部', id: 'category_2' }, unset: 1 },
      problems: { category_2: say(fact('sources.choose_target')) },
    },
    page: page('先看一眼'),
  },
  source: { view: 'resources/sources/show', data: { ...view, ...mayWrite }, page: page('网站活动日历') },
  'source-asks': {
    view: 'resources/sources/show',
    data: {
      ...presentView(
        {
          source: { ...source, shrunk: { was: 62, now: 28 }, failures: 3, fault: fact('sources.unreachable') },
          items: [],
          runs: [],
        },
        say,
        clock,
      ),
      ...mayWrite,
    },
    page: page('网站活动日历'),
  },
  'source-runs': {
    view: 'resources/sources/runs',
    data: presentRuns({ source, runs, next: '17' }, say),
    page: page('以前的每一次'),
  },
  'source-runs-empty': {
    view: 'resources/sources/runs',
    data: presentRuns({ source, runs: [], next: undefined }, say),
    page: page('以前的每一次'),
  },
  'source-settings': {
    view: 'resources/sources/settings',
    data: { source: presentSource(source, say), settings },
    page: page('改栏目和房间'),
  },
  'sources-desk': {
    view: 'resources/sources/desk',
    data: { sources: listed, next: '/admin/sources?from=50' },
    page: page('接入来源'),
  },
};
