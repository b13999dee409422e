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
  keys,
  found: undefined,
  checked: undefined,
  problems: {},
};
const page = { title: '公开校验', layout: 'public' } as const;
const what = 'report ncc_25lp5nodwvares6qokev 2026-11-23 2';
const found = {
  title: { kind: 'report' as const, of: 'ncc_25lp5nodwvares6qokev', day: '2026-11-23', revision: 2, what },
  ...{ number: 184_112, steps: 18, state: 'sound' as const, href: '/transparency/figures/proof/184111' },
};
const proof = 'c2sp.org/tlog-proof@v1\nindex 184111\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';

export const transparencySamples = {
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
      ...{ logs: [{ ...log('figures', 0), root: undefined, at: undefined, cosigners: [] }], keys: [] },
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
