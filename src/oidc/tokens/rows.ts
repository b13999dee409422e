import type { Clock } from '../../clock.ts';
import { createBatching } from '../../database/batching.ts';
import { createCache } from '../../database/cache.ts';
import type { Database } from '../../database/open.ts';
import { isUnavailable } from '../../errors.ts';
import type { Kind } from './kinds.ts';
import * as store from './store.ts';
import { createUnconfirmed } from './unconfirmed.ts';

const named = ({ kind, key }: store.RowKey) => `${kind} ${key.toString('hex')}`;

/** Runs each key of a batch once, for the first or the last that names it, and answers everybody. */
async function once<Ask extends store.RowKey, Answer>(
  asks: readonly Ask[],
  which: 'first' | 'last',
  run: (distinct: Ask[]) => Promise<(ask: Ask, isTheOne: boolean) => Answer>,
): Promise<Answer[]> {
  const chosen = new Map<string, Ask>();
  for (const ask of which === 'first' ? asks.toReversed() : asks) chosen.set(named(ask), ask);
  const answer = await run([...chosen.values()]);
  return asks.map((ask) => answer(ask, chosen.get(named(ask)) === ask));
}

/** The hot statements on oidc_tokens, batched (database/batching.ts), and the caches in front of them. */
export function createRows({ db, clock }: { db: Pick<Database, 'byKey'>; clock: Clock }) {
  const finding = createBatching<store.RowKey, store.Stored | undefined>({
    run: (rowKeys) => store.find(db.byKey, rowKeys),
  });
  const findingByUid = createBatching<Buffer, store.Stored | undefined>({
    run: (uidKeys) => store.findByUid(db.byKey, uidKeys),
  });
  const saving = createBatching<store.Write, void>({
    run: (writes) =>
      once(writes, 'last', async (distinct) => {
        await store.upsert(db.byKey, distinct);
        return () => undefined;
      }),
  });
  const savingOnce = createBatching<store.Write, boolean>({
    run: (writes) =>
      once(writes, 'first', async (distinct) => {
        const fresh = await store.insertOnce(db.byKey, distinct);
        return (write, isTheOne) => isTheOne && fresh.has(write.key.toString('hex'));
      }),
  });
  const savingGranted = createBatching<store.Write, boolean>({
    run: async (writes) => {
      const written = await store.insertGranted(db.byKey, writes);
      return writes.map(({ key }) => written.has(key.toString('hex')));
    },
  });
  const consuming = createBatching<store.RowKey, boolean>({
    run: (rowKeys) =>
      once(rowKeys, 'first', async (distinct) => {
        const won = await store.consume(db.byKey, distinct, clock.now());
        return ({ key }, isTheOne) => isTheOne && won.has(key.toString('hex'));
      }),
  });
  const exchanging = createBatching<store.Exchange, boolean>({
    run: (exchanges) =>
      once(exchanges, 'first', async (distinct) => {
        const won = await store.exchange(db.byKey, distinct, clock.now());
        return (exchange, isTheOne) => isTheOne && won.has(exchange.key.toString('hex'));
      }),
  });

  const unconfirmed = createUnconfirmed({ db, clock });

  const hex = (key: Buffer) => key.toString('hex');
  const grants = createCache({ read: (key) => finding({ kind: 'Grant', key: Buffer.from(key, 'hex') }) });
  const sessions = createCache({ read: (name) => findingByUid(Buffer.from(name.slice(0, 64), 'hex')) });

  /** Where a connection was lost nobody knows whether the exchange was committed: if what it writes is there, it was. */
  async function exchange(requested: store.Exchange): Promise<boolean> {
    const [first] = requested.writes;
    const isCommitted = async () => first !== undefined && (await finding(first)) !== undefined;
    try {
      return (await exchanging(requested)) || (await isCommitted());
    } catch (error) {
      if (await isCommitted().catch(() => false)) return true;
      if (isUnavailable(error) && requested.kind === 'RefreshToken') unconfirmed.watch(requested.key);
      throw error;
    }
  }

  return {
    find: (kind: Kind, key: Buffer) => finding({ kind, key }),
    findByUid: findingByUid,
    /** The grant of a token that was just read, cached for half a second: whether it still exists was read with the token (hasGrant). */
    cachedGrant: (key: Buffer) => grants.get(hex(key)),
    /**
     * The session of a token that was just read, cached for half a second: a logout ends the grant too, and that is read with the token.
     * The grant is part of the cache's key, so that a session with a new grant is read anew on every node.
     */
    cachedSession: (uidKey: Buffer, grantId: string) => sessions.get(`${hex(uidKey)} ${grantId}`),
    save: (kind: Kind, key: Buffer, artefact: store.Artefact) => saving({ kind, key, artefact }),
    /** False where the key is taken. */
    saveOnce: (kind: Kind, key: Buffer, artefact: store.Artefact) => savingOnce({ kind, key, artefact }),
    /** Writes a new code; false where its grant is gone, whatever the cache says. */
    saveCode: (key: Buffer, artefact: store.Artefact) => savingGranted({ kind: 'AuthorizationCode', key, artefact }),
    async saveGrant(key: Buffer, artefact: store.Artefact): Promise<boolean> {
      const isSaved = await store.upsertGrant(db.byKey, key, artefact);
      grants.invalidate(hex(key));
      return isSaved;
    },
    /** True for exactly one of any number of clients, on any number of nodes. */
    consume: (kind: Kind, key: Buffer) => consuming({ kind, key }),
    /** Consumes a code or refresh token and writes what is issued for it; false where somebody else consumed it, and then nothing is written. */
    exchange,
    /** Whether an exchange of this refresh token was answered as an outage and may yet be committed. */
    isUnconfirmed: unconfirmed.has,
    async destroy(kind: Kind, key: Buffer): Promise<void> {
      await store.destroy(db.byKey, kind, key);
      if (kind === 'Grant') grants.invalidate(hex(key));
    },
  };
}

export type Rows = ReturnType<typeof createRows>;
