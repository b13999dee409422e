/** One datum described once, for form, workbook and API: texts, regions, credit codes, phones, rich text, redirect URIs. */

import { z } from 'zod';
import type { Problems } from '../errors.ts';
import { readFields } from './read.ts';
import { regionName } from './regions/region.ts';
import { linesIn, type RowTable } from './row-table.ts';

/**
 * Typed data of a form: field name → text. Several values of one field stand one a line, uploads as ids of files. It may be incomplete;
 * `readForm` validates it.
 */
export type Data = Readonly<Record<string, string>>;

type Control =
  | 'text'
  | 'textarea'
  | 'tel'
  | 'email'
  | 'url'
  | 'password'
  | 'one-time-code'
  | 'lines' // one value a line
  | 'select' // one of `options`
  | 'checks' // some of `options`, one a line
  | 'check' // '1' or nothing
  | 'region'
  | 'date'
  | 'datetime'
  | 'time' // 09:00
  | 'number'
  | 'files' // ids, one a line
  | 'crop'; // 左,上,宽,高: the part of a picture that is shown

declare module 'zod/v4/core' {
  interface GlobalMeta {
    control?: Control;
    hint?: string;
    /** Read by programs instead of the hint, which is about the page; '' for nothing. */
    inApi?: string;
    /** Value → words. */
    options?: Readonly<Record<string, string>>;
    /** The longest text, in characters as a reader counts; shown as a counter. */
    max?: number;
    /** The longest text that is looked at, in code units with blanks and tags; where it says nothing it follows from `max`. */
    raw?: number;
    /** HTML written from blocks (fields/rich-text/blocks.ts). */
    rich?: true;
    autocomplete?: string;
    /** Personal: lists, reviewers and audit rows see it so; the whole only with a reason that is recorded. */
    mask?: (value: string) => string;
    /** Of the identity document of a person: it ends with its time (review/workflow/papers.ts), and the rest of the submission stays. */
    paper?: true;
    /** Of an upload: which kinds, how many, and the smallest picture that will do. */
    accept?: { types: readonly string[]; most: number; least?: { width: number; height: number } };
    /** The field of uploads that this one belongs to. */
    of?: string;
    /** Of a part of a picture: its proportions, the smallest size, and the address of its preview. */
    part?: { width: number; height: number; preview?: string };
    /** Stands in a row with its neighbour of the same kind, where there is room. */
    half?: true;
    /** Filled in from elsewhere, not to be typed. */
    readonly?: boolean;
    /** The address that a script asks for a check while the lines are typed. */
    check?: string;
    /** When a field that may be left out may not, in words that stand where （选填） would: 申请用户登录时必填. */
    requiredWhen?: string;
    /** The type in JSON; text by default. */
    as?: Shape;
    /** Of rows: their control, beside one value a line. */
    table?: RowTable;
    /** One that will do, for documents and workbooks. */
    example?: string;
  }
}

/** How a value looks in JSON and in a workbook, beside its text. */
export type Shape =
  | { type: 'integer' | 'number'; min?: number; max?: number }
  | { type: 'boolean' }
  /** Several texts, or whole numbers. */
  | { type: 'list'; most?: number; integers?: { min: number; max: number } }
  /** Several objects: one a line, its members in this order with ｜ between them. */
  | { type: 'rows'; most?: number; columns: readonly Column[] };

/** A member of a row, without its schema: a meta that led back to schemas would be more than the type checker can bear. */
export type Column = {
  name: string;
  title: string;
  control: Control;
  optional: boolean;
  as?: Shape;
  options?: Readonly<Record<string, string>>;
};

export type Fields = Readonly<Record<string, z.ZodType<unknown, string | undefined>>>;

/** A page or a block of a form, with the fields that stand in it. */
export interface Group {
  name: string;
  title: string;
  lead?: string;
  /** Most have nothing to do with it: it is opened where something stands in it or is wrong. */
  folded?: true;
  /** Beside the numbered parts of the form. */
  aside?: true;
  /** A page that helps to fill it in, opened beside the form. */
  help?: { href: string; label: string };
  /** Only for submissions from that source; others do not see it. */
  source?: 'mail';
  fields: Fields;
}

/** One description that form, review, diff, API and Excel read. */
export interface Form {
  groups: readonly Group[];
  /** Each group is a page of its own, and a page to check the answers is last. */
  paged?: boolean;
  /** Moves typed values to their right fields: two numbers pasted into one. */
  tidy?: (data: Data) => Data;
  /** About how long it takes to fill in, told at its beginning. */
  minutes?: number;
  /** Checks over several fields: field → its problem. `unreadable`: the problems of single fields, whose values are absent. */
  check?: (values: Values, unreadable: Readonly<Problems>) => Problems;
  /** `check` copes with unreadable fields: its problems are reported together with theirs. */
  checksInPart?: true;
}

export type Values = Readonly<Record<string, unknown>>;

/** The groups for these answers: one for another source only if it has values. */
export const concerned = (groups: readonly Group[], data: Data): Group[] =>
  groups.filter(
    ({ source, fields }) => source === undefined || Object.keys(fields).some((name) => (data[name] ?? '') !== ''),
  );

/** The description of a field for a view or a document. */
export interface Field extends z.GlobalMeta {
  name: string;
  title: string;
  control: Control;
  optional: boolean;
  schema: z.ZodType;
}

export const fieldsOf = (form: Form): Field[] => form.groups.flatMap(({ fields }) => fieldsIn(fields));

