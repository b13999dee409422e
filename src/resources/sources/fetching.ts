import type { Fact } from '../../fact.ts';
import { failureOf, isEncodedAnswer } from '../../http/outgoing.ts';
import { fact } from './facts.ts';

type Needs = {
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
  agent: string;
  /** Milliseconds for the whole of an answer. */
  within?: number;
};

/** Of the last answer: the source may say that nothing changed since. */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined };

export type Fetched = { address: string } & (
  | { same: true }
  | ({ bytes: Buffer; charset: string | undefined; type: string } & Validators)
  /** `wait`: seconds that the source asks for. */
  | { fault: Fact; wait?: number | undefined }
);

const mostRedirects = 5;
const timeout = 20_000;
const mostBytes = 12 * 1024 * 1024;
const longestWait = 86_400;

/** Asks for the content of a source, bounded in time, in size and in the number of redirects. */
export function createFetching({ fetch, agent, within = timeout }: Needs) {
  return async function get(given: string, known: Validators = {}): Promise<Fetched> {
    let address = given;
    const signal = AbortSignal.timeout(within);
    const headers = {
      ...{ accept: 'text/calendar, application/rss+xml, application/atom+xml, application/json, text/html, */*;q=0.1' },
      ...{ 'accept-language': 'zh-CN,zh', 'user-agent': agent },
      ...(known.etag !== undefined && { 'if-none-match': known.etag }),
      ...(known.lastModified !== undefined && { 'if-modified-since': known.lastModified }),
    };
    try {
      for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
        const answer = await fetch(address, { redirect: 'manual', signal, headers });
        const location = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers.get('location') : null;
        const target = location === null ? undefined : URL.parse(location, address);
        if (target === undefined) return { address, ...(await contentOf(answer)) };
        await answer.body?.cancel();
        if (target === null || !/^https?:$/.test(target.protocol))
          return { address, fault: fact('sources.answers', { status: answer.status }) };
        address = target.href;
      }
      return { address, fault: fact('sources.many_redirects', { most: mostRedirects }) };
    } catch (error) {
      return { address, fault: faultOf(error, within) };
    }
  };
}

export type Get = ReturnType<typeof createFetching>;

async function contentOf(answer: Response) {
  const { status, headers } = answer;
  if (status === 304) {
    await answer.body?.cancel();
    return { same: true as const };
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    const fault =
      status === 401 || status === 403
        ? fact('sources.password')
        : status === 404 || status === 410
          ? fact('sources.not_there', { status })
          : status === 429 || status === 503
            ? fact('sources.asked_to_wait', { status })
            : fact('sources.answers', { status });
    return { fault, wait: waitIn(headers.get('retry-after'), headers.get('date')) };
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    // Left out of the loop, which cancels the body.
    if (size > mostBytes) return { fault: fact('sources.too_large', { megabytes: mostBytes / 1024 / 1024 }) };
    chunks.push(chunk);
  }
  const said = headers.get('content-type') ?? '';
  return {
    bytes: Buffer.concat(chunks),
    charset: /charset="?([\w-]+)/i.exec(said)?.[1],
    type: said.split(';')[0]?.trim().toLowerCase() ?? '',
    etag: short(headers.get('etag')),
    lastModified: short(headers.get('last-modified')),
  };
}

const short = (text: string | null): string | undefined => (text === null || text.length > 300 ? undefined : text);

/** Retry-After, in seconds or until a date by the clock of the source. */
function waitIn(text: string | null, now: string | null): number | undefined {
  const until = (new Date(text ?? '').getTime() - new Date(now ?? '').getTime()) / 1000;
  const seconds = /^\d+$/.test(text ?? '') ? Number(text) : until;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, longestWait) : undefined;
}

function faultOf(error: unknown, within: number): Fact {
  if (isEncodedAnswer(error)) return fact('sources.encoded');
  if (error instanceof Error && isTooLong(error))
    return fact('sources.too_large', { megabytes: mostBytes / 1024 / 1024 });
  switch (failureOf(error)) {
    case 'too late':
      return fact('sources.no_answer_in', { seconds: within / 1000 });
    case 'not public':
      return fact('sources.not_public');
    case 'bad certificate':
      return fact('sources.bad_certificate');
    case 'host unknown':
      return fact('sources.host_unknown');
    case 'unreachable':
      return fact('sources.unreachable');
  }
}

const isTooLong = (error: Error): boolean =>
  Reflect.get(error, 'code') === 'TOO_LONG' || (error.cause instanceof Error && isTooLong(error.cause));
