import type { PageData } from '../../src/http/pages/render.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import type { Import } from '../../src/resources/imports/import.ts';
import { presentImport } from '../../src/resources/imports/presented.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { fact, speech } from './words.ts';

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c32';
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'resources', href: '/console/resources', label: '资源' },
    ],
  },
  here: 'resources',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  ...more,
});

const checked: Import = {
  id,
  institutionId: id,
  clientId: undefined,
  channel: 'activity',
  number: '20261124-03',
  name: '活动汇总-12月.xlsx',
  kind: 'xlsx',
  size: 120_000,
  isKept: true,
  state: 'checked',
  isStraight: false,
  sends: false,
  version: '2026.2',
  notices: [],
  why: undefined,
  done: 500,
  good: 487,
  bad: 13,
  position: 0,
  counts: {},
  startedAt: undefined,
  createdBy: id,
  createdAt: at('2026-11-24T06:28:00Z'),
  updatedAt: at('2026-11-24T06:29:00Z'),
};

const findings = [
  [12, '本地编号', 'qx-act-1205', '与第 9 行重复', '改成不同的编号，或删除其中一行'],
  [37, '开始时间', '12月5日', '不是能识别的日期写法', '写成 2026-12-05 14:00'],
  [38, '结束时间', '2026-12-05 13:00', '须晚于开始时间', '改成晚于开始时间'],
  [91, '经度', '30.259258', '经纬度可能填反了（经度 30.259258 不在 73–136 之间）', '把两个数对调'],
  [140, '封面说明', '封面图片', '封面说明给读屏使用', '直接写画面内容，不要以“图片”“封面”开头'],
  [
    233,
    '标题',
    '一年一度的青溪县群众文化活动月暨非物质文化遗产进社区进校园系列展演…',
    '最多 100 个字，现在是 112 个',
    '删减 12 个字',
  ],
  [301, '行政区划代码', '330185', '330185（临安市）已于 2017-07-18 停用', '改用 330112（临安区）'],
].map(([row, title, value, reason, advice]) => ({ row, title, value, reason, advice }));

const cure = {
  hint: undefined,
  mayFill: true,
  mayClear: false,
  mayAddScheme: false,
  isFile: false,
  isLong: false,
  choices: [],
  accept: '',
};
const groups = [
  {
    ...{
      title: '封面图',
      code: 'resources.picture_unreachable',
      count: 8,
      rows: '3、9、14、20、27、33、41、58',
      value: '',
    },
    reason: '封面图的地址打不开，请核对它能从公网访问，或改为上传',
    advice: '不小于 800×450，最好是 16:9',
    cure: { ...cure, field: 'cover', isFile: true, accept: 'image/jpeg,image/png,image/webp' },
  },
  {
    ...{ title: '使用许可', code: 'fields.choose', count: 4, rows: '12、18、40、55', value: '随意' },
    ...{ reason: '请选择使用许可', advice: '从列表里选一项' },
    cure: { ...cure, field: 'licence', choices: [{ value: 'share_by', name: '署名可转载' }] },
  },
  {
    ...{ title: '预约链接', code: 'fields.web_scheme_missing', count: 6, rows: '5、6、7、21、22、23' },
    ...{ value: 'www.qxwhg.example.cn/yuyue/5', reason: '须以 https:// 或 http:// 开头' },
    advice: '写成 https://www.qxwhg.example.cn/yuyue/5',
    cure: { ...cure, field: 'booking_url', mayFill: false, mayAddScheme: true },
  },
  {
    ...{ title: '开始时间', code: 'fields.moment', count: 1, rows: '37', value: '12月5日' },
    ...{ reason: '不是能识别的日期写法', advice: '写成 2026-12-05 14:00' },
    cure: { ...cure, field: 'start_at', hint: '例如 2026-12-05 14:00' },
  },
];

