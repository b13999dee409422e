import type { PageData } from '../../src/http/pages/render.ts';
import { pageSnippet, serverSnippet } from '../../src/statistics/counters/snippets.ts';
import { mostInDay, mostInMinute, mostViewsOfRange, mostVisitors } from '../../src/statistics/counters/tally.ts';
import { mostOfRange } from '../../src/statistics/questions/counted.ts';
import { metrics } from '../../src/statistics/reports/metric.ts';
import { terminals } from '../../src/statistics/reports/report.ts';
import { bySplit, reportedMetrics } from '../../src/statistics/reports/typed.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'statistics', href: '/console/statistics', label: '服务数据' },
    ],
  },
  here: 'statistics',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  ...more,
});

const labels = ['准时', '逾期', '已修订', '未报'] as const;
const kinds = ['onTime', 'late', 'revised', 'missing'] as const;
const cell = (date: number) => {
  const n = date % 4;
  return {
    day: `2026-11-${String(date).padStart(2, '0')}`,
    date,
    state: date > 23 ? 'future' : kinds[n],
    revision: n === 2 ? 2 : 1,
    isClosed: date < 3,
    label: date > 23 ? '未到' : labels[n],
    href: date > 23 ? undefined : `/console/statistics/demo/2026-11-${date}`,
    pv: date > 23 || n === 3 ? undefined : 12_345 + date,
  };
};
const cells = [...Array.from({ length: 6 }, () => undefined), ...Array.from({ length: 30 }, (_, n) => cell(n + 1))];
const weeks = Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_each, n) => cells[week * 7 + n]));
const application = { ak: 'demo-qingxi-yun', name: '青溪文化云' };
const calendar = {
  together: '/console/statistics/yesterday',
  counter: '/console/counters/demo-qingxi-yun',
  questions: 2,
  applications: [application, { ak: 'demo-qingxi-map', name: '青溪非遗地图' }],
  application,
  month: '2026-11',
  months: { before: '/console/statistics?month=2026-10', after: undefined },
  weeks,
  due: 23,
  reported: 18,
  yesterday: { day: '2026-11-23', isMissing: true, href: '/console/statistics/demo/2026-11-23' },
  onTime: true,
  grid: '/console/statistics/demo/months/2026-11',
  mayReport: true,
};
const day = {
  problems: {},
  application,
  day: '2026-11-23',
  action: '/console/statistics/demo/2026-11-23',
  back: '/console/statistics?app=demo&month=2026-11',
  phase: 'due',
  mayReport: true,
  isCorrection: false,
  metrics: reportedMetrics,
  ghosts: { pv: 1_204, uv: 302 },
  usual: { pv: 1_180, uv: 290, ip: 270 },
  split: { metrics: bySplit, terminals: Object.entries(terminals) },
  hasSplit: false,
  values: {},
  revisions: [],
};
const revision = {
  revision: 1,
  figures: [
    { title: metrics.pv.name, value: 1_000 },
    { title: metrics.uv.name, value: 300 },
  ],
  note: '展会现场多人共用网络',
  reason: undefined,
  actorKind: 'application',
  at: at('2026-11-24T01:00:00Z'),
};
const columns = reportedMetrics.map(({ code, name, short, required }) => ({ code, name, short, required }));
const row = (date: string, problem?: string) => ({
  day: date,
  isReported: problem === undefined,
  isOpen: true,
  cells: columns.map(({ code }) => ({
    name: `${date}.${code}`,
    value: '1200',
    problem: problem !== undefined && code === 'uv' ? problem : undefined,
  })),
  problem: undefined,
});
const grid = {
  problems: {},
  application,
  month: '2026-11',
  action: '/console/statistics/demo/months/2026-11',
  back: '/console/statistics?app=demo&month=2026-11',
  columns,
  usual: columns.map(({ required }) => (required ? 1_180 : undefined)),
  rows: [row('2026-11-22'), row('2026-11-23')],
  values: {},
  done: undefined,
  read: undefined,
  mayReport: true,
};

