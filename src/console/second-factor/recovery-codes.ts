import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: nothing to misread on paper

/** XXXXX-XXXXX: 50 random bits. */
export function newPaperCode(): string {
  const letters = Array.from(randomBytes(10), (byte) => alphabet[byte % 32]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** Ten codes for the day when the phone is lost. */
export const newRecoveryCodes = (): string[] => Array.from({ length: 10 }, newPaperCode);

/** The code as printed, however it was typed; undefined for anything else. */
export function readPaperCode(typed: string): string | undefined {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(letters) ? `${letters.slice(0, 5)}-${letters.slice(5)}` : undefined;
}

/** The digits of a code from an authenticator app, however they are typed. */
export const readCode = (typed: string): string => typed.normalize('NFKC').replaceAll(/[\s-]/g, '');
