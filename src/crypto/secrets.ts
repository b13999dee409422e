import {
  createSecretKey,
  hash,
  type KeyObject,
  randomBytes,
  randomFillSync,
  randomInt,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto';

const pool = Buffer.alloc(4096);
let next = pool.length;

/** A value that only its bearer knows: a session, a code, a link in a mail. One call of the random source serves many. */
export function newToken(bytes = 32): string {
  if (next + bytes > pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const taken = pool.subarray(next, next + bytes);
  next += bytes;
  const value = taken.toString('base64url');
  taken.fill(0); // once only, and not left lying about
  return value;
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** AK. Lower case without 0, 1, 8, 9, so that it survives being read out on the telephone. */
export const newClientId = () => `ncc_${Array.from(randomBytes(20), (byte) => base32[byte % 32]).join('')}`;

/** SK. The prefix lets secret scanners recognise one that leaked. */
export const newClientSecret = () => `ncc_sk_${newToken()}`;

/** How a random secret is stored: 256 random bits need no slow hash. */
export const hashToken = (value: string) => hash('sha256', value, 'buffer');

export const newId = () => randomUUID();

/** Whether a text is an id as `newId` makes them; with anything else in an address the database is not asked. */
export const isId = (text: unknown): text is string =>
  typeof text === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);

/** A code for a short message. Leading zeros belong to it. */
export const sixDigits = () => String(randomInt(1_000_000)).padStart(6, '0');

/** Compares in constant time. */
export const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

const prepared = new WeakMap<Buffer, KeyObject>();

/** A key that does not change, as HMAC takes it: made of its bytes at each use it costs six times the rest. */
export function preparedKey(bytes: Buffer): KeyObject {
  const known = prepared.get(bytes);
  if (known !== undefined) return known;
  const made = createSecretKey(bytes);
  prepared.set(bytes, made);
  return made;
}
