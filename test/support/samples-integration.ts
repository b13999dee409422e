import type { PageData } from '../../src/http/pages/render.ts';
import { createLayersOf, layerNames } from '../../src/integration/layers.ts';
import { stateOf, summed } from '../../src/integration/plan.ts';
import { presentPlan } from '../../src/integration/plan-view.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { plainWords, sentenceOf } from './words.ts';

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const today = '2026-11-24';
const problems = {};
const page = (title: string, here: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  ...{ title, here, place: '青溪县文化馆（演示）', user: { label: '陈*（138****8001）' } },
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'plan', href: '/console/plan', label: '对接计划' },
      { key: 'history', href: '/console/history', label: '对接历史' },
    ],
  },
  ...more,
});

const progress = { links: 'done', login: 'open', resources: 'active', statistics: 'active' } as const;
const layersOf = createLayersOf(() =>
  Object.entries(progress).map(([key, standing], order) => ({
    ...{ key, title: sentenceOf(key), part: 'integration' as const, order },
    of: async () => ({ progress: standing, note: sentenceOf('1 个链接已上线'), href: '/console/links' }),
  })),
);
const items = [
  ['links', '双方首页互放链接', '2026-11-10', '2026-11-13', true, at('2026-11-12T02:00:00Z')],
  ['login', '登录按钮上线，通过在线验证', '2026-11-11', '2026-11-24', true, undefined],
  ['resources', '退回的 2 条修改', '2026-11-16', '2026-11-28', false, undefined],
  ['statistics', '用程序自动填报', '2026-11-16', '2026-11-21', false, undefined],
  ['statistics', '每天按时报送', '2026-11-25', '2026-12-11', true, undefined],
] as const;
const judged = items.map(([layer, title, startsOn, agreedOn, followsLayer, doneAt], index) => {
  const item = { layer, title, startsOn, agreedOn, followsLayer, doneAt, cloudOwner: '赵敏', partnerOwner: '陈静' };
  return { ...item, id: `${id.slice(0, -1)}${index}`, standing: stateOf(item, progress[layer], today) };
});
const look = {
  ...{ institution: { id, name: '青溪县文化馆（演示）' }, today, layers: await layersOf(id) },
  plan: {
    ...{ institutionId: id, keeperId: id, cloudOwner: '赵敏', partnerOwner: '陈静' },
    group: { name: '青溪对接群', address: 'https://work.weixin.qq.com/gm/demo', note: '工作日 9:00—18:00 有人值守。' },
  },
  items: judged,
  summary: summed(judged, today),
  letters: [
    { id: '2', at: at('2026-11-24T01:12:00Z'), side: 'cloud' as const, accountId: id, says: '需要我们远程看一下吗？' },
    {
      ...{ id: '1', at: at('2026-11-22T01:00:00Z'), side: 'system' as const, accountId: undefined },
      says: 'integration.item_passed {"title":"用程序自动填报","agreedOn":"2026-11-21"}',
    },
  ],
};
const shownTo = (side: 'member' | 'staff', of: Parameters<typeof presentPlan>[0] = look) =>
  presentPlan(of, {
    ...{ speech: plainWords('zh', 'institution'), names: new Map([[id, '何川']]), side, mayWrite: true },
    titleOf: (layer) => layerNames[layer],
  });
