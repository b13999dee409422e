import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

// The files of a release and the SHA-256 of each, as `sha256sum --check` reads them too.

/** At the root of an installed release; a checkout has none. */
export const sumsFile = 'release.sha256';
/** Written where it runs: compiled code that Node keeps, and the folders of DATA_DIR and KEYS_DIR where no setting names others. */
const ownWork = ['node_modules/.cache', 'data', 'keys'];

export async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Every file below `folder` but the list itself, in the order of its path, with `/` between folders. */
async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .flatMap((entry) =>
      entry.isDirectory() ? [] : [relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/')],
    )
    .filter((path) => path !== sumsFile && !ownWork.some((own) => path.startsWith(`${own}/`)))
    .toSorted();
}

/** The sums of the files as they lie there. */
export async function sumsOf(folder: string): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  for (const path of await pathsIn(folder)) sums.set(path, await sumOf(join(folder, path)));
  return sums;
}

/** Files that differ from the list of their release. */
export type Altered = { changed: string[]; missing: string[]; added: string[] };

/** Undefined where the folder has no list: it is a checkout. */
export async function alteredFiles(folder: string): Promise<Altered | undefined> {
  const list = await readFile(join(folder, sumsFile), 'utf8').catch(() => undefined);
  if (list === undefined) return undefined;
  const lines = list.split('\n').flatMap((line) => (line === '' ? [] : [[line.slice(66), line.slice(0, 64)] as const]));
  const meant = new Map(lines);
  const found = await sumsOf(folder);
  return {
    changed: [...meant].flatMap(([path, sum]) => (found.has(path) && found.get(path) !== sum ? [path] : [])),
    missing: [...meant.keys()].filter((path) => !found.has(path)),
    added: [...found.keys()].filter((path) => !meant.has(path)),
  };
}
