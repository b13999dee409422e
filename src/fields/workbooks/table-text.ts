import { fact } from '../facts.ts';
import { Unreadable } from './unreadable.ts';

const decode = (bytes: Buffer, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const longestLine = 1024 * 1024;

/** A text in UTF-8 with or without a mark, UTF-16 with one, or the encoding of Chinese Windows (GBK, GB 18030); undefined: no text. */
export function decodedText(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  const text =
    mark === 'fffe' || mark === 'feff'
      ? decode(bytes, mark === 'fffe' ? 'utf-16le' : 'utf-16be')
      : (decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030'));
  return text?.includes('\0') ? undefined : text;
}

/** The text of a CSV file: UTF-8 with or without a mark, UTF-16 with one, or the encoding of Chinese Excel (GBK, GB 18030). */
export function csvText(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') throw new Unreadable(fact('fields.workbook_as_csv'));
  const text = decodedText(bytes);
  if (text === undefined) throw new Unreadable(fact('fields.csv_encoding'));
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const until = end === -1 ? text.length : end;
    if (until - from > longestLine) throw new Unreadable(fact('fields.csv_line'));
    from = until + 1;
  }
  return text;
}

/** The separator of cells: the most frequent sign in the first lines. */
export function separatorOf(text: string): string {
  const head = text
    .slice(0, 8_000)
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/)
    .slice(0, 5)
    .join('\n');
  const count = (sign: string) => head.split(sign).length;
  return [',', ';', '\t', '，'].toSorted((one, other) => count(other) - count(one))[0] ?? ',';
}
