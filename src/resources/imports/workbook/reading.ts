import type { Fact } from '../../../fact.ts';
import type { Data, Field } from '../../../fields/form.ts';
import type { Other } from '../../../fields/workbooks/read.ts';
import { type Cell, type Row, type TableKind, tooManyRows } from '../../../fields/workbooks/table.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import type { Workbooks } from '../../../fields/workbooks/workbooks.ts';
import { dataOf } from '../../channels/canonical.ts';
import type { Channel } from '../../channels/channel.ts';
import { fact } from '../facts.ts';
import { textIn } from './cell.ts';
import { columnsOf, headingsOf } from './columns.ts';
import { exampleNumber, examplesOf } from './examples.ts';
import { absent, findHeadings, type Headings } from './headings.ts';
import { hintMark, templateVersion } from './template.ts';

type Trouble = { field: Field | undefined; value: string; problem: Fact; isNotice?: boolean };
/** A picture in a cell, or in the archive around the table under the name that the cell has. */
type FoundPicture = { field: Field; name: string; bytes: Uint8Array };
/** One entry as it stands in the file, in the words of a form. */
export type ReadRow = {
  row: number;
  data: Data;
  troubles: Trouble[];
  pictures?: FoundPicture[];
  /** Uploads that its pictures became. */
  uploads?: readonly string[];
};

export type ReadFile = {
  headings: Headings | undefined;
  /** Which template it was made from: 2026.1. */
  version: string | undefined;
  notices: Fact[];
};

const most = 20_000;

/** A file as its entries, by the hundred; first the notices about the whole. Throws Unreadable with the cure. */
export async function* readEntries(
  workbooks: Pick<Workbooks, 'rows'>,
  channel: Channel,
  channels: Readonly<Record<string, Pick<Channel, 'name'>>>,
  { bytes, kind }: { bytes: Buffer; kind: TableKind },
): AsyncGenerator<{ file: ReadFile } | { rows: ReadRow[]; skipped: number }> {
  const known = headingsOf(channel);
  let template: string | undefined;
  let others: Other[] = [];
  let headings: Headings | undefined;
  let count = 0;
  const isLeft = createLeftOut(channel);
  for await (const told of workbooks.rows(bytes, kind, new Set(known.keys()))) {
    if (!('rows' in told)) {
      ({ template, others } = told);
      if (kind === 'ndjson') yield { file: { headings: undefined, version: undefined, notices: [] } };
      continue;
    }
    let { rows } = told;
    if (kind !== 'ndjson' && headings === undefined) {
      const version = versionOf(template, channel, channels);
      const found = findHeadings(rows, known);
      if ('problem' in found) throw new Unreadable(found.problem);
      headings = found;
      const missing = absent(known, headings);
      if (missing.length > 0)
        throw new Unreadable(
          fact('imports.columns_missing', {
            columns: missing.map(({ title }) => title).join('、'),
            channel: channel.name,
          }),
        );
      const notices = [...headings.notices, ...unread(others)];
      yield { file: { headings, version, notices } };
    }
    const at = headings;
    if (at !== undefined) rows = rows.filter(({ row }) => row > at.row);
    const read = rows.map((row) => (at === undefined ? ofJson(channel, row) : ofCells(at, row)));
    const wanted = read.filter((row) => !isLeft(row));
    count += wanted.length;
    if (count > most) throw new Unreadable(tooManyRows);
    if (read.length > 0) yield { rows: wanted, skipped: read.length - wanted.length };
  }
  if (kind !== 'ndjson' && headings === undefined) throw new Unreadable(fact('imports.file_empty'));
  if (count === 0) throw new Unreadable(fact('imports.no_rows'));
}

/** Sheets that are not read are listed, each with its number of rows. */
function unread(others: readonly Other[]): Fact[] {
  if (others.length === 0) return [];
  const sheets = others
    .slice(0, 10)
    .map(({ sheet, rows, isMore }) => fact('imports.sheet', { sheet: sheet.slice(0, 20), rows, isMore }));
  return [fact('imports.sheets_unread', { sheets, count: others.length })];
}

/** Of which template it says to be; throws where that is one of another channel. */
function versionOf(
  template: string | undefined,
  channel: Channel,
  channels: Readonly<Record<string, Pick<Channel, 'name'>>>,
): string | undefined {
  const [, code = '', version] = /^"?([a-z]{1,20})@(\d{4}\.\d{1,3})"?$/.exec(template ?? '') ?? [];
  if (version === undefined) return undefined;
  if (code !== channel.code) {
    const other = Object.hasOwn(channels, code) ? channels[code]?.name : undefined;
    throw new Unreadable(fact('imports.other_template', { other: other ?? code, channel: channel.name }));
  }
  return version;
}

export const isOutdated = (version: string | undefined): boolean =>
  version !== undefined && version !== templateVersion;

function ofCells(headings: Headings, { row, cells, pictures = [] }: Row): ReadRow {
  const data: Record<string, string> = {};
  const troubles: Trouble[] = [];
  const found: FoundPicture[] = [];
  for (const [column, field] of headings.fields) {
    const inCell = pictures.filter((picture) => picture.column === column);
    if (inCell.length > 0 && field.control === 'files') {
      found.push(...inCell.map(({ name, bytes }) => ({ field, name, bytes })));
      continue; // the text beside it is that of the spreadsheet program, or the name of the picture
    }
    if (inCell.some(({ isNamed }) => !isNamed))
      troubles.push({ field, value: '', problem: fact('imports.picture_elsewhere'), isNotice: true });
    const cell: Cell | undefined = cells[column - 1];
    const { text, problem, notice } = textIn(field, cell);
    if (text.trim() !== '') data[field.name] = text;
    if (problem !== undefined) troubles.push({ field, value: text, problem });
    if (notice !== undefined) troubles.push({ field, value: text, problem: notice, isNotice: true });
  }
  return { row, data, troubles, ...(found.length > 0 && { pictures: found }) };
}

function ofJson(channel: Channel, { row, json, cells }: Row): ReadRow {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const value = String(cells[0] ?? '');
    return {
      row,
      data: {},
      troubles: [{ field: undefined, value, problem: fact('imports.not_an_object') }],
    };
  }
  const { data, problems, unknown } = dataOf(channel, Object.fromEntries(Object.entries(json)));
  const fields = new Map(columnsOf(channel).map((field) => [field.name, field]));
  const troubles: Trouble[] = Object.entries(problems).map(([name, problem]) => ({
    field: fields.get(name),
    value: '',
    problem,
  }));
  if (unknown.length > 0)
    troubles.push({
      field: undefined,
      value: unknown.join(', ').slice(0, 100),
      problem: fact('imports.unknown_fields'),
      isNotice: true,
    });
  return { row, data, troubles };
}

/** Rows of the template: examples are no entries, unless they were changed. */
function createLeftOut(channel: Channel): (row: ReadRow) => boolean {
  const examples = examplesOf(channel);
  const same = (data: Data, example: Data) =>
    Object.entries(data).every(([name, value]) => name === 'external_id' || value === (example[name] ?? ''));
  return ({ data }) => {
    const number = data.external_id?.trim() ?? '';
    if (Object.values(data).some((value) => value.startsWith(hintMark))) return true;
    if (number !== '' && !exampleNumber.test(number)) return false;
    return Object.keys(data).length > 3 && examples.some((example) => same(data, example));
  };
}
