import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const tries = 100;
const pauseInMs = 100;
/** Whoever holds it writes two small files: much longer than that, and its machine is gone. */
const staleAfterMs = 60_000;

/** One at a time for a folder, also between machines that share it. A lock whose holder died is taken over. */
export async function withLock<T>(dir: string, name: string, work: () => Promise<T>): Promise<T> {
  const path = join(dir, name);
  const mine = await writeClaim(path);
  try {
    await take(path, mine);
  } catch (error) {
    await unlink(mine);
    throw error;
  }
  try {
    return await work();
  } finally {
    if (await isSame(path, mine)) await unlink(path);
    await unlink(mine);
  }
}

async function take(path: string, mine: string): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      await link(mine, path);
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (await isStale(path, mine)) await breakLock(path, mine);
    else await sleep(pauseInMs);
  }
  throw new Error(`${path} is held by another process for too long: look who it is, remove the file when nobody is`);
}

/** A claim of one's own, linked to the lock: the link exists at once with its content, or not at all. */
async function writeClaim(path: string): Promise<string> {
  const claim = `${path}.${randomUUID()}`;
  const file = await open(claim, 'wx', 0o600);
  await file.writeFile(`${process.pid}@${hostname()}`).finally(() => file.close());
  return claim;
}

async function isStale(path: string, mine: string): Promise<boolean> {
  try {
    const [holder, lock, claim] = [await readFile(path, 'utf8'), await stat(path), await stat(mine)];
    const [pid, host] = holder.split('@');
    if (host === hostname() && !isAlive(Number(pid))) return true;
    return claim.mtimeMs - lock.mtimeMs > staleAfterMs; // both by the clock of the file system
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false; // released meanwhile
    throw error;
  }
}

/** Moves the lock aside; if it was no longer the dead one, it is put back. */
async function breakLock(path: string, mine: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (!(await isStale(aside, mine))) await link(aside, path).catch(() => undefined);
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
