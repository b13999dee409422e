/**
 * What `/metrics` tells Prometheus. Our own figures are counted here; those of the process come from prom-client, whose ninety
 * modules are read with the first question and not at every start.
 */
export function createMetrics() {
  const requests = createCounter('http_requests_total', 'Answered requests');
  const durations = createHistogram(
    'http_request_duration_seconds',
    'Time from the first byte to the answer',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  );
  const events = createCounter('cloud_events_total', 'What happened in the domain: logins, tokens, consents, refusals');
  let ofProcess: Promise<() => Promise<string>> | undefined;

  return {
    request(method: string, route: string, status: number, ms: number) {
      requests.add({ method, route, status });
      durations.observe({ route }, ms / 1000);
    },
    event: (event: string) => events.add({ event }),
    async text(): Promise<string> {
      ofProcess ??= openProcessMetrics();
      return [await (await ofProcess)(), requests.text(), durations.text(), events.text()].join('\n');
    },
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

async function openProcessMetrics() {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return () => registry.metrics();
}

type Labels = Readonly<Record<string, string | number>>;

const seriesOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${String(value).replace(/[\\"\n]/g, escaped)}"`)
    .join(',');
const escaped = (character: string) => (character === '\n' ? '\\n' : `\\${character}`);

const exposed = (name: string, help: string, type: string, lines: readonly string[]) =>
  `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`;

function createCounter(name: string, help: string) {
  const counts = new Map<string, number>();
  return {
    add(labels: Labels): void {
      const series = seriesOf(labels);
      counts.set(series, (counts.get(series) ?? 0) + 1);
    },
    text: () => {
      const lines = Array.from(counts, ([series, count]) => `${name}{${series}} ${count}`);
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
    const buckets = [...bounds, '+Inf'].map((bound, place) => {
      count += fell[place] ?? 0;
      return `${name}_bucket{le="${bound}",${series}} ${count}`;
    });
    return [...buckets, `${name}_sum{${series}} ${sum}`, `${name}_count{${series}} ${count}`];
  }

  return {
    observe(labels: Labels, value: number): void {
      const series = seriesOf(labels);
      const observed = all.get(series) ?? { fell: [...bounds, 0].map(() => 0), sum: 0 };
      const bound = bounds.findIndex((candidate) => value <= candidate);
      const place = bound === -1 ? bounds.length : bound;
      observed.fell[place] = (observed.fell[place] ?? 0) + 1;
      observed.sum += value;
      all.set(series, observed);
    },
    text: () => {
      const lines = [...all].flatMap(([series, observed]) => linesOf(series, observed));
      return exposed(name, help, 'histogram', lines);
    },
  };
}
