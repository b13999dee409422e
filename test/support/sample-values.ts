import type { PageData } from '../../src/http/pages/render.ts';

/** The people, platforms and dates that the samples show, all of them invented. */

export const at = (iso: string) => new Date(iso);

export const qingxi = {
  name: '青溪县文化馆（演示）',
  institution: '青溪县文化馆（演示）',
  certified: true,
  host: 'm.qx.example.cn',
  logo: 'logo-qingxi.svg',
  purpose: '活动报名、场馆预订时填写联系人。',
  home: 'https://m.qx.example.cn/',
  creditCode: '1233****70E',
  certifiedAt: at('2026-03-02T02:00:00Z'),
};
export const lanjiang = {
  ...qingxi,
  name: '澜江市图书馆（演示）',
  logo: 'logo-lanjiang.svg',
  host: 'lib.lj.example.cn',
};
export const lancheng = {
  ...qingxi,
  name: '岚城美术馆（演示）',
  host: 'art.lc.example.cn',
  certified: false,
  logo: undefined,
};
export const user = { label: '张*（138****8000）', nickname: '溪边人家', username: 'xibian', phone: '138****8000' };
export const form = { uid: 'abc', client: qingxi, problems: {}, values: {}, agreed: false, terms: 1 };
export const granted = [
  { name: 'profile', title: '昵称和头像' },
  { name: 'phone', title: '手机号' },
];
export const grant = {
  clientId: 'ncc_2q7k',
  client: qingxi,
  scopes: granted,
  received: [
    { day: '2026-11-24', scopes: granted },
    { day: '2026-03-12', scopes: [] },
  ],
  firstAt: at('2026-03-12T02:00:00Z'),
  lastAt: at('2026-11-24T10:32:00Z'),
};
export const scopes = [
  { name: 'openid', title: '账号编号', detail: '识别您的账号，各机构看到的编号不同', required: true, on: true },
  { name: 'profile', title: '昵称和头像', detail: '溪边人家', required: false, on: true },
  { name: 'phone', title: '手机号', detail: '138****8000', required: false, on: false },
  { name: 'age_range', title: '是否成年、是否满 60 周岁', detail: '不含生日', required: false, on: false },
];
export const logins = [
  {
    at: at('2026-11-24T10:32:00Z'),
    method: 'password',
    client: qingxi.name,
    device: '安卓手机 · 微信',
    address: '203.0.113.7',
    succeeded: true,
    isNewDevice: true,
  },
  {
    at: at('2026-11-23T01:14:00Z'),
    method: 'sms',
    client: lanjiang.name,
    device: 'Windows 电脑 · Chrome',
    address: '2001:db8::17',
    succeeded: true,
    isNewDevice: false,
  },
  {
    at: at('2026-11-02T01:14:00Z'),
    method: 'password',
    device: '苹果手机 · Safari',
    address: '198.51.100.24',
    succeeded: false,
    isNewDevice: false,
  },
];
export const site = { name: '青溪县文化馆（演示）', logo: '/public/logo-qingxi.svg', home: 'http://localhost:3001' };
export const cloud = { issuer: 'http://localhost:3000' };

export const remembered = {
  key: 'k1',
  nickname: '小满妈妈',
  label: '小*（139****2206）',
  phone: '139****2206',
  ways: { password: true, sms: true, passkey: true },
  at: at('2026-11-20T02:00:00Z'),
};
export const colleague = {
  key: 'k2',
  nickname: '青岭诗社',
  label: '青*（150****7731）',
  phone: '150****7731',
  ways: { password: false, sms: true, passkey: false },
  at: at('2026-09-02T02:00:00Z'),
};
export const passkeys = [
  {
    id: '5f0c7a2e-6a33-4c4e-9a43-0d9b6c6f1e01',
    name: '家里的安卓手机',
    madeOn: '安卓 · Chrome',
    createdAt: at('2026-11-03T02:00:00Z'),
    lastUsedAt: at('2026-11-24T01:20:00Z'),
    lastUsedOn: '安卓 · Chrome',
    backedUp: true,
  },
  {
    id: '5f0c7a2e-6a33-4c4e-9a43-0d9b6c6f1e02',
    name: 'Windows 电脑 · Edge',
    madeOn: 'Windows 电脑 · Edge',
    createdAt: at('2026-10-12T02:00:00Z'),
    lastUsedAt: undefined,
    lastUsedOn: undefined,
    backedUp: false,
  },
];

/** A page of the account centre: its frame for a signed-in account. */
export const accountPage = (title: string, here: string): Partial<PageData> => ({
  title,
  here,
  user: { label: user.label },
  menu: {
    label: '我的账号',
    entries: [
      { key: 'home', href: '/account', label: '账号总览' },
      { key: 'profile', href: '/account/profile', label: '基本资料' },
      { key: 'security', href: '/account/security', label: '登录与安全' },
      { key: 'passkeys', href: '/account/security/passkeys', label: '通行密钥' },
      { key: 'grants', href: '/account/grants', label: '已授权平台' },
      { key: 'logins', href: '/account/logins', label: '登录记录' },
      { key: 'privacy', href: '/account/privacy', label: '隐私与数据' },
    ],
  },
});
