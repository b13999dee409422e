import type { Fact } from '../../fact.ts';
import { problemOfLines } from '../../fields/list.ts';
import { fact } from '../facts.ts';
import { isDay } from './closing.ts';

const most = 40;

/** 2026-11-23, 2026/11/23, 11月23日, or only 23. */
function dayIn(text: string, month: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  const two = (number: string) => number.padStart(2, '0');
  const [, year, whole, date] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ?? [];
  if (year !== undefined && whole !== undefined && date !== undefined)
    return valid(`${year}-${two(whole)}-${two(date)}`);
  const [, only, day] = /^(?:(\d{1,2})月)?(\d{1,2})[日号]?$/.exec(plain) ?? [];
  if (day === undefined || (only !== undefined && two(only) !== month.slice(5))) return undefined;
  return valid(`${month}-${two(day)}`);
}

const valid = (day: string) => (isDay(day) ? day : undefined);

/** A date and then the figures in the order of the table, with the number of the row that people see. */
export type Line = { row: number; cells: readonly (string | undefined)[] };
/** Those that are required stand first. */
type Columns = readonly { code: string; required: boolean }[];
type Read = { values: Record<string, string> } | { problem: Fact };

/** Rows pasted from a spreadsheet, with tabs or commas between the cells. A heading is passed over. */
export function pastedRows(text: string, columns: Columns, month: string): Read {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length > most) return { problem: fact('statistics.pasted_lines', { most, now: lines.length }) };
  const isHeading = lines[0] !== undefined && !/\d/.test(lines[0]);
  const cells = (line: string) => (line.includes('\t') ? line.split('\t') : line.trim().split(separatorIn(line)));
  const rows = lines.map((line, place) => ({ row: place + 1, cells: cells(line) }));
  return readLines(isHeading && rows.length > 1 ? rows.slice(1) : rows, columns, month);
}

/** Where blanks part the cells, a comma before three digits is one of thousands: 11月23日 1,234 200. */
function separatorIn(line: string): RegExp {
  return /\S\s+\S/.test(line) && /\d[,，]\d{3}(?!\d)/.test(line) ? /\s+/ : /\s*[,，]\s*|\s+/;
}

/** The figures by day and metric, or the problems of all invalid rows. */
export function readLines(lines: readonly Line[], columns: Columns, month: string): Read {
  const values: Record<string, string> = {};
  const rowOf = new Map<string, number>();
  const wrong: Fact[] = [];
  for (const { row, cells } of lines) {
    const [first = '', ...rest] = cells;
    const day = dayIn(first, month);
    const problem =
      day === undefined ? fact('statistics.pasted_date', { row, month }) : lineProblem(day, row, rest, rowOf);
    if (day === undefined || problem !== undefined) {
      if (problem !== undefined) wrong.push(problem);
      continue;
    }
    // A missing column leaves its reported figures unchanged.
    for (const [place, { code }] of columns.entries()) {
      const cell = rest[place];
      if (cell !== undefined) values[`${day}.${code}`] = cell.trim();
    }
  }
  const problem = problemOfLines(wrong);
  return problem === undefined ? { values } : { problem };

  function lineProblem(day: string, row: number, rest: Line['cells'], rows: Map<string, number>): Fact | undefined {
    if (!day.startsWith(month)) return fact('statistics.pasted_other_month', { row, day, month });
    const other = rows.get(day);
    if (other !== undefined) return fact('statistics.pasted_twice', { row, other, day });
    rows.set(day, row);
    const least = columns.filter(({ required }) => required).length;
    if (rest.length < least) return fact('statistics.pasted_few', { row, now: rest.length, least });
    if (rest.slice(columns.length).some((cell) => (cell ?? '').trim() !== ''))
      return fact('statistics.pasted_many', { row, now: rest.length, most: columns.length });
    return undefined;
  }
}
