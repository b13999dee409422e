import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { after, type Clock, days } from '../clock.ts';
import { isOpen, placeNew, replace } from './key-files.ts';
import { withLock } from './lock.ts';

export const logKeysName = 'transparency.json';
/** How long both keys sign: verifiers have that time to write down the new one. */
const overlap = days(30);

const key = z.object({
  phase: z.enum(['active', 'retiring']),
  createdAt: z.iso.datetime(),
  /** An Ed25519 key of RFC 8032, 32 bytes. */
  seed: z.string().refine((text) => Buffer.from(text, 'base64url').length === 32, 'is not 32 bytes long'),
});
const content = z.object({ keys: z.array(key).min(1).max(2) });
type Content = z.infer<typeof content>;

/** Thrown where the file is not as it should be: in words for operators. */
const unusable = (dir: string, why: string) => new Error(`${join(dir, logKeysName)} ${why}`);

async function read(dir: string): Promise<Content> {
  const path = join(dir, logKeysName);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'ENOENT'
        ? 'is missing: restore it from its backup; a deployment that is older than it gets it by npm run -s cloud -- keys create'
        : `cannot be read (${cause.code})`;
    throw unusable(dir, why);
  });
  if (await isOpen(path)) throw unusable(dir, 'can be read or changed by other users: chmod 600 it');
  const found = content.safeParse(parse(text));
  if (!found.success) throw unusable(dir, `is broken: ${z.prettifyError(found.error)}`);
  if (found.data.keys[0]?.phase !== 'active') throw unusable(dir, 'is broken: the first key must be the active one');
  return found.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The signing keys of the transparency logs' heads, the active key first. */
export const readLogKeys = async (dir: string): Promise<Buffer[]> =>
  (await read(dir)).keys.map(({ seed }) => Buffer.from(seed, 'base64url'));

/** Makes the file where none is; says whether it did. */
export const createLogKeys = (dir: string, clock: Clock): Promise<boolean> =>
  placeNew(dir, logKeysName, { keys: [fresh(clock)] } satisfies Content);

const fresh = (clock: Clock): Content['keys'][number] => ({
  phase: 'active',
  createdAt: clock.now().toISOString(),
  seed: randomBytes(32).toString('base64url'),
});

type Rotation = { did: 'add' | 'retire' | undefined; next: 'add' | 'retire'; due: Date | undefined };

/** Adds a new key, beside which the former one goes on signing; or, 30 days later, takes that away. */
export function rotateLogKeys({ dir, clock, force = false }: { dir: string; clock: Clock; force?: boolean }) {
  return withLock(dir, 'rotation.lock', async (): Promise<Rotation> => {
    const [active, former] = (await read(dir)).keys;
    if (active === undefined) throw unusable(dir, 'has no key');
    if (former === undefined) {
      const added = fresh(clock);
      await replace(dir, logKeysName, { keys: [added, { ...active, phase: 'retiring' }] } satisfies Content);
      return { did: 'add', next: 'retire', due: after(new Date(added.createdAt), overlap) };
    }
    const due = after(new Date(active.createdAt), overlap);
    if (due > clock.now() && !force) return { did: undefined, next: 'retire', due };
    await replace(dir, logKeysName, { keys: [active] } satisfies Content);
    return { did: 'retire', next: 'add', due: undefined };
  });
}
