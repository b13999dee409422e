import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Refusal } from '../applications/refusal.ts';
import type { Applications } from '../applications/service.ts';

const { Check, base } = interactionPolicy;

/** Ways to prove who one is, weakest first. `acr_values` asks for at least one of them. */
export const acr = { password: 'urn:ncc:acr:1', sms: 'urn:ncc:acr:2' } as const;
const ranks: readonly string[] = [acr.password, acr.sms];

/**
 * When a page is shown. The library's own checks, and three of ours in front of the login prompt: the AK must be in force before a
 * citizen types anything (R29), the person must still exist, and a factor that the partner asked for must be there.
 */
export function createPolicy({ applications }: { applications: Pick<Applications, 'client'> }) {
  const policy = base();
  const login = policy.get('login');
  if (login === undefined) throw new Error('oidc-provider has no login prompt');

  login.checks.add(
    new Check('ak_refused', 'the AK is not in force', 'unauthorized_client', async (ctx) => {
      const { client } = ctx.oidc;
      const found = client && (await applications.client(client.clientId));
      if (found?.refusal !== undefined) throw refused(found.refusal);
      return Check.NO_NEED_TO_PROMPT;
    }),
    0,
  );
  login.checks.add(
    new Check('account_gone', 'the account of the session is locked or deleted', 'login_required', (ctx) =>
      ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined
        ? Check.REQUEST_PROMPT
        : Check.NO_NEED_TO_PROMPT,
    ),
  );
  login.checks.add(
    new Check('missing_factor', 'a stronger way to sign in was asked for', 'login_required', (ctx) =>
      lacksFactor(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
    ),
  );
  return policy;
}

function lacksFactor(ctx: KoaContextWithOIDC): boolean {
  const asked = String(ctx.oidc.params?.acr_values ?? '')
    .split(' ')
    .map((value) => ranks.indexOf(value))
    .filter((rank) => rank >= 0);
  if (asked.length === 0 || ctx.oidc.session?.accountId === undefined) return false;
  return ranks.indexOf(ctx.oidc.session.acr ?? '') < Math.min(...asked);
}

/** The partner is told before any page; a disabled AK shows a page of ours instead, since the partner itself may be the problem. */
const refused = ({ code, wire }: Refusal) =>
  Object.assign(new errors.UnauthorizedClient(wire), {
    error_description: wire,
    ...(code === 'disabled' && { allow_redirect: false }),
  });