const [mine, theirs] = [await shownTo('member'), await shownTo('staff')];
const none = await shownTo('member', { ...look, plan: undefined, items: [], letters: [], summary: summed([], today) });
const printed = at('2026-11-24T10:00:00Z');
const promotions = [
  { id, title: '“村晚”联合直播', at: printed, withdrawnAt: undefined, paragraphs: ['十二月起。', '欢迎参加。'] },
];
const four = (fill: 'full' | 'half' | 'none') => ({
  squares: [1, 21, 41, 61].map((x) => ({ x, fill })),
  words: '四层：端口完成，登录完成，资源完成，数据完成',
});
const row = {
  ...{
    clientId: 'demo-songxi',
    href: '/console/vendor/demo-songxi',
    institution: '松溪县文化馆（演示）',
    name: '松溪云',
  },
  ...{ life: { tone: 'warn', words: '剩 4 天' }, mayRenew: true, isPicked: true, failed: 41 },
  ...{ light: { look: 'on', words: '11月2日' }, four: four('full'), endsOn: '2026-12-31', endsSoon: false },
};
const may = ['延长有效期', '看调用记录'];
const mayNot = ['看或更换 SK', '看市民资料'];
const desk = {
  ...{ institutions: 2, aks: 2, due: 2, dueInstitutions: 2, failed: 41, failingInstitutions: 1, unverified: 1 },
  worst: { institution: '松溪县文化馆（演示）', failed: 41 },
  chips: ['全部 2', '快到期 2', '有未成功 1'].map((label, index) => ({
    label,
    href: '/console/vendor',
    isHere: index === 0,
  })),
  rows: [
    row,
    {
      ...{ ...row, clientId: 'demo-yunling', institution: '云岭镇综合文化站（演示）', failed: 0, endsSoon: true },
      ...{ life: { tone: 'bad-t', words: '已到期 2 天' }, light: { look: 'off', words: '没有做' }, four: four('half') },
    },
  ],
  ...{ next: '/console/vendor?show=all', renewsUntil: '2026年12月24日 23:59', renewable: 2, may, mayNot },
  ...{ problem: undefined, renewed: '' },
};
const call = {
  ...{
    at: at('2026-11-24T01:00:00Z'),
    endpoint: '换取令牌',
    isOk: false,
    isOfRun: false,
    error: 'invalid_grant',
    calls: 1,
  },
  ...{ cause: '授权码用过了。', cure: '每个授权码只用一次。', details: undefined },
};
const vendorPage = (title: string) => page(title, 'vendor', { place: '云栖软件（演示）' });

