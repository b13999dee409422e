/** Beginnings that make a spreadsheet calculate a cell: also behind blanks, and in full width as a Chinese keyboard writes it. */
const formula = /^([\t\r]|[\s\p{C}]*[=+\-@＝＋－＠])/u;
/** −12.5 and +13.3% are numbers, which calculate nothing. */
const amount = /^(-\d{1,15}(\.\d{1,15})?|[+-]\d{1,15}(\.\d{1,15})?%)$/;

/** Whether a spreadsheet would run a text as a formula. Everything that is handed out as a table asks here. */
export const isFormula = (text: string): boolean => formula.test(text) && !amount.test(text);
/** The same as a text: with an apostrophe, which a spreadsheet takes for "this is text". */
export const harmlessText = (text: string): string => (isFormula(text) ? `'${text}` : text);

/** One line of CSV (RFC 4180). */
export const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell ?? ''))).join(',')}\r\n`;

/** At the beginning of a file it marks UTF-8 for a spreadsheet. */
export const byteOrderMark = '\uFEFF';

const quoted = (text: string) => `"${harmlessText(text).replaceAll('"', '""')}"`;
