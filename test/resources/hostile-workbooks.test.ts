import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { TableKind } from '../../src/fields/workbooks/table.ts';
import { Unreadable } from '../../src/fields/workbooks/unreadable.ts';
import { createWorkbooks } from '../../src/fields/workbooks/workbooks.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { columnsOf } from '../../src/resources/imports/workbook/columns.ts';
import { readEntries } from '../../src/resources/imports/workbook/reading.ts';
import { csvOf, rowOf, sheetRows, workbookOf } from '../support/imports.ts';
import { crowdedZip, partsOf, rawRow, rawWorkbook, zipOf } from '../support/raw-workbook.ts';
import { someOf } from '../support/some.ts';

const workbooks = createWorkbooks();
const titles = columnsOf(channels.news).map(({ title }) => title);
const head = rawRow(titles);
const row = rawRow(columnsOf(channels.news).map(({ name }) => rowOf('news')[name] ?? ''));
const ok = sheetRows('news', [rowOf('news')]);

/** Why a file is refused; how many rows it has where it is not. */
async function outcome(bytes: Buffer, kind: TableKind): Promise<string> {
  let rows = 0;
  try {
    for await (const told of readEntries(workbooks, channels.news, channels, { bytes, kind }))
      if ('rows' in told) rows += told.rows.length;
    return `${rows} rows`;
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

const replaced = (bytes: Buffer, from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
const random = (size: number) =>
  randomBytes(Math.ceil(size * 0.75))
    .toString('base64')
    .slice(0, size);
const entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
const number = () => `<c><v>${Math.random()}</v></c>`;

type Case = { file: () => Promise<Buffer> | Buffer; kind?: TableKind; says: string };
const cases: Record<string, Case> = {
  'a bomb: 200 MB of nothing': {
    file: () => rawWorkbook({ rows: ' '.repeat(200_000_000) }),
    says: 'fields.book_inflated',
  },
  'a bomb in a part that no parser reads': {
    file: () => rawWorkbook({ rows: head, parts: { 'xl/theme/theme1.xml': ' '.repeat(60_000_000) } }),
    says: 'fields.book_inflated',
  },
  'a part that is larger than it says': {
    async file() {
      const bytes = await rawWorkbook({ rows: ' '.repeat(100_000) });
      const size = Buffer.alloc(4);
      size.writeUInt32LE(partsOf({ rows: ' '.repeat(100_000) })['xl/worksheets/sheet1.xml']?.length ?? 0);
      return replaced(bytes, size.toString('latin1'), '\x10\x00\x00\x00');
    },
    says: 'fields.book_broken',
  },
  'a million rows': {
    file: () =>
      rawWorkbook({
        rows: head + Array.from({ length: 1_000_000 }, (_each, n) => `<row><c><v>${n}</v></c></row>`).join(''),
      }),
    says: 'fields.file_too_large',
  },
  'a million empty rows': {
    file: () => rawWorkbook({ rows: head + row + '<row></row>'.repeat(1_000_000) }),
    says: '1 rows',
  },
  'sixty thousand parts': { file: () => crowdedZip(60_000), says: 'fields.book_parts' },
  'an entity from a file (XXE), in the sheet': {
    file: async () => zipOf({ ...partsOf({}), 'xl/worksheets/sheet1.xml': `${entity}<worksheet>&a;</worksheet>` }),
    says: 'fields.book_dtd',
  },
  'entities that multiply, in the strings': {
    file: async () => zipOf({ ...partsOf({}), 'xl/sharedStrings.xml': `<!doctype x [<!entity b "&a;&a;">]><sst/>` }),
    says: 'fields.book_dtd',
  },
  'a macro': {
    file: () => rawWorkbook({ rows: head + row, parts: { 'xl/vbaProject.bin': 'x' } }),
    says: 'fields.book_macros',
  },
  'a format for macros': {
    file: () =>
      rawWorkbook({
        rows: head + row,
        types:
          '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>',
      }),
    says: 'fields.book_xlsm',
  },
  'headings like parts of every object': {
    file: () =>
      workbookOf([
        [...titles, '__proto__', 'constructor', 'toString'],
        [...(ok[1] ?? []), 'polluted', 'polluted', 'polluted'],
      ]),
    says: '1 rows',
  },
  'members like parts of every object': {
    file: () => Buffer.from(`{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"title":"文"}`),
    kind: 'ndjson',
    says: '1 rows',
  },
  'a formula that would call somebody': {
    file: () => rawWorkbook({ rows: `${head}<row><c><f>WEBSERVICE("http://127.0.0.1/")</f></c></row>` }),
    says: '1 rows', // whose cell is marked as without a result
  },
  'a picture': { file: () => Buffer.from('89504e470d0a1a0a0000', 'hex'), says: 'fields.book_other' },
  'nothing at all': { file: () => Buffer.alloc(0), says: 'fields.book_other' },
  'a document of Word': {
    file: () => zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<x/>' }),
    says: 'fields.book_word',
  },
  'a table of LibreOffice': { file: () => zipOf({ mimetype: 'x', 'content.xml': '<x/>' }), says: 'fields.book_ods' },
  'a binary workbook': {
    file: () => zipOf({ '[Content_Types].xml': '<Types/>', 'xl/workbook.bin': 'x' }),
    says: 'fields.book_xlsb',
  },
  'a workbook of 1997': {
    file: () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(1_024, '0'), 'hex'),
    says: 'fields.book_xls',
  },
  'a workbook with a password': {
    file: () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
    says: 'fields.book_password',
  },
  'half of a workbook': { file: async () => (await workbookOf(ok)).subarray(0, 2_000), says: 'fields.book_broken' },
  'a workbook with wrong bytes inside': {
    async file() {
      const bytes = await workbookOf(ok);
      bytes.fill(0xff, 400, 900);
      return bytes;
    },
    says: 'fields.book_broken',
  },
  'names that lead out of the archive': {
    file: async () =>
      replaced(
        await rawWorkbook({ rows: head, parts: { 'xl/aaaaaaaaaa.xml': '<x/>' } }),
        'xl/aaaaaaaaaa.xml',
        '../../../etc/x.xml'.slice(0, 17),
      ),
    says: 'fields.book_broken',
  },
  'two parts of one name': {
    file: async () =>
      replaced(
        await rawWorkbook({ rows: head, parts: { 'xl/worksheets/sheet2.xml': '<x/>' } }),
        'xl/worksheets/sheet2.xml',
        'xl/worksheets/sheet1.xml',
      ),
    says: 'fields.book_twins',
  },
  'a hundred thousand elements in each other': {
    file: () => rawWorkbook({ rows: `${'<row><c><is>'.repeat(100_000)}`, strings: '<si><r>'.repeat(100_000) }),
    says: 'fields.book_unreadable',
  },
  'strings without end': {
    file: () =>
      rawWorkbook(
        { rows: head, strings: Array.from({ length: 70 }, () => `<si><t>${random(1_000_000)}</t></si>`).join('') },
        false,
      ),
    says: 'fields.book_inflated',
  },
  'two million strings': {
    file: () =>
      rawWorkbook(
        { rows: head, strings: Array.from({ length: 2_000_000 }, (_each, n) => `<si><t>${n}</t></si>`).join('') },
        false,
      ),
    says: 'fields.book_texts',
  },
  'a cell like a book': {
    file: () => rawWorkbook({ rows: head + rawRow([random(1_000_000)]) }),
    says: 'fields.book_cell',
  },
  'a row like a library': {
    file: () => rawWorkbook({ rows: head + rawRow(Array.from({ length: 60 }, () => random(90_000))) }),
    says: 'fields.book_texts',
  },
  'a tag without end': {
    file: () => rawWorkbook({ rows: `${head}<row ${random(2_000_000)}` }),
    says: 'fields.book_unreadable',
  },
  'three hundred columns': {
    file: () => workbookOf([Array.from({ length: 300 }, (_each, n) => `列${n}`)]),
    says: 'fields.columns_most',
  },
  'a cell in the farthest corner': {
    file: () => rawWorkbook({ rows: `${head}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>` }),
    says: 'imports.no_rows',
  },
  'a row with a number beyond counting': {
    file: () => rawWorkbook({ rows: `${head}<row r="99999999999999999999">${number()}</row>` }),
    says: 'imports.no_rows',
  },
  'a sheet in UTF-16': {
    file: async () =>
      zipOf({ ...partsOf({}), 'xl/worksheets/sheet1.xml': Buffer.from('\ufeff<worksheet/>', 'utf16le') }),
    says: 'fields.book_encoding',
  },
  'CSV of one line of 10 MB': {
    file: () => Buffer.from(`标题,摘要\n${random(10_000_000)}`),
    kind: 'csv',
    says: 'fields.csv_line',
  },
  'CSV of a million cells in a line': {
    file: () => Buffer.from(`标题,摘要\n${','.repeat(1_000_000)}x`),
    kind: 'csv',
    says: 'fields.columns_most',
  },
  'CSV with a quote that never ends': {
    file: () =>
      Buffer.from(
        `"标题,摘要\n${csvOf(ok).slice(1)}`.replaceAll('\r\n', '\n').replaceAll('"', '').replace('标', '"标'),
      ),
    kind: 'csv',
    says: 'imports.no_headings',
  },
  'CSV with bytes of a program': {
    file: () => Buffer.concat([Buffer.from('MZ\0\0'), randomBytes(1_000)]),
    kind: 'csv',
    says: 'fields.csv_encoding',
  },
  'a workbook that calls itself CSV': { file: () => workbookOf(ok), kind: 'csv', says: 'fields.workbook_as_csv' },
  'NDJSON of one line of 10 MB': {
    file: () => Buffer.from(`{"title":"${random(10_000_000)}"}`),
    kind: 'ndjson',
    says: 'fields.json_line_long',
  },
  'NDJSON of a hundred thousand brackets': {
    file: () => Buffer.from('['.repeat(100_000)),
    kind: 'ndjson',
    says: '1 rows',
  },
  'NDJSON of a million lines': {
    file: () => Buffer.from('{}\n'.repeat(1_000_000)),
    kind: 'ndjson',
    says: 'fields.file_too_large',
  },
};

describe('R47 files that were made to hurt', () => {
  const { rss } = process.memoryUsage;
  let before = 0;
  let peak = 0;
  let timer: NodeJS.Timeout;
  beforeEach(() => {
    before = rss();
    peak = before;
    timer = setInterval(() => {
      peak = Math.max(peak, rss());
    }, 10);
  });
  afterEach(() => clearInterval(timer));

  it('are at least fifteen', () => {
    expect(Object.keys(cases).length).to.be.at.least(15);
  });

  // Made to take time: a sixth of them each day, WHOLE=1 all.
  for (const [name, { file, kind = 'xlsx', says }] of someOf(Object.entries(cases), 0))
    it(name, async () => {
      const bytes = await file();
      [before, peak] = [rss(), rss()]; // without the memory for making it
      expect(await outcome(bytes, kind)).to.include(says);
      expect((peak - before) / 1e6, 'megabytes more than before').to.be.below(350);
      expect(Reflect.get({}, 'polluted')).to.equal(undefined);
    }).timeout(90_000);
});
