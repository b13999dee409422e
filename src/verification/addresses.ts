/** Addresses of this very machine: what a developer tries out has no certificate, and nothing of it crosses a network. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

/** Whether an address brings along what its reader may not know. */
export const carriesCode = (address: string | undefined): boolean =>
  address !== undefined && /[?&#](code|access_token|id_token|refresh_token)=/.test(address);
