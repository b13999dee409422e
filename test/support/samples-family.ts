import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { accountPage, at, form } from './sample-values.ts';

const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  ...accountPage(title, 'family'),
  ...more,
});
const child = {
  id: 'a',
  nickname: '小禾',
  first: '小',
  birthYear: 2017,
  count: 2,
  isClosing: false,
  isOfAge: false,
  hasNewTerms: false,
};
const due = at('2031-12-31T16:00:00Z');
const question = {
  ...{ childId: 'a', nickname: '小禾', clientId: 'ncc_c', name: '澜江市图书馆' },
  at: at('2026-11-24T04:05:00Z'),
};
const own = [
  { clientId: 'ncc_a', name: '青溪县文化馆', isChosen: true },
  { clientId: 'ncc_b', name: '青溪县图书馆', isChosen: false },
];
const one = {
  child: { ...child, username: 'xiaohe2017', ownDay: due },
  questions: [question],
  platforms: [
    {
      clientId: 'ncc_a',
      name: '青溪县文化馆',
      at: at('2026-11-18T12:14:00Z'),
      received: [
        { name: 'profile', title: '昵称和头像' },
        { name: 'age_range', title: '年龄段' },
      ],
    },
    { clientId: 'ncc_b', name: '青溪县图书馆', at: at('2026-11-20T12:14:00Z'), received: [] },
  ],
  addable: [{ clientId: 'ncc_d', name: '澜江市美术馆' }],
  logins: [
    {
      ...{ at: at('2026-11-24T04:00:00Z'), method: 'password' as const, device: 'iPad · Safari' },
      ...{ state: 'in' as const, isNew: false },
      client: '青溪县文化馆',
    },
    {
      ...{ at: at('2026-11-23T14:00:00Z'), method: 'password' as const, device: 'iPad · Safari' },
      ...{ state: 'late' as const, isNew: false, client: undefined },
    },
    {
      ...{ at: at('2026-11-22T04:00:00Z'), method: 'password' as const, device: 'iPad · Safari' },
      ...{ state: 'out' as const, isNew: false, client: '青溪县文化馆' },
    },
  ],
  ...{ week: { times: 4, platforms: 2 }, newDevice: undefined, hasMore: true, called: 'mum' as const },
  consents: [
    {
      at: at('2026-11-18T12:14:00Z'),
      sentence: '您同意小禾进入青溪县文化馆，给出昵称、年龄段',
      version: '2026-11',
    },
    {
      at: at('2026-11-02T11:30:00Z'),
      sentence: '您添加了小禾，声明自己已成年、是监护人，同意保存昵称、出生年份和用户名',
      version: '2026-11',
    },
  ],
  exports: [
    { id: '00000000-0000-4000-8000-000000000036', at: at('2026-11-24T01:00:00Z'), isReady: true, size: '12 KB' },
  ],
  mayExport: true,
  done: '',
};
const unknownDevice = {
  ...{ at: at('2026-11-24T04:05:00Z'), method: 'password' as const, device: '安卓手机 · 微信' },
  ...{ state: 'in' as const, isNew: true, client: '青溪县图书馆' },
};
const noProblem = { values: {}, ticked: { guardian: false, agreed: false } };

