import { createCache } from '../../database/cache.ts';
import type { Fact } from '../../fact.ts';
import { failureOf } from '../../http/outgoing.ts';
import { fact } from '../facts.ts';

type Found = { verdict: 'ok' | 'warn'; says: Fact };
export type Probe = (uri: string) => Promise<Found>;

type Needs = {
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
  ms?: number;
};

/** Probes a redirect address as a browser would come to it: a server answers, TLS is in order, and no redirect leads elsewhere. */
export function createCallbackProbe({ fetch, ms = 3_000 }: Needs): Probe {
  async function look(uri: string): Promise<Found> {
    try {
      const answer = await fetch(uri, { redirect: 'manual', signal: AbortSignal.timeout(ms) });
      await answer.body?.cancel();
      return judge(uri, answer.status, answer.headers.get('location'));
    } catch (error) {
      return { verdict: 'warn', says: fact('applications.callback_fails', { uri, why: reasonOf(error, ms) }) };
    }
  }
  // Turning pages on the desk probes at most once a minute.
  const recent = createCache({ read: look, ms: 60_000, maxKeys: 500 });
  return recent.get;
}

function judge(uri: string, status: number, location: string | null): Found {
  const target = location === null ? undefined : URL.parse(location, uri)?.host;
  if (target !== undefined && target !== URL.parse(uri)?.host)
    return { verdict: 'warn', says: fact('applications.callback_leads', { uri, host: target }) };
  if (status === 404 || status >= 500)
    return { verdict: 'warn', says: fact('applications.callback_answers', { uri, status }) };
  return { verdict: 'ok', says: fact('applications.callback_open', { uri }) };
}

function reasonOf(error: unknown, ms: number): Fact {
  switch (failureOf(error)) {
    case 'too late':
      return fact('applications.no_answer_in', { seconds: ms / 1000 });
    case 'not public':
      return fact('applications.not_public');
    case 'bad certificate':
      return fact('applications.bad_certificate');
    case 'host unknown':
      return fact('applications.host_unknown');
    case 'unreachable':
      return fact('applications.unreachable');
  }
}
