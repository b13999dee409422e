import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Seal } from './seal.ts';

const context = 'hidden id';
const form = /^[\w-]{43}$/;

/**
 * An id as an unguessable address: the same for the same reader again and again, and another for every other reader, so that two of them who
 * compare cannot tell that it is one. An invented address leads to an id that does not exist.
 */
export function hideId(seal: Seal, id: string, reader: string): string {
  const nonce = seal.index(`${id}\0${reader}`, `${context} nonce`).subarray(0, 16);
  const cipher = createCipheriv('aes-256-ctr', seal.index('key', context).subarray(0, 32), nonce);
  const bytes = cipher.update(Buffer.from(id.replaceAll('-', ''), 'hex'));
  return Buffer.concat([nonce, bytes, cipher.final()]).toString('base64url');
}

/** Undefined for a text of another form. */
export function readHiddenId(seal: Seal, text: string): string | undefined {
  if (!form.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-ctr', seal.index('key', context).subarray(0, 32), bytes.subarray(0, 16));
  const hex = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
