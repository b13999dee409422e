import { readdir, readFile, statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Standing } from '../../database/standby.ts';
import { lostLines } from '../../log.ts';
import { release } from '../../release.ts';
import { exposed } from './exposition.ts';

type Counted = [string, number][];

/** As dashboards for Node know them. Of several processes they are added up; of lags the longest counts, and of starts the first. */
const processFigures = {
  cloud_build_info: {
    type: 'gauge',
    help: 'How many processes run a version, from a folder of that name, and its commit where a packed release runs',
    over: 'sum',
  },
  process_cpu_seconds_total: { type: 'counter', help: 'CPU time that was used', over: 'sum' },
  process_start_time_seconds: { type: 'gauge', help: 'When the process started', over: 'min' },
  process_resident_memory_bytes: { type: 'gauge', help: 'Resident memory', over: 'sum' },
  process_open_fds: { type: 'gauge', help: 'Open files and sockets; 0 where the system does not tell', over: 'sum' },
  process_max_fds: { type: 'gauge', help: 'How many there may be; 0 where the system does not tell', over: 'sum' },
  cloud_disk_free_bytes: { type: 'gauge', help: 'Free on the disk of keys or data that has least', over: 'min' },
  cloud_keys_unreadable: {
    type: 'gauge',
    help: 'Whether the folder of keys could not be read when a process looked last: those that it has stay in use',
    over: 'max',
  },
  cloud_log_lines_dropped_total: {
    type: 'counter',
    help: 'Lines of the log that could not be written and are lost',
    over: 'sum',
  },
  nodejs_heap_size_total_bytes: { type: 'gauge', help: 'Size of the heap', over: 'sum' },
  nodejs_heap_size_used_bytes: { type: 'gauge', help: 'Used part of the heap', over: 'sum' },
  nodejs_external_memory_bytes: { type: 'gauge', help: 'Memory outside of the heap', over: 'sum' },
  nodejs_eventloop_lag_seconds: { type: 'gauge', help: 'How long the event loop takes to come round', over: 'max' },
  nodejs_eventloop_lag_p99_seconds: { type: 'gauge', help: 'The same, 99 % since the last question', over: 'max' },
  cloud_standby_read: {
    type: 'gauge',
    help: 'Whether the standby is read; 0: the primary answers in its place',
    over: 'min',
  },
  cloud_standby_age_seconds: { type: 'gauge', help: 'How old what the standby knows can be at most', over: 'max' },
  cloud_standby_fault: {
    type: 'gauge',
    help: 'Why the standby is not read: it is away, old (too far behind), promoted (a primary now) or foreign (of another database)',
    over: 'max',
  },
  cloud_standby_reads_total: { type: 'counter', help: 'Statements that the standby answered', over: 'sum' },
  cloud_standby_passed_over_total: {
    type: 'counter',
    help: 'Statements that the primary answered because the standby could not',
    over: 'sum',
  },
  cloud_token_memory_answered_total: {
    type: 'counter',
    help: 'Questions about tokens that were answered from memory',
    over: 'sum',
  },
  cloud_token_memory_asked_total: {
    type: 'counter',
    help: 'Questions about tokens for which the database was asked',
    over: 'sum',
  },
  cloud_token_memory_dropped_total: {
    type: 'counter',
    help: 'Tokens that were forgotten because they were withdrawn, or a withdrawal may have been missed',
    over: 'sum',
  },
  cloud_token_memory_gaps_total: {
    type: 'counter',
    help: 'How often withdrawals may have been missed, and all was forgotten',
    over: 'sum',
  },
  cloud_token_memory_bytes: {
    type: 'gauge',
    help: 'What the tokens and sessions in memory take, as estimated',
    over: 'sum',
  },
} as const;
/** Figures that exist only with READ_DATABASE_URL. */
type OfStandby = keyof typeof processFigures & `cloud_standby_${string}`;
const faults = ['away', 'old', 'promoted', 'foreign'] as const satisfies readonly Standing['state'][];
/** The build that a process runs. */
const ofCommit = release.commit === undefined ? '' : `,commit="${release.commit}"`;
const ofBuild = { [`cloud_build_info{version="${release.version}",release="${release.folder}"${ofCommit}}`]: 1 };
type OfMemory = keyof typeof processFigures & `cloud_token_memory_${string}`;

