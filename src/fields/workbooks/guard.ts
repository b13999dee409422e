import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { fact } from '../facts.ts';
import { Unreadable } from './unreadable.ts';

const megabytes = (n: number) => n * 1024 * 1024;

/** A workbook of 20,000 rows stays well below all of these; larger ones are hostile. */
const most = { entries: 1_000, part: megabytes(128), all: megabytes(160), strings: megabytes(64), ratio: 200 };
/** Parts that are read here as a whole. */
const small = megabytes(4);

export type Archive = {
  has(part: string): boolean;
  /** As it says itself; reading more of it fails. */
  sizeOf(part: string): number;
  open(part: string): Promise<Readable>;
  /** The contents of the parts that connect the others. */
  small: ReadonlyMap<string, string>;
};

/** Refuses files that are no workbook, by their first bytes. */
function mustBeZip(bytes: Buffer): void {
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return;
  if (bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1') {
    const isSealed = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
    throw new Unreadable(isSealed ? fact('fields.book_password') : fact('fields.book_xls'));
  }
  throw notWorkbook();
}

/**
 * Looks into a workbook before any parser does: the number, the names and the real sizes of its parts. No parser is safe alone: one megabyte may
 * inflate to a thousand. Throws Unreadable with the cure.
 */
export async function openArchive(bytes: Buffer): Promise<Archive> {
  mustBeZip(bytes);
  const { archive, names } = await openParts(bytes, connecting);
  mustBeSpreadsheet(names, archive.small.get('[content_types].xml'));
  return archive;
}

/** Parts of a workbook that connect the others. */
const connecting = /^(\[content_types\]\.xml|xl\/workbook\.xml|xl\/styles\.xml|xl\/_rels\/workbook\.xml\.rels)$/;

/** The same of any file that is an archive of XML parts; those that `isKept` names are read as a whole. Throws Unreadable. */
export async function openParts(
  bytes: Buffer,
  isKept: RegExp,
): Promise<{ archive: Archive; names: ReadonlySet<string> }> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true, lazyEntries: true }).catch(broken);
  if (zip.entryCount > most.entries) throw new Unreadable(fact('fields.book_parts', { count: zip.entryCount }));
  const texts = new Map<string, string>();
  const entries = new Map<string, Entry>();
  let inflated = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase();
      if (entries.has(name)) throw new Unreadable(fact('fields.book_twins'));
      mustBeHarmless(name, entry);
      entries.set(name, entry);
      if (!/\.(xml|rels|vml)$/.test(name)) continue;
      const kept = isKept.test(name) && { kept: texts };
      inflated += await inflate(zip, entry, { before: inflated, packed: bytes.length, ...kept });
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : broken(error);
  }
  const archive: Archive = {
    small: texts,
    has: (part) => entries.has(part.toLowerCase()),
    sizeOf: (part) => entries.get(part.toLowerCase())?.uncompressedSize ?? 0,
    async open(part) {
      const entry = entries.get(part.toLowerCase());
      return entry === undefined ? broken(part) : zip.openReadStreamPromise(entry);
    },
  };
  return { archive, names: new Set(entries.keys()) };
}

function mustBeHarmless(name: string, entry: Entry): void {
  if (entry.isEncrypted()) throw new Unreadable(fact('fields.book_sealed'));
  if (/vbaproject|macrosheets\/|activex\//.test(name)) throw new Unreadable(fact('fields.book_macros'));
  if (entry.uncompressedSize > most.part) throw tooLarge();
}

function mustBeSpreadsheet(names: ReadonlySet<string>, types: string | undefined): void {
  if (/macroEnabled/i.test(types ?? '')) throw new Unreadable(fact('fields.book_xlsm'));
  if (names.has('xl/workbook.bin')) throw new Unreadable(fact('fields.book_xlsb'));
  if (names.has('word/document.xml')) throw new Unreadable(fact('fields.book_word'));
  if (names.has('content.xml')) throw new Unreadable(fact('fields.book_ods'));
  if (types === undefined || !names.has('xl/workbook.xml')) throw notWorkbook();
}

type Inflating = { before: number; packed: number; kept?: Map<string, string> };

/** Counts the real output of a part, whatever it declares, and looks for references that add more to it. */
async function inflate(zip: ZipFile, entry: Entry, { before, packed, kept }: Inflating): Promise<number> {
  const name = entry.fileName.toLowerCase();
  const limit = name.endsWith('sharedstrings.xml') ? most.strings : kept === undefined ? most.part : small;
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  let tail = '';
  const refuse = (problem: Unreadable) => {
    stream.destroy();
    throw problem;
  };
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    if (size === 0 && ((chunk[0] ?? 0) >= 0xfe || chunk.subarray(0, 4).includes(0)))
      refuse(new Unreadable(fact('fields.book_encoding')));
    size += chunk.length;
    const all = before + size;
    if (size > limit || all > most.all || (all > megabytes(20) && all / packed > most.ratio)) refuse(tooLarge());
    const text = tail + chunk.toString('latin1');
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) refuse(new Unreadable(fact('fields.book_dtd')));
    tail = text.slice(-10);
    if (kept !== undefined) chunks.push(chunk);
  }
  kept?.set(name, Buffer.concat(chunks).toString('utf8'));
  return size;
}

const notWorkbook = () => new Unreadable(fact('fields.book_other'));
const tooLarge = () => new Unreadable(fact('fields.book_inflated'));

function broken(cause: unknown): never {
  throw new Unreadable(fact('fields.book_broken'), { cause });
}
