import { Client } from 'undici';
import type { Target } from './flows.ts';
import { usageOf } from './usage.ts';

export type Options = { connections: number; milliseconds: number; rounds: number };
export type Call = {
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: object;
};

/** One call at a time on each connection; anything but success ends the measuring. */
export async function openCalls(target: Target, connections: number) {
  const wires = Array.from({ length: connections }, () => new Client(target.origin, { pipelining: 1 }));

  async function send(wire: Client, { method, path, headers, body }: Call): Promise<string> {
    const answer = await wire.request({
      method,
      path,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} ${answer.statusCode} ${text.slice(0, 300)}`);
    return text;
  }

  async function load(callOf: () => Call, forMs: number): Promise<number[]> {
    const latencies: number[] = [];
    const before = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
    const began = performance.now();
    await Promise.all(
      wires.map(async (wire) => {
        while (performance.now() - began < forMs) {
          const start = performance.now();
          await send(wire, callOf());
          latencies.push(performance.now() - start);
        }
      }),
    );
    const elapsed = performance.now() - began;
    const after = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
    const each = (what: 'server' | 'database') => ((after[what].cpuMs - before[what].cpuMs) * 1000) / latencies.length;
    latencies.sort((a, b) => a - b);
    const quantile = (q: number) => latencies[Math.floor(latencies.length * q)] ?? Number.NaN;
    return [
      (latencies.length / elapsed) * 1000,
      ...[quantile(0.5), quantile(0.99), each('server'), each('database'), after.server.rssMb],
    ];
  }

  const [first] = wires;
  if (first === undefined) throw new Error('no connections');
  return {
    once: (call: Call) => send(first, call),
    close: () => Promise.all(wires.map((wire) => wire.close())),
    /** A table of works, each measured for some rounds; the median of them. */
    async measure<Work extends string>(
      works: readonly Work[],
      callOf: (work: Work) => Call,
      { milliseconds, rounds }: Options,
    ): Promise<string> {
      const lines = [
        '| work | per second | p50 ms | p99 ms | server CPU µs | database CPU µs | memory MB |',
        '|---|---|---|---|---|---|---|',
      ];
      for (const work of works) {
        await load(() => callOf(work), Math.min(milliseconds, 1000));
        const measured: number[][] = [];
        for (let round = 0; round < rounds; round += 1) measured.push(await load(() => callOf(work), milliseconds));
        const cells = (measured[0] ?? []).map((_, column) => {
          const sorted = measured.map((row) => row[column] ?? Number.NaN).toSorted((a, b) => a - b);
          return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(column === 1 || column === 2 ? 1 : 0);
        });
        lines.push(`| ${[work, ...cells].join(' | ')} |`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

/** A token by client_credentials. */
export async function tokenOf({ origin }: Target, clientId: string, secret: string): Promise<string> {
  const answer = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token }: { access_token: string } = JSON.parse(await answer.text());
  return token;
}
