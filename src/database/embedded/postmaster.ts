import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The description of a PostgreSQL server in its folder. */
export interface Postmaster {
  pid: number;
  sockets: string;
  /** starting, ready, stopping … */
  status: string;
}

export const postmasterFile = (data: string) => join(data, 'postmaster.pid');

export function readPostmaster(data: string): Postmaster | undefined {
  const lines = attempt(() => readFileSync(postmasterFile(data), 'utf8'))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, sockets: lines[4]?.trim() ?? '', status: lines[7]?.trim() ?? '' };
}

/** Whether the process lives and is a server of this folder: after a crash the pid may be dead, a zombie or another program. */
export function servesFolder(pid: number, data: string): boolean {
  if (process.platform === 'linux') {
    return (
      attempt(() => readlinkSync(`/proc/${pid}/cwd`)) === data &&
      attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8')) === 'postgres\n'
    );
  }
  const command = attempt(() => execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }));
  return command?.includes(data) ?? false;
}

/** All living processes of the folder: after a killed server its sessions take a moment to notice. Linux only. */
export const processesOf = (data: string): number[] =>
  (attempt(() => readdirSync('/proc')) ?? [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => servesFolder(pid, data));

export function isAlive(pid: number): boolean {
  return attempt(() => process.kill(pid, 0)) ?? false;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
