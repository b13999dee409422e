import { z } from 'zod';
import { time } from '../http/answer.ts';
import { operation } from '../http/operation.ts';
import { cursor, instant, limit, pageOf } from '../http/requests/listing.ts';

const event = z
  .object({
    id: z.int(),
    at: time,
    actor_kind: z.string(),
    actor_id: z.string().nullable(),
    verb: z.string().meta({ example: 'application.renew' }),
    subject: z.object({ kind: z.string(), id: z.string() }),
    details: z.record(z.string(), z.unknown()).meta({ description: '前后的值；个人信息只有一部分，满 180 天后删除' }),
    request_id: z.string().nullable(),
    seal: z
      .object({ position: z.int(), hash: z.string() })
      .nullable()
      .meta({ description: '在防篡改链中的位置；一秒内写入的还没有' }),
  })
  .meta({ id: 'AuditEvent' });

export const listAudit = operation({
  method: 'get',
  path: '/api/v1/admin/audit',
  tag: { name: 'Audit', title: '审计', order: 10 },
  access: 'admin:audit',
  summary: '列出审计记录，最新的在前',
  query: z.object({
    subject_kind: z.string().max(50).optional().meta({ description: '对象的种类，与 subject_id 同时给出' }),
    subject_id: z.string().max(100).optional().meta({ description: '对象的编号' }),
    actor_id: z.string().max(100).optional().meta({ description: '谁做的：账号的编号、AK 或名称' }),
    verb: z.string().max(50).optional().meta({ description: '动作的开头，例如 application.' }),
    since: instant('since').optional().meta({ description: '从这一刻起' }),
    until: instant('until').optional().meta({ description: '不含这一刻' }),
    cursor,
    limit,
  }),
  answer: pageOf(event),
  problems: ['bad_request'],
});
