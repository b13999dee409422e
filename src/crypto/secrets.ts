import { createHash, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';

/** A value that only its bearer knows: a session, a code, a link in a mail. */
export const newToken = (bytes = 32) => randomBytes(bytes).toString('base64url');

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** AK. Lower case without 0, 1, 8, 9, so that it survives being read out on the telephone. */
export const newClientId = () => `ncc_${Array.from(randomBytes(20), (byte) => base32[byte % 32]).join('')}`;

/** SK. The prefix lets secret scanners recognise one that leaked. */
export const newClientSecret = () => `ncc_sk_${newToken()}`;

/** How a random secret is stored: 256 random bits need no slow hash. */
export const hashToken = (value: string) => createHash('sha256').update(value).digest();

export const newId = () => randomUUID();

/** A code for a short message. Leading zeros belong to it. */
export const sixDigits = () => String(randomInt(1_000_000)).padStart(6, '0');

/** Compares without telling by its time how much was right. */
export const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);
