import { forbidden, Problem } from '../errors.ts';
import { memberIfAny, personOf, scopesOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { type Served, serve } from '../http/operation.ts';
import { answers, mcpOperation, mcpPath } from './api-operations.ts';
import type { Worker } from './assistant-token.ts';
import { fact } from './facts.ts';
import type { createMcp } from './mcp.ts';
import { challengeOf, type SandboxScope } from './scopes.ts';
import type { Tool } from './tool.ts';

type Needs = { publicUrl: URL; mcp: ReturnType<typeof createMcp>; tools: readonly Pick<Tool, 'name' | 'isReading'>[] };

/** Streams of notices: nothing here changes without being asked for. */
const streams = ['subscriptions/listen'];

/** R26: where assistants of developers speak the Model Context Protocol. */
export function createAssistantApi({ publicUrl, mcp, tools }: Needs): Served[] {
  /** The headers that the protocol reads. */
  function requestOf(ctx: Context): Request {
    const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' });
    for (const [name, value] of Object.entries(ctx.headers))
      if (name.startsWith('mcp-') && typeof value === 'string') headers.set(name, value);
    return new Request(new URL(mcpPath, publicUrl), { method: 'POST', headers });
  }

  const changing = new Set(tools.filter(({ isReading }) => !isReading).map(({ name }) => name));

  /** A call that its person did not allow is refused before anything is done; the challenge names the missing scopes. */
  function mustBeAllowed(ctx: Context, { method, params }: { method: string; params?: unknown }): void {
    const scopes = scopesOf(ctx);
    if (scopes === undefined || method !== 'tools/call') return;
    const needed: SandboxScope = changing.has(String(Reflect.get(Object(params), 'name')))
      ? 'sandbox:write'
      : 'sandbox:read';
    if (scopes.includes(needed)) return;
    ctx.set('WWW-Authenticate', challengeOf(publicUrl, 'insufficient_scope'));
    throw forbidden(fact('assistants.scope_missing', { scope: needed }));
  }

  return [
    serve(mcpOperation, async (ctx, { body }) => {
      mustBeAllowed(ctx, body);
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
