import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { accountPage, at, form, granted, user } from './sample-values.ts';

const account = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  ...accountPage(title, 'privacy'),
  ...more,
});
const grants = [
  { clientId: 'ncc_a', name: '青溪县文化馆', scopes: granted, firstAt: at('2026-11-18T02:00:00Z') },
  { clientId: 'ncc_b', name: '澜江市图书馆', scopes: [], firstAt: at('2026-08-02T02:00:00Z') },
];
const lastMoment = at('2026-12-08T15:59:00Z');
const ready = {
  ...{ id: 'a', askedAt: at('2026-11-23T02:00:00Z'), isReady: true, percent: 100, size: '36 KB' },
  expiresAt: at('2026-11-30T02:00:00Z'),
};
const making = {
  ...ready,
  id: 'b',
  askedAt: at('2026-11-24T10:00:00Z'),
  isReady: false,
  percent: 62,
  expiresAt: undefined,
};
const none = { exports: [], doneToday: false, isMaking: false, grants: [], realname: undefined, closing: undefined };
const title = '隐私与数据';

export const privacySamples = {
  'privacy-named': {
    view: 'privacy/home',
    data: { ...none, grants, realname: { masked: '林*', at: at('2026-11-20T02:00:00Z'), withYear: true } },
    page: account(title),
  },
  'privacy-none': { view: 'privacy/home', data: none, page: account(title) },
  'privacy-making': {
    view: 'privacy/home',
    data: { ...none, exports: [making, ready], doneToday: true, isMaking: true, grants },
    page: account(title),
  },
  'privacy-closing': {
    view: 'privacy/home',
    data: {
      ...{ ...none, exports: [ready], grants },
      closing: { askedAt: at('2026-11-23T07:08:00Z'), lastMoment, device: 'Firefox' },
    },
    page: account(title, { closing: { days: 14, lastMoment }, menu: { label: '我的账号', entries: [] } }),
  },
  'privacy-close': {
    view: 'privacy/close',
    data: { isClosing: false, platforms: ['青溪县文化馆', '澜江市图书馆'], obstacles: [], logDays: 180 },
    page: account('注销账号'),
  },
  'privacy-close-not-yet': {
    view: 'privacy/close',
    data: {
      isClosing: false,
      platforms: [],
      logDays: 180,
      obstacles: [
        { said: '您还有 2 个机构管理员身份，请先移交', at: 'console' },
        { said: '您的家庭账号里还有 1 个孩子，请先注销孩子的账号', at: 'family' },
      ],
    },
    page: account('注销账号'),
  },
  'privacy-confirm': {
    view: 'privacy/confirm',
    data: { hasPassword: true, lastDay: lastMoment, values: { understood: '' }, problems: {} },
    page: account('核对身份'),
  },
  'privacy-confirm-bad': {
    view: 'privacy/confirm',
    data: {
      ...{ hasPassword: true, lastDay: lastMoment, values: { understood: '' } },
      problems: { password: '当前密码不对，请核对后重填', understood: '请先勾选“我知道账号和资料删除后不能找回”' },
    },
    page: account('核对身份'),
  },
  'privacy-confirm-code': {
    view: 'privacy/confirm',
    data: { hasPassword: false, lastDay: lastMoment, values: { understood: '1' }, problems: {} },
    page: account('核对身份'),
  },
  'privacy-report': {
    view: 'privacy/report',
    data: {
      ...{ year: 2026, years: [2026, 2025, 2024] },
      tables: [
        {
          key: 'people',
          title: '账号',
          head: ['账号', '数量'],
          rows: [['现有账号', '18,204']],
          note: '不保存出生日期。',
        },
        {
          ...{ key: 'granted', title: '各平台得到的信息', head: ['平台', '机构', '人数', '信息（人数）'] },
          rows: [['青溪文化云', '青溪县文化馆', '1,204', '昵称和头像 1,180，手机号 301']],
        },
        { key: 'access', title: '工作人员处理账号', head: ['操作', '次数', '人数'], rows: [] },
      ],
    },
    page: {
      ...{ title: '个人信息保护', here: 'privacy', user: { label: user.label } },
      menu: { label: '运营后台', entries: [{ key: 'privacy', href: '/admin/privacy', label: '个人信息保护' }] },
    },
  },
  'privacy-closed': { view: 'privacy/closed', data: {}, page: { title: '已申请注销', layout: 'citizen' } },
  'login-closing': {
    view: 'oidc/closing',
    data: { ...form, lastMoment },
    page: { title: '这个账号正在注销', layout: 'citizen' },
  },
} satisfies Record<string, Sample>;
