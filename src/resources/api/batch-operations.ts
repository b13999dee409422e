import { z } from 'zod';
import { written } from '../../fact.ts';
import { problemOfOne } from '../../http/answer.ts';
import { fact as httpFact } from '../../http/facts.ts';
import { idempotencyKey, operation } from '../../http/operation.ts';
import { externalIdForm } from '../channels/external-id.ts';
import { fact } from '../facts.ts';
import { result, root, strict, tag } from './api-operations.ts';

const batchResult = z.object({
  channel: z.string().nullable(),
  external_id: z.string().nullable(),
  status: z.int().meta({ description: '这一项单独请求时的 HTTP 状态' }),
  id: z.uuid().nullable(),
  result: result.nullable(),
  submitted: z.boolean().meta({ description: '已进入审核' }),
  problem: problemOfOne.nullable().meta({ description: '没有成功的原因；草稿可能已保存，见 result' }),
});

/** Each item is read by itself; the document says its shape. */
const item = {
  type: 'object',
  required: ['channel', 'external_id', 'data'],
  properties: {
    channel: { type: 'string', examples: ['activity'] },
    external_id: { type: 'string', pattern: externalIdForm.source, maxLength: 64 },
    data: { $ref: '#/components/schemas/ResourceContent' },
  },
} as const;

export const batchResources = operation({
  method: 'post',
  path: `${root}:batch`,
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  summary: '一次新建或替换最多 100 条内容',
  description:
    '每一项单独成败，回答按请求的顺序逐项给出状态。每 10 项计一次调用。一批最多 100 项、1 MB，更多的请分几次发送，或者用批量导入。',
  headers: { ...idempotencyKey, ...strict },
  body: z.object({
    submit: z
      .boolean(written(httpFact('http.truth_form', { name: 'submit' })))
      .optional()
      .meta({ description: 'true：保存后立即提交审核' }),
    items: z
      .array(
        z.unknown().meta({ id: 'BatchItem', override: ({ jsonSchema }) => void Object.assign(jsonSchema, item) }),
        written(fact('resources.items_form')),
      )
      .min(1, written(fact('resources.items_none')))
      .meta({ description: '每项有 channel（栏目）、external_id（本地编号）、data（内容）' }),
  }),
  kilobytes: 1024, // parsed beside all other requests: docs/adr/0027-rich-text-and-input-bounds.md
  answer: z.object({ items: z.array(batchResult) }).meta({ id: 'BatchResult' }),
  problems: ['forbidden', 'batch_too_large'],
});
