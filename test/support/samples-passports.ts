import { checkView } from '../../src/oversight/passports/check-pages.ts';
import type { Proofs } from '../../src/oversight/passports/credential-check.ts';
import { credentialOf, credentialPage, passportView } from '../../src/oversight/passports/present.ts';
import type { ProvedPassport } from '../../src/oversight/passports/service.ts';
import type { DashboardQuery } from '../../src/statistics/dashboards/service.ts';
import { ownSide, staffSide } from '../../src/statistics/dashboards/view.ts';
import { noteWords } from '../../src/statistics/questions/standing.ts';
import { periodOf } from '../../src/statistics/reports/period.ts';
import type { Sample } from './sample.ts';

type Figure = ProvedPassport['figure'];
const day = '2026-10-12';
const now = new Date('2026-11-26T06:20:00Z');
const asked: DashboardQuery = { kind: 'day', day, metric: 'pv', trend: 90 };
const alias = 'report alias-3f1c09a7be52d84e6071cc9a4d20f5b8 2026-10-12 2';

const crumbs = [
  { code: '', name: '全国' },
  { code: '33', name: '浙江省' },
  { code: '3301', name: '澜城市' },
  { code: '330106', name: '青溪县' },
];
const seen = {
  ...{ value: 486, share: '≥ 40%', width: 40.4, text: '看见 ≥ 40%', words: '' },
  title: '国家云自己看见至少 486 次',
};
const kept = (revision: number, at: string, more: object) => ({
  ...{
    day,
    revision,
    figures: {},
    reason: undefined,
    note: undefined,
    added: [],
    actorKind: 'application',
    actorId: undefined,
  },
  ...{ at: new Date(at), ...more },
});
const application: Figure = {
  place: {
    ...{ kind: 'application', clientId: 'ncc_iaef', name: '青溪文化云', institutionId: 'i' },
    ...{ institution: '青溪县文化馆（演示）', region: '330106' },
  },
  ...{ crumbs, metric: 'pv', label: '资源访问量', unit: '次', definition: '页面和资源被打开的次数，刷新也算一次' },
  ...{ period: periodOf('day', day, '2026-11-25'), when: '2026年10月12日（周一）', asOf: undefined },
  ...{ value: 1_204, text: '1,204', isCloud: false, isCounted: true, seen, seenText: { seen: '486', rest: '718' } },
  over: '国家云数到 3 条，报送 0 条',
  ...{ reported: '1', due: '1', share: '100%', late: '0', revised: '1', updatedAt: new Date('2026-10-14T01:40:00Z') },
  notes: [
    {
      ...{ id: '8c5e51a6-6f0b-4c61-9d0c-0d2f4a9a3f10', day, name: '青溪文化云', at: new Date('2026-10-15T02:00:00Z') },
      ...{
        standing: 'decided',
        verdict: 'corrected',
        reason: '采集程序，已去掉',
        leaf: { kind: 'report', key: 'ncc_iaef', day, place: 0 },
      },
      before: '9,866',
    },
    {
      ...{ id: '8c5e51a6-6f0b-4c61-9d0c-0d2f4a9a3f11', day, name: '青溪文化云', at: new Date('2026-10-16T02:00:00Z') },
      ...{
        standing: 'answered',
        verdict: undefined,
        reason: undefined,
        leaf: { kind: 'report', key: 'ncc_iaef', day, place: 0 },
      },
      before: undefined,
    },
  ],
  held: undefined,
  isOutdated: false,
  revisions: [
    {
      ...{ text: '1,204', before: '9,870', isLate: false },
      kept: kept(2, '2026-10-14T01:40:00Z', {
        ...{ reason: '去掉采集程序的 8,666 次', note: '一台采集程序反复刷新首页，已拦下', actorKind: 'member' },
      }),
    },
    { text: '9,870', before: undefined, isLate: false, kept: kept(1, '2026-10-13T00:12:00Z', {}) },
  ],
  ...{ parts: [], partsName: '各机构', rule: 'sum', days: 1, addends: [], isWhole: true, sight: 'all' },
  sums: [
    { name: '青溪县文化馆（演示）', text: '', target: { institution: 'i' } },
    { name: '青溪县', text: '3,118', target: { region: '330106' } },
    { name: '浙江省', text: '18,204', target: { region: '33' } },
    { name: '全国', text: '158,920', target: {} },
  ],
  own: { kind: 'report', key: 'ncc_iaef', day, place: 0 },
  ownSeen: { kind: 'count', key: 'ncc_iaef', day, place: 14 },
};
const names = [
  '杭州市',
  '宁波市',
  '温州市',
  '嘉兴市',
  '湖州市',
  '绍兴市',
  '金华市',
  '衢州市',
  '舟山市',
  '台州市',
  '丽水市',
];
const parts = names.map((name, place) => ({
  name,
  value: 900 + ((place * 577) % 1_300),
  code: `33${String(place + 1).padStart(2, '0')}`,
}));
const total = parts.reduce((sum, { value }) => sum + value, 0);
const province: Figure = {
  ...application,
  place: { kind: 'region', code: '33', name: '浙江省' },
  ...{ crumbs: crumbs.slice(0, 1), value: total, text: total.toLocaleString('en'), revisions: [], notes: [] },
  held: '含 2 处问过的数（1 处等机构回答、1 处申诉中），排名和比较不算',
  seen: { ...seen, value: 6_420, width: 41, title: '国家云自己看见至少 6,420 次' },
  seenText: { seen: '6,420', rest: (total - 6_420).toLocaleString('en') },
  ...{ reported: '85', due: '91', share: '93.4%', late: '3', revised: '2', partsName: '各城市' },
  parts: parts.map(({ name, value, code }) => ({
    ...{ name, text: value.toLocaleString('en'), part: '93.4%', seen: '≥ 41%', target: { region: code } },
  })),
  addends: parts.map(({ name, value, code }) => ({
    name,
    day,
    value,
    leaf: { kind: 'total', key: code, day, place: 0 },
  })),
  sums: [{ name: '全国', text: '158,920', target: {} }],
  own: { kind: 'total', key: '33', day, place: 0 },
  ownSeen: { kind: 'total', key: '33', day, place: 14 },
};

