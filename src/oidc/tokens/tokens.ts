import { inForce } from '../../applications/aksk/in-force.ts';
import { type Refusal, refusalOf } from '../../applications/validity/refusal.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { proofLifetime, verifyProof } from '../../crypto/dpop.ts';
import { hashToken } from '../../crypto/secrets.ts';
import type { BearerProof } from '../../http/bearer.ts';
import type { Packing } from './packing.ts';
import type { Rows } from './rows.ts';
import type { SelfContained } from './self-contained.ts';

export type Bearer = { clientId: string; institutionId: string; scopes: readonly string[]; sandbox: boolean };

/** Introspection on behalf of a client: no proof. */
const asBearer: BearerProof = { scheme: 'Bearer', proof: '', method: 'GET', path: '/' };

type Needs = {
  rows: Rows;
  selfContained: Pick<SelfContained, 'read'>;
  packing: Pick<Packing, 'artefact'>;
  clock: Clock;
  issuer: string;
  audience: string;
};

/** The application behind a token of the partner API: read in process, as introspection reads it. */
export function createTokens({ rows, selfContained, packing, clock, issuer, audience }: Needs) {
  /** Why the proof of possession of a bound token fails; undefined for a valid one, used for the first time in the cluster. */
  async function unproved(
    clientId: string,
    accessToken: string,
    jkt: unknown,
    { scheme, proof, method, path }: BearerProof,
  ): Promise<string | undefined> {
    if (scheme !== 'DPoP') return 'the token is bound to a key: Authorization: DPoP, and a proof';
    if (jkt === undefined) return 'the token is bound to no key: Authorization: Bearer';
    if (proof === '') return 'the header DPoP is missing';
    const found = await verifyProof(proof, { method, url: `${issuer}${path}`, accessToken }, systemClock.now());
    if ('problem' in found) return found.problem;
    if (found.thumbprint !== jkt) return 'the key of the proof is not that of the token';
    const id = hashToken(`${clientId} ${found.jti}`).toString('base64url');
    const artefact = packing.artefact('ReplayDetection', id, { iss: clientId }, clock.now(), proofLifetime * 2);
    return (await rows.saveOnce('ReplayDetection', hashToken(id), artefact)) ? undefined : 'the proof came before';
  }

  return {
    async bearer(
      value: string,
      given: BearerProof = asBearer,
    ): Promise<
      | Bearer
      | { clientId: string; refusal: Refusal }
      | { clientId: string; over: string }
      | { clientId: string; unproved: string }
      | undefined
    > {
      const presented = selfContained.read('ClientCredentials', value);
      const stored = presented && (await rows.findPresented(presented));
      const now = clock.now();
      if (stored?.client === undefined || stored.clientId === undefined) return undefined;
      const { clientId, client } = stored;
      if (stored.expiresAt <= now) return { clientId, over: 'ClientCredentials expired' };
      if (!inForce.holds(client, now)) {
        const refusal = refusalOf(client, now);
        return refusal && { clientId, refusal };
      }
      const { aud, scope, jkt } = stored.payload;
      if (stored.issuedAt < client.tokensValidFrom) return { clientId, over: 'ClientCredentials ended' };
      if (aud !== audience) return { clientId, over: 'audience' };
      if (jkt !== undefined || given.scheme === 'DPoP') {
        const why = await unproved(clientId, value, jkt, given);
        if (why !== undefined) return { clientId, unproved: why };
      }
      const { sandbox, institutionId } = client;
      return { clientId, institutionId, scopes: typeof scope === 'string' ? scope.split(' ') : [], sandbox };
    },
  };
}
