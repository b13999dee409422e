import { fact } from '../facts.ts';
import { openPacked, type Packed } from './packed.ts';
import { type Book, openWorkbook } from './sheets.ts';
import {
  auxiliarySheets,
  type Cell,
  type CellPicture,
  ownSheet,
  plainHeading,
  type Row,
  type TableKind,
  tooManyRows,
} from './table.ts';
import { csvText, separatorOf } from './table-text.ts';
import { Unreadable } from './unreadable.ts';

/** A sheet that is not read, and how many rows of it are filled; `isMore`: as far as was looked. */
export type Other = { sheet: string; rows: number; isMore: boolean };

export type Table = {
  /** The name of the sheet. */
  sheet: string | undefined;
  template: string | undefined;
  /** Sheets in which something stands, which are not read. */
  others: Other[];
  rows: AsyncIterable<Row>;
};

const most = { sheets: 50, looked: 20, rows: 20_000, columns: 200, scanned: 100_000, line: 512 * 1024 };
const tooManyColumns = fact('fields.columns_most', { most: most.columns });

/**
 * The rows of a file, as they come; empty ones are left out. Of a workbook the sheet that has the headings that are known,
 * by their plain names. Throws Unreadable.
 */
export async function readTable(bytes: Buffer, kind: TableKind, known: ReadonlySet<string>): Promise<Table> {
  if (kind === 'ndjson') return { ...nothing, rows: counted(linesOf(bytes)) };
  const packed = await openPacked(bytes);
  if (packed === undefined) return readPlain(bytes, kind, known);
  const table = await readPlain(packed.bytes, packed.kind, known);
  return { ...table, rows: withPictures(table.rows, packed) };
}

/** The pictures beside the table that cells name. */
async function* withPictures(rows: AsyncIterable<Row>, { picture }: Packed): AsyncGenerator<Row> {
  for await (const row of rows) {
    const found: CellPicture[] = [];
    for (const [place, cell] of row.cells.entries())
      for (const name of typeof cell === 'string' ? cell.slice(0, 2_000).split(/[\n;；]/) : []) {
        const one = await picture(name);
        if (one !== undefined) found.push({ column: place + 1, ...one, isNamed: true });
      }
    yield found.length === 0 ? row : { ...row, pictures: [...(row.pictures ?? []), ...found] };
  }
}

async function readPlain(bytes: Buffer, kind: TableKind, known: ReadonlySet<string>): Promise<Table> {
  if (kind === 'csv') return { ...nothing, rows: counted(recordsOf(csvText(bytes))) };
  const book = await openWorkbook(bytes);
  const { sheet, others } = await sheetWith(book, known);
  // One column more than the limit, so that it can be reported. Cells beyond are never built.
  const rows = book.rows(sheet, most.scanned, most.columns + 1, true);
  return { sheet, template: book.template, others, rows: counted(rows) };
}

const nothing = { sheet: undefined, template: undefined, others: [] };

type Chosen = { sheet: string; others: Other[] };

/** The one with the most headings; a template's own where there is one. Every other one in which something stands is named. */
async function sheetWith({ sheets, rows }: Book, known: ReadonlySet<string>): Promise<Chosen> {
  const [first] = sheets;
  if (first === undefined) throw new Unreadable(fact('fields.book_no_sheet'));
  if (sheets.length === 1) return { sheet: first, others: [] };
  const found = new Map<string, { headings: number; filled: number }>();
  for (const sheet of sheets.slice(0, most.sheets)) {
    const seen = { headings: 0, filled: 0 };
    for await (const { cells } of rows(sheet, most.looked, most.columns)) {
      if (cells.some((cell) => cell !== null && cell !== '' && !isBlank(cell))) seen.filled += 1;
      seen.headings = Math.max(seen.headings, cells.filter((cell) => known.has(plainHeading(cell))).length);
    }
    found.set(sheet, seen);
  }
  const headingsOf = (sheet: string) => found.get(sheet)?.headings ?? 0;
  const [best = first] = [...found.keys()].toSorted((one, other) => headingsOf(other) - headingsOf(one));
  const sheet = sheets.includes(ownSheet) ? ownSheet : best;
  const others = sheets
    .filter((each) => each !== sheet && (!auxiliarySheets.has(each) || headingsOf(each) >= 3))
    .map((each): Other => {
      const { headings, filled } = found.get(each) ?? { headings: 0, filled: 1 };
      return {
        sheet: each,
        rows: headings >= 3 ? filled - 1 : filled,
        isMore: filled === most.looked || !found.has(each),
      };
    });
  return { sheet, others: others.filter((each) => each.rows > 0 || each.isMore) };
}

async function* recordsOf(text: string): AsyncGenerator<Row> {
  const { streamCsvRows } = await import('hucre/csv'); // only those who need it load it
  let row = 0;
  for (const cells of streamCsvRows(text, { delimiter: separatorOf(text), skipEmptyRows: false })) {
    row += 1;
    yield { row, cells };
  }
}

async function* linesOf(bytes: Buffer): AsyncGenerator<Row> {
  let row = 0;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from);
    const until = end === -1 ? bytes.length : end;
    row += 1;
    if (until - from > most.line)
      throw new Unreadable(fact('fields.json_line_long', { row, kilobytes: most.line / 1024 }));
    const line = bytes
      .subarray(from, until)
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim();
    from = until + 1;
    if (line !== '') yield { row, cells: [line.slice(0, 100)], json: parsed(line) };
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Without empty rows and empty ends; too many of either are refused while they stream. */
async function* counted(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let full = 0;
  for await (const { cells, ...row } of rows) {
    const length = cells.findLastIndex((cell) => cell !== null && cell !== '' && !isBlank(cell)) + 1;
    if (length === 0) continue;
    if (length > most.columns) throw new Unreadable(tooManyColumns);
    full += 1;
    if (full > most.rows + 10) throw new Unreadable(tooManyRows);
    yield { ...row, cells: cells.slice(0, length) };
  }
}

const isBlank = (cell: Cell) => typeof cell === 'string' && /^[\s\u200b\ufeff]*$/.test(cell);
