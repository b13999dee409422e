import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const other = id.replace('5f', '6f');
const menuOf = (entries: [string, string, string][], label: string) => ({
  label,
  entries: entries.map(([key, href, words]) => ({ key, href, label: words })),
});
const page =
  (here: string, staff = false) =>
  (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
    title,
    here,
    menu: staff
      ? menuOf(
          [
            ['own-resources', '/admin/resources', '国家云资源'],
            ['licences', '/admin/licences', '资源许可'],
          ],
          '运营',
        )
      : menuOf(
          [
            ['catalogue', '/console/catalogue', '国家资源库'],
            ['licences', '/console/licences', '资源许可'],
          ],
          '机构后台',
        ),
    place: staff ? '运营' : '青溪县文化馆（演示）',
    user: { label: '陈*（138****8101）' },
    ...more,
  });
const [atCatalogue, atLicences, atDesk, atOwn] = [
  page('catalogue'),
  page('licences'),
  page('licences', true),
  page('own-resources', true),
];

const terms = {
  purposes: ['线上展播', '公益教学'],
  months: 12,
  commercial: false,
  region: undefined,
  attribution: '来源：国家公共文化云',
  note: '每季度报送使用数据',
  media: 1,
  files: 2,
};
const entry = {
  id,
  mark: 'GJ-000012',
  title: '国家云大讲堂：一把剪刀走江湖',
  summary: '记录三代剪纸传承人的二十一分钟专题片。',
  channel: '看视频',
  publishedAt: at('2026-11-20T02:00:00Z'),
  href: `/console/catalogue/${id}`,
  preview: `/resources/${id}`,
  picture: { small: '/public/logo-qingxi.svg', large: '/public/logo-qingxi.svg', alt: '老师示范剪“福”字' },
  leaf: { columns: ['剪纸'], tone: 'a' },
  terms,
  obstacle: undefined,
  isChosen: false,
};
const local = {
  ...entry,
  id: other,
  title: '北京风物',
  picture: undefined,
  terms: { ...terms, region: '北京市', note: undefined, media: 0, files: 0 },
  obstacle: '该资源仅限本省使用',
};
const chosen = { ...entry, id: id.replace('5f', '7f'), isChosen: true };
const asked = { channel: '', purpose: '', text: '', mine: '' };
const channels = [
  { code: 'video', name: '看视频' },
  { code: 'book', name: '读好书' },
];
const purposes = [{ value: 'show', title: '线上展播' }];

const licence = {
  id,
  number: 'XK-2026-000012',
  institution: '青溪县文化馆（演示）',
  institutionId: other,
  platform: '青溪文化云',
  clientId: 'demo-qingxi-yun',
  purposes: ['线上展播'],
  usage: '在本馆主页和一体机上播放',
  scope: '仅限本馆主页',
  conditions: undefined,
  from: '2026-11-01',
  until: '2026-11-30',
  left: 6,
  count: 2,
  approvedAt: at('2026-10-30T02:00:00Z'),
  state: 'expiring',
  stateName: '即将到期',
  tone: 'warn',
  revoked: undefined,
  isInForce: true,
  mayRevoke: true,
};
const active = { ...licence, left: undefined, state: 'active', stateName: '生效中', tone: 'ok' };
const revoked = {
  ...active,
  state: 'revoked',
  stateName: '已收回',
  tone: 'bad-t',
  revoked: { at: at('2026-11-23T02:00:00Z'), reason: '没有按要求署名' },
};
const items = [
  { id, mark: entry.mark, title: entry.title, href: entry.preview, isThere: true, terms },
  { id: other, mark: 'GJ-000013', title: local.title, href: entry.preview, isThere: false, terms: local.terms },
];
const downloads = [
  { at: at('2026-11-24T02:00:00Z'), who: '接口（AK demo-qingxi-yun）' },
  { at: at('2026-11-02T02:00:00Z'), who: '陈*' },
];
const states = [
  { value: 'active', title: '生效中' },
  { value: 'expired', title: '已到期' },
];
const shown = {
  items,
  downloads,
  package: `/console/licences/${id}/package`,
  application: `/console/submissions/${id}`,
  mayFetch: true,
};
const row = {
  id,
  path: `/admin/resources/${id}`,
  title: entry.title,
  externalId: 'auto-1',
  channel: '看视频',
  state: { label: '已发布', tone: 'ok' },
  revision: { label: '修订待审', tone: 'warn' },
  gaps: 0,
  updatedAt: at('2026-11-24T02:00:00Z'),
  isPublic: true,
  isOpen: true,
};
const sections = [
  {
    title: '基本信息',
    href: undefined,
    rows: [
      {
        name: 'title',
        title: '标题',
        optional: false,
        text: entry.title,
        files: undefined,
        problem: undefined,
        comment: undefined,
      },
    ],
    unfilled: [],
  },
];

