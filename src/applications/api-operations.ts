import { z } from 'zod';
import { written } from '../fact.ts';
import { time } from '../http/answer.ts';
import { fact as httpFact } from '../http/facts.ts';
import { ifMissing, operation } from '../http/operation.ts';
import { cursor, limit, pageOf } from '../http/requests/listing.ts';
import { fact } from './facts.ts';

const status = z.enum(['active', 'expiring', 'expired', 'disabled']).meta({
  description: 'active 生效中，expiring 7 天内到期（只有 7 天的沙箱密钥，最后一天起），expired 已过期，disabled 已禁用',
});

export const overview = { name: 'Overview', title: '概况', order: 1 };

export const health = operation({
  method: 'get',
  path: '/api/v1/health',
  tag: overview,
  access: 'anyone',
  summary: '接口是否可用',
  answer: z.object({ status: z.enum(['ok']) }),
});

export const me = operation({
  method: 'get',
  path: '/api/v1/me',
  tag: overview,
  access: 'bearer',
  summary: '访问令牌属于哪个机构、哪个应用，能做什么，有效期到哪天',
  answer: z
    .object({
      institution: z.object({ id: z.uuid(), name: z.string() }),
      application: z.object({
        client_id: z.string(),
        name: z.string(),
        status,
        sandbox: z.boolean().meta({ description: '沙箱应用：数据与正式数据分开' }),
      }),
      scopes: z.array(z.string()),
      ak_expires_at: time.nullable().meta({ description: 'AK 有效期；不会到期的为 null' }),
      quotas: z
        .array(z.object({ name: z.string(), limit: z.int(), seconds: z.int() }))
        .meta({ description: '额度：多少秒内最多多少次，与响应头 RateLimit-Policy 的名称相同' }),
    })
    .meta({ id: 'Me' }),
});

const tag = { name: 'Applications', title: '应用', order: 2 };
const access = 'admin:applications';
const root = '/api/v1/admin/applications';
const params = { ak: 'AK' };

const application = z
  .object({
    ak: z.string().meta({ example: 'ncc_abcdefghijklmnopqrst' }),
    name: z.string(),
    institution: z.object({ id: z.uuid(), name: z.string() }),
    status,
    sandbox: z.boolean(),
    scopes: z.array(z.string()).meta({ description: '批准的能力' }),
    home_url: z.string().nullable(),
    redirect_uris: z.array(z.string()).meta({ description: '回调地址' }),
    expires_at: time.nullable(),
    disabled_at: time.nullable(),
    disabled_reason: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: 'Application' });

export const listApplications = operation({
  method: 'get',
  path: root,
  tag,
  access,
  summary: '列出应用，最新的在前',
  query: z.object({
    show: z
      .enum(['all', 'expiring', 'expired', 'disabled', 'sandbox'])
      .optional()
      .meta({ description: '只列出：即将到期、已过期、已禁用或沙箱应用' }),
    text: z
      .string()
      .max(100, written(httpFact('http.text_most', { name: 'text', most: 100 })))
      .optional()
      .meta({ description: '名称、AK 或机构名称中的文字' }),
    cursor,
    limit,
  }),
  answer: pageOf(application),
  problems: ['bad_request'],
});

export const readApplication = operation({
  method: 'get',
  path: `${root}/{ak}`,
  tag,
  access,
  summary: '查看一个应用',
  params,
  answer: application,
  problems: ['not_found'],
});

const change = { method: 'post', tag, access, params, answer: application } as const;
const again = '重复同一请求得到同样的回答。';

export const disableApplication = operation({
  ...change,
  path: `${root}/{ak}:disable`,
  summary: '停用',
  description: `登录和接口一秒内停用，机构会收到原因。${again}`,
  body: z.object({
    reason: z.string(ifMissing(fact('applications.why_missing'))).meta({ description: '原因，最多 500 个字' }),
  }),
  problems: ['not_found', 'conflict', 'validation_failed'],
});

export const enableApplication = operation({
  ...change,
  path: `${root}/{ak}:enable`,
  summary: '启用',
  description: again,
  problems: ['not_found'],
});

export const renewApplication = operation({
  ...change,
  path: `${root}/{ak}:renew`,
  summary: '延长有效期',
  description: '从今天起 30 天；不会缩短，也不会累加。已停用的不能延长。',
  problems: ['not_found', 'conflict'],
});
