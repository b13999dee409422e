import type { Fact } from '../../fact.ts';
import { type Cell, plainHeading, type Row, type SheetPlan, type TableKind } from '../../fields/workbooks/table.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { Workbooks } from '../../fields/workbooks/workbooks.ts';
import { fact } from '../facts.ts';
import { type Line, readLines } from './pasted.ts';

export type Column = { code: string; name: string; short: string; also?: string; required: boolean };

const date = '日期';
/** A month has fewer; whatever is longer is another file. */
const mostRows = 200;

/** A month to be filled in elsewhere: its days, and their reports. */
export const monthSheet = (
  month: string,
  columns: readonly Column[],
  rows: readonly { day: string; values: readonly string[] }[],
): SheetPlan => ({
  name: month,
  rows: [
    [date, ...columns.map(({ name }) => name)],
    ...rows.map(({ day, values }) => [day, ...values.map((value) => (value === '' ? null : Number(value)))]),
  ],
  widths: [14, ...columns.map(() => 16)],
  looks: { 1: 'heading' },
  frozen: { rows: 1, columns: 1 },
});

/** Dates are those of the wall, whatever zone the machine is in. */
function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return String(cell).trim();
}

const namesOf = ({ code, name, short, also }: Column) => [code, name, short, ...(also === undefined ? [] : [also])];

/** Each row as date and figures in the order of the table: by the headings, or by position without them. Optional columns may be missing. */
function linesOf(
  rows: readonly Row[],
  columns: readonly Column[],
): { lines: Line[]; unread: string[] } | { problem: Fact } {
  const isNamed = (heading: string, column: Column) => namesOf(column).some((each) => plainHeading(each) === heading);
  const headings = rows.map(({ cells }) => cells.map(plainHeading));
  const top = headings.findIndex(
    (row) => columns.filter((column) => row.some((each) => isNamed(each, column))).length > 1,
  );
  const found = headings[top] ?? [plainHeading(date), ...columns.map(({ code }) => plainHeading(code))];
  const places = [
    found.indexOf(plainHeading(date)),
    ...columns.map((column) => found.findIndex((each) => isNamed(each, column))),
  ];
  const wanted = [{ name: date, required: true }, ...columns];
  const missing = wanted.flatMap(({ name, required }, place) => (required && (places[place] ?? -1) < 0 ? [name] : []));
  if (missing.length > 0) return { problem: fact('statistics.columns_missing', { columns: missing.join('、') }) };
  const isDate = (heading: string) => heading === plainHeading(date);
  const twice = columns.filter((column) => found.filter((each) => isNamed(each, column)).length > 1);
  if (twice.length > 0)
    return { problem: fact('statistics.columns_twice', { columns: twice.map(({ name }) => name).join('、') }) };
  const isKnown = (heading: string) => isDate(heading) || columns.some((column) => isNamed(heading, column));
  const unread = top < 0 ? [] : (rows[top]?.cells ?? []).map(textOf).filter((each) => !isKnown(plainHeading(each)));
  const lines = rows
    .slice(top + 1)
    .map(({ row, cells }) => ({
      row,
      cells: places.map((place) => (place < 0 || place >= cells.length ? undefined : textOf(cells[place]))),
    }))
    .filter(({ cells }) => cells.slice(1).some((cell) => cell !== undefined && cell !== ''));
  return { lines, unread: unread.filter((each) => each !== '') };
}

/** The figures of a file by day and metric, with the ignored columns; or its problems. */
export async function readMonth(
  workbooks: Pick<Workbooks, 'rows'>,
  { bytes, kind }: { bytes: Buffer; kind: TableKind },
  columns: readonly Column[],
  month: string,
): Promise<{ values: Record<string, string>; unread: string[] } | { problem: Fact }> {
  const known = new Set([date, ...columns.flatMap(namesOf)].map(plainHeading));
  const rows: Row[] = [];
  try {
    for await (const told of workbooks.rows(bytes, kind, known)) {
      if (!('rows' in told)) continue;
      rows.push(...told.rows);
      if (rows.length > mostRows) return { problem: fact('statistics.sheet_long', { most: mostRows, month }) };
    }
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.problem };
    throw error;
  }
  const found = linesOf(rows, columns);
  if ('problem' in found) return found;
  if (found.lines.length === 0) return { problem: fact('statistics.sheet_empty') };
  const read = readLines(found.lines, columns, month);
  return 'problem' in read ? read : { ...read, unread: found.unread };
}