const yesterdayColumns = ['资源访问量', '独立访客数', '独立 IP 数', '日增活动数', '日增场馆数'];
const yesterdayRow = (
  place: number,
  name: string,
  typed: readonly string[],
  problems: Readonly<Record<number, string>> = {},
) => ({
  ...{ ak: `ncc_app${place}`, name, href: `/console/statistics/ncc_app${place}/2026-11-23`, problem: undefined },
  cells: yesterdayColumns.map((short, at) => ({
    ...{ name: `ncc_app${place}.m${at}`, title: short, short, value: typed[at] ?? '', problem: problems[at] },
    ...{
      reported: at === 0 ? 12_040 : 3,
      seen: at === 3 ? 2 : undefined,
      isUnsaid: at === 4,
      usual: at < 3 ? 1_024 : undefined,
    },
  })),
});
const counts = (day: string, views: number, flooded = 0) => ({
  ...{ day, views, seenViews: views - (flooded > 0 ? 40 : 0), visitors: Math.round(views / 3), elsewhere: 2, flooded },
});
const counter = {
  ...{
    name: '青溪文化云',
    ak: 'demo-qingxi-yun',
    sandbox: false,
    isOn: true,
    action: '/console/counters/demo-qingxi-yun',
  },
  ...{ today: counts('2026-11-24', 1_286), days: [counts('2026-11-23', 3_402, 1_200), counts('2026-11-22', 2_980)] },
  ...{ mayTurn: true, origins: ['https://www.qingxi.example.cn', 'https://m.qingxi.example.cn'] },
  others: [{ name: '青溪非遗地图', sandbox: true, href: '/console/counters/demo-qingxi-map' }],
  limits: {
    ...{ minute: mostInMinute, day: mostInDay, visitors: mostVisitors },
    ...{ range: mostOfRange, rangeViews: mostViewsOfRange },
  },
  snippets: {
    page: pageSnippet('https://cloud.example.cn', 'cR7dUx8k2mT0aYw1d'),
    server: serverSnippet('https://cloud.example.cn'),
  },
};
const yesterday = {
  ...{
    day: '2026-11-23',
    done: undefined,
    back: '/console/statistics',
    values: {},
    columns: yesterdayColumns,
    filled: 4,
    hasUnsaid: true,
  },
  open: [
    yesterdayRow(1, '青溪文化云', ['', '', '', '2', '2']),
    yesterdayRow(2, '青溪县文化馆（演示）票务系统', ['', '', '', '2', '2']),
    {
      ...yesterdayRow(3, '青溪非遗地图', ['3402', '1134', '980', '2', '2']),
      counter: { confirm: 'ncc_app3.confirm', isConfirmed: false, flooded: 1_200 },
    },
  ],
  ...{ reported: [yesterdayRow(4, '青溪数字展厅', [])], onTime: true, problems: {} },
};

export const statisticsSamples = {
  'statistics-counter': { view: 'statistics/counter', data: counter, page: page('青溪文化云的自助计数') },
  'statistics-counter-off': {
    view: 'statistics/counter',
    data: { ...counter, isOn: false, sandbox: true, days: [], others: [] },
    page: page('青溪文化云的自助计数'),
  },
  'statistics-calendar': { view: 'statistics/calendar', data: calendar, page: page('服务数据') },
  'statistics-yesterday': { view: 'statistics/yesterday', data: yesterday, page: page('11月23日 一次填完') },
  'statistics-yesterday-bad': {
    view: 'statistics/yesterday',
    data: {
      ...{ ...yesterday, done: 1, values: { note: '' }, onTime: false },
      open: [
        yesterdayRow(1, '青溪文化云', ['1000', '1200', 'x', '2', '2'], {
          1: '独立访客数(1,200)不能大于资源访问量(1,000)',
        }),
      ],
      problems: {
        'ncc_app1.m1': '独立访客数(1,200)不能大于资源访问量(1,000)',
        note: '请写一句说明，确认上面的数值无误',
      },
    },
    page: page('11月23日 一次填完', { bad: true }),
  },
  'statistics-yesterday-done': {
    view: 'statistics/yesterday',
    data: { ...yesterday, open: [], done: 3 },
    page: page('11月23日 一次填完'),
  },
  'statistics-none': { view: 'statistics/none', data: {}, page: page('服务数据') },
  'statistics-day': { view: 'statistics/day', data: day, page: page('11月23日 服务数据') },
  'statistics-day-bad': {
    view: 'statistics/day',
    data: {
      ...day,
      isCorrection: true,
      hasSplit: true,
      values: { pv: '1000', uv: '1200', 'pc.pv': 'x' },
      problems: {
        uv: '独立访客数(1,200)不能大于资源访问量(1,000)',
        'pc.pv': '电脑网页资源访问量应为整数，例如 1200',
        note: '请写一句说明，确认上面的数值无误',
        reason: '请填写更正原因',
      },
      revisions: [{ ...revision, revision: 2, reason: '漏计小程序', note: undefined, actorKind: 'member' }, revision],
    },
    page: page('11月23日 服务数据', { bad: true }),
  },
  'statistics-day-closed': {
    view: 'statistics/day',
    data: {
      ...{ ...day, phase: 'closed', mayReport: false, isCorrection: true, revisions: [revision] },
      proofs: '/console/statistics/ncc_25lp5nodwvares6qokev/2026-11-23/proof',
    },
    page: page('11月23日 服务数据'),
  },
  'statistics-grid': { view: 'statistics/grid', data: grid, page: page('2026-11 服务数据') },
  'statistics-grid-bad': {
    view: 'statistics/grid',
    data: {
      ...grid,
      rows: [row('2026-11-22'), row('2026-11-23', '独立访客数(1,200)不能大于资源访问量(1,000)')],
      done: 1,
      values: { pasted: '昨天\t1' },
      problems: {
        '2026-11-23.uv': '独立访客数(1,200)不能大于资源访问量(1,000)',
        pasted: '第 1 行开头应为日期，例如 2026-11-01',
        reason: '请填写更正原因',
        note: '请写一句说明，确认上面的数值无误',
      },
    },
    page: page('2026-11 服务数据', { bad: true }),
  },
  'statistics-grid-none': {
    view: 'statistics/grid',
    data: { ...grid, rows: [], mayReport: false },
    page: page('2026-11 服务数据'),
  },
} satisfies Readonly<Record<string, Sample>>;
