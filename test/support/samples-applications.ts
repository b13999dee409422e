import type { Application } from '../../src/applications/aksk/application.ts';
import { frameworks } from '../../src/applications/aksk/frameworks.ts';
import { abilityList, presented, presentedSecrets } from '../../src/applications/aksk/presented.ts';
import { simulatedAnswers } from '../../src/applications/aksk/simulation.ts';
import { explain } from '../../src/applications/log/explain.ts';
import { presentedCalls } from '../../src/applications/log/presented.ts';
import { securityData, securityForm } from '../../src/applications/protocol/security-form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { speech } from './words.ts';

const now = at('2026-11-24T10:32:00Z');
const simulatedTitles = Object.entries(simulatedAnswers).map(([name, { title }]) => ({ name, title }));

const application: Application = {
  clientId: 'ncc_7q2m4zk2vx3ra5b6c7d2',
  institutionId: '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55',
  institution: '青溪县文化馆（演示）',
  creditCode: undefined,
  regionCode: undefined,
  certifiedAt: at('2026-10-20T02:00:00Z'),
  name: '青溪文化云',
  purpose: '报名活动、预订场馆',
  homeUrl: 'https://m.qx.example.cn/',
  logo: undefined,
  firstParty: false,
  sandbox: false,
  workingGroup: { name: '青溪文化馆对接群', address: '微信群号 0571-2026', note: '周一至周五 9 点到 17 点有人回复' },
  scope: 'openid profile phone',
  apiScope: 'resource:read resource:write stats:write',
  authMethod: 'client_secret_basic',
  jwks: undefined,
  jwksUri: undefined,
  idTokenAlg: 'RS256',
  userinfoAlg: undefined,
  redirectUris: ['https://m.qx.example.cn/callback', 'https://www.qx.example.cn/sso/callback'],
  postLogoutRedirectUris: ['https://m.qx.example.cn/'],
  backchannelLogoutUri: 'https://m.qx.example.cn/sso/logout',
  allowLoopback: false,
  requirePar: false,
  loginProof: 'pkce',
  framework: undefined,
  fapi: false,
  requireSignedRequest: false,
  initiateLoginUri: undefined,
  pkceWaivedUntil: undefined,
  profileInIdToken: false,
  expiresAt: at('2026-11-30T15:59:59Z'),
  disabledAt: undefined,
  disabledReason: undefined,
  tokensValidFrom: at('2026-10-31T02:00:00Z'),
  createdAt: at('2026-10-31T02:00:00Z'),
};
const over: Application = { ...application, expiresAt: at('2026-11-20T15:59:59Z') };
const disabled: Application = {
  ...application,
  name: '青溪数字展厅',
  disabledAt: at('2026-11-23T02:00:00Z'),
  disabledReason: '接口被用于批量抓取，请说明用途',
};
const sandbox: Application = {
  ...application,
  clientId: 'ncc_sandbox4zk2vx3ra5b6c',
  name: '青溪沙箱',
  sandbox: true,
  expiresAt: at('2026-12-24T15:59:59Z'),
};

const menu = {
  label: '后台栏目',
  entries: [
    { key: 'home', href: '/console', label: '首页' },
    { key: 'applications', href: '/console/applications', label: '应用与密钥', count: 1 },
    { key: 'links', href: '/console/links', label: '端口互访' },
    { key: 'submissions', href: '/console/submissions', label: '对接申请', gap: true },
  ],
};
const adminMenu = {
  label: '运营栏目',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'applications', href: '/admin/applications', label: '应用与密钥' },
  ],
};
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu,
  here: 'applications',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  unread: 3,
  ...more,
});
const admin = (title: string): Partial<PageData> => page(title, { menu: adminMenu, place: '运营' });

const base = (of: Application = application) => ({ app: presented(of, now), mayManage: true, maySend: true });

