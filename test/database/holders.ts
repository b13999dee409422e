import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { clusterPathsOf } from '../../src/database/embedded/cluster-paths.ts';
import { processesOf, readPostmaster } from '../../src/database/embedded/postmaster.ts';

const program = fileURLToPath(new URL('holder-program.ts', import.meta.url));

export interface Holder {
  pid: number;
  url: string;
  rows(text: string): Promise<unknown[]>;
  /** As `rows`, until it works. */
  eventually(text: string): Promise<unknown[]>;
  end(): Promise<void>;
  kill(): Promise<void>;
}

/** A process that holds the embedded database of a folder, once it is attached. */
export async function startHolder(dataDir: string): Promise<Holder> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The holder has ended: ${complaint}`);
    return JSON.parse(value);
  };
  const { url } = await hear();
  const rows = async (text: string) => {
    child.stdin.write(`${text}\n`);
    const { rows, error } = await hear();
    if (error) throw Object.assign(new Error(error.message), { name: error.name });
    return rows;
  };
  return {
    pid: Number(child.pid),
    url,
    rows,
    async eventually(text) {
      for (const began = performance.now(); ; await sleep(50)) {
        try {
          return await rows(text);
        } catch (error) {
          if (performance.now() - began > 10_000) throw error;
        }
      }
    },
    async end() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const children = new Set<ChildProcess>();

/** Ends leftovers of an interrupted test. */
export function killHolders(): void {
  for (const child of children) child.kill('SIGKILL');
}

const folders = new Set<string>();
const used: string[] = [];

export const usedFolders = (): readonly string[] => used;

/** A DATA_DIR that does not exist yet. */
export function freshFolder(...below: string[]): string {
  const top = mkdtempSync(join(tmpdir(), `ccc-test-${process.pid}-`));
  folders.add(top);
  const parent = join(top, ...below);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  used.push(join(parent, 'data'));
  return join(parent, 'data');
}

let model: Promise<string> | undefined;

/** The folder that a first holder leaves. */
async function makeModel(): Promise<string> {
  const dataDir = freshFolder();
  const holder = await startHolder(dataDir);
  await holder.end();
  await until(() => processesAround(dataDir).length === 0);
  return clusterPathsOf(dataDir).data;
}

/** A DATA_DIR in which a cluster rests, for a test that does not ask how one is made: a copy costs a tenth of initdb. */
export async function folderWithCluster(): Promise<string> {
  model ??= makeModel();
  const from = await model;
  const dataDir = freshFolder();
  const { data } = clusterPathsOf(dataDir);
  cpSync(from, data, { recursive: true });
  chmodSync(data, 0o700);
  return dataDir;
}

export function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Every process that has to do with the folder: keepers by their command line, servers and their sessions by where they are. */
export function processesAround(dataDir: string): number[] {
  const { folder, data } = clusterPathsOf(dataDir);
  const keepers = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.some((word) => word.endsWith('/keeper.ts')) && words.includes(folder);
    } catch {
      return false;
    }
  });
  return [...keepers.map(Number), ...processesOf(data)];
}

/** The keeper that is at work, of all that were spawned the one that stayed. */
export function keeperOf(dataDir: string): number {
  const servers = processesOf(clusterPathsOf(dataDir).data);
  const [keeper] = processesAround(dataDir).filter((pid) => !servers.includes(pid));
  if (keeper === undefined) throw new Error('there is no keeper');
  return keeper;
}

export function serverOf(dataDir: string): number {
  const found = readPostmaster(clusterPathsOf(dataDir).data);
  if (found === undefined) throw new Error('there is no server');
  return found.pid;
}

/** Whether another server has taken the place of this one. A session of the old one may answer once more before it sees that it is alone. */
export function hasSuccessor(dataDir: string, server: number): boolean {
  const found = readPostmaster(clusterPathsOf(dataDir).data);
  return found !== undefined && found.pid !== server;
}

/** Waits until something holds. */
export async function until(holds: () => boolean, within = 10_000): Promise<void> {
  const began = performance.now();
  while (!holds()) {
    if (performance.now() - began > within) throw new Error(`not within ${within} ms: ${holds}`);
    await sleep(20);
  }
}
