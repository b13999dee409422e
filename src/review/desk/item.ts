import { concerned, type Data, displayValue, type Field, fieldsIn, type Group } from '../../fields/form.ts';
import type { Change } from '../../fields/spelling.ts';
import { link } from '../../http/pages/text.ts';
import type { Piece } from '../words/word-marker.ts';
import type { Check } from '../workflow/kind.ts';
import { type Part, wordDiff } from './word-diff.ts';

/** An upload as a reviewer sees it. */
type Described = { id: string; name: string; type: string; size: number };

/** A personal datum revealed on this page, once. */
export type Revealed = { name: string; text: string };

/** A check in words. */
export type ShownCheck = Pick<Check, 'field' | 'verdict'> & { text: string };

type Sent = {
  data: Data;
  checks: readonly ShownCheck[];
  changes: readonly Change[];
  uploads: readonly Described[];
  /** The reviewer's comments so far. */
  comments: Data;
  /** A reviewer's last comments. */
  before: Data;
  revealed?: Revealed | undefined;
  /** Marks the operators' sensitive words. */
  mark: (text: string) => Piece[];
};

/** Ids of the uploads that were sent. */
export const uploadIds = (groups: readonly Group[], data: Data): string[] =>
  groups
    .flatMap(({ fields }) => fieldsIn(fields))
    .filter(({ control }) => control === 'files')
    .flatMap(({ name }) => (data[name] ?? '').split('\n').filter(Boolean));

/** The groups of a form for the reviewer: every field with the checks, changes and comments about it; those left out by themselves. */
export function presentGroups(groups: readonly Group[], sent: Sent) {
  return concerned(groups, sent.data).map(({ name, title, fields }) => {
    const all = fieldsIn(fields).map((field) => presentField(field, sent));
    return { name, title, fields: all.filter((field) => !isLeftOut(field)), unfilled: all.filter(isLeftOut) };
  });
}

/** Without an answer, which is allowed, and without a finding or a comment. */
const isLeftOut = (field: ReturnType<typeof presentField>): boolean =>
  field.optional &&
  [field.lines, field.documents, field.checks].every((each) => each.length === 0) &&
  field.change === undefined &&
  field.comment === '' &&
  field.before === '';

function presentField(field: Field, { data, checks, changes, uploads, comments, before, revealed, mark }: Sent) {
  const { name, title, control, mask, optional } = field;
  const value = data[name] ?? '';
  const isRevealed = revealed?.name === name;
  const change = changes.find((each) => each.name === name);
  return {
    name,
    title,
    optional,
    lines: (isRevealed ? [revealed.text] : linesOf(field, value)).map(mark),
    ...(control === 'url' && value !== '' && { href: link(value) }),
    isPersonal: mask !== undefined && value !== '' && !isRevealed,
    isRevealed,
    documents: control === 'files' ? documentsOf(value, uploads) : [],
    checks: checks.filter((check) => check.field === name),
    change: change && presentChange(field, change).map((part) => ({ ...part, pieces: mark(part.text) })),
    comment: comments[name] ?? '',
    before: before[name] ?? '',
  };
}

function linesOf(field: Field, value: string): string[] {
  if (value === '' || field.control === 'files') return [];
  return displayValue(field, value, true).split('\n');
}

const documentsOf = (value: string, uploads: readonly Described[]) =>
  value
    .split('\n')
    .filter(Boolean)
    .flatMap((id) => uploads.find((upload) => upload.id === id) ?? []);

/** Both versions in one line of words; of a personal datum no more than its mask leaves. */
function presentChange({ mask, control }: Field, { from, to }: Change): Part[] {
  const words = (text: string) => (text === '' || mask === undefined ? text : mask(text));
  const [before, after] = [words(from), words(to)];
  // Two masks or two numbers of files, word by word, would be a riddle.
  if (mask === undefined && control !== 'files') return wordDiff(before, after);
  return [
    { kind: 'gone' as const, text: before },
    { kind: 'new' as const, text: after },
  ].filter(({ text }) => text !== '');
}
