import { readdir, readFile } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** On Linux: a third of a normal thread's share of a core that both want. Threads and processes that can wait for longer have 10. */
const behind = 5;
const threads = '/proc/self/task';

/**
 * Puts the threads on which hashes are made behind the one that serves: where cores are short, a token would otherwise wait at each of its steps
 * until a hash has had its turn (docs/adr/0099). They are libuv's, and all there once a folder has been read. On Linux alone has each thread a
 * priority of its own.
 */
export async function lowerHashingPriority(): Promise<void> {
  if (process.platform !== 'linux') return;
  const priority = Math.max(behind, getPriority());
  try {
    for (const id of await readdir(threads))
      if ((await readFile(`${threads}/${id}/comm`, 'utf8')).startsWith('libuv')) setPriority(Number(id), priority);
  } catch {
    // A system that forbids it hashes as before: no login fails because of that.
  }
}
