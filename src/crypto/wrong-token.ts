import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import type { SigningJwk } from './signing.ts';

/** The fault of a deliberately wrong token, which detects a client that does not check it. */
export type WrongToken = 'signature' | 'none' | 'issuer' | 'audience' | 'expired' | 'nonce';

/** Names that do not exist (RFC 2606). */
const nobody = 'https://somebody-else.invalid';
const long = 3_600;

/**
 * A token that differs from a genuine one in a single thing, for a relying party that is to refuse it. Whatever else is checked holds:
 * but for `signature` and `none` it is signed by the same key.
 */
export async function wrongToken(token: string, wrong: WrongToken, keys: readonly SigningJwk[]): Promise<string> {
  const claims = decodeJwt(token);
  const { kid, alg = '' } = decodeProtectedHeader(token);
  if (wrong === 'none') return new UnsecuredJWT(claims).encode();
  if (wrong === 'signature') {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    for (const [place, byte] of bytes.entries()) bytes[place] = byte ^ 0xff;
    return [header, payload, bytes.toString('base64url')].join('.');
  }
  const key = keys.find((each) => each.kid === kid);
  if (key === undefined) throw new Error('the key of a token is not among ours any more');
  const changes = {
    issuer: { iss: nobody },
    audience: { aud: nobody },
    expired: { iat: (claims.iat ?? 0) - 2 * long, exp: (claims.iat ?? 0) - long },
    nonce: { nonce: 'wrong-on-purpose' },
  } as const;
  return new SignJWT({ ...claims, ...changes[wrong] })
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .sign(await importJWK(key, alg));
}
