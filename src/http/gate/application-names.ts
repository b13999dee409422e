/** The application of a login. */
export type Applicant = { clientId: string; sandbox: boolean };

/**
 * The name of an application in the metrics: each is a time series, so sandboxes, which anyone may open, share one name, and so do all after the
 * first thousand. A name is never reassigned: a counter must not move to another.
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