const leaf = (name: string): Proofs['leaves'][number] => ({
  index: 48_210,
  name,
  hashes: [],
  salt: '',
  contents: [],
});
function proved(figure: Figure, more: Partial<ProvedPassport> = {}): ProvedPassport {
  const notes = figure.notes.map(({ id, name, day: of, at, standing, verdict, reason, before }) => ({
    ...{ id, name, day: of, at, about: alias, words: noteWords(standing, verdict, reason, before), isAltered: false },
  }));
  const name = figure.place.kind === 'region' ? 'total 33 2026-10-12 1' : alias;
  return {
    ...{ figure, standing: 'sound', notes },
    numbers: {
      ...{ first: day, last: day, total: figure.value ?? 0, seen: null, own: { leaf: 0, place: 0 }, ownSeen: null },
      rows: figure.addends.map(({ leaf: _, ...row }, place) => ({ ...row, spot: { leaf: place + 1, place: 0 } })),
      rule: figure.rule,
    },
    verdict: {
      ...{ faults: [], leaves: 2 },
      witnesses: [
        { name: 'witness.zhejiang.example.cn', seconds: 1_760_407_200 + 31_536_000 },
        { name: 'witness.sichuan.example.cn', seconds: 1_760_407_220 + 31_536_000 },
      ],
    },
    proofs: {
      log: 'cloud.example.cn/transparency/figures+5f3a0c1e+AUfA0b1wXk0TnWm6J4v8rQpJ3Y2eKd5sVbLh7c9RzGxT',
      ...{ witnesses: [], checkpoint: 'cloud.example.cn/transparency/figures\n48377\n\n' },
      ...{ leaves: [leaf(name), ...figure.addends.map(({ leaf: { key } }) => leaf(`total ${key} ${day} 1`))] },
    },
    own: {
      name: { kind: figure.place.kind === 'region' ? 'total' : 'report', key: '33', day, revision: 2 },
      ...{ nameInLog: name, index: 48_210, state: 'sound', hashes: [], contents: [] },
      ...{ salt: Buffer.alloc(0), aliasKey: undefined },
    },
    leaves: { open: 2, all: 2, closed: 0 },
    ...more,
  };
}

const view = (given: ProvedPassport, side = staffSide, page = 1) => passportView(given, asked, side, { page, now });
const file = (given: ProvedPassport) =>
  credentialPage(credentialOf(given, { at: now, host: 'cloud.example.cn' }), given.proofs?.log ?? '');
