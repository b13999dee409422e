import { createHmac, createSecretKey } from 'node:crypto';
import { after, seconds } from '../clock.ts';
import { keyOf } from './packing.ts';
import type { Rows } from './rows.ts';

const grace = seconds(10);

/**
 * Refresh tokens rotate at every use. A client whose answer was lost may repeat the request for some seconds and gets the very same
 * successor, because that is derived from its predecessor: nothing is kept in clear, and any number of parallel repeats agree.
 */
export function createSuccessors({ rows, rotationKey }: { rows: Rows; rotationKey: Buffer }) {
  const key = createSecretKey(rotationKey); // made once: from the bytes it costs six times the rest
  const successorOf = (id: string) => createHmac('sha256', key).update(id).digest('base64url');

  return {
    successorOf,
    /** Whether a consumed token may be used once more: within the grace, and nobody has used the successor yet. */
    async mayRepeat(id: string, consumedAt: Date, now: Date): Promise<boolean> {
      const own = keyOf(id);
      if (now >= after(consumedAt, grace) && (own === undefined || !rows.isUnconfirmed(own))) return false;
      const place = keyOf(successorOf(id));
      const successor = place === undefined ? undefined : await rows.find('RefreshToken', place);
      return successor?.consumedAt === undefined;
    },
  };
}

export type Successors = ReturnType<typeof createSuccessors>;
