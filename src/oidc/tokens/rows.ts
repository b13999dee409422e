import { type Clock, epoch, systemClock } from '../../clock.ts';
import { createBatching, createDistance } from '../../database/batching.ts';
import { createCache } from '../../database/cache.ts';
import type { Connection, Database, Reader } from '../../database/open.ts';
import { isUnavailable } from '../../errors.ts';
import { accessTokenLifetime, refreshTokenLifetimes } from '../lifetimes.ts';
import type * as families from './families-store.ts';
import { isTokenKind, type Kind } from './kinds.ts';
import type { Redeemed, Redemption } from './redeem-store.ts';
import type { Related, RelatedKey } from './related-store.ts';
import type { Presented } from './self-contained.ts';
import type { SelfContainedToken } from './self-contained-store.ts';
import type * as rests from './store.ts';
import type { TokenStore } from './token-store.ts';
import { createUnconfirmed } from './unconfirmed.ts';

/** Milliseconds for which related rows are assumed to be cached: half of the caches' lifetime. */
const related = 250;
const maxRelated = 20_000;

/** `current`: the token within a family, whose row key they share. */
const named = ({ kind, key, current }: rests.RowKey & { current?: Buffer | undefined }) =>
  `${kind} ${key.toString('hex')} ${current?.toString('hex') ?? ''}`;

/** Whether a token is self-contained. */
export const isSelfContainedToken = (asked: rests.RowKey | Presented): asked is SelfContainedToken =>
  'artefact' in asked && asked.artefact !== undefined && isTokenKind(asked.kind);

/** Runs each key of a batch once, for the first or the last that names it, and answers all of them. */
async function once<Ask extends rests.RowKey, Answer>(
  asks: readonly Ask[],
  which: 'first' | 'last',
  run: (distinct: Ask[]) => Promise<(ask: Ask, isTheOne: boolean) => Answer>,
): Promise<Answer[]> {
  const chosen = new Map<string, Ask>();
  for (const ask of which === 'first' ? asks.toReversed() : asks) chosen.set(named(ask), ask);
  const answer = await run([...chosen.values()]);
  return asks.map((ask) => answer(ask, chosen.get(named(ask)) === ask));
}

type Needs = { db: Pick<Database, 'byKey'>; clock: Clock; store: TokenStore };