/** Of the tokens in memory (oidc/tokens/memory.ts). */
export type MemoryStanding = { answered: number; asked: number; dropped: number; gaps: number; bytes: number };
const ofMemory = ({ answered, asked, dropped, gaps, bytes }: MemoryStanding): Record<OfMemory, number> => ({
  cloud_token_memory_answered_total: answered,
  cloud_token_memory_asked_total: asked,
  cloud_token_memory_dropped_total: dropped,
  cloud_token_memory_gaps_total: gaps,
  cloud_token_memory_bytes: bytes,
});

/** An age that is not known counts as an hour: no alert shall sleep over it. */
const unknownAge = 3_600;
const ofStandby = ({ state, age, read, passedOver }: Standing) => ({
  cloud_standby_read: state === 'read' ? 1 : 0,
  cloud_standby_age_seconds: age ?? unknownAge,
  cloud_standby_reads_total: read,
  cloud_standby_passed_over_total: passedOver,
  ...Object.fromEntries(faults.map((why) => [`cloud_standby_fault{why="${why}"}`, state === why ? 1 : 0])),
});

type Needs = {
  disks: readonly string[];
  /** Whether the folder of keys is as it shall be. */
  keysAreSound: () => boolean;
  standby: (() => Standing) | undefined;
  memory: () => MemoryStanding | undefined;
};

const together = {
  sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  min: (values: readonly number[]) => Math.min(...values),
  max: (values: readonly number[]) => Math.max(...values),
};

/** Milliseconds, which the measured delays contain. */
const resolution = 10;

export function createProcessFigures({ disks, keysAreSound, standby, memory }: Needs) {
  /** Begins with the first question: who is never asked need not measure. */
  let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;

  return {
    async read(): Promise<Counted> {
      const before = performance.now();
      await new Promise((resolve) => setImmediate(resolve));
      const lag = (performance.now() - before) / 1000;
      const files = await readdir('/proc/self/fd').catch(() => []);
      const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const p99 = delays === undefined ? lag : Math.max(0, delays.percentile(99) / 1e9 - resolution / 1000);
      delays ??= monitorEventLoopDelay({ resolution });
      delays.enable();
      delays.reset();
      const values: Record<Exclude<keyof typeof processFigures, 'cloud_build_info' | OfStandby | OfMemory>, number> = {
        process_cpu_seconds_total: (user + system) / 1e6,
        process_start_time_seconds: performance.timeOrigin / 1000,
        process_resident_memory_bytes: rss,
        process_open_fds: files.length,
        process_max_fds: await mostFiles(),
        cloud_disk_free_bytes: Math.min(...(await Promise.all(disks.map(freeOn)))),
        cloud_keys_unreadable: keysAreSound() ? 0 : 1,
        cloud_log_lines_dropped_total: lostLines(),
        nodejs_heap_size_total_bytes: heapTotal,
        nodejs_heap_size_used_bytes: heapUsed,
        nodejs_external_memory_bytes: external,
        nodejs_eventloop_lag_seconds: lag,
        nodejs_eventloop_lag_p99_seconds: p99,
      };
      const remembered = memory();
      const all = {
        ...ofBuild,
        ...values,
        ...(standby && ofStandby(standby())),
        ...(remembered && ofMemory(remembered)),
      };
      return Object.entries(all).filter(([, value]) => Number.isFinite(value)); // omits figures that the system does not provide
    },

    text: (all: readonly Counted[]): string =>
      Object.entries(processFigures)
        .flatMap(([name, { type, help, over }]) => {
          const found = all.flat().filter(([series]) => series.replace(/\{.*/, '') === name);
          const samples = Array.from(
            Map.groupBy(found, ([series]) => series),
            ([series, values]) => [series, together[over](values.map(([, value]) => value))] as const,
          );
          return samples.length === 0 ? [] : [exposed(name, help, type, samples)];
        })
        .join('\n'),
  };
}

async function mostFiles(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
}

const freeOn = async (folder: string): Promise<number> => {
  const found = await statfs(folder).catch(() => undefined);
  return found === undefined ? Number.POSITIVE_INFINITY : found.bavail * found.bsize;
};
