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
const database = { bytes: 412 * gigabyte, disks: [], growth: undefined, daysLeft: undefined, slots: [] };
const disk = (name: string, used: number, bytes: number) => ({
  ...{ name, used: used * gigabyte, bytes: bytes * gigabyte },
  ...{ percent: Math.round((100 * used) / bytes), isLow: used > 0.85 * bytes },
});

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
        slots: [{ slot: 'standby_2', bytes: 38.4 * gigabyte }],
      },
      sealing: { ...sealing, failed: 3 },
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
