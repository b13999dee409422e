import type { Clock } from '../clock.ts';
import { type Note, Problem } from '../errors.ts';
import type { Fact, Speech, Words } from '../fact.ts';
import type { Log } from '../log.ts';
import type { Context, Middleware } from './context.ts';
import { fact } from './facts.ts';
import { fieldCodeOf } from './field-codes.ts';
import type { Pages } from './pages/page.ts';
import { isForPrograms } from './path.ts';
import { languageOf } from './speech.ts';

type Needs = { pages: Pages; words: Words; clock: Clock; log: Log; publicUrl: URL };

/** The one translator of errors thrown by rooms: a page for people, problem+json (RFC 9457) for programs. */
export function createErrors({ pages, words, clock, log, publicUrl }: Needs): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.body == null) mustBeThere(ctx);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'internal') log.error({ requestId: ctx.state.requestId, err: error }, 'unexpected error');
      if (problem.retryAfter !== undefined) ctx.set('Retry-After', String(problem.retryAfter));
      if (wantsJson(ctx)) answerProgram(ctx, problem, words, publicUrl);
      else {
        const { speech } = ctx.state;
        const title = speech.titleOf(problem.code) ?? speech.say(fact('http.no_success'));
        // A closed page is not better seen from the one before: it leads to the reader's own first page.
        const isClosed = problem.code === 'forbidden' && ctx.method === 'GET';
        const back = isClosed ? undefined : sameSite(ctx, publicUrl);
        pages.show(
          ctx,
          'oidc/error',
          {
            number: ctx.state.requestId,
            title,
            paragraphs: [speech.say(problem.fact)],
            action:
              back === undefined
                ? homeOf(ctx.path, speech, problem.home)
                : { href: back, label: speech.say(fact('http.to_page_before')) },
            at: clock.now(),
          },
          { title, layout: 'citizen', status: problem.status },
        );
      }
    }
  };
}

/** An address without a route, or without one for this method (the router has written Allow then). */
function mustBeThere(ctx: Context): void {
  const allowed = ctx.response.get('allow');
  if ((ctx.status === 405 || ctx.status === 501) && allowed !== '')
    throw new Problem('method_not_allowed', fact('http.method_not_allowed', { method: ctx.method, allowed }));
  if (ctx.status === 404 || ctx.status === 501) throw new Problem('not_found', fact('http.no_such_address'));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 400 || status === 413) return new Problem('bad_request', fact('http.incomplete'), { cause: error });
  return new Problem('internal', fact('http.internal'), {
    cause: error,
  });
}

/** The link on an error page without a referrer: the home page of that part of the site. */
function homeOf(path: string, { say }: Speech, own?: string): { href: string; label: string } {
  if (own !== undefined) return { href: own, label: say(fact('http.to_home')) };
  if (path.startsWith('/console/')) return { href: '/console', label: say(fact('http.to_home')) };
  if (path.startsWith('/admin/')) return { href: '/admin', label: say(fact('http.to_desk')) };
  return { href: '/', label: say(fact('http.to_home')) };
}

const wantsJson = (ctx: Context) => isForPrograms(ctx.path) || ctx.accepts('html', 'json') === 'json';

function answerProgram(ctx: Context, problem: Problem, words: Words, publicUrl: URL) {
  const language = languageOf(ctx.get('accept-language'));
  ctx.status = problem.status;
  ctx.vary('Accept-Language');
  ctx.set('Content-Language', language);
  ctx.body = { ...problemBody(problem, words(language, 'program'), publicUrl), trace_id: ctx.state.requestId };
  ctx.type = 'application/problem+json';
}

/** RFC 9457, also for one of several things that were asked for in one call. */
export function problemBody(problem: Problem, { say, titleOf }: Speech, publicUrl: URL) {
  const { code, status, fact, fields, notes = {} } = problem;
  const detail = say(fact);
  return {
    type: `${publicUrl.origin}/docs/problems/${code}`,
    title: titleOf(code) ?? detail,
    status,
    code,
    detail,
    ...(fields && {
      errors: Object.entries(fields).map(([name, wrong]) =>
        presented(name, say(wrong), noteOf(name, wrong, notes[name], say), publicUrl),
      ),
    }),
  };
}

/** Name and code of a field: by its room, else by its problem. The name is in the language of the answer. */
const noteOf = (
  name: string,
  wrong: Fact,
  { title = name.slice(0, 100), code, ...more }: Note = {},
  say: Speech['say'],
) => ({
  ...more,
  title: say(fact('http.field_name', { text: title })),
  code: code ?? fieldCodeOf(wrong),
});

/** Where a problem is (RFC 6901): of the body as a whole, which has no name, nowhere below it. */
export const pointerOf = (name: string): string => (name === '' ? '' : `/${name}`);

/** One thing to correct, by its place in the body (RFC 6901). */
function presented(name: string, message: string, { title, code, help }: ReturnType<typeof noteOf>, publicUrl: URL) {
  return {
    pointer: pointerOf(name),
    ...{ field: title, code, message },
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

/** The client disconnected before all was sent or read, which Koa reports as an error of the connection: it is not ours. */
export const isBrokenOff = (error: unknown): boolean =>
  error instanceof Error &&
  /^(HPE_|ECONNRESET$|EPIPE$|ERR_STREAM_PREMATURE_CLOSE$)/.test(String(Reflect.get(error, 'code'))) &&
  Reflect.get(error, 'headerSent') === true;
