import { fileKinds } from '../fields/file-kinds.ts';
import { type Field, type Fields, fieldsIn } from '../fields/form.ts';
import { regionName } from '../fields/regions/region.ts';
import { shownLines, shownTable, type Tables, textOnly } from './table-text.ts';

type Texts = Readonly<Record<string, string>>;
/** A stored upload; with a size of 0 it is a file on another site, and its id is the address. */
export type StoredUpload = { id: string; name: string; size: number };
type Upload = StoredUpload & { width?: number | undefined; height?: number | undefined };

/** The data of a form beside its fields. `filesAt`: where its uploads are read, if not at the institution's own. */
export type FormState = {
  values: Texts;
  problems: Texts;
  comments?: Texts | undefined;
  uploads?: Readonly<Record<string, readonly Upload[]>> | undefined;
  filesAt?: string | undefined;
  tables?: Tables | undefined;
};

/** The data of a field for a view, with the values typed into it. */
export function shownField(field: Field, { values, problems, comments = {}, uploads = {}, tables }: FormState) {
  const { name, control, max = 0, readonly = false, optional } = field;
  const written = values[name] ?? '';
  const table = shownTable(field, written, tables);
  const value = table === undefined ? shownLines(field, written) : written;
  const problem = problems[name];
  const comment = comments[name];
  const hint = (table === undefined ? field.hint : table.hint) || hintOfFiles(field);
  const isLong = control === 'textarea';
  const isCounted = max > 0 && (isLong || control === 'text') && !readonly;
  const isSet = (control === 'checks' || table !== undefined) && !readonly;
  const [picture] = uploads[field.of ?? ''] ?? [];
  const ids = [problem && 'msg', comment && 'cm', hint && 'hint', isCounted && isLong && 'max'].filter(Boolean);
  const about = ids.map((id) => `${name}-${id}`).join(' ');
  return {
    value,
    problem,
    comment,
    hint,
    picture: picture && { id: picture.id, width: picture.width ?? 0, height: picture.height ?? 0 },
    isSet,
    about,
    /** A set is described as a whole, each other control by itself. */
    aria: { about: isSet ? '' : about, problem },
    kept: uploads[name] ?? [],
    table,
    /** Of a field with a table that is written as text. */
    text: table === undefined ? textOnly(field, value, tables) : undefined,
    /** Which part of a picture is shown is asked when there is a picture. */
    isTooEarly: control === 'crop' && !problem && picture === undefined,
    isLabelled: !isSet && (control !== 'check' || readonly),
    note: optional && !readonly ? (field.requiredWhen ?? '选填') : undefined,
    counter: isCounted ? { max, isHidden: !isLong } : undefined,
    rows: control === 'lines' ? Math.min(12, Math.max(3, value.split('\n').length + 1)) : max > 200 ? 6 : 3,
  };
}

function hintOfFiles({ control, accept }: Field): string {
  if (control !== 'files' || accept === undefined) return '';
  return `${fileKinds(accept.types)}，${accept.most > 1 ? `最多 ${accept.most} 个，每个` : ''}不超过 10 MB`;
}

/** A date that is not written 2026-12-05 would be lost in a date field, and a time likewise. */
export function shownInput({ control }: Field, value: string): { type: string; value: string; region?: string } {
  if (control === 'region') return { type: 'text', value, ...regionIn(value) };
  if (control === 'date') return { type: /^(\d{4}-\d\d-\d\d)?$/.test(value) ? 'date' : 'text', value };
  if (control === 'datetime') {
    const local = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::(?!00)\d\d)?)(?::00)?(?:\+08:00)?$/.exec(value)?.[1];
    const isKnown = value === '' || local !== undefined;
    return { type: isKnown ? 'datetime-local' : 'text', value: local?.replace(' ', 'T') ?? value };
  }
  return { type: control === 'tel' || control === 'email' || control === 'url' ? control : 'text', value };
}

/** The region of a code, where it is one that we know. */
function regionIn(value: string): { region?: string } {
  const region = /^\d{6}$/.test(value) ? regionName(value) : value;
  return region === value ? {} : { region };
}

/** The options of a set, with the chosen ones. A description may follow an option's name after a colon. */
export function shownOptions(options: Texts, value: string) {
  const chosen = new Set(value.split('\n'));
  return Object.entries(options).map(([option, words]) => {
    const [, label = words, more = ''] = /^([^：]+)(?:：(.+))?$/s.exec(words) ?? [];
    return { option, label, more, isChosen: chosen.has(option) };
  });
}

/** Where a part of a picture can be seen in a size before it is kept; without one, of any size and part. */
export const previewHref = (preview: string, file: string, crop: string, size: string): string =>
  `${preview}?${new URLSearchParams({ file, crop, size })}`;

/** The fields of a group in rows: short ones stand in pairs. */
export function fieldRows(fields: Fields | readonly Field[], comments: Texts = {}): Field[][] {
  const isShort = ({ name, control, hint, half, max = Number.POSITIVE_INFINITY, readonly }: Field) =>
    !readonly &&
    !comments[name] &&
    (half === true || (!hint && (short.has(control) || (control === 'text' && max <= 30))));
  const rows: Field[][] = [];
  for (const field of isList(fields) ? fields : fieldsIn(fields)) {
    const last = rows.at(-1);
    if (isShort(field) && last?.every(isShort)) last.push(field);
    else rows.push([field]);
  }
  return rows;
}

/** The groups of a form with their numbers from 1; one beside the parts has none, which is 0. */
export function numbered<One extends { aside?: true }>(groups: readonly One[]): [One, number][] {
  let parts = 0;
  return groups.map((group) => {
    if (group.aside) return [group, 0];
    parts += 1;
    return [group, parts];
  });
}

/** Whether a group of fields has values, problems or comments. The first of several choices counts as the default. */
export const isUsed = (
  fields: Fields | readonly Field[],
  { values, problems, comments = {} }: Pick<FormState, 'values' | 'problems' | 'comments'>,
): boolean =>
  (isList(fields) ? fields : fieldsIn(fields)).some(({ name, options = {} }) => {
    const { [name]: value = '' } = values;
    return name in problems || name in comments || (value !== '' && value !== Object.keys(options)[0]);
  });

const short: ReadonlySet<string> = new Set(['tel', 'email', 'date']);
const isList = (fields: Fields | readonly Field[]): fields is readonly Field[] => Array.isArray(fields);