const contact = { name: '王*', phone: '138****8001', email: 'w***@example.cn' };
const recent = { clientId: application.clientId, calls: 12_345, failed: 12, lastAt: at('2026-11-24T10:29:00Z') };
const ids = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
const secrets = presentedSecrets(
  [
    {
      id: ids[0],
      hash: Buffer.alloc(0),
      lastFour: 'a1B2',
      createdAt: at('2026-11-24T06:20:00Z'),
      expiresAt: undefined,
      lastUsedAt: undefined,
    },
    {
      id: ids[1],
      hash: Buffer.alloc(0),
      lastFour: '9cQx',
      createdAt: at('2026-10-31T02:00:00Z'),
      expiresAt: at('2026-12-01T06:20:00Z'),
      lastUsedAt: at('2026-11-24T10:29:00Z'),
    },
  ],
  new Map([[at('2026-11-24T06:20:00Z').getTime(), '陈*']]),
);
const waivers = {
  redirectUris: [
    {
      id: ids[0],
      redirectUri: 'http://old.qx.example.cn/callback',
      until: at('2026-12-31T15:59:59Z'),
      reason: '旧系统年底下线',
      createdAt: now,
    },
  ],
  pkce: { until: at('2026-12-31T15:59:59Z'), reason: '旧程序还不能使用' },
};
const none = { redirectUris: [], pkce: undefined };
const redirectOther = {
  error: 'invalid_redirect_uri',
  description: "redirect_uri did not match any of the client's registered redirect_uris",
  received: 'https://m.qx.example.cn/Callback',
  registered: ['https://m.qx.example.cn/callback'],
};
const calls = [
  {
    at: at('2026-11-24T10:31:20Z'),
    endpoint: 'authorization' as const,
    error: 'invalid_redirect_uri',
    ...explain(redirectOther),
    calls: 1,
    isOfRun: false,
    details: {
      description: "redirect_uri did not match any of the client's registered redirect_uris",
      received: 'https://m.qx.example.cn/Callback',
      registered: ['https://m.qx.example.cn/callback'],
      requestId: '7F3K-2M9Q',
    },
  },
  {
    at: at('2026-11-24T10:29:00Z'),
    endpoint: 'token' as const,
    error: undefined,
    cause: undefined,
    cure: undefined,
    calls: 1_204,
    isOfRun: false,
    details: undefined,
  },
  {
    at: at('2026-11-24T10:28:00Z'),
    endpoint: 'token' as const,
    error: undefined,
    cause: undefined,
    cure: undefined,
    calls: 7,
    isOfRun: true,
    details: undefined,
  },
];
const entries = presentedCalls(calls, speech);
const lines = [
  {
    id: 3,
    at: at('2026-11-24T06:20:00Z'),
    title: '轮换 SK',
    who: '管理员 陈*',
    reason: undefined,
    changes: [
      { label: 'SK …a1B2', from: '（空）', to: '生效' },
      { label: 'SK …9cQx', from: '生效', to: '2026年12月1日 14:20 作废' },
    ],
    isFirst: false,
  },
  {
    id: 2,
    at: at('2026-11-10T06:20:00Z'),
    title: '变更设置',
    who: '国家公共文化云运营',
    reason: undefined,
    changes: [
      {
        label: '回调地址',
        from: 'https://m.qx.example.cn/callback',
        to: 'https://m.qx.example.cn/callback\nhttps://www.qx.example.cn/sso/callback',
      },
    ],
  },
  { id: 1, at: at('2026-10-31T02:00:00Z'), title: '停用', who: '国家公共文化云运营', reason: '核实中', changes: [] },
];

const row = (of: Application, lastCall?: Date) => ({
  ...presented(of, now),
  lastCall,
  mayRenew: of.disabledAt === undefined,
});
const seal = {
  state: 'passed' as const,
  word: '验证通过',
  counts: true,
  isRunning: false,
  passed: {
    number: 'V-2611-0932',
    at: at('2026-11-20T07:20:00Z'),
    dueAt: at('2027-11-20T07:20:00Z'),
    lapsesAt: at('2027-12-20T07:20:00Z'),
  },
};
const unsealed = { ...seal, state: 'none' as const, word: '还没有验证', counts: false, passed: undefined };
const adminDetail = {
  seal,
  app: presented(application, now),
  mayOperate: true,
  firstParty: false,
  redirectUris: application.redirectUris,
  recent,
  contact,
  waivers,
  secrets: 2,
  entries,
  lines,
  typed: {},
  problems: {},
  problem: undefined,
  done: undefined,
};
const shows = [
  { name: '全部', count: 412, href: '/admin/applications?show=all', isHere: true },
  { name: '即将到期（7 天内）', count: 17, href: '/admin/applications?show=expiring', isHere: false },
  { name: '已过期', count: 8, href: '/admin/applications?show=expired', isHere: false },
  { name: '已停用', count: 2, href: '/admin/applications?show=disabled', isHere: false },
  { name: '沙箱', count: 61, href: '/admin/applications?show=sandbox', isHere: false },
];
const shown = { value: 'ncc_sk_8fTq2mVZ0xL4nB7yWd9RkE3sJc6HuP1gDEMOxxa1B2x', until: at('2026-11-25T10:32:00Z') };