export const licenceSamples = {
  'licences-catalogue': {
    view: 'licences/catalogue',
    data: {
      rows: [entry, local, chosen],
      chosen: 1,
      asked,
      channels,
      purposes,
      isFiltered: false,
      mayChoose: true,
      here: '/console/catalogue',
      next: '/console/catalogue?before=1.a',
    },
    page: atCatalogue('国家资源库'),
  },
  'licences-catalogue-reader': {
    view: 'licences/catalogue',
    data: {
      rows: [entry, local],
      chosen: 0,
      asked,
      channels,
      purposes,
      isFiltered: false,
      mayChoose: false,
      here: '/console/catalogue',
      next: undefined,
    },
    page: atCatalogue('国家资源库'),
  },
  'licences-catalogue-none': {
    view: 'licences/catalogue',
    data: {
      rows: [],
      chosen: 0,
      asked: { ...asked, text: '剪' },
      channels,
      purposes,
      isFiltered: true,
      mayChoose: true,
      here: '/console/catalogue',
      next: undefined,
    },
    page: atCatalogue('国家资源库'),
  },
  'licences-resource': {
    view: 'licences/resource',
    data: { entry, sections, chosen: 1, place: '浙江省', mayChoose: true, here: entry.href },
    page: atCatalogue(entry.title),
  },
  'licences-resource-elsewhere': {
    view: 'licences/resource',
    data: { entry: local, sections, chosen: 0, place: '浙江省', mayChoose: false, here: entry.href },
    page: atCatalogue(local.title),
  },
  'licences-basket': {
    view: 'licences/basket',
    data: {
      rows: [chosen, local],
      gone: 1,
      mayChoose: true,
      applications: [{ clientId: 'demo-qingxi-yun', name: '青溪文化云' }],
      drafts: [{ id, title: '《一出好戏》', state: '退回修改' }],
      values: {},
      problems: { resources: '申请单最多 50 项，请先提交这一份，再选其他的' },
    },
    page: atCatalogue('申请单', { bad: true }),
  },
  'licences-basket-none': {
    view: 'licences/basket',
    data: { rows: [], gone: 0, mayChoose: true, applications: [], drafts: [], values: {}, problems: {} },
    page: atCatalogue('申请单'),
  },
  'licences-list': {
    view: 'licences/list',
    data: {
      rows: [licence, { ...active, id: other }, { ...revoked, id: other }],
      waiting: [
        {
          id: other,
          title: '《一出好戏》等 2 项',
          at: 'submitted',
          name: '待审核',
          updatedAt: at('2026-11-24T02:00:00Z'),
        },
      ],
      state: '',
      states,
      next: '/console/licences?before=1.a',
    },
    page: atLicences('资源许可'),
  },
  'licences-list-none': {
    view: 'licences/list',
    data: { rows: [], waiting: [], state: '', states, next: undefined },
    page: atLicences('资源许可'),
  },
  'licences-licence': {
    view: 'licences/licence',
    data: { ...shown, licence },
    page: atLicences('资源许可 XK-2026-000012'),
  },
  'licences-licence-revoked': {
    view: 'licences/licence',
    data: { ...shown, licence: revoked, downloads: [], mayFetch: false },
    page: atLicences('资源许可 XK-2026-000012'),
  },
  'licences-desk': {
    view: 'licences/desk',
    data: {
      rows: [licence, revoked],
      filter: { text: '', state: '' },
      states,
      isFiltered: false,
      next: '/admin/licences?before=1.a',
    },
    page: atDesk('资源许可'),
  },
  'licences-desk-none': {
    view: 'licences/desk',
    data: { rows: [], filter: { text: '', state: '' }, states, isFiltered: false, next: undefined },
    page: atDesk('资源许可'),
  },
  'licences-desk-licence': {
    view: 'licences/desk-licence',
    data: {
      ...shown,
      licence: active,
      application: `/admin/review/${id}`,
      mayRevoke: true,
      action: `/admin/licences/${id}/revoke`,
      values: {},
      problems: { reason: '请填写收回的原因，机构会看到它' },
    },
    page: atDesk('资源许可 XK-2026-000012', { bad: true }),
  },
  'licences-own': {
    view: 'licences/own',
    data: {
      rows: [row, { ...row, id: other, isOpen: false, revision: undefined, state: { label: '草稿', tone: '' } }],
      asked: { text: '', channel: '', status: '' },
      channels,
      standings: [['published', '已发布']],
      isFiltered: false,
      next: '/admin/resources?before=1.a',
    },
    page: atOwn('国家云资源'),
  },
  'licences-own-none': {
    view: 'licences/own',
    data: {
      rows: [],
      asked: { text: '', channel: '', status: '' },
      channels,
      standings: [],
      isFiltered: false,
      next: undefined,
    },
    page: atOwn('国家云资源'),
  },
  'licences-own-new': {
    view: 'licences/own-new',
    data: { channels, values: {}, problems: { channel: '请选择栏目' } },
    page: atOwn('添加国家云资源', { bad: true }),
  },
  'licences-own-entry': {
    view: 'licences/own-entry',
    data: {
      entry: row,
      filesAt: '/admin/files/',
      published: { at: at('2026-11-20T02:00:00Z'), version: 2, href: entry.preview },
      isPublished: true,
      answers: sections,
      submission: {
        href: `/admin/resources/drafts/${id}`,
        state: '退回修改',
        isEditable: true,
        isOver: false,
        reason: '标题写错了',
      },
      terms: { ...terms, open: true },
      paper: { href: `/admin/resources/drafts/${other}`, state: '待审核' },
      withdrawal: undefined,
      may: { revise: true, withdraw: true, share: false },
      values: { why: '' },
      problems: { why: '请填写撤回原因' },
    },
    page: atOwn(entry.title, { bad: true }),
  },
  'licences-own-entry-draft': {
    view: 'licences/own-entry',
    data: {
      entry: { ...row, revision: undefined, state: { label: '草稿', tone: '' } },
      filesAt: '/admin/files/',
      published: undefined,
      isPublished: false,
      answers: sections,
      submission: undefined,
      terms: undefined,
      paper: undefined,
      withdrawal: undefined,
      may: { revise: false, withdraw: false, share: true },
      values: {},
      problems: {},
    },
    page: atOwn(entry.title),
  },
} satisfies Readonly<Record<string, Sample>>;
