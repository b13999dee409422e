import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { hashText } from './secrets.ts';

/** RS256 is supported by old Java and PHP libraries; the others cost a tenth of it and are chosen per application. */
export const algorithms = ['RS256', 'ES256', 'EdDSA'] as const;

const part = z.string().regex(/^[\w-]+$/);
const common = { kid: part, use: z.literal('sig') };

/** A private key with the fields that RFC 7517 and 8037 know and no others: whatever else lies in the file stays there. */
export const signingJwk = z.discriminatedUnion('alg', [
  z.object({
    ...common,
    alg: z.literal('RS256'),
    kty: z.literal('RSA'),
    n: part,
    e: part,
    d: part,
    p: part,
    q: part,
    dp: part,
    dq: part,
    qi: part,
  }),
  z.object({
    ...common,
    alg: z.literal('ES256'),
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: part,
    y: part,
    d: part,
  }),
  z.object({ ...common, alg: z.literal('EdDSA'), kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: part, d: part }),
]);

export type SigningJwk = z.infer<typeof signingJwk>;

/** One new key for each algorithm, named by its thumbprint (RFC 7638). */
export const newSigningJwks = () => Promise.all(algorithms.map(newSigningJwk));

async function newSigningJwk(alg: (typeof algorithms)[number]): Promise<SigningJwk> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  const jwk = await exportJWK(privateKey);
  return signingJwk.parse({ ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) });
}

/** Of keys that were found sound: the folder is read every half minute, and a key of the same content is the same key. */
const sound = new Set<string>();

/** The fault of a well-formed key, for an operator. */
export async function faultOf(jwk: SigningJwk): Promise<string | undefined> {
  const content = hashText(JSON.stringify(jwk));
  if (sound.has(content)) return undefined;
  const fault = await tried(jwk);
  if (fault === undefined) sound.add(content);
  return fault;
}

async function tried(jwk: SigningJwk): Promise<string | undefined> {
  try {
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    const bits = privateKey.asymmetricKeyDetails?.modulusLength;
    if (bits !== undefined && bits < 2048) return `has only ${bits} bits, at least 2048 are needed`;
    const digest = jwk.alg === 'EdDSA' ? null : 'sha256';
    const data = Buffer.from(jwk.kid);
    const { d, ...open } = jwk;
    const publicKey = createPublicKey({ key: open, format: 'jwk' });
    if (!verify(digest, data, publicKey, sign(digest, data, privateKey))) return 'has parts of two keys';
  } catch {
    return 'is not a private key';
  }
  return (await calculateJwkThumbprint(jwk)) === jwk.kid ? undefined : 'does not have its thumbprint (RFC 7638) as kid';
}
