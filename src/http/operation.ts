import { z } from 'zod';
import { invalid, Problem, type ProblemCode, type Problems } from '../errors.ts';
import { type Fact, readFact, written } from '../fact.ts';
import type { Context } from './context.ts';
import { fact } from './facts.ts';
import { fieldCodeOf } from './field-codes.ts';
import type { PolicyName } from './limits/quota.ts';
import { readForm } from './requests/body.ts';
import { readJson } from './requests/json.ts';

/** Statuses of an operation's answers, beside its refusals: 204 and 304 have no body, the others have the same. */
type Status = 200 | 201 | 202 | 204 | 304;

/** The heading under which calls stand: a name that programs can use as a name, and its words. */
type Tag = {
  name: string;
  title: string;
  /** Where the chapter stands in the document. */
  order: number;
};

/** Parameters by name: a short description, or a schema. */
export type Described = Readonly<Record<string, string | z.ZodType>>;

/** For calls that are answered as the first time when they come again. */
export const idempotencyKey = {
  'Idempotency-Key': z.string().meta({ format: 'uuid', description: 'UUID；24 小时内重复同一请求得到同样的回答' }),
};

/** One call of the API: its input, its answer and their description in the document, in one place. */
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
  /** Who may call it: anyone, an application with any token or with one of this scope, a program of an operator, a developer's assistant. */
  access: 'anyone' | 'assistant' | 'bearer' | `bearer:${string}` | `admin:${string}`;
  /** Sandboxes may call it: their data are apart from all others (R27). `only`: it is about a sandbox itself, and nothing for production. */
  sandbox?: true | 'only';
  /** The budget of its AK that counts a call, if not the default; `open`: that of the address. */
  budget?: PolicyName;
  /** Pages of other sites may read it in a browser (CORS): it has no account and no cookie in it. */
  anywhere?: true;
  /** Parameters of the path. */
  params?: Described;
  query?: Query;
  body?: Body;
  /** It may come without a body, as with an empty object: all members can be left out. */
  mayLackBody?: true;
  /** The longest body, in kilobytes, where 64 would not do. */
  kilobytes?: number;
  /** Media type of a body that is not JSON: the handler reads it, the document shows `body`. Of JSON, members that are not in it are problems. */
  media?:
    | 'multipart/form-data'
    | 'application/x-ndjson'
    | 'application/merge-patch+json'
    | 'application/x-www-form-urlencoded';
  answer: Answer;
  /** Media type of an answer that is not JSON: a file, whose content the document does not describe. */
  file?: `${string}/${string}`;
  /** Descriptions of the statuses; 200 by default. */
  statuses?: Partial<Record<Status, string>>;
  /** Problem codes of the operation itself, beside those of the guard and of reading the request. */
  problems?: readonly ProblemCode[];
  /** The answer has an ETag, and If-Match is heeded. */
  etag?: boolean;
  /** Further request headers. */
  headers?: Described;
  /** Further headers of the answer. */
  tells?: Described;
}

/** Adding an operation is one of these in the api-operations.ts of its room, and its handler in api.ts. */
export const operation = <Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  described: Operation<Query, Body, Answer>,
): Operation<Query, Body, Answer> => described;

/** The answer of an operation that answers 204 only. */
export const noContent = z.undefined();

type Read<T extends z.ZodObject> = z.output<T>;
type Given<Query extends z.ZodObject, Body extends z.ZodObject> = {
  params: Readonly<Record<string, string>>;
  query: Read<Query>;
  body: Read<Body>;
};

/** Wraps the work of a parsed call: the replay of a call that was answered before. `sent` is its body. */
export type CallWrapper = <Answer>(
  ctx: Context,
  sent: unknown,
  work: (callId: string) => Promise<Answer>,
) => Promise<Answer>;

/** An operation and its handler: parsing of query and body, the work, the answer as JSON. */
export type Served = {
  described: Operation;
  answer: Answering;
  /** The same for a call from a sandbox: by the same handler on sandbox data (R27). */
  answerInSandbox?: Answering;
};
type Answering = (ctx: Context, around: CallWrapper) => Promise<void>;

