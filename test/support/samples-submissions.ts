import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import { activity } from '../../src/resources/channels/activity.ts';
import { venue } from '../../src/resources/channels/venue.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const menu = {
  label: '机构后台',
  entries: [
    { key: 'home', href: '/console', label: '首页' },
    { key: 'applications', href: '/console/applications', label: '应用与密钥', count: 1 },
    { key: 'submissions', href: '/console/submissions', label: '对接申请' },
    { key: 'institution', href: '/console/institution', label: '机构资料', gap: true },
  ],
};

const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu,
  here: 'submissions',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  ...more,
});

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const action = `/console/submissions/${id}`;
const file = { id, name: '法人证书-2026.pdf', type: 'application/pdf', size: 1_258_291 };
const kind = { name: 'application', title: '申请 AKSK' };
const lead = '承诺 3 个工作日内审核。可以先保存，过后再继续填写。';
const saved = at('2026-11-24T10:30:00Z');

const applicant = {
  name: 'applicant',
  title: '单位联系人信息',
  lead: '取自机构认证资料，可修改联系方式。',
  fields: [
    { name: 'institution', title: '对接单位名称', control: 'text', optional: true, readonly: true },
    { name: 'contactName', title: '联系人', control: 'text', optional: false, max: 20, autocomplete: 'name' },
    { name: 'position', title: '职务', control: 'text', optional: false, max: 30 },
    { name: 'contactPhone', title: '联系电话', control: 'tel', optional: false, autocomplete: 'tel' },
    { name: 'contactEmail', title: '联系邮箱', control: 'email', optional: false, autocomplete: 'email' },
    { name: 'region', title: '行政区划', control: 'region', optional: false },
    { name: 'validUntil', title: '授权书有效期至', control: 'date', optional: true, hint: '例如 2027-03-01' },
  ],
};

const application = {
  name: 'application',
  title: '应用对接信息',
  fields: [
    { name: 'name', title: '第三方应用名称', control: 'text', optional: false, max: 50, hint: '市民授权时会看到。' },
    { name: 'homeUrl', title: '第三方应用地址', control: 'url', optional: false },
    {
      name: 'redirectUris',
      title: 'APPID 回调地址',
      control: 'lines',
      optional: false,
      hint: '每行一个，最多 20 个，须与程序中填写的完全一致。',
    },
    {
      name: 'venue',
      title: '所属场馆',
      control: 'select',
      optional: true,
      options: { main: '青溪县文化馆总馆（演示）', north: '青溪县文化馆北馆（演示）' },
    },
    {
      name: 'scopes',
      title: '申请能力',
      control: 'checks',
      optional: false,
      options: {
        login: '用户登录：市民用国家公共文化云账号登录您的平台',
        'resource:write': '资源：推送和更新您机构的资源',
        'stats:write': '服务数据：每天报送资源访问量等数据',
      },
    },
    { name: 'purpose', title: '登录用途说明', control: 'textarea', optional: false, max: 60, hint: '显示给市民。' },
    {
      name: 'certificate',
      title: '证件照',
      control: 'files',
      optional: false,
      accept: { types: ['image/jpeg', 'image/png', 'application/pdf'], most: 3 },
    },
    {
      name: 'letter',
      title: '授权书',
      control: 'files',
      optional: false,
      accept: { types: ['application/pdf'], most: 1 },
    },
    { name: 'promise', title: '我保证以上内容真实', control: 'check', optional: false },
  ],
};

const values = {
  institution: '青溪县文化馆（演示）',
  contactName: '陈静',
  position: '数字文化部主任',
  contactPhone: '13800008101',
  contactEmail: 'chenjing@qx.example.cn',
  region: '330802',
  validUntil: '2027-03-01',
  name: '青溪文化云小程序',
  homeUrl: 'https://m.qx.example.cn',
  redirectUris: 'https://m.qx.example.cn/login/callback\nhttp://m.qx.example.cn/auth/ncc',
  venue: 'main',
  scopes: 'login\nresource:write',
  purpose: '登录后预约活动',
  promise: '1',
};

