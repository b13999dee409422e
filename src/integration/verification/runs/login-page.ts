import type { StepData } from '../rounds/step.ts';
import { isLoopback } from './addresses.ts';

type Needs = { fetch: typeof globalThis.fetch; issuer: string };

const mostHops = 5;
const mostBytes = 512 * 1024;
const timeout = 10_000;

/** Our button by its words, its picture or where it leads. */
const button = /国家公共文化云|button-(light|dark)\.(svg|png)|ncc-button/;

/**
 * The page with the button, as any visitor gets it: every hop by https, a valid certificate, our button in it. Content drawn by a script is not
 * seen here. An address that does not answer is told apart from one that answers wrongly.
 */
export function createLoginPage({ fetch, issuer }: Needs) {
  return async (loginUrl: string): Promise<StepData> => {
    let at = loginUrl;
    try {
      for (let hop = 0; hop < mostHops; hop += 1) {
        if (!at.startsWith('https:') && !isLoopback(at)) return { url: at, problem: 'plain' };
        const response = await fetch(at, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
        const { status } = response;
        const location = response.headers.get('location');
        if (status >= 300 && status < 400 && location !== null) {
          await response.body?.cancel();
          const next = new URL(location, at).href;
          // The login page itself may be the way to the Cloud: then the button stands on a page of ours.
          if (next.startsWith(`${issuer}/oidc/auth`)) return { url: at, status, problem: 'button' };
          at = next;
          continue;
        }
        if (status >= 500) {
          await response.body?.cancel();
          return { url: at, status, problem: 'unreachable', reason: String(status) };
        }
        const text = await beginningOf(response);
        return button.test(text) || text.includes(`${issuer}/oidc/auth`)
          ? { url: at, status }
          : { url: at, status, problem: 'button' };
      }
      return { url: at, problem: 'button', reason: 'redirects' };
    } catch (error) {
      const reason = reasonOf(error);
      return { url: at, problem: isCertificate(reason) ? 'tls' : 'unreachable', reason };
    }
  };
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < mostBytes) {
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
