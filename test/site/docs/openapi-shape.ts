import { z } from 'zod';

/** OpenAPI 3.1 as far as this document uses it; strict, so that misspelt keys are found. */
const schema: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ $ref: z.string().startsWith('#/components/schemas/'), description: z.string().optional() }),
    z.looseObject({
      type: z.union([z.enum(types), z.array(z.enum(types)).min(1)]).optional(),
      properties: z.record(z.string(), schema).optional(),
      items: schema.optional(),
      anyOf: z.array(schema).min(1).optional(),
      required: z.array(z.string()).optional(),
      $ref: z.never().optional(),
    }),
  ]),
);
const types = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'] as const;

const content = z.record(
  z
    .string()
    .regex(
      /^(application\/((problem|merge-patch|ld)\+|x-nd)?json|application\/(zip|gzip|octet-stream|x-pem-file|vnd\.[\w.-]+)|multipart\/form-data|application\/x-www-form-urlencoded|text\/csv)$/,
    ),
  z.strictObject({ schema, example: z.unknown().optional() }),
);

const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z0-9]+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(2),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(
      z
        .strictObject({
          in: z.enum(['path', 'query', 'header']),
          name: z.string().min(1),
          required: z.boolean().optional(),
          description: z.string().optional(),
          schema,
        })
        .refine((parameter) => parameter.in !== 'path' || parameter.required === true, 'a path parameter is required'),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.strictObject({
      description: z.string().min(1),
      'x-codes': z
        .array(z.string().regex(/^[a-z_]+$/))
        .min(1)
        .optional(),
      headers: z
        .record(
          z.string(),
          z.strictObject({ required: z.boolean().optional(), description: z.string().optional(), schema }),
        )
        .optional(),
      content: content.optional(),
    }),
  ),
});

export const openApiShape = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string(),
    summary: z.string(),
    version: z.string(),
    description: z.string(),
    contact: z.strictObject({ name: z.string(), url: z.url() }),
    license: z.strictObject({ name: z.string(), url: z.url() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })).length(1),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), schema),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['http', 'oauth2']) })),
  }),
});
