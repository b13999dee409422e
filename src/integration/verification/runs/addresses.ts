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

type Registered = Pick<Application, 'sandbox' | 'allowLoopback' | 'redirectUris'>;

/**
 * The page with the login button. Anyone has a sandbox in a minute, and the link of a run leads there from the address of the Cloud: only to its
 * registered origins, or to the visitor's own machine. Of a production AK, which was reviewed, a public page, or one of this machine where its redirect
 * addresses may be such.
 */
export const mayBeLogin = (url: URL, { sandbox, allowLoopback, redirectUris }: Registered): boolean =>
  url.username === '' &&
  url.password === '' &&
  /^https?:$/.test(url.protocol) &&
  (sandbox
    ? isLoopback(url.href) || redirectUris.some((uri) => URL.parse(uri)?.origin === url.origin)
    : allowLoopback || !isLoopback(url.href)) &&
  url.href.length <= 500;
