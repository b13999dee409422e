import { fact } from '../facts.ts';
import { type Archive, openArchive } from './guard.ts';
import { picturesOf, type SheetPictures } from './pictures.ts';
import type { Cell, CellPicture, Row } from './table.ts';
import { Unreadable } from './unreadable.ts';
import { elementsIn, unescaped, walk } from './xml-parts.ts';

/** Excel itself takes 32,767 characters in a cell; a row of more than this was made to hurt. */
const most = { cell: 100_000, row: 2_000_000, strings: 1_500_000 };

/** Under this name, which Excel does not show, a template keeps its identity. */
export const templateName = '_ncc_template';

export type Book = {
  /** Those that people see, in the order of the tabs. */
  sheets: string[];
  /** The identity of our template: activity@2026.2. */
  template: string | undefined;
  /** As far as `last`; columns beyond `widest` are counted and not read. `withPictures`: with those of its cells. */
  rows(sheet: string, last: number, widest: number, withPictures?: boolean): AsyncGenerator<Row>;
};

/** A workbook whose sheets are streamed, so that its size does not matter to the memory. Throws Unreadable. */
export async function openWorkbook(bytes: Buffer): Promise<Book> {
  const archive = await openArchive(bytes);
  const workbook = archive.small.get('xl/workbook.xml') ?? '';
  const targets = new Map(
    elementsIn(archive.small.get('xl/_rels/workbook.xml.rels') ?? '', 'Relationship').map(({ attributes }) => [
      attributes.Id ?? '',
      partOf(attributes.Target ?? ''),
    ]),
  );
  const parts = new Map<string, string>();
  for (const { attributes } of elementsIn(workbook, 'sheet')) {
    const part = targets.get(attributes['r:id'] ?? attributes['relationships:id'] ?? '');
    const { name, state = 'visible' } = attributes;
    if (name !== undefined && part !== undefined && state === 'visible' && archive.has(part)) parts.set(name, part);
  }
  const dates = datesIn(archive.small.get('xl/styles.xml') ?? '');
  const is1904 = elementsIn(workbook, 'workbookPr').some(({ attributes }) =>
    /^(1|true)$/.test(attributes.date1904 ?? ''),
  );
  const stringsPart = [...targets.values()].find((part) => /sharedstrings\.xml$/i.test(part));
  let strings: Promise<string[]> | undefined;

  return {
    sheets: [...parts.keys()],
    template: elementsIn(workbook, 'definedName').find(({ attributes }) => attributes.name === templateName)?.text,
    async *rows(sheet, last, widest, withPictures = false) {
      strings ??=
        stringsPart === undefined || !archive.has(stringsPart) ? Promise.resolve([]) : stringsIn(archive, stringsPart);
      const part = parts.get(sheet);
      if (part === undefined) throw new Unreadable(fact('fields.book_sheet_missing'));
      const pictures = withPictures ? await picturesOf(archive, part) : undefined;
      const rows = rowsIn(archive, part, { strings: await strings, dates, is1904, last, widest, pictures });
      if (pictures === undefined) yield* rows;
      else for await (const row of rows) yield await withBytes(row, pictures);
    },
  };
}

