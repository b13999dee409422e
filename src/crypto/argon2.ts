/** The cost of a hash: KiB of memory, and the number of passes, in one lane. */
export type Cost = { memoryCost: number; timeCost: number };

/** 19 MiB, two passes: OWASP's minimum, 6 ms on a small server. */
export const today: Cost = { memoryCost: 19_456, timeCost: 2 };

/** argon2id by whichever package runs here; both write the same strings and read each other's. */
export interface Engine {
  hash(password: string, cost?: Cost): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

const parallelism = 1;
const argon2id = 2;

/** Best first: the same hashes in a third of the time, but binaries for fewer machines. */
export const engines: readonly (() => Promise<Engine>)[] = [
  async () => {
    const { hash, verify } = await import('@node-rs/argon2');
    return { hash: (password, cost = today) => hash(password, { ...cost, parallelism, algorithm: argon2id }), verify };
  },
  async () => {
    const { hash, verify } = await import('argon2');
    return { hash: (password, cost = today) => hash(password, { ...cost, parallelism, type: argon2id }), verify };
  },
];

export async function firstThatLoads(loaders = engines): Promise<Engine> {
  const reasons: unknown[] = [];
  for (const load of loaders) {
    try {
      return await load();
    } catch (reason) {
      reasons.push(reason);
    }
  }
  throw new AggregateError(reasons, 'No argon2 binary runs on this machine: neither @node-rs/argon2 nor argon2 loads');
}
