import type { PageData } from '../../src/http/pages/render.ts';
import type { DashboardQuery, Look } from '../../src/statistics/dashboards/service.ts';
import { ownSide, staffSide, viewOf } from '../../src/statistics/dashboards/view.ts';
import { daysBetween } from '../../src/statistics/reports/closing.ts';
import { periodOf } from '../../src/statistics/reports/period.ts';
import { kindName } from '../../src/statistics/totals/regions.ts';
import { createWords } from '../../src/words/index.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { fact } from './words.ts';

const speech = createWords()('zh', 'operator');
const { say } = speech;

const page = (title: string, here: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  here,
  menu: {
    label: '运营后台',
    entries: [
      { key: 'desk', href: '/admin', label: '工作台' },
      { key: 'statistics', href: '/admin/statistics', label: '全国统计', gap: true },
      { key: 'data-quality', href: '/admin/statistics/quality', label: '数据质量' },
    ],
  },
  place: '运营',
  user: { label: '李*（138****8102）' },
  ...more,
});

const now = at('2026-11-24T10:32:00Z');
const updatedAt = at('2026-11-24T04:05:00Z');
const latest = '2026-11-23';
const asked: DashboardQuery = { kind: 'day', day: undefined, metric: 'pv', trend: 90 };

const days = (size: number, due: number) =>
  daysBetween('2026-08-26', latest).map((day, place) => {
    const isFree = day >= '2026-10-01' && day <= '2026-10-07';
    const pv = Math.round(size * (1 + (isFree ? 0.5 : 0) + (place % 7 > 4 ? 0.15 : 0) + (place % 11) / 100));
    const figures = {
      pv,
      uv: Math.round(pv / 4),
      ncc_logins: Math.round(pv * (0.34 + (place % 5) / 100)),
      ncc_login_users: Math.round(pv / 8),
      ip: Math.round(pv / 5),
      new_activities: 3,
      live_views: pv >> 3,
      bookings: pv >> 6,
    };
    return {
      day,
      figures,
      reported: due - (place % 13 === 0 ? Math.ceil(due / 3) : 0),
      due,
      late: 1,
      revised: 1,
      updatedAt,
    };
  });

const provinces = ['11', '13', '31', '32', '33', '44', '46', '51', '54', '63'].map((key, place) => ({
  key,
  name: ['北京', '河北', '上海', '江苏', '浙江', '广东', '海南', '四川', '西藏', '青海'][place] ?? '',
  target: { region: key },
  ...{
    sum: ((place * 37) % 11) * 1_700 + 370,
    days: 1,
    reported: key === '54' ? 5 : 19,
    due: 20,
    dueDays: 1,
    late: 1,
    revised: 0,
    seen: { sum: Math.round((((place * 37) % 11) * 1_700 + 370) * (0.29 + (place % 4) / 10)), days: 1 },
  },
}));

const country: Look = {
  place: { kind: 'region', code: '', name: '全国' },
  crumbs: [],
  period: periodOf('day', latest, latest),
  ...{
    latest,
    metric: 'pv',
    trend: 90,
    days: days(140_000, 1_934),
    yearAgo: [],
    heldApplications: [],
    apps: [],
    sight: 'all',
    asOf: undefined,
  },
  below: provinces,
  belowBefore: provinces.map((each) => ({ ...each, sum: each.sum + 40 })),
  kinds: ['culture_hall', 'library', 'museum', 'heritage'].map((key, place) => ({
    ...{ key, name: kindName(key), target: { kind: key }, sum: 60_000 - place * 14_000, days: 1 },
    ...{ reported: place === 3 ? 2 : 90, due: place === 3 ? 4 : 100, dueDays: 1, late: place, revised: 0 },
  })),
  ...{ kindsBefore: [], kind: undefined, rank: undefined, inQuestion: [], held: [], notes: [], seesOpen: true },
};
const county: Look = {
  ...country,
  place: { kind: 'region', code: '330106', name: '西湖区' },
  crumbs: [
    { code: '', name: '全国' },
    { code: '33', name: '浙江省' },
    { code: '3301', name: '杭州市' },
  ],
  period: periodOf('week', '2026-11-22', latest),
  days: days(4_000, 2),
  metric: 'uv',
  below: ['青溪县文化馆（演示）', '澜江市图书馆（演示）'].map((name, place) => ({
    ...{ key: `${place}`, name, target: { institution: `${place}` }, sum: 9_000 - place * 4_000, days: 7 },
    ...{ reported: 7 - place * 2, due: 7, dueDays: 7, late: place, revised: 0 },
  })),
  ...{ belowBefore: [], kinds: [] },
};
const own: Look = {
  ...{ ...country, kinds: [] },
  rank: { place: 12, ranked: 85, excluded: 3, held: 1, province: '浙江省' },
  place: { kind: 'institution', id: 'x', name: '青溪县文化馆', region: '330106' },
  period: periodOf('month', latest, latest),
  days: days(1_900, 1),
  sight: 'few',
  below: [],
  belowBefore: [],
  apps: [
    {
      clientId: 'ak',
      day: '2026-11-20',
      figures: { pv: 2_000 },
      terminals: { h5: { pv: 1_400 }, pc: { pv: 400 }, mini: { pv: 200 } },
      ...{ isReported: true, isKnown: true, late: false, revision: 1, updatedAt },
    },
  ],
};
const view = (look: Look, side: typeof staffSide, isPrint = false) =>
  viewOf(look, { ...asked, kind: look.period.kind, metric: look.metric }, side, { now, isPrint, say });

