import { isLive } from '../../applications/aksk/application.ts';
import { type Refusal, refusalOf } from '../../applications/aksk/refusal.ts';
import type { Clock } from '../../clock.ts';
import { keyOf } from './packing.ts';
import type { Rows } from './rows.ts';

export type Bearer = { clientId: string; institutionId: string; scopes: readonly string[]; sandbox: boolean };

/** Whom an opaque token of the partner API speaks for: read in process, from the same row that introspection reads. */
export function createTokens({ rows, clock, audience }: { rows: Rows; clock: Clock; audience: string }) {
  return {
    async bearer(
      value: string,
    ): Promise<Bearer | { clientId: string; refusal: Refusal } | { clientId: string; over: string } | undefined> {
      const key = keyOf(value);
      const stored = key === undefined ? undefined : await rows.find('ClientCredentials', key);
      const now = clock.now();
      if (stored?.client === undefined || stored.clientId === undefined) return undefined;
      const { clientId, client } = stored;
      if (stored.expiresAt <= now) return { clientId, over: 'ClientCredentials expired' };
      if (!isLive(client, now)) {
        const refusal = refusalOf(client, now);
        return refusal && { clientId, refusal };
      }
      const { aud, scope, jkt } = stored.payload;
      if (stored.issuedAt < client.tokensValidFrom) return { clientId, over: 'ClientCredentials ended' };
      if (aud !== audience || jkt !== undefined) return { clientId, over: 'audience' };
      const { sandbox, institutionId } = client;
      return { clientId, institutionId, scopes: typeof scope === 'string' ? scope.split(' ') : [], sandbox };
    },
  };
}
