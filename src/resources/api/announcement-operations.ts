import { z } from 'zod';
import { written } from '../../fact.ts';
import { idempotencyKey, operation } from '../../http/operation.ts';
import { fact } from '../announcements/facts.ts';
import { tag } from './api-operations.ts';

const span = z
  .array(z.int())
  .length(2)
  .meta({ description: '在 text 里从第几个字到第几个字之前，从 0 数起（UTF-16）' });
const spans = z.array(span);

const value = z.object({
  value: z.string(),
  spans: spans.meta({ description: '取自哪些字；取自本馆资料的没有' }),
  source: z
    .enum(['text', 'institution', 'habit'])
    .meta({ description: 'text 通知里写的，institution 本馆资料，habit 本馆以前的改法' }),
  doubt: z.string().nullable().meta({ description: '不确定时要人看的问题；null 是确定的' }),
  others: z.array(z.string()).meta({ description: '别的读法' }),
});

const entry = z.object({
  channel: z.string().meta({ description: '栏目代码' }),
  values: z.record(z.string(), value).meta({ description: '字段和值，与这个栏目的 data 相同' }),
  change: z
    .enum(['postponed', 'cancelled', 'corrected'])
    .nullable()
    .meta({ description: '通知说的是原来的一条：延期、取消、更正' }),
});

export const readAnnouncement = operation({
  method: 'post',
  path: '/api/v1/announcements',
  tag,
  access: 'bearer:resource:write',
  sandbox: true,
  summary: '读一份通知：读出条目和每一项的出处',
  description:
    '与控制台的“粘贴通知”同一套规则：在平台里按规则读，不发给别的服务，不保存原文。给 text、html 或 file 之一。propose 为 true 时每条建一份草稿，不确定的项不写进去（withheld），由您的人看过再补；同一份通知再来一次，内容不变。改期、取消的通知只读不改，请用实时信息或修订。身份证号码读出后去掉，也不会返回。',
  headers: idempotencyKey,
  kilobytes: 14 * 1024,
  body: z.object({
    text: z.string().max(200_000).optional().meta({ description: '通知全文，一行一段，表格的格子之间用制表符' }),
    html: z.string().max(2_000_000).optional().meta({ description: '公众号编辑器或网页的 HTML' }),
    file: z
      .base64(written(fact('pasting.file_base64')))
      .optional()
      .meta({ description: '.docx、.pdf、.xlsx、.ics、.eml 等文件，base64，10 MB 以内' }),
    written_on: z.iso
      .date(written(fact('pasting.written_on_form')))
      .optional()
      .meta({ description: '通知写于哪一天，“明天”从这天算' }),
    propose: z.boolean().optional().meta({ description: '为每一条建草稿' }),
  }),
  answer: z
    .object({
      text: z.string().meta({ description: '读的文字，spans 指着它；去掉的号码是 *' }),
      written_on: z.iso.date().nullable(),
      entries: z.array(entry),
      none: z
        .enum(['result', 'report', 'tender', 'closure', 'other', 'empty', 'foreign'])
        .nullable()
        .meta({ description: '没有条目时是什么' }),
      closures: z
        .array(z.object({ from: z.iso.date(), to: z.iso.date() }))
        .meta({ description: '闭馆的日子，属于开放时间' }),
      left_out: z.int().meta({ description: '去掉了几处证件号码' }),
      attachments: z.array(z.string()).meta({ description: '邮件里没有读的附件' }),
      proposed: z
        .array(
          z.object({
            external_id: z.string(),
            channel: z.string(),
            outcome: z.string().meta({ description: 'created、updated、unchanged 等', example: 'created' }),
            withheld: z.array(z.string()).meta({ description: '不确定，没有写进草稿的字段' }),
          }),
        )
        .meta({ description: 'propose 时建的草稿，用 external_id 读取、补充、提交' }),
    })
    .meta({ id: 'ReadAnnouncement' }),
  problems: ['forbidden', 'validation_failed', 'payload_too_large'],
});