/** C12 家庭账号 */
export const familySamples: Readonly<Record<string, Sample>> = {
  'family-none': {
    view: 'family/list',
    data: { children: [], waiting: [], questions: [], obstacle: undefined, mayAdd: true },
    page: page('家庭账号'),
  },
  'family-no-phone': {
    view: 'family/list',
    data: {
      ...{ children: [], waiting: [], questions: [], mayAdd: false },
      obstacle: '请先绑定手机号，再添加孩子：我们用它核对监护人的身份',
    },
    page: page('家庭账号'),
  },
  'family-list': {
    view: 'family/list',
    data: {
      children: [child, { ...child, id: 'b', nickname: '小麦', birthYear: 2019, count: 0, isClosing: true }],
      waiting: [],
      ...{ questions: [question], obstacle: undefined, mayAdd: true },
    },
    page: page('家庭账号'),
  },
  'family-list-of-age': {
    view: 'family/list',
    data: {
      children: [child, { ...child, id: 'b', nickname: '小麦', birthYear: 2012, isOfAge: true, hasNewTerms: true }],
      waiting: [{ id: 'c', nickname: '小满', first: '小' }],
      ...{ questions: [], obstacle: undefined, mayAdd: true },
    },
    page: page('家庭账号'),
  },
  'family-handover': {
    view: 'family/handover',
    data: { child: { id: 'b', nickname: '小麦', birthYear: 2012 }, due: at('2026-12-31T16:00:00Z') },
    page: page('把账号交给小麦'),
  },
  'family-handover-problems': {
    view: 'family/handover',
    data: {
      child: { id: 'b', nickname: '小麦', birthYear: 2012 },
      due: at('2026-12-31T16:00:00Z'),
      problems: { reached: '请先勾选孩子已满 14 周岁' },
    },
    page: page('把账号交给小麦'),
  },
  'family-waiting': {
    view: 'family/waiting',
    data: { child: { id: 'c', nickname: '小满', username: 'xiaoman' }, byDay: false, mayReturn: true, done: 'begun' },
    page: page('等小满接手'),
  },
  'family-waiting-by-day': {
    view: 'family/waiting',
    data: { child: { id: 'c', nickname: '小满', username: 'xiaoman' }, byDay: true, mayReturn: false, done: '' },
    page: page('等小满接手'),
  },
  'login-handover': {
    view: 'oidc/handover',
    data: { ...form, ticket: 't' },
    page: { title: '这个账号现在归您自己', layout: 'citizen' },
  },
  'login-handover-problems': {
    view: 'oidc/handover',
    data: {
      ...{ ...form, ticket: 't' },
      problems: { password: '请换一个新密码：原来的密码家长知道', agree: '请先阅读并同意《用户协议》《隐私政策》' },
    },
    page: { title: '这个账号现在归您自己', layout: 'citizen' },
  },
  'login-computer-waits': {
    view: 'oidc/login',
    data: { ...form, isScan: true },
    page: { title: '登录', layout: 'citizen' },
  },
  'login-child': {
    view: 'oidc/child',
    data: { ...form, nickname: '小禾', called: 'mum', gives: { nickname: true, age: true } },
    page: { title: '孩子登录：家长已同意', layout: 'citizen' },
  },
  ...Object.fromEntries(
    (['rests', 'closing', 'ask', 'asked', 'looked'] as const).map((why) => [
      `login-child-${why}`,
      {
        view: 'oidc/child-stop',
        data: { ...form, nickname: '小禾', called: why === 'rests' ? undefined : 'mum', why, ticket: 't' },
        page: { title: '孩子登录', layout: 'citizen' },
      } satisfies Sample,
    ]),
  ),
  'login-terms-child': { view: 'oidc/terms-child', data: form, page: { title: '请家长先同意', layout: 'citizen' } },
  'family-terms': {
    view: 'family/terms',
    data: {
      ...{ child: { id: 'c', nickname: '小满' }, version: 2, before: 1 },
      ...{ changes: ['可以上传头像。'], effectiveAt: due },
    },
    page: page('小满：用户协议有更新'),
  },
  'login-soon': {
    view: 'oidc/soon',
    data: { ...form, due },
    page: { title: '账号快要归您自己管理', layout: 'citizen' },
  },
  'family-new': { view: 'family/new', data: { ...noProblem, own }, page: page('添加一个孩子') },
  'family-new-problems': {
    view: 'family/new',
    data: {
      ...noProblem,
      own: [],
      problems: {
        nickname: '请填写孩子的昵称',
        birthYear: '出生年份是 4 位数字，例如 2017',
        username: '请填写孩子的用户名',
        password: '请填写孩子的密码',
        platforms: '请从列出的平台里选择',
        guardian: '请先勾选“我已成年，是孩子的父母或其他监护人”',
        agreed: '请先勾选您同意我们保存和使用孩子的这些信息',
      },
    },
    page: page('添加一个孩子'),
  },
  'family-child': { view: 'family/child', data: one, page: page('家庭账号：小禾') },
  'family-child-of-age': {
    view: 'family/child',
    data: { ...one, child: { ...one.child, birthYear: 2012, isOfAge: true, ownDay: at('2026-12-31T16:00:00Z') } },
    page: page('家庭账号：小禾'),
  },
  'family-child-device': {
    view: 'family/child',
    data: {
      ...{ ...one, newDevice: unknownDevice, logins: [unknownDevice, ...one.logins] },
    },
    page: page('家庭账号：小禾'),
  },
  'family-child-new': {
    view: 'family/child',
    data: {
      ...one,
      questions: [],
      platforms: [],
      addable: [],
      logins: [],
      week: { times: 0, platforms: 0 },
      hasMore: false,
      done: 'added',
    },
    page: page('家庭账号：小禾'),
  },
  'family-child-closing': {
    view: 'family/child',
    data: {
      ...one,
      child: { ...one.child, isClosing: true },
      ...{ questions: [], platforms: [], addable: [], done: 'ended' },
      problems: { form: '孩子的账号正在注销，撤销注销以后才能修改' },
    },
    page: page('家庭账号：小禾'),
  },
};
