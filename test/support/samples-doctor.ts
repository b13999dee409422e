import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const menu = {
  label: '运营后台',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'audit', href: '/admin/audit', label: '审计' },
    { key: 'system', href: '/admin/system', label: '系统状态' },
    { key: 'tokens', href: '/admin/tokens', label: '管理接口' },
  ],
};
const page = (title: string) => ({
  ...{ title, menu, here: 'system', place: '运营' },
  user: { label: '李*（138****8102）' },
});
const queue = (key: string, name: string, dead = 0, waiting = 0, oldest?: string) => ({
  ...{ name, dead, waiting, oldest },
  ...{ deadHref: `/admin/system/${key}`, waitingHref: `/admin/system/${key}?state=waiting` },
  light: dead > 0 ? 'off' : waiting > 10 ? 'run' : 'on',
});
const node = (name: string, isQuiet = false, skew?: number) => ({
  ...{ name, isQuiet, skew, version: '0.1.0', nodeVersion: '24.21.0' },
  ...{ startedAt: at('2026-11-23T18:00:00Z'), seenAt: at('2026-11-24T06:39:00Z') },
});
const mail = {
  id: '3f0c3a1e-6a0f-4a5e-8f52-0a6a3f1b2c3d',
  short: '3f0c3a1e',
  what: undefined,
  receiver: 'w***@example.cn',
  createdAt: at('2026-11-24T01:10:00Z'),
  age: '5 小时',
  attempts: 8,
  problem: 'The mail server did not take a mail (EENVELOPE 550)',
  isForeign: true,
};
const tabs = (state: 'dead' | 'waiting') => [
  { name: '没有成功', href: '/admin/system/mails', isHere: state === 'dead' },
  { name: '等待中', href: '/admin/system/mails?state=waiting', isHere: state === 'waiting' },
];
const list = { base: '/admin/system/mails', name: '邮件', values: {}, done: undefined, next: undefined };

const sealing = {
  ...{ state: 'under_way', begunAt: at('2026-11-24T01:10:00Z'), finishedAt: undefined },
  ...{ seen: 812_000, changed: 640_114, failed: 0, percent: 64 },
} as const;

const gigabyte = 1024 ** 3;
const database = {
  city: undefined,
  bytes: 412 * gigabyte,
  disks: [],
  growth: undefined,
  daysLeft: undefined,
  slots: [],
};
const disk = (name: string, used: number, bytes: number) => ({
  ...{ name, used: used * gigabyte, bytes: bytes * gigabyte },
  ...{ percent: Math.round((100 * used) / bytes), isLow: used > 0.85 * bytes },
});

const part = (name: string, now: string, least: string, looked: string, light = 'on', verdict = '够') => ({
  ...{ name, now, least, looked, light, verdict },
});
const holes = {
  ...{ issued: '2026-12-01', isShipped: false, isOld: false, open: [] },
  parts: [
    part('运行环境 Node', '24.22.3', '24.22.1、26.12.1', '这个进程和三分钟内报到的节点'),
    part('其中和依赖里的 undici', '7.30.2', '7.28.0', '进程自己报的和装好的依赖'),
    part('其中 OpenSSL', '3.5.9', '3.0.21、3.4.6、3.5.7、3.6.3、4.0.1', '进程里实际装载的'),
    part('数据库 PostgreSQL', '17.11', '15.20、16.16、17.12、18.7', '正在应答的服务器', 'run', '低于底线（已接受）'),
    part('图片处理 libvips', '8.18.7', '8.18.3', '装好的图片库'),
  ],
  rest: [
    {
      ...{ id: 'CVE-2026-121482', name: '其中 OpenSSL 3.5.9', standing: 'beside', light: 'on', verdict: '够不着' },
      ...{ reaches: '要读外来的 CMS 或 S/MIME，平台不读', cure: '升级 Node', href: 'https://www.cve.org/' },
    },
  ],
} as const;
const hit = {
  ...holes,
  parts: holes.parts.map((each, place) =>
    place === 0 ? { ...each, now: '24.21.0', light: 'off', verdict: '低于底线' } : each,
  ),
  open: [
    {
      ...{
        id: 'CVE-2026-111497',
        name: '运行环境 Node 24.21.0',
        standing: 'open',
        light: 'off',
        verdict: '要补',
      },
      reaches: '对方的服务器可以用一段坏的 Brotli 数据在我们的进程里执行代码',
      cure: '升级到 Node 24.22.1、26.12.1 或更新，逐个替换节点',
      href: 'https://nodejs.org/en/blog/vulnerability/october-2026-security-releases',
    },
  ],
} as const;

