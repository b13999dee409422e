import { availableParallelism } from 'node:os';
import { unavailable } from '../errors.ts';
import { createQueue, type PoolState, type Queue } from '../queue.ts';
import { type Cost, type Engine, firstThatLoads, today } from './argon2.ts';
import { fact } from './facts.ts';

export { isCommonPassword } from './common-passwords.ts';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Without a hash it answers false in the same time, so that the existence of names stays hidden. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
  /** Whether the hash was made with other costs than today's. */
  needsRehash(hash: string): boolean;
  /** How full the threads are on which hashes are made. */
  state(): PoolState;
}

/** How the hashes of that cost begin. */
const headOf = ({ memoryCost, timeCost }: Cost) => `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`;

/** Algorithm, version and cost; the two packages write the latter in different orders. */
function costOf(hash: string): string {
  const [, algorithm, version, cost = ''] = hash.split('$');
  return [algorithm, version, ...cost.split(',').toSorted()].join();
}

/** A hash of no password: its digest is all zeros. */
const nobodyOf = (cost: Cost) => `${headOf(cost)}${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** The input methods of Chinese keyboards type full-width letters and digits when a key slips: １２３ and 123 must be the same password. */
const normalizedPassword = (password: string) => password.normalize('NFKC');

/** In a lasting crowd, how many may wait for each that is being hashed: a tenth of a second. */
const lasting = 16;
/** Milliseconds. After half a second in which a disk stood still, those come who wanted to sign in meanwhile: they are soon through, and no flood. */
const sudden = 600;

export function createPasswords({
  concurrency = Math.max(1, availableParallelism() - 1),
  queue = 256,
  longest = 2_000,
  cost = today,
} = {}): Passwords {
  const nobody = nobodyOf(cost);
  const [head, current] = [headOf(cost), costOf(nobody)];
  const turns = createQueue({ places: concurrency, longest, sudden, lasting: lasting * concurrency, max: queue });
  const inTurn = queueUp(turns);
  let loading: Promise<Engine> | undefined;
  const engine = () => {
    loading ??= load();
    return loading;
  };

  return {
    // Loading it is no part of a hash's duration, by which the queue is measured.
    async hash(password) {
      const { hash } = await engine();
      return inTurn(() => hash(normalizedPassword(password), cost));
    },
    async verify(hash, password) {
      const { verify } = await engine();
      return inTurn(() => verify(hash ?? nobody, normalizedPassword(password)));
    },
    needsRehash: (hash) => !hash.startsWith(head) && costOf(hash) !== current,
    state: turns.state,
  };
}

/** With the first hash, for which the threads get their place: a start needs neither. */
async function load(): Promise<Engine> {
  const { lowerHashingPriority: putHashingBehind } = await import('./hashing-threads.ts');
  await putHashingBehind();
  return firstThatLoads();
}

/** Bounds the hashes at the same time, so that logins do not starve the tokens, and the queue for them. */
function queueUp(queue: Queue) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((resolve, reject) =>
      queue.enter(resolve, () => reject(unavailable(fact('crypto.busy'), 5))),
    );
    const began = performance.now();
    try {
      return await work();
    } finally {
      queue.left(began);
    }
  };
}
