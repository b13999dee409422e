import type { Clock } from '../clock.ts';
import { createBatching } from '../database/batching.ts';
import type { Database } from '../database/open.ts';
import { createRecent } from '../database/recent.ts';
import { isUnavailable } from '../errors.ts';
import type { Kind } from './kinds.ts';
import * as store from './store.ts';
import { createUnconfirmed } from './unconfirmed.ts';

const named = ({ kind, key }: store.Place) => `${kind} ${key.toString('hex')}`;

/** One of each key: what is asked for twice in one batch is done once, and `pick` says what each of the askers is told. */
async function once<Ask extends store.Place, Answer>(
  asks: readonly Ask[],
  which: 'first' | 'last',
  run: (distinct: Ask[]) => Promise<(ask: Ask, isTheOne: boolean) => Answer>,
): Promise<Answer[]> {
  const chosen = new Map<string, Ask>();
  for (const ask of which === 'first' ? asks.toReversed() : asks) chosen.set(named(ask), ask);
  const answer = await run([...chosen.values()]);
  return asks.map((ask) => answer(ask, chosen.get(named(ask)) === ask));
}

/** The hot statements on oidc_tokens, each for everybody who asks at the same moment (database/batching.ts). */
export function createRows({ db, clock }: { db: Pick<Database, 'byKey'>; clock: Clock }) {
  const finding = createBatching<store.Place, store.Stored | undefined>({
    run: (places) => store.find(db.byKey, places),
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
  const consuming = createBatching<store.Place, boolean>({
    run: (places) =>
      once(places, 'first', async (distinct) => {
        const won = await store.consume(db.byKey, distinct, clock.now());
        return (place, isTheOne) => isTheOne && won.has(place.key.toString('hex'));
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
  const grants = createRecent({ read: (key) => finding({ kind: 'Grant', key: Buffer.from(key, 'hex') }) });
  const sessions = createRecent({ read: (name) => findingByUid(Buffer.from(name.slice(0, 64), 'hex')) });

  /** Where a connection was lost nobody knows whether the exchange took place: if what it writes is there, it did. */
  async function exchange(asked: store.Exchange): Promise<boolean> {
    const [first] = asked.writes;
    const tookPlace = async () => first !== undefined && (await finding(first)) !== undefined;
    try {
      return (await exchanging(asked)) || (await tookPlace());
    } catch (error) {
      if (await tookPlace().catch(() => false)) return true;
      if (isUnavailable(error) && asked.kind === 'RefreshToken') unconfirmed.watch(asked.key);
      throw error;
    }
  }

  return {
    find: (kind: Kind, key: Buffer) => finding({ kind, key }),
    findByUid: findingByUid,
    /** The grant of a token that was read just now, half a second old at most: whether it stands was read with the token (hasGrant). */
    cachedGrant: (key: Buffer) => grants.get(hex(key)),
    /**
     * The session that a token of this grant is bound to, half a second old at most: a logout ends the grant too, and that is read with
     * the token. By grant, so that a session which got a new one a moment ago, on whatever node, is read anew.
     */
    cachedSession: (uidKey: Buffer, grantId: string) => sessions.get(`${hex(uidKey)} ${grantId}`),
    save: (kind: Kind, key: Buffer, artefact: store.Artefact) => saving({ kind, key, artefact }),
    /** False where the key is taken. */
    saveOnce: (kind: Kind, key: Buffer, artefact: store.Artefact) => savingOnce({ kind, key, artefact }),
    /** A code, which is new; false where its grant is over, whatever was remembered of that. */
    saveCode: (key: Buffer, artefact: store.Artefact) => savingGranted({ kind: 'AuthorizationCode', key, artefact }),
    async saveGrant(key: Buffer, artefact: store.Artefact): Promise<boolean> {
      const isSaved = await store.upsertGrant(db.byKey, key, artefact);
      grants.forget(hex(key));
      return isSaved;
    },
    /** True for exactly one of any number of clients, on any number of nodes. */
    consume: (kind: Kind, key: Buffer) => consuming({ kind, key }),
    /** Consumes a code or refresh token and writes what is issued for it; false where somebody else consumed it, and then nothing is written. */
    exchange,
    /** Whether an exchange of this refresh token was answered as an outage, and may take place all the same. */
    isUnconfirmed: unconfirmed.has,
    async destroy(kind: Kind, key: Buffer): Promise<void> {
      await store.destroy(db.byKey, kind, key);
      if (kind === 'Grant') grants.forget(hex(key));
    },
  };
}

export type Rows = ReturnType<typeof createRows>;
