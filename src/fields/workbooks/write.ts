import { buffer } from 'node:stream/consumers';
import { type CellStyle, type WriteSheet, type Cell as WrittenCell, writeXlsx } from 'hucre/xlsx';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { templateName } from './sheets.ts';
import {
  type Cell,
  type Format,
  harmless,
  letterOf,
  type Marked,
  mostCells,
  type Row,
  type SheetPlan,
} from './table.ts';

const text: CellStyle = { numFmt: '@', alignment: { vertical: 'top' } };
const formats: Readonly<Record<Format, CellStyle>> = {
  text,
  day: { numFmt: 'yyyy-mm-dd', alignment: { vertical: 'top' } },
  moment: { numFmt: 'yyyy-mm-dd hh:mm', alignment: { vertical: 'top' } },
  number: { alignment: { vertical: 'top' } },
};
const fill = (rgb: string): CellStyle => ({ fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb } } });
const looks = {
  heading: {
    ...fill('FFE9EEF0'),
    font: { bold: true },
    alignment: { vertical: 'center', wrapText: true },
    numFmt: '@',
  },
  hidden: { numFmt: '@' },
  hint: { font: { color: { rgb: 'FF575C61' }, size: 9 }, alignment: { vertical: 'top', wrapText: true }, numFmt: '@' },
  example: { font: { color: { rgb: 'FF797A76' }, italic: true }, alignment: { vertical: 'top' }, numFmt: '@' },
} as const satisfies Record<string, CellStyle>;
const marked = fill('FFFBD9D5');

const longest = 32_000; // Excel takes 32,767

function sheetOf(plan: SheetPlan): WriteSheet {
  const rows = plan.rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? harmless(cell.slice(0, longest)) : cell)),
  );
  const cells = new Map<string, Partial<WrittenCell>>();
  for (const [number, look] of Object.entries(plan.looks ?? {}))
    for (const [column, value] of (rows[Number(number) - 1] ?? []).entries())
      cells.set(`${Number(number) - 1},${column}`, { value, style: looks[look] });
  for (const { row, column, text: said } of plan.marks ?? []) {
    const at = `${row - 1},${column - 1}`;
    const before = cells.get(at)?.comment?.text;
    const value = rows[row - 1]?.[column - 1] ?? null;
    const style = { ...formats[plan.formats?.[column - 1] ?? 'text'], ...marked };
    cells.set(at, { value, style, comment: { author: '国家公共文化云', text: before ? `${before}\n${said}` : said } });
  }
  const width = Math.max(plan.widths?.length ?? 0, plan.formats?.length ?? 0);
  return {
    name: plan.name,
    rows,
    cells,
    ...(width > 0 && {
      columns: Array.from({ length: width }, (_each, place) => {
        const format = plan.formats?.[place];
        return { width: plan.widths?.[place] ?? 16, ...(format !== undefined && { style: formats[format] }) };
      }),
    }),
    rowDefs: new Map(
      Object.entries(plan.looks ?? {}).flatMap(([number, look]) =>
        look === 'hidden' ? [[Number(number) - 1, { hidden: true }]] : [],
      ),
    ),
    ...(plan.frozen && { freezePane: plan.frozen }),
    dataValidations: (plan.lists ?? []).map(({ column, from, source, hint }) => {
      const letter = letterOf(column);
      return {
        type: 'list' as const,
        formula1: source,
        range: `${letter}${from}:${letter}20010`,
        allowBlank: true,
        showErrorMessage: true,
        errorStyle: 'warning' as const,
        errorTitle: '请核对',
        errorMessage: '这一项不在列表里，请从下拉列表选择',
        showInputMessage: true,
        inputMessage: hint.slice(0, 200),
      };
    }),
    ...(plan.isHidden && { hidden: true }),
    ...(plan.images !== undefined && { images: plan.images.flatMap(imageOf) }),
  };
}

/** A picture within its cell, of a kind that spreadsheets show. */
function imageOf({ row, column, bytes }: NonNullable<SheetPlan['images']>[number]): NonNullable<WriteSheet['images']> {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  const type = head.startsWith('\x89PNG')
    ? 'png'
    : head.startsWith('\xff\xd8')
      ? 'jpeg'
      : head.startsWith('GIF8')
        ? 'gif'
        : undefined;
  if (type === undefined) return [];
  const from = { row: row - 1, col: column - 1 };
  return [{ data: bytes, type, anchor: { from }, width: 96, height: 54 }];
}

export async function writeWorkbook(plans: readonly SheetPlan[], template?: string): Promise<Buffer> {
  const namedRanges = template === undefined ? [] : [{ name: templateName, range: `"${template}"` }];
  const bytes = Buffer.from(await writeXlsx({ sheets: plans.map(sheetOf), namedRanges }));
  return template === undefined ? bytes : hideName(bytes);
}

/** The name identifies the template, and should not appear in the list of names. */
async function hideName(bytes: Buffer): Promise<Buffer> {
  const [from, to] = [await fromBufferPromise(bytes, { lazyEntries: true }), new ZipFile()];
  for await (const entry of from.eachEntry()) {
    const part = await buffer(await from.openReadStreamPromise(entry));
    const isBook = entry.fileName === 'xl/workbook.xml';
    const hidden = `<definedName hidden="1" name="${templateName}"`;
    to.addBuffer(
      isBook ? Buffer.from(part.toString().replace(`<definedName name="${templateName}"`, hidden)) : part,
      entry.fileName,
    );
  }
  to.end();
  return buffer(to.outputStream);
}

/** A cell with a comment is a drawing of its own. */
const mostMarks = 20_000;

/** The file as it came, each row and column at its place, with the marks in it; of a very large one the rows with marks. */
export async function annotate(
  rows: AsyncIterable<Row>,
  name: string,
  template: string | undefined,
  { marks, filled, formats: columns, more, headings, only }: Marked,
): Promise<Uint8Array> {
  const isMarked = new Set(marks.map(({ row }) => row));
  const values = Map.groupBy(filled, ({ row }) => row);
  const all: Cell[][] = [];
  /** Where a row of the file stands in the new one. */
  const places = new Map<number, number>();
  const images: NonNullable<SheetPlan['images']>[number][] = [];
  let cells = 0;
  for await (const { row, cells: found, pictures = [] } of rows) {
    if (only !== undefined && row > headings && !only.has(row)) continue;
    if (cells > mostCells && !isMarked.has(row) && row > headings) continue;
    if (cells > 1.2 * mostCells) break;
    const place = only === undefined || row <= headings ? row : all.length + 1;
    places.set(row, place);
    while (all.length < place - 1) all.push([]);
    for (const { column, bytes, isNamed } of pictures) {
      images.push({ row: place, column, bytes });
      if (isNamed) found[column - 1] = null;
    }
    for (const { column, text: value } of values.get(row) ?? []) {
      while (found.length < column) found.push(null);
      found[column - 1] = value;
    }
    cells += found.length;
    all[place - 1] = found;
  }
  const there = marks
    .flatMap((mark) => {
      const place = places.get(mark.row);
      return place === undefined ? [] : [{ ...mark, row: place }];
    })
    .slice(0, mostMarks); // the list behind has them all
  const plan: SheetPlan = { name, rows: all, formats: columns, marks: there, images };
  return writeWorkbook([plan, ...more], template?.replace(/[^\w.@-]/g, ''));
}
