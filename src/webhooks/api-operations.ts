import { z } from 'zod';
import { written } from '../fact.ts';
import { time } from '../http/answer.ts';
import { fact as httpFact } from '../http/facts.ts';
import { idempotencyKey, ifMissing, noContent, operation } from '../http/operation.ts';
import { cursor, pageOf, pageSize } from '../http/requests/listing.ts';
import { longestPurpose, longestUrl } from './endpoint.ts';
import { type EventType, eventTypes } from './event.ts';
import { fact } from './facts.ts';

const tag = { name: 'Events', title: '事件', order: 7 };
const access = 'bearer:webhook:manage';
const root = '/api/v1/webhook-endpoints';
const params = { id: '编号' };
const headers = idempotencyKey;
const tells = { 'RateLimit-Policy': '额度', RateLimit: '还剩多少次，多少秒后重新计算' };
const known = Object.keys(eventTypes).filter((name): name is EventType => Object.hasOwn(eventTypes, name));

const types = z
  .array(z.string().meta({ enum: known }), written(fact('webhooks.types_form')))
  .max(50, written(fact('webhooks.types_most')))
  .meta({ description: `要接收的事件，不写为全部：${known.map((name) => `${name} ${eventTypes[name]}`).join('，')}` });

/** Its rules are asked together with those of the others, so that every problem is in one answer. */
const address = { format: 'uri', maxLength: longestUrl };

const members = {
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()),
  status: z.enum(['active', 'disabled']),
  disabled_reason: z
    .enum(['failing', 'gone', 'paused'])
    .nullable()
    .meta({ description: 'failing 连续 5 天没有投递成功，gone 返回了 410，paused 贵方停用' }),
  failing_since: time.nullable(),
  created_at: time,
};
const endpoint = z.object(members).meta({ id: 'WebhookEndpoint' });
const made = z
  .object({
    ...members,
    secret: z
      .string()
      .nullable()
      .meta({ description: '签名密钥（whsec_…），只在新建时给出一次；地址已经登记过时为 null' }),
  })
  .meta({ id: 'RegisteredEndpoint' });

const delivery = z
  .object({
    id: z.uuid(),
    endpoint_id: z.uuid(),
    message_id: z.string().meta({ description: '请求头 webhook-id：重复投递时不变' }),
    type: z.string(),
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    next_attempt_at: time.nullable(),
    last_attempt_at: time.nullable(),
    last_status: z.int().nullable().meta({ description: '接收方返回的 HTTP 状态；没有回答时为 null' }),
    last_problem: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: 'WebhookDelivery' });

export const createEndpoint = operation({
  method: 'post',
  path: root,
  tag,
  access,
  sandbox: true,
  summary: '登记接收地址',
  description:
    '按 Standard Webhooks 1.0.0 签名投递。同一地址再登记一次，得到原来的那个。沙箱里登记的只收到沙箱里发生的事。',
  headers,
  body: z.object({
    url: z
      .string(ifMissing(fact('webhooks.url_missing')))
      .meta({ ...address, description: '以 https:// 开头，公网可达，不跟随跳转' }),
    types: types.optional(),
    description: z.string().optional().meta({ maxLength: longestPurpose, description: '用途，最多 100 个字' }),
  }),
  answer: made,
  statuses: { 200: '已经登记过', 201: '已登记' },
  problems: ['conflict', 'validation_failed'],
  tells,
});

export const listEndpoints = operation({
  method: 'get',
  path: root,
  tag,
  access,
  sandbox: true,
  summary: '列出本应用的接收地址',
  answer: z.object({ items: z.array(endpoint) }),
  tells,
});

export const readEndpoint = operation({
  method: 'get',
  path: `${root}/{id}`,
  tag,
  access,
  sandbox: true,
  summary: '查看一个接收地址',
  params,
  answer: endpoint,
  problems: ['not_found'],
  tells,
});

export const patchEndpoint = operation({
  method: 'patch',
  path: `${root}/{id}`,
  tag,
  access,
  sandbox: true,
  summary: '修改、停用或启用接收地址',
  params,
  headers,
  media: 'application/merge-patch+json',
  body: z.object({
    url: z.string().optional().meta(address),
    types: types.optional(),
    description: z.string().optional().meta({ maxLength: longestPurpose }),
    disabled: z.boolean(written(httpFact('http.truth_form', { name: 'disabled' }))).optional(),
  }),
  answer: endpoint,
  problems: ['not_found', 'validation_failed'],
  tells,
});

export const deleteEndpoint = operation({
  method: 'delete',
  path: `${root}/{id}`,
  tag,
  access,
  sandbox: true,
  summary: '删除接收地址',
  description: '没有这个接收地址，或者已经删除的，回答 404。带同一个 Idempotency-Key 重发的，得到第一次的回答。',
  params,
  headers,
  answer: noContent,
  statuses: { 204: '已删除' },
  problems: ['not_found'],
  tells,
});

export const testEndpoint = operation({
  method: 'post',
  path: `${root}/{id}:test`,
  tag,
  access,
  sandbox: true,
  summary: '投递一个测试事件',
  params,
  headers,
  answer: delivery,
  statuses: { 202: '马上投递' },
  problems: ['not_found', 'conflict'],
  tells,
});

export const listDeliveries = operation({
  method: 'get',
  path: '/api/v1/webhook-deliveries',
  tag,
  access,
  sandbox: true,
  summary: '列出投递记录，最新的在前',
  query: z.object({
    endpoint_id: z
      .uuid(written(fact('webhooks.endpoint_id_form')))
      .optional()
      .meta({ description: '只列出发往这个地址的' }),
    status: z
      .enum(['pending', 'delivered', 'failed'], written(httpFact('http.no_such_state', { name: 'status' })))
      .optional()
      .meta({ description: '只列出这个状态的' }),
    cursor,
    page_size: pageSize,
  }),
  answer: pageOf(delivery),
  problems: ['bad_request', 'not_found'],
  tells,
});

export const redeliver = operation({
  method: 'post',
  path: '/api/v1/webhook-deliveries/{id}:redeliver',
  tag,
  access,
  sandbox: true,
  summary: '重新投递',
  description: '编号（webhook-id）不变，接收方可以据此认出重复。',
  params,
  headers,
  answer: delivery,
  statuses: { 202: '马上投递' },
  problems: ['not_found', 'conflict'],
  tells,
});

export const listChanges = operation({
  method: 'get',
  path: '/api/v1/changes',
  tag,
  access: 'bearer:resource:read',
  sandbox: true,
  summary: '取回发生了什么：与事件通知相同，适合不能从公网访问的系统',
  description: '从头开始，或接着上一次的 next。按发生的顺序，不漏不重。next 总是给出，没有新的事件时下次接着用。',
  query: z.object({ cursor, page_size: pageSize }),
  answer: z.object({
    items: z.array(
      z
        .object({
          id: z.uuid().meta({ description: '与 webhook-id 相同' }),
          type: z.string(),
          timestamp: time,
          data: z.record(z.string(), z.unknown()),
        })
        .meta({ id: 'Event' }),
    ),
    next: z.string(),
    has_more: z.boolean(),
  }),
  problems: ['bad_request'],
  tells,
});
