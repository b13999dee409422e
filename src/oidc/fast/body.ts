import type { IncomingMessage } from 'node:http';
import { unescape as decode } from 'node:querystring';

const maxBytes = 4096;
const formType = /^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i;

/** The length of a small form, from its headers; undefined for every other body, and where they do not say it. */
export function formLength({ headers }: IncomingMessage): number | undefined {
  const { 'content-type': type = '', 'content-length': length = '', 'transfer-encoding': coding } = headers;
  if (coding !== undefined || !formType.test(type) || !/^[1-9]\d{0,3}$/.test(length)) return undefined;
  return Number(length) <= maxBytes ? Number(length) : undefined;
}

/** Reads the whole body. Whoever does not answer at once calls `waits`: it stops before the end of the stream, so that the body can be put back for the library. */
export function readWhole(
  req: IncomingMessage,
  length: number,
  { done, broken }: { done: (body: Buffer, waits: () => void) => void; broken: () => void },
): void {
  const chunks: Buffer[] = [];
  let received = 0;
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (received < length) return;
    req.off('data', take);
    req.off('close', broken);
    done(chunks.length === 1 ? chunk : Buffer.concat(chunks, received), () => req.pause());
  };
  req.on('data', take);
  req.on('close', broken);
}

/** The fields of a form or query; undefined where one is not in `allowed`, is empty or comes twice. */
export function plainForm(body: Buffer | string, allowed: ReadonlySet<string>): Record<string, string> | undefined {
  const form: Record<string, string> = {};
  for (const field of body.toString().split('&')) {
    if (field === '') continue;
    const end = field.indexOf('=');
    const name = decoded(end === -1 ? field : field.slice(0, end));
    const value = end === -1 ? '' : decoded(field.slice(end + 1));
    if (!allowed.has(name) || value === '' || Object.hasOwn(form, name)) return undefined;
    form[name] = value;
  }
  return form;
}

/** As the library reads it. Where nothing is encoded, which is usual, there is nothing to decode. */
const decoded = (text: string): string => (/[%+]/.test(text) ? decode(text.replaceAll('+', ' ')) : text);
