import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, unlinkSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asOrdinaryUser, type Binaries, environment, findBinaries } from './binaries.ts';
import { type ClusterPaths, openSocketFolder } from './cluster-paths.ts';
import { isAlive, postmasterFile, processesOf, readPostmaster, servesFolder } from './postmaster.ts';

/** A running server. */
export interface Cluster {
  pid: number;
  ended: Promise<void>;
  stop(): Promise<void>;
}

export interface Wishes {
  /** Off for throw-away data: faster, and a crash of the machine may lose everything. */
  fsync: boolean;
}

/** The server of these paths: the one that runs already (its keeper was killed), else a new one, on new data if there are none. */
export async function openCluster(paths: ClusterPaths, wishes: Wishes): Promise<Cluster> {
  openSocketFolder(paths);
  const running = await findRunning(paths);
  if (running !== undefined) return clusterOf(paths, running, whenGone(paths, running));

  const version = join(paths.data, 'PG_VERSION');
  const wanted = existsSync(version) ? Number(readFileSync(version, 'utf8')) : undefined;
  const binaries = await findBinaries(wanted);
  const wrap = await asOrdinaryUser();
  if (wanted === undefined) await initialise(paths, wishes, binaries, wrap);
  await forgetCrash(paths);
  return launch(paths, wishes, binaries, wrap);
}

/** The pid of the living server, once it answers; a server that is just stopping is waited for. */
async function findRunning(paths: ClusterPaths): Promise<number | undefined> {
  for (;;) {
    const found = readPostmaster(paths.data);
    if (!found || !servesFolder(found.pid, paths.data)) return undefined;
    if (found.status === 'ready') {
      if (found.sockets === paths.sockets) return found.pid;
      throw new Error(`Another PostgreSQL server (process ${found.pid}) runs on ${paths.data}: stop it`);
    }
    await sleep(20);
  }
}

/** initdb into a folder of another name: a half-made cluster is never taken for a whole one. */
async function initialise(paths: ClusterPaths, { fsync }: Wishes, { initdb, major }: Binaries, wrap: string[]) {
  const prefix = 'postgres.new-';
  for (const name of await readdir(paths.folder)) {
    if (name.startsWith(prefix)) await rm(join(paths.folder, name), { recursive: true, force: true });
  }
  const fresh = join(paths.folder, prefix + process.pid);
  // Code points order Chinese the same on every system; the builtin provider also knows the cases of all letters.
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const child = command(paths, wrap, initdb, [
    ...['-D', fresh, '-U', 'cloud', '--encoding=UTF8', '--locale=C', ...locale],
    ...['--auth-local=trust', '--auth-host=reject', '--no-instructions'], // the socket's folder is the guard
    ...(fsync ? [] : ['--no-sync']),
  ]);
  if ((await exit(child)) !== 0) throw new Error(`initdb did not succeed: ${lastWords(paths)}`);
  await rename(fresh, paths.data);
}

/** After a crash: waits for sessions of the old server, and removes a lock whose pid belongs to another process by now. */
async function forgetCrash({ data }: ClusterPaths) {
  for (let left = 500; left > 0 && processesOf(data).length > 0; left--) await sleep(20);
  const stale = readPostmaster(data);
  if (process.platform === 'linux' && stale && isAlive(stale.pid) && processesOf(data).length === 0) {
    unlinkSync(postmasterFile(data));
  }
}

async function launch(
  paths: ClusterPaths,
  { fsync }: Wishes,
  { postgres }: Binaries,
  wrap: string[],
): Promise<Cluster> {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: paths.sockets,
    unix_socket_permissions: '0700',
    log_min_messages: 'log', // failed statements are in our own log
    log_error_verbosity: 'terse', // details quote rows
    log_checkpoints: 'off',
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off', max_wal_size: '256MB' }), // a throw-away one may rest in memory
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = command(paths, wrap, postgres, ['-D', paths.data, ...options]);
  const { pid } = child;
  let over = false;
  const ended = exit(child).then(() => {
    over = true;
  });
  for (;;) {
    if (over || pid === undefined) throw new Error(`PostgreSQL did not start: ${lastWords(paths)}`);
    const found = readPostmaster(paths.data);
    if (found?.pid === pid && found.status === 'ready') return clusterOf(paths, pid, ended);
    await sleep(10);
  }
}

const clusterOf = (paths: ClusterPaths, pid: number, ended: Promise<void>): Cluster => ({
  pid,
  ended,
  async stop() {
    const signal = (name: NodeJS.Signals) => servesFolder(pid, paths.data) && process.kill(pid, name);
    signal('SIGINT'); // fast: ends sessions, writes a checkpoint
    const waiting = new AbortController();
    const late = sleep(60_000, undefined, { signal: waiting.signal }).then(
      () => signal('SIGQUIT'),
      () => false,
    );
    await ended;
    waiting.abort();
    await late;
  },
});

/** The end of a server that is not our child. */
async function whenGone(paths: ClusterPaths, pid: number): Promise<void> {
  while (servesFolder(pid, paths.data)) await sleep(100);
}

function command(paths: ClusterPaths, wrap: string[], file: string, args: string[]): ChildProcess {
  const [first = file, ...rest] = [...wrap, file, ...args];
  const log = openSync(paths.log, 'a', 0o600);
  try {
    return spawn(first, rest, { cwd: paths.folder, env: environment, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

const exit = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });

/** The line of the log that is most likely to say why. */
export function lastWords({ log }: ClusterPaths): string {
  const lines = readFileSync(log, 'utf8').slice(-4_000).trimEnd().split('\n');
  return `${lines.findLast((line) => /FATAL|PANIC|error:|Error:|unshare:/.test(line)) ?? lines.at(-1) ?? ''} (${log})`;
}
