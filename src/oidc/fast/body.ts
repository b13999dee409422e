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

/**
 * Reads the whole body. A reader that does not answer synchronously calls `waits` in the same turn: the body is then put back for the library
 * before the stream ends.
 */
export function readWhole(
  req: IncomingMessage,
  length: number,
  { done, broken }: { done: (body: Buffer, waits: () => void) => void; broken: () => void },
): void {
  if (req.destroyed) {
    broken();
    return;
  }
  const chunks: Buffer[] = [];
  let received = 0;
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (received < length) return;
    req.off('data', take);
    req.off('close', broken);
    const body = chunks.length === 1 ? chunk : Buffer.concat(chunks, received);
    done(body, () => {
      req.pause();
      req.unshift(body);
    });
  };
  req.on('data', take);
  req.on('close', broken);
}

/** The fields of a form or query; undefined where one is not in `allowed`, is empty or comes twice. */
export function plainForm(body: Buffer | string, allowed: ReadonlySet<string>): Record<string, string> | undefined {
  const names = namesOf(allowed);
  const form: Record<string, string> = {};
  const text = body.toString();
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('&', start);
    const end = next === -1 ? text.length : next;
    const sign = text.indexOf('=', start);
    if (end > start) {
      const isNamed = sign !== -1 && sign < end;
      const written = text.slice(start, isNamed ? sign : end);
      const name = names.get(written) ?? names.get(decoded(written));
      const value = isNamed ? decoded(text.slice(sign + 1, end)) : '';
      if (name === undefined || value === '' || Object.hasOwn(form, name)) return undefined;
      form[name] = value;
    }
    start = end + 1;
  }
  return form;
}

const known = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, string>>();
/** The names themselves: V8 would look for each piece of a text among all names before it could be one. */
function namesOf(allowed: ReadonlySet<string>): ReadonlyMap<string, string> {
  const made = known.get(allowed) ?? new Map([...allowed].map((name) => [name, name]));
  known.set(allowed, made);
  return made;
}

/** As the library reads it. Where nothing is encoded, which is usual, there is nothing to decode. */
const decoded = (text: string): string =>
  text.includes('%') || text.includes('+') ? decode(text.replaceAll('+', ' ')) : text;
