import { fact } from './facts.ts';
import { type Accept, type Inspected, isImage } from './file.ts';
import { mailProblem } from './mail.ts';
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
