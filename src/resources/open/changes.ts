import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import * as store from './change-store.ts';

const batch = 1_000;

/** The order of changes, for keepers of a copy: the triggers of the database mark changed entries, here they get their numbers. */
export function createChanges({ db, clock }: { db: Database; clock: Clock }) {
  /** All that is committed gets its place. */
  async function order(): Promise<void> {
    for (;;) {
      const given = await db.transaction(async (trx) => {
        await store.takeTurn(trx);
        return store.givePlaces(trx, clock.now(), batch);
      });
      if (given < batch) return;
    }
  }

  return {
    order,
    after: (position: number, limit: number) => store.after(db, position, limit),
    changedByChannel: async (channels: readonly string[]): Promise<Map<string, Date>> =>
      new Map((await store.changedByChannel(db, channels)).map(({ channel, at }) => [channel, at])),
    /** The place behind which everything is that happens from now on. */
    async settle(): Promise<number> {
      await order();
      return store.last(db);
    },
  };
}

export type Changes = ReturnType<typeof createChanges>;
