import { after, type Clock, minutes, seconds } from '../clock.ts';
import { createProofOfWork, type Meaning } from '../crypto/proof-of-work.ts';
import type { Seal } from '../crypto/seal.ts';
import { newToken } from '../crypto/secrets.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Form } from '../http/requests/body.ts';
import { limits } from './limits.ts';

/** A task for the browser, and the seconds to wait instead where it cannot be done. */
export type Work = { task: string; wait: number };
/** The values that a form brings back; without a solution it asks whether the wait is over. */
export type Worked = { task: string; solution: string };

type Needs = { clock: Clock; seal: Seal; throttle: Throttle; workHardness?: number | undefined };
type WorkRequest = {
  /** The purpose and the subject, so that work for one thing opens nothing else. */
  bound: readonly string[];
  address: string;
  worked: Worked | undefined;
};

const taskLife = minutes(10);
/** For a browser that cannot do the work. */
const waitInstead = seconds(60);

/** The hidden fields of partials/work.ejs. */
export const workedIn = ({ work, solution = '' }: Form): Worked | undefined =>
  work === undefined || work === '' ? undefined : { task: work, solution };

/** Proof of work: nearly free for a person, and expensive for a program with thousands of requests (docs/adr/0029). */
export function createWork({ clock, seal, throttle, workHardness }: Needs) {
  const proofs = createProofOfWork({ seal, hardness: workHardness });
  const nameOf = (bound: readonly string[]) => seal.index(bound.join('\0'), 'work').toString('base64url');

  /** The purpose of a task, while it is valid for that. */
  function standing(bound: readonly string[], task: string): Meaning | undefined {
    const meaning = proofs.meaningOf(task);
    const isStanding = meaning?.bound === nameOf(bound) && after(new Date(meaning.at), taskLife) > clock.now();
    return isStanding ? meaning : undefined;
  }
  const waitedFor = ({ at }: Meaning): number => (clock.now().getTime() - at) / 1000;

  const isFirstUse = async (id: string) => (await throttle.hit('work', id, { limit: 1, per: taskLife })).allowed;
  /** Waiting costs a program nothing, even for many at the same time, so it is limited by address and by purpose. */
  const mayWait = async (bound: string, address: string) =>
    (await throttle.hit('waits of address', address, limits.waitsOfAddress)).allowed &&
    (await throttle.hit('waits', bound, limits.waits)).allowed;

  return {
    /** Undefined: the work is done, and counts once. Otherwise the task to do: the same one, if it is still valid. */
    async ask({ bound, address, worked }: WorkRequest): Promise<Work | undefined> {
      const meaning = worked && standing(bound, worked.task);
      if (worked !== undefined && meaning !== undefined) {
        const waited = waitedFor(meaning);
        if (proofs.isSolved(worked.task, worked.solution)) {
          if (await isFirstUse(meaning.id)) return undefined;
        } else if (waited < waitInstead) return { task: worked.task, wait: Math.ceil(waitInstead - waited) };
        else if ((await isFirstUse(meaning.id)) && (await mayWait(meaning.bound, address))) return undefined;
      }
      return this.begin(bound);
    },

    /** For a form that comes again for another reason: its own task, so that no visitor waits or works twice. */
    async again(bound: readonly string[], worked: Worked | undefined): Promise<Work> {
      const meaning = worked && standing(bound, worked.task);
      if (worked === undefined || meaning === undefined) return this.begin(bound);
      return { task: worked.task, wait: Math.max(0, Math.ceil(waitInstead - waitedFor(meaning))) };
    },

    async begin(bound: readonly string[]): Promise<Work> {
      const about = { id: newToken(12), bound: nameOf(bound), at: clock.now().getTime() };
      return { task: proofs.make(about), wait: waitInstead };
    },
  };
}

export type WorkDesk = ReturnType<typeof createWork>;
