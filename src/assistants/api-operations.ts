import { z } from 'zod';
import { operation } from '../http/operation.ts';

export const mcpPath = '/api/v1/mcp';

const message = z
  .looseObject({
    jsonrpc: z.enum(['2.0']),
    id: z.union([z.string().max(200), z.number()]).optional(),
    method: z.string().max(200),
  })
  .meta({ description: 'JSON-RPC 2.0 消息，一次一条' });

export const answers = z.looseObject({}).meta({ description: 'JSON-RPC 2.0 回答' });

export const mcpOperation = operation({
  method: 'post',
  path: mcpPath,
  tag: { name: 'assistants', title: '编程助手', order: 90 },
  summary: '编程助手（Model Context Protocol）',
  description:
    '开发者的编程助手用“编程助手”页面生成的凭证连接（Streamable HTTP，无会话）：新建和修改沙箱应用，读调用不成功的原因和改法。只能操作沙箱。',
  access: 'assistant',
  body: message,
  kilobytes: 64,
  answer: answers,
  statuses: { 200: '回答', 202: '通知已收到，没有回答' },
});
