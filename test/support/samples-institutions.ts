import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import { certificationForm } from '../../src/institutions/certification/form.ts';
import { postChoices } from '../../src/institutions/members/post.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const console = (title: string, here: string): Partial<PageData> => ({
  title,
  here,
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'institution', href: '/console/institution', label: '机构资料', gap: true },
      { key: 'members', href: '/console/members', label: '成员与权限' },
    ],
  },
});
const admin = (title: string, here: string): Partial<PageData> => ({
  title,
  here,
  place: '运营',
  user: { label: '王*（138****8201）' },
  menu: {
    label: '运营后台',
    entries: [
      { key: 'institutions', href: '/admin/institutions', label: '机构' },
      { key: 'staff', href: '/admin/staff', label: '人员与角色' },
    ],
  },
});

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const other = '6f0c2f0e-6a57-4c55-9f0c-2f0e6a574c56';
const problems = {};
const institution = {
  id,
  name: '青溪县文化馆（演示）',
  creditCode: '12330106DEM0000145',
  certifiedAt: at('2026-03-02T02:00:00Z'),
  createdAt: at('2026-02-26T02:00:00Z'),
};
const registered = { ...institution, creditCode: undefined, certifiedAt: undefined };
const certified = { name: '已认证', key: 'certified', tone: 'ok' };
const paper = { id: other, state: 'draft', name: '草稿', isEditable: true, isOpen: true };
const file = { id: other, name: '法人证书-2026.pdf', type: 'application/pdf', size: 1_258_291 };
const sections = [
  {
    title: '机构信息',
    rows: [
      { name: 'name', title: '机构全称', optional: false, text: '青溪县文化馆（演示）' },
      { name: 'creditCode', title: '统一社会信用代码', optional: true, text: '12330106DEM0000145' },
    ],
    unfilled: ['组织机构代码'],
  },
  {
    title: '材料',
    rows: [{ name: 'certificate', title: '机构证件', optional: false, text: '', files: [file] }],
    unfilled: [],
  },
];
const ak = { clientId: 'ncc_2q7kx5m3n6p2', name: '青溪文化云小程序' };
const member = {
  accountId: id,
  label: '陈*（138****8101）',
  post: '管理员',
  limits: [],
  createdAt: at('2026-02-26T02:00:00Z'),
};
const hired = {
  ...member,
  accountId: other,
  label: '赵*（138****8102）',
  post: '外包开发者',
  limits: [ak.name],
  endsAt: at('2027-03-01T15:59:59Z'),
};
const invitation = {
  id: other,
  phone: '138****8103',
  post: '填报员',
  limits: [],
  expiresAt: at('2026-12-01T02:00:00Z'),
};
const link = {
  ...{
    id: other,
    post: '外包开发者',
    limits: [ak.name],
    applications: [ak.clientId],
    href: `/console/members/links/${other}`,
  },
  ...{ endsAt: at('2027-03-01T15:59:59Z'), expiresAt: at('2026-12-01T02:00:00Z') },
};
const form = { choices: postChoices, applications: [ak], chosen: [], problems };

/** The pages of institutions and of staff. */
const ownPage = {
  ...{ kind: 'institution_page', publicHref: '/i/7a0c2f0e-6a57-4c55-9f0c-2f0e6a574c55', versions: [], isShown: false },
  ...{ paper: undefined, maySend: true, mayChoose: true },
};

