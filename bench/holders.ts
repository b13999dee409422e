import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretsName } from '../src/crypto/key-files.ts';
import { createCookieSignatures } from '../src/oidc/requests/cookie-signatures.ts';

// What people of a filled database hold follows from their number, here and in the statements that fill it (fill.ts): nothing is kept of millions.
const named = (what: string, index: number) => createHash('sha256').update(`${what} ${index}`).digest();
const idOf = (what: string, index: number) => named(what, index).toString('base64url');
/** The same in SQL, as an expression of n. */
export const idIn = (what: string) =>
  `translate(rtrim(encode(sha256(convert_to('${what} ' || n, 'UTF8')), 'base64'), '='), '+/', '-_')`;
export const familyIn = `left(${idIn('family')}, 20)`;

const familyLength = 20;
const secretBytes = 32;

/**
 * The sessions, access tokens and families of refresh tokens that were filled in. Everybody comes in turn, in an order in which neighbours
 * of the table are far apart: whoever came comes again when all others have.
 */
export function createHolders(count: number, keysFolder: string) {
  const { cookie }: { cookie: { key: string }[] } = JSON.parse(readFileSync(join(keysFolder, secretsName), 'utf8'));
  const { sign } = createCookieSignatures(cookie.map(({ key }) => key));
  // 32 bytes for each family, as millions of strings would take ten times as much.
  const secrets = Buffer.alloc(count * secretBytes);
  const rotated = new Uint8Array(count);
  const secretOf = (index: number) =>
    rotated[index] === 1
      ? secrets.toString('base64url', index * secretBytes, (index + 1) * secretBytes)
      : idOf('secret', index + 1);

  return {
    /** Who comes next, of each kind. */
    next: { session: inTurn(count), accessToken: inTurn(count), refreshToken: inTurn(count) },
    cookie(index: number): string {
      const pair = `session=${idOf('session', index + 1)}`;
      return `${pair}; session.sig=${sign(pair)}`;
    },
    accessToken: (index: number) => idOf('access', index + 1),
    refreshToken: (index: number) => `${idOf('family', index + 1).slice(0, familyLength)}.${secretOf(index)}`,
    keepRefreshToken(index: number, token: string): void {
      secrets.write(token.slice(familyLength + 1), index * secretBytes, secretBytes, 'base64url');
      rotated[index] = 1;
    },
  };
}

export type Holders = ReturnType<typeof createHolders>;

function inTurn(count: number): () => number {
  const step = coprimeTo(count);
  let at = 0;
  return () => {
    at = (at + step) % count;
    return at;
  };
}

/** Near to the golden section of it, so that those who follow each other are far apart. */
function coprimeTo(count: number): number {
  const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));
  let step = Math.max(1, Math.round(count * 0.618));
  while (divisor(step, count) !== 1) step += 1;
  return step;
}
