import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'mocha';

const made: string[] = [];

/** A folder for keys that does not exist yet. It goes with the tests of its file. */
export async function freshFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'ccc-keys-'));
  made.push(parent);
  return join(parent, 'keys');
}

interface Content extends Record<string, unknown> {
  cookie: object[];
  keys: { phase: string; jwk: Record<string, string> }[];
}

export async function contentOf(dir: string, name: string): Promise<Content> {
  return JSON.parse(await readFile(join(dir, name), 'utf8'));
}

/** Writes one of the files anew, after `change` has worked on its content. */
export async function tamper(dir: string, name: string, change: (content: Content) => void): Promise<void> {
  const content = await contentOf(dir, name);
  change(content);
  await writeFile(join(dir, name), JSON.stringify(content), { mode: 0o600 });
}

after(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));