const backups = {
  madeAt: at('2026-11-23T18:30:00Z'),
  light: 'on',
  verdict: '救得回来',
  tried: {
    at: at('2026-11-20T01:12:00Z'),
    logins: [
      { name: '密码', at: at('2026-11-20T01:05:00Z') },
      { name: '验证码', at: at('2026-11-20T01:07:00Z') },
      { name: '通行密钥', at: at('2026-11-20T01:10:00Z') },
    ],
    report: '2026-11-18',
    events: 48_211,
  },
} as const;
const untried = {
  ...{ madeAt: at('2026-11-23T18:30:00Z'), tried: undefined },
  ...{ light: 'off', verdict: '21 天没有试过' },
} as const;
const unknown = { ...{ madeAt: undefined, tried: undefined }, ...{ light: 'run', verdict: '没有登记过备份' } } as const;

/** 系统状态 */
export const doctorSamples: Readonly<Record<string, Sample>> = {
  system: {
    view: 'doctor/system',
    data: {
      isWell: false,
      at: at('2026-11-24T06:40:00Z'),
      queues: [
        queue('jobs', '后台任务', 0, 3, '不到 1 分钟'),
        queue('mails', '邮件', 12, 40, '5 小时'),
        queue('sms', '短信'),
        queue('webhooks', '事件通知', 0, 1_204, '18 分钟'),
      ],
      nodes: [node('cloud-1:2211'), node('cloud-2:1807', false, -4), node('cloud-3:990', true)],
      database: {
        ...{ ...database, growth: 1.2 * gigabyte, daysLeft: 65 },
        disks: [disk('数据', 422, 500), disk('日志（WAL）', 44.1, 50)],
        city: '贵阳',
        slots: [{ slot: 'standby_2', bytes: 38.4 * gigabyte }],
      },
      sealing: { ...sealing, failed: 3 },
      holes: hit,
      refused: undefined,
      backups: untried,
    },
    page: page('系统状态'),
  },
  'system-well': {
    view: 'doctor/system',
    data: {
      isWell: true,
      at: at('2026-11-24T06:40:00Z'),
      queues: [queue('jobs', '后台任务'), queue('mails', '邮件'), queue('sms', '短信'), queue('webhooks', '事件通知')],
      nodes: [],
      database,
      sealing: undefined,
      holes: { ...holes, isShipped: true, isOld: true, rest: [] },
      refused: undefined,
      backups: unknown,
    },
    page: page('系统状态'),
  },
  'system-sealed': {
    view: 'doctor/system',
    data: {
      isWell: true,
      at: at('2026-11-24T06:40:00Z'),
      queues: [queue('jobs', '后台任务'), queue('mails', '邮件'), queue('sms', '短信'), queue('webhooks', '事件通知')],
      nodes: [node('cloud-1:2211')],
      database: { ...database, disks: [disk('数据', 220, 500)], growth: 0.4 * gigabyte, daysLeft: 700 },
      sealing: { ...sealing, state: 'done', finishedAt: at('2026-11-24T03:40:00Z'), percent: 100 },
      holes,
      refused:
        '漏洞名单 advisories.json 没有采用：签名与内容不符，文件被改过，仍用随版本来的名单。从项目的发布地址重新取名单和 .minisig，两个文件一起放进去',
      backups,
    },
    page: page('系统状态'),
  },
  'system-mails': {
    view: 'doctor/queue',
    data: {
      ...{ ...list, state: 'dead', tabs: tabs('dead'), done: 1, next: '/admin/system/mails?state=dead&before=x' },
      items: [
        mail,
        { ...mail, id: 'b', short: '9a417c02', receiver: undefined, attempts: 1, problem: undefined, isForeign: false },
      ],
    },
    page: page('邮件'),
  },
  'system-mails-none': {
    view: 'doctor/queue',
    data: { ...list, state: 'waiting', tabs: tabs('waiting'), items: [], done: 0 },
    page: page('邮件'),
  },
  'system-mail': {
    view: 'doctor/stuck',
    data: { base: '/admin/system/mails', name: '邮件', values: {}, item: { ...mail, isDead: true, dueAt: undefined } },
    page: page('邮件 3f0c3a1e'),
  },
  'system-webhook': {
    view: 'doctor/stuck',
    data: {
      ...{ base: '/admin/system/webhooks', name: '事件通知', values: {} },
      item: {
        ...{
          ...mail,
          what: 'resource.published',
          receiver: 'hooks.qx.example.cn',
          problem: '没有在 15 秒内答复',
          isForeign: false,
        },
        ...{ isDead: false, dueAt: at('2026-11-24T08:40:00Z') },
      },
    },
    page: page('事件通知 3f0c3a1e'),
  },
};
