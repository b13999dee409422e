import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../accounts/service.ts';
import type { Refusal } from '../applications/refusal.ts';
import type { Applications } from '../applications/service.ts';
import { admits } from './admission.ts';
import type { Limits } from './limits.ts';

const { Check, base } = interactionPolicy;

type Needs = {
  applications: Pick<Applications, 'client'>;
  accounts: Pick<Accounts, 'find'>;
  limits: Pick<Limits, 'login'>;
};

/** Ways to prove who one is, weakest first. `acr_values` asks for at least one of them. */
export const acr = { password: 'urn:ncc:acr:1', sms: 'urn:ncc:acr:2' } as const;
const ranks: readonly string[] = [acr.password, acr.sms];

/**
 * When a page is shown. The library's own checks, and six of ours in front of the login prompt: the AK must be in force before a
 * citizen types anything (R29), the redirect URI must still be registered, the person must still exist, be of the kind that this application is for (R27), and a factor that the partner asked for must be there.
 */
export function createPolicy({ applications, accounts, limits }: Needs) {
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
  // The library compares the address when the request comes, and not again when the citizen comes back from our pages.
  login.checks.add(
    new Check('redirect_uri_ended', 'the redirect URI is not registered any more', 'invalid_redirect_uri', (ctx) => {
      const { client, params } = ctx.oidc;
      if (typeof params?.redirect_uri === 'string' && client?.redirectUriAllowed(params.redirect_uri) === false)
        throw new errors.InvalidRedirectUri();
      return Check.NO_NEED_TO_PROMPT;
    }),
    1,
  );
  login.checks.add(
    new Check('too_many_logins', 'too many logins were begun from one address', 'rate_limited', (ctx) => {
      limits.login(ctx);
      return Check.NO_NEED_TO_PROMPT;
    }),
  );
  login.checks.add(
    new Check('account_gone', 'the account of the session is locked or deleted', 'login_required', (ctx) =>
      ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined
        ? Check.REQUEST_PROMPT
        : Check.NO_NEED_TO_PROMPT,
    ),
  );
  login.checks.add(
    new Check(
      'other_citizen',
      'test citizens and sandbox applications keep to each other',
      'login_required',
      async (ctx) => {
        const { session, client } = ctx.oidc;
        const account = session?.accountId === undefined ? undefined : await accounts.find(session.accountId);
        if (account === undefined || client === undefined) return Check.NO_NEED_TO_PROMPT;
        const door = { sandbox: client.sandbox === true, institutionId: String(client.institution_id) };
        return admits(door, account) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
      },
    ),
  );
  login.checks.add(
    new Check('missing_factor', 'a stronger way to sign in was asked for', 'login_required', (ctx) =>
      lacksFactor(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
    ),
  );
  return policy;
}

/** The weakest way that still satisfies `acr_values`; undefined where none that we know is asked for. */
function leastAsked(acrValues: unknown): number | undefined {
  const known = String(acrValues ?? '')
    .split(' ')
    .map((value) => ranks.indexOf(value))
    .filter((rank) => rank >= 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Whether a password will not do. */
export const needsMoreThanPassword = (acrValues: unknown): boolean =>
  (leastAsked(acrValues) ?? 0) > ranks.indexOf(acr.password);

function lacksFactor(ctx: KoaContextWithOIDC): boolean {
  const least = leastAsked(ctx.oidc.params?.acr_values);
  if (least === undefined || ctx.oidc.session?.accountId === undefined) return false;
  return ranks.indexOf(ctx.oidc.session.acr ?? '') < least;
}

/** The partner is told before any page; a disabled AK shows a page of ours instead, since the partner itself may be the problem. */
const refused = ({ code, wire }: Refusal) =>
  Object.assign(new errors.UnauthorizedClient(wire), {
    error_description: wire,
    ...(code === 'disabled' && { allow_redirect: false }),
  });
