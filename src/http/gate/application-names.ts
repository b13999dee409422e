/** Whose login it is. */
export type Applicant = { clientId: string; sandbox: boolean };

/**
 * By which name an application stands in the metrics: each is a time series, so that sandboxes, of which anybody may open some, share one name,
 * and so does what comes after the first thousand. A name that was given is never taken back: a counter must not move to another.
 */
export function createApplicationNames(most = 1_000) {
  const named = new Set<string>();
  return ({ clientId, sandbox }: Applicant): string => {
    if (sandbox) return 'sandbox';
    if (named.has(clientId)) return clientId;
    if (named.size >= most) return 'others';
    named.add(clientId);
    return clientId;
  };
}