/** Operations with both of their handlers: for production, and for sandboxes. */
export const inEachSpace = (production: readonly Served[], sandbox: readonly Served[]): Served[] =>
  production.map((one) => {
    const same = one.described.sandbox && sandbox.find(({ described }) => described === one.described);
    return same ? { ...one, answerInSandbox: same.answer } : one;
  });

/**
 * The answer to a body with parts of another type: `found` are theirs, `sound` is the body without them, undefined where it can not do without. A
 * room asks its rules of the rest there, so that every problem is in one answer. `parts` are the sound ones in any case.
 */
export type Complain<Body extends z.ZodType> = (
  found: Problems,
  sound: z.output<Body> | undefined,
  seen: { parts: Partial<z.output<Body>>; missing: readonly string[] },
) => Problem;

/** Problems of the sound parts by the rules of a room, beside those of the others. */
export const rulesOfRoom =
  <Body extends z.ZodObject>(rules: (parts: Partial<z.output<Body>>) => Problems): Complain<Body> =>
  (found, _, { parts, missing }) =>
    named({ ...rules(parts), ...found }, missing);

/** Gives an operation its handler. */
export function serve<Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  described: Operation<Query, Body, Answer>,
  handle: (ctx: Context, given: Given<Query, Body>) => Promise<z.input<Answer>>,
  complain?: Complain<Body>,
  /** Adds problems that take more than the body to be found. */
  beside?: (ctx: Context, problem: Problem, params: Given<Query, Body>['params'], sent: unknown) => Promise<Problem>,
): Served {
  const { params = {}, query, body, kilobytes = 64 } = described;
  async function bodyOf(ctx: Context, sent: unknown, named: Record<string, string>): Promise<Read<Body>> {
    try {
      if (takesNothing(described)) readAs(z.object({}), sent, { whole: 'body', isClosed: true });
      if (body === undefined || !(isJson(described) || isForm(described))) return {} as Read<Body>; // a border, too
      return readAs(body, sent, { whole: 'body', isClosed: isJson(described), complain }) as Read<Body>;
    } catch (error) {
      throw error instanceof Problem && beside !== undefined ? await beside(ctx, error, named, sent) : error;
    }
  }
  return {
    described,
    async answer(ctx, around) {
      const named = Object.fromEntries(Object.keys(params).map((name) => [name, String(ctx.params[name])]));
      const asked = readQuery(query ?? z.object({}), ctx.query) as Read<Query>; // a border: without a schema it is empty
      const sent = await readSent(ctx, described, kilobytes * 1024);
      // Parts that the handler reads itself are not validated by their schema, which is for the document.
      const parsed = { params: named, query: asked, body: await bodyOf(ctx, sent, named) };
      ctx.body = await around(ctx, sent, () => handle(ctx, parsed));
    },
  };
}

const isJson = ({ body, media }: Operation): boolean =>
  body !== undefined && (media === undefined || media === 'application/merge-patch+json');

/** A verb without input: values that are sent nevertheless would be passed over in silence. */
export const takesNothing = ({ method, body, media }: { method: string; body?: unknown; media?: unknown }): boolean =>
  method === 'post' && body === undefined && media === undefined;

const isForm = ({ media }: Operation): boolean => media === 'application/x-www-form-urlencoded';

/** A form may be left out: no body counts as an empty one. */
async function readSent(ctx: Context, described: Operation, limit: number): Promise<unknown> {
  if (takesNothing(described)) return readJson(ctx, limit, true);
  if (isJson(described)) return readJson(ctx, limit, described.mayLackBody);
  const hasBody = ctx.get('content-length') !== '0' && ctx.request.length !== undefined;
  if (!isForm(described) || (!hasBody && ctx.get('transfer-encoding') === '')) return {};
  return readForm(ctx, limit, fact('http.form_type_expected'));
}

/** Whether a call that comes again is answered as the first time without the handler's doing: one that reads its body itself does that too. */
export const isReplayed = (operation: Operation): boolean =>
  operation.headers !== undefined &&
  'Idempotency-Key' in operation.headers &&
  (operation.body === undefined || isJson(operation));

