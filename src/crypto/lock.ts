import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const tries = 100;
const pauseInMs = 100;
/** Its holder writes two small files; after much more time than that takes, its machine is gone. */
const staleAfterMs = 60_000;

/** One at a time for a folder, also between machines that share it. The lock of a dead holder is taken over. */
export async function withLock<T>(dir: string, name: string, work: () => Promise<T>): Promise<T> {
  const path = join(dir, name);
  const claim = await writeClaim(path);
  try {
    await take(path, claim);
  } catch (error) {
    await unlink(claim);
    throw error;
  }
  try {
    return await work();
  } finally {
    if (await isSame(path, claim)) await unlink(path);
    await unlink(claim);
  }
}

async function take(path: string, claim: string): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      await link(claim, path);
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (await isStale(path, claim)) await breakLock(path, claim);
    else await sleep(pauseInMs);
  }
  throw new Error(`${path} is held by another process for too long: find out which, and remove the file if it is none`);
}

/** A claim of one's own, linked to the lock: the link exists at once with its content, or not at all. */
async function writeClaim(path: string): Promise<string> {
  const claim = `${path}.${randomUUID()}`;
  const file = await open(claim, 'wx', 0o600);
  await file.writeFile(`${process.pid}@${hostname()}`).finally(() => file.close());
  return claim;
}

async function isStale(path: string, claim: string): Promise<boolean> {
  try {
    const [holder, lock, own] = [await readFile(path, 'utf8'), await stat(path), await stat(claim)];
    const [pid, host] = holder.split('@');
    if (host === hostname() && !isAlive(Number(pid))) return true;
    return own.mtimeMs - lock.mtimeMs > staleAfterMs; // both by the clock of the file system
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false; // released meanwhile
    throw error;
  }
}

/** Moves the lock aside; if it was no longer the dead one, it is put back. */
async function breakLock(path: string, claim: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (!(await isStale(aside, claim))) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

async function isSame(a: string, b: string): Promise<boolean> {
  try {
    const [first, second] = [await stat(a), await stat(b)];
    return first.ino === second.ino;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
