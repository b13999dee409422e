import { z } from 'zod';
import { time } from '../http/answer.ts';
import { operation } from '../http/operation.ts';

const tag = { name: 'Files', title: '文件', order: 6 };
const access = 'bearer:file:write';

const file = z
  .object({
    id: z.uuid().meta({ description: '写进 cover、gallery、attachments 等字段' }),
    type: z.string().meta({ description: '按内容判断；图片已重新编码', example: 'image/jpeg' }),
    size: z.int().meta({ description: '字节' }),
    width: z.int().nullable(),
    height: z.int().nullable(),
    created_at: time,
  })
  .meta({ id: 'StoredFile' });

export const uploadFile = operation({
  method: 'post',
  path: '/api/v1/files',
  tag,
  access,
  sandbox: true,
  summary: '上传图片或附件',
  description:
    'multipart/form-data，字段 file，最大 20 MB。同样的内容再传一次得到同一个文件。7 天内没有提交的内容用到它就会清理。在沙箱里只记住类型和大小，30 天后清理。',
  body: z.object({ file: z.string().meta({ format: 'binary', description: 'JPG、PNG、WebP 图片，或附件' }) }),
  media: 'multipart/form-data',
  answer: file,
  statuses: { 201: '已保存' },
  problems: ['bad_request', 'validation_failed', 'payload_too_large'],
  tells: { Location: '文件在哪里' },
});

export const readFile = operation({
  method: 'get',
  path: '/api/v1/files/{id}',
  tag,
  access,
  sandbox: true,
  summary: '查看一个文件的类型和大小',
  params: { id: '文件的编号' },
  answer: file,
  problems: ['not_found'],
});
