import type { z } from 'zod';
import { after, type Clock, days } from '../clock.ts';
import { newId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { conflict } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import * as store from './sandbox-data-store.ts';

type Needs = { db: Database; clock: Clock };

export type Kept<Value> = Omit<store.Kept, 'value'> & { value: Value };

/** What one room keeps of one kind. */
export type Shelf<Value> = {
  find: (clientId: string, key: string) => Promise<Kept<Value> | undefined>;
  findById: (clientId: string, id: string) => Promise<Kept<Value> | undefined>;
  /** The latest change first. */
  list: (clientId: string, filter: store.Filter) => Promise<Kept<Value>[]>;
  /** One change after the other: `next` says what is there afterwards, given what is there now; undefined leaves it, null removes it. */
  change: (
    clientId: string,
    key: string,
    next: (now: Kept<Value> | undefined) => Value | null | undefined,
  ) => Promise<Kept<Value> | undefined>;
};

/** R27: for so long it is kept, and so much of one AK. */
const keptFor = days(30);
const most = 1_000;

/**
 * R27: what programs send in a sandbox. It has a table of its own, which no list, total, page, search or job of production reads
 * (docs/adr/0032). A room opens its shelf by kind and says what lies there.
 */
export function createSandboxData({ db, clock }: Needs) {
  const since = () => after(clock.now(), -keptFor);

  async function purge(): Promise<void> {
    while ((await store.removeOld(db, since(), 1_000)) === 1_000);
  }
  const jobs: Job[] = [{ name: 'sandbox.purge', schedule: '25 4 * * *', run: purge, madeUpFor: days(1) }];

  const shelf = <Value>(kind: string, shape: z.ZodType<Value>): Shelf<Value> => {
    const read = (row: store.Kept): Kept<Value> => ({ ...row, value: shape.parse(row.value) });
    return {
      async find(clientId, key) {
        const row = await store.find(db, { clientId, kind, key }, since());
        return row && read(row);
      },

      async findById(clientId, id) {
        const row = await store.findById(db, clientId, kind, id, since());
        return row && read(row);
      },

      async list(clientId, { updatedSince: asked, ...filter }) {
        const oldest = since();
        const updatedSince = asked !== undefined && asked > oldest ? asked : oldest;
        return (await store.list(db, clientId, kind, { ...filter, updatedSince })).map(read);
      },

      async change(clientId, key, next) {
        const named = { clientId, kind, key };
        return db.transaction(async (trx) => {
          await store.lock(trx, named);
          const row = await store.find(trx, named, since());
          const now = row && read(row);
          const value = next(now);
          if (value === undefined) return now;
          if (value === null) {
            await store.remove(trx, named);
            return undefined;
          }
          const at = clock.now();
          const { id = newId(), revision = 0, createdAt = at } = now ?? {};
          const kept = { id, key, value, revision: revision + 1, createdAt, updatedAt: at };
          if (!(await store.save(trx, named, kept, most)))
            throw conflict(`一个沙箱应用最多保留 ${most} 条数据，请删除一些，或等 30 天后自动清除`);
          return kept;
        });
      },
    };
  };

  return { shelf, purge, jobs };
}

export type SandboxData = ReturnType<typeof createSandboxData>;
