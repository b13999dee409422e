import { readdirSync, readFileSync } from 'node:fs';

type Process = { parent: number; cpuMs: number; rssKb: number };

/** CPU time and memory of a process and all that it started, from /proc: the figures to trust on a busy machine. */
export function usageOf(pid: number): { cpuMs: number; rssMb: number } {
  const all = processes();
  const found = familyOf(pid, all).flatMap((id) => all.get(id) ?? []);
  return {
    cpuMs: found.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMb: found.reduce((sum, { rssKb }) => sum + rssKb, 0) / 1024,
  };
}

function processes(): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [parent = 0, user = 0, system = 0, pages = 0] = [fields[1], fields[11], fields[12], fields[21]];
      found.set(Number(name), { parent, cpuMs: (user + system) * 10, rssKb: pages * 4 });
    } catch {
      // ended between the listing and the reading
    }
  }
  return found;
}

/** Ticks of all cores together since the machine began, from /proc/stat: of any kind, at work, and taken by others on the same host. */
export function coresNow(): { all: number; busy: number; stolen: number } {
  const [first = ''] = read('/proc/stat').split('\n');
  const [user = 0, nice = 0, system = 0, idle = 0, disk = 0, irq = 0, softIrq = 0, stolen = 0] = first
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softIrq;
  return { all: busy + idle + disk + stolen, busy, stolen };
}

/** CPU time of a thread, in milliseconds and to the microsecond: its name, and whose it is. */
type Thread = { name: string; ms: number };

/**
 * CPU time of each thread of a process so far, by its id, to the nanosecond as the scheduler counts it: a fixed number of operations takes less
 * than a second, of which /proc/…/stat tells hundredths. Ended threads are not included.
 */
export function threadsOf(pid: number): Map<string, Thread> {
  const found = new Map<string, Thread>();
  const folder = `/proc/${pid}/task`;
  for (const id of list(folder)) {
    const [ns = ''] = read(`${folder}/${id}/schedstat`).split(' ');
    if (ns !== '') found.set(id, { name: read(`${folder}/${id}/comm`).trim(), ms: Number(ns) / 1e6 });
  }
  return found;
}

/** Milliseconds of CPU of all the threads that a process has. */
export const cpuOf = (pid: number): number => [...threadsOf(pid).values()].reduce((sum, { ms }) => sum + ms, 0);

/** The process and all that it started. */
function familyOf(pid: number, all: ReturnType<typeof processes>): number[] {
  const family = [pid];
  for (const member of family) for (const [id, { parent }] of all) if (parent === member) family.push(id);
  return family;
}

/** A PostgreSQL server: all of its processes, or without those that work for another database than this one. */
export function backendsOf(postgres: number, database?: string): number[] {
  const children = read(`/proc/${postgres}/task/${postgres}/children`).split(' ').filter(Boolean).map(Number);
  return [postgres, ...children].filter((id) => {
    const [, name] = /^postgres: cloud (\w+) /.exec(read(`/proc/${id}/cmdline`)) ?? [];
    return name === undefined || database === undefined || name === database;
  });
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
};
const list = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
