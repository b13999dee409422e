import { randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { algorithms, faultOf, signingJwk } from './signing.ts';

const secret = z.string().check((ctx) => {
  const bytes = Buffer.from(ctx.value, 'base64url');
  const fault =
    bytes.toString('base64url') !== ctx.value
      ? 'is not base64url'
      : bytes.length < 32
        ? 'is too short: 32 random bytes are needed'
        : new Set(bytes).size < 16
          ? 'is not random'
          : undefined;
  if (fault) ctx.issues.push({ code: 'custom', message: fault, input: ctx.value });
});
/** Folders that were made before this secret came do not have it. */
const added = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? 'is missing, since this folder is older than it. If no backup of the folder has it, add it with: npm run -s cloud -- keys create'
        : 'must be a text',
  })
  .pipe(secret);
const exactly32 = secret.refine((value) => Buffer.from(value, 'base64url').length === 32, 'is not 32 bytes long');
const date = z.iso.datetime();
const aged = { createdAt: date, addedIn: z.int().nonnegative() };

/** `round` counts rotations; a secret remembers in which one it came, so that a rotation that was cut off can be taken up again. */
const signingFile = z.object({
  round: z.int().nonnegative(),
  keys: z.array(
    z.object({
      phase: z.enum(['active', 'published', 'retiring']),
      publishedAt: date,
      promotedAt: date.optional(),
      jwk: signingJwk,
    }),
  ),
});

const secretsFile = z.object({
  subject: secret,
  rotation: secret,
  form: secret,
  dpop: exactly32,
  index: secret,
  audit: added,
  /** The first signs, all verify. */
  cookie: z.array(z.object({ key: secret, ...aged, lastSignedAt: date.optional() })).min(2, 'needs at least two keys'),
  /** The first seals, all unseal; one goes when nothing is left that it sealed (`keys retire-data`). */
  sealing: z.array(z.object({ key: exactly32, ...aged })).min(1, 'needs at least one key'),
});

/** The first signs exports by SM2, all are published. A file of its own: a release that does not know it leaves it alone. */
const sm2File = z.object({
  keys: z.array(z.object({ key: exactly32, createdAt: date })).min(1, 'needs at least one key'),
});

export type SigningFile = z.infer<typeof signingFile>;
export type SecretsFile = z.infer<typeof secretsFile>;
export type Sm2File = z.infer<typeof sm2File>;
export interface KeyFiles {
  signing: SigningFile;
  secrets: SecretsFile;
}

/** A fault of one of the files, as the message of a refused start. */
export type KeyFault = { kind: 'missing' | 'open' | 'broken'; file: string; text: string };
const broken = (file: string, text: string): KeyFault => ({ kind: 'broken', file, text: `${file}${text}` });

export const signingName = 'signing.json';
export const secretsName = 'secrets.json';
export const sm2Name = 'sm2.json';

export const readSm2File = (dir: string) => readOne(dir, sm2Name, sm2File);

/** Both files, or their fault. Secrets first: a rotation writes them before it names them in the other. */
export async function readKeyFiles(dir: string): Promise<{ files: KeyFiles; text: string } | { faults: KeyFault[] }> {
  const secrets = await readOne(dir, secretsName, secretsFile);
  const signing = await readOne(dir, signingName, signingFile);
  const faults = [...secrets.faults, ...signing.faults];
  if (secrets.value) faults.push(...twice(secrets.value));
  if (signing.value) faults.push(...(await wrongKeys(signing.value)));
  if (!secrets.value || !signing.value || faults.length > 0) return { faults };
  return { files: { secrets: secrets.value, signing: signing.value }, text: secrets.text + signing.text };
}

async function readOne<T>(dir: string, name: string, schema: z.ZodType<T>) {
  const path = join(dir, name);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (text instanceof Error) {
    const missing: KeyFault = { kind: 'missing', file: name, text: `${name} is missing` };
    return { text: '', faults: [text.code === 'ENOENT' ? missing : broken(name, ` cannot be read (${text.code})`)] };
  }
  const faults: KeyFault[] = (await isOpen(path))
    ? [{ kind: 'open', file: name, text: `${name} can be read or changed by other users: chmod 600 ${path}` }]
    : [];
  const read = schema.safeParse(parse(text));
  if (!read.success)
    faults.push(
      ...read.error.issues.map(({ path: at, message }) =>
        broken(name, `: ${at.join('.') || 'the content'} ${message}`),
      ),
    );
  return { text, value: read.data, faults };
}

/** The secrets of a folder that is sound but for those that came after it was made; undefined when none is missing or more is wrong. */
export async function readOlderSecrets(dir: string): Promise<Omit<SecretsFile, 'audit'> | undefined> {
  const { value } = await readOne(
    dir,
    secretsName,
    secretsFile.omit({ audit: true }).extend({ audit: z.never().optional() }),
  );
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Mounted secrets are often readable by the group of the service; never by all, and only writable by their owner. */
export const isOpen = async (path: string) => process.platform !== 'win32' && ((await stat(path)).mode & 0o027) !== 0;

function twice({ cookie, sealing, ...single }: SecretsFile): KeyFault[] {
  const all = [...Object.values(single), ...cookie.map(({ key }) => key), ...sealing.map(({ key }) => key)];
  return new Set(all).size === all.length ? [] : [broken(secretsName, ': the same secret is used twice')];
}

async function wrongKeys({ keys }: SigningFile): Promise<KeyFault[]> {
  const faults = await Promise.all(keys.map(async ({ jwk }) => [jwk.alg, await faultOf(jwk)] as const));
  const active = algorithms.filter(
    (alg) => keys.filter(({ jwk, phase }) => jwk.alg === alg && phase === 'active').length !== 1,
  );
  return [
    ...faults.flatMap(([alg, fault]) => (fault ? [broken(signingName, `: a key for ${alg} ${fault}`)] : [])),
    ...active.map((alg) => broken(signingName, `: exactly one active key for ${alg} is needed`)),
    ...(new Set(keys.map(({ jwk }) => jwk.kid)).size === keys.length
      ? []
      : [broken(signingName, ': the same key stands there twice')]),
  ];
}

/** Puts a file where none is, all of it or nothing; says whether it did. Of several at once one wins. */
export async function placeNew(dir: string, name: string, content: object): Promise<boolean> {
  const temporary = await writeBeside(dir, name, content);
  try {
    await link(temporary, join(dir, name));
    await settle(dir);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
}

/** Replaces a file in one step: a reader sees the old or the new one, also after a power cut. */
export async function replace(dir: string, name: string, content: object): Promise<void> {
  await rename(await writeBeside(dir, name, content), join(dir, name));
  await settle(dir);
}

/** Removes leftovers of a process that died while writing. Only under the lock. */
export async function sweep(dir: string): Promise<void> {
  const left = (await readdir(dir)).filter((name) => /^\.(signing|secrets|sm2|transparency)\.json\./.test(name));
  await Promise.all(left.map((name) => unlink(join(dir, name))));
}

async function writeBeside(dir: string, name: string, content: object): Promise<string> {
  const path = join(dir, `.${name}.${randomUUID()}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

/** Directories cannot be synced on Windows. */
async function settle(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}
