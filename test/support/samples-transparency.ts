import type { Sample } from './sample.ts';

const keys = ['cloud.example.cn/transparency/figures+5f3a0c1e+AUfA0b1wXk0TnWm6J4v8rQpJ3Y2eKd5sVbLh7c9RzGxT'];
const at = new Date('2026-11-24T10:31:00Z');
const log = (name: 'figures' | 'events', size: number) => ({
  log: name,
  origin: `cloud.example.cn/transparency/${name}`,
  size,
  root: 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
  at,
  note: undefined,
  keys,
  cosigners: [
    { name: 'witness.zhejiang.example.cn', size, at: new Date('2026-11-24T10:31:20Z'), isCurrent: true },
    { name: 'witness.sichuan.example.cn', size: size - 31, at: new Date('2026-11-24T10:29:44Z'), isCurrent: false },
    { name: 'witness.ningxia.example.cn', size: undefined, at: undefined, isCurrent: false },
  ],
});
const empty = {
  values: { what: '', proof: '' },
  logs: [log('figures', 184_207), log('events', 20_852_163)],
  isWitnessed: true,
  keys,
  found: undefined,
  checked: undefined,
  problems: {},
};
const page = { title: '公开校验', layout: 'public' } as const;
const alias = {
  name: 'alias-3f1c09a7be52d84e6071cc9a4d20f5b8',
  key: '8d1f70c2e94b35a6d07718fe2c94ab3560c1d9e2f7834b5a06cd1e7f92a3b4c5',
  of: 'ncc_25lp5nodwvares6qokev 2026-11',
};
const what = `report ${alias.name} 2026-11-23 2`;
const found = {
  title: { kind: 'report' as const, of: alias.name, day: '2026-11-23', revision: 2, what },
  ...{ number: 184_112, steps: 18, state: 'sound' as const, href: '/transparency/figures/proof/184111' },
};
const proof = 'c2sp.org/tlog-proof@v1\nindex 184111\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';

const own = {
  ...{ application: { name: '青溪文化云' }, day: '2026-11-23', what, alias, revision: 2, steps: 18 },
  ...{ back: '/console/statistics/ncc_25lp5nodwvares6qokev/2026-11-23', at: new Date('2026-11-24T01:12:00Z') },
  others: [{ revision: 1, href: '/console/statistics/ncc_25lp5nodwvares6qokev/2026-11-23/proof?revision=1' }],
  figures: [
    { title: '资源访问量', value: 16_700 },
    { title: '独立访客数', value: 4_210 },
    { title: '独立 IP 数', value: 3_980 },
    { title: '新增活动数', value: 12 },
    { title: '新增场馆数', value: 0 },
  ],
  ...{ state: 'sound' as const, number: 184_112, size: 184_207 },
  witnesses: [
    { name: 'witness.zhejiang.example.cn', at: new Date('2026-11-24T10:31:20Z') },
    { name: 'witness.sichuan.example.cn', at: new Date('2026-11-24T10:31:44Z') },
  ],
  download: '/console/statistics/ncc_25lp5nodwvares6qokev/2026-11-23/proof/2',
  everybody: `/transparency?what=report+${alias.name}+2026-11-23+2`,
};
const console = {
  ...{ title: '存证', here: 'statistics', place: '青溪县文化馆（演示）', user: { label: '陈*（138****8101）' } },
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'statistics', href: '/console/statistics', label: '服务数据' },
    ],
  },
};

export const transparencySamples = {
  'transparency-own': { view: 'transparency/own', data: own, page: console },
  'transparency-own-changed': {
    view: 'transparency/own',
    data: { ...own, state: 'changed' as const, others: [], witnesses: [] },
    page: console,
  },
  'transparency-own-waits': {
    view: 'transparency/own',
    data: { ...own, state: 'waits' as const, revision: 1, others: [], witnesses: [], download: undefined },
    page: console,
  },
  transparency: { view: 'transparency/home', data: empty, page },
  'transparency-found': {
    view: 'transparency/home',
    data: { ...empty, values: { what, proof: '' }, found },
    page,
  },
  'transparency-changed': {
    view: 'transparency/home',
    data: { ...empty, values: { what, proof: '' }, found: { ...found, state: 'changed' as const } },
    page,
  },
  'transparency-waits': {
    view: 'transparency/home',
    data: {
      ...empty,
      ...{
        logs: [{ ...log('figures', 0), root: undefined, at: undefined, cosigners: [] }],
        isWitnessed: false,
        keys: [],
      },
      ...{ values: { what, proof: '' }, found: { ...found, state: 'waits' as const, href: undefined } },
    },
    page,
  },
  'transparency-proved': {
    view: 'transparency/home',
    data: {
      ...empty,
      values: { what: '', proof },
      checked: {
        ...{ fault: undefined, title: what, number: 184_112 },
        contents: ['2', '{16700,4210,3980,12,0}', '—', '核对过'],
        figures: own.figures.map(({ title, value }) => ({ name: title, value: value.toLocaleString('en') })),
        witnesses: [{ name: 'witness.zhejiang.example.cn', at: new Date('2026-11-24T10:31:20Z') }],
      },
    },
    page,
  },
  'transparency-not-proved': {
    view: 'transparency/home',
    data: { ...empty, values: { what: '', proof }, checked: { fault: 'contents differ' as const } },
    page,
  },
  'transparency-bad': {
    view: 'transparency/home',
    data: {
      ...empty,
      values: { what: 'total 33', proof: '' },
      problems: { what: '请这样写：report AK 日期、total 地区代码 日期，或 event 编号，例如 total 33 2026-11-26' },
    },
    page: { ...page, bad: true },
  },
} satisfies Record<string, Sample>;
