import { createHmac } from 'node:crypto';
import { after, seconds } from '../../clock.ts';
import { preparedKey } from '../../crypto/secrets.ts';
import { newRefreshId, readRefreshId, refreshIdAfter } from './families.ts';
import type { Step, StoredRefresh } from './families-store.ts';
import type { Rows } from './rows.ts';

/** For how long the repeat of a refresh is answered like the first time. */
const grace = seconds(10);

type Needs = {
  rows: Pick<Rows, 'findRefresh' | 'isUnconfirmed'>;
  rotationKey: Buffer;
  /** Whether a login gets a family with one row, or a token with a row of its own (docs/adr/0089). */
  givesFamilies?: boolean;
};

/**
 * Refresh tokens rotate at every use. A client whose answer was lost may repeat the request for some seconds and gets the very same successor,
 * because it is derived from its predecessor: nothing is stored in clear, and any number of parallel repeats agree.
 */
export function createSuccessors({ rows, rotationKey, givesFamilies = true }: Needs) {
  const successorOf = (id: string) =>
    refreshIdAfter(id, createHmac('sha256', preparedKey(rotationKey)).update(id).digest('base64url'));

  /** For a token of a family: which one it is, and which comes after it. */
  function stepOf(id: string): Step | undefined {
    const [current, next] = [readRefreshId(id)?.current, readRefreshId(successorOf(id))?.current];
    return current && next && { current, next };
  }

  /** Whether the token was used last in its family. Any other that is not the current one was used before, or invented. */
  const isBeforeCurrent = (id: string, { family }: StoredRefresh): boolean =>
    family !== undefined && stepOf(id)?.next.equals(family.current) === true;

  function usedAt(id: string, { family, consumedAt, issuedAt }: StoredRefresh): Date | undefined {
    if (family === undefined) return consumedAt;
    return readRefreshId(id)?.current?.equals(family.current) ? undefined : (family.rotatedAt ?? issuedAt);
  }

  return {
    first: (): string => newRefreshId(givesFamilies),
    successorOf,
    stepOf,
    /** When it was used; undefined where it was not. */
    usedAt,

    /** Whether a token that was used may be used again: within the grace, while its successor is unused. */
    async mayRepeat(id: string, stored: StoredRefresh, now: Date): Promise<boolean> {
      const used = usedAt(id, stored);
      if (used === undefined) return false;
      const own = readRefreshId(id)?.key;
      if (now >= after(used, grace) && (own === undefined || !rows.isUnconfirmed(own))) return false;
      if (stored.family !== undefined) return isBeforeCurrent(id, stored);
      const key = readRefreshId(successorOf(id))?.key;
      const successor = key === undefined ? undefined : await rows.findRefresh(key);
      return successor?.consumedAt === undefined;
    },
  };
}

export type Successors = ReturnType<typeof createSuccessors>;
