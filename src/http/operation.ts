import type Router from '@koa/router';
import { z } from 'zod';
import { invalid, Problem, type ProblemCode } from '../errors.ts';
import { accessOf } from './access.ts';
import type { Context, Middleware, State } from './context.ts';
import { readJson } from './json.ts';

/** One call of the API: what the server reads and answers, and what the document says about it, in one place. */
export interface Operation<
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post';
  /** As OpenAPI writes it: /api/v1/admin/submissions/{id}:claim */
  path: `/api/v1/${string}`;
  /** The heading under which it stands. */
  tag: string;
  summary: string;
  description?: string;
  /** The guard's name; programs of operators are told apart from partners by it. */
  access: 'anyone' | 'bearer' | `bearer:${string}` | `admin:${string}`;
  /** What the path names, with a word for each. */
  params?: Readonly<Record<string, string>>;
  query?: Query;
  body?: Body;
  answer: Answer;
  /** What it may be refused with, beside what the guard and the reading say. */
  problems?: readonly ProblemCode[];
  /** The answer has an ETag, and If-Match is heeded. */
  etag?: boolean;
}

/** For the types of it. */
export const operation = <Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  described: Operation<Query, Body, Answer>,
): Operation<Query, Body, Answer> => described;

type Read<T extends z.ZodObject> = z.output<T>;

/** Hangs an operation into a router: guard, reading of query and body, answer as JSON. */
export function serve<Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  router: Router<State>,
  described: Operation<Query, Body, Answer>,
  guard: Middleware,
  handle: (
    ctx: Context,
    given: { params: Readonly<Record<string, string>>; query: Read<Query>; body: Read<Body> },
  ) => Promise<z.input<Answer>>,
): void {
  const { method, path, access, params = {}, query, body } = described;
  if (accessOf(guard) !== access)
    throw new Error(`${path} is described for ${access} and guarded for ${accessOf(guard)}`);
  router[method](koaPath(path), guard, async (ctx) => {
    const given = {
      params: Object.fromEntries(Object.keys(params).map((name) => [name, String(ctx.params[name])])),
      query: read(query, single(ctx.query)),
      body: read(body, body === undefined ? {} : await readJson(ctx)),
    };
    ctx.body = await handle(ctx, given);
  });
}

/** A verb behind a colon is no parameter of the router. */
export const koaPath = (path: string): string => path.replaceAll(':', '\\:').replaceAll(/\{(\w+)\}/g, ':$1');

function single(query: Context['query']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      if (typeof value !== 'string') throw new Problem('bad_request', `“${name}”出现了两次，请只写一次`);
      if (value.includes('\0') || !value.isWellFormed())
        throw new Problem('bad_request', `“${name}”中有不能识别的字符`);
      return [name, value];
    }),
  );
}

/** Without a schema nothing is read, and what comes all the same is not looked at. */
function read<T extends z.ZodObject>(schema: T | undefined, given: unknown): z.output<T> {
  const found = (schema ?? z.object({})).safeParse(given);
  if (found.success) return found.data as z.output<T>; // a border: without a schema T is the empty object
  const problems: Record<string, string> = {};
  for (const { path, message } of found.error.issues) problems[path.join('/') || 'body'] ??= message;
  throw invalid(problems);
}
