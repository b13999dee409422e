import { createHash } from 'node:crypto';
import { epoch, systemClock } from '../src/clock.ts';
import { openKeys } from '../src/crypto/keys.ts';
import { createLog } from '../src/log.ts';
import { accessTokenLifetime } from '../src/oidc/lifetimes.ts';
import { createCookieSignatures } from '../src/oidc/requests/cookie-signatures.ts';
import { createPacking } from '../src/oidc/tokens/packing.ts';
import { createSelfContained } from '../src/oidc/tokens/self-contained.ts';

// Cookies and tokens of a filled database's people follow from their number, here and in the statements that fill it (fill.ts): millions of them
// need no storage.
const named = (what: string, index: number) => createHash('sha256').update(`${what} ${index}`).digest();
const idOf = (what: string, index: number) => named(what, index).toString('base64url');
/** The same in SQL, as an expression of n. */
export const idIn = (what: string) =>
  `translate(rtrim(encode(sha256(convert_to('${what} ' || n, 'UTF8')), 'base64'), '='), '+/', '-_')`;
export const familyIn = `left(${idIn('family')}, 20)`;
const accountOf = (index: number) =>
  createHash('md5')
    .update(String(index))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
export const accountIn = 'md5(n::text)::uuid';

const familyLength = 20;
const secretBytes = 32;

/**
 * The sessions and families of refresh tokens that were filled in, and access tokens of these people for an application. All come in turn, in an
 * order in which neighbours of the table are far apart: each comes again after all others.
 */
export async function createHolders(count: number, keysFolder: string, clientId: string) {
  const reading = { clock: systemClock, production: true, log: createLog('silent') };
  const keys = await openKeys({ dir: keysFolder, ...reading });
  const { sign } = createCookieSignatures(keys.cookieKeys());
  const packing = createPacking({ seal: keys.seal, resumeUrl: String });
  const selfContained = createSelfContained({ seal: keys.tokenSeal, packing, isGiven: true });
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
      const pair = `ncc_session=${idOf('session', index + 1)}`;
      return `${pair}; ncc_session.sig=${sign(pair)}`;
    },
    /** Written when it is asked for, since it lives for minutes: no server has seen it. */
    accessToken(index: number): string {
      const [person, now] = [index + 1, systemClock.now()];
      const iat = epoch(now);
      const said = {
        ...{ iat, exp: iat + accessTokenLifetime, clientId, accountId: accountOf(person) },
        ...{ scope: 'openid profile offline_access', gty: 'authorization_code' },
        ...{ grantId: idOf('grant', person), sessionUid: idOf('uid', person) },
      };
      return selfContained.write('AccessToken', said, now);
    },
    refreshToken: (index: number) => `${idOf('family', index + 1).slice(0, familyLength)}.${secretOf(index)}`,
    keepRefreshToken(index: number, token: string): void {
      secrets.write(token.slice(familyLength + 1), index * secretBytes, secretBytes, 'base64url');
      rotated[index] = 1;
    },
  };
}

export type Holders = Awaited<ReturnType<typeof createHolders>>;

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
