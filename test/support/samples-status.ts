import { dayOf } from '../../src/clock.ts';
import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import { type Component, componentKeys, type State } from '../../src/operations/status/component.ts';
import { incidentFields, updateFields } from '../../src/operations/status/form.ts';
import { stripOf } from '../../src/operations/status/strip.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const now = at('2026-11-24T10:32:00Z');
const dayBack = (back: number) => dayOf(new Date(now.getTime() - back * 86_400_000));
/** Measured for so many days, with trouble on some: days back → minutes slow, minutes down. */
const strip = (measured: number, trouble: Readonly<Record<number, readonly [number, number]>> = {}) =>
  stripOf(
    Array.from({ length: measured }, (_, back) => {
      const [slow, down] = trouble[back] ?? [0, 0];
      return { day: dayBack(back), component: 'login', measured: back === 0 ? 1_112 : 1_440, slow, down };
    }),
    now,
  );
const strips: Readonly<Record<Component, ReturnType<typeof strip>>> = {
  login: strip(90, { 48: [3, 0] }),
  api: strip(90, { 15: [4, 0] }),
  console: strip(61),
  site: strip(90),
  sms: strip(90, { 65: [2, 22], 33: [14, 0], 32: [1, 0] }),
  mail: strip(0),
};
const components = (states: Partial<Record<Component, State>> = {}) =>
  componentKeys.map((key) => ({
    ...{ key, strip: strips[key] },
    state: states[key] ?? (key === 'mail' ? ('unknown' as const) : ('up' as const)),
  }));

const incident = {
  id: '5b0f3b5c-6a0f-4a5e-8f52-0a6a3f1b2c3d',
  href: '/status/5b0f3b5c-6a0f-4a5e-8f52-0a6a3f1b2c3d',
  kind: 'incident',
  isOver: false,
  title: '部分地区收不到短信验证码',
  components: ['sms', 'login'],
  impact: 'slow',
  startsAt: at('2026-11-24T09:50:00Z'),
  endsAt: at('2026-11-24T11:30:00Z'),
  updates: [
    {
      at: at('2026-11-24T10:20:00Z'),
      stage: 'identified',
      paragraphs: ['运营商线路故障，已改走另一条线路，验证码约 20 秒到。', '着急登录的，可以先用密码或扫码。'],
    },
    { at: at('2026-11-24T09:58:00Z'), stage: 'investigating', paragraphs: ['福建、江西的部分手机号收不到验证码。'] },
  ],
} as const;
const planned = {
  ...{ ...incident, kind: 'maintenance', impact: 'none', title: '数据库升级', components: ['console'] },
  startsAt: at('2026-12-02T18:00:00Z'),
  endsAt: at('2026-12-02T18:20:00Z'),
  updates: [{ at: at('2026-11-20T02:00:00Z'), stage: 'planned', paragraphs: ['登录不停，填报暂停 20 分钟。'] }],
} as const;
const past = {
  ...{ ...incident, isOver: true, title: '接口较慢 4 分钟', components: ['api'] },
  startsAt: at('2026-11-09T00:12:00Z'),
  endsAt: at('2026-11-09T00:16:00Z'),
  updates: [{ at: at('2026-11-09T00:30:00Z'), stage: 'resolved', paragraphs: ['整点填报集中，已扩容。'] }],
} as const;

const meta = { feed: '/status/feed.xml' };
const publicPage = (title: string): Partial<PageData> => ({ title, layout: 'public' });
const whole = {
  ...{ meta, at: now, city: '贵阳', awaySince: undefined, overall: 'slow', components: components({ sms: 'slow' }) },
  ...{ current: [incident], planned: [planned], past: [past] },
} as const;

