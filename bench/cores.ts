import { execFileSync } from 'node:child_process';
import type { Place } from './place.ts';
import type { Running } from './servers.ts';
import { backendsOf } from './usage.ts';

const serverCore = '0';
const loadCore = '1';

/** All threads of a process, and those that it will start. */
const pin = (pid: number, core: string): void => {
  execFileSync('taskset', ['-a', '-c', '-p', core, String(pid)], { stdio: 'ignore' });
};

/** The load on a core of its own, before anything else is started. */
export const pinLoad = (): void => pin(process.pid, loadCore);

/** Servers and PostgreSQL together on the other. */
export function pinServers(place: Place, running: readonly Running[]): void {
  for (const { target } of running) pin(target.pids.server, serverCore);
  for (const pid of backendsOf(place.postgres)) pin(pid, serverCore);
}
