import { mkdtemp, open, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { area, checksOf } from '../check.ts';

type Disk = { folder: string; megabytes: number };
type Seen = {
  node: string;
  /** Limits of the system on open files and sockets; undefined where it does not report them. */
  files: number | undefined;
  /** Megabytes for one process: its heap, and the limit of its container. */
  memory: number;
  disks: readonly Disk[];
  /** Milliseconds until a write has reached the disk, of several the middle one. */
  fsync: { folder: string; milliseconds: number } | undefined;
};
const check = checksOf<Seen>();
const megabyte = 1024 ** 2;

/** The machine on which the command runs. */
export const ofMachine = area<Seen>({
  name: 'machine',
  isSlow: true, // it writes
  async read({ config }) {
    const folders = [...new Set([tmpdir(), config.DATA_DIR, config.KEYS_DIR])];
    return {
      node: process.versions.node,
      files: await openFiles(),
      memory: Math.min(getHeapStatistics().heap_size_limit, await ofContainer()) / megabyte,
      disks: (await Promise.all(folders.map(free))).flatMap((disk) => disk ?? []),
      fsync: await slowness(config.DATA_DIR),
    };
  },
  checks: [
    check('doctor.node_old', 'harm', ({ node }, { oldestNode }) =>
      Number.parseInt(node, 10) < oldestNode ? { version: node, oldest: oldestNode } : undefined,
    ),
    check('doctor.few_files', 'warning', ({ files }, { openFiles: least }) =>
      files !== undefined && files < least ? { limit: files, least } : undefined,
    ),
    check('doctor.little_memory', 'warning', ({ memory }, { memory: least }) =>
      memory < least ? { megabytes: Math.round(memory), least } : undefined,
    ),
    check('doctor.disk_low', 'warning', ({ disks }, { freeMegabytes }) =>
      disks.filter(({ megabytes }) => megabytes < freeMegabytes),
    ),
    check('doctor.disk_slow', 'warning', ({ fsync }, { fsync: most }) =>
      fsync !== undefined && fsync.milliseconds > most ? fsync : undefined,
    ),
  ],
});

async function openFiles(): Promise<number | undefined> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return soft === undefined || soft === 'unlimited' ? undefined : Number(soft);
}

async function ofContainer(): Promise<number> {
  const max = await readFile('/sys/fs/cgroup/memory.max', 'utf8').catch(() => 'max');
  const bytes = Number(max.trim());
  return Number.isFinite(bytes) ? bytes : Number.POSITIVE_INFINITY;
}

async function free(folder: string): Promise<Disk | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  if (found === undefined || found.blocks === 0) return undefined;
  return { folder, megabytes: Math.round((found.bavail * found.bsize) / megabyte) };
}

const writes = 9;

async function slowness(wanted: string): Promise<Seen['fsync']> {
  const parent = await mkdtemp(join(wanted, '.doctor-')).catch(() => mkdtemp(join(tmpdir(), 'doctor-')));
  try {
    const file = await open(join(parent, 'written'), 'w');
    const took: number[] = [];
    for (let count = 0; count < writes; count += 1) {
      const began = performance.now();
      await file.write(Buffer.alloc(8_192, count), 0, 8_192, count * 8_192);
      await file.sync();
      took.push(performance.now() - began);
    }
    await file.close();
    const [milliseconds = 0] = took.toSorted((one, other) => one - other).slice(Math.floor(writes / 2));
    return { folder: parent.slice(0, Math.max(1, parent.lastIndexOf('/'))), milliseconds: Math.round(milliseconds) };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
