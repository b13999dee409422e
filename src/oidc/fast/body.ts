import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';

const most = 4096;
const formType = /^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i;

/** The length of a small form that says what it is and how long; undefined for every other body. */
export function formLength({ headers }: IncomingMessage): number | undefined {
  const { 'content-type': type = '', 'content-length': length = '', 'transfer-encoding': coding } = headers;
  if (coding !== undefined || !formType.test(type) || !/^[1-9]\d{0,3}$/.test(length)) return undefined;
  return Number(length) <= most ? Number(length) : undefined;
}

/** Reads the whole body and stops before the end of the stream, so that it can be put back for another reader. */
export function readWhole(
  req: IncomingMessage,
  length: number,
  { done, broken }: { done: (body: Buffer) => void; broken: () => void },
): void {
  const chunks: Buffer[] = [];
  let received = 0;
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (received < length) return;
    req.off('data', take);
    req.off('close', broken);
    req.pause();
    done(Buffer.concat(chunks, received));
  };
  req.on('data', take);
  req.on('close', broken);
}

/** The fields of a form that has each of them once, filled, and none that is not `known`. */
export function plainForm(body: Buffer | string, known: ReadonlySet<string>): Record<string, string> | undefined {
  const form: Record<string, string> = {};
  for (const [name, value] of Object.entries(parse(body.toString()))) {
    if (!known.has(name) || typeof value !== 'string' || value === '') return undefined;
    form[name] = value;
  }
  return form;
}
