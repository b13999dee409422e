import { applicationForm, evidenceTypes } from '../../src/applications/form/fields.ts';
import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const page = (title: string, place = '青溪县文化馆（演示）'): Partial<PageData> => ({
  title,
  menu: {
    label: '后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'applications', href: '/console/applications', label: '应用与密钥' },
    ],
  },
  here: 'applications',
  place,
  user: { label: '陈*（138****8101）' },
});

const life = { left: 30, isOver: false, endsOn: '12月24日 23:59' };
const app = {
  ak: 'ncc_sandboxsandboxsandb2',
  path: '/console/applications/ncc_sandboxsandboxsandb2',
  name: '青溪文化云（本机调试）',
  state: { label: '生效中', tag: 'ok' },
  life,
  isOfStart: true,
  mayChoose: true,
  uris: ['http://localhost:8080/callback'],
};
const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const place = { key: 'institution', apps: [app, { ...app, name: '馆员小程序', isOfStart: false }] };
const own = { key: 'self', apps: [] };
const sandbox = {
  places: [place, own],
  mayOpen: ['institution', 'self'],
  isFirst: false,
  values: {},
  mayChoose: true,
  most: { person: 5, institution: 20 },
};
const begin = {
  places: ['self'],
  chosen: 'self',
  values: { name: '第一次联调', redirectUris: 'http://localhost:5055/callback' },
};
const claim = {
  ...{ typed: '4KQM-7XTP', who: '陈静', most: 5, until: at('2026-12-26T15:59:59Z') },
  values: { name: '陈静的沙箱' },
};
const uris = 'https://m.qx.example.cn/login/callback\nhttp://m.qx.example.cn/auth/ncc';
const verdicts = [
  { line: 1, uri: 'https://m.qx.example.cn/login/callback' },
  {
    line: 2,
    uri: 'http://m.qx.example.cn/auth/ncc',
    problem: '回调地址须以 https:// 开头（沙箱可用 http://localhost）',
    suggestion: 'https://m.qx.example.cn/auth/ncc',
  },
];
const groups = applicationForm(() => at('2026-11-24T10:32:00Z')).groups.map(({ fields, ...group }) => ({
  ...group,
  fields: fieldsIn(fields),
}));
const mailed = {
  action: `/admin/applications/mailed/${id}`,
  kind: '申请 AKSK',
  institution: '青溪县文化馆（演示）',
  revision: 2,
  returned: undefined,
  comments: {},
  groups,
  saved: at('2026-11-24T10:30:00Z'),
  filesAt: '/admin/files/',
  values: { institutionName: '青溪县文化馆（演示）', name: '青溪文化云', loginScopes: 'openid\nprofile', evidence: id },
  uploads: { evidence: [{ id, name: '申请函.eml', type: 'message/rfc822', size: 48_210 }] },
};
const staff = (title: string) => page(title, '运营');

/** A page with a form that nothing was typed into, where the sample says nothing else. */
const form = <const Given extends { view: string; data: object }>(sample: Given) => ({
  ...sample,
  data: { problems: {}, values: {}, ...sample.data },
});

