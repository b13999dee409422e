import { z } from 'zod';
import { written } from '../../fact.ts';
import { time } from '../../http/answer.ts';
import { fact as httpFact } from '../../http/facts.ts';
import { idempotencyKey, ifMissing, noContent, operation } from '../../http/operation.ts';
import { cursor, instant, pageOf, pageSize } from '../../http/requests/listing.ts';
import { externalIdForm } from '../channels/external-id.ts';
import { fact } from '../facts.ts';
import { standings } from '../standing.ts';

export const tag = { name: 'Resources', title: '资源', order: 4 };
export const root = '/api/v1/resources';
const path = `${root}/{channel}/{external_id}` as const;
const params = {
  channel: '栏目代码，见 /api/v1/channels',
  external_id: z.string().regex(externalIdForm).meta({ description: '本地编号：贵方系统里的编号' }),
};
export const strict = { Prefer: 'handling=strict：有不认识的字段就不接受；不写时忽略它们' };

const standing = (Object.keys(standings) as (keyof typeof standings)[]).toSorted();
const status = z.enum(standing).meta({
  description: Object.entries(standings)
    .map(([code, words]) => `${code} ${words}`)
    .join('，'),
});
const members = z.record(z.string(), z.unknown());

const brief = z.object({
  id: z.uuid(),
  channel: z.string(),
  external_id: z.string(),
  title: z.string(),
  status,
  revision_status: status.nullable().meta({ description: '已发布内容的修订版现在怎样；没有修订版时为 null' }),
  region_code: z.string().nullable(),
  created_at: time,
  updated_at: time,
});
const listed = brief.meta({ id: 'ResourceSummary' });

const whole = brief.extend({
  revision_of: z.int().nullable().meta({ description: '是修订版时：它要替换的已发布版本' }),
  version: z.int().nullable().meta({ description: '已发布的版本，从 1 起' }),
  data: members.meta({
    description: '内容，字段见 /api/v1/channels/{channel}/schema。有草稿或修订版时是它的，否则是已发布的',
  }),
  live_state: members.nullable().meta({ description: '免审核的实时信息' }),
  reason: z.string().nullable().meta({ description: '退回或不予通过的原因' }),
  comments: z.record(z.string(), z.string()).meta({ description: '审核员的逐项意见：字段 → 意见' }),
  published_at: time.nullable(),
  expires_at: time.nullable(),
});
const resource = whole.meta({ id: 'Resource' });

export const result = z.enum(['created', 'updated', 'unchanged', 'revision']).meta({
  description: 'created 新建，updated 已修改，unchanged 与原来相同，revision 生成或修改了修订版',
});
const writtenResource = whole.extend({ result }).meta({ id: 'WrittenResource' });

/** The members are those of the channel. */
const content = z.looseObject({}).meta({
  id: 'ResourceContent',
  description: '栏目的字段和值，见 /api/v1/channels/{channel}/schema',
});
const changes = z.looseObject({}).meta({
  id: 'ResourceChanges',
  description: '要修改的字段和值，没有写的不变；null 表示删去',
});
const liveValues = z.looseObject({}).meta({
  id: 'LiveValues',
  description: '免审核的字段和值，是哪些见 /api/v1/channels 的 live_state',
});
const toSubmit = z.object({
  submit: z.enum(['true', 'false']).optional().meta({ description: 'true：保存后立即提交审核' }),
});

const refusals = [
  'not_found',
  'forbidden',
  'conflict',
  'resource_in_review',
  'external_id_taken',
  'etag_mismatch',
  'validation_failed',
] as const;

export const putResource = operation({
  method: 'put',
  path,
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  summary: '新建或整体替换一条内容',
  description:
    '以本地编号为准，可以放心重复。同样的内容再来一次不会产生新的草稿或审核。已发布的内容不会被改动：得到的是修订版，审核通过后替换。',
  params,
  headers: { ...idempotencyKey, ...strict },
  query: toSubmit,
  body: content,
  kilobytes: 512,
  answer: writtenResource,
  statuses: { 200: '已修改，或与原来相同', 201: '已新建', 202: '已发布的内容有了修订版（revision_of）' },
  problems: refusals,
  etag: true,
  tells: { Location: '新建的内容在哪里' },
});

