import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const user = { label: '陈*（138****8101）' };
const around: Partial<PageData> = { user, unread: 2, signOut: '/console/sign-out' };
const page = (title: string, here: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  ...around,
  title,
  here,
  place: '青溪县文化馆（演示）',
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'applications', href: '/console/applications', label: '应用与密钥', count: 1 },
      { key: 'security', href: '/console/security', label: '登录与安全', gap: true },
      { key: 'messages', href: '/console/messages', label: '消息', count: 2 },
      { key: 'switch', href: '/console/switch', label: '切换机构', gap: true },
    ],
  },
  ...more,
});
const staffMenu = {
  label: '运营后台',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'review', href: '/admin/review', label: '审核', count: 10 },
  ],
};

const done = { tone: 'done', words: '已完成' };
const blocked = { tone: 'tag', words: '暂不能开始', href: undefined };
const row = (day: number, title: string, hour: string, about: string, clash?: string) => ({
  ...{
    at: at(`2026-12-0${day}T06:00:00Z`),
    day: `12月${day}日 周${'日一二三四五六'[(day + 1) % 7]}`,
    hour,
    title,
    about,
    clash,
  },
  ...{ href: '/console/resources/1', change: '/console/resources/1#change', cancel: '/console/resources/1#live' },
});
const weekRows = [
  row(2, '合唱团公开排练', '19:00', '301 舞蹈房'),
  row(4, '越剧戏迷角', '18:30', '一楼大厅'),
  row(5, '银龄剪纸体验课（第三期）', '14:00', '204 剪纸教室　已约 12 位'),
  row(5, '剪纸入门，第 4 期', '14:00', '', '和“银龄剪纸体验课（第三期）”同一间教室，同一时间'),
  row(6, '越剧身段，开班', '09:30', '301 舞蹈房'),
  row(6, '书法公益课：写春联', '14:00', '三楼'),
];
const ask = {
  title: '下周 6 场，都照常吗？',
  span: '11月30日 至 12月6日，上次确认 11月18日',
  groups: [{ heading: undefined, isOpen: true, rows: weekRows }],
  left: '1 场撞了教室，先改好；其余 5 场可以确认。',
  after: '确认后，市民在这几场旁边看到“馆方今天确认”。',
  button: '5 场照常',
  seen: '2026-11-26T01:00:00.000Z',
};

