import type { Actor } from '../actor.ts';
import { dpopAlgorithms } from '../crypto/dpop.ts';
import { Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import type { Context, Middleware } from './context.ts';
import { fact } from './facts.ts';

/** `sandbox`: its data are apart from all others (R27). */
type Caller = { clientId: string; institutionId: string; scopes: readonly string[]; sandbox?: boolean };

/** How a token was sent (RFC 6750, RFC 9449), and for which request a proof of its key has to be. */
export type BearerProof = { scheme: 'Bearer' | 'DPoP'; proof: string; method: string; path: string };

export type FindBearer = (
  value: string,
  given: BearerProof,
) => Promise<
  | Caller
  | { clientId: string; refusal: { code: 'expired' | 'disabled'; says: Fact; wire: string } }
  /** A token of this application that was valid once, and why it is not any more. */
  | { clientId: string; over: string }
  /** The token is valid, but its proof of possession is missing or wrong. */
  | { clientId: string; unproved: string }
  | undefined
>;

/** How a call of the partner API ended, for the integration log. */
export type BearerCall = {
  clientId: string | undefined;
  requestId: string;
  refusal?: { error: string; description?: string; detail?: string; received?: string; registered?: readonly string[] };
};

type Verdict =
  | { caller: Caller }
  | (Pick<BearerCall, 'clientId' | 'refusal'> & {
      problem: Problem;
      challenge: Record<string, string>;
      scheme?: 'DPoP';
    });

const callers = new WeakMap<object, Caller>();

/**
 * RFC 6750: `bearer(scope)` lets a partner's server through that holds a token with this scope; without a scope, any token of the API.
 * Tokens of sandbox applications pass only where the route says that it keeps their data apart.
 */
export function createBearer(find: FindBearer, report: (call: BearerCall) => void = () => undefined) {
  return (scope?: string, { sandbox = scope === undefined }: { sandbox?: boolean } = {}): Middleware =>
    async (ctx, next) => {
      ctx.set('Cache-Control', 'no-store'); // no cache may share the answers of an AK
      const { requestId } = ctx.state;
      const [, name = '', value] = /^(Bearer|DPoP) ([\w.~+/-]+=*)$/i.exec(ctx.get('authorization')) ?? [];
      const { method, path } = ctx;
      const isBound = name.toLowerCase() === 'dpop';
      const given = { scheme: isBound ? 'DPoP' : 'Bearer', proof: ctx.get('dpop'), method, path } as const;
      const verdict = await judge((token) => find(token, given), value, scope, sandbox);
      if ('problem' in verdict) {
        const { clientId, refusal, problem } = verdict;
        if (clientId !== undefined) ctx.state.ak = clientId;
        ctx.set('WWW-Authenticate', challengeOf(verdict.challenge, verdict.scheme));
        report({ clientId, requestId, refusal: refusal ?? { error: problem.code } });
        throw problem;
      }
      const { clientId } = verdict.caller;
      ctx.state.ak = clientId;
      callers.set(ctx.state, verdict.caller);
      try {
        await next();
        report({ clientId, requestId });
      } catch (error) {
        report({ clientId, requestId, refusal: refusalOf(error) });
        throw error;
      }
    };
}

/** The error that a call ended with; of a limit also which one. */
function refusalOf(error: unknown): NonNullable<BearerCall['refusal']> {
  if (!(error instanceof Problem)) return { error: 'internal' };
  const { code, cause } = error;
  return { error: code, ...(code === 'rate_limited' && cause instanceof Error && { description: cause.message }) };
}

async function judge(
  find: (value: string) => ReturnType<FindBearer>,
  value: string | undefined,
  scope: string | undefined,
  sandbox: boolean,
): Promise<Verdict> {
  const found = value === undefined ? undefined : await find(value);
  if (found === undefined || 'over' in found) {
    const problem = new Problem('unauthenticated', fact('http.token_missing'));
    if (value === undefined) return { clientId: undefined, problem, challenge: {} };
    const refusal = {
      error: 'invalid_token',
      description: 'the access token is unknown, expired or not for this API',
      ...(found && { detail: found.over }),
    };
    return { clientId: found?.clientId, problem, refusal, challenge: wire(refusal) };
  }
  if ('unproved' in found) {
    const refusal = { error: 'invalid_dpop_proof', description: found.unproved };
    const problem = new Problem('unauthenticated', fact('http.token_unproved', { why: found.unproved }));
    const challenge = { ...wire(refusal), algs: dpopAlgorithms.join(' ') };
    return { clientId: found.clientId, problem, refusal, challenge, scheme: 'DPoP' };
  }
  if ('refusal' in found) {
    const { code, says, wire: description } = found.refusal;
    const refusal = { error: 'invalid_token', description };
    const problem = new Problem(code === 'expired' ? 'invalid_client_expired' : 'invalid_client_disabled', says);
    return { clientId: found.clientId, problem, refusal, challenge: wire(refusal) };
  }
  if (scope !== undefined && !found.scopes.includes(scope)) {
    const refusal = {
      error: 'insufficient_scope',
      description: `this call needs the scope ${scope}`,
      received: found.scopes.join(' '),
      registered: [scope],
    };
    const problem = new Problem('insufficient_scope', fact('http.scope_missing', { scope }));
    return { clientId: found.clientId, problem, refusal, challenge: { ...wire(refusal), scope } };
  }
  if (found.sandbox === true && !sandbox) {
    const refusal = {
      error: 'insufficient_scope',
      description: 'this call has no sandbox data; use the production AK',
    };
    const problem = new Problem('insufficient_scope', fact('http.not_in_sandbox'));
    return { clientId: found.clientId, problem, refusal, challenge: wire(refusal) };
  }
  return { caller: found };
}

/** The application that a bearer route was called by. */
export function callerOf(ctx: Context): Caller {
  const caller = callers.get(ctx.state);
  if (caller === undefined) throw new Error('a bearer route without its guard');
  return caller;
}

/** The same application as an actor. */
export function applicationOf(ctx: Context): Actor & { kind: 'application' } {
  const { clientId, institutionId, scopes, sandbox } = callerOf(ctx);
  return { kind: 'application', clientId, institutionId, scopes, ...(sandbox === true && { sandbox }) };
}

const wire = ({ error, description }: { error: string; description: string }) => ({
  error,
  error_description: description,
});

const challengeOf = (values: Record<string, string>, scheme = 'Bearer') =>
  `${scheme} ${['realm="partner-api"', ...Object.entries(values).map(([name, value]) => `${name}="${value}"`)].join(', ')}`;
