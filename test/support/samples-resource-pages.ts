import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import { formOf } from '../../src/resources/channels/canonical.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { presentEntry } from '../../src/resources/invitations/entry.ts';
import { asOpened, readable } from '../../src/resources/public/preview.ts';
import { presentAnswers } from '../../src/review/workflow/answers.ts';
import { createWords } from '../../src/words/index.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const { say } = createWords()('zh', 'citizen');
const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c66';
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

const row = {
  id,
  path: `/console/resources/${id}`,
  title: '银龄剪纸体验课（第三期）',
  externalId: 'qx-act-20361205-001',
  channel: '享活动',
  state: { label: '退回修改', tone: 'bad-t' },
  revision: undefined,
  gaps: 2,
  updatedAt: at('2026-11-24T01:20:00Z'),
  next: { href: `/console/submissions/${id}`, label: '修改' },
  isPublic: false,
  mayPick: true,
};
const published = {
  ...row,
  title: '溪山雅集：冬至诗会',
  externalId: 'qx-act-20361221-002',
  state: { label: '已发布', tone: 'ok' },
  revision: { label: '修订待审', tone: 'warn' },
  gaps: 0,
  next: undefined,
  isPublic: true,
  mayPick: false,
};
const asked = { channel: '', status: '', text: '', since: '', batch: '', sort: '' };
const names = Object.values(channels).map(({ code, name, lead }) => ({ code, name, lead }));
const list = {
  asked,
  channels: names,
  channel: undefined,
  tabs: [
    { name: '全部', count: 86, href: '/console/resources', isHere: true },
    { name: '已发布', count: 46, href: '/console/resources?status=published', isHere: false },
    { name: '审核中', count: 11, href: '/console/resources?status=in_review', isHere: false },
    { name: '退回修改', count: 2, href: '/console/resources?status=returned', isHere: false },
    { name: '草稿', count: 27, href: '/console/resources?status=draft', isHere: false },
  ],
  mayPick: true,
  rows: [
    row,
    published,
    { ...row, title: '看直播草稿', state: { label: '草稿', tone: '' }, gaps: 9, channel: '看直播' },
  ],
  isFiltered: false,
  batchActs: [{ act: 'recall', label: '收回整批送审' }],
  isEmpty: false,
  mayWrite: true,
  ...{ action: undefined, notice: undefined, recall: undefined, matching: 86, listed: '' },
  sorts: [
    { value: '', name: '最近更新' },
    { value: 'title', name: '标题' },
  ],
  batches: [{ id, name: '20261124-03 享活动' }],
  batch: undefined,
  here: '/console/resources',
  exported: '/console/resources/export.csv',
  next: '/console/resources?before=1.x',
};
const action = {
  ...{
    id,
    state: 'waiting',
    count: 23,
    done: 0,
    passedOver: 4,
    words: '提交审核 23 条',
    until: '18:32:10',
    seconds: 8,
  },
  ...{ of: 10, percent: 0, isDone: false, leftCount: 0, left: [], path: `/console/resources/actions/${id}` },
} as const;
const acting = {
  ...{ act: 'change', count: 23, passedOver: 4, path: action.path, back: '/console/resources' },
  fields: [
    { name: 'licence', title: '使用许可' },
    { name: 'contact_phone', title: '咨询电话' },
  ],
  ...{ field: undefined, typed: { value: '', reason: '' }, problems: {} },
} as const;
const { activity } = channels;
const form = formOf(activity);
const liveFields = fieldsIn(activity.live ?? {});
const entry = {
  failing: [
    '预约页打不开：https://m.qingxi.example.cn/book/1（回答 404）。市民暂时看不到这个按钮；恢复以后一小时内自动显示。',
  ],
  problems: {},
  entry: published,
  clientId: undefined,
  published: { at: at('2026-11-22T01:00:00Z'), until: at('2036-12-31T16:00:00Z'), version: 2 },
  filesAt: '/console/files/',
  answers: presentAnswers(form, {
    data: activity.example,
    uploads: { cover: [{ id, name: '封面.png', type: 'image/png', size: 31_000 }] },
    masked: false,
  }),
  versions: [
    { version: 2, publishedAt: at('2026-11-22T01:00:00Z'), endedAt: undefined, ended: '' },
    { version: 1, publishedAt: at('2026-11-01T01:00:00Z'), endedAt: at('2026-11-22T01:00:00Z'), ended: '由新版替换' },
  ],
  submission: undefined,
  withdrawal: undefined,
  may: { revise: true, withdraw: true, remove: false, live: true },
  live: { fields: liveFields, rows: [], at: at('2026-11-24T01:00:00Z') },
  values: { remaining: '12', event_status: 'scheduled', why: '' },
};

