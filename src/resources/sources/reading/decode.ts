import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';

const inHead = /<\?xml[^>]{0,200}encoding=["']([\w-]+)|<meta[^>]{0,200}charset=["']?([\w-]+)/i;

/** PDF, zip (Word, Excel), pictures, gzip, RAR and the documents of old. */
const fileBeginnings = [
  '%PDF',
  'PK\u0003\u0004',
  '\u0089PNG',
  'GIF8',
  '\u00ff\u00d8\u00ff',
  '\u001f\u008b',
  'Rar!',
  '\u00d0\u00cf\u0011\u00e0',
];

/** The text of an answer. Many sites say a charset that theirs is not: UTF-8 that reads as UTF-8 is, and the rest is tried as said, then as GB 18030. */
export function decode(bytes: Uint8Array, charset: string | undefined): string {
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  if (fileBeginnings.some((each) => head.startsWith(each))) throw new Unreadable(fact('sources.is_file'));
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const [, inXml, inPage] = inHead.exec(head) ?? [];
  for (const each of ['utf-8', charset, inXml ?? inPage, 'gb18030']) {
    const text = each === undefined ? undefined : read(bytes, each);
    if (text !== undefined && !text.includes('\0')) return text;
  }
  throw new Unreadable(fact('sources.not_text'));
}

function read(bytes: Uint8Array, charset: string): string | undefined {
  if (/^(iso-?8859|latin|us-ascii|windows-125)/i.test(charset)) return undefined; // said of Chinese pages by servers that know no better
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
