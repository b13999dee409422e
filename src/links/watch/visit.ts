import type { Fact } from '../../fact.ts';
import { failureOf, isEncodedAnswer } from '../../http/outgoing.ts';
import { fact } from '../facts.ts';

type Needs = {
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
  /** The User-Agent, with an address that says who we are. */
  agent: string;
  /** Milliseconds for all of a visit, redirects and body included. */
  timeout?: number;
};

type Wanted = {
  /** Bytes that are read at most. */
  most: number;
  accept: string;
  /** Expected media type; undefined: the body is not read. */
  type: RegExp | undefined;
};

export type Visited = {
  /** Where it ended, after redirects. */
  address: string;
  milliseconds: number;
} & ({ type: string; charset: string | undefined; bytes: Buffer } | { fault: Fact });

const mostRedirects = 5;

/** Asks for a page or a picture of a partner as a browser would, bounded in time, in size and in the number of redirects. */
export function createVisit({ fetch, agent, timeout = 10_000 }: Needs) {
  return async function visit(address: string, { most, accept, type }: Wanted): Promise<Visited> {
    const began = performance.now();
    const signal = AbortSignal.timeout(timeout);
    let url = address;
    const end = <Outcome extends object>(outcome: Outcome) => ({
      ...{ address: url, milliseconds: Math.round(performance.now() - began) },
      ...outcome,
    });
    try {
      for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
        const headers = { accept, 'accept-language': 'zh-CN,zh', 'user-agent': agent };
        const answer = await fetch(url, { redirect: 'manual', signal, headers });
        const target = redirectOf(answer, url);
        if (target === undefined) return end(await read(answer, { most, type }));
        await answer.body?.cancel();
        if (target === null) return end({ fault: fact('links.answers', { status: answer.status }) });
        url = target;
      }
      return end({ fault: fact('links.many_redirects', { most: mostRedirects }) });
    } catch (error) {
      return end({ fault: reasonOf(error, timeout) });
    }
  };
}

export type Visit = ReturnType<typeof createVisit>;

/** Where it leads on; null where it says so but not to an address that can be opened. */
function redirectOf({ status, headers }: Response, from: string): string | null | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const url = URL.parse(headers.get('location') ?? '', from);
  return url !== null && /^https?:$/.test(url.protocol) && headers.has('location') ? url.href : null;
}

async function read(answer: Response, { most, type }: Pick<Wanted, 'most' | 'type'>) {
  const said = answer.headers.get('content-type') ?? '';
  const plain = said.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!answer.ok || type === undefined || !type.test(plain)) {
    await answer.body?.cancel();
    if (!answer.ok) return { fault: fact('links.answers', { status: answer.status }) };
    if (type !== undefined) return { fault: fact('links.other_type', { type: plain.slice(0, 60) }) };
    return { type: plain, charset: undefined, bytes: Buffer.alloc(0) };
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    // Thrown out of the loop, which cancels the body.
    if (size > most) return { fault: fact('links.too_large', { kilobytes: Math.round(most / 1024) }) };
    chunks.push(chunk);
  }
  return { type: plain, charset: /charset="?([\w-]+)/i.exec(said)?.[1], bytes: Buffer.concat(chunks) };
}

function reasonOf(error: unknown, timeout: number): Fact {
  if (isEncodedAnswer(error)) return fact('links.encoded');
  switch (failureOf(error)) {
    case 'too late':
      return fact('links.no_answer_in', { seconds: timeout / 1000 });
    case 'not public':
      return fact('links.not_public');
    case 'bad certificate':
      return fact('links.bad_certificate');
    case 'host unknown':
      return fact('links.host_unknown');
    case 'unreachable':
      return fact('links.unreachable');
  }
}
