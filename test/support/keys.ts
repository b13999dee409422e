import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'mocha';
import type { Clock } from '../../src/clock.ts';
import { createKeys } from '../../src/crypto/keys.ts';
import { newToken } from '../../src/crypto/secrets.ts';

const made: string[] = [];

/** A folder for keys that does not exist yet. It goes with the tests of its file. */
export async function freshFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'ccc-keys-'));
  made.push(parent);
  return join(parent, 'keys');
}

const once = new Date('2026-01-01T00:00:00Z');
let model: Promise<[string, string]> | undefined;

/** The folder from which all others of a run are copied. */
async function makeModel(): Promise<[string, string]> {
  const dir = await freshFolder();
  await createKeys(dir, { now: () => once });
  return [await readFile(join(dir, 'secrets.json'), 'utf8'), await readFile(join(dir, 'signing.json'), 'utf8')];
}

/**
 * A folder with keys as if it were made now, for those who do not ask how: the search for an RSA key's primes takes as long as all else of
 * a start. The signing keys of a run are the same ones, the secrets are new.
 */
export async function folderWithKeys(clock: Clock): Promise<string> {
  model ??= makeModel();
  const now = clock.now().toISOString();
  const [secrets, signing] = (await model).map((text) => text.replaceAll(once.toISOString(), now));
  const dir = await mkdtemp(join(tmpdir(), 'ccc-keys-'));
  const fresh = secrets?.replaceAll(/"[\w-]{43}"/g, () => JSON.stringify(newToken())) ?? '';
  await writeFile(join(dir, 'secrets.json'), fresh, { mode: 0o600 });
  await writeFile(join(dir, 'signing.json'), signing ?? '', { mode: 0o600 });
  return dir;
}

interface Content extends Record<string, unknown> {
  cookie: object[];
  keys: { phase: string; jwk: Record<string, string> }[];
}

export async function contentOf(dir: string, name: string): Promise<Content> {
  return JSON.parse(await readFile(join(dir, name), 'utf8'));
}

/** Rewrites one of the files, after `change` has worked on its content. */
export async function tamper(dir: string, name: string, change: (content: Content) => void): Promise<void> {
  const content = await contentOf(dir, name);
  change(content);
  await writeFile(join(dir, name), JSON.stringify(content), { mode: 0o600 });
}

after(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));
