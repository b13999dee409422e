import { z } from 'zod';
import { written } from '../../fact.ts';
import { operation } from '../../http/operation.ts';
import { fact } from '../facts.ts';

const tag = { name: 'Channels', title: '栏目和行政区划', order: 3 };
const anybody = { method: 'get', tag, access: 'anyone', anywhere: true } as const;

export const listChannels = operation({
  ...anybody,
  path: '/api/v1/channels',
  summary: '列出栏目',
  answer: z.object({
    items: z.array(
      z
        .object({
          code: z.string().meta({ example: 'activity' }),
          name: z.string().meta({ example: '享活动' }),
          schema: z.url().meta({ description: '字段说明（JSON Schema）' }),
          template: z.url().meta({ description: 'Excel 模板' }),
          fields: z.url().meta({ description: '给人看的字段说明' }),
          live_state: z.array(z.string()).meta({ description: '免审核的字段，见 live-state' }),
        })
        .meta({ id: 'Channel' }),
    ),
  }),
});

export const readSchema = operation({
  ...anybody,
  path: '/api/v1/channels/{channel}/schema',
  summary: '栏目的字段（JSON Schema 2020-12）',
  description: '由字段目录生成，与表单、Excel 模板一致。多个字段之间的规则在提交时检查。',
  params: { channel: '栏目代码' },
  answer: z.record(z.string(), z.unknown()),
  problems: ['not_found'],
});

export const readTemplate = operation({
  ...anybody,
  path: '/api/v1/channels/{channel}/template.xlsx',
  summary: '栏目的 Excel 模板',
  params: { channel: '栏目代码' },
  answer: z.unknown().meta({ type: 'string', format: 'binary', description: 'Excel 工作簿' }),
  file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  problems: ['not_found'],
});

export const listRegions = operation({
  ...anybody,
  path: '/api/v1/regions',
  summary: '列出行政区划',
  description: '不写 parent 时列出省级。写 updated_since 时列出那天以后启用或停用的，停用的带 replaced_by。',
  query: z.object({
    parent: z
      .string()
      .regex(/^\d{6}$/, written(fact('resources.parent_form')))
      .optional()
      .meta({ description: '上一级的代码' }),
    updated_since: z.iso
      .date(written(fact('resources.updated_since_form')))
      .optional()
      .meta({ description: '只列出这一天以来有变动的' }),
  }),
  answer: z.object({
    items: z.array(
      z
        .object({
          code: z.string().meta({ example: '330106' }),
          name: z.string(),
          valid_from: z.iso.date().nullable(),
          valid_to: z.iso.date().nullable().meta({ description: '从这一天起停用' }),
          replaced_by: z.string().nullable(),
        })
        .meta({ id: 'Region' }),
    ),
  }),
});