const steps = ['下载模板', '上传', '检查', '导入'];
const show = (change: Partial<Import>, more: object = {}) => ({
  view: 'resources/imports/show' as const,
  data: {
    steps,
    one: presentImport({ ...checked, ...change }, channels.activity, speech),
    grade: 'bad',
    problems: {},
    ...{ groups, isListed: false },
    findings,
    counts: { bad: 13, notice: 2 },
    isFirst: true,
    next: `/console/resources/imports/${id}?from=7`,
    ...{ today: [], unsent: [], stayed: [] },
    mayWrite: true,
    maySend: true,
    ...more,
  },
  page: page('检查结果'),
});
const none = { groups: [], findings: [], counts: { bad: 0, notice: 0 }, next: undefined };
const entry = { href: `/console/resources/${id}`, title: '银龄剪纸体验课（第三期）', number: 'qx-act-1205' };
const left = {
  reason: '封面图的地址打不开，请核对它能从公网访问，或改为上传',
  advice: '打开这条内容修改后再提交',
  isInReview: false,
  entries: [entry],
};
const inReview = { reason: '已送审，正在审核', advice: '先收回送审，再删除草稿', isInReview: true };

const all = Object.values(channels).map(({ code, name, lead }) => ({ code, name, lead }));
const listed = (change: Partial<Import>) => presentImport({ ...checked, ...change }, channels.activity, speech);
const past = [
  listed({}),
  listed({
    state: 'done',
    number: '20261124-02',
    name: '12月文化活动（各镇汇总）-第二次修改稿.xlsx',
    bad: 0,
    good: 12_000,
  }),
  listed({ state: 'failed', number: '20261124-01', name: '场馆.xls', good: 0, bad: 0 }),
];

export const importSamples = {
  'imports-new': {
    view: 'resources/imports/new',
    data: {
      problems: {},
      steps,
      channels: all,
      chosen: 'activity',
      mayWrite: true,
      past,
      next: '/console/resources/import?before=1',
    },
    page: page('用 Excel 批量上传'),
  },
  'imports-new-bad': {
    view: 'resources/imports/new',
    data: {
      ...{ steps, channels: all, chosen: undefined, mayWrite: true, past: [], next: undefined },
      problems: { channel: '请选择栏目', file: '请选择要上传的文件' },
    },
    page: page('用 Excel 批量上传', { bad: true }),
  },
  'imports-new-reader': {
    view: 'resources/imports/new',
    data: {
      problems: {},
      steps,
      channels: all,
      chosen: undefined,
      mayWrite: false,
      past: [],
      next: undefined,
    },
    page: page('用 Excel 批量上传'),
  },
  'imports-parsing': {
    ...show({ state: 'parsing', done: 1_200, bad: 13 }, none),
    page: page('批次 20261124-03', { refresh: 3 }),
  },
  'imports-checked': show({
    version: '2026.1',
    notices: [fact('imports.columns_unknown', { count: 2, names: ['序号', '备注'] })],
  }),
  'imports-checked-good': show({ bad: 0, good: 500 }, { ...none, counts: { bad: 0, notice: 2 } }),
  'imports-checked-bad': show({ bad: 500, good: 0 }),
  'imports-checked-reader': show({}, { mayWrite: false }),
  'imports-importing': {
    ...show({ state: 'importing', done: 200 }, none),
    page: page('批次 20261124-03', { refresh: 3 }),
  },
  'imports-done': show(
    { state: 'done', counts: { created: 480, updated: 5, unchanged: 2, skipped: 13, sent: 486, unsent: 1 } },
    {
      today: [
        { name: '草稿', count: 1, href: `/console/resources?batch=${id}&status=draft` },
        { name: '审核中', count: 486, href: `/console/resources?batch=${id}&status=in_review` },
      ],
      unsent: [left],
      groups: groups.map((each) => ({ ...each, cure: false })),
    },
  ),
  'imports-undone': show(
    { state: 'undone', isKept: false, counts: { created: 480, removed: 474, stayed: 6 } },
    { ...none, stayed: [{ ...inReview, entries: Array.from({ length: 6 }, () => entry) }] },
  ),
  'imports-failed': show(
    {
      state: 'failed',
      good: 0,
      bad: 0,
      why: fact('fields.book_xls'),
    },
    none,
  ),
  'imports-abandoned': show({ state: 'abandoned' }),
} satisfies Readonly<Record<string, Sample>>;
