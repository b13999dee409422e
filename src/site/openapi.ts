import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CreateDocumentOptions, createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { Problem, type ProblemCode } from '../errors.ts';
import { problemAnswer } from '../http/answer.ts';
import type { Operation } from '../http/operation.ts';

type Needs = {
  operations: readonly Operation[];
  publicUrl: URL;
  /** What entries of each channel say, as JSON Schema, made of the catalogue of fields. */
  contents?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

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
};

/** The description of the API (OpenAPI 3.1), made of the very objects that the server reads and answers by. */
export function createOpenApi({ operations, publicUrl, contents = {} }: Needs) {
  const paths = Object.fromEntries(
    [...Map.groupBy(operations, ({ path }) => path)].map(([path, own]) => [
      path,
      Object.fromEntries(own.map((each) => [each.method, describe(each)])),
    ]),
  );
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: '国家公共文化云 · 对接平台接口',
        version: 'v1',
        description:
          '时间一律为 RFC 3339，列表按 next 翻页，没有成功的回答是 application/problem+json。只增加、不改变已有的字段。',
      },
      servers: [{ url: publicUrl.origin }],
      tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
      paths,
      components: {
        securitySchemes: {
          partner: {
            type: 'oauth2',
            description: '机构的应用：用 AK、SK 换取访问令牌，10 分钟有效',
            flows: { clientCredentials: { tokenUrl: `${publicUrl.origin}/oidc/token`, scopes: {} } },
          },
          operator: {
            type: 'http',
            scheme: 'bearer',
            description: '运营人员的程序：在后台“管理接口”页面生成凭证，1 小时至 7 天有效',
          },
        },
      },
    },
    { override: plain },
  );
  const { schemas = {} } = document.components ?? {};
  const named = Object.entries(contents).map(([code, content]) => ({ name: `Content-${code}`, content }));
  for (const { name, content } of named) {
    const { $schema: _dialect, $id: _address, ...schema } = content;
    schemas[name] = schema;
  }
  if (named.length > 0 && schemas.ResourceContent !== undefined)
    schemas.ResourceContent = {
      description: '栏目的字段和值',
      anyOf: named.map(({ name }) => ({ $ref: `#/components/schemas/${name}` })),
    };
  const text = JSON.stringify(document);
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  return { document, text, etag };
}

/** What a reader can do without: the long patterns behind formats, and a promise that nothing will ever be added to an answer. */
const plain: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, io }) => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { tag, summary, description, access, params, query, body, media = 'application/json' } = operation;
  const asked = headersAsked(operation);
  return {
    operationId: nameOf(operation),
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...securityOf(access),
    requestParams: {
      ...(params && {
        path: z.object(
          Object.fromEntries(
            Object.entries(params).map(([name, words]) => [name, z.string().meta({ description: words })]),
          ),
        ),
      }),
      ...(query && { query }),
      ...(Object.keys(asked).length > 0 && { header: inHeaders(asked) }),
    },
    ...(body && { requestBody: { required: true, content: { [media]: { schema: body } } } }),
    responses: {
      ...answersOf(operation),
      ...Object.fromEntries(
        refusals(operation).map((status) => [
          String(status),
          {
            description: meanings[status] ?? '没有成功',
            content: { 'application/problem+json': { schema: problemAnswer } },
          },
        ]),
      ),
    },
  };
}

/** What a caller may say beside path, query and body. */
function headersAsked({ method, etag = false, headers = {} }: Operation): Record<string, string> {
  const match =
    etag && method !== 'get'
      ? {
          'If-Match': '读取时得到的 ETag：之后有变动就不做；* 表示须已存在',
          ...(method === 'put' && { 'If-None-Match': '* 表示须还不存在，只新建不覆盖' }),
        }
      : {};
  return { ...match, ...headers };
}

const inHeaders = (headers: Readonly<Record<string, string>>) =>
  z.object(
    Object.fromEntries(
      Object.entries(headers).map(([name, words]) => [name, z.string().optional().meta({ description: words })]),
    ),
  );

function answersOf({
  answer,
  file = 'application/json',
  statuses = { 200: '成功' },
  etag = false,
  tells = {},
}: Operation) {
  const said = { ...(etag && { ETag: '版本，改动时写进 If-Match' }), ...tells };
  return Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => [
      status,
      {
        description,
        ...(Object.keys(said).length > 0 && { headers: inHeaders(said) }),
        ...(status !== '204' && { content: { [file]: { schema: answer } } }),
      },
    ]),
  );
}

function securityOf(access: Operation['access']): Pick<ZodOpenApiOperationObject, 'security'> {
  if (access === 'anyone') return { security: [] };
  if (access.startsWith('admin:')) return { security: [{ operator: [access] }] };
  return { security: [{ partner: access === 'bearer' ? [] : [access.slice('bearer:'.length)] }] };
}

/** 4xx that the guard, the reading and the operation itself give. */
function refusals({ access, query, body, problems = [] }: Operation): number[] {
  const codes: ProblemCode[] = [
    ...(access === 'anyone' ? [] : (['unauthenticated'] as const)),
    ...(access.includes(':') ? (['insufficient_scope'] as const) : []),
    ...(access.startsWith('admin:') || access.startsWith('bearer:') ? (['rate_limited'] as const) : []),
    ...(query || body ? (['bad_request', 'validation_failed'] as const) : []),
    ...(body ? (['unsupported_media_type', 'payload_too_large'] as const) : []),
    ...problems,
  ];
  return [...new Set(codes.map((code) => new Problem(code, '').status))].toSorted((a, b) => a - b);
}

/** get /api/v1/admin/submissions/{id} → getAdminSubmissionsId */
const nameOf = ({ method, path }: Operation) =>
  method +
  path
    .slice('/api/v1'.length)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
