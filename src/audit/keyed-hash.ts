import { createHmac } from 'node:crypto';
import { preparedKey } from '../crypto/secrets.ts';
import type { AuditHash } from '../crypto/suite.ts';

/** Every part with its length, and null as no length at all: two lists of parts never give the same bytes. */
export function keyedHash(key: Buffer, parts: readonly (string | Buffer | null)[], by: AuditHash = 'sha256'): Buffer {
  const mac = createHmac(by, preparedKey(key));
  for (const part of parts) {
    const bytes = part === null ? undefined : Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes?.length ?? 0xffffffff);
    mac.update(length);
    if (bytes) mac.update(bytes);
  }
  return mac.digest();
}
