import { createFlows, discover, type Flows, type Target, type Work } from './flows.ts';
import { connect } from './http.ts';
import { usageOf } from './usage.ts';

/** A target with its connections, each of which does one thing at a time. */
export async function openTarget(target: Target, connections: number) {
  const wires = Array.from({ length: connections }, () => connect(target.origin, target.host));
  const [first] = wires;
  if (first === undefined) throw new Error('no connections');
  const endpoints = await discover(first);
  const flows = wires.map((wire, index) => createFlows(target, endpoints, wire, index));
  return {
    target,
    flows,
    async prepare() {
      for (const flow of flows) await flow.prepare();
    },
    close: () => Promise.all(wires.map((wire) => wire.close())),
  };
}

export type OpenTarget = Awaited<ReturnType<typeof openTarget>>;

export type Round = {
  perSecond: number;
  p50: number;
  p99: number;
  /** Of the exchange alone, where the work is an authorization with its exchange. */
  exchangeP99: number;
  serverUs: number;
  databaseUs: number;
  rssMb: number;
  errors: number;
  answered: number;
  /** Of those answered, how many waited for more than 100 ms. */
  late: number;
  /** The seconds (Unix) in which those were answered, and how many in each. */
  lateIn: ReadonlyMap<number, number>;
};

/** Each connection again and again, as fast as it is answered. */
export const load = ({ target, flows }: OpenTarget, work: Work, forMs: number): Promise<Round> =>
  measured(target, async (attempt) => {
    const began = performance.now();
    await Promise.all(
      flows.map(async (flow) => {
        while (performance.now() - began < forMs) if (!(await attempt(flow, work, performance.now()))) return;
      }),
    );
  });

/** So many a second, whether or not earlier ones were answered: a late one counts from its due time. */
export const loadAtRate = ({ target, flows }: OpenTarget, work: Work, perSecond: number, forMs: number) =>
  measured(target, async (attempt) => {
    const idle = [...flows];
    const due: number[] = [];
    const busy = new Set<Promise<void>>();
    const serve = async (flow: Flows) => {
      for (let start = due.shift(); start !== undefined; start = due.shift()) await attempt(flow, work, start);
      idle.push(flow);
    };
    const began = performance.now();
    for (let sent = 0; ; ) {
      const now = performance.now();
      if (now - began >= forMs) break;
      for (; sent < ((now - began) / 1000) * perSecond; sent += 1) due.push(began + (sent / perSecond) * 1000);
      while (due.length > 0 && idle.length > 0) {
        const flow = idle.shift(); // in turn: otherwise those that rest for long would all sign in again once one is late
        if (flow === undefined) break;
        const served = serve(flow).finally(() => busy.delete(served));
        busy.add(served);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(busy);
  });

type Attempt = (flow: Flows, work: Work, start: number) => Promise<boolean>;

async function measured(target: Target, run: (attempt: Attempt) => Promise<void>): Promise<Round> {
  const latencies: number[] = [];
  const exchanges: number[] = [];
  const lateIn = new Map<number, number>();
  let errors = 0;
  const attempt: Attempt = async (flow, work, start) => {
    try {
      const exchange = await flow[work]();
      const took = performance.now() - start;
      latencies.push(took);
      if (took > lateAfter) count(lateIn, Math.floor(Date.now() / 1000));
      if (typeof exchange === 'number') exchanges.push(exchange);
    } catch (error) {
      errors += 1;
      if (errors === 1) process.stderr.write(`${String(error)}\n`);
    }
    return errors <= 50;
  };
  const before = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
  const began = performance.now();
  await run(attempt);
  const elapsed = performance.now() - began;
  const after = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
  const each = (what: 'server' | 'database') => ((after[what].cpuMs - before[what].cpuMs) * 1000) / latencies.length;
  return {
    perSecond: (latencies.length / elapsed) * 1000,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    exchangeP99: quantile(exchanges, 0.99),
    serverUs: each('server'),
    databaseUs: each('database'),
    rssMb: after.server.rssMb,
    errors,
    answered: latencies.length,
    late: [...lateIn.values()].reduce((sum, late) => sum + late, 0),
    lateIn,
  };
}

const lateAfter = 100; // ms
const count = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);

const quantile = (numbers: number[], q: number) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * q)] ?? Number.NaN;

export const median = (numbers: number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
