import { z } from 'zod';
import type { Row } from './call.ts';

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
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
});
export type Schema = z.infer<typeof schema>;
export type Models = ReadonlyMap<string, Schema>;

export const schemaOf = (given: unknown): Schema => schema.parse(given ?? {});

/** The content of an entry is one of nine channels, each with some twenty fields: they have pages of their own. */
const elsewhere: Readonly<Record<string, string>> = {
  ResourceContent: '/docs/fields',
  ResourceChanges: '/docs/fields',
  LiveValues: '/docs/fields',
};

/** The members of an object, and theirs, one line each: `items[].data`. */
export function rowsOf(given: Schema, models: Models, before = '', depth = 0): Row[] {
  const { value, name } = resolved(given, models);
  if (name !== undefined && elsewhere[name] !== undefined)
    return depth > 0
      ? []
      : [{ name: '栏目的字段', type: '对象', required: true, note: value.description ?? '', href: elsewhere[name] }];
  return Object.entries(value.properties ?? {}).flatMap(([member, each]) => {
    const row = rowOf(`${before}${member}`, each, value.required?.includes(member) === true, models);
    const inner = innerOf(schemaOf(each), models);
    return depth >= 3 || inner === undefined
      ? [row]
      : [row, ...rowsOf(inner.value, models, `${before}${member}${inner.isList ? '[]' : ''}.`, depth + 1)];
  });
}

/** The type inside a list, or of a nullable value. */
function innerOf(given: Schema, models: Models): { value: Schema; isList: boolean } | undefined {
  const { value } = resolved(given, models);
  if (value.anyOf !== undefined) {
    const [one, ...others] = value.anyOf.map(schemaOf).filter(({ type }) => type !== 'null');
    return one === undefined || others.length > 0 ? undefined : innerOf(one, models);
  }
  if (value.type === 'array') return { value: schemaOf(value.items), isList: true };
  return value.properties === undefined && given.$ref === undefined ? undefined : { value: given, isList: false };
}

function resolved(given: Schema, models: Models): { value: Schema; name?: string } {
  if (given.$ref === undefined) return { value: given };
  const name = given.$ref.slice(given.$ref.lastIndexOf('/') + 1);
  return { value: models.get(name) ?? {}, name };
}

export function rowOf(name: string, given: unknown, required: boolean, models: Models): Row {
  const value = schemaOf(given);
  const said = value.description ?? resolved(value, models).value.description;
  const isExplained = value.enum?.every((each) => said?.includes(String(each))) === true;
  const choices = isExplained ? undefined : value.enum?.join('、');
  const model = value.$ref?.slice(value.$ref.lastIndexOf('/') + 1);
  const href = model === undefined ? undefined : elsewhere[model];
  return {
    name,
    type: typeOf(value, models),
    required,
    note: [value.title, said, choices].filter(Boolean).join('：'),
    ...(href !== undefined && { href }),
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
const formats: Readonly<Record<string, string>> = {
  'date-time': '时间',
  date: '日期',
  uuid: '编号',
  uri: '网址',
  binary: '文件',
};

function typeOf(value: Schema, models: Models): string {
  if (value.$ref !== undefined) return typeOf(resolved(value, models).value, models);
  if (value.anyOf !== undefined)
    return [...new Set(value.anyOf.map((each) => typeOf(schemaOf(each), models)))].join('或');
  if (value.enum !== undefined) return '其中之一';
  if (value.type === 'array')
    return `${typeOf(schemaOf(value.items), models)}的列表${value.maxItems === undefined ? '' : `，最多 ${value.maxItems} 个`}`;
  const types = [value.type ?? []].flat();
  const words = types.map(
    (type) => (type === 'string' && value.format ? formats[value.format] : undefined) ?? plainWords[type] ?? type,
  );
  return `${words.join('或') || '任意'}${rangeOf(value)}`;
}

function rangeOf({ minLength, maxLength, minimum, maximum }: Schema): string {
  const [least, most] = [minLength ?? minimum, maxLength ?? maximum];
  const unit = maxLength === undefined && minLength === undefined ? '' : ' 字';
  if (least !== undefined && most !== undefined && (least > 0 || unit === '')) return `，${least}–${most}${unit}`;
  return most === undefined ? '' : `，最多 ${most}${unit}`;
}
