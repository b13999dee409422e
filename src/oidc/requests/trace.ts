import Provider from 'oidc-provider';

/** Details that our own parts saw of a request refused by the library in fewer words: for the integration log, never for the answer. */
export type Trace = {
  /** The client of the code, token or AK. */
  clientId?: string;
  /** The account of the code or token. */
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
