import { z } from 'zod';
import { written } from '../fact.ts';
import { time } from '../http/answer.ts';
import { fact as httpFact } from '../http/facts.ts';
import { ifMissing, operation } from '../http/operation.ts';
import { cursor, limit, pageOf } from '../http/requests/listing.ts';
import { fact } from './facts.ts';
import { stateNames } from './workflow/transitions.ts';

const tag = { name: 'Review', title: '审核', order: 9 };
const access = 'admin:review';
const root = '/api/v1/admin/submissions';

const state = z.enum(['draft', 'submitted', 'claimed', 'checked', 'approved', 'returned', 'rejected']).meta({
  description: Object.entries(stateNames)
    .map(([name, words]) => `${name} ${words}`)
    .join('，'),
});
const person = z
  .object({ id: z.string(), name: z.string().nullable().meta({ description: '只显示姓，如 张*' }) })
  .meta({ id: 'Person' });

const summary = z.object({
  id: z.uuid(),
  kind: z.string().meta({ example: 'certification' }),
  kind_title: z.string().meta({ example: '机构认证' }),
  title: z.string(),
  institution: z.object({ id: z.uuid(), name: z.string() }),
  region_code: z.string().nullable(),
  subject_id: z.string().nullable().meta({ description: '它改变或产生的对象，例如 AK' }),
  version: z.int(),
  revision: z.int().meta({ description: '每次变动加一，也是 ETag' }),
  state,
  source: z.enum(['online', 'mail']),
  submitted_at: time.nullable(),
  due_at: time.nullable().meta({ description: '承诺的审核期限' }),
  claimed_by: person.nullable(),
  checked_by: person.nullable(),
  decided_by: person.nullable(),
  decided_at: time.nullable(),
  created_at: time,
  updated_at: time,
});

const texts = z.record(z.string(), z.string());

const full = summary
  .extend({
    answers: z
      .array(z.object({ name: z.string(), title: z.string(), value: z.string() }))
      .meta({ description: '填写的内容，个人信息只显示一部分' }),
    checks: z
      .array(z.object({ field: z.string().nullable(), verdict: z.enum(['ok', 'warn', 'bad']), text: z.string() }))
      .meta({ description: '机器核对的结果：ok 相符，warn 存疑，bad 不符' }),
    changes: z
      .array(z.object({ name: z.string(), title: z.string(), from: z.string(), to: z.string() }))
      .nullable()
      .meta({ description: '与上一版不同之处；没有上一版时为 null' }),
    reason: z.string().nullable(),
    comments: texts.meta({ description: '逐项意见：字段名 → 意见' }),
    timeline: z.array(
      z.object({
        at: time,
        verb: z.string(),
        from: state.nullable(),
        to: state,
        by: person.nullable(),
        by_kind: z.string(),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Submission' });

const params = { id: '申请的编号' };

export const listSubmissions = operation({
  method: 'get',
  path: root,
  tag,
  access,
  summary: '列出申请，最新的在前',
  description: '只含本人负责的地区，不含草稿。',
  query: z.object({
    kind: z.string().max(50).optional().meta({ description: '种类', example: 'application' }),
    state: state.optional(),
    institution_id: z
      .uuid(written(fact('review.institution_id_form')))
      .optional()
      .meta({ description: '只列出这个机构的' }),
    text: z
      .string()
      .max(100, written(httpFact('http.text_most', { name: 'text', most: 100 })))
      .optional()
      .meta({ description: '名称或机构名称中的文字' }),
    cursor,
    limit,
  }),
  answer: pageOf(summary.meta({ id: 'SubmissionSummary' })),
  problems: ['bad_request'],
});

export const readSubmission = operation({
  method: 'get',
  path: `${root}/{id}`,
  tag,
  access,
  summary: '查看一份申请',
  params,
  answer: full,
  problems: ['not_found'],
  etag: true,
});

const change = { method: 'post', tag, access, params, answer: full, etag: true } as const;
const problems = ['not_found', 'conflict', 'etag_mismatch'] as const;
const again = '重复同一请求得到同样的回答。';

export const claimSubmission = operation({
  ...change,
  path: `${root}/{id}:claim`,
  summary: '认领',
  description: `认领后由您审核。${again}`,
  problems,
});

export const releaseSubmission = operation({
  ...change,
  path: `${root}/{id}:release`,
  summary: '放回待审核',
  description: again,
  problems,
});

export const approveSubmission = operation({
  ...change,
  path: `${root}/{id}:approve`,
  summary: '通过',
  description: `还没有认领的，同时认领。需要两人审核的，第一人通过后变为 checked。${again}`,
  mayLackBody: true,
  body: z.object({
    approval: texts.optional().meta({ description: '通过时由审核员填写的内容：字段名 → 值，多个值一行一个' }),
  }),
  problems: [...problems, 'validation_failed'],
});

const refusal = z.object({
  reason: z.string(ifMissing(fact('review.reason_given'))).meta({ description: '原因，机构会看到，最多 2000 个字' }),
  comments: texts.optional().meta({ description: '逐项意见：字段名 → 意见' }),
});

/** A reviewer's reason for not approving. */
export type Refusal = z.output<typeof refusal>;

export const returnSubmission = operation({
  ...change,
  path: `${root}/{id}:return`,
  summary: '退回修改',
  description: `机构修改后可以重新提交。${again}`,
  body: refusal,
  problems: [...problems, 'validation_failed'],
});

export const rejectSubmission = operation({
  ...change,
  path: `${root}/{id}:reject`,
  summary: '不予通过',
  description: `最终决定，不能再提交。${again}`,
  body: refusal,
  problems: [...problems, 'validation_failed'],
});