const one = {
  ...{ clientId: 'ak1', name: '青溪文化云', institutionId: 'i1', institution: '青溪县文化馆（演示）', place: '330106' },
  ...{
    region: '330106',
    href: '/admin/statistics?application=ak1',
    institutionHref: '/admin/statistics?institution=i1',
  },
};
const quality = {
  ...{ region: '', name: '全国', day: latest, latest, dayName: '11月23日', crumbs: [], next: undefined, problems: {} },
  counts: { due: 1_934, reported: 1_806, missing: 128, late: 41, revised: 17 },
  missing: [
    { ...one, silent: 3 },
    { ...one, clientId: 'ak2', name: '澜江数字图书馆', place: '', silent: undefined },
  ],
  late: [{ ...one, reportedAt: updatedAt }],
  doubts: [
    { ...one, note: undefined, notices: ['是近 28 天中位数的 7.3 倍'] },
    { ...one, note: '展会现场多人共用网络', notices: [] },
  ],
  coverage: {
    some: [
      {
        name: '西藏',
        part: '62.0%',
        isEnough: false,
        reported: 5,
        due: 8,
        late: 0,
        href: '/admin/statistics/quality?region=54',
      },
    ],
    all: [
      {
        name: '浙江',
        part: '100%',
        isEnough: true,
        reported: 40,
        due: 40,
        late: 2,
        href: '/admin/statistics/quality?region=33',
      },
    ],
  },
  ...{ mayUrge: true, told: undefined, statistics: '/admin/statistics' },
};
const gaps = { institution: '青溪县文化馆（演示）', days: ['2026-11-22', '2026-11-23'] };

export const dashboardSamples = {
  'statistics-national': {
    view: 'statistics/dashboard',
    data: { ...view(country, staffSide), regions: [] },
    page: page('全国服务数据', 'statistics'),
  },
  'statistics-county': {
    view: 'statistics/dashboard',
    data: {
      ...view(county, staffSide, true),
      regions: [
        { code: '33', name: '浙江省' },
        { code: '51', name: '四川省' },
      ],
    },
    page: page('西湖区服务数据', 'statistics'),
  },
  'statistics-replay': {
    view: 'statistics/dashboard',
    data: view({ ...country, asOf: '2026-11-10', days: [] }, staffSide),
    page: page('全国服务数据', 'statistics'),
  },
  'statistics-own': {
    view: 'statistics/dashboard-own',
    data: {
      ...view(own, ownSide),
      applications: [
        { clientId: 'ak', name: '青溪文化云' },
        { clientId: 'b', name: '青溪票务' },
      ],
    },
    page: page('我的统计', 'statistics'),
  },
  'statistics-own-empty': {
    view: 'statistics/dashboard-own',
    data: { ...view({ ...own, days: [], apps: [] }, ownSide), applications: [] },
    page: page('我的统计', 'statistics'),
  },
  quality: { view: 'statistics/quality', data: quality, page: page('数据质量', 'data-quality') },
  'quality-sent': {
    view: 'statistics/quality',
    data: {
      ...quality,
      ...{
        missing: [],
        doubts: [],
        late: [],
        told: { sent: 12, before: 2, unreachable: 1 },
        region: '33',
        name: '浙江省',
      },
      crumbs: [{ name: '全国', href: '/admin/statistics/quality' }],
      next: '/admin/statistics/quality?after=ak9',
    },
    page: page('数据质量', 'data-quality'),
  },
  'quality-bad': {
    view: 'statistics/quality',
    data: { ...quality, problems: { applications: '请选择要催报的应用' } },
    page: page('数据质量', 'data-quality', { bad: true }),
  },
  urge: {
    view: 'statistics/urge',
    data: {
      applications: [
        { clientId: 'ak1', name: '青溪文化云', institution: '青溪县文化馆（演示）', days: ['11月22日', '11月23日'] },
      ],
      letter: {
        ...speech.write(fact('statistics.urge_letter', { application: '青溪文化云', days: gaps.days })),
        to: '青溪县文化馆（演示） 李**',
        because: speech.say(fact('notices.because_reports')),
      },
      ...{ back: '/admin/statistics/quality', region: '' },
    },
    page: page('催报', 'data-quality'),
  },
  'urge-none': {
    view: 'statistics/urge',
    data: { applications: [], letter: undefined, back: '/admin/statistics/quality', region: '' },
    page: page('催报', 'data-quality'),
  },
} satisfies Readonly<Record<string, Sample>>;
