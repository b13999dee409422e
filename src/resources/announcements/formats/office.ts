import { dayOf } from '../../../clock.ts';
import { openParts } from '../../../fields/workbooks/guard.ts';
import { openWorkbook } from '../../../fields/workbooks/sheets.ts';
import type { Cell } from '../../../fields/workbooks/table.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { elementsIn, walk } from '../../../fields/workbooks/xml-parts.ts';
import { fact } from '../facts.ts';
import { bounds, createLines, type FileText } from './text.ts';

const main = 'word/document.xml';
const most = { sheets: 12, columns: 60 };

/** A document of Word (.docx) or a workbook (.xlsx): archives of XML, looked into before any parser does. */
export async function readOffice(bytes: Buffer): Promise<FileText> {
  const opened = await openParts(bytes, /^(\[content_types\]\.xml|docprops\/core\.xml)$/).catch(inOwnWords);
  if (opened.names.has('xl/workbook.xml')) return readWorkbook(bytes);
  if (!opened.names.has(main)) throw new Unreadable(fact('pasting.file_unknown'));
  const { archive } = opened;
  const [modified] = elementsIn(archive.small.get('docprops/core.xml') ?? '', 'modified');
  const at = new Date(modified?.text ?? '');
  try {
    const lines = createLines();
    for await (const _ of walk(await archive.open(main), createListener(lines.add))) void _;
    return { text: lines.text(), ...(!Number.isNaN(at.getTime()) && { writtenOn: dayOf(at) }), attachments: [] };
  } catch (cause) {
    throw cause instanceof Unreadable ? cause : new Unreadable(fact('pasting.word_broken'), { cause });
  }
}

/** The guard speaks of workbooks; here it is a document. */
function inOwnWords(cause: unknown): never {
  if (!(cause instanceof Unreadable)) throw cause;
  const { code } = cause.problem;
  throw new Unreadable(
    code === 'fields.book_sealed'
      ? fact('pasting.word_password')
      : code === 'fields.book_inflated' || code === 'fields.book_parts'
        ? fact('pasting.file_inflated')
        : code === 'fields.book_dtd'
          ? fact('pasting.word_outside')
          : fact('pasting.word_broken'),
    { cause },
  );
}

/** Paragraphs as lines, tables as rows. Deleted and hidden words are left out, and the second writing of a text box. */
function createListener(add: (line: string) => void) {
  const rows: { cells: string[]; cell: string }[] = [];
  let [line, fallbacks] = ['', 0];
  let [isText, isRun, isHidden] = [false, false, false];
  const endParagraph = () => {
    const row = rows.at(-1);
    if (row === undefined) add(line.trim());
    else row.cell += row.cell === '' ? line.trim() : ` ${line.trim()}`;
    line = '';
  };
  return {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      if (name === 'Fallback') fallbacks += 1;
      if (fallbacks > 0) return;
      if (name === 'r') [isRun, isHidden] = [true, false];
      else if (name === 'vanish' && isRun) isHidden = !/^(0|false)$/.test(attributes['w:val'] ?? '');
      else if (name === 't') isText = true;
      else if (name === 'tab' && isRun) line += '\u3000';
      else if (name === 'br' || name === 'cr') endParagraph();
      else if (name === 'tr') rows.push({ cells: [], cell: '' });
    },
    close(name: string) {
      if (name === 'Fallback') fallbacks -= 1;
      if (fallbacks > 0) return;
      const row = rows.at(-1);
      if (name === 't') isText = false;
      else if (name === 'r') [isRun, isHidden] = [false, false];
      else if (name === 'p') endParagraph();
      else if (name === 'tc' && row !== undefined) {
        row.cells.push(row.cell.trim());
        row.cell = '';
      } else if (name === 'tr' && row !== undefined) {
        rows.pop();
        const outer = rows.at(-1);
        if (outer === undefined) add(row.cells.join('\t'));
        else outer.cell += ` ${row.cells.join(' ')}`;
      }
    },
    text(text: string) {
      if (isText && !isHidden && fallbacks === 0) line += text;
    },
  };
}

async function readWorkbook(bytes: Buffer): Promise<FileText> {
  const { sheets, rows } = await openWorkbook(bytes);
  const lines = createLines();
  let count = 0;
  for (const sheet of sheets.slice(0, most.sheets)) {
    for await (const { cells } of rows(sheet, bounds.rows, most.columns)) {
      const words = cells.map(wordsOf);
      if (words.every((word) => word === '')) continue;
      count += 1;
      if (count > bounds.rows) throw new Unreadable(fact('pasting.too_much'));
      lines.add(words.join('\t'));
    }
    lines.add('');
  }
  return { text: lines.text(), attachments: [] };
}

/** Times of a workbook are those of the wall. */
function wordsOf(cell: Cell): string {
  if (!(cell instanceof Date)) return cell === null ? '' : String(cell).replace(/\s+/g, ' ').trim();
  const at = new Date(Math.round(cell.getTime() / 60_000) * 60_000);
  const time = at.toISOString().slice(11, 16);
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return at.getUTCFullYear() < 1900 ? time : time === '00:00' ? day : `${day} ${time}`;
}
