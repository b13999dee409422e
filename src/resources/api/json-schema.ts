import { type Column, type Field, fieldsIn, type Shape } from '../../fields/form.ts';
import { everyField } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { helpFor } from './api-reading.ts';

type Schema = Readonly<Record<string, unknown>>;
/** A field, or a member of one that has several in a row. */
type Part = Pick<Field, 'as' | 'options' | 'control' | 'max' | 'accept'>;
type Options = Readonly<Record<string, string>>;

/** The JSON Schema (2020-12) of a channel's input, made of the form's fields. */
export function jsonSchemaOf(channel: Channel, origin: string): Schema {
  const all = everyField(channel);
  const live = fieldsIn(channel.live ?? {});
  const reviewed = all.filter(({ name }) => live.every((each) => each.name !== name));
  const properties = (fields: readonly Field[]) =>
    Object.fromEntries(fields.map((field) => [field.name, propertyOf(channel, field, origin)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${origin}/api/v1/channels/${channel.code}/schema`,
    title: channel.name,
    description: `${channel.name}的内容；多个字段之间的规则在提交时检查`,
    type: 'object',
    properties: properties(all),
    required: reviewed.filter(({ optional, name }) => !optional && name !== 'external_id').map(({ name }) => name),
    ...(live.length > 0 && {
      $defs: { live_state: { title: '实时信息（免审核）', type: 'object', properties: properties(live) } },
    }),
  };
}

function propertyOf(channel: Channel, field: Field, origin: string): Schema {
  const { name, title, example, optional, requiredWhen } = field;
  // How lists and rows are typed, line by line, is of the form alone: here they are arrays.
  const isLine = field.as?.type === 'list' || field.as?.type === 'rows';
  const hint = field.inApi ?? (isLine ? undefined : field.hint);
  const { description: choices, ...value } = schemaOf(field);
  const words = [hint ?? requiredWhen, choices].filter(Boolean).join('；');
  return {
    title,
    ...(optional ? orNull(value) : value),
    ...(words !== '' && { description: words }),
    ...(example !== undefined && { examples: [example] }),
    'x-help': `${origin}${helpFor(channel, name)}`,
  };
}

/** Who leaves a field empty may send null. */
const orNull = (value: Schema): Schema =>
  typeof value.type === 'string' && value.enum === undefined
    ? { ...value, type: [value.type, 'null'] }
    : { anyOf: [value, { type: 'null' }] };

function schemaOf({ as, options, control, max, accept }: Part): Schema {
  if (control === 'files')
    return { type: 'array', items: { type: 'string' }, ...(accept && { maxItems: accept.most }) };
  if (as !== undefined) return shaped(as, options);
  if (options !== undefined) return among(options);
  if (control === 'url') return { type: 'string', format: 'uri' };
  if (control === 'date') return { type: 'string', format: 'date' };
  if (control === 'datetime') return { type: 'string', format: 'date-time' };
  return { type: 'string', ...(max !== undefined && { maxLength: max }) };
}

/** As `enum`, which every generator of clients supports. The meaning of each value stands beside it. */
const among = (options: Options): Schema => ({
  type: 'string',
  description: Object.entries(options)
    .map(([value, words]) => (words === value ? value : `${value} ${words}`))
    .join('，'),
  enum: Object.keys(options),
  // Generators make names of constants of the values, and nothing of Chinese ones.
  ...(Object.keys(options).some((value) => !/^\w+(-\w+)*$/.test(value)) && {
    'x-enum-varnames': Object.keys(options).map((_value, place) => `VALUE_${place + 1}`),
  }),
});

function shaped(as: Shape, options?: Options): Schema {
  switch (as.type) {
    case 'integer':
    case 'number':
      return {
        type: as.type,
        ...(as.min !== undefined && { minimum: as.min }),
        ...(as.max !== undefined && { maximum: as.max }),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'list':
      return {
        type: 'array',
        items: options === undefined ? itemOf(as.integers) : among(options),
        ...(as.most !== undefined && { maxItems: as.most }),
      };
    case 'rows':
      return { type: 'array', items: rowOf(as.columns), ...(as.most !== undefined && { maxItems: as.most }) };
  }
}

const itemOf = (integers: { min: number; max: number } | undefined): Schema =>
  integers === undefined ? { type: 'string' } : { type: 'integer', minimum: integers.min, maximum: integers.max };

const rowOf = (columns: readonly Column[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(columns.map((column) => [column.name, { title: column.title, ...schemaOf(column) }])),
  required: columns.filter(({ optional }) => !optional).map(({ name }) => name),
});