/** The hot statements on oidc_tokens, batched (database/batching.ts), and the caches in front of them. */
export function createRows({ db, clock, store }: Needs) {
  const shared = { ...store.batching, distance: createDistance() };
  const finding = createBatching<rests.RowKey, rests.Stored | undefined>({
    ...shared,
    run: (rowKeys) => store.find(db.byKey, rowKeys),
  });
  const findingRelated = createBatching<RelatedKey, Related | undefined>({
    ...shared,
    run: (asked) => store.findRelated(db.byKey, asked),
  });
  const findingSelfContained = createBatching<SelfContainedToken, rests.Stored | undefined>({
    ...shared,
    run: (tokens) => store.findSelfContained(db.byKey, tokens),
  });
  const findingSelfContainedRelated = createBatching<SelfContainedToken, Related | undefined>({
    ...shared,
    run: (tokens) => store.findSelfContainedRelated(db.byKey, tokens),
  });
  const findingByUid = createBatching<Buffer, rests.Stored | undefined>({
    ...shared,
    run: (uidKeys) => store.findByUid(db.byKey, uidKeys),
  });
  const saving = createBatching<rests.Write, void>({
    ...shared,
    run: (writes) =>
      once(writes, 'last', async (distinct) => {
        await store.upsert(db.byKey, distinct);
        return () => undefined;
      }),
  });
  const savingNew = createBatching<rests.Write, void>({
    ...shared,
    run: async (writes) => {
      await store.insertNew(db.byKey, writes);
      return writes.map(() => undefined);
    },
  });
  const savingOnce = createBatching<rests.Write, boolean>({
    ...shared,
    run: (writes) =>
      once(writes, 'first', async (distinct) => {
        const fresh = await store.insertOnce(db.byKey, distinct);
        return (write, isTheOne) => isTheOne && fresh.has(write.key.toString('hex'));
      }),
  });
  const savingGranted = createBatching<rests.GrantedWrite, boolean>({
    ...shared,
    run: async (writes) => {
      const written = await store.insertGranted(db.byKey, writes);
      return writes.map(({ key }) => written.has(key.toString('hex')));
    },
  });
  const consuming = createBatching<rests.RowKey, boolean>({
    ...shared,
    run: (rowKeys) =>
      once(rowKeys, 'first', async (distinct) => {
        const won = await store.consume(db.byKey, distinct, clock.now());
        return ({ key }, isTheOne) => isTheOne && won.has(key.toString('hex'));
      }),
  });
  const exchanging = createBatching<rests.Exchange, boolean>({
    ...shared,
    run: (exchanges) =>
      once(exchanges, 'first', async (distinct) => {
        const won = await store.exchange(db.byKey, distinct, clock.now());
        return (exchange, isTheOne) => isTheOne && won.has(exchange.key.toString('hex'));
      }),
  });

  const findingExchange = createBatching<rests.Exchanged, boolean>({
    ...shared,
    run: (asked) => store.areExchanged(db.byKey, asked),
  });
  const findingRefresh = createBatching<Buffer, families.StoredRefresh | undefined>({
    ...shared,
    run: (keys) => store.findRefresh(db.byKey, keys),
  });
  const rotating = createBatching<rests.RowKey & families.Rotation, boolean>({
    ...shared,
    run: (rotations) =>
      once(rotations, 'first', async (distinct) => {
        const won = await store.rotate(db.byKey, distinct, clock.now());
        return ({ next }, isTheOne) => isTheOne && won.has(next.toString('hex'));
      }),
  });

  const redeemingBy = (redeemAtOnce: NonNullable<TokenStore['redeem']>) =>
    createBatching<Redemption, Redeemed | undefined>({
      ...shared,
      run: (redemptions) =>
        once(redemptions, 'first', async (distinct) => {
          const answers = await redeemAtOnce.run(db.byKey, distinct, {
            now: clock.now(),
            iat: epoch(systemClock.now()),
            accessLife: accessTokenLifetime,
            refreshLife: refreshTokenLifetimes,
          });
          return (redemption, isTheOne) => (isTheOne ? answers[distinct.indexOf(redemption)] : undefined);
        }),
    });
  const readingBackBy = (redeemAtOnce: NonNullable<TokenStore['redeem']>) =>
    createBatching<Redemption, Redeemed | undefined>({
      ...shared,
      run: (redemptions) => redeemAtOnce.readBack(db.byKey, redemptions),
    });
  /** By kind, as the statements are. */
  const redeeming = store.redeem && {
    AuthorizationCode: { run: redeemingBy(store.redeem), readBack: readingBackBy(store.redeem) },
    RefreshToken: { run: redeemingBy(store.redeem), readBack: readingBackBy(store.redeem) },
  };

  const unconfirmed = createUnconfirmed({ db, clock, store });

  /** Under way with statements of others, until they are asked for or there. */
  const expected = new Map<string, Promise<rests.Stored | undefined>>();
  function takeExpected(name: string): Promise<rests.Stored | undefined> | undefined {
    const reading = expected.get(name);
    expected.delete(name);
    return reading;
  }

  const findPresented = (asked: rests.RowKey | Presented) =>
    isSelfContainedToken(asked) ? findingSelfContained(asked) : finding(asked);

  const hex = (key: Buffer) => key.toString('hex');
  const grants = createCache({ read: (key) => finding({ kind: 'Grant', key: Buffer.from(key, 'hex') }) });
  const sessionName = (uidKey: Buffer, grantId: string) => `${hex(uidKey)} ${grantId}`;
  const sessions = createCache({ read: (name) => findingByUid(Buffer.from(name.slice(0, 64), 'hex')) });

  const relatedAt = new Map<string, number>();
  type AtClient = rests.RowKey & { clientId?: string | undefined };
  const nameOf = ({ kind, key, clientId = '' }: AtClient) => `${kind} ${hex(key)} ${clientId}`;
  const hasRelated = (asked: AtClient): boolean =>
    performance.now() - (relatedAt.get(nameOf(asked)) ?? Number.NEGATIVE_INFINITY) < related;

  /** A row, and in the same statement the grant and the session that are asked for next, unless they are cached. */
  async function findWithRelated(
    asked: RelatedKey | Presented,
  ): Promise<(Partial<Related> & { stored: rests.Stored }) | undefined> {
    if (hasRelated(asked)) {
      const stored = await findPresented(asked);
      return stored && { stored };
    }
    const began = performance.now();
    const [keepGrant, keepSession] = [grants.begin(), sessions.begin()];
    const found = await (isSelfContainedToken(asked)
      ? findingSelfContainedRelated(asked)
      : findingRelated({ clientId: undefined, ...asked }));
    if (found === undefined) return undefined;
    const { grant, session } = found;
    if (grant !== undefined) keepGrant(hex(grant.key), grant.stored);
    if (session !== undefined) keepSession(sessionName(session.uidKey, session.grantId), session.stored);
    if (relatedAt.size > maxRelated) relatedAt.clear();
    relatedAt.set(nameOf(asked), began);
    return found;
  }

  /** After a lost connection the outcome is unknown: if the rows written by the exchange exist, it was committed. */
  async function exchange(requested: rests.Exchange & { step?: families.Step | undefined }): Promise<boolean> {
    const { kind, key, step, writes, exchange: id } = requested;
    const [first] = writes;
    // The other rows too: of distributed tables one server may have executed the commit before another (ADR 85).
    const isWritten = async () => first !== undefined && (await finding(first)) !== undefined;
    const isCommitted = async () =>
      id === undefined
        ? isWritten()
        : (await findingExchange({ kind, key, exchange: id })) && (first === undefined || (await isWritten()));
    const of = { kind, key, writes, exchange: id };
    try {
      const isFirst = await (step ? rotating({ ...of, ...step }) : exchanging(of));
      return isFirst || (await isCommitted());
    } catch (error) {
      if (await isCommitted().catch(() => false)) return true;
      if (isUnavailable(error) && kind === 'RefreshToken') unconfirmed.watch({ key, next: step?.next });
      throw error;
    }
  }

  /** The same as one statement with the conditions of validity (redeem-store.ts). */
  async function redeem(requested: Redemption): Promise<Redeemed | undefined> {
    if (redeeming === undefined) return undefined;
    const { run, readBack } = redeeming[requested.kind];
    try {
      return (await run(requested)) ?? (await readBack(requested));
    } catch (error) {
      const committed = await readBack(requested).catch(() => undefined);
      if (committed !== undefined) return committed;
      const { kind, key, current, refreshCurrent } = requested;
      if (isUnavailable(error) && kind === 'RefreshToken')
        unconfirmed.watch({ key, next: current === undefined ? undefined : refreshCurrent });
      throw error;
    }
  }

  const distinct = ({ writes, ...held }: rests.PendingWrites): rests.PendingWrites => ({
    ...held,
    writes: [...new Map(writes.map((write) => [named(write), write])).values()],
  });

  /** In a transaction; answers which grants were written. */
  const writeHeld = (trx: Connection, held: rests.PendingWrites): Promise<boolean[]> =>
    store.writeHeld(trx, distinct(held), clock.now());

  async function commitHeld(held: rests.PendingWrites): Promise<boolean> {
    const granted = await store.commitHeld(db.byKey, distinct(held), clock.now());
    for (const { key } of held.grants) grants.invalidate(hex(key));
    return granted.every(Boolean);
  }

  return {
    writeHeld,
    /** False where a grant was not written, as its consent is gone. */
    commitHeld,
    find: (kind: Kind, key: Buffer) => takeExpected(named({ kind, key })) ?? finding({ kind, key }),
    /** Reads the row for the next `find` before anything else is awaited: sent with other statements it costs a third. */
    async expect(kind: Kind, key: Buffer, reader: Reader): Promise<void> {
      const reading = store.findOne?.(reader, { kind, key });
      if (reading === undefined) return;
      const name = named({ kind, key });
      expected.set(name, reading);
      try {
        await reading;
      } finally {
        if (expected.get(name) === reading) expected.delete(name);
      }
    },
    /** A refresh token by its row key, with the state of its family. */
    findRefresh: (key: Buffer) => findingRefresh(key),
    /** A token as presented by a client. */
    findPresented,
    findByUid: findingByUid,
    findWithRelated,
    /** Whether that would ask for the row alone. */
    hasRelated,
    /** The grant of a token that was just read, cached for half a second: whether it still exists was read with the token (hasGrant). */
    cachedGrant: (key: Buffer) => grants.get(hex(key)),
    /**
     * The session of a token that was just read, cached for half a second: a logout ends the grant too, and that is read with the token. The
     * grant is part of the cache's key, so that a session with a new grant is read again on every node.
     */
    cachedSession: (uidKey: Buffer, grantId: string) => sessions.get(sessionName(uidKey, grantId)),
    save: (kind: Kind, key: Buffer, artefact: rests.Artefact) => saving({ kind, key, artefact }),
    /** Under a key that was made for it just now. */
    saveNew: (kind: Kind, key: Buffer, artefact: rests.Artefact) => savingNew({ kind, key, artefact }),
    /** False where the key is taken. */
    saveOnce: (kind: Kind, key: Buffer, artefact: rests.Artefact) => savingOnce({ kind, key, artefact }),
    /** Writes a new code; false where its grant is gone, whatever the cache holds, or the session has changed since it was read. */
    saveCode: (key: Buffer, artefact: rests.Artefact, session?: rests.RowVersion) =>
      savingGranted({ kind: 'AuthorizationCode', key, artefact, session }),
    async saveGrant(key: Buffer, artefact: rests.Artefact): Promise<boolean> {
      const isSaved = await store.upsertGrant(db.byKey, key, artefact);
      grants.invalidate(hex(key));
      return isSaved;
    },
    /** True for exactly one of any number of clients, on any number of nodes. */
    consume: (kind: Kind, key: Buffer) => consuming({ kind, key }),
    /**
     * Consumes a code or refresh token, or advances a family, and writes the tokens issued for it; false where another request won, and then
     * nothing is written.
     */
    exchange,
    redeem,
    /** Whether an exchange of this refresh token was answered as an outage and may yet be committed. */
    isUnconfirmed: unconfirmed.has,
    /** Ends a self-contained token for good. */
    revoke: (token: SelfContainedToken) => store.revoke(db.byKey, token),
    async destroy(kind: Kind, key: Buffer): Promise<void> {
      await store.destroy(db.byKey, kind, key);
      if (kind === 'Grant') grants.invalidate(hex(key));
    },
  };
}

export type Rows = ReturnType<typeof createRows>;