export const integrationSamples = {
  plan: {
    view: 'integration/plan',
    data: { problems, ...mine, waiting: undefined, maySend: true, values: { says: '' }, printed },
    page: page('对接计划', 'plan'),
  },
  'plan-none': {
    view: 'integration/plan',
    data: {
      problems,
      ...{ ...none, maySend: true, values: { says: '' }, printed },
      waiting: { href: '/console/submissions/1', title: '对接计划', name: '待审核', tone: 'wait' },
    },
    page: page('对接计划', 'plan'),
  },
  'plan-desk': {
    view: 'integration/plan-desk',
    data: { problems, ...theirs, mayDirect: true, fields: [], groupFields: [], values: { says: '' }, printed },
    page: page('青溪县文化馆的对接计划', 'plans', { place: '运营' }),
  },
  'plan-item': {
    view: 'integration/plan-item',
    data: {
      problems,
      ...{ institution: '青溪县文化馆（演示）', institutionId: id, fields: [], values: {} },
      item: {
        ...{ id, title: '用程序自动填报', agreed: '11月21日', isDone: false, mayFinish: true, followsLayer: false },
        ...{ mark: { tone: 'tag bad-t', words: '超 3 天' }, layer: '服务数据' },
      },
    },
    page: page('用程序自动填报', 'plans', { place: '运营' }),
  },
  plans: {
    view: 'integration/plans',
    data: {
      problems,
      late: 1,
      rows: [
        {
          ...{ href: `/admin/plans/${id}`, institution: '青溪县文化馆（演示）', cloudOwner: '赵敏', done: 4, all: 10 },
          ...{ next: '11月28日', mark: { tone: 'tag bad-t', words: '1 项超期，3 天' } },
        },
      ],
    },
    page: page('对接计划', 'plans', { place: '运营' }),
  },
  'plans-none': {
    view: 'integration/plans',
    data: { problems, late: 0, rows: [] },
    page: page('对接计划', 'plans', { place: '运营' }),
  },
  history: {
    view: 'integration/history',
    data: {
      problems,
      kinds: { keys: '应用与密钥', failures: '接口没有成功' },
      applications: { 'demo-qingxi': '青溪云' },
      asked: { kind: 'keys', application: '', from: '', to: '' },
      isFiltered: true,
      days: [
        {
          key: '2026-11-24',
          title: '2026年11月24日',
          lines: [
            {
              ...{
                at: at('2026-11-24T02:00:00Z'),
                isWholeDay: false,
                kind: '应用与密钥',
                tone: 'ok',
                application: '青溪云',
              },
              ...{ words: '“青溪云”的有效期延长到 2026-12-24', href: '/console/applications/demo-qingxi/history' },
            },
            {
              ...{
                at: at('2026-11-23T16:00:00Z'),
                isWholeDay: true,
                kind: '接口没有成功',
                tone: 'warn',
                application: '青溪云',
              },
              ...{ words: '“青溪云”的换取令牌有 12 次没有成功（invalid_grant）', href: undefined },
            },
          ],
        },
      ],
      next: '/console/history?before=1',
      exports: [{ label: '导出 CSV', href: '/console/history/export?format=csv' }],
    },
    page: page('对接历史', 'history'),
  },
  'history-none': {
    view: 'integration/history',
    data: {
      problems,
      ...{ kinds: {}, applications: {}, asked: { kind: '', application: '', from: '', to: '' }, isFiltered: false },
      ...{ days: [], next: undefined, exports: [] },
    },
    page: page('对接历史', 'history'),
  },
  promotions: {
    view: 'integration/promotions',
    data: { problems, list: promotions, isPublic: false },
    page: page('联合推广', 'promotions'),
  },
  'promotions-none': {
    view: 'integration/promotions',
    data: { problems, list: [], isPublic: true },
    page: { title: '联合推广', layout: 'public' as const },
  },
  'promotions-desk': {
    view: 'integration/promotions-desk',
    data: { problems, list: promotions, fields: [], values: {} },
    page: page('联合推广', 'promotions', { place: '运营' }),
  },
  'vendor-desk': { view: 'vendors/desk', data: { ...desk, problems }, page: vendorPage('服务的机构') },
  'vendor-desk-none': {
    view: 'vendors/desk',
    data: { problems, ...desk, institutions: 0, aks: 0, due: 0, worst: undefined, rows: [], next: undefined },
    page: vendorPage('服务的机构'),
  },
  'vendor-application': {
    view: 'vendors/application',
    data: {
      problems,
      ...{
        path: '/console/vendor/demo-songxi',
        clientId: 'demo-songxi',
        name: '松溪云',
        institution: '松溪县文化馆（演示）',
      },
      ...{ life: row.life, expiresAt: at('2026-11-28T15:59:59Z'), mayRenew: true, renewsUntil: desk.renewsUntil },
      ...{ endsOn: row.endsOn, light: row.light, redirectUris: ['https://m.sx.example.cn/cb'] },
      ...{ values: { redirectUris: 'https://m.sx.example.cn/cb' }, entries: [call], isFirst: true },
      ...{ failuresOnly: false, older: undefined, isSent: true },
    },
    page: vendorPage('松溪县文化馆'),
  },
  'vendors-granted': {
    view: 'vendors/granted',
    data: {
      problems,
      ...{ fields: [], values: {}, may, mayNot },
      granted: [{ id, vendor: '云栖软件（演示）', endsOn: '2026-12-31', isOver: false }],
    },
    page: page('开发公司', 'vendors'),
  },
  'vendors-granted-none': {
    view: 'vendors/granted',
    data: { problems, granted: [], fields: [], values: {}, may, mayNot },
    page: page('开发公司', 'vendors'),
  },
} satisfies Readonly<Record<string, Sample>>;
