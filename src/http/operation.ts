import type Router from '@koa/router';
import { z } from 'zod';
import { invalid, Problem, type ProblemCode } from '../errors.ts';
import type { Context, Middleware, State } from './context.ts';
import { accessOf } from './guard.ts';
import { readJson } from './json.ts';

/** What the answers of an operation may be, beside what it refuses: 204 has no body, the others have the same. */
type Status = 200 | 201 | 202 | 204;

/** The heading under which calls stand: a name that programs can use as a name, and its words. */
type Tag = { name: string; title: string };

/** What a caller may say, by name: a few words, or more where there is a form to it. */
export type Described = Readonly<Record<string, string | z.ZodType>>;

/** For calls that are answered as the first time when they come again. */
export const idempotencyKey = {
  'Idempotency-Key': z.string().meta({ format: 'uuid', description: 'UUID；24 小时内重复同一请求得到同样的回答' }),
};

/** One call of the API: what the server reads and answers, and what the document says about it, in one place. */
export interface Operation<
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: /api/v1/admin/submissions/{id}:claim */
  path: `/api/v1/${string}`;
  /** The heading under which it stands. */
  tag: Tag;
  summary: string;
  description?: string;
  /** The guard's name; programs of operators are told apart from partners by it. */
  access: 'anyone' | 'bearer' | `bearer:${string}` | `admin:${string}`;
  /** What the path names. */
  params?: Described;
  query?: Query;
  body?: Body;
  /** The longest body, in kilobytes, where 64 would not do. */
  kilobytes?: number;
  /** What the body is where it is not JSON: the handler reads it, the document shows `body`. */
  media?: 'multipart/form-data' | 'application/x-ndjson' | 'application/merge-patch+json';
  answer: Answer;
  /** What the answer is where it is not JSON: a file, which the document does not look into. */
  file?: `${string}/${string}`;
  /** What each status means; 200 where it says nothing. */
  statuses?: Partial<Record<Status, string>>;
  /** What it may be refused with, beside what the guard and the reading say. */
  problems?: readonly ProblemCode[];
  /** The answer has an ETag, and If-Match is heeded. */
  etag?: boolean;
  /** What else a caller may say in headers. */
  headers?: Described;
  /** What else the answer says in headers. */
  tells?: Described;
}

/** For the types of it. */
export const operation = <Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  described: Operation<Query, Body, Answer>,
): Operation<Query, Body, Answer> => described;

/** The answer of an operation that answers 204 only. */
export const nothing = z.undefined();

type Read<T extends z.ZodObject> = z.output<T>;
type Given<Query extends z.ZodObject, Body extends z.ZodObject> = {
  params: Readonly<Record<string, string>>;
  query: Read<Query>;
  body: Read<Body>;
};

/** What stands around the work of a call that was read: the replay of a call that was answered before. `sent` is what came as body. */
export type Around = <Answer>(ctx: Context, sent: unknown, work: () => Promise<Answer>) => Promise<Answer>;

const atOnce: Around = (_ctx, _sent, work) => work();

/** Hangs an operation into a router: guard, reading of query and body, answer as JSON. */
export function serve<Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  router: Router<State>,
  described: Operation<Query, Body, Answer>,
  guard: Middleware,
  handle: (ctx: Context, given: Given<Query, Body>) => Promise<z.input<Answer>>,
  around: Around = atOnce,
): void {
  const { method, path, access, params = {}, query, body, kilobytes = 64, media } = described;
  if (accessOf(guard) !== access)
    throw new Error(`${path} is described for ${access} and guarded for ${accessOf(guard)}`);
  const isJson = body !== undefined && (media === undefined || media === 'application/merge-patch+json');
  router[method](koaPath(path), guard, async (ctx) => {
    const named = Object.fromEntries(Object.keys(params).map((name) => [name, String(ctx.params[name])]));
    const asked = read(query, single(ctx.query));
    const sent = isJson ? await readJson(ctx, kilobytes * 1024) : {};
    // What the handler reads itself is not held against the schema, which is for the document.
    const given = { params: named, query: asked, body: read(isJson ? body : undefined, sent) as Read<Body> };
    ctx.body = await around(ctx, sent, () => handle(ctx, given));
  });
}

/** A verb behind a colon is no parameter of the router. */
const koaPath = (path: string): string => path.replaceAll(':', '\\:').replaceAll(/\{(\w+)\}/g, ':$1');

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
