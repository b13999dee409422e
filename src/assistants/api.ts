import { forbidden, Problem } from '../errors.ts';
import { memberIfAny, personOf, scopesOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { pointerOf } from '../http/errors.ts';
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

  const { described, answer } = serve(
    mcpOperation,
    async (ctx, { body }) => {
      mustBeAllowed(ctx, body);
      const { say } = ctx.state.speech;
      if (streams.includes(body.method)) {
        ctx.status = 400;
        return refusal(body.id, { code: noSuchMethod, message: say(fact('assistants.no_streams')) });
      }
      const answered = await mcp.answer(requestOf(ctx), body, { worker: workerOf(ctx), say });
      ctx.status = answered.status;
      const text = await answered.text();
      return text === '' ? {} : answers.parse(JSON.parse(text));
    },
    (found, _, { parts }) =>
      new Problem('validation_failed', fact('assistants.no_message'), { fields: found, cause: parts.id }),
  );

  /** A body that is no message is answered in the protocol (JSON-RPC 2.0, 5.1), by HTTP with 400. */
  const inProtocol: Served['answer'] = async (ctx, around) => {
    try {
      await answer(ctx, around);
    } catch (error) {
      const code = error instanceof Problem ? codeOf(error) : undefined;
      if (!(error instanceof Problem) || code === undefined) throw error;
      const { say } = ctx.state.speech;
      const errors = Object.entries(error.fields ?? {}).map(([name, problem]) => ({
        pointer: pointerOf(name),
        message: say(problem),
      }));
      ctx.status = 400;
      ctx.body = refusal(error.cause, {
        ...{ code, message: say(error.fact) },
        ...(errors.length > 0 && { data: { errors } }),
      });
    }
  };
  return [{ described, answer: inProtocol }];
}

const noSuchMethod = -32601;
const noMessage = -32600;
const notParsed = -32700;

/** Of a body that is no message; undefined of every other problem. A batch is none since 2025-06-18. */
function codeOf({ code, fact: { code: reason } }: Problem): number | undefined {
  if (reason === 'http.json_expected') return notParsed;
  const isNone = [
    'http.body_missing',
    'http.json_object_expected',
    'http.json_unreadable_text',
    'http.json_too_deep',
  ].includes(reason);
  return isNone || code === 'validation_failed' ? noMessage : undefined;
}

const refusal = (id: unknown, error: { code: number; message: string; data?: object }) => ({
  ...{ jsonrpc: '2.0', id: typeof id === 'string' || typeof id === 'number' ? id : null },
  error,
});

/** The worker of a token: an actor only with a sandbox owner. */
function workerOf(ctx: Context): Worker {
  const { accountId } = personOf(ctx);
  const member = memberIfAny(ctx);
  return { accountId, member };
}