const [protection, ...leaving] = securityForm(sandbox).groups;
const citizen = {
  ...{ id: ids[0], username: 'test-7f3a91c2', nickname: '测试市民一', phone: '16800001234', createdAt: now },
  shown: undefined,
};
/** The page of an AK with everything on it. */
const whole = (of: Application = application) => ({
  ...base(of),
  ...{ contact, recent, seal, renewed: undefined, done: undefined, problems: {}, comments: {}, uploads: {} },
  keys: { secrets, current: secrets[0], shown: undefined },
  addresses: {
    redirectUris: of.redirectUris,
    postLogoutRedirectUris: of.postLogoutRedirectUris,
    backchannelLogoutUri: of.backchannelLogoutUri,
    waivers: none,
  },
  groups: { protection: protection ? [protection] : [], leaving: of.sandbox ? leaving : [] },
  security: [
    { name: '登录的防护', value: 'PKCE' },
    { name: '应用的认证方式', value: 'AK 和 SK' },
  ],
  advice: undefined as { name: string; line: string } | undefined,
  values: { ...securityData(of), name: of.name, redirectUris: of.redirectUris.join('\n') },
  bad: { addresses: false, security: false },
  citizens: of.sandbox
    ? {
        list: [
          { ...citizen, shown: { value: 'jing-qing-shan-shui-7', until: at('2026-11-25T10:32:00Z') } },
          { ...citizen, id: ids[1] },
        ],
        ...{ mayAdd: true, most: 10, place: 'institution' as const },
        kinds: [
          { name: 'adult', title: '普通的成年人' },
          { name: 'dotted', title: '有间隔号的姓名' },
        ],
      }
    : undefined,
  abilities: { scopes: abilityList(of), takeOver: { isAllowed: false, maySet: true } },
  calls: {
    entries,
    failuresOnly: false,
    isFirst: true,
    older: '/console/applications/a?cursor=1-f2#calls' as string | undefined,
  },
  changes: { lines, older: '/console/applications/a?before=1#history' },
  ...{ isOfStart: false, mayHandOver: of.sandbox },
  simulation: of.sandbox ? { answers: simulatedTitles, waiting: undefined } : undefined,
});

