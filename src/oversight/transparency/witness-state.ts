import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hashSize, split } from './tiles.ts';

const content = z.record(
  z.string(),
  z.object({
    size: z.int().nonnegative(),
    checkpoint: z.string(),
    next: z.int().nonnegative().optional(),
    namesEnd: z.int().nonnegative().optional(),
  }),
);
/**
 * A witness's state of a log: the last checkpoint, the position where it continues with old figures, and the length of the list of their names.
 */
export type WitnessProgress = {
  size: number;
  checkpoint: string;
  next?: number | undefined;
  namesEnd?: number | undefined;
};

const stateName = 'witness.json';

/**
 * The folder of a witness: the last checkpoint of each log, and of the figures hash and name of every leaf, so that it can name a changed or
 * missing one. Leaves are written first, so the checkpoint never covers more than the folder has.
 */
export async function openState(dir: string) {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, stateName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  // Unreadable state is no reason to start again: a witness without memory would believe anything.
  const seen = new Map<string, WitnessProgress>(Object.entries(content.parse(JSON.parse(text))));

  const leavesPath = (log: string) => join(dir, `${log}.leaves`);
  const namesPath = (log: string) => join(dir, `${log}.names`);
  async function append(to: string, after: number, bytes: Buffer): Promise<void> {
    const file = await open(to, 'a+', 0o600);
    try {
      await file.truncate(after);
      await file.appendFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  return {
    seen: (origin: string): WitnessProgress | undefined => seen.get(origin),

    async leaves(log: string, size: number): Promise<Buffer[]> {
      if (size === 0) return [];
      const bytes = await readFile(leavesPath(log));
      if (bytes.length < size * hashSize) throw new Error(`${leavesPath(log)} is too short: it was changed`);
      return split(bytes.subarray(0, size * hashSize));
    },

    /** The name of each leaf, read where one has to be named. */
    async names(log: string, { size, namesEnd = 0 }: WitnessProgress): Promise<string[]> {
      const names = (await readFile(namesPath(log))).subarray(0, namesEnd).toString().split('\n').slice(0, -1);
      if (names.length !== size) throw new Error(`${namesPath(log)} was changed`);
      return names;
    },

    /** Behind those that are known; whatever a run that died left there is written over. Where the list of names ends then. */
    async addLeaves(
      log: string,
      known: WitnessProgress | undefined,
      leaves: readonly Buffer[],
      names: readonly string[],
    ): Promise<number> {
      const { size = 0, namesEnd = 0 } = known ?? {};
      const added = Buffer.from(names.map((name) => `${name}\n`).join(''));
      await append(leavesPath(log), size * hashSize, Buffer.concat(leaves));
      await append(namesPath(log), namesEnd, added);
      return namesEnd + added.length;
    },

    async remember(origin: string, what: WitnessProgress): Promise<void> {
      seen.set(origin, what);
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(Object.fromEntries(seen), undefined, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },

    /** Two contradicting checkpoints: evidence against the signer. */
    async keepEvidence(name: string, text: string): Promise<string> {
      const kept = join(dir, name);
      await writeFile(kept, text, { mode: 0o600 });
      return kept;
    },
  };
}

export type WitnessState = Awaited<ReturnType<typeof openState>>;
