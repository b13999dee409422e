/** What makes a spreadsheet calculate a cell: also behind blanks, and in full width as a Chinese keyboard writes it. */
const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]/u;

/** One line of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe, which it takes for "this is text". */
export const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell ?? ''))).join(',')}\r\n`;

/** At the beginning of a file it tells a spreadsheet that this is UTF-8. */
export const byteOrderMark = '\uFEFF';

const quoted = (text: string) => `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
