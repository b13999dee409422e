import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CreateDocumentOptions, createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { apiScopes, practiceScopes } from '../../../applications/aksk/scopes.ts';
import type { Described, Operation } from '../../../http/operation.ts';
import { payloads } from '../../../webhooks/payloads.ts';
import type { Example } from './call.ts';
import { answersOf, described, optional, refusalsOf, spoken } from './openapi-answers.ts';

type Needs = {
  operations: readonly Operation[];
  publicUrl: URL;
  /** JSON Schemas of each channel's entries, made of the catalogue of fields. */
  contents?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Recorded requests and answers, by operationId. */
  examples?: Readonly<Record<string, Example>>;
};

/** The description of the API (OpenAPI 3.1), made of the very objects that the server reads and answers by. */
export function createOpenApi({ operations, publicUrl, contents = {}, examples = {} }: Needs) {
  const ordered = operations.toSorted((one, other) => one.tag.order - other.tag.order);
  const paths = Object.fromEntries(
    [...Map.groupBy(ordered, ({ path }) => path)].map(([path, own]) => [
      path,
      Object.fromEntries(own.map((each) => [each.method, describe(each, examples[nameOf(each)])])),
    ]),
  );
  const scopes = { ...apiScopes, ...practiceScopes };
  const { info, ...rest } = createDocument(
    {
      openapi: '3.1.0',
      info: {
        // Generators make names of packages of it.
        title: 'Culture Cloud Connect API',
        version: 'v1',
        description:
          '时间一律为 RFC 3339，列表按 next 翻页，没有成功的回答是 application/problem+json。只增加、不改变已有的字段。',
        contact: { name: '国家公共文化云客服', url: `${publicUrl.origin}/docs` },
        license: { name: '国家公共文化云服务条款', url: `${publicUrl.origin}/terms` },
      },
      servers: [{ url: publicUrl.origin }],
      tags: [...new Map(ordered.map(({ tag }) => [tag.name, tag.title]))].map(([name, description]) => ({
        name,
        description,
      })),
      paths,
      components: {
        schemas: events,
        securitySchemes: {
          partner: {
            type: 'oauth2',
            description: '机构的应用：用 AK、SK 换取访问令牌，10 分钟有效',
            flows: { clientCredentials: { tokenUrl: `${publicUrl.origin}/oidc/token`, scopes } },
          },
          operator: {
            type: 'http',
            scheme: 'bearer',
            description: '运营人员的程序：在后台“管理接口”页面生成凭证，1 小时至 7 天有效',
          },
          assistant: {
            type: 'http',
            scheme: 'bearer',
            description: '开发者的编程助手：在后台“编程助手”页面生成凭证，30 天有效',
          },
        },
      },
    },
    { override: plain },
  );
  const document = { ...rest, info: { ...info, summary: '国家公共文化云 · 对接平台接口' } };
  const { schemas = {} } = document.components ?? {};
  const named = Object.entries(contents).map(([code, content]) => ({ name: `Content${capital(code)}`, content }));
  for (const { name, content } of named) {
    const { $schema: _dialect, $id: _address, $defs: _parts, ...schema } = content;
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

/** Parts that readers do not need: the long patterns behind formats, and a promise that nothing will ever be added to an answer. */
const plain: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, io }) => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames; // as of every object
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

function describe(operation: Operation, example?: Example): ZodOpenApiOperationObject {
  const { tag, summary, description, access, params, query, body, media = 'application/json' } = operation;
  const asked = headersAsked(operation);
  return {
    operationId: nameOf(operation),
    tags: [tag.name],
    summary,
    ...(description !== undefined && { description }),
    ...securityOf(access),
    requestParams: {
      ...(params && {
        path: z.object(Object.fromEntries(Object.entries(params).map(([name, each]) => [name, described(each)]))),
      }),
      ...(query && { query: spoken(query.shape) }),
      ...(Object.keys(asked).length > 0 && { header: optional(asked) }),
    },
    ...(body && {
      requestBody: {
        required: operation.mayLackBody !== true,
        content: { [media]: { schema: body, ...(isJson(media) && shownBy(example?.request.body)) } },
      },
    }),
    responses: { ...answersOf(operation, example?.answer), ...refusalsOf(operation) },
  };
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * Events are types alone: `webhooks` of OpenAPI 3.1 give clients methods that cannot be called, and generated Python that does not compile
 * (openapi-generator 7.25). Their headers are those of Standard Webhooks (docs/portal/events.md).
 */
const events = Object.fromEntries(
  payloads.map(({ type, title, payload }) => [
    `Event${type.split('.').map(capital).join('')}`,
    payload.meta({ description: title }),
  ]),
);

const isJson = (media: string) => media.endsWith('json') && !media.endsWith('x-ndjson');
const shownBy = (body: unknown) => (body === undefined ? {} : { example: body });

/** Parameters beside path, query and body. */
function headersAsked({ method, etag = false, headers = {} }: Operation): Described {
  const match =
    etag && method !== 'get'
      ? {
          'If-Match': '读取时得到的 ETag：之后有变动就不做；* 表示须已存在',
          ...(method === 'put' && { 'If-None-Match': '* 表示须还不存在，只新建不覆盖' }),
        }
      : {};
  return { ...match, ...headers };
}

function securityOf(access: Operation['access']): Pick<ZodOpenApiOperationObject, 'security'> {
  if (access === 'anyone') return { security: [] };
  if (access === 'assistant') return { security: [{ assistant: [] }] };
  if (access.startsWith('admin:')) return { security: [{ operator: [access] }] };
  return { security: [{ partner: access === 'bearer' ? [] : [access.slice('bearer:'.length)] }] };
}

/** get /api/v1/admin/submissions/{id} → getAdminSubmissionsId */
const nameOf = ({ method, path }: Operation) =>
  method +
  path
    .slice('/api/v1'.length)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map(capital)
    .join('');
