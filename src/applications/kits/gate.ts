import { after, type Clock, minutes } from '../../clock.ts';
import { createProofOfWork } from '../../crypto/proof-of-work.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { unavailable } from '../../errors.ts';
import { addressPrefix, type Throttle } from '../../http/limits/throttle.ts';
import { createQueue } from '../../queue.ts';
import { fact } from '../facts.ts';
import { busyFrom, countersOf, mostLiving } from './bounds.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; seal: Seal; throttle: Throttle; workHardness?: number | undefined };

/** A task to solve first: the number whose SHA-256 behind the salt is the challenge. */
export type KitWork = { task: string; salt: string; challenge: string; most: number };
export type Worked = { task: string; solution: string };

/** `wait`: seconds until it is worth coming again. */
export type Refusal =
  | { why: 'address' | 'network' | 'all'; wait: number }
  | { why: 'busy'; wait: number; work: KitWork };

const purpose = 'kits';
const taskLife = minutes(10);
const whys = ['all', 'network', 'address'] as const;
/** One at a time on this node, so that a login never waits for the hashes of many; so many wait for their turn, in milliseconds no longer. */
const turn = { places: 1, longest: 2_000, lasting: 8, max: 16 };
/** Remembered on this node, so that a flood asks the database nothing. */
const mostRemembered = 10_000;

/**
 * The bounds of keys without an account. Nothing is written for a visitor who is refused, so that no table grows by a flood:
 * counters are made for those who are let in, and these are bounded in all.
 */
export function createGate({ db, clock, seal, throttle, workHardness }: Needs) {
  const proofs = createProofOfWork({ seal, hardness: workHardness });
  const turns = createQueue(turn);
  const refused = new Map<string, { why: (typeof whys)[number]; until: Date }>();

  function remember(key: string, why: (typeof whys)[number], wait: number): Refusal {
    refused.delete(key);
    refused.set(key, { why, until: after(clock.now(), wait) });
    for (const oldest of refused.keys()) {
      if (refused.size <= mostRemembered) break;
      refused.delete(oldest);
    }
    return { why, wait };
  }

  function remembered(key: string): Refusal | undefined {
    const found = refused.get(key);
    if (found === undefined) return undefined;
    const wait = Math.ceil((found.until.getTime() - clock.now().getTime()) / 1000);
    if (wait > 0) return { why: found.why, wait };
    refused.delete(key);
    return undefined;
  }

  function newWork(): KitWork {
    const task = proofs.make({ id: newToken(12), bound: purpose, at: clock.now().getTime() });
    const { salt, challenge, maxnumber } = JSON.parse(Buffer.from(task, 'base64url').toString());
    return { task, salt, challenge, most: maxnumber };
  }

  /** The task that is solved; it counts once. */
  function solved(worked: Worked | undefined): string | undefined {
    const meaning = worked && proofs.meaningOf(worked.task);
    if (worked === undefined || meaning?.bound !== purpose) return undefined;
    if (after(new Date(meaning.at), taskLife) <= clock.now()) return undefined;
    return proofs.isSolved(worked.task, worked.solution) ? meaning.id : undefined;
  }

  const busy = (): Refusal => ({ why: 'busy', wait: 1, work: newWork() });
  let busyUntil = new Date(0);

  /** Counts nothing. `task`: the work that was done, where it costs some. */
  async function check(address: string, worked: Worked | undefined): Promise<{ refusal: Refusal } | { task?: string }> {
    const known = remembered('') ?? remembered(addressPrefix(address));
    if (known !== undefined) return { refusal: known };
    if (worked === undefined && clock.now() < busyUntil) return { refusal: busy() };
    const all = [...countersOf(address), { kind: 'kits of hour', key: '', rule: busyFrom }];
    const standings = await throttle.peekAll(all);
    for (const [place, why] of whys.entries()) {
      const standing = standings[place];
      if (standing?.allowed === false)
        return { refusal: remember(why === 'all' ? '' : addressPrefix(address), why, standing.retryAfter) };
    }
    if ((await store.living(db, clock.now(), mostLiving)) >= mostLiving)
      return { refusal: remember('', 'all', minutes(10)) };
    const crowd = standings.at(-1);
    if (crowd?.allowed !== false) return {};
    busyUntil = after(clock.now(), crowd.retryAfter);
    const task = solved(worked);
    return task === undefined ? { refusal: busy() } : { task };
  }

  async function count(address: string, task: string | undefined): Promise<Refusal | undefined> {
    const once = { limit: 1, per: taskLife };
    if (task !== undefined && !(await throttle.hit('kit work', task, once)).allowed) return busy();
    for (const [place, { kind, key, rule }] of countersOf(address).entries()) {
      const { allowed, retryAfter } = await throttle.hit(kind, key, rule);
      if (!allowed) return { why: whys[place] ?? 'all', wait: retryAfter };
    }
    await throttle.hit('kits of hour', '', busyFrom);
    return undefined;
  }

  return {
    /** The result of `prepare`, made in its turn and counted after it; or the refusal. Throws `unavailable` where too many wait, and counts nothing. */
    async enter<T>(
      address: string,
      worked: Worked | undefined,
      prepare: () => Promise<T>,
    ): Promise<{ refusal: Refusal } | { prepared: T }> {
      const first = await check(address, worked);
      if ('refusal' in first) return first;
      await new Promise<void>((resolve, reject) =>
        turns.enter(resolve, () => reject(unavailable(fact('applications.kits_waiting'), 5))),
      );
      const began = performance.now();
      try {
        // Those before it in the line may have been the last ones.
        const still = await check(address, worked);
        if ('refusal' in still) return still;
        const prepared = await prepare();
        const refusal = await count(address, still.task);
        return refusal === undefined ? { prepared } : { refusal };
      } finally {
        turns.left(began);
      }
    },
    /** How many addresses this node remembers, for tests. */
    remembered: () => refused.size,
  };
}

export type Gate = ReturnType<typeof createGate>;
