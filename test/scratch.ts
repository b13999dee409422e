import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const prefix = 'ccc-run-';
/** Bytes: four lanes, each with the few databases of a file and their log. A container often gives 64 MB, which is too little. */
const least = 2 * 1024 ** 3;

/**
 * A folder for the temporary files of one run, which goes with it. A database has a thousand files, every file of tests has a database or
 * two, and a disk with a journal takes ten times as long to make them as memory does.
 */
export function openScratch(): string {
  if (!existsSync(memory)) return tmpdir();
  for (const name of readdirSync(memory))
    if (name.startsWith(prefix) && !existsSync(`/proc/${name.slice(prefix.length)}`)) remove(join(memory, name));
  const { bavail, bsize } = statfsSync(memory);
  if (bavail * bsize < least) return tmpdir();
  const folder = join(memory, `${prefix}${process.pid}`);
  mkdirSync(folder);
  chmodSync(folder, 0o1777); // PostgreSQL does not run as root, and walks through it
  process.once('exit', () => remove(folder));
  return folder;
}

/** A run that was killed may leave a disk mounted in its folder, which holds it: the next run goes on beside it. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    console.warn(`${folder} stays: ${error.message}`);
  }
}
