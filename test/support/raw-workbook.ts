import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

type Parts = Readonly<Record<string, string | Buffer>>;
type Raw = {
  /** The content of sheetData. */
  rows?: string;
  strings?: string;
  styles?: string;
  /** The content of workbook.xml beside the sheets. */
  book?: string;
  sheets?: string;
  types?: string;
  /** Parts instead of or beside the usual ones. */
  parts?: Parts;
};

export async function zipOf(parts: Parts, compress = true): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, part] of Object.entries(parts))
    zip.addBuffer(Buffer.from(part), name, compress ? { compressionLevel: 1 } : { compress });
  zip.end();
  return buffer(zip.outputStream);
}

/** The parts of a workbook as text, for files that no library would write. */
export const partsOf = ({
  rows = '',
  strings = '',
  styles = '',
  book = '',
  sheets,
  types = '',
  parts = {},
}: Raw): Parts => ({
  '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/>${types}</Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}">${book}<sheets>${sheets ?? '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'}</sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings}</sst>`,
  'xl/styles.xml': `<styleSheet xmlns="${main}">${styles}</styleSheet>`,
  ...parts,
});

export const rawWorkbook = (raw: Raw, compress = true): Promise<Buffer> => zipOf(partsOf(raw), compress);

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
/** A row of cells that are texts, or XML where they begin with <c. */
export const rawRow = (cells: readonly string[]): string =>
  `<row>${cells.map((cell) => (cell.startsWith('<c') ? cell : `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`)).join('')}</row>`;

/** An archive with so many entries, all of them empty; written by hand, since libraries take their time. */
export function crowdedZip(count: number): Buffer {
  const record = (signature: number, size: number, name: string, nameAt: number): Buffer => {
    const bytes = Buffer.alloc(size);
    bytes.writeUInt32LE(signature, 0);
    bytes.writeUInt16LE(20, nameAt === 26 ? 4 : 6);
    bytes.writeUInt16LE(name.length, nameAt);
    return Buffer.concat([bytes, Buffer.from(name)]);
  };
  const first = record(0x04034b50, 30, 'x', 26);
  const directory = Buffer.concat(Array.from({ length: count }, (_each, n) => record(0x02014b50, 46, `${n}`, 28)));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(count, at);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(first.length, 16);
  return Buffer.concat([first, directory, end]);
}

/** The contents of the parts of a workbook. */
export async function partsIn(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString());
  return parts;
}
