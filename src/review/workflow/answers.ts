import { isFetched } from '../../fields/choice.ts';
import { concerned, type Data, displayValue, type Field, type Form, fieldsIn, fieldsOf } from '../../fields/form.ts';
import type { Change } from '../../fields/spelling.ts';
import type { StoredFile } from '../../files/service.ts';

export type AnswerFile = Pick<StoredFile, 'id' | 'name' | 'type' | 'size'>;

const idsIn = (value = '') => value.split('\n').filter(Boolean);

/** The ids of all uploads that the answers name. */
export const uploadsIn = (form: Form, data: Data): string[] =>
  fieldsOf(form).flatMap(({ name, control }) => (control === 'files' ? idsIn(data[name]) : []));

/** Field → its uploads, in the order in which they were added. */
export const uploadsByField = (form: Form, data: Data, files: readonly AnswerFile[]): Record<string, AnswerFile[]> =>
  Object.fromEntries(
    fieldsOf(form)
      .filter(({ control }) => control === 'files')
      .map(({ name }) => [
        name,
        idsIn(data[name]).flatMap((id) => files.find((file) => file.id === id) ?? addressed(id)),
      ]),
  );

/** A picture that is named by its address is fetched when the form is sent: until then there is nothing to measure. */
const addressed = (line: string): AnswerFile[] =>
  isFetched(line) ? [{ id: line, name: line, type: '', size: 0 }] : [];

type About = {
  data: Data;
  uploads: Readonly<Record<string, readonly AnswerFile[]>>;
  problems?: Data;
  comments?: Data;
  /** Personal data as those see it who only look. */
  masked: boolean;
  hrefOf?: (group: string) => string;
};

/** The answers, part by part, for a page to be checked or read; `unfilled`: the titles of fields that were left out, which they may be. */
export const presentAnswers = (form: Form, { data, uploads, problems = {}, comments = {}, masked, hrefOf }: About) =>
  concerned(form.groups, data).map(({ name: group, title, fields }) => {
    const all = fieldsIn(fields).map((field) => ({
      name: field.name,
      title: field.title,
      optional: field.optional,
      text: field.control === 'files' ? '' : displayValue(field, data[field.name], masked),
      files: field.control === 'files' ? (uploads[field.name] ?? []) : undefined,
      problem: problems[field.name],
      comment: comments[field.name],
    }));
    const isLeftOut = ({ optional, text, files = [], problem, comment }: (typeof all)[number]) =>
      optional && text === '' && files.length === 0 && problem === undefined && !comment;
    return {
      title,
      href: hrefOf?.(group),
      rows: all.filter((row) => !isLeftOut(row)),
      unfilled: all.filter(isLeftOut).map((row) => row.title),
    };
  });

/** Differences as they may be read: masked, and of uploads their number. */
export function presentChanges(form: Form, changes: readonly Change[], masked: boolean): Change[] {
  const fields = new Map(fieldsOf(form).map((field) => [field.name, field]));
  return changes.map((change) => {
    const field = fields.get(change.name);
    return { ...change, from: words(field, change.from, masked), to: words(field, change.to, masked) };
  });
}

function words(field: Field | undefined, text: string, masked: boolean): string {
  if (text === '' || field === undefined) return text;
  if (field.control === 'files') return `${idsIn(text).length} 个文件`;
  return masked && field.mask !== undefined ? field.mask(text) : text;
}
