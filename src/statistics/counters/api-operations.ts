import { z } from 'zod';
import { written } from '../../fact.ts';
import { isNumberOfPerson } from '../../fields/china/numbers-of-persons.ts';
import { noContent, operation } from '../../http/operation.ts';
import { tag } from '../api-operations.ts';
import { fact } from '../facts.ts';

/** Visitors of one call of a server. */
const most = 1_000;
const visitor = z
  .string(written(fact('statistics.visitor_form')))
  .regex(/^[\w-]{8,64}$/, written(fact('statistics.visitor_form')))
  .refine((id) => !isNumberOfPerson(id), written(fact('statistics.visitor_form')));

export const countPage = operation({
  method: 'post',
  path: '/api/v1/counters/{counter}/views',
  tag,
  access: 'anyone',
  summary: '自助计数：网页被打开一次',
  description:
    '由贵方网页发出，只数来自 AK 登记的网址的请求；不带 Cookie，不读回答。`visitor` 是网页当天自己取的随机号，没有就按地址和浏览器区分；国家云只留当天的统计草图，夜里丢弃盐值，次日起谁也认不出同一个人。同一地址每分钟超过 300 次的，那一分钟都不计入。',
  params: { counter: '计数编号，在后台“自助计数”里' },
  body: z.object({ visitor: visitor.optional().meta({ description: '8 至 64 位的字母、数字、_ 和 -，每天换一个' }) }),
  media: 'application/x-www-form-urlencoded',
  kilobytes: 1,
  answer: noContent,
  statuses: { 204: '收到了' },
  problems: ['validation_failed', 'forbidden', 'not_found'],
});

export const countVisitors = operation({
  method: 'post',
  path: '/api/v1/stats/views',
  tag,
  access: 'bearer:stats:write',
  sandbox: true,
  budget: 'stats',
  summary: '自助计数：由贵方服务器报来的访问（最多 1,000 次）',
  description:
    '应用由访问令牌决定，要先在后台打开“自助计数”。每打开一次写一个访客，同一访客写几次就是几次访问。号不要用手机号、证件号。这是贵方自己的数，不算国家云看见的访问。',
  body: z.object({
    visitors: z
      .array(visitor, written(fact('statistics.visitor_form')))
      .min(1, written(fact('statistics.visitor_form')))
      .max(most, written(fact('statistics.visitors_many', { most })))
      .meta({ description: '每次访问的访客：8 至 64 位的字母、数字、_ 和 -' }),
  }),
  answer: noContent,
  statuses: { 204: '收到了' },
  problems: ['validation_failed', 'conflict'],
});
