import { fact as ofFields } from '../../../fields/facts.ts';
import { decodedText } from '../../../fields/workbooks/table-text.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { readHtml } from './html.ts';
import { bounds, type FileText } from './text.ts';

type Kind = 'pdf' | 'zip' | 'old office' | 'picture' | 'rtf' | 'ics' | 'eml' | 'html' | 'text';

/** The kind of a file, by its content and not by its name. */
function kindOf(bytes: Buffer): Kind {
  const head = bytes.subarray(0, 2_000).toString('latin1');
  if (head.startsWith('PK\x03\x04')) return 'zip';
  if (head.slice(0, 1_024).includes('%PDF-')) return 'pdf';
  if (bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1') return 'old office';
  if (/^(\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|BM)|^....ftyp(heic|avif|mif1)/s.test(head)) return 'picture';
  if (head.startsWith('{\\rtf')) return 'rtf';
  const text = head.replace(/^(\xef\xbb\xbf|\s)+/, '');
  if (/^BEGIN:VCALENDAR/i.test(text)) return 'ics';
  if (/^(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}/.test(text) && isMail(text)) return 'eml';
  return /<(!doctype html|html|head|body|div|p|section|table|tr|span|meta|style)\b/i.test(text) ? 'html' : 'text';
}

const isMail = (head: string) => /^(from|received|mime-version|content-type|return-path|message-id):/im.test(head);

/** The text of a file with an announcement. Each parser is loaded only where it is needed. Throws Unreadable with the cure. */
export async function readFile(bytes: Buffer): Promise<FileText> {
  if (bytes.length > bounds.bytes) throw new Unreadable(fact('pasting.file_too_large'));
  switch (kindOf(bytes)) {
    case 'pdf':
      return (await import('./pdf.ts')).readPdf(bytes);
    case 'zip':
      return (await import('./office.ts')).readOffice(bytes);
    case 'ics':
      return (await import('./calendar.ts')).readCalendar(textIn(bytes));
    case 'eml':
      return (await import('./mail.ts')).readMail(bytes);
    case 'old office':
      throw bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
        ? new Unreadable(fact('pasting.word_password'))
        : new Unreadable(fact('pasting.word_old'));
    case 'rtf':
      throw new Unreadable(fact('pasting.word_old'));
    case 'picture':
      throw new Unreadable(fact('pasting.picture'));
    case 'html':
      return readHtml(textIn(bytes));
    case 'text':
      return { text: textIn(bytes), attachments: [] };
  }
}

function textIn(bytes: Buffer): string {
  const text = decodedText(bytes);
  if (text === undefined) throw new Unreadable(fact('pasting.file_binary'));
  if (text.trim() === '') throw new Unreadable(ofFields('fields.book_broken'));
  return text;
}
