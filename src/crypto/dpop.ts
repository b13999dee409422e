import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { epoch, minutes, seconds } from '../clock.ts';

/** Algorithms for proofs, here and at the provider. */
export const dpopAlgorithms = ['ES256', 'EdDSA'] as const;

/** A request that a proof is for. */
export type Proved = { method: string; url: string; accessToken: string };

const window = minutes(1);
/** How long a proof has to be remembered, so that it counts once. */
export const proofLifetime = window + seconds(15);

const longest = 4096;
const claims = z.object({
  jti: z.string().min(1).max(256),
  iat: z.number(),
  htm: z.string(),
  htu: z.string(),
  ath: z.string(),
});

/** RFC 9449 4.3, for a resource: the key and the id of the proof, or why it is invalid for this request. Replays are checked elsewhere. */
export async function verifyProof(
  proof: string,
  { method, url, accessToken }: Proved,
  now: Date,
): Promise<{ thumbprint: string; jti: string } | { problem: string }> {
  if (proof.length > longest) return { problem: 'the proof is too long' };
  try {
    const options = { algorithms: [...dpopAlgorithms], typ: 'dpop+jwt', currentDate: now };
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    const read = claims.safeParse(payload);
    if (!read.success) return { problem: 'jti, iat, htm, htu and ath must be there' };
    const { jti, iat, htm, htu, ath } = read.data;
    if (htm !== method) return { problem: 'htm mismatch' };
    if (plain(htu) !== plain(url)) return { problem: 'htu mismatch' };
    if (ath !== createHash('sha256').update(accessToken).digest('base64url')) return { problem: 'ath mismatch' };
    if (Math.abs(epoch(now) - iat) > window) return { problem: 'iat is not recent enough' };
    const { jwk } = protectedHeader;
    if (jwk === undefined || 'd' in jwk) return { problem: 'jwk must be a public key' };
    return { thumbprint: await calculateJwkThumbprint(jwk), jti };
  } catch {
    return { problem: 'the signature, the algorithm or the form is wrong' };
  }
}

/** Without query and fragment (RFC 9449 4.3), in the form that every program makes of it. */
function plain(address: string): string | undefined {
  const url = URL.parse(address);
  return url === null ? undefined : url.origin + url.pathname;
}
