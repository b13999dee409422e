import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { epoch, systemClock } from '../../src/clock.ts';

/** A key of a partner's app, and the DPoP proofs (RFC 9449) that it makes; `claims` and `header` spoil them. */
export async function createProver(alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = await exportJWK(publicKey);
  return {
    jwk,
    thumbprint: await calculateJwkThumbprint(jwk),
    privateJwk: await exportJWK(privateKey),
    prove(method: string, url: string, claims: object = {}, header: object = {}): Promise<string> {
      const usual = { htm: method, htu: url, jti: randomUUID(), iat: epoch(systemClock.now()) };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey);
    },
  };
}

export type Prover = Awaited<ReturnType<typeof createProver>>;

/** The hash of an access token that a proof at a resource carries. */
export const ath = (accessToken: string) => createHash('sha256').update(accessToken).digest('base64url');
