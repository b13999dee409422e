import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditHash } from '../crypto/suite.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import { chain, follows, type Seal } from './chain.ts';
import { baseOf } from './head-store.ts';
import { isSigned } from './mac.ts';
import * as store from './seal-store.ts';

interface Needs {
  db: Database;
  log: Log;
  key: Buffer;
  hash?: AuditHash;
  /** How often it looks: half of the second within which an event is to be sealed. */
  everyMs?: number;
}

/** The seals of one transaction, and the events among them that the application did not write. */
type Sealed = { seals: readonly Seal[]; unsigned: readonly number[] };

const batch = 1_000;

/** Seals the events that wait. Every node runs a sealer, one of them works at a time, and another takes over when its node dies. */
export function createSealer({ db, log, key, hash, everyMs = 500 }: Needs) {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  let isDown = false;

  async function look(): Promise<void> {
    try {
      while (timer !== undefined && (await sealSome()) === batch);
      if (isDown) log.info('Audit events are sealed again');
      isDown = false;
    } catch (error) {
      // Nothing is lost: waiting events are in the database, and the next round tries again.
      if (!isDown) log.error({ err: error }, 'Audit events wait to be sealed');
      isDown = true;
    }
  }

  async function sealSome(): Promise<number> {
    if (!(await store.isAnythingPending(db))) return 0;
    const { seals, unsigned } = await db.transaction((trx) => sealNext(trx, key, batch, hash));
    const head = seals.at(-1);
    if (head === undefined) return 0;
    // They are sealed as well, so that they cannot be removed again, and `verify` names them.
    if (unsigned.length > 0)
      log.error(
        { events: unsigned.slice(0, 100), count: unsigned.length },
        'Audit events were not written by this application: somebody uses its database role',
      );
    // Logs that are kept elsewhere hold the head of the chain: `verify --anchor` proves that nothing was cut off since.
    log.info({ count: head.position, head: head.hash.toString('hex'), events: seals.length }, 'audit sealed');
    return seals.length;
  }

  function poke(): void {
    round ??= look().finally(() => {
      round = undefined;
    });
  }

  return {
    /** Seals the waiting events of this moment, by this node or the one that is at it. */
    async now(): Promise<void> {
      for (let tries = 0; tries < 30 && (await store.isAnythingPending(db)); tries += 1)
        if ((await sealSome()) === 0) await sleep(100);
    },
    start(): void {
      if (timer !== undefined) return;
      timer = setInterval(poke, everyMs).unref();
      poke();
    },
    /** Waits for the round that is under way. */
    async stop(): Promise<void> {
      clearInterval(timer);
      timer = undefined;
      await round;
    },
  };
}

/** Seals at most `limit` waiting events, unless another transaction is doing so. All or nothing, whenever it is killed. */
export async function sealNext(trx: Connection, key: Buffer, limit: number, hash?: AuditHash): Promise<Sealed> {
  if (!(await store.elect(trx))) return { seals: [], unsigned: [] };
  const events = await store.unsealed(trx, limit);
  if (events.length === 0) return { seals: [], unsigned: [] };
  const first = await store.firstSeal(trx);
  const base = await baseOf(trx, key);
  if (first !== undefined && !(first.position === base.position + 1 && follows(key, base, first)))
    throw new Error(
      'The first audit seal was not made with the audit key in KEYS_DIR: restore secrets.json from its backup, or see what `cloud audit verify` says',
    );
  const seals = chain(key, (await store.head(trx)) ?? base, events, hash);
  await store.append(trx, seals);
  return { seals, unsigned: events.filter((event) => !isSigned(key, event)).map(({ id }) => id) };
}
