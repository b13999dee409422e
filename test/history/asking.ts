import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../src/errors.ts';
import type { Operation } from './history.ts';
import type { Ended } from './recorder.ts';

// The outcome of a call by its answer. Of a write that was answered 503 it is unknown, as with a connection that was cut.

/** Secrets are written down as a part of their hash. */
export const nameOf = (secret: unknown): string =>
  createHash('sha256').update(String(secret)).digest('base64url').slice(0, 16);

/** Answers that no client should get, whatever happens to the servers. */
export const strange: string[] = [];

type Body = Record<string, unknown>;
export type Judged = { status: number; body: Body; headers: Headers };

export async function ask(send: typeof fetch, url: string, init: RequestInit): Promise<Judged | 'never'> {
  const response = await send(url, init).catch((error: unknown) => {
    if (wasNeverSent(error)) return undefined;
    throw error;
  });
  if (response === undefined) return 'never';
  const text = await response.text();
  const { status, headers } = response;
  if (status === 500 || (status === 503 && headers.get('retry-after') === null))
    strange.push(`${init.method ?? 'GET'} ${new URL(url).pathname}: ${status} ${text.slice(0, 200)}`);
  return { status, headers, body: (headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : { text } };
}

/** By its status: done, refused for good, told to come again, or unknown. */
export function ended<Name extends Operation>(
  answer: Judged | 'never',
  ok: (answer: Judged) => Ended<Name>,
): Ended<Name> {
  if (answer === 'never') return 'never';
  const { status } = answer;
  if (status >= 500) return 'info';
  if (status === 429 || answer.body.code === 'request_under_way') return 'never';
  return status < 400
    ? ok(answer)
    : { fail: `${status} ${answer.body.error_description ?? answer.body.error ?? answer.body.code}` };
}

/** The same of a verb that an operator calls. */
export async function done<Name extends Operation>(work: Promise<unknown>, ok: Ended<Name>): Promise<Ended<Name>> {
  try {
    await work;
    return ok;
  } catch (error) {
    return error instanceof Problem && error.status < 500 ? 'fail' : 'info';
  }
}

/** Whether there was no connection at all. */
function wasNeverSent(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if ('code' in each && ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'].includes(String(each.code))) return true;
  return false;
}

/** Tries again until it is done: for preparations of a role, which are no part of the history. */
export async function surely<T>(work: () => Promise<T | undefined>, seconds = 90): Promise<T> {
  let why: unknown;
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(200)) {
    const found = await work().catch((error: unknown) => {
      why = error;
      return undefined;
    });
    if (found !== undefined) return found;
  }
  throw new Error(`not to be had for ${seconds} s${why === undefined ? '' : `: ${String(why)}`}`, { cause: why });
}
