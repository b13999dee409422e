import Provider, { errors } from 'oidc-provider';
import type { Clock } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Rows } from './rows.ts';
import type { SelfContained } from './self-contained.ts';
import type { Exchange, Write } from './store.ts';
import type { Successors } from './successors.ts';

type Source = Omit<Exchange, 'writes'> & { id: string };
type Held = { source?: Source; writes: Write[] };
type Needs = {
  rows: Rows;
  successors: Pick<Successors, 'mayRepeat' | 'stepOf'>;
  selfContained: Pick<SelfContained, 'isGiven'>;
  clock: Clock;
};

/**
 * The library consumes a code or a refresh token by one statement and writes the new tokens by others: an outage in between would end the
 * login. So while it answers such a request both are held back, and then committed together (docs/adr/0030).
 */
export function createAtomicExchanges({ rows, successors, selfContained, clock }: Needs) {
  const open = new WeakMap<object, Held>();
  const heldNow = (): Held | undefined => open.get(Provider.ctx ?? {});

  async function commit({ kind, key, id }: Source, writes: readonly Write[]): Promise<void> {
    // The access token first: only this exchange can have written it, so its row proves that the exchange was committed. Without one its name does.
    const ordered = writes.toSorted(
      (one, other) => Number(other.kind === 'AccessToken') - Number(one.kind === 'AccessToken'),
    );
    const step = kind === 'RefreshToken' ? successors.stepOf(id) : undefined;
    const exchange = selfContained.isGiven ? newId() : undefined;
    if (await rows.exchange({ kind, key, step, writes: ordered, exchange })) return;
    if (kind !== 'RefreshToken' || !(await mayRepeat(id, key))) throw new errors.InvalidGrant('already used');
    for (const { kind, key, artefact } of ordered)
      if (kind === 'RefreshToken') await rows.saveOnce(kind, key, artefact);
      else await rows.save(kind, key, artefact);
  }

  async function mayRepeat(id: string, key: Buffer): Promise<boolean> {
    const stored = await rows.findRefresh(key);
    return stored !== undefined && successors.mayRepeat(id, stored, clock.now());
  }

  return {
    /** Runs a grant of the token endpoint, and commits its consumption and writes. */
    async around(ctx: object, grant: () => unknown): Promise<void> {
      const held: Held = { writes: [] };
      open.set(ctx, held);
      try {
        await grant();
      } finally {
        open.delete(ctx);
      }
      if (held.source !== undefined) await commit(held.source, held.writes);
    },

    /** Whether consuming the source waits for the writes of its successors. */
    holdsBack(source: Source): boolean {
      const held = heldNow();
      if (held === undefined || held.source !== undefined) return false;
      held.source = source;
      return true;
    },

    /** Whether the write waits for the commit of its exchange. */
    holdsWrite(write: Write): boolean {
      const held = heldNow();
      if (held?.source === undefined) return false;
      held.writes.push(write);
      return true;
    },
  };
}

export type AtomicExchanges = ReturnType<typeof createAtomicExchanges>;
