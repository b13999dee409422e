import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Keys } from '../../crypto/keys.ts';
import type { Connection } from '../../database/open.ts';
import * as store from './export-store.ts';
import type { OpenResource } from './resource.ts';

export const lineOf = (resource: OpenResource): string => `${JSON.stringify(resource)}\n`;

/** A part is a whole gzip member; members one behind the other are a gzip file (RFC 1952, 2.2). */
export const packed = async (lines: readonly string[]): Promise<Buffer> => promisify(gzip)(lines.join(''));
export async function unpacked(bytes: Buffer): Promise<string[]> {
  const text = (await promisify(gunzip)(bytes)).toString();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [`${line}\n`]));
}

/** The proof of a file as it is now: read a part at a time. */
export async function sealOf(db: Connection, day: string, sm2: Keys['sm2']) {
  const hash = createHash('sha256');
  const signer = await sm2?.();
  const signed = signer?.begin();
  let size = 0;
  for (let place = 0; ; place += 1) {
    const part = await store.part(db, day, place, store.newest);
    if (part === undefined) break;
    hash.update(part.bytes);
    signed?.update(part.bytes);
    size += part.bytes.length;
  }
  return { size, sha256: hash.digest(), signature: signer && signed && signer.sign(signed) };
}
