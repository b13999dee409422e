import { z } from 'zod';
import { time } from '../../http/answer.ts';
import { idempotencyKey, operation } from '../../http/operation.ts';
import { root, tag } from './api-operations.ts';

const leftOut = z.object({
  channel: z.string(),
  external_id: z.string(),
  title: z.string(),
  start_at: time,
  clashes_with: z.string().meta({ description: '同一时间、同一间房的另一场' }),
});

export const confirmWeek = operation({
  method: 'post',
  path: `${root}:confirm-week`,
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  summary: '一次确认一周的活动都照常',
  description:
    '与控制台首页的“都照常”相同：周四起确认下一周，周一至周三确认本周还没开始的。市民会看到“馆方今天确认”。撞了教室的不确认，在 left 里逐场说明；改好以后再来一次。可以放心重复。更新过实时信息的当天就算确认。',
  headers: idempotencyKey,
  answer: z
    .object({
      week: z.iso.date().meta({ description: '这一周的周一' }),
      confirmed: z.int().meta({ description: '这一次确认了几场' }),
      left: z.array(leftOut).meta({ description: '没有确认的，和原因' }),
    })
    .meta({ id: 'ConfirmedWeek' }),
  problems: ['forbidden'],
});