const opened = asOpened(
  activity,
  {
    id,
    kind: 'resource-activity',
    institutionId: id,
    institution: '青溪县文化馆（演示）',
    subjectId: id,
    version: 1,
    title: activity.example.title ?? '',
    state: 'submitted',
    regionCode: '330106',
    source: 'online',
    createdBy: '',
    submittedBy: undefined,
    submittedAt: undefined,
    dueAt: undefined,
    claimedBy: undefined,
    claimedAt: undefined,
    checkedBy: undefined,
    decidedBy: undefined,
    decidedAt: undefined,
    papersEndedAt: undefined,
    doubts: undefined,
    changed: undefined,
    revision: 1,
    createdAt: at('2026-11-24T01:00:00Z'),
    updatedAt: at('2026-11-24T01:00:00Z'),
    data: activity.example,
    reason: undefined,
    comments: {},
  },
  { values: readable(activity, activity.example), pictures: {}, now: at('2026-11-24T01:00:00Z') },
);
const preview = {
  ...presentEntry(opened, () => activity, { now: at('2026-11-24T01:00:00Z'), say }),
  cover: undefined,
  gallery: [],
};

export const resourcePageSamples = {
  'resources-preview': {
    view: 'resources/preview',
    data: {
      entry: preview,
      further: [],
      meta: { noIndex: true },
      notes: { isReviewer: true, missing: ['封面图的地址打不开，请核对它能从公网访问，或改为上传'] },
    },
    page: { title: `预览：${preview.title}`, layout: 'public' as const },
  },
  'resources-list': { view: 'resources/list', data: list, page: page('资源') },
  'resources-list-done': {
    view: 'resources/list',
    data: {
      ...list,
      action: {
        ...action,
        ...{ state: 'done', isDone: true, done: 3, leftCount: 1, words: '已提交审核 3 条，1 条没有成功。' },
        left: [{ href: row.path, title: row.title, why: '请填写封面说明；结束时间须晚于开始时间' }],
      },
      rows: [],
      mayPick: false,
      asked: { ...asked, channel: 'live', batch: id },
      batch: '20261124-03',
      channel: names[1],
      next: undefined,
    },
    page: page('资源'),
  },
  'resources-list-refused': {
    view: 'resources/list',
    data: {
      ...list,
      notice:
        '选中的 48 条都不能修改，没有改动。可以修改的是草稿和退回修改的内容：审核中的先收回送审，已发布的提交修订版。',
      recall: ['all'],
    },
    page: page('资源'),
  },
  'resources-list-undo': { view: 'resources/list', data: { ...list, action }, page: page('资源') },
  'resources-list-running': {
    view: 'resources/list',
    data: {
      ...list,
      ...{ action: { ...action, state: 'running', percent: 40, words: '正在提交审核：已处理 9 条，共 23 条' } },
    },
    page: page('资源'),
  },
  'resources-act': { view: 'resources/act', data: acting, page: page('修改 23 条里的一项') },
  'resources-act-value': {
    view: 'resources/act',
    data: {
      ...acting,
      problems: { value: '请选择使用许可' },
      field: {
        ...{ name: 'licence', title: '使用许可', hint: undefined, optional: false, isFile: false, isLong: false },
        choices: [{ value: 'share_by', name: '署名可转载' }],
      },
    },
    page: page('修改 23 条里的一项', { bad: true }),
  },
  'resources-act-withdraw': {
    view: 'resources/act',
    data: { ...acting, act: 'withdraw' },
    page: page('申请撤回 23 条'),
  },
  'resources-empty': {
    view: 'resources/list',
    data: { ...list, isEmpty: true, rows: [], mayPick: false },
    page: page('资源'),
  },
  'resources-channel-empty': {
    view: 'resources/list',
    data: { ...list, rows: [], mayPick: false, channel: names[1], asked: { ...asked, channel: 'live' } },
    page: page('资源'),
  },
  'resources-list-reader': { view: 'resources/list', data: { ...list, mayWrite: false }, page: page('资源') },
  'resources-new': {
    view: 'resources/new',
    data: { channels: names, chosen: 'activity', as: 'auto-0123456789abcdef' },
    page: page('填写一条'),
  },
  'resources-entry': { view: 'resources/entry', data: entry, page: page(published.title) },
  'resources-entry-problems': {
    view: 'resources/entry',
    data: {
      ...entry,
      values: { remaining: '99', why: '' },
      problems: { remaining: '余量不能大于名额 40', why: '请填写撤回原因' },
    },
    page: page(published.title, { bad: true }),
  },
  'resources-entry-draft': {
    view: 'resources/entry',
    data: {
      ...entry,
      entry: row,
      published: undefined,
      versions: [],
      submission: { href: row.next.href, isEditable: true, reason: '封面不清晰，请换一张' },
      may: { revise: false, withdraw: false, remove: true, live: false },
    },
    page: page(row.title),
  },
  'resources-entry-withdrawing': {
    view: 'resources/entry',
    data: {
      ...entry,
      entry: { ...published, state: { label: '定时发布', tone: 'wait' } },
      withdrawal: { href: `/console/submissions/${id}` },
      submission: { href: row.next.href, isEditable: false, reason: undefined },
      may: { revise: false, withdraw: false, remove: false, live: false },
    },
    page: page(published.title),
  },
  'resources-remove': {
    view: 'resources/remove',
    data: { entry: row, action: `${row.path}/remove` },
    page: page('删除草稿'),
  },
} satisfies Readonly<Record<string, Sample>>;
