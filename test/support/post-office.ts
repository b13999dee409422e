import { createServer } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { portOf } from './ports.ts';

export interface ReceivedLetter {
  /** Message-ID: of the same letter, delivered twice, the same. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail server that stores its mails, parsed as by a mail program. */
export async function openMailServer() {
  const letters: ReceivedLetter[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      text(stream).then((content) => {
        for (const { address } of session.envelope.rcptTo) letters.push({ to: address, ...read(content) });
        done();
      }, done);
    },
  });
  server.on('error', () => undefined); // the sender may be killed in the middle
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    letters,
    url: `smtp://127.0.0.1:${portOf(server.server.address())}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const message = z.object({ phone: z.string(), text: z.string() });

/** An SMS gateway that stores its messages. */
export async function openSmsGateway() {
  const messages: (z.infer<typeof message> & { id: string })[] = [];
  const server = createServer(async (request, response) => {
    messages.push({ ...message.parse(await json(request)), id: String(request.headers['idempotency-key']) });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    messages,
    url: `http://127.0.0.1:${portOf(server.address())}/send`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}

/** Subject and both bodies of a multipart/alternative mail. */
function read(content: string): Omit<ReceivedLetter, 'to'> {
  const [head = ''] = content.split('\r\n\r\n', 1);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? 'no boundary';
  const parts = content.split(`--${boundary}`).map((part) => {
    const at = part.indexOf('\r\n\r\n');
    return { headers: part.slice(0, at).toLowerCase(), body: part.slice(at + 4) };
  });
  const bodyOf = (type: string) => {
    const part = parts.find(({ headers }) => headers.includes(`content-type: ${type}`));
    return part === undefined ? '' : decode(part.body, /transfer-encoding: (\S+)/.exec(part.headers)?.[1] ?? '');
  };
  const subject = /^subject: (.*(?:\r\n[ \t].*)*)/im.exec(head)?.[1] ?? '';
  const id = /^message-id: (\S+)/im.exec(head)?.[1] ?? '';
  return { id, subject: words(subject), text: bodyOf('text/plain'), html: bodyOf('text/html') };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quotedPrintable(body.replaceAll('=\r\n', '')) : body;
}

const quotedPrintable = (body: string) =>
  Buffer.from(
    body.replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** RFC 2047 */
const words = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, value: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(value, 'base64').toString('utf8')
        : quotedPrintable(value.replaceAll('_', ' ')),
    );
