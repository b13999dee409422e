import { randomFillSync } from 'node:crypto';
import type { AuditHash } from '../crypto/suite.ts';
import { columnsOf, type EventText, type SignedText } from './chain.ts';
import { keyedHash } from './keyed-hash.ts';

const once = 16;
const timeBytes = 6;

/** The last byte of a MAC made by SM3; by SHA-256 it is one byte shorter. */
const bySm3 = Buffer.of(2);
const length = once + 32;

/**
 * The MAC of an event that is about to be written: bytes that are used once, and HMAC over them and the event. The bytes begin
 * with the time, so that their index grows at its end; being unique, they refuse an event that is written a second time.
 */
export function macOf(key: Buffer, event: SignedText, at: Date, by: AuditHash = 'sha256'): Buffer {
  const nonce = randomFillSync(Buffer.alloc(once), timeBytes);
  nonce.writeUIntBE(Math.max(0, at.getTime()), 0, timeBytes);
  return Buffer.concat([nonce, hashOf(key, nonce, event, by), ...(by === 'sm3' ? [bySm3] : [])]);
}

/** Whether the application wrote this event: only it has the key. */
export function isSigned(key: Buffer, { mac, ...event }: EventText): boolean {
  if (mac === null) return false;
  const by = mac.length > length && mac.subarray(length).equals(bySm3) ? 'sm3' : 'sha256';
  const hash = mac.subarray(once, by === 'sm3' ? length : undefined);
  return hashOf(key, mac.subarray(0, once), event, by).equals(hash);
}

/** A time as PostgreSQL writes `extract(epoch from …)`: seconds with six decimals. */
export const epochText = (at: Date): string => `${(at.getTime() / 1000).toFixed(3)}000`;

const hashOf = (key: Buffer, nonce: Buffer, event: SignedText, by: AuditHash): Buffer =>
  keyedHash(key, [`audit event mac ${event.personHash === null ? 1 : 2}`, nonce, ...columnsOf(event)], by);
