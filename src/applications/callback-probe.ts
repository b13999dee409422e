import { createCache } from '../database/cache.ts';

type Found = { verdict: 'ok' | 'warn'; text: string };
export type Probe = (uri: string) => Promise<Found>;

type Needs = {
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
  ms?: number;
};

/** Looks whether anybody answers at a redirect address, as a browser would come to it: TLS in order, and no way on to somewhere else. */
export function createCallbackProbe({ fetch, ms = 3_000 }: Needs): Probe {
  async function look(uri: string): Promise<Found> {
    try {
      const answer = await fetch(uri, { redirect: 'manual', signal: AbortSignal.timeout(ms) });
      await answer.body?.cancel();
      return judge(uri, answer.status, answer.headers.get('location'));
    } catch (error) {
      return { verdict: 'warn', text: `${uri} ${reasonOf(error, ms)}` };
    }
  }
  // Whoever turns pages on the desk asks once a minute.
  const recent = createCache({ read: look, ms: 60_000, maxKeys: 500 });
  return recent.get;
}

function judge(uri: string, status: number, location: string | null): Found {
  const target = location === null ? undefined : URL.parse(location, uri)?.host;
  if (target !== undefined && target !== URL.parse(uri)?.host)
    return { verdict: 'warn', text: `${uri} 会跳转到另一个域名 ${target}` };
  if (status === 404 || status >= 500) return { verdict: 'warn', text: `${uri} 可以连接，但返回 ${status}` };
  return { verdict: 'ok', text: `${uri} 可以访问` };
}

function reasonOf(error: unknown, ms: number): string {
  const all = causesOf(error);
  if (all.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) return `在 ${ms / 1000} 秒内没有回应`;
  const said = all.map((each) => `${'code' in each ? each.code : ''} ${each.message}`).join('\n');
  if (/refused: /.test(said)) return '不在公网上，没有检查';
  if (/CERT|certificate|SSL|TLS|EPROTO/i.test(said)) return '的安全证书有问题，市民的浏览器会拦住它';
  if (/ENOTFOUND|EAI_AGAIN/.test(said)) return '的域名还没有解析';
  return '连接不上';
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