/** A verb behind a colon is no parameter of the router. */
export const koaPath = (path: string): string => path.replaceAll(':', '\\:').replaceAll(/\{(\w+)\}/g, ':$1');

/** The parameters of a query, or all of its problems; a query with parameters that are not of the call is no request of it at all. */
export function readQuery(schema: z.ZodObject, query: Context['query']): unknown {
  const known = Object.keys(schema.shape);
  const faults: Problems = Object.create(null); // names come from outside
  for (const [name, value] of Object.entries(query)) {
    const text = typeof value === 'string' ? value : '';
    if (!known.includes(name)) faults[pointed(name)] = fact('http.unknown_parameter', { name: pointed(name), known });
    if (typeof value !== 'string') faults[pointed(name)] = fact('http.query_twice', { name: pointed(name) });
    else if (text.includes('\0') || !text.isWellFormed())
      faults[pointed(name)] = fact('http.query_unreadable', { name: pointed(name) });
  }
  const sound = Object.fromEntries(Object.entries(query).filter(([name]) => !(pointed(name) in faults)));
  try {
    const read = readAs(schema, sound, { whole: 'query' });
    if (Object.keys(faults).length === 0) return read;
  } catch (error) {
    if (!(error instanceof Problem) || Object.keys(faults).length === 0) throw error;
    Object.assign(faults, { ...error.fields, ...faults });
  }
  const { fact: said, fields = {}, notes = {} } = named(faults);
  throw new Problem('bad_request', said, { fields, notes });
}

/** With more wrong parts than that, the rules between the others are left for the next call. */
const mostLeftOut = 50;

/** The parsed input, or all of its problems. `isClosed`: members that the schema does not have are problems, too. */
export function readAs<T extends z.ZodType>(
  schema: T,
  given: unknown,
  { whole, isClosed = false, complain }: { whole: string; isClosed?: boolean; complain?: Complain<T> | undefined },
): z.output<T> {
  const read = schema.safeParse(given);
  const unknown = isClosed ? unknownMembers(schema, given) : {};
  if (read.success && Object.keys(unknown).length === 0) return read.data;
  let issues = read.error?.issues ?? [];
  const missing: string[] = [];
  let [found, sound, rest]: [Problems, z.output<T> | undefined, unknown] = [unknown, read.data, given];
  // Rules of the schema itself between its parts are asked only once all of these are of their type.
  for (let turn = 0; turn < 3 && issues.length > 0; turn += 1) {
    // A part that was left out below is not missing: the problems in it are told already.
    const own = issues.filter(({ path }) => !(isIn(given, path) && !isIn(rest, path)));
    missing.push(...missingIn(own, given));
    found = { ...problemsIn(own, given, whole), ...found };
    if (issues.length > mostLeftOut) break; // each costs a copy of the input
    rest = withoutParts(rest, issues);
    const again = schema.safeParse(rest);
    sound = again.data;
    issues = again.error?.issues ?? [];
  }
  if (complain === undefined) throw named(found, missing);
  throw complain(found, sound, { parts: sound ?? partsOf(schema, rest), missing });
}

/** So many unknown members are named; of a body that is made of nothing else the first. */
const mostUnknown = 100;

/** The members of an input that its schema does not have, by their paths; an object of any members has none. */
export function unknownMembers(schema: z.core.$ZodType, given: unknown): Problems {
  const found: Problems = Object.create(null); // names come from outside
  let left = mostUnknown;
  function walk(part: z.core.$ZodType, value: unknown, path: string): void {
    if (part instanceof z.ZodOptional || part instanceof z.ZodNullable || part instanceof z.ZodDefault) {
      walk(part.unwrap(), value, path);
      return;
    }
    if (Array.isArray(value)) {
      if (part instanceof z.ZodArray)
        for (const [place, each] of value.entries()) walk(part.element, each, `${path}${place}/`);
      return;
    }
    const isOpen = !(part instanceof z.ZodObject) || part.def.catchall !== undefined;
    if (isOpen || typeof value !== 'object' || value === null) return;
    const known = Object.keys(part.shape);
    for (const name of Object.keys(value)) {
      if (left === 0) return;
      const place = `${path}${pointed(name)}`;
      if (Object.hasOwn(part.shape, name)) walk(part.shape[name], Reflect.get(value, name), `${place}/`);
      else {
        found[place] = fact('http.unknown_member', { name: place, known });
        left -= 1;
      }
    }
  }
  walk(schema, given, '');
  return found;
}

