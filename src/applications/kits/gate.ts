import { after, type Clock, minutes } from '../../clock.ts';
import { createProofOfWork } from '../../crypto/proof-of-work.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { type Problems, unavailable } from '../../errors.ts';
import { addressPrefix, type Standing, type Throttle } from '../../http/limits/throttle.ts';
import { createQueue } from '../../queue.ts';
import { fact } from '../facts.ts';
import { countersOf, mostLiving } from './bounds.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; seal: Seal; throttle: Throttle; workHardness?: number | undefined };

/** A task to solve first: the number whose SHA-256 behind the salt is the challenge. */
export type KitWork = { task: string; salt: string; challenge: string; most: number };
export type Worked = { task: string; solution: string };

type Why = ReturnType<typeof countersOf>[number]['why'];
/** `wait`: seconds until it is worth coming again. */
export type Refusal = { why: Why; most: number; wait: number } | { why: 'busy'; wait: number; work: KitWork };

const purpose = 'kits';
const taskLife = minutes(10);
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
  type Remembered = { until: Date; over?: { why: Why; most: number } };
  /** By address, and '' for all: who is over a bound, and who has to work first. */
  const refused = new Map<string, Remembered>();

  function remember(key: string, wait: number, over?: Remembered['over']): void {
    refused.delete(key);
    refused.set(key, { until: after(clock.now(), wait), ...(over !== undefined && { over }) });
    for (const oldest of refused.keys()) {
      if (refused.size <= mostRemembered) break;
      refused.delete(oldest);
    }
  }

  function remembered(key: string, hasWorked: boolean): Refusal | undefined {
    const { until, over } = refused.get(key) ?? {};
    if (until === undefined) return undefined;
    const wait = Math.ceil((until.getTime() - clock.now().getTime()) / 1000);
    if (wait <= 0) refused.delete(key);
    else if (over !== undefined) return { ...over, wait };
    else if (!hasWorked) return busy();
    return undefined;
  }

  function newWork(): KitWork {
    const task = proofs.make({ id: newToken(12), bound: purpose, at: clock.now().getTime() });
    const { salt, challenge, maxnumber } = JSON.parse(Buffer.from(task, 'base64url').toString());
    return { task, salt, challenge, most: maxnumber };
  }

  const taskOf = ({ task }: Worked) => {
    const meaning = proofs.meaningOf(task);
    return meaning?.bound === purpose ? meaning : undefined;
  };

  /** Of work that can be none, whether it is needed or not. */
  function problemsOf(worked: Worked | undefined): Problems {
    if (worked === undefined) return {};
    return {
      ...(taskOf(worked) === undefined && { work: fact('applications.kit_no_work') }),
      ...(!/^\d{1,7}$/.test(worked.solution) && { solution: fact('applications.kit_no_solution') }),
    };
  }

  /** The task that is solved; one that is old or wrongly solved is none. */
  function solved(worked: Worked | undefined): string | undefined {
    const meaning = worked && taskOf(worked);
    if (worked === undefined || meaning === undefined || after(new Date(meaning.at), taskLife) <= clock.now())
      return undefined;
    return proofs.isSolved(worked.task, worked.solution) ? meaning.id : undefined;
  }

  const busy = (): Refusal => ({ why: 'busy', wait: 1, work: newWork() });
  const once = { limit: 1, per: taskLife };
  const usedUp = ({ left }: Standing, { free, limit }: { free: number; limit: number }) => limit - left >= free;

  /** Counts nothing. `task`: the work that was done. */
  async function check(address: string, worked: Worked | undefined): Promise<{ refusal: Refusal } | { task?: string }> {
    const task = solved(worked);
    const prefix = addressPrefix(address);
    const known = remembered('', task !== undefined) ?? remembered(prefix, task !== undefined);
    if (known !== undefined) return { refusal: known };
    const counters = countersOf(address);
    const works = task === undefined ? [] : [{ kind: 'kit work', key: task, rule: once }];
    const standings = await throttle.peekAll([...counters, ...works]);
    if (standings[counters.length]?.allowed === false) return { refusal: busy() };
    let mustWork = false;
    for (const [place, { why, rule }] of counters.entries()) {
      const standing = standings[place];
      if (standing === undefined) continue;
      const key = why === 'all' ? '' : prefix;
      if (!standing.allowed) {
        const over = { why, most: rule.limit };
        remember(key, standing.retryAfter, over);
        return { refusal: { ...over, wait: standing.retryAfter } };
      }
      if (!usedUp(standing, rule)) continue;
      remember(key, standing.retryAfter);
      mustWork = true;
    }
    if ((await store.living(db, clock.now(), mostLiving)) >= mostLiving) {
      const over = { why: 'all' as const, most: mostLiving };
      remember('', minutes(10), over);
      return { refusal: { ...over, wait: minutes(10) } };
    }
    if (task !== undefined) return { task };
    return mustWork ? { refusal: busy() } : {};
  }

  async function count(address: string, task: string | undefined): Promise<Refusal | undefined> {
    if (task !== undefined && !(await throttle.hit('kit work', task, once)).allowed) return busy();
    for (const { why, kind, key, rule } of countersOf(address)) {
      const { allowed, left, retryAfter } = await throttle.hit(kind, key, rule);
      // The last of a bound: the next caller is told so, and not first sent to work.
      if (left === 0) remember(why === 'all' ? '' : addressPrefix(address), retryAfter, { why, most: rule.limit });
      if (!allowed) return { why, most: rule.limit, wait: retryAfter };
      if (task === undefined && rule.limit - left > rule.free) return busy();
    }
    return undefined;
  }

  return {
    problemsOf,
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
