import { isLoopback } from './addresses.ts';

type Needs = { fetch: typeof globalThis.fetch; issuer: string };

/** The page at the end of an address, or the reason why there is none; `cloud`: it leads to our login. */
export type LoadedPage = { url: string; status?: number } & (
  | { text: string }
  | { problem: 'plain' | 'cloud' | 'hops' }
  | { problem: 'tls' | 'unreachable'; reason: string }
);

const mostHops = 5;
const mostBytes = 512 * 1024;
const timeout = 10_000;

/** Opens an address of a partner as any visitor without a session, every hop by https. Content drawn by a script is not seen here. */
export function createPageLoader({ fetch, issuer }: Needs) {
  return async (address: string): Promise<LoadedPage> => {
    let at = address;
    try {
      for (let hop = 0; hop < mostHops; hop += 1) {
        if (!at.startsWith('https:') && !isLoopback(at)) return { url: at, problem: 'plain' };
        const response = await fetch(at, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
        const { status } = response;
        const location = response.headers.get('location');
        if (status < 300 || status >= 400 || location === null)
          return { url: at, status, text: await beginningOf(response, mostBytes) };
        await response.body?.cancel();
        const next = new URL(location, at).href;
        if (next.startsWith(`${issuer}/oidc/auth`)) return { url: at, status, problem: 'cloud' };
        at = next;
      }
      return { url: at, problem: 'hops' };
    } catch (error) {
      const reason = reasonOf(error);
      return { url: at, problem: isCertificate(reason) ? 'tls' : 'unreachable', reason };
    }
  };
}

export type LoadPage = ReturnType<typeof createPageLoader>;

/** The body up to so many bytes. */
export async function beginningOf(response: Response, most: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < most) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  await reader.cancel().catch(() => undefined);
  return Buffer.concat(parts).toString('utf8');
}

/** Node's error code: CERT_HAS_EXPIRED, ENOTFOUND. */
export function reasonOf(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code: unknown = Reflect.get(each, 'code');
    if (typeof code === 'string') return code.slice(0, 60);
  }
  return error instanceof Error ? error.name : 'unknown';
}

const isCertificate = (reason: string) => /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(reason);