/** A name from outside as a part of a pointer (RFC 6901). */
export const pointed = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100);

/** The members of an object that are of their type, one by one. */
const partsOf = <T extends z.ZodType>(schema: T, given: unknown): Partial<z.output<T>> =>
  Object.fromEntries(
    Object.entries(schema instanceof z.ZodObject ? schema.shape : {}).flatMap(([name, part]: [string, z.ZodType]) => {
      const read = part.safeParse(Object(given)[name]);
      return read.success && read.data !== undefined ? [[name, read.data]] : [];
    }),
  ) as Partial<z.output<T>>; // a border: each by its own schema

const isIn = (given: unknown, [first, ...rest]: readonly PropertyKey[]): boolean =>
  first === undefined ? given !== undefined : isIn(Object(given)[first], rest);

/** The input without the parts that have an issue. A list is left out as a whole: its other members keep their places. */
const withoutParts = (given: unknown, issues: readonly z.core.$ZodIssue[]): unknown =>
  issues.reduce((rest, { path }) => withoutPart(rest, path), given);

function withoutPart(given: unknown, [first, ...rest]: readonly PropertyKey[]): unknown {
  if (first === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const kept = name === String(first) ? withoutPart(value, rest) : value;
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

/** Problems by the parameters of a call, all at once: each with its name and a code of docs/problems. */
export const named = (problems: Problems, missing: readonly string[] = []): Problem =>
  invalid(
    problems,
    Object.fromEntries(
      Object.entries(problems).map(([name, problem]) => [
        name,
        { title: name.slice(0, 100), code: missing.includes(name) ? 'required' : fieldCodeOf(problem) },
      ]),
    ),
  );

/** Problems of one call together; the first is said where both have the same parameter. */
export const withOthers = ({ fields, notes }: Problem, others: Problems): Problem =>
  invalid({ ...others, ...fields }, { ...named(others).notes, ...notes });

/** Issues of a schema by field; those of the whole input are under `whole`. */
function problemsIn(issues: readonly z.core.$ZodIssue[], given: unknown, whole: string): Problems {
  const problems: Problems = {};
  for (const issue of issues)
    problems[issue.path.join('/') || whole] ??= readFact(issue.message) ?? factOf(issue, given, whole);
  return problems;
}

/** The words of a part that was left out: for one of another type, the schema says which is wanted. */
export const ifMissing = (problem: Fact) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? written(problem) : undefined),
});

/** A choice of values has a code of its own for every other value, also where nothing is there. */
const isMissing = ({ code, path }: z.core.$ZodIssue, given: unknown) =>
  /^invalid_(type|value|union)$/.test(code) && !isIn(given, path);
const missingIn = (issues: readonly z.core.$ZodIssue[], given: unknown) =>
  issues.filter((issue) => isMissing(issue, given)).map(({ path }) => path.join('/'));

/** The library's English message as a fact, for readers of both languages. */
function factOf(issue: z.core.$ZodIssue, given: unknown, whole: string): Fact {
  const name = issue.path.map(String).join('/') || whole;
  if (isMissing(issue, given)) return fact('http.value_missing', { name });
  switch (issue.code) {
    case 'invalid_type':
      return fact('http.value_type', { name, type: issue.expected });
    case 'invalid_value':
      return fact('http.value_one_of', { name, values: issue.values.map(String) });
    case 'too_big':
      return fact('http.value_most', { name, most: Number(issue.maximum), of: issue.origin });
    case 'too_small':
      return fact('http.value_least', { name, least: Number(issue.minimum), of: issue.origin });
    case 'invalid_format':
      return fact('http.value_form', { name, form: issue.format });
    default:
      return fact('http.unlike_schema', { detail: issue.message });
  }
}
