import { z } from 'zod';
import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { type ProblemCode, statusOf } from '../../../errors.ts';
import { problemAnswer } from '../../../http/answer.ts';
import { type Described, type Operation, takesNothing } from '../../../http/operation.ts';
import type { Example } from './call.ts';

const meanings: Partial<Record<number, string>> = {
  400: '请求不完整或不能识别',
  401: '没有带凭证，或凭证已到期、作废',
  403: '凭证或角色不包括这件事',
  404: '没有找到',
  409: '现在的状态不允许',
  412: '读取之后有变动（If-Match），或已经存在（If-None-Match: *）',
  413: '内容太长',
  415: '请求体的类型不对',
  422: '有需要修改的内容，见 errors',
  428: '需要带 If-Match',
  429: '调用太频繁，请按 Retry-After 的秒数等待',
  503: '服务正忙，请按 Retry-After 的秒数等待',
};

/** Headers of every counted call: its budget. */
const budget = { 'RateLimit-Policy': '额度', RateLimit: '还剩多少次，多少秒后重新计算' };

/** Headers of a refusal. */
const wait = { 'Retry-After': z.int().min(1).meta({ description: '多少秒后再试' }) };
const told: Partial<Record<number, z.ZodRawShape>> = {
  403: { 'WWW-Authenticate': z.string().optional().meta({ description: '缺少哪项能力（RFC 6750）' }) },
  409: { 'Retry-After': wait['Retry-After'].optional() }, // the same request is still under way
  401: { 'WWW-Authenticate': z.string().meta({ description: '需要怎样的凭证，原来的为什么不行（RFC 6750）' }) },
  429: wait,
  503: wait,
};

/** A part that is described by a few words is a text. */
export const described = (given: string | z.ZodType): z.ZodType =>
  typeof given === 'string' ? z.string().meta({ description: given }) : given;

export const optional = (headers: Described): z.ZodObject =>
  spoken(Object.fromEntries(Object.entries(headers).map(([name, each]) => [name, described(each).optional()])));

/** Descriptions inside an optional part are repeated on the part itself, where generators of clients look. */
export const spoken = (parts: Readonly<Record<string, z.ZodType>>): z.ZodObject =>
  z.object(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => {
        const inner: unknown = part instanceof z.ZodOptional ? part.unwrap() : part;
        return [name, part.meta({ ...(inner instanceof z.ZodType ? inner.meta() : undefined), ...part.meta() })];
      }),
    ),
  );

/** The successful answers of an operation. */
export function answersOf(
  {
    access,
    answer,
    budget: counted,
    file = 'application/json',
    statuses = { 200: '成功' },
    etag = false,
    tells = {},
  }: Operation,
  example?: Example['answer'],
): ZodOpenApiResponsesObject {
  const said = {
    ...(etag && { ETag: '版本，改动时写进 If-Match' }),
    ...((access.startsWith('bearer:') || counted === 'open') && budget),
    ...tells,
  };
  return Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => [
      status,
      {
        description,
        ...(Object.keys(said).length > 0 && { headers: optional(said) }),
        ...(!['204', '304'].includes(status) && {
          content: { [file]: { schema: answer, ...shownOf(status, file, example) } },
        }),
      },
    ]),
  );
}

const shownOf = (status: string, file: string, example: Example['answer'] | undefined) =>
  example?.body === undefined || String(example.status) !== status || file !== 'application/json'
    ? {}
    : { example: example.body };

/** The refusals of the guard, the parser and the operation itself, and that the service may be busy. */
export function refusalsOf(operation: Operation): ZodOpenApiResponsesObject {
  const codes = codesRefused(operation);
  return Object.fromEntries(
    [...Map.groupBy(codes, (code) => statusOf(code))]
      .toSorted(([one], [other]) => one - other)
      .map(([status, own]) => [
        String(status),
        {
          description: meanings[status] ?? '没有成功',
          'x-codes': own,
          ...(told[status] && { headers: z.object(told[status]) }),
          content: {
            'application/problem+json': { schema: problemAnswer },
            ...(isMessage(operation) && status === 400 && { 'application/json': { schema: operation.answer } }),
          },
        },
      ]),
  );
}

/** The body is a message of a protocol, which has errors of its own. */
const isMessage = ({ access }: Pick<Operation, 'access'>): boolean => access === 'assistant';

/** Its refusals: the `code` of a problem. Each has a page at /docs/problems. */
function codesRefused({
  method,
  access,
  budget: counted,
  query,
  body,
  media,
  etag = false,
  headers = {},
  problems = [],
}: Operation): ProblemCode[] {
  const codes: ProblemCode[] = [
    'bad_request', // a query with a repeated parameter, at any operation
    'maintenance',
    ...(access === 'anyone' ? [] : (['unauthenticated'] as const)),
    ...(/^bearer(:|$)/.test(access) ? (['invalid_client_expired', 'invalid_client_disabled'] as const) : []), // the AK's state is asked for at each call
    ...(access.includes(':') ? (['insufficient_scope'] as const) : []),
    ...(access.includes(':') || access === 'assistant' || counted === 'open' ? (['rate_limited'] as const) : []),
    ...(access.startsWith('admin:') ? (['forbidden'] as const) : []), // a role of the moment, not of the day the token was made
    ...(access === 'assistant' ? (['forbidden'] as const) : []), // a page of another site
    ...(query || takesNothing({ method, body, media }) || (body && !isMessage({ access }))
      ? (['validation_failed'] as const)
      : []),
    ...(body || takesNothing({ method, body, media })
      ? (['unsupported_media_type', 'payload_too_large'] as const)
      : []),
    ...('Idempotency-Key' in headers ? (['request_under_way', 'idempotency_key_reused'] as const) : []),
    ...(etag && method !== 'get' ? (['etag_mismatch'] as const) : []),
    ...problems,
  ];
  return [...new Set(codes)];
}
