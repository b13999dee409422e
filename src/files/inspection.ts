import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
import { type Accept, type Inspected, isImage } from './file.ts';
import { pdfProblem } from './pdf.ts';
import { isSvg } from './svg.ts';

/** The kind, the integrity and the safety of an upload: the work itself, for the process of pictures. */
export async function inspectHere(bytes: Buffer, accept: Accept): Promise<Inspected> {
  if (bytes.length === 0) return { problem: fact('files.empty') };
  const type = await typeOf(bytes);
  if (type === undefined || !accept.types.includes(type))
    return { problem: fact('files.type_expected', { types: accept.types }) };
  if (isImage(type)) {
    const { cleanPicture, drawn } = await import('./picture.ts'); // 20 MB that a node without uploads does not need
    return type === 'image/svg+xml' ? drawn(bytes, accept) : cleanPicture(bytes, type, accept);
  }
  const problem = type === 'application/pdf' ? pdfProblem(bytes) : mailProblem(bytes);
  return problem === undefined ? { type, bytes } : { problem };
}

async function typeOf(bytes: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined); // an unparsable file is of no accepted kind
  if (found !== undefined && found.mime !== 'application/xml') return found.mime;
  if (isSvg(bytes)) return 'image/svg+xml';
  return mailProblem(bytes) === undefined ? 'message/rfc822' : undefined;
}

const known = ['from', 'date', 'subject', 'to', 'message-id', 'received', 'mime-version'];

/** Why this is no saved letter (RFC 5322); it is never opened here, only handed out to be saved. */
export function mailProblem(bytes: Buffer): Fact | undefined {
  const text = bytes.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const problem = fact('files.mail_expected');
  if (end === null || text.includes('\0')) return problem;
  const lines = text.slice(0, end.index).split(/\r?\n/);
  if (!lines.every((line, place) => /^[\x21-\x39\x3b-\x7e]+:/.test(line) || (place > 0 && /^[ \t]/.test(line))))
    return problem;
  const names = new Set(lines.map((line) => line.split(':', 1)[0]?.toLowerCase()));
  return names.has('from') && known.filter((name) => names.has(name)).length >= 3 ? undefined : problem;
}