const home = {
  institution: '青溪县文化馆（演示）',
  isDisabled: false,
  isBlocked: false,
  registeredAt: at('2026-02-26T02:00:00Z'),
  next: { sentence: '“青溪文化云”的 AK 还有 6 天到期，之后登录与接口停用。', label: '延长有效期', href: '/console/a' },
  steps: [
    { title: '机构认证', note: '2026年3月2日 通过', ...done },
    {
      title: '申请 AKSK',
      note: '1 个应用生效中，1 个申请已提交，等待审核',
      href: '/console/applications',
      tone: 'tag wait',
      words: '审核中',
    },
  ],
  layerCount: '四',
  layerTitles: '端口互访、用户登录、资源、服务数据',
  layers: [
    { title: '端口互访', note: '双方首页已互放链接', href: '/console/links', ...done },
    { title: '用户登录', note: '把登录按钮放到贵方的登录窗口', href: '/console/a', tone: 'tag', words: '可以开始' },
    { title: '资源', note: '已发布 46 条，2 条退回修改', href: '/console/b', tone: 'tag warn', words: '进行中 70%' },
    { title: '服务数据', note: '有了 AK 后可开始', ...blocked },
  ],
  late: [
    { title: '用程序自动填报', note: '对接计划，服务数据', href: '/console/plan', tag: '超 3 天', isOver: true },
    { title: '在线验证', note: '对接计划，用户登录', href: '/console/plan', tag: '今天到期', isOver: false },
  ],
  begin: undefined,
  ahead: undefined,
  isCertified: true,
  agenda: undefined,
  renewed: '',
  help: [
    { href: '/help/links', title: '怎样互放链接' },
    { href: '/help/resources', title: '怎样填报和批量导入资源' },
    { href: '/help/members', title: '邀请同事和外包开发者' },
  ],
  week: {
    latest: { text: '1,683', day: '11月22日' },
    summary: '7 天共 9,120 次，比前 7 天多 8.2%，还缺 1 份日报。',
    days: [
      { day: '11月16日', text: '1,012' },
      { day: '11月17日', text: '1,104（1 个应用未报）' },
      { day: '11月18日', text: '未报' },
      { day: '11月19日', text: '1,217' },
      { day: '11月20日', text: '2,000' },
      { day: '11月21日', text: '2,104' },
      { day: '11月22日', text: '1,683' },
    ],
    lines: ['M12 54L61 51', 'M160 48L209 25L259 22L308 34'],
    dots: [
      { x: 12, y: 54 },
      { x: 61, y: 51 },
      { x: 160, y: 48 },
      { x: 209, y: 25 },
      { x: 259, y: 22 },
      { x: 308, y: 34 },
    ],
    peak: { x: 259, y: 22, text: '2,104', anchor: 'middle' },
    marks: [
      { x: 12, text: '16日', anchor: 'start' },
      { x: 61, text: '17', anchor: 'middle' },
      { x: 111, text: '18', anchor: 'middle' },
      { x: 160, text: '19', anchor: 'middle' },
      { x: 209, text: '20', anchor: 'middle' },
      { x: 259, text: '21', anchor: 'middle' },
      { x: 308, text: '22日', anchor: 'end' },
    ],
  },
  expiring: [
    { href: '/console/a', name: '青溪文化云', expiresAt: at('2026-11-30T15:59:59Z'), left: 6, isOver: false },
    { href: '/console/b', name: '青溪云课堂', expiresAt: at('2026-11-20T15:59:59Z'), left: -4, isOver: true },
  ],
  returned: [{ href: '/console/submissions/1', title: '青溪文旅小程序' }],
  unread: [
    {
      href: '/console/messages#m17',
      title: '机构认证已通过',
      at: at('2026-11-24T01:00:00Z'),
      institution: '溪口镇综合文化站（演示）',
    },
  ],
};

const messages = [
  {
    id: 17,
    title: '“青溪文旅小程序”的申请退回修改',
    paragraphs: ['审核员请您修改两处：回调地址、登录用途说明。', '修改后再提交，3 个工作日内答复。'],
    institution: '溪口镇综合文化站（演示）',
    href: '/console/submissions/1',
    changesTo: '溪口镇综合文化站（演示）',
    at: at('2026-11-24T01:00:00Z'),
    readAt: undefined,
  },
  {
    id: 16,
    title: '机构认证已通过',
    paragraphs: ['贵机构的认证已经通过，现在可以申请 AKSK。'],
    institution: '青溪县文化馆（演示）',
    href: undefined,
    changesTo: undefined,
    at: at('2026-03-02T01:00:00Z'),
    readAt: at('2026-03-02T02:00:00Z'),
  },
];

const sessions = [
  {
    id: '1',
    device: 'Windows 电脑 · Edge',
    address: '203.0.113.7',
    createdAt: at('2026-11-24T01:00:00Z'),
    seenAt: at('2026-11-24T10:31:00Z'),
    isThis: true,
  },
  {
    id: '2',
    device: '安卓 · 微信',
    address: '2001:db8::17',
    createdAt: at('2026-11-24T09:00:00Z'),
    seenAt: at('2026-11-24T10:12:00Z'),
    isThis: false,
  },
];

const confirm = {
  to: '/console',
  interrupted: false,
  held: undefined,
  code: 'code',
  isAtSignIn: true,
  isEnrolled: true,
  who: user.label,
  again: '/console/sign-in?again=1',
  demoCode: undefined,
  values: {},
  problems: {},
};
const citizen = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  layout: 'citizen',
  ...more,
});

const codes = Array.from({ length: 10 }, (_, place) => `7F3K${place}-Q0ZW${place}`);
const enrolment = {
  qr: { size: 29, path: 'M4 4h1v1h-1zM6 5h1v1h-1zM9 9h1v1h-1z' },
  account: '138****8101',
  key: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
  typed: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  isNew: true,
  to: '/console',
  values: {},
  problems: {},
};

