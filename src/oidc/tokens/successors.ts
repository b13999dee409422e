import { createHmac } from 'node:crypto';
import { after, seconds } from '../../clock.ts';
import { preparedKey } from '../../crypto/secrets.ts';
import { keyOf } from './packing.ts';
import type { Rows } from './rows.ts';

/** For how long the repeat of a refresh is answered like the first time. */
const grace = seconds(10);

/**
 * Refresh tokens rotate at every use. A client whose answer was lost may repeat the request for some seconds and gets the very same
 * successor, because that is derived from its predecessor: nothing is kept in clear, and any number of parallel repeats agree.
 */
export function createSuccessors({ rows, rotationKey }: { rows: Rows; rotationKey: Buffer }) {
  const successorOf = (id: string) => createHmac('sha256', preparedKey(rotationKey)).update(id).digest('base64url');

  return {
    successorOf,
    /** Whether a consumed token may be used again: within the grace, while its successor is unused. */
    async mayRepeat(id: string, consumedAt: Date, now: Date): Promise<boolean> {
      const own = keyOf(id);
      if (now >= after(consumedAt, grace) && (own === undefined || !rows.isUnconfirmed(own))) return false;
      const key = keyOf(successorOf(id));
      const successor = key === undefined ? undefined : await rows.find('RefreshToken', key);
      return successor?.consumedAt === undefined;
    },
  };
}

export type Successors = ReturnType<typeof createSuccessors>;
