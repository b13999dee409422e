import { z } from 'zod';

/** A line of a table: a parameter, or a part of what is sent or answered. */
type Row = { name: string; type: string; required: boolean; note: string; model?: string };

type Call = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  /** Who may call it, in words. */
  who: string;
  parameters: Row[];
  body: Row[];
  answer: Row[];
  /** What each status means, where there is more to say than that it went well. */
  answers: { status: string; words: string }[];
  refusals: { status: string; words: string }[];
};

type Chapters = {
  tags: { name: string; calls: Call[] }[];
  models: { name: string; words: string; rows: Row[] }[];
};

const schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  $ref: z.string().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  title: z.string().optional(),
});
type Schema = z.infer<typeof schema>;

const content = z.record(z.string(), z.looseObject({ schema: z.unknown() }));
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
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: content.optional() })),
});
const whole = z.looseObject({
  tags: z.array(z.looseObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), call)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

/** The document as a page shows it; it is read as any reader of the document would, not through what it was made of. */
export function readable(document: unknown): Chapters {
  const { tags, paths, components } = whole.parse(document);
  const titles = new Map(tags.map(({ name, description }) => [name, description]));
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ tag: each.tags[0] ?? '', call: present(method, path, each) })),
  );
  return {
    tags: [...Map.groupBy(calls, ({ tag }) => tag)].map(([name, own]) => ({
      name: titles.get(name) ?? name,
      calls: own.map((each) => each.call),
    })),
    models: Object.entries(components.schemas).map(([name, value]) => {
      const model = schema.parse(value);
      return { name, words: model.description ?? '', rows: rowsOf(model) };
    }),
  };
}

const said = (responses: readonly (readonly [string, { description: string }])[]) =>
  responses.map(([status, { description }]) => ({ status, words: description }));

const places: Readonly<Record<string, string>> = { path: '路径', query: '查询', header: '请求头' };

function present(method: string, path: string, each: z.infer<typeof call>): Call {
  const isGood = ([status]: readonly [string, unknown]) => status.startsWith('2');
  const responses = Object.entries(each.responses);
  const good = responses.filter(isGood);
  const answered = good.map(([, response]) => response.content).find((body) => body !== undefined);
  return {
    id: each.operationId,
    method: method.toUpperCase(),
    path,
    summary: each.summary,
    description: each.description ?? '',
    who: whoMay(each.security),
    parameters: (each.parameters ?? []).map(({ name, in: place, required = false, schema: value }) => {
      const row = rowOf(name, value, required);
      return { ...row, type: `${places[place] ?? place}，${row.type}` };
    }),
    body: contentRows(each.requestBody?.content, '（整个请求体）'),
    answer: contentRows(answered, '（整个回答）'),
    answers: good.length === 1 && good[0]?.[0] === '200' ? [] : said(good),
    refusals: said(responses.filter((response) => !isGood(response))),
  };
}

function whoMay(security: readonly Record<string, readonly string[]>[]): string {
  const [[name, scopes] = []] = security.map((each) => Object.entries(each)[0] ?? []);
  if (name === undefined || scopes === undefined) return '任何人';
  const who = name === 'operator' ? '运营人员的程序' : '机构的应用';
  return scopes.length === 0 ? who : `${who}，需要 ${scopes.join('、')}`;
}

const contentRows = (given: z.infer<typeof content> | undefined, whole: string): Row[] => {
  const [first] = Object.values(given ?? {});
  if (first === undefined) return [];
  const value = schema.parse(first.schema);
  return value.$ref === undefined ? rowsOf(value) : [rowOf(whole, value, true)];
};

const rowsOf = (value: Schema): Row[] =>
  Object.entries(value.properties ?? {}).map(([name, each]) =>
    rowOf(name, each, value.required?.includes(name) === true),
  );

function rowOf(name: string, given: unknown, required: boolean): Row {
  const value = schema.parse(given);
  const { words, model } = typeOf(value);
  const isExplained = value.enum?.every((each) => value.description?.includes(String(each))) === true;
  const choices = isExplained ? undefined : value.enum?.join('、');
  return {
    name,
    type: words,
    required,
    note: [value.title, value.description, choices].filter(Boolean).join('：'),
    ...(model !== undefined && { model }),
  };
}

const plainWords: Readonly<Record<string, string>> = {
  string: '文字',
  integer: '整数',
  number: '数',
  boolean: 'true 或 false',
  null: '空',
  array: '列表',
  object: '对象',
};
const formats: Readonly<Record<string, string>> = { 'date-time': '时间', uuid: '编号', uri: '网址' };

function typeOf(value: Schema): { words: string; model?: string } {
  if (value.$ref !== undefined) {
    const model = value.$ref.slice(value.$ref.lastIndexOf('/') + 1);
    return { words: model, model };
  }
  if (value.anyOf !== undefined) {
    const parts = value.anyOf.map((each) => typeOf(schema.parse(each)));
    const model = parts.find((part) => part.model !== undefined)?.model;
    return { words: parts.map(({ words }) => words).join('或'), ...(model !== undefined && { model }) };
  }
  if (value.enum !== undefined) return { words: '其中之一' };
  if (value.type === 'array') {
    const { words, model } = typeOf(schema.parse(value.items ?? {}));
    return { words: `${words}的列表`, ...(model !== undefined && { model }) };
  }
  if (value.type === 'object') {
    const names = Object.keys(value.properties ?? {});
    return { words: names.length === 0 ? '对象' : `对象：${names.join('、')}` };
  }
  const types = [value.type ?? []].flat();
  const words = types.map(
    (type) => (type === 'string' && value.format ? formats[value.format] : undefined) ?? plainWords[type] ?? type,
  );
  return { words: words.join('或') || '任意' };
}
