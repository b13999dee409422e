import { Problem } from '../errors.ts';
import { memberIfAny, personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { type Served, serve } from '../http/operation.ts';
import { answers, mcpOperation, mcpPath } from './api-operations.ts';
import type { Worker } from './assistant-token.ts';
import { fact } from './facts.ts';
import type { createMcp } from './mcp.ts';

type Needs = { publicUrl: URL; mcp: ReturnType<typeof createMcp> };

/** Streams of notices: nothing here changes without being asked for. */
const streams = ['subscriptions/listen'];

/** R26: where assistants of developers speak the Model Context Protocol. */
export function createAssistantApi({ publicUrl, mcp }: Needs): Served[] {
  /** The headers that the protocol reads. */
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

/** The worker of a token: an actor only with a sandbox owner. */
function workerOf(ctx: Context): Worker {
  const { accountId } = personOf(ctx);
  const member = memberIfAny(ctx);
  return { accountId, member };
}
