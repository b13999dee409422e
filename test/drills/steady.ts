import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type Asked = { path: string; method?: string; headers?: Record<string, string>; body?: string };
export type Steady = { answered: number; failed: string[]; waited: number[]; stop(): Promise<void> };

/**
 * Asks again and again on so many connections that are kept, each with a rest of so many milliseconds after an answer. Whatever is not 200
 * has failed, and says how.
 */
export function askSteadily(
  port: number,
  host: string,
  what: readonly Asked[],
  { connections = 8, rest = 0 } = {},
): Steady {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let isOver = false;
  const steady: Steady = {
    answered: 0,
    failed: [],
    waited: [],
    async stop() {
      isOver = true;
      await Promise.all(running);
      agent.destroy();
    },
  };

  const ask = ({ path, method = 'GET', headers = {}, body }: Asked) =>
    new Promise<string | undefined>((resolve) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const asked = request({ port, path, method, agent, headers: { ...headers, ...length, host } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve(
            answer.statusCode === 200 ? undefined : `${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`,
          ),
        );
        answer.on('aborted', () => resolve(`${method} ${path}: cut off`));
      });
      asked.on('error', (error) => resolve(`${method} ${path}: ${error.message}`));
      asked.end(body);
    });

  const running = Array.from({ length: connections }, async (_, place) => {
    for (let turn = place; !isOver; turn += 1) {
      const next = what[turn % what.length];
      if (next === undefined) return;
      const began = performance.now();
      const failure = await ask(next);
      steady.waited.push(performance.now() - began);
      steady.answered += 1;
      if (failure !== undefined) steady.failed.push(failure);
      if (rest > 0) await sleep(rest);
    }
  });
  return steady;
}

/** The slowest in a hundred, in milliseconds. */
export const p99 = (waited: readonly number[]): number =>
  waited.toSorted((one, other) => one - other)[Math.floor(waited.length * 0.99)] ?? 0;
