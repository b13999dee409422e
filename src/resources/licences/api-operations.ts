import { z } from 'zod';
import { written } from '../../fact.ts';
import { time } from '../../http/answer.ts';
import { fact as httpFact } from '../../http/facts.ts';
import { idempotencyKey, ifMissing, operation } from '../../http/operation.ts';
import { cursor, pageOf, pageSize } from '../../http/requests/listing.ts';
import { fact } from './facts.ts';
import { purposeName, purposes } from './terms/purposes.ts';
import { states } from './terms/state.ts';

const tag = { name: 'Licences', title: '资源许可', order: 11 };
const root = '/api/v1/licences';
const day = z.iso.date().meta({ example: '2026-12-05' });

const purpose = z.enum(Object.keys(purposes).toSorted()).meta({
  description: Object.keys(purposes)
    .map((name) => `${name} ${purposeName(name)}`)
    .join('，'),
});

const resource = z
  .object({
    id: z.uuid(),
    number: z.string().meta({ description: '资源编号', example: 'GJ-000012' }),
    channel: z.string(),
    title: z.string(),
    summary: z.string(),
    version: z.int(),
    page_url: z.url().meta({ description: '市民看到的页面' }),
    published_at: time,
    shared_at: time.meta({ description: '从何时起开放申请' }),
    obstacle: z.string().nullable().meta({ description: '本机构不能申请的原因；可以申请时为 null' }),
    terms: z.object({
      purposes: z.array(purpose),
      months: z.int().meta({ description: '许可期限最长几个月' }),
      commercial: z.boolean(),
      region: z.string().nullable().meta({ description: '只限这个省的机构使用；全国可用时为 null' }),
      attribution: z.string(),
      note: z.string().nullable(),
    }),
  })
  .meta({ id: 'CatalogResource' });

const catalogue = '/api/v1/catalog/resources';

export const listCatalogue = operation({
  method: 'get',
  path: catalogue,
  tag,
  access: 'bearer:catalog:read',
  sandbox: true,
  summary: '列出国家云开放申请的资源，最近开放的在前',
  description: '只有目录和共享条件；媒体地址和文件在批准许可后从资源包取得。',
  query: z.object({
    channel: z.string().max(30).optional().meta({ description: '只列出这个栏目的' }),
    purpose: purpose.optional(),
    text: z
      .string()
      .max(100, written(httpFact('http.text_most', { name: 'text', most: 100 })))
      .optional()
      .meta({ description: '内容中的词语' }),
    cursor,
    page_size: pageSize,
  }),
  answer: pageOf(resource),
  problems: ['bad_request', 'not_found'],
});

export const readCatalogue = operation({
  method: 'get',
  path: `${catalogue}/{id}`,
  tag,
  access: 'bearer:catalog:read',
  sandbox: true,
  summary: '查看一条开放申请的资源',
  params: { id: '资源的编号' },
  answer: resource,
  problems: ['not_found'],
});

const applying = { draft: '撤回修改中', in_review: '审核中', returned: '退回修改', rejected: '不予通过' } as const;
const state = z.enum([...Object.keys(applying), ...Object.keys(states)].toSorted()).meta({
  description: [
    ...Object.entries(applying).map(([name, words]) => `${name} ${words}`),
    ...Object.entries(states).map(([name, { title }]) => `${name} ${title}`),
  ].join('，'),
});

const licence = z
  .object({
    id: z.uuid(),
    number: z.string().nullable().meta({ description: '许可编号；还没有批准时为 null', example: 'XK-2026-000012' }),
    state,
    reason: z.string().nullable().meta({ description: '退回、不予通过或收回的原因' }),
    platform: z.string(),
    purposes: z.array(purpose),
    usage: z.string(),
    scope: z.string().nullable(),
    conditions: z.string().nullable(),
    from: day,
    until: day.meta({ description: '最后一天' }),
    resources: z.array(z.object({ number: z.string().meta({ example: 'GJ-000012' }), title: z.string() })),
    package_url: z.url().nullable().meta({ description: '现在可以取用的资源包；不能取用时为 null' }),
    approved_at: time.nullable(),
    revoked_at: time.nullable(),
  })
  .meta({ id: 'Licence' });

const params = { id: '许可的编号，即申请时得到的编号' };
const access = 'bearer:licence:write';

const unpromised = written(fact('licences.promise_form'));

export const createLicence = operation({
  method: 'post',
  path: root,
  tag,
  access,
  sandbox: true,
  summary: '申请资源许可',
  description: '立即提交审核，使用平台就是本应用。在沙箱里申请示例资源：回答与此相同，随即按申请的内容批准。',
  headers: idempotencyKey,
  body: z.object({
    resources: z
      .array(z.string(written(fact('licences.resources_form'))).max(64), written(fact('licences.resources_form')))
      .min(1, written(fact('licences.resources_missing')))
      .max(50, written(fact('licences.resources_most')))
      .meta({ description: '资源的编号，见 /api/v1/catalog/resources' }),
    purposes: z.array(z.string(written(fact('licences.purposes_form'))), written(fact('licences.purposes_form'))).meta({
      description: `用途：${Object.keys(purposes).join('、')}`,
    }),
    usage: z
      .string(ifMissing(fact('licences.usage_missing')))
      .meta({ description: '在哪里、给谁、怎样使用，5 到 500 个字' }),
    platform: z
      .string(ifMissing(fact('licences.platform_missing')))
      .meta({ description: '使用平台的名称，最多 50 个字' }),
    from: z.string(ifMissing(fact('licences.from_missing'))).meta({ format: 'date', example: '2026-12-05' }),
    until: z.string(ifMissing(fact('licences.until_missing'))).meta({ format: 'date', example: '2027-12-04' }),
    promise: z
      .boolean(unpromised)
      .refine((given) => given, unpromised)
      .meta({
        description: '承诺：只按批准的用途、平台和期限使用，按要求署名，不转授他人，到期或收回后停止使用并删除副本',
      }),
  }),
  answer: licence,
  statuses: { 201: '已提交审核' },
  tells: { Location: '在哪里查看结果' },
  problems: ['forbidden', 'conflict'],
});

export const listLicences = operation({
  method: 'get',
  path: root,
  tag,
  access,
  sandbox: true,
  summary: '列出本应用的许可，最近批准的在前',
  description: '只含已批准的；还在审核的，用申请时得到的编号查看。',
  query: z.object({
    state: z
      .enum(Object.keys(states).toSorted(), written(httpFact('http.no_such_state', { name: 'state' })))
      .optional()
      .meta({ description: '只列出这个状态的' }),
    cursor,
    page_size: pageSize,
  }),
  answer: pageOf(licence),
  problems: ['bad_request'],
});

export const readLicence = operation({
  method: 'get',
  path: `${root}/{id}`,
  tag,
  access,
  sandbox: true,
  summary: '查看一份许可或许可申请',
  params,
  answer: licence,
  problems: ['not_found'],
});

export const readPackage = operation({
  method: 'get',
  path: `${root}/{id}/package`,
  tag,
  access,
  sandbox: true,
  summary: '取用资源包',
  description:
    'ZIP：licence.html、licence.txt、每项资源的 metadata.json、图片和随包文件，最后是带校验和的 manifest.json。每次取用都有记录。到期或收回后立即不能取用，正在传送的会中断；请核对 manifest.json 是否完整。',
  params,
  answer: z.unknown().meta({ type: 'string', format: 'binary', description: 'ZIP 文件' }),
  file: 'application/zip',
  problems: ['not_found', 'conflict', 'licence_expired'],
});
