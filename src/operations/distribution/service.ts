import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { timed } from '../../database/deadline.ts';
import { isDistributed } from '../../database/distributed.ts';
import type { Connection, Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import * as store from './distributing-store.ts';
import { fact } from './facts.ts';
import { mustFit } from './fitness.ts';

type Needs = {
  /** As the owner of the tables. */
  db: Database;
  clock: Clock;
  /** Names of processes that run on the database. */
  running: () => Promise<readonly string[]>;
};
export type Moved = { table: string; rows: number };

/** Spreads the tables of the login path over the servers of a Citus, and brings them together again. Nothing may run meanwhile. */
export function createDistribution({ db, clock, running }: Needs) {
  async function mustBeAlone(): Promise<void> {
    const nodes = await running();
    if (nodes.length > 0) throw new Problem('conflict', fact('distribution.running', { nodes: nodes.join(', ') }));
  }

  const tell = (trx: Connection, actor: Actor, verb: string, details: object) =>
    record(trx, clock.now(), actor, verb, { kind: 'database', id: 'oidc_tokens' }, details);

  /** Tables that are spread, or are not yet: an earlier release spread the tokens only. */
  async function tables(areSpread: boolean): Promise<(typeof store.spread)[number][]> {
    const are = await Promise.all(store.spread.map(({ table }) => isDistributed(db, table)));
    return store.spread.filter((_, place) => are[place] === areSpread);
  }

  async function move(
    trx: Connection,
    which: readonly (typeof store.spread)[number][],
    work: (table: (typeof store.spread)[number]) => Promise<void>,
  ): Promise<Moved[]> {
    const moved: Moved[] = [];
    for (const one of which) {
      await store.holdStill(trx, one.table);
      const rows = await store.count(trx, one.table);
      await work(one);
      moved.push({ table: one.table, rows });
    }
    return moved;
  }

  return {
    async distribute(actor: Actor, shards: number): Promise<Moved[]> {
      await mustFit(db);
      const which = await tables(false);
      if (which.length === 0) throw new Problem('conflict', fact('distribution.already'));
      await mustBeAlone();
      return timed('maintenance', () =>
        db.transaction(async (trx) => {
          await store.stopNotifications(trx);
          const moved = await move(trx, which, async (one) => {
            await store.putGuardsAway(trx, one.table);
            if (one.table === 'oidc_tokens') await store.leadToSessions(trx);
            await store.spreadOut(trx, one, shards);
          });
          await tell(trx, actor, 'database.distribute', { moved, shards });
          return moved;
        }),
      );
    },

    async undistribute(actor: Actor): Promise<Moved[]> {
      const which = await tables(true);
      if (which.length === 0) throw new Problem('conflict', fact('distribution.not_distributed'));
      await mustBeAlone();
      return timed('maintenance', () =>
        db.transaction(async (trx) => {
          await store.forgetLeads(trx);
          const moved = await move(trx, which, async ({ table }) => {
            await store.bringTogether(trx, table);
            await store.bringGuardsBack(trx, table);
          });
          await tell(trx, actor, 'database.undistribute', { moved });
          return moved;
        }),
      );
    },
  };
}