const partOf = (target: string): string =>
  target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^(\.\/|\.\.\/xl\/)/, '')}`;

/** The cell formats of times: by their number, or by their parts. */
function datesIn(styles: string): ReadonlySet<number> {
  const made = new Map(
    elementsIn(styles, 'numFmt').map(({ attributes }) => [attributes.numFmtId, attributes.formatCode ?? '']),
  );
  const isDate = (id: string | undefined) => {
    const code = made.get(id);
    if (code !== undefined)
      return /[ymdhs]/i.test(
        code
          .slice(0, 255)
          .replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]/gi, '')
          .replace(/general|standard/gi, ''),
      );
    const n = Number(id);
    return (n >= 14 && n <= 22) || (n >= 27 && n <= 36) || (n >= 45 && n <= 47) || (n >= 50 && n <= 58);
  };
  const formats = elementsIn(styles, 'xf', 'cellXfs');
  return new Set(formats.flatMap(({ attributes }, number) => (isDate(attributes.numFmtId) ? [number] : [])));
}

async function stringsIn(archive: Archive, part: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let isReading = false; // how a word is pronounced is no part of it
  const steps = walk(await archive.open(part), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') isText = !isReading;
      else if (name === 'rPh') isReading = true;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isReading = false;
      else if (name === 'si') strings.push(unescaped(text));
    },
    text(more) {
      if (isText) text = longer(text, more);
    },
  });
  for await (const _step of steps) if (strings.length > most.strings) throw tooMuch();
  return strings;
}

/** A row with the parts of the pictures in its cells. */
type MarkedRow = Row & { parts?: { column: number; part: string }[] };

/** The row with its pictures, those of cells and those that lie over them. */
async function withBytes({ parts = [], ...row }: MarkedRow, { floating, read }: SheetPictures): Promise<Row> {
  const all = [...parts, ...(floating.get(row.row) ?? [])];
  const pictures: CellPicture[] = [];
  for (const { column, part } of all) {
    const found = await read(part);
    if (found !== undefined) pictures.push({ column, ...found, isNamed: false });
  }
  return pictures.length === 0 ? row : { ...row, pictures };
}

type Reading = {
  pictures: SheetPictures | undefined;
  strings: readonly string[];
  dates: ReadonlySet<number>;
  is1904: boolean;
  last: number;
  widest: number;
};

async function* rowsIn(archive: Archive, part: string, reading: Reading): AsyncGenerator<MarkedRow> {
  let ready: MarkedRow[] = [];
  let row: MarkedRow = { row: 0, cells: [] };
  let isInside = false;
  let written = 0;
  let [column, type, style, text, isText] = [0, '', -1, '', false];
  let [isFormula, isAnswered] = [false, false];
  let [formula, isInFormula, metadata]: [string, boolean, number | undefined] = ['', false, undefined];
  const stream = await archive.open(part);
  const steps = walk(stream, {
    open(name, attributes) {
      if (name === 'sheetData') isInside = true;
      else if (!isInside) return;
      else if (name === 'row') {
        row = { row: Number(attributes.r ?? row.row + 1), cells: [] };
        column = 0;
        written = 0;
      } else if (name === 'c') {
        column = columnIn(attributes.r) ?? column + 1;
        type = attributes.t ?? '';
        style = Number(attributes.s ?? -1);
        text = '';
        [isFormula, isAnswered] = [false, false];
        [formula, metadata] = ['', attributes.vm === undefined ? undefined : Number(attributes.vm)];
      } else if (name === 'f') [isFormula, isInFormula] = [true, true];
      else if (name === 'v' || name === 't') {
        isText = true;
        isAnswered = true;
      }
    },
    close(name) {
      if (name === 'v' || name === 't') isText = false;
      else if (name === 'f') isInFormula = false;
      else if (name === 'sheetData') isInside = false;
      else if (!isInside) return;
      else if (name === 'row') ready.push(row);
      else if (name === 'c' && column <= reading.widest) {
        // A formula written by a program, and never opened since: the file has no value for it.
        const picture = reading.pictures?.inCell({ formula: `${formula} ${text}`, valueMetadata: metadata });
        if (picture !== undefined) row.parts = [...(row.parts ?? []), { column, part: picture }];
        const value = isFormula && !isAnswered ? unanswered : cellOf(text, type, style, reading);
        const cell = picture === undefined ? (addressIn(formula) ?? value) : null;
        while (row.cells.length < column - 1) row.cells.push(null);
        row.cells[column - 1] = cell;
      }
    },
    text(more) {
      if (isInFormula && formula.length < longestFormula) formula += more;
      if (!isText) return;
      text = longer(text, more);
      written += more.length;
      if (written > most.row) throw tooMuch();
    },
  });
  for await (const _step of steps) {
    for (const each of ready) {
      if (each.row > reading.last) return void stream.destroy();
      yield each;
    }
    ready = [];
  }
  yield* ready;
}

/** Enough of a formula to see which picture it names. */
const longestFormula = 500;

/** The address in =IMAGE("https://…"), the function that shows a picture of the web. */
const addressIn = (formula: string): string | undefined => /IMAGE\(\s*"(https:[^"]+)"/i.exec(formula)?.[1];

/** The error of spreadsheets for a missing result. */
const unanswered = '#CALC!';

const tooMuch = () => new Unreadable(fact('fields.book_texts'));

function longer(text: string, more: string): string {
  if (text.length + more.length <= most.cell) return text + more;
  throw new Unreadable(fact('fields.book_cell'));
}

const day = 86_400_000;
/** 9999-12-31, counted as workbooks do. */
const lastDay = 2_958_466;

function cellOf(raw: string, type: string, style: number, { strings, dates, is1904 }: Reading): Cell {
  if (raw === '') return null;
  if (type === 's') return strings[Number(raw)] ?? null;
  const text = unescaped(raw);
  if (type === 'b') return text === '1' || text.toLowerCase() === 'true';
  if (type !== '' && type !== 'n') return text; // a text, an error, a date in words
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  // A number outside the dates of spreadsheets stays a number; less than a day is an hour, in either calendar.
  if (!dates.has(style) || value < 0 || value > lastDay) return value;
  return new Date(Date.UTC(1899, 11, 30) + (value + (is1904 && value >= 1 ? 1462 : 0)) * day);
}

/** AB12 → 28. */
function columnIn(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  return letters === undefined
    ? undefined
    : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}
