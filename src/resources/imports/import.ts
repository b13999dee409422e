import type { Fact } from '../../fact.ts';
import type { Field } from '../../fields/form.ts';
import type { TableKind } from '../../fields/workbooks/table.ts';

export const states = {
  parsing: '检查中',
  checked: '等待确认',
  importing: '导入中',
  sending: '送审中',
  undoing: '撤销中',
  done: '已导入',
  undone: '已撤销',
  failed: '没有读取',
  abandoned: '已放弃',
} as const;

export type State = keyof typeof states;

/** A job is at it: pages ask again by themselves. */
export const isUnderWay = (state: State): boolean =>
  state === 'parsing' || state === 'importing' || state === 'sending' || state === 'undoing';

/** The number of rows by result. */
export type Counts = Partial<
  Record<
    | 'created'
    | 'updated'
    | 'unchanged'
    | 'revision'
    | 'in_review'
    | 'taken'
    | 'skipped'
    | 'sent'
    | 'unsent'
    | 'removed'
    | 'stayed',
    number
  >
>;

export interface Import {
  id: string;
  institutionId: string;
  clientId: string | undefined;
  channel: string;
  /** 批次号 */
  number: string;
  name: string;
  kind: TableKind;
  size: number;
  /** Its file and its problems are still there. */
  isKept: boolean;
  state: State;
  isStraight: boolean;
  /** Imported entries are sent for review at once. */
  sends: boolean;
  version: string | undefined;
  notices: Fact[];
  why: Fact | undefined;
  done: number;
  good: number;
  bad: number;
  position: number;
  counts: Counts;
  startedAt: Date | undefined;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export type Grade = 'bad' | 'notice' | 'unsent' | 'stayed';
/** A remark about a cell, a row, or an entry of the batch. */
export type Finding = {
  place: number;
  grade: Grade;
  row: number;
  field: string | undefined;
  title: string;
  value: string;
  problem: Fact;
};

/** The local number of a row that has none: the same whenever the file is read, so that no row becomes two entries. */
export const numberOfRow = (importId: string, row: number): string =>
  `auto-${importId.replaceAll('-', '').slice(0, 12)}-${row}`;

/** The name of a file that a program sent without one. */
export const nameless = (type: TableKind) => `接口.${type}`;

/**
 * `field`: the name of the column, `code`: of the problem that its rows have in common, `value`: the one that goes into all of them;
 * with `scheme`, each row keeps its own and gets the missing https:// before it.
 */
export type Cure = { field: string; code: string; value: string; scheme?: boolean | undefined };

const aboutNumbers = new Set(['imports.example_number', 'imports.same_number']);

/** The ways to correct so many rows together: titles, numbers and addresses differ from row to row. */
export function waysOf(
  { name, control, optional }: Pick<Field, 'name' | 'control' | 'optional'>,
  code: string,
  count: number,
) {
  const isNumber = name === 'external_id';
  const isOwn = name === 'title' || control === 'url';
  const addScheme = control === 'url' && code === 'fields.web_scheme_missing';
  return {
    addScheme,
    fill: !isNumber && !addScheme && (count === 1 || !isOwn),
    clear: optional && (!isNumber || aboutNumbers.has(code)),
  };
}
