import { z } from 'zod';
import type { Standing } from '../../database/standby.ts';
import { type Applicant, createApplicationNames } from './application-names.ts';
import { exposed, type Sample } from './exposition.ts';
import { createPoolFigures } from './pool-figures.ts';
import { createProcessFigures, type MemoryStanding } from './process-figures.ts';

const counted = z.array(z.tuple([z.string(), z.number()]));
const observed = z.array(z.tuple([z.string(), z.object({ fell: z.array(z.number()), sum: z.number() })]));

/** The counters of one process, in a form that another can add up. */
export const snapshotShape = z.object({
  requests: counted,
  durations: observed,
  events: counted,
  steps: counted.default([]), // which a process above of an earlier version leaves out
  pools: counted.default([]),
  ofProcess: counted,
});
export type Snapshot = z.infer<typeof snapshotShape>;

export type MetricsNeeds = {
  /** The counters of all processes behind this port (server/all-metrics.ts); absent if there is only this one. */
  everywhere?: (() => Promise<Snapshot[]>) | undefined;
  /** Figures of the whole service, shared by all processes: never added up. */
  figures?: () => Promise<readonly Figure[]>;
  /** Folders of the watched disks. */
  disks?: readonly string[];
  /** Whether the folder of keys is as it shall be. */
  keysAreSound?: () => boolean;
  /** Of the standby, where one is configured. */
  standby?: (() => Standing) | undefined;
};

/** Steps of a login in their order; with a session and an earlier consent all are counted at once. */
export type LoginStep = 'arrived' | 'identified' | 'consented' | 'code' | 'redeemed';

/** A gauge, with its values by their labels. */
export type Figure = { name: string; help: string; values: readonly (readonly [Labels, number])[] };

/**
 * The metrics of `/metrics`: the product's and the process's (docs/adr/0036). Where several processes answer on one port, `everywhere` sums
 * their counts, and the process that is scraped answers for all.
 */
export function createMetrics({
  everywhere,
  figures,
  disks = [],
  keysAreSound = () => true,
  standby,
}: MetricsNeeds = {}) {
  const requests = createCounter('http_requests_total', 'Answered requests');
  const durations = createHistogram(
    'http_request_duration_seconds',
    'Time from the first byte to the answer',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  );
  const events = createCounter('cloud_events_total', 'What happened in the domain: logins, tokens, consents, refusals');
  const steps = createCounter('cloud_login_steps_total', 'How far logins got, by application');
  const nameOf = createApplicationNames();
  // The labels of a series are written out once: there are as many as there are series.
  const answered = createKept<{ counted: string; measured: string }>();
  const [happened, gotSoFar] = [createKept<string>(), createKept<string>()];
  const pools = createPoolFigures();
  let memory: (() => MemoryStanding) | undefined;
  const ofProcess = createProcessFigures({ disks, keysAreSound, standby, memory: () => memory?.() });

  const snapshot = async (): Promise<Snapshot> => ({
    requests: requests.entries(),
    durations: durations.entries(),
    events: events.entries(),
    steps: steps.entries(),
    pools: pools.read(),
    ofProcess: await ofProcess.read(),
  });

  return {
    request(given: string, route: string, status: number, ms: number) {
      const method = methods.has(given) ? given : 'other';
      const { counted, measured } = answered(`${method} ${route} ${status}`, () => ({
        counted: seriesOf({ method, route, status }),
        measured: seriesOf({ route }),
      }));
      requests.add(counted);
      durations.observe(measured, ms / 1000);
    },
    event: (event: string) => events.add(happened(event, () => seriesOf({ event }))),
    /** A login for an application got so far. */
    steps(application: Applicant, ...taken: LoginStep[]) {
      const name = nameOf(application);
      for (const step of taken) steps.add(gotSoFar(`${name} ${step}`, () => seriesOf({ application: name, step })));
    },
    /** Work that is bounded: how full it is is asked when Prometheus does. */
    pools: pools.add,
    /** Adds the figures of the token cache. */
    remembers: (standing: () => MemoryStanding): void => {
      memory = standing;
    },
    snapshot,
    async text(): Promise<string> {
      const all = (await everywhere?.()) ?? [await snapshot()];
      return [
        ofProcess.text(all.map((each) => each.ofProcess)),
        requests.text(all.map((each) => each.requests)),
        durations.text(all.map((each) => each.durations)),
        events.text(all.map((each) => each.events)),
        steps.text(all.map((each) => each.steps)),
        pools.text(all.map((each) => each.pools)),
        await figuresText(figures),
      ].join('\n');
    },
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

type Labels = Readonly<Record<string, string | number>>;

/** Those that are asked for; whatever else a program can spell is one. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const seriesOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${String(value).replace(/[\\"\n]/g, escaped)}"`)
    .join(',');
const escaped = (character: string) => (character === '\n' ? '\\n' : `\\${character}`);

/** Figures that need no database are served also while it is away. */
async function figuresText(figures: MetricsNeeds['figures']): Promise<string> {
  if (figures === undefined) return '';
  const read = await figures().catch(() => undefined);
  const isUp = exposed(up.name, up.help, 'gauge', [[up.name, read === undefined ? 0 : 1]]);
  const others = (read ?? []).map(({ name, help, values }) =>
    exposed(
      name,
      help,
      'gauge',
      values.map(([labels, value]) => [`${name}${seriesOf(labels) && `{${seriesOf(labels)}}`}`, value] as const),
    ),
  );
  return [isUp, ...others].join('\n');
}
const up = { name: 'cloud_database_up', help: 'Whether the figures of the whole service could be read' };

/** One object per key, created once. */
function createKept<T>() {
  const kept = new Map<string, T>();
  return (key: string, make: () => T): T => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    return made;
  };
}

function createCounter(name: string, help: string) {
  const counts = new Map<string, number>();
  return {
    add(series: string): void {
      counts.set(series, (counts.get(series) ?? 0) + 1);
    },
    entries: () => [...counts],
    text: (all: readonly [string, number][][]) => {
      const sums = new Map<string, number>();
      for (const [series, count] of all.flat()) sums.set(series, (sums.get(series) ?? 0) + count);
      const samples = Array.from(sums, ([series, count]) => [`${name}{${series}}`, count] as const);
      return exposed(name, help, 'counter', samples);
    },
  };
}

function createHistogram(name: string, help: string, bounds: readonly number[]) {
  /** How many fell below each bound and not below the one before; the last ones are above all. */
  type Observed = { fell: number[]; sum: number };
  const all = new Map<string, Observed>();

  function samplesOf(series: string, { fell, sum }: Observed): Sample[] {
    let count = 0;
    const buckets = [...bounds, '+Inf'].map((bound, index): Sample => {
      count += fell[index] ?? 0;
      return [`${name}_bucket{le="${bound}",${series}}`, count];
    });
    return [...buckets, [`${name}_sum{${series}}`, sum], [`${name}_count{${series}}`, count]];
  }

  return {
    observe(series: string, value: number): void {
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
      const samples = [...sums].flatMap(([series, observed]) => samplesOf(series, observed));
      return exposed(name, help, 'histogram', samples);
    },
  };
}
