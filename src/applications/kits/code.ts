import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O and U, which are misread or spell something. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;

/** A code to claim a kit by, as people read and type it: 4KQM-7XTP. */
export const newClaimCode = (): string => {
  const letters = Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
};

/** The code that someone typed: case, spaces and hyphens do not matter; O is read as 0, I and L as 1, which no code has. Undefined where it cannot be one. */
export function claimCodeIn(typed: string): string | undefined {
  const letters = typed
    .slice(0, 40)
    .toUpperCase()
    .replaceAll(/[\s‐-―－-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const isCode = letters.length === length && [...letters].every((letter) => alphabet.includes(letter));
  return isCode ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}
