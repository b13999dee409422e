import Provider from 'oidc-provider';

/** What our own parts saw of a request that the library then refuses with fewer words: for the integration log, never for the answer. */
export type Trace = {
  /** Whose code, token or AK it was. */
  clientId?: string;
  /** Whose code or token it was, of the people. */
  accountId?: string;
  detail?: string;
  received?: string;
  registered?: readonly string[];
};

const traces = new WeakMap<object, Trace>();

/** Adds to the trace of the request that is being answered. */
export function leaveTrace(trace: Trace): void {
  const ctx = Provider.ctx;
  if (ctx !== undefined) traces.set(ctx, { ...traces.get(ctx), ...trace });
}

export const traceOf = (ctx: object): Trace => traces.get(ctx) ?? {};
