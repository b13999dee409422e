import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { ProviderAccounts } from './account.ts';
import type { Limits } from './limits.ts';
import { askedPrompts, type SignInFacts, type SignInRule } from './rules.ts';

const { Check, Prompt, base } = interactionPolicy;

type Needs = {
  rules: readonly SignInRule[];
  applications: Pick<Applications, 'client'>;
  providerAccounts: Pick<ProviderAccounts, 'findOpen' | 'termsInForce'>;
  limits: Pick<Limits, 'login'>;
  clock: Clock;
};

/**
 * When a page is shown: the library's own checks, the rules of rules.ts, and the limit of logins from one address. Every check stands in
 * fast/known.ts, or no request is answered before the library.
 */
export function createPolicy({ rules, applications, providerAccounts, limits, clock }: Needs) {
  const policy = base();
  // Requested by the partner: they come before the login, whose page offers them too.
  for (const name of askedPrompts) policy.add(new Prompt({ name, requestable: true }), 0);
  const login = policy.get('login');
  if (login === undefined) throw new Error('oidc-provider has no login prompt');

  async function readFacts({ oidc: { client, params, session } }: KoaContextWithOIDC): Promise<SignInFacts> {
    if (client === undefined) throw new errors.InvalidClient('client is invalid');
    const accountId = session?.accountId;
    const [application, termsInForce, account] = await Promise.all([
      applications.client(client.clientId),
      providerAccounts.termsInForce(),
      accountId === undefined ? undefined : providerAccounts.findOpen(accountId),
    ]);
    return {
      client: {
        refusal: application?.refusal,
        clientId: client.clientId,
        sandbox: client.sandbox === true,
        institutionId: String(client.institution_id),
        firstParty: client.first_party === true,
        redirectUriAllowed: (uri) => client.redirectUriAllowed(uri),
      },
      redirectUri: text(params?.redirect_uri),
      acrValues: text(params?.acr_values),
      session: { accountId, acr: session?.acr },
      account,
      termsInForce,
      now: clock.now(),
    };
  }
  // The library runs all checks of a prompt at once: they share their facts.
  const reading = new WeakMap<KoaContextWithOIDC, Promise<SignInFacts>>();
  const factsOf = (ctx: KoaContextWithOIDC): Promise<SignInFacts> => {
    const found = reading.get(ctx) ?? readFacts(ctx);
    reading.set(ctx, found);
    return found;
  };

  const errorsFirst = [...rules.filter(isError), ...rules.filter((rule) => !isError(rule))];
  for (const [index, { name, description, holds, refusal }] of errorsFirst.entries()) {
    const check = new Check(name, description, 'login_required', async (ctx) => {
      const facts = await factsOf(ctx);
      if (holds(facts)) return Check.NO_NEED_TO_PROMPT;
      if (refusal === 'login') return Check.REQUEST_PROMPT;
      throw refusal(facts);
    });
    // An error comes before any page, the library's own checks before a page of ours.
    if (refusal === 'login') login.checks.add(check);
    else login.checks.add(check, index);
  }
  login.checks.add(
    new Check('too_many_logins', 'too many logins were begun from one address', 'rate_limited', (ctx) => {
      limits.login(ctx);
      return Check.NO_NEED_TO_PROMPT;
    }),
  );
  return policy;
}

const isError = ({ refusal }: SignInRule): boolean => refusal !== 'login';
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
