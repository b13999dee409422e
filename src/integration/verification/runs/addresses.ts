import type { Application } from '../../../applications/aksk/application.ts';

/** Addresses of this very machine: a program under development has no certificate, and nothing of it crosses a network. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

/** A practice run on the developer's machine: checks that need the public internet are left out of it. */
export const isAtHome = ({ sandbox, loginUrl }: { sandbox: boolean; loginUrl: string }): boolean =>
  sandbox && isLoopback(loginUrl);

/** Whether an address contains a secret. */
export const carriesCode = (address: string | undefined): boolean =>
  address !== undefined && /[?&#](code|access_token|id_token|refresh_token)=/.test(address);

/** Of a production AK a public page; one of this machine where its redirect addresses may be such, too. */
export const mayBeLogin = (
  url: URL,
  { sandbox, allowLoopback }: Pick<Application, 'sandbox' | 'allowLoopback'>,
): boolean =>
  url.username === '' &&
  url.password === '' &&
  (url.protocol === 'https:' || (url.protocol === 'http:' && (sandbox || allowLoopback || !isLoopback(url.href)))) &&
  (sandbox || allowLoopback || !isLoopback(url.href)) &&
  url.href.length <= 500;
