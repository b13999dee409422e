import { harmlessText, isFormula } from '../../audit/csv.ts';
import { fact } from '../facts.ts';

export type Cell = string | number | boolean | Date | null;
/** A picture of a cell. `isNamed`: the cell names it, and it lies beside the table in one archive. */
export type CellPicture = { column: number; name: string; bytes: Uint8Array; isNamed: boolean };
/** A row of a file, counted from 1; of NDJSON the parsed line. */
export type Row = { row: number; cells: Cell[]; json?: unknown; pictures?: CellPicture[] };
export type TableKind = 'xlsx' | 'csv' | 'ndjson';

/** The kind of an upload, by its content if that is decisive, else by its name. */
export const tableKindOf = (name: string, bytes: Buffer): TableKind =>
  tableKindIn(bytes) ?? (/\.(csv|tsv|txt)$/i.test(name) ? 'csv' : 'xlsx');

/** A workbook under any name or type, also an old one, which the reader explains; undefined: the name decides. */
export const tableKindIn = (bytes: Buffer): 'xlsx' | undefined =>
  /^(PK|\xd0\xcf)/.test(bytes.subarray(0, 2).toString('latin1')) ? 'xlsx' : undefined;

export const tooManyRows = fact('fields.file_too_large');

/** The sheet of our template to fill in, and those beside it and in returned files. */
export const ownSheet = '数据';
export const auxiliarySheets: ReadonlySet<string> = new Set(['数据字典', '行政区划', '选项', '问题']);

/** Names of headings are compared without their decoration: 标题*, ＊标题（必填）, `title`. */
export const plainHeading = (cell: unknown): string =>
  typeof cell === 'string'
    ? cell
        .normalize('NFKC')
        .replace(/[\s*:\u200b\ufeff]+/g, '')
        .replace(/[（(]?(必填|选填|可选)[)）]?/g, '')
        .toLowerCase()
    : '';

/** A=1, Z=26, AA=27. */
export function letterOf(column: number): string {
  const [rest, last] = [Math.floor((column - 1) / 26), (column - 1) % 26];
  return (rest > 0 ? letterOf(rest) : '') + String.fromCharCode(65 + last);
}

/** A text that a spreadsheet would take for a formula gets an apostrophe, also where the file is saved as CSV one day. */
export const harmless = (cell: Cell): Cell => (typeof cell === 'string' ? harmlessText(cell) : cell);
/** The way back. */
export const unescaped = (text: string): string =>
  text.startsWith("'") && isFormula(text.slice(1)) ? text.slice(1) : text;

/** How a column looks below its heading. */
export type Format = 'text' | 'day' | 'moment' | 'number';
export type Mark = { row: number; column: number; text: string };

export type SheetPlan = {
  name: string;
  rows: readonly (readonly Cell[])[];
  widths?: readonly number[];
  formats?: readonly (Format | undefined)[];
  /** By row, counted from 1. */
  looks?: Readonly<Record<number, 'heading' | 'hidden' | 'hint' | 'example'>>;
  /** Cells with remarks; rows and columns counted from 1. */
  marks?: readonly Mark[];
  /** Where cells choose from a list: a range of another sheet. */
  lists?: readonly { column: number; from: number; source: string; hint: string }[];
  frozen?: { rows: number; columns: number };
  isHidden?: boolean;
  /** Pictures over cells; rows and columns counted from 1. */
  images?: readonly { row: number; column: number; bytes: Uint8Array }[];
};

/** Marks to write into an uploaded file. */
export type Marked = {
  marks: readonly Mark[];
  /** Values for cells. */
  filled: readonly { row: number; column: number; text: string }[];
  formats: readonly (Format | undefined)[];
  /** The last row of the headings. */
  headings: number;
  /** Of the rows below only these, one after the other. */
  only?: ReadonlySet<number>;
  /** Sheets behind the own one. */
  more: readonly SheetPlan[];
};

/** More cells than this at a time would take too much memory to write. */
export const mostCells = 500_000;