export const fieldsIn = (fields: Fields): Field[] =>
  Object.entries(fields).map(([name, schema]) => describe(name, schema));

const described = new WeakMap<z.ZodType, Field>();

/** Once for each schema: to find out whether it may be left out costs more than all the rest. */
function describe(name: string, schema: z.ZodType): Field {
  const known = described.get(schema);
  if (known?.name === name) return known;
  const field = describeAnew(name, schema);
  described.set(schema, field);
  return field;
}

function describeAnew(name: string, schema: z.ZodType): Field {
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  const inner: unknown = isWrapped ? schema.unwrap() : schema;
  const meta = { ...(inner instanceof z.ZodType ? inner.meta() : undefined), ...schema.meta() };
  const { title = name, control = 'text' } = meta;
  return { ...meta, name, title, control, optional: schema.safeParse(undefined).success, schema };
}

/** A schema is compiled at its first use: workbooks read one form ten thousand times. */
const schemas = new WeakMap<Form, z.ZodObject<Record<string, z.ZodType>>>();

function schemaOf(form: Form): z.ZodObject<Record<string, z.ZodType>> {
  const known = schemas.get(form);
  if (known !== undefined) return known;
  const shape: Record<string, z.ZodType> = Object.assign({}, ...form.groups.map(({ fields }) => fields));
  const schema = z.object(shape);
  schemas.set(form, schema);
  return schema;
}

/** The values of typed data, or the problems by field. */
export function readForm(form: Form, data: Data): { values: Values } | { problems: Problems } {
  const read = readFields(schemaOf(form), form.tidy?.(data) ?? data);
  if ('problems' in read)
    return form.checksInPart === true
      ? { problems: { ...form.check?.(readEach(form, data), read.problems), ...read.problems } }
      : read;
  const problems = form.check?.(read.values, {}) ?? {};
  return Object.keys(problems).length > 0 ? { problems } : { values: read.values };
}

/** Problems in the order of the fields of a form, those of the whole last. */
export function inOrder(form: Form, problems: Readonly<Problems>): Problems {
  const places = new Map(fieldsOf(form).map(({ name }, place) => [name, place]));
  const placeOf = (name: string) => places.get(name) ?? places.size;
  return Object.fromEntries(Object.entries(problems).toSorted(([one], [other]) => placeOf(one) - placeOf(other)));
}

/** The problems of filled fields; empty ones are told when the page is left. */
export const ofFilled = (problems: Readonly<Problems>, data: Data): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([name]) => (data[name] ?? '') !== ''));

/** The readable values of invalid answers, field by field and within the same bounds. */
export function readEach(form: Form, typed: Data): Values {
  const data = form.tidy?.(typed) ?? typed;
  return Object.assign(
    {},
    ...singlesOf(form).map((schema) => {
      const read = readFields(schema, data);
      return 'values' in read ? read.values : {};
    }),
  );
}

const singles = new WeakMap<Form, z.ZodObject<Record<string, z.ZodType>>[]>();

/** A schema for each field alone, made once like the one of the whole. */
function singlesOf(form: Form): z.ZodObject<Record<string, z.ZodType>>[] {
  const known = singles.get(form) ?? fieldsOf(form).map(({ name, schema }) => z.object({ [name]: schema }));
  singles.set(form, known);
  return known;
}

/** The same of all, whether they will do together or not. */
export function readReadable(form: Form, data: Data): Values {
  const read = readFields(schemaOf(form), form.tidy?.(data) ?? data);
  return 'values' in read ? read.values : readEach(form, data);
}

/**
 * A posted page as `Data`: only the fields of these groups, ticked boxes named `field.option` and cells of rows put together; a readonly field and one that was
 * not on the page keep the value of `before`.
 */
export function typed(groups: readonly Group[], posted: Data, before: Data = {}): Data {
  const data: Record<string, string> = { ...before };
  for (const { name, control, options = {}, readonly, table } of groups.flatMap(({ fields }) => fieldsIn(fields))) {
    if (readonly || control === 'files') continue; // uploads come from the store of files, not from a page
    if (control === 'checks')
      data[name] = Object.keys(options)
        .filter((option) => posted[`${name}.${option}`] !== undefined)
        .join('\n');
    else if (control === 'check') data[name] = posted[name] === undefined ? '' : '1';
    else if (table !== undefined && posted[`${name}.rows`] !== undefined) data[name] = linesIn(name, table, posted);
    else if (posted[name] !== undefined) data[name] = posted[name].replaceAll('\r\n', '\n');
  }
  return data;
}

/** A time as it is kept, to the minute where it is one. */
const written = /(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?\+08:00/g;

/** A value as people read it; `masked` as those see it who need not know it whole. */
export function displayValue(field: Field, value = '', masked = false): string {
  if (value === '') return '';
  if (masked && field.mask !== undefined) return field.mask(value);
  if (field.control === 'check') return '是';
  if (field.control === 'region') return regionName(value);
  if (field.control === 'datetime' || field.as?.type === 'rows') return value.replace(written, '$1 $2');
  if (field.options === undefined) return value;
  const { options, control } = field;
  // A description follows a checkbox's name after a colon; in a list the name alone is shown.
  const words = (option: string) => (control === 'checks' ? options[option]?.replace(/：.*$/s, '') : options[option]);
  return value
    .split('\n')
    .map((each) => (Object.hasOwn(options, each) ? words(each) : each))
    .join('、');
}