/** Requests for an AK: the tester, the sandbox, papers by mail. */
export const applicationFormSamples = {
  tester: form({ view: 'applications/tester', data: { values: {}, loopback: false }, page: page('回调测试器') }),
  'tester-found': form({
    view: 'applications/tester',
    data: { values: { uris }, loopback: true, verdicts, summary: '共 2 个地址，1 个需要修改。', hasProblem: true },
    page: page('回调测试器'),
  }),
  'tester-none': form({
    view: 'applications/tester',
    data: { values: {}, loopback: false, problems: { uris: '请填写要检查的地址，一行一个' } },
    page: { ...page('回调测试器'), bad: true },
  }),
  sandbox: form({ view: 'applications/sandbox', data: sandbox, page: page('沙箱应用') }),
  'sandbox-none': form({
    view: 'applications/sandbox',
    data: { ...sandbox, places: [own], mayOpen: ['self'], isFirst: true },
    page: page('沙箱应用'),
  }),
  'sandbox-one': form({
    view: 'applications/sandbox',
    data: { ...sandbox, places: [{ ...own, apps: [app] }], mayOpen: ['self'], mayChoose: false },
    page: page('沙箱应用'),
  }),
  'sandbox-full': form({
    view: 'applications/sandbox',
    data: { ...sandbox, notice: '测试市民已删除。', places: [place], mayOpen: [] },
    page: page('沙箱应用'),
  }),
  claim: form({
    view: 'applications/claim',
    data: {
      ...claim,
      look: {
        ...{ state: 'here', ak: 'ncc_7d0wqf52k9sx3bhm2abc', takenAt: at('2026-11-26T06:20:00Z'), door: 'terminal' },
        ...{
          endsAt: at('2026-12-03T06:20:00Z'),
          owned: 1,
          used: ['登录页', '换取令牌'],
          lastAt: at('2026-11-26T06:46:00Z'),
        },
      },
    },
    page: page('领回沙箱密钥'),
  }),
  'claim-taken': form({
    view: 'applications/claim',
    data: {
      ...claim,
      look: {
        state: 'claimed',
        at: at('2026-11-24T06:20:00Z'),
        clientId: 'ncc_7d0wqf52k9sx3bhm2abc',
        isOwn: false,
        mayStop: true,
      },
    },
    page: page('领回沙箱密钥'),
  }),
  'claim-unknown': form({
    view: 'applications/claim',
    data: { ...claim, typed: '4KQM-7XTR', look: { state: 'unknown' } },
    page: page('领回沙箱密钥'),
  }),
  'sandbox-begin': form({
    view: 'applications/sandbox-begin',
    data: { ...begin, returnTo: '/docs/start' },
    page: page('领取沙箱 AK'),
  }),
  'sandbox-begin-bad': form({
    view: 'applications/sandbox-begin',
    data: {
      ...begin,
      places: ['institution', 'self'],
      values: { name: '第一次联调', redirectUris: 'https://m.qx.example.cn/callback' },
      problems: { redirectUris: '沙箱应用只能回到本机或内网地址，请写成 http://localhost:端口/路径' },
    },
    page: { ...page('领取沙箱 AK'), bad: true },
  }),
  'sandbox-bad': form({
    view: 'applications/sandbox',
    data: {
      ...sandbox,
      values: { name: '', redirectUris: 'https://m.qx.example.cn/callback' },
      problems: {
        name: '请填写第三方应用名称',
        redirectUris: '沙箱应用只能回到本机，请写成 http://localhost:端口/路径',
      },
    },
    page: { ...page('沙箱应用'), bad: true },
  }),
  'sandbox-deleted': form({
    view: 'applications/sandbox',
    data: { ...sandbox, notice: '沙箱应用已删除。' },
    page: page('沙箱应用'),
  }),
  'sandbox-delete': form({
    view: 'applications/sandbox-delete',
    data: {
      title: `删除沙箱应用“${app.name}”？`,
      loss: `AK ${app.ak} 和它的 SK 一秒内停用，设置和调用记录一并删除，不能恢复。正式应用和测试市民不受影响。`,
      action: `/console/applications/sandbox/${app.ak}/delete`,
      label: '删除沙箱应用',
      back: app.path,
    },
    page: page('删除沙箱应用'),
  }),
  mailed: form({
    view: 'applications/mailed',
    data: {
      asked: '青溪',
      found: [{ id, name: '青溪县文化馆（演示）', creditCode: '12330106DEM0000145' }],
      entered: [{ href: mailed.action, title: '青溪文化云', institution: '青溪县文化馆（演示）', state: '草稿' }],
      isSent: true,
    },
    page: staff('邮寄申请'),
  }),
  'mailed-none': form({
    view: 'applications/mailed',
    data: { asked: '青溪', found: [], entered: [] },
    page: staff('邮寄申请'),
  }),
  'mailed-begin': form({
    view: 'applications/mailed-begin',
    data: {
      institution: { id, name: '青溪县文化馆（演示）' },
      types: evidenceTypes,
      problems: { evidence: '请上传来信，作为这份申请的凭证' },
    },
    page: { ...staff('录入邮寄申请'), bad: true },
  }),
  'mailed-form': form({ view: 'applications/mailed-form', data: mailed, page: staff('录入邮寄申请') }),
  'mailed-form-bad': form({
    view: 'applications/mailed-form',
    data: {
      ...mailed,
      returned: '联系电话与来信不一致',
      comments: { contactPhone: '请核对' },
      problems: { contactPhone: '请填写 11 位联系电话' },
    },
    page: { ...staff('录入邮寄申请'), bad: true },
  }),
} satisfies Readonly<Record<string, Sample>>;
