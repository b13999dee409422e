import PostalMime from 'postal-mime';
import { dayOf } from '../../../clock.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { readHtml } from './html.ts';
import type { FileText } from './text.ts';

/** A mail (.eml): its subject as the first line, then its text; the day on which it was sent. */
export async function readMail(bytes: Buffer): Promise<FileText> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 }).catch(
    (cause: unknown) => {
      throw new Unreadable(fact('pasting.mail_broken'), { cause });
    },
  );
  // The HTML has the tables, as its writer saw them.
  const body = mail.html === undefined || mail.html === '' ? (mail.text ?? '') : readHtml(mail.html).text;
  const sent = new Date(mail.date ?? '');
  return {
    text: [mail.subject ?? '', body].join('\n').trim(),
    ...(!Number.isNaN(sent.getTime()) && { writtenOn: dayOf(sent) }),
    attachments: mail.attachments
      .filter(({ disposition, related }) => disposition !== 'inline' && related !== true)
      .slice(0, 20)
      .map(({ filename }) => (filename ?? '').slice(0, 100) || '未命名'),
  };
}