export const institutionSamples = {
  'institution-register': {
    view: 'institutions/register',
    data: { values: {}, maybeOther: false, problems },
    page: { ...console('注册机构', 'start'), menu: { label: '机构后台', entries: [] } },
  },
  'institution-register-known': {
    view: 'institutions/register',
    data: {
      values: { name: '青溪县文化馆' },
      maybeOther: true,
      problems: { name: '该机构已登记（管理员 138****1111），可请管理员邀请您加入' },
    },
    page: { ...console('注册机构', 'start'), bad: true },
  },
  'institution-invitation': {
    view: 'institutions/invitation',
    data: {
      invitation: {
        ...invitation,
        action: `/console/invitations/${other}`,
        institution: '青溪县文化馆（演示）',
        hint: '只能查看',
        endsAt: at('2027-03-01T15:59:59Z'),
      },
      who: '赵*（138****8102）',
    },
    page: console('邀请', 'start'),
  },
  'institution-invitation-over': {
    view: 'institutions/invitation',
    data: { invitation: undefined, who: '赵*（138****8102）' },
    page: console('没有可以接受的邀请', 'start'),
  },
  institution: {
    view: 'institutions/institution',
    data: {
      institution,
      standing: certified,
      maySend: true,
      maySeeLooks: true,
      sections,
      paper: { ...paper, state: 'approved', isOpen: false },
    },
    page: console('机构资料', 'institution'),
  },
  'institution-changing': {
    view: 'institutions/institution',
    data: {
      institution,
      standing: certified,
      maySend: true,
      maySeeLooks: true,
      sections,
      paper: { ...paper, state: 'returned', name: '退回修改' },
    },
    page: console('机构资料', 'institution'),
  },
  'institution-new': {
    view: 'institutions/institution',
    data: {
      institution: registered,
      standing: { name: '未认证', key: 'registered', tone: '' },
      maySend: true,
      maySeeLooks: true,
    },
    page: console('机构资料', 'institution'),
  },
  'institution-rejected': {
    view: 'institutions/institution',
    data: {
      institution: registered,
      standing: { name: '未认证', key: 'registered', tone: '' },
      maySend: false,
      maySeeLooks: false,
      paper: { ...paper, state: 'rejected', name: '不予通过', isEditable: false, isOpen: false },
    },
    page: console('机构资料', 'institution'),
  },
  'institution-disabled': {
    view: 'institutions/institution',
    data: {
      institution: { ...institution, disabledReason: '投诉核实中' },
      standing: { name: '已停用', key: 'disabled', tone: 'bad-t' },
      maySend: true,
      maySeeLooks: true,
    },
    page: console('机构资料', 'institution'),
  },
  letter: {
    view: 'institutions/letter',
    data: {
      name: '青溪县文化馆（演示）',
      agent: { name: '陈静', position: '数字文化部主任', idKind: '居民身份证', idNumber: '3308**********002X' },
      from: at('2026-11-24T02:00:00Z'),
      to: at('2027-11-24T02:00:00Z'),
    },
    page: console('授权书', 'institution'),
  },
  'letter-blank': {
    view: 'institutions/letter',
    data: { name: '', agent: {}, from: at('2026-11-24T02:00:00Z'), to: at('2027-11-24T02:00:00Z') },
    page: console('授权书', 'institution'),
  },
  members: {
    view: 'institutions/members',
    data: {
      members: [member, hired],
      invitations: [invitation],
      links: [link],
      isCertified: true,
      self: id,
      isOwner: true,
      role: '管理员',
    },
    page: console('成员与权限', 'members'),
  },
  'members-alone': {
    view: 'institutions/members',
    data: {
      members: [member],
      invitations: [],
      links: [],
      isCertified: false,
      self: id,
      isOwner: true,
      role: '管理员',
    },
    page: console('成员与权限', 'members'),
  },
  'members-reader': {
    view: 'institutions/members',
    data: {
      members: [member, hired],
      invitations: [],
      links: [],
      isCertified: true,
      self: other,
      isOwner: false,
      role: '开发者',
    },
    page: console('成员与权限', 'members'),
  },
  'member-invite': { view: 'institutions/invite', data: { ...form, values: {} }, page: console('邀请成员', 'members') },
  'member-invite-link': {
    view: 'institutions/invite-link',
    data: { ...form, values: { post: 'hired' } },
    page: console('用链接邀请', 'members'),
  },
  'member-invite-link-first': {
    view: 'institutions/invite-link',
    data: {
      ...form,
      applications: [],
      chosen: [],
      values: { post: 'hired' },
      problems: { endsAt: '请填写结束日期，外包开发者到期自动退出' },
    },
    page: { ...console('用链接邀请', 'members'), bad: true },
  },
  'member-link': {
    view: 'institutions/link',
    data: {
      link,
      address: 'http://localhost:3000/console/join/sample-sample-sample-sample-sample-sample-12',
      qr: { size: 8, path: 'M4 4h1v1h-1z' },
    },
    page: console('邀请链接', 'members'),
  },
  'member-invite-bad': {
    view: 'institutions/invite',
    data: {
      ...form,
      values: { phone: '1380000', post: 'hired' },
      applications: [],
      problems: {
        phone: '请填写 11 位手机号',
        post: '请选择角色',
        endsAt: '请填写结束日期，外包开发者到期自动退出',
      },
    },
    page: { ...console('邀请成员', 'members'), bad: true },
  },
  member: {
    view: 'institutions/member',
    data: {
      ...form,
      member: hired,
      isSelf: false,
      isOwner: true,
      values: { post: 'hired', endsAt: '2027-03-01' },
      chosen: [ak.clientId],
    },
    page: console(hired.label, 'members'),
  },
  'member-self': {
    view: 'institutions/member',
    data: { ...form, member: hired, isSelf: true, isOwner: false, values: {} },
    page: console(hired.label, 'members'),
  },
  institutions: {
    view: 'institutions/list',
    data: {
      rows: [
        { ...institution, kind: '文化馆、群众艺术馆', region: '浙江省杭州市西湖区', standing: certified },
        { ...registered, id: other, standing: { name: '未认证', key: 'registered', tone: '' } },
      ],
      filter: { text: '文化馆', standing: 'certified', region: '330000' },
      standings: [
        ['registered', '未认证'],
        ['certified', '已认证'],
      ],
      isFiltered: true,
      next: '/admin/institutions?q=a',
      mayOperate: true,
    },
    page: admin('机构', 'institutions'),
  },
  'institutions-none': {
    view: 'institutions/list',
    data: {
      rows: [],
      filter: { text: '', standing: '', region: '' },
      standings: [],
      isFiltered: true,
      mayOperate: false,
    },
    page: admin('机构', 'institutions'),
  },
  'institutions-empty': {
    view: 'institutions/list',
    data: {
      rows: [],
      filter: { text: '', standing: '', region: '' },
      standings: [],
      isFiltered: false,
      mayOperate: false,
    },
    page: admin('机构', 'institutions'),
  },
  'institution-enter': {
    view: 'institutions/new',
    data: { values: { name: '青' }, problems: { name: '机构全称至少 2 个字，现在是 1 个' } },
    page: { ...admin('登记机构', 'institutions'), bad: true },
  },
  'institution-detail': {
    view: 'institutions/detail',
    data: {
      institution: { ...institution, standing: certified },
      sections,
      members: [member],
      invitations: [invitation, { ...invitation, waits: true, mayAgree: true }],
      applications: [{ ...ak, href: '/admin/applications/ncc_2q7k' }],
      papers: [
        {
          id: other,
          kind: '机构认证',
          title: '青溪县文化馆（演示）',
          stateName: '已通过',
          href: `/admin/review/${other}`,
          updatedAt: at('2026-03-02T02:00:00Z'),
        },
      ],
      values: {},
      problems: { reason: '请填写停用的原因，机构会看到它' },
      mayOperate: true,
      mayClose: true,
    },
    page: { ...admin('青溪县文化馆（演示）', 'institutions'), bad: true },
  },
  'institution-detail-disabled': {
    view: 'institutions/detail',
    data: {
      institution: {
        ...registered,
        standing: { name: '已停用', key: 'disabled', tone: 'bad-t' },
        disabledReason: '投诉核实中',
      },
      members: [],
      invitations: [],
      applications: [],
      papers: [],
      values: {},
      problems,
      mayOperate: true,
      mayClose: true,
    },
    page: admin('青溪县文化馆（演示）', 'institutions'),
  },
  'institution-mailed': {
    view: 'institutions/mailed',
    data: {
      action: `/admin/institutions/certifications/${other}`,
      institution: { id, name: '青溪县文化馆（演示）' },
      revision: 3,
      returned: '授权书没有加盖公章。',
      comments: { authorization: '请用预填的授权书打印、盖章后重新扫描上传。' },
      groups: certificationForm(() => at('2026-11-24T10:32:00Z')).groups.map(({ fields, ...group }) => ({
        ...group,
        fields: fieldsIn(fields),
      })),
      saved: at('2026-11-24T10:30:00Z'),
      filesAt: '/admin/files/',
      values: { name: '青溪县文化馆（演示）', kind: 'culture_hall', regionCode: '330106', idKind: 'resident' },
      uploads: { certificate: [file] },
      problems: { creditCode: '统一社会信用代码第 18 位校验不通过，请对照证书逐位核对' },
    },
    page: { ...admin('录入认证资料', 'institutions'), bad: true },
  },
  staff: {
    view: 'accounts/staff',
    data: {
      people: [
        { id, label: '王*（138****8201）', isLocked: false, roles: '审核员', regions: '浙江省' },
        { id: other, label: '李*（138****8202）', isLocked: true, roles: '系统管理员、运营', regions: '全国' },
      ],
      values: {},
      mayManage: true,
      problems,
    },
    page: admin('人员与角色', 'staff'),
  },
  'staff-member': {
    view: 'accounts/staff-member',
    data: {
      person: {
        id,
        label: '王*（138****8201）',
        granted: [{ role: 'reviewer', name: '审核员', region: '浙江省', since: at('2026-03-02T02:00:00Z') }],
      },
      isSelf: false,
      choices: [
        { value: 'reviewer', name: '审核员', duty: '审核机构提交的申请' },
        { value: 'operator', name: '运营', duty: '机构、应用与日常运营' },
      ],
      values: { role: 'reviewer', region: '33' },
      problems: { role: '请选择角色', region: '负责地区应为 6 位数字，例如 330106' },
    },
    page: { ...admin('王*', 'staff'), bad: true },
  },
  'staff-self': {
    view: 'accounts/staff-member',
    data: { person: { id, label: '王*（138****8201）', granted: [] }, isSelf: true, choices: [], values: {}, problems },
    page: admin('王*', 'staff'),
  },
  'institution-page': {
    view: 'institutions/page',
    data: {
      ...ownPage,
      versions: [
        { version: 2, approvedAt: at('2026-11-25T02:00:00Z'), shown: true },
        { version: 1, approvedAt: at('2026-06-02T02:00:00Z'), shown: false },
      ],
      isShown: true,
    },
    page: console('文旅号', 'institution-page'),
  },
  'institution-page-none': { view: 'institutions/page', data: ownPage, page: console('文旅号', 'institution-page') },
  'institution-page-returned': {
    view: 'institutions/page',
    data: { ...ownPage, paper: { id: 'a', name: '退回修改', isEditable: true } },
    page: console('文旅号', 'institution-page'),
  },
} satisfies Readonly<Record<string, Sample>>;
