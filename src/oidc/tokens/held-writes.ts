import { AsyncLocalStorage } from 'node:async_hooks';
import type { Connection } from '../../database/open.ts';
import type { Rows } from './rows.ts';
import type { PendingWrites, RowKey, Write } from './store.ts';

/**
 * The library consumes and writes by one statement each, one after the other. Within `collect` its writes are held back, and the caller commits
 * them together: all or nothing, in one round trip (docs/adr/0069).
 */
export function createHeldWrites({ rows }: { rows: Pick<Rows, 'writeHeld' | 'commitHeld'> }) {
  const collecting = new AsyncLocalStorage<{ held: PendingWrites | undefined; expected?: Promise<unknown> }>();
  const empty = (): PendingWrites => ({ consumed: [], grants: [], writes: [] });
  const isEmpty = ({ consumed, grants, writes }: PendingWrites) =>
    consumed.length + grants.length + writes.length === 0;

  /** False: the grant is gone, and the writes are discarded. */
  async function commit(): Promise<boolean> {
    const scope = collecting.getStore();
    const held = scope?.held;
    if (scope === undefined || held === undefined) return true;
    scope.held = undefined; // later writes are executed at once
    return isEmpty(held) || rows.commitHeld(held);
  }

  return {
    /** Writes that `work` makes, for a transaction of the caller's; it sends them before it first awaits. */
    async collect(work: () => Promise<unknown>): Promise<(trx: Connection) => Promise<unknown>> {
      const held = empty();
      await collecting.run({ held }, work);
      return (trx) => rows.writeHeld(trx, held);
    },

    /**
     * Runs a request whose writes are committed together, when its session is saved or at its end. `expected`: a prefetch that is awaited with
     * it.
     */
    around: (work: () => Promise<unknown>, expected: Promise<unknown>): Promise<unknown> =>
      collecting.run({ held: empty(), expected }, async () => {
        await work();
        await commit();
      }),
    commit,
    /** Writes that wait are never made; false where there were none. */
    discard(): boolean {
      const scope = collecting.getStore();
      const held = scope?.held;
      if (scope === undefined || held === undefined) return false;
      scope.held = empty();
      return !isEmpty(held);
    },
    expected: (): Promise<unknown> | undefined => collecting.getStore()?.expected,

    holdsWrite(write: Write): boolean {
      const held = collecting.getStore()?.held;
      if (held === undefined) return false;
      (write.kind === 'Grant' ? held.grants : held.writes).push(write);
      return true;
    },
    holdsConsumption(key: RowKey): boolean {
      const held = collecting.getStore()?.held;
      held?.consumed.push(key);
      return held !== undefined;
    },
  };
}

export type HeldWrites = ReturnType<typeof createHeldWrites>;
