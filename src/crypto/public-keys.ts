import { createPublicKey } from 'node:crypto';

export const mostPublicKeys = 10;

/** The problem with a partner's JWK Set: not one, too many keys, a private key among them, or a key for no accepted algorithm. */
export type KeysProblem = 'form' | 'many' | 'private' | 'weak';

type Jwk = Record<string, unknown>;

/** A JWK Set with public keys (RFC 7517): of each only the fields for a verifier. A private part is a mistake to report, not to drop. */
export function readPublicKeys(text: string): { jwks: { keys: Jwk[] } } | { problem: KeysProblem } {
  const keys = keysIn(text);
  if (keys === undefined || keys.length === 0) return { problem: 'form' };
  if (keys.length > mostPublicKeys) return { problem: 'many' };
  if (keys.some((key) => 'd' in key || 'k' in key || 'p' in key)) return { problem: 'private' };
  const read = keys.map(publicPart);
  return read.every((key) => key !== undefined) ? { jwks: { keys: read } } : { problem: 'weak' };
}

function keysIn(text: string): Jwk[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    // Who pastes a single key means a set of one.
    const found: unknown = isJwk(parsed) && 'kty' in parsed ? [parsed] : isJwk(parsed) ? parsed.keys : undefined;
    return Array.isArray(found) && found.every(isJwk) ? found : undefined;
  } catch {
    return undefined;
  }
}

const isJwk = (value: unknown): value is Jwk => typeof value === 'object' && value !== null && !Array.isArray(value);

const parts: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

/** RSA from 2048 bits on, P-256 and Ed25519: the keys of RS256, PS256, ES256 and EdDSA. */
function publicPart(jwk: Jwk): Jwk | undefined {
  const names = parts[String(jwk.kty)];
  if (names === undefined || (jwk.use !== undefined && jwk.use !== 'sig')) return undefined;
  const kept = ['kty', 'kid', 'alg', 'use', ...names].filter((name) => typeof jwk[name] === 'string');
  const key = Object.fromEntries(kept.map((name) => [name, jwk[name]]));
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey({ key, format: 'jwk' });
    const fits =
      type === 'rsa'
        ? (details?.modulusLength ?? 0) >= 2048 && (details?.modulusLength ?? 0) <= 8192
        : type === 'ed25519' || details?.namedCurve === 'prime256v1';
    return fits ? key : undefined;
  } catch {
    return undefined;
  }
}
