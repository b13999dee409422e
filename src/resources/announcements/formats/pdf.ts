import { dayOf } from '../../../clock.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { bounds, createLines, type FileText } from './text.ts';

/** Fewer signs on a page than this: it is a picture. */
const leastSigns = 12;

type Item = { str: string; transform: number[]; width: number };

/** The text of a PDF, line by line. One made of pictures has none, and says so. No script of it runs, and no font is drawn. */
export async function readPdf(bytes: Buffer): Promise<FileText> {
  const { getDocumentProxy } = await import('unpdf');
  // Its own copy: the library takes the bytes over.
  const pdf = await getDocumentProxy(new Uint8Array(bytes), {
    isEvalSupported: false,
    stopAtErrors: false,
    verbosity: 0,
  }).catch((cause: unknown) => {
    const isSealed = cause instanceof Error && cause.name === 'PasswordException';
    throw new Unreadable(isSealed ? fact('pasting.pdf_password') : fact('pasting.pdf_broken'), { cause });
  });
  if (pdf.numPages > bounds.pages)
    throw new Unreadable(fact('pasting.pdf_pages', { most: bounds.pages, now: pdf.numPages }));
  const lines = createLines();
  let signs = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    for (const line of linesOf(items.flatMap((item) => ('str' in item ? [item] : [])))) {
      signs += line.replace(/\s/g, '').length;
      lines.add(line);
    }
    page.cleanup();
  }
  if (signs < leastSigns * pdf.numPages) throw new Unreadable(fact('pasting.pictures_only', { pages: pdf.numPages }));
  const text = lines.text();
  if ((text.match(/[\ufffd\ue000-\uf8ff]|(?![\t\n])\p{Cc}/gu)?.length ?? 0) > signs / 5)
    throw new Unreadable(fact('pasting.pdf_garbled'));
  const { info } = await pdf.getMetadata();
  return { text, writtenOn: dayIn(info), attachments: [] };
}

/** Words of one height stand on one line; a gap as wide as two signs divides the cells of a table. */
function linesOf(items: readonly Item[]): string[] {
  const lines: { y: number; end: number; text: string }[] = [];
  let isSpaced = false;
  for (const { str, transform, width } of items) {
    if (str.trim() === '') {
      isSpaced ||= str !== ''; // it fills the gap, however wide that is
      continue;
    }
    const [, , , height = 0, x = 0, y = 0] = transform;
    const size = Math.abs(height) || 10;
    const last = lines.at(-1);
    if (last === undefined || Math.abs(last.y - y) > size * 0.5) lines.push({ y, end: x + width, text: str });
    else {
      const gap = x - last.end;
      last.text += (gap > size * 2 ? '\t' : gap > size * 0.6 || (isSpaced && gap > size * 0.15) ? ' ' : '') + str;
      last.end = x + width;
    }
    isSpaced = false;
  }
  return lines.map(({ text }) => text.trim()).filter((text) => text !== '');
}

/** D:20261124100000+08'00' */
function dayIn(info: object): string | undefined {
  const made = 'CreationDate' in info ? String(info.CreationDate) : '';
  const [, year, month, day, hour = '00', minute = '00', sign, hours = '00'] =
    /^D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)\d\d)?(?:([+-])(\d\d))?/.exec(made) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:00${sign === undefined ? '+08:00' : `${sign}${hours}:00`}`,
  );
  return Number.isNaN(at.getTime()) ? undefined : dayOf(at);
}
