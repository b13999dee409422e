import { z } from 'zod';
import { written } from '../../fact.ts';
import { time } from '../../http/answer.ts';
import { idempotencyKey, operation } from '../../http/operation.ts';
import { fact } from '../facts.ts';
import { states } from '../imports/import.ts';

const tag = { name: 'Imports', title: '批量导入', order: 5 };
const access = 'bearer:resource:write';
const root = '/api/v1/imports';
const params = { id: '编号' };
const named = Object.entries(states).map(([state, words]) => `${state} ${words}`);

const one = z
  .object({
    id: z.uuid(),
    number: z.string().meta({ description: '批次号' }),
    channel: z.string(),
    status: z.string().meta({ description: named.join('，'), example: 'done' }),
    rows_done: z.int().meta({ description: '已检查的行' }),
    rows_good: z.int(),
    rows_bad: z.int().meta({ description: '有问题、没有导入的行，见 errors_url' }),
    counts: z
      .record(z.string(), z.int())
      .meta({ description: '各有多少：created、updated、unchanged、revision、in_review、sent 等' }),
    reason: z.string().nullable().meta({ description: '整个文件没有读取的原因' }),
    errors_url: z.url().meta({ description: '问题清单（CSV），保留 30 天' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'ImportBatch' });

export const createImport = operation({
  method: 'post',
  path: root,
  tag,
  access,
  sandbox: true,
  summary: '上传一个文件，批量导入一个栏目的内容',
  description:
    'NDJSON（每行一条，须有 external_id）、Excel 或 CSV，最大 10 MB。在后台检查，正确的行导入为草稿，有问题的行列在问题清单中。同一本地编号再来一次是修改，相同的内容不变。在沙箱里一个文件最多 1,000 行，导入到沙箱。',
  headers: idempotencyKey,
  query: z.object({
    channel: z
      .string(written(fact('resources.channel_field_missing')))
      .max(30)
      .meta({ description: '栏目代码' }),
    name: z.string().max(120).optional().meta({ description: '文件名，给人看的' }),
  }),
  body: z
    .looseObject({ external_id: z.string() })
    .meta({ description: 'NDJSON：每行一个这样的对象。Excel 和 CSV 用栏目的模板' }),
  media: 'application/x-ndjson',
  answer: one,
  statuses: { 202: '已收下，正在检查' },
  problems: ['not_found', 'forbidden', 'payload_too_large', 'unsupported_media_type'],
  tells: { Location: '在哪里查看进展' },
});

export const readImport = operation({
  method: 'get',
  path: `${root}/{id}`,
  tag,
  access,
  sandbox: true,
  summary: '查看一次导入的进展和结果',
  params,
  answer: one,
  problems: ['not_found'],
});

export const submitImport = operation({
  method: 'post',
  path: `${root}/{id}:submit`,
  tag,
  access,
  sandbox: true,
  summary: '提交整批审核：一次导入的全部草稿',
  params,
  headers: idempotencyKey,
  answer: one,
  statuses: { 202: '正在提交' },
  tells: { Location: '在哪里查看进展' },
  problems: ['not_found', 'conflict'],
});

export const readErrors = operation({
  method: 'get',
  path: `${root}/{id}/errors.csv`,
  tag,
  access,
  sandbox: true,
  summary: '问题清单',
  params,
  answer: z.unknown().meta({ type: 'string', description: 'CSV：行、列、填写的值、原因、建议、是否影响导入' }),
  file: 'text/csv',
  problems: ['not_found'],
});