const timeline = [
  {
    at: at('2026-11-23T08:20:00Z'),
    who: '李*（审核员）',
    did: '退回修改',
    reason: '证件照不清晰，请重新拍摄。',
    comments: [{ title: '证件照', text: '请用扫描件（不低于 200 dpi）。' }],
  },
  { at: at('2026-11-23T01:12:00Z'), who: '陈*（机构）', did: '提交审核', reason: undefined, comments: [] },
];

const place = { key: 'submissions', href: '/console/submissions', label: '对接申请' };
const seen = {
  consent: {
    client: {
      ...{ id: 'ncc_abc', name: '青溪文化云', ours: false, sandbox: false, logo: undefined },
      ...{ institution: '青溪县文化馆', certified: true, creditCode: '1233****81C', host: 'm.qx.example.cn' },
      ...{ certifiedAt: at('2026-10-01T02:00:00Z'), home: 'https://m.qx.example.cn/' },
      purpose: '活动报名、场馆预订时填写联系人。',
    },
    onlyNew: false,
    scopes: [
      { name: 'openid', title: '账号编号', detail: '识别您的账号', required: true, on: false },
      { name: 'profile', title: '昵称和头像', detail: '溪边人家', required: false, on: true },
      { name: 'phone', title: '手机号', detail: '138****8000', required: false, on: false },
    ],
  },
};
const draft = {
  place,
  seen,
  hints: [],
  problems: {},
  kind,
  lead,
  action,
  version: 1,
  revision: 3,
  comments: {},
  returned: false,
  steps: false as const,
  beside: {},
  fieldAddresses: {},
  isTold: false,
  skip: undefined,
  groups: [applicant, application],
  multipart: true,
  answers: false,
  uploads: { certificate: [file] },
  values,
  saved,
  discard: `${action}/discard`,
  timeline: [],
};

const sessions = '2036-12-06 14:00｜2036-12-06 16:00｜40\n2036-12-12 22:00｜2036-12-13 01:00';
const rowsGroup = {
  name: 'activity',
  title: '活动时间',
  fields: [activity, venue]
    .flatMap(({ groups }) => groups.flatMap(({ fields }) => fieldsIn(fields)))
    .filter(({ name }) => name === 'sessions' || name === 'opening_hours'),
};

const creditCodeProblem = '统一社会信用代码第 18 位校验不通过，请对照证书逐位核对';

const answers = [
  {
    title: '机构信息',
    href: `${action}?page=institution`,
    rows: [
      { name: 'institution', title: '机构全称', optional: false, text: '青溪县文化馆（演示）' },
      {
        name: 'creditCode',
        title: '统一社会信用代码',
        optional: false,
        text: '12330826MB0000D70E',
        problem: creditCodeProblem,
      },
      { name: 'legal', title: '法定代表人', optional: false, text: '周远山', comment: '与证书不一致，请核对。' },
    ],
    unfilled: ['组织机构代码', '平台网址'],
  },
  {
    title: '材料',
    href: `${action}?page=papers`,
    rows: [
      { name: 'certificate', title: '证件照', optional: false, text: '', files: [file] },
      { name: 'letter', title: '授权书', optional: false, text: '', files: [] },
    ],
    unfilled: [],
  },
];
const readable = answers.map(({ title, rows, unfilled }) => ({
  title,
  unfilled,
  rows: rows.map((row) => ({ ...row, problem: undefined })),
}));
const steps = {
  rows: [
    { name: 'applicant', title: '机构信息', standing: 'wrong', count: 1 },
    { name: 'agent', title: '经办人', standing: 'done', count: 0 },
    { name: 'platform', title: '平台信息', standing: 'optional', count: 0 },
    { name: 'papers', title: '材料', standing: 'missing', count: 2 },
    { name: 'check', title: '检查并提交', standing: 'last', count: 0 },
  ],
  current: 0,
} as const;
const badProblems = {
  redirectUris: '第 2 行：回调地址须以 https:// 开头，是不是想填 https://m.qx.example.cn/auth/ncc？',
  scopes: '请选择申请能力',
  letter: '授权书最多 1 个文件，请先删除不要的',
  promise: '请勾选后再提交',
  region: '请填写行政区划',
};
const changes = {
  title: '与上次提交相比',
  rows: [
    { title: '法定代表人', from: '周远', to: '周远山' },
    { title: '证件照', from: '', to: '1 个文件' },
  ],
};

