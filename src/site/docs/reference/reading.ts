import { z } from 'zod';
import type { Call, Example, Group, Row, Tag } from './call.ts';
import { type Models, rowOf, rowsOf, type Schema, schemaOf } from './rows.ts';

const content = z.record(z.string(), z.looseObject({ schema: z.unknown() }));
const headers = z.record(z.string(), z.looseObject({ required: z.boolean().optional(), schema: z.unknown() }));
const call = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: z.unknown() }))
    .optional(),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      'x-codes': z.array(z.string()).optional(),
      headers: headers.optional(),
      content: content.optional(),
    }),
  ),
});
const whole = z.looseObject({
  tags: z.array(z.looseObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), call)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
type Read = z.infer<typeof call>;

/** The document as pages show it; it is read as by any client, not from its sources. */
export function readable(document: unknown, examples: Readonly<Record<string, Example>> = {}): Tag[] {
  const { tags, paths, components } = whole.parse(document);
  const titles = new Map(tags.map(({ name, description }) => [name, description]));
  const models: Models = new Map(Object.entries(components.schemas).map(([name, each]) => [name, schemaOf(each)]));
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({
      tag: each.tags[0] ?? '',
      isOperators: each.security.some((scheme) => 'operator' in scheme),
      call: present(method, path, each, models, examples[each.operationId]),
    })),
  );
  return [...Map.groupBy(calls, ({ tag }) => tag)].map(([name, own]) => ({
    name,
    title: titles.get(name) ?? name,
    shelf: own.some(({ isOperators }) => isOperators) ? 'operator' : 'partner',
    calls: own.map((each) => each.call),
  }));
}

const places: readonly (readonly [NonNullable<Group['place']>, string])[] = [
  ['path', '路径'],
  ['query', '查询'],
  ['header', '请求头'],
];

function present(method: string, path: string, each: Read, models: Models, example: Example | undefined): Call {
  const isGood = ([status]: readonly [string, unknown]) => status.startsWith('2');
  const responses = Object.entries(each.responses);
  const good = responses.filter(isGood);
  const scope = Object.values(each.security[0] ?? {})[0]?.[0];
  const [media, body] = firstOf(each.requestBody?.content);
  const bearer = { name: 'Authorization', type: '文字', required: true, note: 'Bearer 加访问令牌' };
  const asked: Group[] = places.map(([place, title]) => ({
    ...{ title, place },
    rows: [
      ...(place === 'header' && each.security.length > 0 ? [bearer] : []),
      ...(each.parameters ?? [])
        .filter((one) => one.in === place)
        .map(({ name, required = false, schema }) => rowOf(name, schema, required, models)),
    ],
  }));
  return {
    id: each.operationId,
    method: method.toUpperCase(),
    path,
    summary: each.summary,
    description: each.description ?? '',
    who: whoMay(each.security),
    auth: each.security.length === 0 ? 'none' : 'bearer',
    ...(scope !== undefined && { scope }),
    asked: [...asked, ...groupOf('请求体', body, models).map((group) => ({ ...group, place: 'body' as const }))].filter(
      ({ rows }) => rows.length > 0,
    ),
    ...(media !== undefined && { media }),
    answers: good.map(([status, { description, content: given }]) => ({
      status,
      words: description,
      ...(given && { type: Object.keys(given)[0] ?? '' }),
    })),
    answered: [...answerOf(good, models), ...toldOf(good, models)],
    refusals: responses
      .filter((response) => !isGood(response))
      .map(([status, { description, 'x-codes': codes = [] }]) => ({ status, words: description, codes })),
    ...(example && { example }),
  };
}

type Good = readonly (readonly [string, Read['responses'][string]])[];

function answerOf(good: Good, models: Models): Group[] {
  const answered = good.map(([, response]) => response.content).find((body) => body !== undefined);
  return groupOf('回答', firstOf(answered)[1], models);
}

function toldOf(good: Good, models: Models): Group[] {
  const told = new Map(good.flatMap(([, response]) => Object.entries(response.headers ?? {})));
  const rows = [...told].map(([name, { schema, required = false }]) => rowOf(name, schema, required, models));
  return rows.length === 0 ? [] : [{ title: '响应头', rows }];
}

function groupOf(title: string, given: Schema | undefined, models: Models): Group[] {
  const rows = given === undefined ? [] : rowsOf(given, models);
  return rows.length === 0 ? [] : [{ title, rows }];
}

function firstOf(given: z.infer<typeof content> | undefined): [string | undefined, Schema | undefined] {
  const [first] = Object.entries(given ?? {});
  return first === undefined ? [undefined, undefined] : [first[0], schemaOf(first[1].schema)];
}

function whoMay(security: readonly Record<string, readonly string[]>[]): string {
  const [name] = Object.keys(security[0] ?? {});
  if (name === undefined) return '任何人，不用凭证';
  return name === 'operator' ? '运营人员的程序' : '机构的应用';
}

/** A line of all parameters that stand in one place. */
export const rowsIn = (groups: readonly Group[], place: Group['place']): readonly Row[] =>
  groups.find((group) => group.place === place)?.rows ?? [];
