import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { fact } from '../facts.ts';
import { createOnce } from './pictures.ts';
import type { TableKind } from './table.ts';
import { Unreadable } from './unreadable.ts';

/** A table and pictures beside it, in one ZIP archive. */
export type Packed = {
  bytes: Buffer;
  kind: TableKind;
  /** The picture that a cell names, by its name or its path; undefined where it names none. */
  picture(name: string): Promise<{ name: string; bytes: Uint8Array } | undefined>;
};

const megabytes = (n: number) => n * 1024 * 1024;
const most = { entries: 5_000, table: megabytes(10), picture: megabytes(12) };
const isTable = /\.(xlsx|csv)$/i;
const isPicture = /\.(jpe?g|png|webp|gif|bmp)$/i;
/** Leftovers of systems and programs, which no person put in. */
const isLitter = /(^|\/)(__MACOSX\/|\.|~\$|Thumbs\.db$)/i;

/** The table of an archive that is no workbook itself; undefined for any other file. Throws Unreadable. */
export async function openPacked(bytes: Buffer): Promise<Packed | undefined> {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\x03\x04') return undefined;
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false }).catch(() => undefined);
  if (zip === undefined) return undefined; // its reading as a workbook tells the fault
  if (zip.entryCount > most.entries) throw new Unreadable(fact('fields.book_parts', { count: zip.entryCount }));
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (name === 'xl/workbook.xml' || name === '[Content_Types].xml') return undefined;
      if (!isLitter.test(name)) entries.set(name.toLowerCase(), entry);
    }
  } catch {
    return undefined;
  }
  const tables = [...entries].filter(([name]) => isTable.test(name));
  const [table] = tables;
  if (table === undefined) return undefined;
  if (tables.length > 1) throw new Unreadable(fact('fields.zip_tables', { count: tables.length }));
  const pictures = new Map([...entries].filter(([name]) => isPicture.test(name)));
  for (const [name, entry] of [...pictures]) {
    const short = name.slice(name.lastIndexOf('/') + 1);
    if (!pictures.has(short)) pictures.set(short, entry);
  }
  const once = createOnce((name: string) => {
    const entry = pictures.get(name);
    return entry === undefined ? undefined : read(zip, entry, most.picture);
  });
  return {
    bytes: await read(zip, table[1], most.table),
    kind: table[0].endsWith('.csv') ? 'csv' : 'xlsx',
    async picture(name) {
      const bytes = await once(name.trim().replaceAll('\\', '/').replace(/^\.\//, '').toLowerCase());
      return bytes && { name: name.trim(), bytes };
    },
  };
}

async function read(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> {
  if (entry.isEncrypted()) throw new Unreadable(fact('fields.book_sealed'));
  // The declared size is held to by the reader, which fails beyond it.
  if (entry.uncompressedSize > limit) throw new Unreadable(fact('fields.book_inflated'));
  return buffer(await zip.openReadStreamPromise(entry));
}

const asUtf8 = new TextDecoder('utf-8', { fatal: true });
const asGbk = new TextDecoder('gb18030');

/** Programs of Windows write names in GBK, and say nothing of it. */
function nameOf({ fileName }: { fileName: string | Buffer }): string {
  if (typeof fileName === 'string') return fileName;
  try {
    return asUtf8.decode(fileName);
  } catch {
    return asGbk.decode(fileName);
  }
}