const page = (title: string) => ({
  ...{ title, here: 'statistics', place: '统计岗', user: { label: '周*（138****8102）' } },
  menu: {
    label: '运营后台',
    entries: [
      { key: 'desk', href: '/admin', label: '工作台' },
      { key: 'statistics', href: '/admin/statistics', label: '全国统计', gap: true },
      { key: 'data-quality', href: '/admin/statistics/quality', label: '数据质量' },
    ],
  },
});

const many = Array.from({ length: 120 }, (_, place) => ({
  ...{ name: `第 ${place + 1} 区`, text: '12', part: '100%', seen: undefined, target: { region: '33' } },
}));

const said = { ...credentialOf(proved(province), { at: now, host: 'cloud.example.cn' }), page: '' };
const verdict = {
  faults: [],
  leaves: 12,
  witnesses: [{ name: 'witness.zhejiang.example.cn', seconds: 1_791_943_200 }],
};
const checkPage = { title: '核对凭证文件', layout: 'public' } as const;

export const passportSamples = {
  'passport-check': {
    view: 'passports/check',
    data: checkView({ credential: said, verdict, before: undefined, differences: [] }),
    page: checkPage,
  },
  'passport-check-newer': {
    view: 'passports/check',
    data: checkView({ credential: said, verdict, before: undefined, differences: [] }, [
      { name: said.leaves[0] ?? '', revision: 2, at: new Date('2026-10-14T01:42:00Z') },
    ]),
    page: checkPage,
  },
  'passport-check-altered': {
    view: 'passports/check',
    data: checkView({
      ...{ credential: { ...said, notes: [], held: null }, before: undefined },
      differences: [{ shown: '学习人次', signed: '资源访问量' }, { shown: undefined, signed: '宁波市' }, 'markup'],
      verdict: {
        ...verdict,
        faults: [
          { code: 'total', found: 18_205 },
          { code: 'row', row: 1, found: null },
          { code: 'sum', found: 18_210 },
        ],
      },
    }),
    page: checkPage,
  },
  'passport-check-before': {
    view: 'passports/check',
    data: checkView({
      before: {
        first: day,
        last: day,
        total: 1_204,
        leaves: [alias],
        notes: [{ about: alias, words: '说得通：查过' }],
      },
      ...{ credential: undefined, verdict, differences: undefined },
    }),
    page: checkPage,
  },
  'passport-check-key': { view: 'passports/check', data: checkView({ fault: 'key' }), page: checkPage },
  'passport-check-none': {
    view: 'passports/check',
    data: { ...checkView(undefined), problems: { file: '请选择数字护照的凭证文件，就是护照页面上下载的那个 .html' } },
    page: { ...checkPage, bad: true },
  },
  passport: { view: 'passports/show', data: view(proved(application)), page: page('数字护照，资源访问量 1,204') },
  'passport-sum': { view: 'passports/show', data: view(proved(province)), page: page('数字护照，资源访问量') },
  'passport-changed': {
    view: 'passports/show',
    data: view(
      proved(province, {
        standing: 'changed',
        verdict: {
          ...{ leaves: 11, witnesses: [] },
          faults: [
            { code: 'total', found: 18_205 },
            { code: 'row', row: 1, found: null },
            { code: 'sum', found: 18_210 },
            { code: 'signature' },
          ],
        },
      }),
    ),
    page: page('数字护照，资源访问量'),
  },
  'passport-waits': {
    view: 'passports/show',
    data: view(
      proved(
        { ...province, parts: many, seen: undefined },
        { standing: 'waits', verdict: undefined, proofs: undefined, own: undefined },
      ),
      staffSide,
      2,
    ),
    page: page('数字护照，资源访问量'),
  },
  'passport-closed': {
    view: 'passports/show',
    data: view(
      proved(
        {
          ...application,
          isCloud: true,
          text: '<10',
          crumbs: [],
          seen: undefined,
          revisions: [],
          notes: [],
          sums: [],
        },
        { standing: 'closed' },
      ),
      ownSide,
    ),
    page: page('数字护照，国家云登录次数'),
  },
  'passport-past': {
    view: 'passports/show',
    data: view(proved({ ...province, asOf: '2026-10-20', seen: undefined }, { standing: 'none' })),
    page: page('数字护照，资源访问量'),
  },
  'passport-file': {
    view: 'passports/credential',
    data: file(proved(province)),
    page: { title: '凭证，资源访问量', layout: 'file' },
  },
  'passport-file-one': {
    view: 'passports/credential',
    data: file(proved(application)),
    page: { title: '凭证，资源访问量 1,204', layout: 'file' },
  },
} satisfies Record<string, Sample>;
