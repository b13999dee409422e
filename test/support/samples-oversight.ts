import { presentStanding } from '../../src/assistants/token-standing.ts';
import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import { scopesFor, tokenFields } from '../../src/oversight/admin-token.ts';
import { audit as words } from '../../src/words/zh/audit.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const menu = {
  label: '运营后台',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'review', href: '/admin/review', label: '审核', count: 7 },
    { key: 'audit', href: '/admin/audit', label: '审计', gap: true },
    { key: 'tokens', href: '/admin/tokens', label: '管理接口' },
  ],
};
const page = (title: string, here: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu,
  here,
  place: '运营',
  user: { label: '李*（138****8102）' },
  ...more,
});

const token = {
  id: '24ea5289-4f22-4704-8e9d-7bd384dd7578',
  name: '夜间核对',
  owner: '我',
  can: ['查看和审核申请', '读取审计记录'],
  createdAt: at('2026-11-24T01:00:00Z'),
  expiresAt: at('2026-11-24T09:00:00Z'),
  lastUsedAt: at('2026-11-24T02:10:00Z'),
  standing: presentStanding('active'),
};
const fields = fieldsIn(tokenFields.shape).map((field) =>
  field.name === 'scopes' ? { ...field, options: scopesFor(['reviewer', 'auditor']) } : field,
);
const asked = { group: '', kind: '', subject: '', actor: '', month: '', since: '', until: '' };
const audit = {
  asked,
  groups: words.verbGroups,
  kinds: words.subjectKinds,
  months: { '2026-11': '2026年11月', '2026-10': '2026年10月' },
  values: { from: '2026-10-25', to: '2026-11-24', name: '' },
  isFiltered: false,
  isOpen: false,
  query: '',
  chips: [
    { id: undefined, name: '全部记录', href: '/admin/audit', isHere: true },
    { id: undefined, name: '谁看过资料', href: '/admin/audit?group=looks', isHere: false },
    { id: '1', name: '十一月的角色变更', href: '/admin/audit?month=2026-11', isHere: false },
  ],
  chosen: [],
  next: '/admin/audit?before=7',
  events: [
    {
      id: 9,
      at: at('2026-11-24T02:30:00Z'),
      verb: '停用应用',
      code: 'application.disable',
      actor: '运营人员',
      actorId: '24ea5289-4f22-4704-8e9d-7bd384dd7578',
      actorHref: '/admin/audit?actor=24ea5289-4f22-4704-8e9d-7bd384dd7578',
      by: { called: '李*', state: 'live', short: '24ea5289…' },
      subject: '应用',
      subjectId: 'ncc_25lp5nodwvares6qokev',
      subjectHref: '/admin/audit?kind=application&subject=ncc_25lp5nodwvares6qokev',
      of: { called: '青溪文化云', state: 'live', short: 'ncc_25lp5nodwvares6qokev' },
      lines: [
        { name: '', from: '正常', to: '已停用' },
        { name: '回调地址', from: 'https://a.qx.example.cn/callback', to: 'https://b.qx.example.cn/callback' },
        { name: '原因', to: '回调地址被盗用，暂停使用' },
      ],
      requestId: '8K2F-3QZ7',
      position: undefined,
    },
    {
      id: 8,
      at: at('2026-11-23T02:30:00Z'),
      verb: '登录没有成功',
      code: 'account.login_refused',
      actor: '未登录的人',
      actorId: '',
      actorHref: undefined,
      by: { called: '', state: 'live', short: '' },
      subject: 'identifier',
      subjectId: 'a1b2',
      subjectHref: undefined,
      of: { called: '', state: 'live', short: 'a1b2' },
      lines: [],
      requestId: undefined,
      position: 8,
    },
  ],
};
const report = {
  sound: true,
  heading: '1286 条记录与写入时一致',
  anchor: `1286:${'a1b2c3d4'.repeat(8)}`,
  waiting: '没有等待加入校验链的记录',
};
export const oversightSamples = {
  'admin-tokens': {
    view: 'oversight/tokens',
    data: {
      mayMint: true,
      next: '/admin/tokens?before=x',
      tokens: [
        token,
        { ...token, id: '2', name: '季度报表', standing: presentStanding('expired'), lastUsedAt: undefined },
        { ...token, id: '3', name: '旧程序', owner: '张*', standing: presentStanding('overtaken') },
        { ...token, id: '4', name: '试用', standing: presentStanding('revoked') },
      ],
    },
    page: page('管理接口', 'tokens'),
  },
  'admin-tokens-empty': {
    view: 'oversight/tokens',
    data: { mayMint: false, next: undefined, tokens: [] },
    page: page('管理接口', 'tokens'),
  },
  'admin-token-new': {
    view: 'oversight/token-new',
    data: {
      fields,
      values: { name: '', scopes: '', life: '8' },
      roles: ['审核员', '审计员'],
      problems: { name: '请填写用途', scopes: '请选择能做的事' },
    },
    page: page('生成凭证', 'tokens', { bad: true }),
  },
  'admin-token-made': {
    view: 'oversight/token-made',
    data: {
      value: 'ncc_admin_sample-sample-sample-sample-sample-sample-0',
      token,
      can: token.can,
      origin: 'https://cloud.example.cn',
    },
    page: page('凭证已生成', 'tokens'),
  },
  'institution-looks': {
    view: 'oversight/looks',
    data: {
      looks: [
        {
          ...{
            at: at('2026-11-24T02:30:00Z'),
            who: '审核员 王*',
            isFile: false,
            what: '证件号码',
            reason: '与授权书核对',
          },
          about: { doing: '审核', title: '青溪县文化馆', href: '/console/submissions/1' },
          isUsed: false,
        },
        {
          ...{
            at: at('2026-11-23T02:30:00Z'),
            who: '当时的工作人员 李*',
            isFile: true,
            what: '《剪纸课》的图片',
            reason: '',
          },
          about: { doing: '核对资源', title: '剪纸课', href: '/console/resources/1' },
          isUsed: true,
        },
      ],
      next: '/console/institution/looks?before=x',
    },
    page: page('谁看过我馆的材料', 'institution', { place: '青溪县文化馆', menu: { label: '机构后台', entries: [] } }),
  },
  'institution-looks-none': {
    view: 'oversight/looks',
    data: { looks: [], next: undefined },
    page: page('谁看过我馆的材料', 'institution', { place: '青溪县文化馆', menu: { label: '机构后台', entries: [] } }),
  },
  audit: { view: 'oversight/audit', data: { ...audit, problems: {} }, page: page('审计', 'audit') },
  'audit-chosen': {
    view: 'oversight/audit',
    data: {
      ...audit,
      asked: { ...asked, group: 'looks', kind: 'account', subject: token.id, month: '2026-11' },
      isFiltered: true,
      query: `?group=looks&kind=account&subject=${token.id}&month=2026-11`,
      chosen: [
        {
          ...{ name: 'subject', id: token.id, label: '账号', rest: '/admin/audit?group=looks&month=2026-11' },
          ...{ called: '', state: 'ended', short: '24ea5289…' },
        },
        {
          ...{
            name: 'group',
            id: '',
            label: '动作',
            rest: `/admin/audit?kind=account&subject=${token.id}&month=2026-11`,
          },
          ...{ called: '查看资料（谁看过）', state: 'live', short: '' },
        },
        {
          ...{
            name: 'month',
            id: '',
            label: '月份',
            rest: `/admin/audit?group=looks&kind=account&subject=${token.id}`,
          },
          ...{ called: '2026年11月', state: 'live', short: '' },
        },
      ],
      problems: {},
    },
    page: page('审计', 'audit'),
  },
  'audit-bad': {
    view: 'oversight/audit',
    data: {
      ...audit,
      asked: { ...asked, subject: 'x' },
      isFiltered: true,
      isOpen: true,
      query: '?subject=x',
      events: [],
      next: undefined,
      problems: { kind: '填写了对象编号时，请选择对象', from: '请填写起始日期' },
    },
    page: page('审计', 'audit', { bad: true }),
  },
  'audit-verified': {
    view: 'oversight/verified',
    data: { report, at: at('2026-11-24T02:31:00Z') },
    page: page('完整性校验', 'audit'),
  },
  'audit-broken': {
    view: 'oversight/verified',
    data: {
      report: {
        ...report,
        sound: false,
        heading: '一条记录在写入之后被改动',
        place: '校验链第 12 环，记录编号 12',
        detail: 'event 12 was changed after it was sealed',
      },
      at: at('2026-11-24T02:31:00Z'),
    },
    page: page('完整性校验', 'audit'),
  },
} as const satisfies Readonly<Record<string, Sample>>;
