import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';

const claims = z.object({
  sub: z.string(),
  sid: z.string().optional(),
  events: z.looseObject({ 'http://schemas.openid.net/event/backchannel-logout': z.object({}) }),
  nonce: z.never().optional(), // forbidden, so that no id_token passes for one
});

/** A logout token as OpenID Connect Back-Channel Logout 1.0, section 2.6, wants it checked. Throws where anything is amiss. */
export async function verifyLogoutToken(token: string, from: { jwksUri: string; issuer: string; audience: string }) {
  const keys = createRemoteJWKSet(new URL(from.jwksUri));
  const { payload } = await jwtVerify(token, keys, {
    issuer: from.issuer,
    audience: from.audience,
    maxTokenAge: '10 minutes',
  });
  const { sub, sid } = claims.parse(payload);
  return { sub, sid };
}
