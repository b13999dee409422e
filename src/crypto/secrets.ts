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

/** Random bytes, handed out once and not left lying about. One call of the random source serves many. */
function take<T>(bytes: number, read: (taken: Buffer) => T): T {
  if (next + bytes > pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const taken = pool.subarray(next, next + bytes);
  next += bytes;
  const value = read(taken);
  taken.fill(0);
  return value;
}

/** A value that only its bearer knows: a session, a code, a link in a mail. */
export const newToken = (bytes = 32): string => take(bytes, (taken) => taken.toString('base64url'));

/** Whether a text has the form of one; with anything else the database is not asked. */
export const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);

/** Unused random bytes: the nonce of a cipher. */
export const newNonce = (bytes: number): Buffer => take(bytes, (taken) => Buffer.from(taken));

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** AK. Lower case without 0, 1, 8, 9, so that it survives being read out on the telephone. */
export const newClientId = () => `ncc_${Array.from(randomBytes(20), (byte) => base32[byte % 32]).join('')}`;

/** SK. The prefix lets secret scanners recognise one that leaked. */
export const newClientSecret = () => `ncc_sk_${newToken()}`;

/**
 * How a random secret is stored: 256 random bits need no slow hash. By way of a text, a character for each byte: a buffer that is asked of the hash
 * has memory of its own, which costs as much as the hash itself, and this one comes out of those that Node has ready.
 */
export const hashToken = (value: string) => Buffer.from(hash('sha256', value, 'binary'), 'binary');

/** The same in base64, where a text is wanted. */
export const hashText = (value: string) => hash('sha256', value, 'base64');

export const newId = () => randomUUID();

/** Always the same id for one text (RFC 9562, version 8). */
export function idFrom(text: string): string {
  const hex = hash('sha256', text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

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
