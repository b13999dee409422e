import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';

/** The text of a file: a line a paragraph, a tab between the cells of a table's row. */
export type FileText = {
  text: string;
  /** `YYYY-MM-DD`, where the file says it. */
  writtenOn?: string | undefined;
  /** Names of files in a mail, which are not read. */
  attachments: readonly string[];
};

const megabytes = (n: number) => n * 1024 * 1024;

/** More than a programme of a whole year has. */
export const bounds = { bytes: megabytes(20), text: 60_000, pages: 60, events: 200, rows: 2_000, elements: 200_000 };

/** The text without blanks at the ends of lines, invisible signs, and more than one empty line at a time. */
export function tidied(text: string): string {
  const plain = text
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f]/g, ' ')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[ \u3000\t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (plain.length > bounds.text)
    throw new Unreadable(fact('pasting.text_too_long', { most: bounds.text, now: plain.length }));
  return plain;
}

/** Collects lines, and rows of tables. */
export function createLines() {
  const lines: string[] = [];
  let size = 0;
  return {
    add(line: string): void {
      size += line.length + 1;
      // Some more than the bound, which is told for the tidied text.
      if (size > bounds.text * 3) throw new Unreadable(fact('pasting.text_too_long', { most: bounds.text, now: size }));
      lines.push(line);
    },
    text: () => lines.join('\n'),
  };
}
