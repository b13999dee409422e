import { readdir } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import type { Standing } from '../../database/standby.ts';

const counted = z.array(z.tuple([z.string(), z.number()]));
const observed = z.array(z.tuple([z.string(), z.object({ fell: z.array(z.number()), sum: z.number() })]));

/** What one process has counted, in a form that another can add up. */
export const snapshotShape = z.object({
  requests: counted,
  durations: observed,
  events: counted,
  ofProcess: counted,
});
export type Snapshot = z.infer<typeof snapshotShape>;

export type MetricsNeeds = {
  /** What all processes behind this port have counted (server/all-metrics.ts); without it there is only this one. */
  everywhere?: (() => Promise<Snapshot[]>) | undefined;
  /** How the whole service stands, by what all processes share: never added up. */
  figures?: () => Promise<readonly Figure[]>;
  /** Of the standby, where one is configured. */
  standby?: (() => Standing) | undefined;
};

/** A gauge, with its values by their labels. */
export type Figure = { name: string; help: string; values: readonly (readonly [Labels, number])[] };

/**
 * What `/metrics` tells Prometheus: our own figures, and those of the process (docs/adr/0036). Where several processes answer on one port,
 * `everywhere` gathers what each has counted, and whoever is asked answers for all.
 */
export function createMetrics({ everywhere, figures, standby }: MetricsNeeds = {}) {
  const requests = createCounter('http_requests_total', 'Answered requests');
  const durations = createHistogram(
    'http_request_duration_seconds',
    'Time from the first byte to the answer',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  );
  const events = createCounter('cloud_events_total', 'What happened in the domain: logins, tokens, consents, refusals');
  const ofProcess = createProcessFigures(standby);

  const snapshot = async (): Promise<Snapshot> => ({
    requests: requests.entries(),
    durations: durations.entries(),
    events: events.entries(),
    ofProcess: await ofProcess.read(),
  });

  return {
    request(method: string, route: string, status: number, ms: number) {
      requests.add({ method, route, status });
      durations.observe({ route }, ms / 1000);
    },
    event: (event: string) => events.add({ event }),
    snapshot,
    async text(): Promise<string> {
      const all = (await everywhere?.()) ?? [await snapshot()];
      return [
        ofProcess.text(all.map((each) => each.ofProcess)),
        requests.text(all.map((each) => each.requests)),
        durations.text(all.map((each) => each.durations)),
        events.text(all.map((each) => each.events)),
        await figuresText(figures),
      ].join('\n');
    },
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** As dashboards for Node know them. Of several processes they are added up; of lags the longest counts, and of starts the first. */
const processFigures = {
  process_cpu_seconds_total: { type: 'counter', help: 'CPU time that was used', over: 'sum' },
  process_start_time_seconds: { type: 'gauge', help: 'When the process started', over: 'min' },
  process_resident_memory_bytes: { type: 'gauge', help: 'Resident memory', over: 'sum' },
  process_open_fds: { type: 'gauge', help: 'Open files and sockets; 0 where the system does not tell', over: 'sum' },
  nodejs_heap_size_total_bytes: { type: 'gauge', help: 'Size of the heap', over: 'sum' },
  nodejs_heap_size_used_bytes: { type: 'gauge', help: 'Used part of the heap', over: 'sum' },
  nodejs_external_memory_bytes: { type: 'gauge', help: 'Memory outside of the heap', over: 'sum' },
  nodejs_eventloop_lag_seconds: { type: 'gauge', help: 'How long the event loop takes to come round', over: 'max' },
  nodejs_eventloop_lag_p99_seconds: { type: 'gauge', help: 'The same, 99 % since the last question', over: 'max' },
  standby_read: {
    type: 'gauge',
    help: 'Whether the standby is read; 0: the primary answers in its place',
    over: 'min',
  },
  standby_age_seconds: { type: 'gauge', help: 'How old what the standby knows can be at most', over: 'max' },
  standby_reads_total: { type: 'counter', help: 'Statements that the standby answered', over: 'sum' },
  standby_passed_over_total: {
    type: 'counter',
    help: 'Statements that the primary answered because the standby could not',
    over: 'sum',
  },
} as const;
/** What is there only where READ_DATABASE_URL is set. */
type OfStandby = keyof typeof processFigures & `standby_${string}`;

/** An age that is not known counts as an hour: no alert shall sleep over it. */
const unknownAge = 3_600;
const ofStandby = ({ state, age, read, passedOver }: Standing): Record<OfStandby, number> => ({
  standby_read: state === 'read' ? 1 : 0,
  standby_age_seconds: age ?? unknownAge,
  standby_reads_total: read,
  standby_passed_over_total: passedOver,
});

const together = {
  sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  min: (values: readonly number[]) => Math.min(...values),
  max: (values: readonly number[]) => Math.max(...values),
};

/** Milliseconds, which the measured delays contain. */
const resolution = 10;

function createProcessFigures(standby: MetricsNeeds['standby']) {
  /** Begins with the first question: who is never asked need not measure. */
  let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;

  return {
    async read(): Promise<Snapshot['ofProcess']> {
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
      const values: Record<Exclude<keyof typeof processFigures, OfStandby>, number> = {
        process_cpu_seconds_total: (user + system) / 1e6,
        process_start_time_seconds: performance.timeOrigin / 1000,
        process_resident_memory_bytes: rss,
        process_open_fds: files.length,
        nodejs_heap_size_total_bytes: heapTotal,
        nodejs_heap_size_used_bytes: heapUsed,
        nodejs_external_memory_bytes: external,
        nodejs_eventloop_lag_seconds: lag,
        nodejs_eventloop_lag_p99_seconds: p99,
      };
      return Object.entries(standby === undefined ? values : { ...values, ...ofStandby(standby()) });
    },

    text: (all: readonly Snapshot['ofProcess'][]): string =>
      Object.entries(processFigures)
        .flatMap(([name, { type, help, over }]) => {
          const values = all.flat().flatMap(([figure, value]) => (figure === name ? [value] : []));
          return values.length === 0 ? [] : [exposed(name, help, type, [`${name} ${together[over](values)}`])];
        })
        .join('\n'),
  };
}

type Labels = Readonly<Record<string, string | number>>;

const seriesOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${String(value).replace(/[\\"\n]/g, escaped)}"`)
    .join(',');
const escaped = (character: string) => (character === '\n' ? '\\n' : `\\${character}`);

/** What can be told while the database is away is told all the same. */
async function figuresText(figures: MetricsNeeds['figures']): Promise<string> {
  if (figures === undefined) return '';
  const read = await figures().catch(() => undefined);
  const isUp = exposed(up.name, up.help, 'gauge', [`${up.name} ${read === undefined ? 0 : 1}`]);
  const others = (read ?? []).map(({ name, help, values }) =>
    exposed(
      name,
      help,
      'gauge',
      values.map(([labels, value]) => `${name}${seriesOf(labels) && `{${seriesOf(labels)}}`} ${value}`),
    ),
  );
  return [isUp, ...others].join('\n');
}
const up = { name: 'cloud_database_up', help: 'Whether the figures of the whole service could be read' };

const exposed = (name: string, help: string, type: string, lines: readonly string[]) =>
  `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`;

function createCounter(name: string, help: string) {
  const counts = new Map<string, number>();
  return {
    add(labels: Labels): void {
      const series = seriesOf(labels);
      counts.set(series, (counts.get(series) ?? 0) + 1);
    },
    entries: () => [...counts],
    text: (all: readonly [string, number][][]) => {
      const sums = new Map<string, number>();
      for (const [series, count] of all.flat()) sums.set(series, (sums.get(series) ?? 0) + count);
      const lines = Array.from(sums, ([series, count]) => `${name}{${series}} ${count}`);
      return exposed(name, help, 'counter', lines);
    },
  };
}

function createHistogram(name: string, help: string, bounds: readonly number[]) {
  /** How many fell below each bound and not below the one before; the last ones are above all. */
  type Observed = { fell: number[]; sum: number };
  const all = new Map<string, Observed>();

  function linesOf(series: string, { fell, sum }: Observed): string[] {
    let count = 0;
    const buckets = [...bounds, '+Inf'].map((bound, index) => {
      count += fell[index] ?? 0;
      return `${name}_bucket{le="${bound}",${series}} ${count}`;
    });
    return [...buckets, `${name}_sum{${series}} ${sum}`, `${name}_count{${series}} ${count}`];
  }

  return {
    observe(labels: Labels, value: number): void {
      const series = seriesOf(labels);
      const observed = all.get(series) ?? { fell: [...bounds, 0].map(() => 0), sum: 0 };
      const bound = bounds.findIndex((candidate) => value <= candidate);
      const index = bound === -1 ? bounds.length : bound;
      observed.fell[index] = (observed.fell[index] ?? 0) + 1;
      observed.sum += value;
      all.set(series, observed);
    },
    entries: () => [...all],
    text: (given: readonly [string, Observed][][]) => {
      const sums = new Map<string, Observed>();
      for (const [series, { fell, sum }] of given.flat()) {
        const before = sums.get(series);
        sums.set(series, {
          fell: fell.map((count, index) => count + (before?.fell[index] ?? 0)),
          sum: sum + (before?.sum ?? 0),
        });
      }
      const lines = [...sums].flatMap(([series, observed]) => linesOf(series, observed));
      return exposed(name, help, 'histogram', lines);
    },
  };
}
