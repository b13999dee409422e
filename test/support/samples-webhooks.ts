import type { PageData } from '../../src/http/pages/render.ts';
import { endpointFields } from '../../src/webhooks/pages.ts';
import { shownDelivery, shownEndpoint } from '../../src/webhooks/presented.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { fact, speech } from './words.ts';

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const menu = {
  label: '机构后台',
  entries: [
    { key: 'home', href: '/console', label: '首页' },
    { key: 'applications', href: '/console/applications', label: '应用与密钥' },
    { key: 'webhooks', href: '/console/webhooks', label: '事件通知' },
  ],
};
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu,
  here: 'webhooks',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  ...more,
});

const good = {
  id,
  institutionId: id,
  clientId: undefined,
  url: 'https://hooks.qingxi.example.cn/cloud/events',
  description: '资源系统',
  types: ['resource.published', 'resource.returned', 'credential.expiring'],
  createdAt: at('2026-11-20T02:00:00Z'),
  failingSince: undefined,
  disabledAt: undefined,
  disabledReason: undefined,
};
const failing = {
  ...good,
  id: '24ea5289-4f22-4704-8e9d-7bd384dd7578',
  url: 'https://backup.qingxi.example.cn/hooks',
  description: '',
  types: [],
  clientId: 'ncc_25lp5nodwvares6qokev',
  failingSince: at('2026-11-24T02:10:00Z'),
};
const off = { ...failing, disabledAt: at('2026-11-24T08:00:00Z'), disabledReason: 'failing' as const };
const delivery = {
  id,
  endpointId: id,
  messageId: '8a3c2f0e-6a57-4c55-9f0c-2f0e6a574c01',
  type: 'resource.published',
  state: 'delivered' as const,
  attempts: 1,
  nextAt: undefined,
  lastAt: at('2026-11-24T02:30:00Z'),
  lastStatus: 204,
  lastProblem: undefined,
  createdAt: at('2026-11-24T02:30:00Z'),
};
const deliveries = [
  {
    ...delivery,
    type: 'webhook.test',
    state: 'pending' as const,
    attempts: 0,
    lastAt: undefined,
    lastStatus: undefined,
  },
  delivery,
  {
    ...delivery,
    type: 'resource.returned',
    state: 'pending' as const,
    attempts: 3,
    lastStatus: 503,
    lastProblem: fact('webhooks.answered', { status: 503 }),
    nextAt: at('2026-11-24T04:30:00Z'),
  },
  {
    ...delivery,
    type: 'credential.expiring',
    state: 'failed' as const,
    attempts: 8,
    lastStatus: undefined,
    lastProblem: fact('webhooks.no_answer'),
  },
].map((each) => shownDelivery(each, speech));
const form = { fields: endpointFields };

export const webhookSamples = {
  webhooks: {
    view: 'webhooks/list',
    data: { endpoints: [good, failing].map((each) => shownEndpoint(each, speech)), mayOpen: true },
    page: page('事件通知'),
  },
  'webhooks-none': { view: 'webhooks/list', data: { endpoints: [], mayOpen: true }, page: page('事件通知') },
  'webhooks-limited': { view: 'webhooks/list', data: { endpoints: [], mayOpen: false }, page: page('事件通知') },
  'webhook-new': { view: 'webhooks/new', data: { ...form, values: {}, problems: {} }, page: page('登记接收地址') },
  'webhook-bad': {
    view: 'webhooks/new',
    data: {
      ...form,
      values: { url: 'http://10.0.0.1/hooks' },
      problems: { url: '接收地址须以 https:// 开头，并且能从公网访问，不能是内网地址' },
    },
    page: page('登记接收地址', { bad: true }),
  },
  'webhook-made': {
    view: 'webhooks/made',
    data: { endpoint: shownEndpoint(good, speech), secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' },
    page: page('接收地址已登记'),
  },
  webhook: {
    view: 'webhooks/detail',
    data: { endpoint: shownEndpoint(good, speech), deliveries, said: '测试事件已发出，几秒后刷新本页看结果。' },
    page: page('接收地址'),
  },
  'webhook-off': {
    view: 'webhooks/detail',
    data: { endpoint: shownEndpoint(off, speech), deliveries: [], problem: '这个接收地址已停用，请先启用' },
    page: page('接收地址'),
  },
  'webhook-delete': {
    view: 'webhooks/delete',
    data: { endpoint: shownEndpoint(good, speech) },
    page: page('删除接收地址'),
  },
} satisfies Readonly<Record<string, Sample>>;