export const patchResource = operation({
  method: 'patch',
  path,
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  summary: '修改一条内容的部分字段',
  description: 'JSON Merge Patch（RFC 7396）：null 表示删去。必须带 If-Match，以免覆盖别人刚做的改动。',
  params,
  headers: { ...idempotencyKey, ...strict },
  query: toSubmit,
  body: changes,
  media: 'application/merge-patch+json',
  kilobytes: 512,
  answer: writtenResource,
  statuses: { 200: '已修改，或与原来相同', 202: '已发布的内容有了修订版（revision_of）' },
  problems: [...refusals, 'precondition_required'],
  etag: true,
});

export const readResource = operation({
  method: 'get',
  path,
  tag,
  access: 'bearer:resource:read',
  sandbox: true,
  summary: '读取一条内容',
  params,
  answer: resource,
  problems: ['not_found', 'validation_failed'],
  etag: true,
});

export const deleteResource = operation({
  method: 'delete',
  path,
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  summary: '删除草稿或退回的内容',
  description: '已发布的内容不能删除，请用 :withdraw 申请撤回；它的修订版草稿可以删除。没有这条内容时也回答 204。',
  params,
  headers: idempotencyKey,
  answer: noContent,
  statuses: { 204: '已删除，或者本来就没有' },
  problems: ['not_found', 'resource_published_immutable', 'resource_in_review', 'external_id_taken', 'etag_mismatch'],
  etag: true,
});

const verb = {
  method: 'post',
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  params,
  headers: idempotencyKey,
  answer: resource,
  etag: true,
} as const;

export const submitResource = operation({
  ...verb,
  path: `${path}:submit`,
  summary: '提交审核',
  description: '已经提交的，重复提交不会再次进入审核。',
  problems: refusals,
});

export const recallResource = operation({
  ...verb,
  path: `${path}:recall`,
  summary: '取回还没有开始审核的内容',
  problems: ['not_found', 'conflict', 'external_id_taken', 'etag_mismatch'],
});

export const withdrawResource = operation({
  ...verb,
  path: `${path}:withdraw`,
  summary: '申请撤回已发布的内容',
  description: '审核通过后市民不再看到它；此前照常显示。',
  body: z.object({
    reason: z.string(ifMissing(fact('resources.withdrawal_reason'))).meta({ description: '2 至 200 个字' }),
  }),
  problems: ['not_found', 'conflict', 'external_id_taken', 'etag_mismatch', 'validation_failed'],
});

export const putLiveState = operation({
  method: 'put',
  path: `${path}/live-state`,
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  budget: 'live',
  summary: '更新实时信息：余量、状态等',
  description: '不经审核，立即显示。整体替换。',
  params,
  headers: { ...idempotencyKey, 'If-Match': '读取这条内容时得到的 ETag：之后有变动就不做' },
  body: liveValues,
  answer: z
    .object({ live_state: members, changed: z.boolean().meta({ description: '与原来不同' }) })
    .meta({ id: 'LiveState' }),
  problems: ['not_found', 'conflict', 'external_id_taken', 'etag_mismatch', 'validation_failed'],
});

export const listResources = operation({
  method: 'get',
  path: root,
  tag,
  access: 'bearer:resource:read',
  sandbox: true,
  summary: '列出本应用推送的和本机构人员填写的内容，最近改动的在前',
  query: z.object({
    channel: z.string().max(30).optional().meta({ description: '只列出这个栏目的' }),
    status: z
      .enum(standing, written(httpFact('http.no_such_state', { name: 'status' })))
      .optional()
      .meta({ description: '只列出这个状态的' }),
    updated_since: instant('updated_since').optional().meta({ description: '只列出这一刻以后有改动的' }),
    cursor,
    page_size: pageSize,
  }),
  answer: pageOf(listed),
  problems: ['bad_request', 'not_found'],
});
