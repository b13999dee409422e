import { Unreadable } from './unreadable.ts';

const decode = (bytes: Buffer, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const longestLine = 1024 * 1024;

/** The text of a CSV file: UTF-8 with or without a mark, UTF-16 with one, or what Chinese Excel writes (GBK, GB 18030). */
export function csvText(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK')
    throw new Unreadable('这个文件是 Excel 工作簿，请把扩展名改回 .xlsx 再上传');
  const mark = bytes.subarray(0, 2).toString('hex');
  const text =
    mark === 'fffe' || mark === 'feff'
      ? decode(bytes, mark === 'fffe' ? 'utf-16le' : 'utf-16be')
      : (decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030'));
  if (text === undefined || text.includes('\0'))
    throw new Unreadable('这个文件的编码读不出来，请另存为“CSV UTF-8”再上传');
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const until = end === -1 ? text.length : end;
    if (until - from > longestLine) throw new Unreadable('这个文件里有一行超过 1 MB，不像是表格，请核对后再上传');
    from = until + 1;
  }
  return text;
}

/** What stands between the cells: the sign of which the first lines have most. */
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
