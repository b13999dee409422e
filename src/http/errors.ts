import type { Clock } from '../clock.ts';
import { type Note, Problem, type ProblemCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Context, Middleware } from './context.ts';
import type { Pages } from './page.ts';
import { isForPrograms } from './programs.ts';

type Needs = { pages: Pages; clock: Clock; log: Log; publicUrl: URL };

const titles: Partial<Record<ProblemCode, string>> = {
  form_expired: '这个页面已经过期',
  start_again: '请重新开始',
  unauthenticated: '请先登录',
  forbidden: '您不能查看这个页面',
  not_found: '没有找到这个页面',
  gone: '这条内容已不再显示',
  payload_too_large: '提交的内容太长',
  rate_limited: '操作太频繁了',
  internal: '这次没有成功',
  maintenance: '服务正忙',
};

/** The one translator of what rooms throw: a page for people, problem+json (RFC 9457) for programs. */
export function createErrors({ pages, clock, log, publicUrl }: Needs): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.body == null) mustBeThere(ctx);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'internal') log.error({ requestId: ctx.state.requestId, err: error }, 'unexpected error');
      if (problem.retryAfter !== undefined) ctx.set('Retry-After', String(problem.retryAfter));
      if (wantsJson(ctx)) answerProgram(ctx, problem, publicUrl);
      else {
        const back = sameSite(ctx, publicUrl);
        pages.show(
          ctx,
          'oidc/error',
          {
            number: ctx.state.requestId,
            title: titles[problem.code] ?? '这次没有成功',
            paragraphs: [problem.message],
            action: back === undefined ? homeOf(ctx.path) : { href: back, label: '返回上一页' },
            at: clock.now(),
          },
          { title: titles[problem.code] ?? '这次没有成功', layout: 'citizen', status: problem.status },
        );
      }
    }
  };
}

/** An address without a route, or without one for this method (the router has written Allow then). */
function mustBeThere(ctx: Context): void {
  const allowed = ctx.response.get('allow');
  if ((ctx.status === 405 || ctx.status === 501) && allowed !== '')
    throw new Problem('method_not_allowed', `这个地址不接受 ${ctx.method}，可以用 ${allowed}。`);
  if (ctx.status === 404 || ctx.status === 501) throw new Problem('not_found', '网址可能写错了，或者页面已经移走。');
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 400 || status === 413)
    return new Problem('bad_request', '请求的内容不完整，请返回页面重新提交。', { cause: error });
  return new Problem('internal', '系统没有处理成功，我们已经记录下来。请稍后再试，或把编号告诉客服。', {
    cause: error,
  });
}

/** Where somebody goes on who came from nowhere: the first page of that side of the house. */
function homeOf(path: string): { href: string; label: string } {
  if (path.startsWith('/console/')) return { href: '/console', label: '返回首页' };
  if (path.startsWith('/admin/')) return { href: '/admin', label: '返回工作台' };
  return { href: '/', label: '返回首页' };
}

const wantsJson = (ctx: Context) => isForPrograms(ctx.path) || ctx.accepts('html', 'json') === 'json';

function answerProgram(ctx: Context, problem: Problem, publicUrl: URL) {
  ctx.status = problem.status;
  ctx.body = { ...problemBody(problem, publicUrl), trace_id: ctx.state.requestId };
  ctx.type = 'application/problem+json';
}

/** RFC 9457, also for one of several things that were asked for in one call. */
export function problemBody(problem: Problem, publicUrl: URL) {
  const { code, status, message, fields, notes = {} } = problem;
  return {
    type: `${publicUrl.origin}/docs/problems/${code}`,
    title: titles[code] ?? message,
    status,
    code,
    detail: message,
    ...(fields && {
      errors: Object.entries(fields).map(([name, words]) => presented(name, words, notes[name], publicUrl)),
    }),
  };
}

/** One thing to correct, by its place in the body (RFC 6901). */
function presented(name: string, message: string, { title, code, help }: Note = {}, publicUrl: URL) {
  return {
    pointer: `/${name}`,
    ...(title !== undefined && { field: title }),
    ...(code !== undefined && { code }),
    message,
    ...(help !== undefined && { help: `${publicUrl.origin}${help}` }),
  };
}

/** The page that a form was posted from, if it is one of ours and not the very one that failed. */
function sameSite(ctx: Context, publicUrl: URL): string | undefined {
  const referrer = URL.parse(ctx.get('referer'));
  if (referrer === null || referrer.origin !== publicUrl.origin) return undefined;
  const path = referrer.pathname + referrer.search;
  return path === ctx.url && ctx.method === 'GET' ? undefined : path;
}
