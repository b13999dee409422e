import { after, type Clock, minutes, seconds } from '../clock.ts';
import { createProofOfWork } from '../crypto/proof-of-work.ts';
import type { Seal } from '../crypto/seal.ts';
import { newToken } from '../crypto/secrets.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import { limits } from './limits.ts';

/** A task for the browser, and the seconds to wait instead where it cannot be done. */
export type Work = { task: string; wait: number };
/** What a form brings back; without a solution it asks whether the wait is over. */
export type Worked = { task: string; solution: string };

type Needs = { clock: Clock; seal: Seal; throttle: Throttle; workHardness?: number | undefined };
type WorkRequest = {
  /** For what and for whom, so that work for one thing opens nothing else. */
  bound: readonly string[];
  address: string;
  worked: Worked | undefined;
};

const taskLife = minutes(10);
/** For who cannot do the work. */
const waitInstead = seconds(60);

/** Proof of work: what costs a person nothing and a program that asks for thousands something (docs/adr/0029). */
export function createWork({ clock, seal, throttle, workHardness }: Needs) {
  const proofs = createProofOfWork({ seal, hardness: workHardness });
  const nameOf = (bound: readonly string[]) => seal.index(bound.join('\0'), 'work').toString('base64url');

  const isFirstUse = async (id: string) => (await throttle.hit('work', id, { limit: 1, per: taskLife })).allowed;
  /** Waiting costs a program nothing, even for many at the same time, so it is limited by address and by what it is for. */
  const mayWait = async (bound: string, address: string) =>
    (await throttle.hit('waits of address', address, limits.waitsOfAddress)).allowed &&
    (await throttle.hit('waits', bound, limits.waits)).allowed;

  return {
    /** Undefined: the work is done, and counts once. Otherwise what is still to be done: the same task, if it is still valid. */
    async ask({ bound, address, worked }: WorkRequest): Promise<Work | undefined> {
      const name = nameOf(bound);
      const now = clock.now();
      const meaning = worked && proofs.meaningOf(worked.task);
      if (worked !== undefined && meaning?.bound === name && after(new Date(meaning.at), taskLife) > now) {
        const waited = (now.getTime() - meaning.at) / 1000;
        if (await proofs.isSolved(worked.task, worked.solution)) {
          if (await isFirstUse(meaning.id)) return undefined;
        } else if (waited < waitInstead) return { task: worked.task, wait: Math.ceil(waitInstead - waited) };
        else if ((await isFirstUse(meaning.id)) && (await mayWait(name, address))) return undefined;
      }
      return this.begin(bound);
    },

    async begin(bound: readonly string[]): Promise<Work> {
      const about = { id: newToken(12), bound: nameOf(bound), at: clock.now().getTime() };
      return { task: await proofs.make(about), wait: waitInstead };
    },
  };
}

export type WorkDesk = ReturnType<typeof createWork>;