/** The pages of the back office that belong to no other room. */
export const consoleSamples = {
  'console-late': {
    view: 'console/late',
    data: { action: '/console/submissions/1', kept: [['name', '青溪文化云小程序']] },
    page: { title: '登录已经结束', layout: 'citizen' },
  },
  'console-ask': {
    view: 'console/ask',
    data: {
      title: '结束这份授权？',
      says: '开发公司立即不能再看和维护贵方的应用。以后还可以重新授权。',
      button: '结束授权',
      action: '/console/vendors/1/end',
      fields: [['sure', '1']],
      back: '/console/vendors',
    },
    page: page('结束这份授权？', 'vendors'),
  },
  'console-home': { view: 'console/home', data: home, page: page('首页', 'home') },
  'console-home-week': {
    view: 'console/home',
    data: { ...home, ahead: { line: undefined, toAdd: false, ask } },
    page: page('首页', 'home'),
  },
  'console-home-week-many': {
    view: 'console/home',
    data: {
      ...home,
      ahead: {
        ...{ line: '11月26日 陈静 确认了下周 5 场。', toAdd: false },
        ask: {
          ...ask,
          title: '还有 14 场没有确认',
          groups: [
            { heading: '12月4日 周五　8 场', isOpen: false, rows: weekRows.slice(1, 2) },
            { heading: '12月5日 周六　6 场', isOpen: true, rows: weekRows.slice(2, 4) },
          ],
        },
      },
    },
    page: page('首页', 'home'),
  },
  'console-home-week-none': {
    view: 'console/home',
    data: { ...home, ahead: { line: '下周没有活动。', toAdd: true, ask: undefined } },
    page: page('首页', 'home'),
  },
  'console-home-new': {
    view: 'console/home',
    data: {
      ...home,
      isBlocked: true,
      next: { sentence: '四步完成对接，预计 3 个工作日。', label: '开始机构认证', href: '/console/institution' },
      steps: [
        { title: '机构认证', note: '准备好证件，约 20 分钟', href: '/console/a', tone: 'tag', words: '可以开始' },
        { title: '申请 AKSK', note: '认证通过后可开始', ...blocked },
      ],
      expiring: [],
      late: [],
      isCertified: false,
      week: undefined,
      returned: [],
      unread: [],
    },
    page: page('首页', 'home', { unread: 0 }),
  },
  'console-home-vendor': {
    view: 'console/home',
    data: {
      ...home,
      institution: '云栖软件（演示）',
      renewed: '6',
      week: undefined,
      agenda: {
        head: '受 12 家机构委托：2 个 AK 到期，一次就能续好，1 个 AK 有调用没有成功。',
        ends: ['ncc_a', 'ncc_b'],
        renewsUntil: '2026年12月24日 23:59',
        days: [
          {
            title: '昨天　11月23日',
            entries: [
              {
                ...{
                  name: '松溪文化云',
                  institution: '松溪县文化馆（演示）',
                  href: '/console/vendor/ncc_c?show=failures',
                },
                ...{
                  tone: 'bad-t',
                  tag: '41 次没有成功',
                  note: '授权请求中的 redirect_uri 与登记的回调地址不完全一致。',
                },
              },
            ],
            more: 0,
          },
          {
            title: '11月28日',
            entries: [
              {
                ...{ name: '青溪文化云', institution: '青溪县文化馆（演示）', href: '/console/vendor/ncc_a' },
                ...{ tone: 'warn', tag: '到期', note: '之后停用登录与接口' },
              },
            ],
            more: 3,
          },
        ],
      },
    },
    page: page('首页', 'home'),
  },
  'console-home-disabled': {
    view: 'console/home',
    data: { ...home, isDisabled: true },
    page: page('首页', 'home'),
  },
  'console-desk': {
    view: 'console/desk',
    data: {
      offers: [],
      waiting: 10,
      ending: '/admin/applications?show=expiring',
      late: 1,
      last: '13:58',
      queues: [
        { title: '机构认证', href: '/admin/review?kind=certification', count: 7, late: 1, oldest: '3 天 2 小时' },
        { title: 'AKSK 申请', href: '/admin/review?kind=application', count: 3, late: 0, oldest: '5 小时' },
      ],
      mine: [
        {
          href: '/admin/review/1',
          title: '云岭科技（演示）',
          kind: '机构认证',
          institution: '云岭科技（演示）',
          due: { tone: 'warn', words: '今天 18:00 前' },
        },
      ],
      keys: [
        {
          href: '/admin/applications/ncc_2q7k',
          name: '澜江读书',
          institution: '澜江市图书馆（演示）',
          expiresAt: at('2026-11-29T15:59:59Z'),
          left: 5,
        },
      ],
    },
    page: page('工作台', 'desk', { place: '运营', menu: staffMenu }),
  },
  'console-desk-empty': {
    view: 'console/desk',
    data: { waiting: 0, late: 0, last: '10:32', queues: [], mine: [], keys: [], ending: undefined, offers: [] },
    page: page('工作台', 'desk', { place: '运营', menu: staffMenu }),
  },
  'console-desk-auditor': {
    view: 'console/desk',
    data: {
      ...{ waiting: 0, late: 0, last: undefined, queues: undefined, mine: [], keys: undefined, ending: undefined },
      offers: [
        { title: '查验审计', href: '/admin/audit' },
        { title: '按手机号查找工作人员', href: '/admin/staff' },
      ],
    },
    page: page('工作台', 'desk', { place: '运营', menu: staffMenu }),
  },
  'console-messages': {
    view: 'console/messages',
    data: { messages, hasUnread: true, next: '/console/messages?before=16' },
    page: page('消息', 'messages'),
  },
  'console-messages-none': {
    view: 'console/messages',
    data: { messages: [], hasUnread: false, next: undefined },
    page: page('消息', 'messages'),
  },
  'console-security': {
    view: 'console/security',
    data: {
      factor: { confirmedAt: at('2026-10-08T01:00:00Z'), recoveryCodesLeft: 2 },
      mustHave: true,
      recovered: true,
      sessions,
      assistants: [
        {
          ...{ id: 'a', name: 'Claude Code', host: 'claude.ai', createdAt: at('2026-11-20T01:00:00Z') },
          lastUsedAt: at('2026-11-24T02:10:00Z'),
        },
      ],
    },
    page: page('登录与安全', 'security'),
  },
  'console-security-without': {
    view: 'console/security',
    data: {
      factor: { confirmedAt: undefined, recoveryCodesLeft: 0 },
      mustHave: false,
      recovered: false,
      sessions: sessions.slice(0, 1),
      assistants: [],
    },
    page: page('登录与安全', 'security'),
  },
  'enrolment-proof': {
    view: 'console/enrolment-proof',
    data: { signIn: '/console/sign-in?raise=1&to=%2Fconsole%2Fsecond-factor', to: '/admin' },
    page: page('先确认是您本人', 'security'),
  },
  'second-factor': { view: 'console/second-factor', data: enrolment, page: page('设置动态验证码', 'security') },
  'second-factor-again': {
    view: 'console/second-factor',
    data: { ...enrolment, isNew: false, problems: { code: '验证码不对。请等应用显示下一个验证码再填' } },
    page: page('设置动态验证码', 'security', { bad: true }),
  },
  'recovery-codes': {
    view: 'console/recovery-codes',
    data: { codes, next: '/console' },
    page: page('恢复码', 'security'),
  },
  confirm: { view: 'console/confirm', data: confirm, page: citizen('确认身份') },
  'confirm-again': {
    view: 'console/confirm',
    data: {
      ...confirm,
      isAtSignIn: false,
      held: { action: '/console/members/invite-link', kept: [['note', '周三的培训']] },
      code: 'confirm_code',
      demoCode: '123456',
      problems: { confirm_code: '验证码不对或已经用过。请等应用显示下一个验证码再填；也可以填写一个恢复码' },
    },
    page: citizen('确认身份', { bad: true }),
  },
  'confirm-without': {
    view: 'console/confirm',
    data: { ...confirm, isEnrolled: false },
    page: citizen('确认身份'),
  },
  'confirm-without-held': {
    view: 'console/confirm',
    data: { ...confirm, isEnrolled: false, held: { action: '/console/members/invite-link', kept: [['note', '培训']] } },
    page: citizen('确认身份'),
  },
  'certify-first': {
    view: 'console/certify-first',
    data: { institution: '柳湾镇综合文化站', isReviewing: false, href: '/console/institution', isDeveloper: false },
    page: page('认证通过后开放', 'home'),
  },
  'certify-first-reviewing': {
    view: 'console/certify-first',
    data: { institution: '柳湾镇综合文化站', isReviewing: true, href: '/console/submissions/1', isDeveloper: true },
    page: page('认证通过后开放', 'home'),
  },
  start: {
    view: 'console/start',
    data: {
      isStaff: true,
      memberships: 0,
      hasPhone: true,
      sandbox: {
        name: '第一次联调',
        place: '个人开发者',
        href: '/console/applications/ncc_a',
        verify: '/console/verification/ncc_a',
        expiresAt: at('2026-12-24T15:59:59Z'),
      },
      invitations: [
        {
          href: '/console/invitations/1',
          institution: '澜江市图书馆（演示）',
          role: '经办人',
          expiresAt: at('2026-12-01T01:00:00Z'),
        },
      ],
    },
    page: page('开始', 'start'),
  },
  'start-new': {
    view: 'console/start',
    data: { isStaff: false, memberships: 0, hasPhone: true, sandbox: undefined, invitations: [] },
    page: page('开始', 'start'),
  },
  'console-switch': {
    view: 'console/switch',
    data: {
      places: [
        { id: '1', name: '青溪县文化馆（演示）', role: '管理员', isCertified: true, isNow: true },
        { id: '2', name: '澜江市图书馆（演示）', role: '经办人', isCertified: false, isNow: false },
      ],
      staff: '审核员、运营',
    },
    page: page('切换机构', 'switch'),
  },
  'console-search': {
    view: 'console/search',
    data: {
      ...{ at: '/admin/search', q: '青溪 rl', count: 4, result: 'found' },
      read: [{ typed: 'rl', as: '认领' }],
      groups: [
        {
          title: '能做的',
          more: [],
          hits: [
            {
              ...{ kind: '做', href: '/admin/review/1', note: '机构认证，青溪县文化馆（演示），待审核，今天 18:00 前' },
              parts: [
                { text: '认领', isHit: true },
                { text: '　', isHit: false },
                { text: '青溪', isHit: true },
                { text: '县文化馆（演示）', isHit: false },
              ],
            },
          ],
        },
        {
          title: '找到的',
          more: [{ kind: '密钥', count: 3, isMany: false, href: '/admin/applications?q=a' }],
          hits: [
            {
              kind: '机构',
              href: '/admin/institutions/1',
              note: '浙江省，已认证',
              parts: [{ text: '青溪', isHit: true }],
            },
            {
              ...{ kind: '密钥', href: '/admin/applications/ncc_a', parts: [{ text: '青溪文化云', isHit: false }] },
              note: 'ncc_aaaaaaaaaaaaaaaaaaaa，青溪县文化馆（演示），生效中',
            },
          ],
        },
        {
          title: '去哪里',
          more: [],
          hits: [{ kind: '页', href: '/admin/review', note: '', parts: [{ text: '审核', isHit: false }] }],
        },
      ],
      people: { state: 'offered', href: '/admin/search?q=a&people=1' },
    },
    page: page('搜索和命令', 'search', { menu: staffMenu, search: '/admin/search' }),
  },
  'console-search-near': {
    view: 'console/search',
    data: {
      ...{ at: '/console/search', q: '审合', count: 1, result: 'near', read: [] },
      groups: [
        {
          title: '去哪里',
          more: [],
          hits: [{ kind: '页', href: '/console', note: '', parts: [{ text: '审核', isHit: false }] }],
        },
      ],
      people: { state: 'spent', href: '' },
    },
    page: page('搜索和命令', 'search', { search: '/console/search' }),
  },
} satisfies Readonly<Record<string, Sample>>;
