import type { z } from 'zod';
import { after, type Clock, days } from '../clock.ts';
import { newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { fact } from './facts.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock };

export type Kept<Value> = Omit<store.Kept, 'value'> & { value: Value };

/** A room's collection of one kind. */
export type Collection<Value> = {
  find: (clientId: string, key: string, connection?: Connection) => Promise<Kept<Value> | undefined>;
  findById: (clientId: string, id: string) => Promise<Kept<Value> | undefined>;
  /** The latest change first. */
  list: (clientId: string, filter: store.Filter) => Promise<Kept<Value>[]>;
  /**
   * Changes are serialized: `next` returns the new value for the present one; undefined leaves it, null removes it. `within` runs in the same
   * transaction if a value was saved.
   */
  change: (
    clientId: string,
    key: string,
    next: (now: Kept<Value> | undefined) => Value | null | undefined,
    within?: (trx: Connection, kept: Kept<Value>) => Promise<void>,
  ) => Promise<Kept<Value> | undefined>;
  /** One behind all others of its kind, under the next number, which is `from` at least. The oldest make room. */
  append: (trx: Connection, clientId: string, from: number, made: (number: number) => Value) => Promise<Kept<Value>>;
  /** Writes the present value, within the transaction of something else. */
  put: (trx: Connection, clientId: string, key: string, value: Value) => Promise<void>;
  /** Those that say this, within the transaction of something else. */
  removeAll: (trx: Connection, clientId: string, saying: object) => Promise<void>;
  /** Those that were appended behind a number, in their order. */
  following: (clientId: string, number: number, limit: number) => Promise<Kept<Value>[]>;
  /** Those that were appended before a number and say this, the last first. */
  preceding: (clientId: string, number: number | undefined, saying: object, limit: number) => Promise<Kept<Value>[]>;
};

/** R27: for so long it is kept, and so much of each kind of one AK. */
const keptFor = days(30);
export const most = 1_000;

const tooMuch = () => conflict(fact('sandbox.full', { most }));

/** Numbers as keys: their order as texts is their order. */
const keyOf = (number: number) => String(number).padStart(16, '0');

/**
 * R27: the data of programs in a sandbox. They have a table of their own, which no list, total, page, search or job of production reads
 * (docs/adr/0032). A room opens its collection by kind, with a schema.
 */
export function createSandboxData({ db, clock }: Needs) {
  const since = () => after(clock.now(), -keptFor);

  async function purge(): Promise<void> {
    while ((await store.removeOld(db, since(), 1_000)) === 1_000);
  }
  const jobs: Job[] = [{ name: 'sandbox.purge', schedule: '25 4 * * *', run: purge, madeUpFor: days(1) }];

  const collection = <Value>(kind: string, shape: z.ZodType<Value>): Collection<Value> => {
    const read = (row: store.Kept): Kept<Value> => ({ ...row, value: shape.parse(row.value) });
    return {
      async find(clientId, key, connection = db) {
        const row = await store.find(connection, { clientId, kind, key }, since());
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

      async change(clientId, key, next, within) {
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
          if (!(await store.save(trx, named, kept, most))) throw tooMuch();
          await within?.(trx, kept);
          return kept;
        });
      },

      async append(trx, clientId, from, made) {
        await store.lock(trx, { clientId, kind, key: '' });
        const number = Math.max(Number((await store.lastKey(trx, clientId, kind)) ?? 0) + 1, from);
        const at = clock.now();
        const key = keyOf(number);
        const kept = { id: newId(), key, value: made(number), revision: 1, createdAt: at, updatedAt: at };
        await store.save(trx, { clientId, kind, key }, kept, most + 1);
        await store.trim(trx, clientId, kind, most);
        return kept;
      },

      async put(trx, clientId, key, value) {
        const at = clock.now();
        const kept = { id: newId(), key, value, revision: 1, createdAt: at, updatedAt: at };
        if (!(await store.save(trx, { clientId, kind, key }, kept, most))) throw tooMuch();
      },

      removeAll: (trx, clientId, saying) => store.removeAll(trx, clientId, kind, saying),

      following: async (clientId, number, limit) =>
        (await store.following(db, clientId, kind, { behind: keyOf(number), since: since(), limit })).map(read),

      preceding: async (clientId, number, saying, limit) => {
        const before = number === undefined ? undefined : keyOf(number);
        return (await store.preceding(db, clientId, kind, { before, saying, since: since(), limit })).map(read);
      },
    };
  };

  return { collection, purge, jobs };
}

export type SandboxData = ReturnType<typeof createSandboxData>;
