import { after, type Clock, minutes } from '../../clock.ts';
import { createProofOfWork } from '../../crypto/proof-of-work.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { addressPrefix, type Throttle } from '../../http/limits/throttle.ts';
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
/** Remembered on this node, so that a flood asks the database nothing. */
const mostRemembered = 10_000;

/**
 * The bounds of keys without an account. Nothing is written for a visitor who is refused, so that no table grows by a flood:
 * counters are made for those who are let in, and these are bounded in all.
 */
export function createGate({ db, clock, seal, throttle, workHardness }: Needs) {
  const proofs = createProofOfWork({ seal, hardness: workHardness });
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

  async function newWork(): Promise<KitWork> {
    const task = await proofs.make({ id: newToken(12), bound: purpose, at: clock.now().getTime() });
    const { salt, challenge, maxnumber } = JSON.parse(Buffer.from(task, 'base64url').toString());
    return { task, salt, challenge, most: maxnumber };
  }

  /** Once for each task. */
  async function isDone(worked: Worked | undefined): Promise<boolean> {
    const meaning = worked && proofs.meaningOf(worked.task);
    if (worked === undefined || meaning?.bound !== purpose) return false;
    if (after(new Date(meaning.at), taskLife) <= clock.now()) return false;
    if (!(await proofs.isSolved(worked.task, worked.solution))) return false;
    return (await throttle.hit('kit work', meaning.id, { limit: 1, per: taskLife })).allowed;
  }

  return {
    /** Counts one more, or says why not. */
    async enter(address: string, worked: Worked | undefined): Promise<Refusal | undefined> {
      const known = remembered('') ?? remembered(addressPrefix(address));
      if (known !== undefined) return known;
      const counters = countersOf(address);
      const standings = await throttle.peekAll([...counters, { kind: 'kits of hour', key: '', rule: busyFrom }]);
      for (const [place, why] of whys.entries()) {
        const standing = standings[place];
        if (standing?.allowed === false)
          return remember(why === 'all' ? '' : addressPrefix(address), why, standing.retryAfter);
      }
      if ((await store.living(db, clock.now(), mostLiving)) >= mostLiving) return remember('', 'all', minutes(10));
      if (standings.at(-1)?.allowed === false && !(await isDone(worked)))
        return { why: 'busy', wait: 1, work: await newWork() };
      for (const [place, { kind, key, rule }] of counters.entries()) {
        const { allowed, retryAfter } = await throttle.hit(kind, key, rule);
        if (!allowed) return { why: whys[place] ?? 'all', wait: retryAfter };
      }
      await throttle.hit('kits of hour', '', busyFrom);
      return undefined;
    },
    /** How many addresses this node remembers, for tests. */
    remembered: () => refused.size,
  };
}

export type Gate = ReturnType<typeof createGate>;