const sent = {
  place,
  problems: {},
  action,
  title: '青溪文化云小程序',
  version: 2,
  kind,
  state: { name: '待审核', tone: 'wait' },
  papersEndedAt: undefined,
  next: { tone: '', words: '已提交，正等待审核员认领。有结果时会发消息告诉您。' },
  due: { workingDays: 3, at: at('2026-11-27T10:00:00Z') },
  recall: true,
  answers: readable,
  changes,
  timeline,
};

/** An institution's pages of its submissions. */
export const submissionSamples = {
  submissions: {
    view: 'review/submissions',
    data: {
      press: undefined,
      rows: [
        {
          id,
          title: '青溪文化云小程序',
          kind: '申请 AKSK',
          version: 2,
          state: { name: '退回修改', tone: 'warn' },
          submittedAt: at('2026-11-23T01:12:00Z'),
          updatedAt: at('2026-11-24T08:20:00Z'),
        },
        {
          id,
          title: '申请 AKSK（未命名）',
          kind: '申请 AKSK',
          version: 1,
          state: { name: '草稿', tone: '' },
          updatedAt: at('2026-11-24T08:20:00Z'),
        },
      ],
      filter: { kind: '', state: 'returned' },
      isFiltered: true,
      kinds: [{ name: 'application', title: '申请 AKSK' }],
      states: [['returned', '退回修改']],
      next: `/console/submissions?before=1.${id}`,
    },
    page: page('对接申请'),
  },
  'submissions-none': {
    view: 'review/submissions',
    data: { rows: [], filter: { kind: '', state: '' }, press: undefined, isFiltered: false, kinds: [], states: [] },
    page: page('对接申请'),
  },
  'submissions-no-match': {
    view: 'review/submissions',
    data: {
      rows: [],
      filter: { kind: '', state: 'returned' },
      press: undefined,
      isFiltered: true,
      kinds: [],
      states: [],
    },
    page: page('对接申请'),
  },
  draft: { view: 'review/draft', data: draft, page: page('申请 AKSK') },
  'draft-bad': {
    view: 'review/draft',
    data: {
      ...draft,
      seen: { consent: undefined },
      discard: false,
      version: 2,
      returned: {
        reason: '证件照不清晰，请重新拍摄。',
        comments: [
          { href: '#certificate', title: '机构证件' },
          { href: '/console/submissions/1/agent#agentPhone', title: '经办人手机' },
        ],
      },
      comments: { certificate: '请用扫描件（不低于 200 dpi）。', scopes: '“服务数据”要另写用途。' },
      uploads: { certificate: [file, { ...file, name: '法人证书-背面.pdf' }, file].slice(0, 2), letter: [file] },
      values: { ...values, validUntil: '2027年3月1日', scopes: '', promise: '' },
      isTold: true,
      beside: badProblems,
      problems: badProblems,
      timeline,
    },
    page: page('申请 AKSK', { bad: true }),
  },
  'draft-conflict': {
    view: 'review/draft',
    data: {
      ...draft,
      conflict: {
        message: '同事刚刚修改过这份申请。请查看现在的内容，再修改一次。',
        differences: [{ title: '联系人', from: '王芳', to: '陈静' }],
        mayKeep: true,
      },
    },
    page: page('申请 AKSK'),
  },
  'draft-gone': {
    view: 'review/gone',
    data: { place, kind, filesAt: '/console/files/', answers: readable },
    page: page('这份草稿已被删除'),
  },
  'draft-step': {
    view: 'review/draft',
    data: { ...draft, seen: undefined, steps, step: 'applicant', groups: [applicant], multipart: false },
    page: page('机构认证'),
  },
  'draft-sessions': {
    view: 'review/draft',
    data: {
      ...draft,
      ...{
        seen: undefined,
        multipart: false,
        groups: [rowsGroup],
        values: { sessions, opening_hours: '周二至周日 09:00–17:00' },
      },
      tables: {
        series: {
          field: 'sessions',
          asked: { weekdays: '6', from: '14:00', to: '16:00', first: '2036-12-01', last: '2036-12-31' },
          problems: [],
          found: [
            { name: 'sessions.more.0', line: sessions, words: '12月6日 周六 14:00–16:00', isThere: true },
            { name: 'sessions.more.1', line: sessions, words: '12月13日 周六 14:00–16:00', isThere: false },
          ],
        },
      },
    },
    page: page('享活动内容'),
  },
  'draft-sessions-text': {
    view: 'review/draft',
    data: {
      ...draft,
      ...{
        seen: undefined,
        multipart: false,
        groups: [rowsGroup],
        values: { sessions: '下周六下午', opening_hours: '' },
      },
      tables: { asText: 'opening_hours' },
    },
    page: page('享活动内容'),
  },
  'draft-step-left': {
    view: 'review/draft',
    data: {
      ...draft,
      ...{ seen: undefined, steps, step: 'applicant', groups: [applicant], multipart: false },
      ...{ isTold: true, skip: 'agent', beside: { region: '请填写行政区划' }, problems: { region: '请填写行政区划' } },
    },
    page: page('机构认证', { bad: true }),
  },
  'draft-check': {
    view: 'review/draft',
    data: {
      ...draft,
      kind: { name: 'certification', title: '机构认证' },
      steps: { ...steps, current: 4 },
      step: 'check',
      hints: ['与青溪县文化馆的《新年音乐会》（2036年12月5日 14:00，已发布）很像。不是同一件时可以照常提交。'],
      groups: [],
      answers,
      changes,
      timeline,
      beside: { creditCode: creditCodeProblem, letter: '请上传授权书' },
      fieldAddresses: { creditCode: `${action}?page=institution#creditCode`, letter: `${action}?page=papers#letter` },
    },
    page: page('机构认证'),
  },
  'submission-open': { view: 'review/submission', data: { ...sent, seen }, page: page('青溪文化云小程序') },
  'submission-approved': {
    view: 'review/submission',
    data: {
      ...sent,
      version: 1,
      state: { name: '已通过', tone: 'ok' },
      papersEndedAt: at('2027-06-01T00:00:00Z'),
      next: { tone: 'ok', words: '申请 AKSK已通过。', href: '/console/applications/ncc_abc', label: '查看结果' },
      due: false,
      recall: false,
      changes: undefined,
    },
    page: page('青溪文化云小程序'),
  },
  'submission-conflict': {
    view: 'review/submission',
    data: {
      ...sent,
      state: { name: '不予通过', tone: 'bad-t' },
      next: { tone: 'err', words: '不予通过，这份申请到此结束。', reason: '机构不在对接范围内。' },
      due: false,
      recall: false,
      conflict: {
        message: '已经提交的申请不能修改。需要修改时，请先撤回。',
        differences: [{ title: '联系人', from: '', to: '陈静' }],
        mayKeep: false,
      },
    },
    page: page('青溪文化云小程序'),
  },
  'submission-discard': {
    view: 'review/discard',
    data: { action, title: '青溪文化云小程序', kind, place },
    page: page('删除草稿'),
  },
  regions: {
    view: 'site/regions',
    data: {
      here: { code: '330000', name: '浙江省' },
      below: [
        { code: '330100', name: '杭州市' },
        { code: '330800', name: '衢州市' },
      ],
    },
    page: { title: '行政区划代码' },
  },
} satisfies Readonly<Record<string, Sample>>;