export const applicationSamples = {
  'error-ak-over': {
    view: 'oidc/error',
    data: {
      number: '7F3K-2M9Q',
      title: '青溪文化云的登录设置有误',
      paragraphs: ['登录已停止。您没有做错什么，账号也不受影响。'],
      action: { href: '/', label: '返回国家公共文化云' },
      renewal: `/console/applications/${application.clientId}/renew`,
      at: now,
    },
    page: { title: '登录设置有误', layout: 'citizen' as const },
  },
  'ak-list': {
    view: 'applications/list',
    data: {
      apps: [row(application, at('2026-11-24T10:29:00Z')), row(disabled, at('2026-11-23T01:00:00Z')), row(sandbox)],
      pending: [
        {
          href: '/console/submissions/1',
          title: '青溪书房',
          state: '待审核',
          isOpen: true,
          isReturned: false,
          isChange: false,
          submittedAt: now,
          dueAt: at('2026-11-27T10:00:00Z'),
        },
        {
          href: '/console/submissions/2',
          title: '青溪文化云',
          state: '退回修改',
          isOpen: false,
          isReturned: true,
          isChange: true,
          submittedAt: now,
          dueAt: now,
        },
      ],
      maySend: true,
      isCertified: true,
      mayTry: true,
    },
    page: page('应用与密钥'),
  },
  'ak-list-none': {
    view: 'applications/list',
    data: { apps: [], pending: [], maySend: true, isCertified: true, mayTry: true },
    page: page('应用与密钥'),
  },
  'ak-list-uncertified': {
    view: 'applications/list',
    data: { apps: [row(sandbox)], pending: [], maySend: false, isCertified: false, mayTry: true },
    page: page('应用与密钥'),
  },
  'ak-page': { view: 'applications/ak', data: whole(), page: page('青溪文化云') },
  'ak-page-over': {
    view: 'applications/ak',
    data: {
      ...whole(over),
      ...{ contact: undefined, keys: { secrets: [], current: undefined, shown: undefined }, seal: unsealed },
      calls: { entries: [], failuresOnly: true, isFirst: true, older: undefined },
    },
    page: page('青溪文化云'),
  },
  'ak-page-disabled': { view: 'applications/ak', data: whole(disabled), page: page('青溪数字展厅') },
  'ak-page-renewed': {
    view: 'applications/ak',
    data: {
      ...whole({ ...application, expiresAt: at('2026-12-24T15:59:59Z') }),
      renewed: { from: at('2026-11-30T15:59:59Z'), to: at('2026-12-24T15:59:59Z'), isSame: false },
    },
    page: page('青溪文化云'),
  },
  'ak-page-secret': {
    view: 'applications/ak',
    data: {
      ...whole(),
      keys: { secrets, current: secrets[0], shown },
      addresses: { ...whole().addresses, postLogoutRedirectUris: [], waivers },
      advice: { name: frameworks['spring-boot'].name, line: frameworks['spring-boot'].pkce ?? '' },
      done: 'security',
    },
    page: page('青溪文化云'),
  },
  'ak-page-reader': {
    view: 'applications/ak',
    data: {
      ...whole(),
      ...{ mayManage: false, maySend: false },
      abilities: { scopes: abilityList(application), takeOver: { isAllowed: true, maySet: false } },
    },
    page: page('青溪文化云'),
  },
  'ak-sandbox': {
    view: 'applications/ak',
    data: {
      ...{ ...whole(sandbox), seal: unsealed, isOfStart: true, done: 'addresses' },
      simulation: {
        answers: simulatedTitles,
        waiting: { title: simulatedAnswers.bad_signature.title, until: at('2026-11-24T10:45:00Z') },
      },
    },
    page: page('青溪沙箱'),
  },
  'ak-sandbox-bad': {
    view: 'applications/ak',
    data: {
      ...whole(sandbox),
      seal: unsealed,
      values: { ...whole(sandbox).values, fapi: '1', jwks: '{', redirectUris: 'https://m.qx.example.cn/callback' },
      bad: { addresses: true, security: true },
      problems: {
        redirectUris: '沙箱应用只能回到本机或内网，例如 http://localhost:8080/callback',
        jwks: '公钥应为 JSON 格式的 JWKS，例如 {"keys":[{"kty":"EC","crv":"P-256","x":"…","y":"…"}]}',
        fapi: 'FAPI 应用须用自己的私钥认证：请选“自己的私钥”，并登记公钥',
      },
    },
    page: { ...page('青溪沙箱'), bad: true },
  },
  'ak-renew': { view: 'applications/renew', data: base(), page: page('延长有效期') },
  'ak-secret-end': {
    view: 'applications/end-secret',
    data: { ...base(), secret: secrets[1] },
    page: page('作废旧 SK'),
  },
  'admin-aks': {
    view: 'applications/admin-list',
    data: {
      apps: [application, over, disabled, sandbox].map((each) => ({ ...presented(each, now), recent })),
      shows,
      show: 'all',
      q: '青溪',
      mailed: '/admin/applications/mailed',
      older: '/admin/applications?before=1-a',
    },
    page: admin('应用与密钥'),
  },
  'admin-aks-none': {
    view: 'applications/admin-list',
    data: { apps: [], shows, show: 'disabled', q: '无此名', mailed: undefined, older: undefined },
    page: admin('应用与密钥'),
  },
  'admin-ak': { view: 'applications/admin-detail', data: adminDetail, page: admin('青溪文化云') },
  'admin-ak-bad': {
    view: 'applications/admin-detail',
    data: {
      ...adminDetail,
      waivers: none,
      typed: { uri: 'https://m.qx.example.cn/callback' },
      problems: {
        uri: 'https 地址不用放行，请机构用“变更设置”登记',
        until: '截止日期应为今天起 180 天以内的一天，例如 2026-12-31',
        waiverReason: '请填写原因',
      },
    },
    page: { ...admin('青溪文化云'), bad: true },
  },
  'admin-ak-disabled': {
    view: 'applications/admin-detail',
    data: { ...adminDetail, app: presented(disabled, now), waivers: none, entries: [], done: '应用已停用。' },
    page: admin('青溪数字展厅'),
  },
} satisfies Readonly<Record<string, Sample>>;
