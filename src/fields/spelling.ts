import { type Column, type Data, displayValue, type Field, type Form, fieldsOf, readReadable } from './form.ts';
import { between } from './row-table.ts';

/** One value of a record or of JSON as a form writes it; undefined where it is of no kind that the field takes. */
export function textIn(field: Pick<Field, 'as'>, value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return field.as?.type === 'boolean' ? (value ? '1' : '') : undefined;
  if (!Array.isArray(value)) return undefined;
  const lines = value.map((each: unknown) =>
    field.as?.type === 'rows' ? lineIn(field.as.columns, each) : itemIn(each),
  );
  return lines.every((line) => line !== undefined) ? lines.join('\n') : undefined;
}

/** Whether JSON has numbers only where the field takes numbers: a text of digits may begin with 0. */
export function isTyped({ as }: Pick<Field, 'as'>, value: unknown): boolean {
  if (typeof value === 'number') return as?.type === 'integer' || as?.type === 'number';
  if (!Array.isArray(value)) return true;
  if (as?.type !== 'rows')
    return (as?.type === 'list' && as.integers !== undefined) || value.every((each) => typeof each !== 'number');
  return value.every((row: unknown) => as.columns.every((column) => isTyped(column, Object(row)[column.name])));
}

const itemIn = (value: unknown) =>
  typeof value === 'string' && !/[\r\n]/.test(value) ? value : typeof value === 'number' ? String(value) : undefined;

function lineIn(columns: readonly Column[], row: unknown): string | undefined {
  if (typeof row === 'string') return /[\r\n]/.test(row) ? undefined : row;
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined;
  const members = new Map<string, unknown>(Object.entries(row));
  const texts = columns.map((column) => {
    const value = members.get(column.name);
    const text = Array.isArray(value) ? value.map(String).join(',') : textIn(column, value);
    return text !== undefined && /[\r\n｜|]/.test(text) ? undefined : text;
  });
  if (texts.some((text) => text === undefined)) return undefined;
  return texts.join(between).replace(/｜+$/, '');
}

const holdsMoments = ({ control, as }: Pick<Field, 'control' | 'as'>): boolean =>
  as?.type === 'rows' ? as.columns.some(holdsMoments) : control === 'datetime';

/** Texts with a free layout: words, and lines without a time. */
const isLaidOut = (field: Field): boolean =>
  field.rich === true || (/^(text|textarea|lines)$/.test(field.control) && !holdsMoments(field));

function spelled(form: Form, typed: Data, isLeft: (field: Field) => boolean): Data {
  const data = form.tidy?.(typed) ?? typed;
  const values = readReadable(form, typed);
  const spellings = fieldsOf(form).flatMap((field) => {
    const { name } = field;
    const isSaid = (data[name] ?? '') !== '' && values[name] !== undefined && !isLeft(field);
    const text = isSaid ? textIn(field, values[name]) : undefined;
    return text === undefined ? [] : [[name, text] as const];
  });
  return { ...data, ...Object.fromEntries(spellings) };
}

/**
 * Answers as they are kept: a time, a number, a choice has one spelling, whether it came from a page, a workbook or a program. Unreadable values
 * stay as typed, and so do texts with a layout.
 */
export const inOneSpelling = (form: Form, typed: Data): Data => spelled(form, typed, isLaidOut);

export type Change = { name: string; title: string; from: string; to: string };

/** The differences between two versions, field by field, in the words of the form: by their values and not by their spelling. */
export function diff(form: Form, from: Data, to: Data): Change[] {
  const [one, other] = [from, to].map((data) => spelled(form, data, () => false));
  return fieldsOf(form).flatMap((field) => {
    const [before, after] = [displayValue(field, one?.[field.name]), displayValue(field, other?.[field.name])];
    return before === after ? [] : [{ name: field.name, title: field.title, from: before, to: after }];
  });
}