const menu = {
  label: '运营后台',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'system', href: '/admin/system', label: '系统状态' },
    { key: 'status', href: '/admin/status', label: '状态页' },
  ],
};
const deskPage = (title: string): Partial<PageData> => ({
  ...{ title, menu, here: 'status', place: '运营' },
  user: { label: '李*（138****8102）' },
});
const onDesk = {
  href: `/admin${incident.href}`,
  title: incident.title,
  kind: '故障',
  impact: '较慢或部分人不能用',
  components: ['短信', '登录'],
  startsAt: incident.startsAt,
  endsAt: incident.endsAt,
  at: incident.updates[0].at,
  state: 'open',
} as const;
const form = { fields: fieldsIn(incidentFields.shape), done: '' };
const typed = {
  kind: 'maintenance',
  title: '数据库升级',
  components: 'console',
  startsAt: '2026-12-03T02:00:00+08:00',
};

/** 运行状态 */
export const statusSamples: Readonly<Record<string, Sample>> = {
  status: { view: 'status/public', data: whole, page: publicPage('运行状态') },
  'status-well': {
    view: 'status/public',
    data: { ...whole, overall: 'up', components: components(), current: [], planned: [], past: [] },
    page: publicPage('运行状态'),
  },
  'status-away': {
    view: 'status/public',
    data: {
      ...whole,
      awaySince: at('2026-11-24T10:33:00Z'),
      overall: 'down',
      components: components({ login: 'down', api: 'down', console: 'down', site: 'down', sms: 'unknown' }),
    },
    page: publicPage('运行状态'),
  },
  'status-new': {
    view: 'status/public',
    data: {
      ...{ ...whole, overall: 'unknown', current: [], planned: [], past: [], awaySince: now },
      components: componentKeys.map((key) => ({ key, state: 'unknown', strip: strip(0) })),
    },
    page: publicPage('运行状态'),
  },
  'status-incident': { view: 'status/incident', data: { meta, incident }, page: publicPage(incident.title) },
  'status-history': {
    view: 'status/history',
    data: {
      meta,
      list: [
        { ...incident, id: 'a' },
        { ...past, id: 'b' },
      ],
      next: '/status/history?before=x',
    },
    page: publicPage('运行状态：全部记录'),
  },
  'status-history-none': {
    view: 'status/history',
    data: { meta, list: [], next: undefined },
    page: publicPage('运行状态：全部记录'),
  },
  'status-desk': {
    view: 'status/desk',
    data: {
      drafts: [{ ...onDesk, title: '数据库升级', kind: '计划中的维护', state: 'draft' }],
      told: [onDesk, { ...onDesk, title: '接口较慢 4 分钟', state: 'resolved' }],
      components: [
        { name: '登录', state: 'up' },
        { name: '短信', state: 'slow' },
        { name: '邮件', state: 'unknown' },
      ],
      done: '',
    },
    page: deskPage('状态页'),
  },
  'status-desk-none': {
    view: 'status/desk',
    data: { drafts: [], told: [], components: [], done: 'discarded' },
    page: deskPage('状态页'),
  },
  'status-draft': {
    view: 'status/draft',
    data: { ...form, action: '/admin/status', id: undefined, values: {} },
    page: deskPage('写一条'),
  },
  'status-draft-bad': {
    view: 'status/draft',
    data: {
      ...{ ...form, action: '/admin/status/a', id: 'a', values: typed, done: 'saved' },
      problems: { impact: '请选择影响', endsAt: '计划中的维护要写明预计结束的时间' },
    },
    page: deskPage('修改草稿'),
  },
  'status-updates': {
    view: 'status/updates',
    data: {
      ...{ id: incident.id, incident: onDesk, publicHref: incident.href, values: {}, done: 'published' },
      updates: incident.updates.map((each) => ({ ...each, stage: '已找到原因' })),
      fields: fieldsIn(updateFields('incident').shape),
    },
    page: deskPage(incident.title),
  },
  'status-updates-over': {
    view: 'status/updates',
    data: {
      ...{ id: incident.id, incident: { ...onDesk, state: 'resolved' }, publicHref: incident.href },
      updates: past.updates.map((each) => ({ ...each, stage: '已恢复' })),
      ...{ fields: [], values: {}, done: '' },
    },
    page: deskPage(incident.title),
  },
};
