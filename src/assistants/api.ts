import { z } from 'zod';
import { Problem } from '../errors.ts';
import { memberIfAny, personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { operation, type Served, serve } from '../http/operation.ts';
import type { Worker } from './assistant-token.ts';
import { fact } from './facts.ts';
import type { createMcp } from './mcp.ts';

type Needs = { publicUrl: URL; mcp: ReturnType<typeof createMcp> };

export const mcpPath = '/api/v1/mcp';

/** Streams of notices: nothing here changes without being asked for. */
const streams = ['subscriptions/listen'];

const message = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string().max(200), z.number()]).optional(),
    method: z.string().max(200),
  })
  .meta({ description: 'JSON-RPC 2.0 消息，一次一条' });

const answers = z.looseObject({}).meta({ description: 'JSON-RPC 2.0 回答' });

const mcpOperation = operation({
  method: 'post',
  path: mcpPath,
  tag: { name: 'assistants', title: '编程助手', order: 90 },
  summary: '编程助手（Model Context Protocol）',
  description:
    '开发者的编程助手用“编程助手”页面生成的凭证连接（Streamable HTTP，无会话）：新建和修改沙箱应用，读失败的原因和改法。只能操作沙箱。',
  access: 'assistant',
  body: message,
  kilobytes: 64,
  answer: answers,
  statuses: { 200: '回答', 202: '通知已收到，没有回答' },
});

/** R26: where assistants of developers speak the Model Context Protocol. */
export function createAssistantApi({ publicUrl, mcp }: Needs): Served[] {
  /** What the protocol reads of the headers. */
  function requestOf(ctx: Context): Request {
    const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' });
    for (const [name, value] of Object.entries(ctx.headers))
      if (name.startsWith('mcp-') && typeof value === 'string') headers.set(name, value);
    return new Request(new URL(mcpPath, publicUrl), { method: 'POST', headers });
  }

  return [
    serve(mcpOperation, async (ctx, { body }) => {
      if (streams.includes(body.method)) throw new Problem('bad_request', fact('assistants.no_streams'));
      const { say } = ctx.state.speech;
      const answer = await mcp.answer(requestOf(ctx), body, { worker: workerOf(ctx), say });
      ctx.status = answer.status;
      const text = await answer.text();
      return text === '' ? {} : answers.parse(JSON.parse(text));
    }),
  ];
}

/** Whom the token speaks for: an actor only where there is a place to work in. */
function workerOf(ctx: Context): Worker {
  const { accountId } = personOf(ctx);
  const member = memberIfAny(ctx);
  return { accountId, member };
}
