import { randomFillSync } from 'node:crypto';
import { columnsOf, type EventText } from './chain.ts';
import { keyedHash } from './keyed-hash.ts';

type Signed = Omit<EventText, 'id' | 'mac'>;

const once = 16;
const timeBytes = 6;

/**
 * The MAC of an event that is about to be written: bytes that are used once, and HMAC-SHA256 over them and the event. The bytes begin
 * with the time, so that their index grows at its end; being unique, they refuse an event that is written a second time.
 */
export function macOf(key: Buffer, event: Signed, at: Date): Buffer {
  const nonce = randomFillSync(Buffer.alloc(once), timeBytes);
  nonce.writeUIntBE(Math.max(0, at.getTime()), 0, timeBytes);
  return Buffer.concat([nonce, hashOf(key, nonce, event)]);
}

/** Whether the application wrote this event: only it has the key. */
export const isSigned = (key: Buffer, { mac, ...event }: EventText): boolean =>
  mac !== null && hashOf(key, mac.subarray(0, once), event).equals(mac.subarray(once));

/** A time as PostgreSQL writes `extract(epoch from …)`: seconds with six decimals. */
export const epochText = (at: Date): string => `${(at.getTime() / 1000).toFixed(3)}000`;

const hashOf = (key: Buffer, nonce: Buffer, event: Signed): Buffer =>
  keyedHash(key, ['audit event mac 1', nonce, ...columnsOf(event)]);
