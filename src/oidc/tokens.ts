import { isLive } from '../applications/application.ts';
import { type Refusal, refusalOf } from '../applications/refusal.ts';
import type { Clock } from '../clock.ts';
import { keyOf } from './packing.ts';
import type { Rows } from './rows.ts';

export type Bearer = { clientId: string; scopes: readonly string[] };

/** Whom an opaque token of the partner API speaks for: read in process, from the same row that introspection reads. */
export function createTokens({ rows, clock, audience }: { rows: Rows; clock: Clock; audience: string }) {
  return {
    async bearer(value: string): Promise<Bearer | { refusal: Refusal } | undefined> {
      const key = keyOf(value);
      const stored = key === undefined ? undefined : await rows.find('ClientCredentials', key);
      const now = clock.now();
      if (stored?.client === undefined || stored.clientId === undefined || stored.expiresAt <= now) return undefined;
      if (!isLive(stored.client, now)) {
        const refusal = refusalOf(stored.client, now);
        return refusal && { refusal };
      }
      const { aud, scope, jkt } = stored.payload;
      if (stored.issuedAt < stored.client.tokensValidFrom || aud !== audience || jkt !== undefined) return undefined;
      return { clientId: stored.clientId, scopes: typeof scope === 'string' ? scope.split(' ') : [] };
    },
  };
}
