import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { asOrdinaryUser, environment, findBinaries } from '../../src/database/embedded/binaries.ts';
import { processesOf } from '../../src/database/embedded/postmaster.ts';
import { freePort } from '../support/ports.ts';

/** A PostgreSQL server of a drill's own, to which everything may be done. */
export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

type Options = {
  /** Where programs of a distribution are, such as /usr/lib/postgresql/15/bin; without it the embedded ones. */
  bin?: string | undefined;
  /** An empty folder for its data; without it one below the folder for temporary files. */
  folder?: string;
  /** A server that is stopped: its data are copied, and followed by streaming from then on (startStandby). */
  copyOf?: { data: string; url: string };
  /** Lines of postgresql.conf, with which it runs as in production: without them nothing is written through. */
  conf?: readonly string[];
  /** Whether it is reached by a socket in its folder as well, as programs of its own machine want it. */
  hasSocket?: boolean;
  /** Additional environment of a server. */
  env?: Readonly<Record<string, string>>;
};

export async function startPostgres({ bin, folder, copyOf, conf, hasSocket = false, env = {} }: Options = {}) {
  const own = folder ?? mkdtempSync(join(tmpdir(), 'ccc-drill-'));
  const data = join(realpathSync(own), 'data');
  const found =
    bin === undefined ? await findBinaries(undefined) : { initdb: `${bin}/initdb`, postgres: `${bin}/postgres` };
  const wrap = await asOrdinaryUser();
  const port = await freePort();
  const command = (file: string, args: string[]): [string, string[]] => {
    const [first = file, ...rest] = [...wrap, file, ...args];
    return [first, rest];
  };
  const { stdout: version } = await promisify(execFile)(found.postgres, ['--version']);
  const making = ['-D', data, '-U', 'cloud', '--encoding=UTF8', '--locale=C', '--auth=trust', '--no-sync'];
  if (copyOf === undefined) await promisify(execFile)(...command(found.initdb, making), { env: environment });
  else {
    cpSync(copyOf.data, data, { recursive: true });
    chmodSync(data, 0o700);
    writeFileSync(join(data, 'standby.signal'), '');
    const follow = [`primary_conninfo = '${copyOf.url}'`, 'wal_retrieve_retry_interval = 100ms'];
    appendFileSync(join(data, 'postgresql.conf'), `${follow.join('\n')}\n`);
  }
  if (conf !== undefined) appendFileSync(join(data, 'postgresql.conf'), `${conf.join('\n')}\n`);
  const settings = [
    ...(conf === undefined ? ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'] : []),
    ...['-c', `unix_socket_directories=${hasSocket ? own : ''}`],
  ];
  const url = `postgres://cloud@127.0.0.1:${port}/postgres`;

  /** One after the other, on one connection; the rows of the last. */
  async function sql(...texts: string[]): Promise<unknown[]> {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      let rows: unknown[] = [];
      for (const text of texts) ({ rows } = await client.query(text));
      return rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  const answers = () =>
    sql('select 1').then(
      () => true,
      () => false,
    );
  async function start(): Promise<void> {
    const [file, args] = command(found.postgres, ['-D', data, '-p', String(port), ...settings]);
    for (let tries = 1; tries <= 20; tries += 1) {
      const child = spawn(file, args, { env: { ...environment, ...env }, stdio: 'ignore', cwd: own });
      child.unref();
      while (child.exitCode === null) {
        if (await answers()) return;
        await sleep(20);
      }
      await sleep(100); // a killed process holds its memory for a moment
    }
    throw new Error('PostgreSQL does not start');
  }
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processesOf(data))
      try {
        process.kill(pid, name);
      } catch {
        // has just ended
      }
  };
  /** The first process ends all others. */
  async function end(name: 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (name === 'SIGKILL') signal('SIGKILL');
    // As it says itself: where the numbers of processes begin again at one, the lowest is another's.
    else process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), name);
    while (processesOf(data).length > 0) await sleep(20);
  }
  await start();

  return {
    url,
    data,
    version: version.trim(),
    sql,
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    /** Every process of it stands still: connections are accepted by the system, and never answered. */
    freeze: async () => signal('SIGSTOP'),
    thaw: async () => signal('SIGCONT'),
    async remove() {
      signal('SIGCONT');
      if (processesOf(data).length > 0) await end('SIGKILL');
      if (folder === undefined) rmSync(own, { recursive: true, force: true });
    },
  };
}

/** A streaming standby of a server, which is stopped for as long as its data are copied. */
export async function startStandby(primary: Postgres, options: Pick<Options, 'conf'> = {}): Promise<Postgres> {
  await primary.stop();
  try {
    return await startPostgres({ ...options, copyOf: { data: primary.data, url: primary.url } });
  } finally {
    await primary.start();
  }
}

/** A file system of so many megabytes in memory, for data that shall find no room; undefined where it cannot be mounted. */
export async function smallDisk(
  megabytes: number,
): Promise<{ folder: string; remove: () => Promise<void> } | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-small-'));
  const mount = spawn('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder], {
    stdio: 'ignore',
  });
  const [code] = await once(mount, 'exit').catch(() => [1]);
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  return {
    folder,
    async remove() {
      await once(spawn('umount', ['-l', folder], { stdio: 'ignore' }), 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
